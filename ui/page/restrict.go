package page

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// restrictBanner says that the case is kept to named people, and why; nil where
// it is not.
func (c *Case) restrictBanner() fyne.CanvasObject {
	r := c.wall.restriction
	if r == nil {
		return nil
	}
	lead := present.T("restrict.is", c.code("restriction_reason", r.Kind))
	if r.Kind == "" {
		lead = present.T("restrict.is_plain")
	}
	text := present.T("restrict.readers", c.names(r.Readers))
	if until, err := casework.ParseISO(r.Until); err == nil {
		text += "　" + present.T("restrict.until_day", present.ShortDate(until, c.today()))
	}
	var buttons []fyne.CanvasObject
	if c.wall.may {
		buttons = append(buttons, widget.NewSmall(present.T("restrict.change"), c.openRestrict),
			widget.NewSmall(present.T("restrict.lift"), c.openLift))
	}
	if c.wall.leaves {
		text += "　" + present.T("restrict.leaves")
	}
	return widget.NewBanner(theme.Soon, lead, text, buttons...)
}

// names are those of staff, in one line.
func (d Deps) names(staff []uuid.UUID) string {
	var out []string
	for _, id := range staff {
		name := present.T("restrict.somebody")
		if p := d.Store.Staff(id); p != nil {
			name = p.Name
		}
		out = append(out, name)
	}
	return strings.Join(out, present.T("case.separator"))
}

// caseWall is what the page knows of who may read the case.
type caseWall struct {
	restriction *store.Restriction // nil: everybody
	may         bool               // change it
	leaves      bool               // it is not to be on this machine
	guarded     bool               // how the family is reached is shown only when asked for
}

func (c *Case) findWall(ctx context.Context) (w caseWall, err error) {
	if w.restriction, err = c.Store.FindRestriction(ctx, c.id); err != nil {
		return w, err
	}
	scope, err := c.Store.Scope(ctx)
	if err != nil {
		return w, err
	}
	w.leaves = scope.Shut(c.id)
	if w.guarded, err = c.Store.Guarded(ctx, c.id); err != nil {
		return w, err
	}
	w.may, err = c.Store.MayRestrict(ctx, c.id)
	return w, err
}

// restrictForm asks who may read a case, and why.
type restrictForm struct {
	c        *Case
	who      *widget.MultiChoice
	kind     *widget.ChoiceField
	until    *widget.DateField
	opposite *widget.Entry
	hide     *widget.MultiChoice
	places   *widget.Text
	envelope *envelopeChoice
	fault    *faultBox
	act      *widget.Button
	close    func()
}

func (c *Case) openRestrict() {
	r := store.Restriction{Readers: c.likelyReaders()}
	if c.wall.restriction != nil {
		r = *c.wall.restriction
	}
	f := &restrictForm{c: c, fault: newFaultBox(), places: widget.NewText("", widget.SmallPara)}
	f.who = widget.NewPeoplePicker(present.T("restrict.who"), c.readingStaff())
	f.envelope = newEnvelopeChoice(c, r)
	f.who.OnChanged = func(codes []string) { f.showPlaces(staffIDs(codes)) }
	f.kind = widget.NewListField(c.fieldLabel(store.KindRestriction, "kind"), present.T("field.none"), codeOptions(c.Store.Library(), "restriction_reason", c.today().String()))
	f.kind.SetCode(r.Kind)
	f.until = widget.NewDateField(c.fieldLabel(store.KindRestriction, "until"), c.dateParser(casework.InFuture), inputProblem)
	f.until.SetISO(r.Until)
	f.opposite = widget.NewEntry(c.fieldLabel(store.KindRestriction, "opposite"))
	f.opposite.SetText(r.Opposite)
	f.hide = widget.NewMultiChoice(c.fieldLabel(store.KindRestriction, "hide"), codeOptions(c.Store.Library(), "restriction_hide", c.today().String()))
	f.hide.SetCodes(r.Hide)
	f.who.SetCodes(staffTexts(r.Readers))
	f.showPlaces(r.Readers)
	f.act = widget.NewPrimary(present.T("restrict.do"), func() { f.restrict(r) })
	f.close = ShowOverlay(c.Nav.Window(), 92, widget.Rows(1.5,
		widget.NewText(present.T("restrict.title"), widget.Title),
		widget.NewText(present.T("restrict.means", c.heldBy()), widget.Paragraph),
		f.who, f.places,
		widget.Columns(1.5, []float32{1, 1}, f.kind, f.until),
		f.opposite, f.hide, f.envelope.rows, f.fault,
		widget.Line(1.25, f.act, widget.NewButton(present.T("button.cancel"), func() { f.close() })),
	))
}

// heldBy is how many machines hold the case now, at the most.
func (c *Case) heldBy() int {
	n := 0
	for _, st := range c.Store.Directory().Stations {
		if !st.Removed {
			n++
		}
	}
	return n
}

// likelyReaders are those in charge, the directors and oneself.
func (c *Case) likelyReaders() (out []uuid.UUID) {
	add := func(id uuid.UUID) {
		if ledger.Entitled(ledger.GroupAllStaff, c.Store.Staff(id)) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, field := range []string{"mch_staff", "welfare_staff"} {
		if id, err := uuid.Parse(c.file.Family.Text(field)); err == nil {
			add(id)
		}
	}
	for id, p := range c.Store.Directory().Staff {
		if p.Has(ledger.RoleDirector) {
			add(id)
		}
	}
	add(c.Store.Me().ID)
	return out
}

// readingStaff are those who read cases, with whether they have a machine on
// which they alone sign in.
func (d Deps) readingStaff() []widget.Person {
	var out []widget.Person
	for id, p := range d.Store.Directory().Staff {
		if !ledger.Entitled(ledger.GroupAllStaff, p) {
			continue
		}
		person := widget.Person{ID: id.String(), Name: p.Name}
		if len(d.Store.OwnStations(id)) == 0 {
			person.Note = present.T("restrict.no_place")
		}
		out = append(out, person)
	}
	slices.SortFunc(out, func(a, b widget.Person) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return out
}

// showPlaces says where the case will be.
func (f *restrictForm) showPlaces(readers []uuid.UUID) {
	var stations, without []string
	for _, id := range readers {
		own := f.c.Store.OwnStations(id)
		for _, st := range own {
			stations = append(stations, f.c.Store.StationName(st))
		}
		if len(own) == 0 {
			without = append(without, f.c.names([]uuid.UUID{id}))
		}
	}
	text := present.T("restrict.nowhere")
	if len(stations) > 0 {
		text = present.T("restrict.where", strings.Join(stations, present.T("case.separator")))
	}
	if len(without) > 0 {
		text += present.T("restrict.without", strings.Join(without, present.T("case.separator")))
	}
	f.places.SetText(text)
}

func (f *restrictForm) restrict(was store.Restriction) {
	r := was
	r.Readers, r.Kind, r.Until = staffIDs(f.who.Codes()), f.kind.Code(), f.until.ISO()
	r.Opposite, r.Hide = strings.TrimSpace(f.opposite.Text()), f.hide.Codes()
	f.envelope.say(&r)
	f.envelope.confirm(r, func() {
		f.c.carry(f.fault, f.act, f.close, present.T("restrict.done"), func(ctx context.Context) error {
			return f.c.Store.Restrict(ctx, f.c.id, r)
		})
	})
}

// carry does something over an overlay, and closes that when it went well.
func (c *Case) carry(fault *faultBox, act *widget.Button, hide func(), done string, do func(context.Context) error) {
	act.Disable()
	async.Run(c.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) {
		act.Enable()
		if err != nil {
			fault.set(err)
			return
		}
		hide()
		c.Nav.Say(done)
		c.load()
	})
}

// openLift asks why a restriction ends.
func (c *Case) openLift() {
	reason, fault := widget.NewEntry(present.T("restrict.lift_reason")), newFaultBox()
	var hide func()
	var act *widget.Button
	act = widget.NewPrimary(present.T("restrict.lift"), func() {
		c.carry(fault, act, hide, present.T("restrict.lifted"), func(ctx context.Context) error {
			return c.Store.Lift(ctx, c.id, strings.TrimSpace(reason.Text()))
		})
	})
	hide = ShowOverlay(c.Nav.Window(), 72, widget.Rows(1.5,
		widget.NewText(present.T("restrict.lift_title"), widget.Title),
		widget.NewText(present.T("restrict.lift_means"), widget.Paragraph), reason, fault,
		widget.Line(1.25, act, widget.NewButton(present.T("button.cancel"), func() { hide() })),
	))
}

func staffIDs(texts []string) (out []uuid.UUID) {
	for _, text := range texts {
		if id, err := uuid.Parse(text); err == nil {
			out = append(out, id)
		}
	}
	return out
}

func staffTexts(ids []uuid.UUID) (out []string) {
	for _, id := range ids {
		out = append(out, id.String())
	}
	return out
}
