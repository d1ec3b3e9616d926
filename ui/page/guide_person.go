package page

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// personStep is step 3: who the founder is, or which member of staff sits
// here.
type personStep struct {
	name, first, second *widget.Entry // founder
	job                 *widget.ChoiceField
	who                 *widget.ChoiceField // of the staff
	password, secret    *widget.Entry
}

func (p *personStep) build(g *Guide) {
	p.name = widget.NewEntry(present.T("guide.name"))
	p.name.SetMaxLength(40)
	p.job = widget.NewChoiceField(present.T("guide.job"), present.T("guide.job_none"), codeOptions(g.d.Library, "job", dayOf(g.d.Config.Now())))
	p.first = widget.NewSecret(present.T("guide.password_new"))
	p.first.SetHint(present.T("guide.password_hint", store.MinPassword))
	p.second = widget.NewSecret(present.T("guide.password_again"))
	p.password = widget.NewSecret(present.T("signin.password"))
	p.secret = widget.NewEntry(present.T("guide.secret"))
	p.secret.SetHint(present.T("guide.secret_hint"))
}

// showPerson is step 3.
func (g *Guide) showPerson(err error) {
	if g.recovering && !g.founding {
		g.showRecovery(err)
		return
	}
	p := &g.person
	fault := newFaultBox()
	fault.set(err)
	title, sub, word, act := "guide.founder", "guide.founder_sub", "guide.found_do", g.found
	fields := []fyne.CanvasObject{p.name, p.job, p.first, p.second}
	if !g.founding {
		title, sub, word, act = "guide.you", "guide.you_sub", "guide.join_do", g.join
		p.pickFrom(g.people())
		fields = []fyne.CanvasObject{p.who, p.password}
		if len(g.enrolment.CenterSecret) == 0 {
			fields = append(fields, p.secret)
		}
	}
	rows := widget.Rows(2,
		widget.NewText(present.T(title), widget.Heading),
		widget.NewText(present.T(sub), widget.Paragraph),
	)
	for _, f := range fields {
		rows.Add(f)
	}
	rows.Add(fault)
	rows.Add(widget.Line(1.5, widget.NewPrimary(present.T(word), act),
		widget.NewButton(present.T("button.back"), g.showStation)))
	g.show(3, rows)
	if g.founding {
		p.name.Focus()
	} else {
		p.who.Focus()
	}
}

// pickFrom keeps the choice when the list is drawn again.
func (p *personStep) pickFrom(people []widget.Person) {
	chosen := ""
	if p.who != nil {
		chosen = p.who.Code()
	}
	p.who = widget.NewPersonPicker(present.T("guide.who"), present.T("guide.who_none"), people)
	if chosen != "" {
		p.who.SetCode(chosen)
	}
}

// found makes the center's first store.
func (g *Guide) found() {
	p := &g.person
	f := store.Founder{Name: strings.TrimSpace(p.name.Text()), Job: p.job.Code(), Password: p.first.Text(), Approval: true}
	if err := checkFounderInput(f, p.second.Text()); err != nil {
		g.showPerson(err)
		return
	}
	g.busy(3, present.T("guide.founding"))
	e := g.enrolment
	async.Run(g.owner, func(ctx context.Context) (*store.Store, error) {
		return store.Found(ctx, g.d.Config, e, f)
	}, func(s *store.Store, err error) {
		if err != nil {
			g.showPerson(err)
			return
		}
		g.store = s
		g.showSheet()
	})
}

func checkFounderInput(f store.Founder, again string) error {
	switch {
	case f.Name == "":
		return refuse("name_missing")
	case f.Job == "":
		return refuse("job_missing")
	case len([]rune(f.Password)) < store.MinPassword:
		return store.ErrPasswordShort
	case f.Password != again:
		return refuse("password_mismatch")
	}
	return nil
}

// join makes the store of one more station.
func (g *Guide) join() {
	p := &g.person
	staff, err := uuid.Parse(p.who.Code())
	if err != nil {
		g.showPerson(refuse("who_missing"))
		return
	}
	e, password := g.enrolment, p.password.Text()
	if len(e.CenterSecret) == 0 {
		if e.CenterSecret, err = ParseSecret(p.secret.Text()); err != nil {
			g.showPerson(err)
			return
		}
	}
	g.busy(3, present.T("guide.joining"))
	async.Run(g.owner, func(ctx context.Context) (*store.Store, error) {
		return store.Join(ctx, g.d.Config, e, g.directory, staff, password)
	}, func(s *store.Store, err error) {
		if err != nil {
			g.showPerson(err)
			return
		}
		g.store = s
		g.finish()
	})
}

func sortPeople(people []widget.Person) {
	slices.SortFunc(people, func(a, b widget.Person) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
}
