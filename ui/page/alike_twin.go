package page

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// twins compares two cases that may be one, for a person to decide. Nothing is
// decided by the program: what is alike is shown, and whatever is decided can
// be taken back.
type twins struct {
	base
	twin   store.Twin
	a, b   *store.Case
	into   *store.Case             // the file that stays
	pairs  map[uuid.UUID]uuid.UUID // a person of b and who that is in a
	body   *fyne.Container
	reason *widget.Entry
	fault  *faultBox
	merge  *widget.Button
	apart  *widget.Button
	hide   func()
}

// openTwin shows two cases beside each other over the page.
func (b *base) openTwin(t store.Twin) {
	w := &twins{base: newBase(b.Deps), twin: t, pairs: map[uuid.UUID]uuid.UUID{}, fault: newFaultBox()}
	async.Run(w.owner, func(ctx context.Context) (both [2]*store.Case, err error) {
		for i, id := range []uuid.UUID{t.Case.ID, t.Other.ID} {
			if both[i], err = b.Store.OpenCase(ctx, id, "alike"); err != nil {
				return both, err
			}
		}
		return both, nil
	}, func(both [2]*store.Case, err error) {
		if err != nil {
			b.Nav.Fail(err)
			w.Close()
			return
		}
		w.a, w.b = both[0], both[1]
		if w.b.Family.Created.Before(w.a.Family.Created) {
			w.turn()
		}
		w.into = w.a
		w.show()
	})
}

// turn changes sides: the older file stands at the left, and stays unless
// somebody says otherwise.
func (w *twins) turn() {
	w.a, w.b = w.b, w.a
	t := &w.twin
	t.Case, t.Other, t.Person, t.Partner = t.Other, t.Case, t.Partner, t.Person
}

// show builds the overlay: what is alike, both files, who is whom, the reason
// and the two ways out.
func (w *twins) show() {
	w.guess()
	w.body = widget.Rows(2)
	w.reason = widget.NewEntry(present.T("alike.reason"))
	w.reason.SetPlaceholder(present.T("alike.reason_hint"))
	w.merge = widget.NewPrimary(present.T("alike.merge"), w.mergeCases)
	w.apart = widget.NewButton(present.T("alike.apart"), w.keepApart)
	cancel := widget.NewLink(present.T("alike.later"), w.close)
	w.draw()
	all := newRowsFill(2, 1.5,
		widget.NewText(present.T("alike.title"), widget.Heading),
		widget.NewBanner(theme.Todo, present.T("alike.same"), likenessWords(w.twin.Reasons)),
		scrolled(w.body), w.reason, w.fault,
		widget.Line(1.25, w.merge, w.apart, cancel))
	w.fault.within = all
	w.hide = showTall(w.Nav.Window(), 128, newTall(all))
	w.reason.Focus()
}

func (w *twins) close() {
	w.hide()
	w.Close()
}

func (w *twins) draw() {
	w.body.Objects = []fyne.CanvasObject{
		widget.Columns(2, nil, w.fileCard(w.a, w.twin.Case), w.fileCard(w.b, w.twin.Other)),
		w.pairCard(),
	}
	w.body.Refresh()
}

// fileCard is one of the two files.
func (w *twins) fileCard(file *store.Case, row store.CaseRow) fyne.CanvasObject {
	family := file.Family
	rows := widget.Rows(0.75)
	add := func(label, text string) {
		if text != "" {
			rows.Add(beside(label, widget.NewText(text, widget.Paragraph)))
		}
	}
	add(w.fieldLabel(store.KindFamily, "number"), family.Text("number"))
	add(w.fieldLabel(store.KindFamily, "kana"), family.Text("kana"))
	if file.Guards() {
		add(w.fieldLabel(store.KindFamily, "address"), present.T("restrict.kept"))
	} else {
		add(w.fieldLabel(store.KindFamily, "address"), family.Text("address"))
		add(w.fieldLabel(store.KindFamily, "phone"), present.Phone(family.Text("phone")))
	}
	add(present.T("cases.staff"), w.inCharge(&row))
	for _, person := range file.Persons {
		rows.Add(widget.NewText(w.personLine(person), widget.Paragraph))
	}
	rows.Add(widget.NewText(present.T("alike.records", len(file.Records), w.moment(family.Created)), widget.SmallPara))
	open := widget.NewSmall(present.T("button.open"), func() {
		w.close()
		w.Nav.OpenCase(file.ID)
	})
	return widget.NewCardWith(present.Family(family.Text("name")), open, rows)
}

// personLine is a person with what tells it apart.
func (d Deps) personLine(person *store.Record) string {
	birth := ""
	if day := dateOf(person.Text("birth_date")); !day.IsZero() {
		birth = present.EraDate(day)
	}
	return joined(d.code("family_role", person.Text("role")),
		present.NameWithKana(person.Text("family_name"), person.Text("given_name"), person.Text("family_kana"), person.Text("given_kana")), birth)
}

// why is the reason that was typed; without one there is a fault.
func (w *twins) why() (string, bool) {
	text := strings.TrimSpace(w.reason.Text())
	if text == "" {
		w.reason.SetError(present.T("alike.reason_needed"))
		w.reason.Focus()
	}
	return text, text != ""
}

func (w *twins) mergeCases() {
	why, ok := w.why()
	if !ok {
		return
	}
	into, other, pairs := w.a.ID, w.b.ID, w.pairs
	if w.into == w.b {
		into, other, pairs = w.b.ID, w.a.ID, turned(w.pairs)
	}
	w.decide(func(ctx context.Context) error {
		return w.Store.MergeCases(ctx, into, other, pairs, why)
	}, func() {
		w.Nav.OpenCase(into)
		w.Nav.Say(present.T("alike.merged"))
	})
}

// turned are the pairs seen from the other side.
func turned(pairs map[uuid.UUID]uuid.UUID) map[uuid.UUID]uuid.UUID {
	out := map[uuid.UUID]uuid.UUID{}
	for theirs, ours := range pairs {
		out[ours] = theirs
	}
	return out
}

func (w *twins) keepApart() {
	why, ok := w.why()
	if !ok {
		return
	}
	w.decide(func(ctx context.Context) error {
		return w.Store.KeepApart(ctx, w.a.ID, w.b.ID, why)
	}, func() { w.Nav.Say(present.T("alike.kept_apart")) })
}

// decide writes what was decided and closes the overlay after it succeeded.
func (w *twins) decide(act func(context.Context) error, done func()) {
	w.merge.Disable()
	w.apart.Disable()
	async.Run(w.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, act(ctx)
	}, func(_ struct{}, err error) {
		w.merge.Enable()
		w.apart.Enable()
		if err != nil {
			w.failed(err)
			return
		}
		w.close()
		done()
	})
}

func (w *twins) failed(err error) {
	if errors.Is(err, store.ErrReasonNeeded) {
		w.reason.SetError(present.T("alike.reason_needed"))
	}
	w.fault.set(err)
}

// identity is what persons are compared by.
func identity(file *store.Case, p *store.Record) casework.Identity {
	return casework.Identity{
		FamilyName: p.Text("family_name"), GivenName: p.Text("given_name"),
		FamilyKana: p.Text("family_kana"), GivenKana: p.Text("given_kana"),
		Sex: casework.Sex(p.Text("sex")), Birth: dateOf(p.Text("birth_date")),
		Phones: []string{p.Text("phone"), file.Family.Text("phone")}, Address: file.Family.Text("address"),
	}
}
