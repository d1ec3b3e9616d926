package page

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

var (
	scalePercents = []string{"100", "125", "150", "175", "200"}
	idleChoices   = []string{"5", "10", "20", "30"}
)

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // only ever one of our own codes
	return n
}

func percentOf(scale float32) string {
	if scale == 0 {
		scale = 1
	}
	return itoa(int(scale*100 + 0.5))
}

func scaleOf(percent string) float32 { return float32(atoi(percent)) / 100 }

// staffPart is who works here.
func (s *Settings) staffPart() fyne.CanvasObject {
	var people []*ledger.Staff
	for _, p := range s.Store.Directory().Staff {
		people = append(people, p)
	}
	slices.SortFunc(people, func(a, b *ledger.Staff) int { return cmp.Compare(a.Name+a.ID.String(), b.Name+b.ID.String()) })
	here := map[uuid.UUID]bool{}
	if signIns, err := store.SignIns(s.Dir); err == nil {
		for _, p := range signIns {
			here[p.Staff] = true
		}
	}
	var rows, gone []fyne.CanvasObject
	for i, p := range people {
		if p.Removed {
			gone = append(gone, s.goneRow(p))
		} else {
			rows = append(rows, s.staffRow(i, p, here[p.ID]))
		}
	}
	title := widget.NewText(present.T("settings.staff_count", len(rows)), widget.Quiet)
	head := widget.LineFill(1, 0, title, widget.NewSpacer(0))
	if s.Store.May(ledger.ActPeople) {
		head = widget.LineFill(1, 0, title, widget.NewPrimary(present.T("settings.add_staff"), s.addStaff))
	}
	list := ruled(rows)
	if len(gone) > 0 {
		list = widget.Rows(2, list, widget.NewText(present.T("settings.gone_staff"), widget.Label), ruled(gone))
	}
	return widget.RowsFill(1.5, s.above(head, people), widget.NewCard("", scrolled(list)))
}

// above is what stands over the list: what concerns the person signed in, and
// who waits for them.
func (s *Settings) above(head fyne.CanvasObject, people []*ledger.Staff) fyne.CanvasObject {
	rows := widget.Rows(1.5, head)
	for _, card := range []fyne.CanvasObject{s.noKeysCard(), s.waitingCard(people)} {
		if card != nil {
			rows.Add(card)
		}
	}
	return rows
}

// goneRow is somebody who was removed, and the way back.
func (s *Settings) goneRow(p *ledger.Staff) fyne.CanvasObject {
	row := widget.LineFill(1.5, 0, widget.NewText(p.Name, oneLine(widget.Quiet)), widget.NewSpacer(0))
	if s.Store.CanManage() {
		row.Add(widget.NewSmall(present.T("settings.return_staff"), func() { s.takeBack(p) }))
	}
	return widget.PadXY(0, 1, row)
}

func (s *Settings) takeBack(p *ledger.Staff) {
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Store.ReturnStaff(ctx, p.ID)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.Nav.Say(present.T("settings.returned"))
		s.draw()
	})
}

// remove asks before a person's work is no longer taken.
func (s *Settings) remove(p *ledger.Staff) {
	hint := widget.NewText(present.T("settings.remove_staff_sub", p.Name), widget.Paragraph)
	keys := widget.NewText(s.removeHint(p), widget.Paragraph)
	s.withSoleReader(p, []fyne.CanvasObject{hint, keys}, func(fields []fyne.CanvasObject) {
		s.ask(present.T("settings.remove_staff_title", p.Name), present.T("settings.remove_staff"), fields, func() {},
			func(ctx context.Context) error { return s.Store.RemoveStaff(ctx, p.ID) }, present.T("settings.staff_removed"))
	})
}

// withSoleReader goes on with fields, before them the warning that nobody would
// read some restricted families without a person, where that is so.
func (s *Settings) withSoleReader(p *ledger.Staff, fields []fyne.CanvasObject, then func([]fyne.CanvasObject)) {
	async.Run(s.owner, func(ctx context.Context) (int, error) { return s.Store.SoleReader(ctx, p.ID) }, func(n int, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		if n > 0 {
			warning := widget.NewBanner(theme.Late, present.T("restrict.sole", n), present.T("restrict.sole_text", p.Name))
			fields = append([]fyne.CanvasObject{warning}, fields...)
		}
		then(fields)
	})
}

func (s *Settings) staffRow(i int, p *ledger.Staff, here bool) fyne.CanvasObject {
	line := s.code("job", p.Job)
	if words := rolesOf(p); words != "" {
		line += present.T("case.separator") + words
	}
	row := widget.LineFill(1.5, 1,
		widget.NewAvatar(p.Name, avatarTones[i%len(avatarTones)]),
		widget.Rows(0, widget.NewText(p.Name, oneLine(widget.Strong)), widget.NewText(line, oneLine(widget.Small))),
	)
	if p.Initial {
		row.Add(widget.NewChip(present.T("settings.initial"), theme.Soon))
	}
	if len(p.Roles) == 0 {
		row.Add(widget.NewChip(present.T("roles.none"), theme.Soon))
	}
	if s.Store.May(ledger.ActRoles) {
		row.Add(widget.NewSmall(present.T("roles.change"), func() { s.setRoles(p) }))
	}
	if here {
		row.Add(widget.NewChip(present.T("settings.here"), theme.Done))
	} else if ledger.Entitled(ledger.GroupAllStaff, p) == s.Store.Reads() {
		row.Add(widget.NewSmall(present.T("settings.let_in"), func() { s.letIn(p) }))
	}
	if s.Store.May(ledger.ActPeople) && p.ID != s.Store.Me().ID {
		row.Add(widget.NewSmall(present.T("settings.remove_staff"), func() { s.remove(p) }))
	}
	return widget.PadXY(0, 1, row)
}

// addStaff asks for a new member of staff.
func (s *Settings) addStaff() {
	name := widget.NewEntry(present.T("guide.name"))
	job := widget.NewChoiceField(present.T("guide.job"), present.T("guide.job_none"),
		codeOptions(s.Store.Library(), "job", s.today().String()))
	roles, lines := s.roleField()
	password := widget.NewSecret(present.T("settings.first_password"))
	password.SetHint(present.T("settings.first_password_hint", store.MinPassword))
	fields := []fyne.CanvasObject{name, job}
	if roles != nil {
		fields = append(fields, roles, lines)
	} else {
		fields = append(fields, widget.NewText(present.T("roles.by_others"), widget.SmallPara))
	}
	s.ask(present.T("settings.add_staff"), present.T("button.add"), append(fields, password), name.Focus,
		func(ctx context.Context) error {
			n := store.NewStaff{Name: strings.TrimSpace(name.Text()), Job: job.Code(), Password: password.Text()}
			if roles != nil {
				n.Roles = roles.Codes()
			}
			switch {
			case n.Name == "":
				return refuse("name_missing")
			case n.Job == "":
				return refuse("job_missing")
			case len(n.Roles) == 0 && roles != nil:
				return refuse("role_missing")
			}
			_, err := s.Store.AddStaff(ctx, n)
			return err
		}, present.T("settings.staff_added"))
}

// letIn makes a colleague able to sign in on this station.
func (s *Settings) letIn(p *ledger.Staff) {
	password := widget.NewSecret(present.T("settings.their_password", p.Name))
	hint := widget.NewText(present.T("settings.let_in_sub", p.Name), widget.Paragraph)
	s.ask(present.T("settings.let_in"), present.T("settings.let_in_do"), []fyne.CanvasObject{hint, password}, password.Focus,
		func(ctx context.Context) error { return s.Store.AddSignIn(ctx, p.ID, password.Text()) },
		present.T("settings.let_in_done"))
}

// ask is a small form over the page: it stays until what it does succeeds or
// it is given up.
func (s *Settings) ask(title, word string, fields []fyne.CanvasObject, focus func(), do func(context.Context) error, done string) {
	fault := newFaultBox()
	var hide func()
	rows := widget.Rows(2, widget.NewText(title, widget.Title))
	for _, f := range fields {
		rows.Add(f)
	}
	var act *widget.Button
	act = widget.NewPrimary(word, func() {
		act.Disable()
		async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, do(ctx)
		}, func(_ struct{}, err error) {
			act.Enable()
			if err != nil {
				fault.set(err)
				rows.Refresh()
				return
			}
			hide()
			s.Nav.Say(done)
			s.draw()
		})
	})
	rows.Add(fault)
	rows.Add(widget.Line(1.25, act, widget.NewButton(present.T("button.cancel"), func() { hide() })))
	hide = ShowOverlay(s.Nav.Window(), 72, rows)
	focus()
}
