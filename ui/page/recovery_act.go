package page

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/paper"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// unsealing asks for what gives the recovery key: a second member's password,
// or the sheet. then goes on with the key in memory; whoever goes on, closes
// it.
type unsealing struct {
	*Settings
	act      *store.Unsealing
	title    string
	then     func()
	how      *widget.ChoiceField
	member   *widget.ChoiceField
	password *widget.Entry
	words    *widget.NoteEditor
	fields   *fyne.Container
	fault    *faultBox
	do       *widget.Button
	rows     *fyne.Container
	hide     func()
}

const (
	byMember = "member"
	bySheet  = "sheet"
)

// unseal begins an act and asks.
func (s *Settings) unseal(title string, begin func(context.Context) (*store.Unsealing, error), then func(*store.Unsealing)) {
	async.Run(s.owner, begin, func(act *store.Unsealing, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.forgetKey()
		s.unsealed = act
		u := &unsealing{Settings: s, act: act, title: title, then: func() { then(act) }}
		u.show()
	})
}

// forgetKey wipes the recovery key of an act that somebody went away from.
func (s *Settings) forgetKey() {
	if s.unsealed != nil {
		s.unsealed.Close()
		s.unsealed = nil
	}
}

// Close forgets a key that is still in memory.
func (s *Settings) Close() {
	s.forgetKey()
	s.base.Close()
}

func (u *unsealing) show() {
	var people []widget.Person
	for _, id := range u.act.Seconds() {
		people = append(people, widget.Person{ID: id.String(), Name: u.namesOf([]uuid.UUID{id})})
	}
	sortPeople(people)
	u.member = widget.NewPersonPicker(present.T("recovery.second"), present.T("guide.who_none"), people)
	u.password = widget.NewSecret(present.T("recovery.second_password"))
	u.password.OnSubmitted = func(string) { u.submit() }
	u.words = newWordsField()
	u.how = widget.NewChoiceField(present.T("recovery.how"), "", []widget.Option{
		{Code: byMember, Word: present.T("recovery.how_member")}, {Code: bySheet, Word: present.T("recovery.how_sheet")},
	})
	u.how.SetMandatory(true)
	u.how.OnChanged = func(string) { u.fill() }
	u.how.SetCode(byMember)
	if len(people) == 0 {
		u.how.SetCode(bySheet)
	}
	u.fields, u.fault = widget.Rows(2), newFaultBox()
	u.do = widget.NewPrimary(present.T("button.next"), u.submit)
	u.rows = widget.Rows(2, widget.NewText(u.title, widget.Title))
	if len(people) == 0 {
		u.rows.Add(widget.NewText(present.T("recovery.single"), widget.SmallPara))
	} else {
		u.rows.Add(u.how)
	}
	for _, o := range []fyne.CanvasObject{u.fields, u.fault, lineOf(u.do, widget.NewButton(present.T("button.cancel"), u.cancel))} {
		u.rows.Add(o)
	}
	u.fault.within = u.rows
	u.fill()
	u.hide = ShowOverlay(u.Nav.Window(), 80, u.rows)
}

// fill shows the fields of the way that is chosen.
func (u *unsealing) fill() {
	u.fields.Objects = []fyne.CanvasObject{u.words}
	if u.how.Code() == byMember {
		u.fields.Objects = []fyne.CanvasObject{
			widget.NewText(present.T("recovery.member_sub"), widget.SmallPara), u.member, u.password,
		}
	}
	u.fields.Refresh()
	u.rows.Refresh()
}

func (u *unsealing) cancel() {
	u.act.Close()
	u.hide()
}

func (u *unsealing) submit() {
	member, err := uuid.Parse(u.member.Code())
	how, password, words := u.how.Code(), u.password.Text(), paper.WordsIn(u.words.Text())
	if how == byMember && err != nil {
		u.fault.set(refuse("who_missing"))
		return
	}
	u.do.Disable()
	async.Run(u.owner, func(ctx context.Context) (struct{}, error) {
		if how == byMember {
			return struct{}{}, u.act.WithMember(ctx, member, password)
		}
		return struct{}{}, u.act.WithSheet(ctx, words)
	}, func(_ struct{}, err error) {
		u.do.Enable()
		u.fault.set(err)
		if err == nil {
			u.hide()
			u.then()
		}
	})
}

// help is for somebody who has forgotten the password.
func (s *Settings) help(p *ledger.Staff) {
	begin := func(ctx context.Context) (*store.Unsealing, error) { return s.Store.BeginReset(ctx, p.ID) }
	s.unseal(present.T("recovery.help_title", p.Name), begin, func(act *store.Unsealing) { s.chooseHelp(act, p) })
}

// once stands for a one-time password among the machines.
const once = "once"

// chooseHelp asks for which machine the words are to be.
func (s *Settings) chooseHelp(act *store.Unsealing, p *ledger.Staff) {
	options := []widget.Option{}
	for _, st := range s.Store.Directory().Stations {
		if !st.Removed {
			options = append(options, widget.Option{Code: st.ID.String(), Word: st.Name})
		}
	}
	sortOptions(options)
	options = append(options, widget.Option{Code: once, Word: present.T("recovery.once")})
	where := widget.NewChoiceField(present.T("recovery.where"), present.T("guide.who_none"), options)
	fault := newFaultBox()
	var hide func()
	do := widget.NewPrimary(present.T("recovery.show"), nil)
	rows := widget.Rows(2, widget.NewText(present.T("recovery.help_title", p.Name), widget.Title),
		widget.NewText(present.T("recovery.where_sub", p.Name), widget.Paragraph), where, fault,
		lineOf(do, widget.NewButton(present.T("button.cancel"), func() {
			act.Close()
			hide()
		})))
	fault.within = rows
	do.OnTapped = func() {
		chosen := where.Code()
		if chosen == "" {
			fault.set(refuse("nothing_chosen"))
			return
		}
		do.Disable()
		async.Run(s.owner, func(ctx context.Context) ([]string, error) { return helpBy(ctx, act, chosen) }, func(shown []string, err error) {
			do.Enable()
			fault.set(err)
			if err != nil {
				return
			}
			act.Close()
			hide()
			s.showHelp(p, chosen, shown)
			s.draw()
		})
	}
	hide = ShowOverlay(s.Nav.Window(), 76, rows)
}

// helpBy gives the words for a machine, or a one-time password.
func helpBy(ctx context.Context, act *store.Unsealing, chosen string) ([]string, error) {
	if chosen == once {
		password, err := act.OneTime(ctx)
		return []string{password}, err
	}
	station, err := uuid.Parse(chosen)
	if err != nil {
		return nil, err
	}
	return act.Words(ctx, station)
}

// showHelp shows what the person needs, until the page is closed.
func (s *Settings) showHelp(p *ledger.Staff, chosen string, shown []string) {
	var hide func()
	text, what := present.T("recovery.once_sub", p.Name), fyne.CanvasObject(widget.NewCard("",
		widget.NewText(shown[0], widget.Style{Size: theme.SizeTitle, Bold: true, Align: fyne.TextAlignCenter})))
	if chosen != once {
		station, _ := uuid.Parse(chosen) // it was one of ours
		text, what = present.T("recovery.words_sub", p.Name, s.Store.StationName(station)), newWordGrid(shown)
	}
	hide = ShowOverlay(s.Nav.Window(), 84, widget.Rows(2,
		widget.NewText(present.T("recovery.help_title", p.Name), widget.Title),
		widget.NewText(text, widget.Paragraph), what,
		widget.NewText(present.T("recovery.words_gone"), widget.SmallPara),
		lineOf(widget.NewPrimary(present.T("button.close"), func() { hide() }))))
}

// reshare divides the key anew among those who are members now.
func (s *Settings) reshare() {
	s.unseal(present.T("recovery.reshare"), s.Store.BeginResharing, func(act *store.Unsealing) {
		async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
			defer act.Close()
			return struct{}{}, act.Reshare(ctx)
		}, func(_ struct{}, err error) {
			if err != nil {
				s.Nav.Fail(err)
				return
			}
			s.Nav.Say(present.T("recovery.reshared"))
			s.draw()
		})
	})
}

// printAgain shows the sheet once more.
func (s *Settings) printAgain() {
	s.unseal(present.T("recovery.print_again"), s.Store.BeginResharing, func(act *store.Unsealing) {
		async.Run(s.owner, func(ctx context.Context) (*store.Sheet, error) {
			defer act.Close()
			return act.Sheet(ctx)
		}, func(sheet *store.Sheet, err error) {
			if err != nil {
				s.Nav.Fail(err)
				return
			}
			s.showSheetMaker(s.owner, sheet, s.draw)
		})
	})
}
