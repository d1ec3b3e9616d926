package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
)

// voice is something that a child said or showed.
type voice struct {
	record uuid.UUID
	day    string
	by     uuid.UUID
	text   string
}

// voices are the children's words of a case, the latest first.
func voices(file *store.Case) []voice {
	var out []voice
	for _, r := range file.Records {
		if r.State == store.StateWithdrawn {
			continue
		}
		for field, day := range map[string]string{"voice": r.Text("visited_on"), "child_voice": r.Text("on")} {
			if text := strings.TrimSpace(r.Text(field)); text != "" {
				out = append(out, voice{r.ID, day, r.Author, text})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b voice) int { return strings.Compare(b.day, a.day) })
	return out
}

// nextThing is something with a date ahead or passed.
type nextThing struct{ day, when, what string }

// nextThings are the appointments not yet kept and the newborn visits not yet
// made, the earliest first.
func (c *Case) nextThings() []nextThing {
	var out []nextThing
	for _, a := range c.file.Of(store.KindAppointment) {
		if a.Text("done_by") != "" || a.Text("on") < c.today().String() {
			continue
		}
		when := c.shortDate(a.Text("on"))
		if at := a.Text("time"); at != "" {
			when += " " + at
		}
		what := c.code("visit_type", a.Text("visit_type"))
		if name := c.staffText(a.Text("staff")); name != "" {
			what += "  " + name
		}
		out = append(out, nextThing{a.Text("on"), when, what})
	}
	for _, child := range c.children() {
		out = append(out, c.visitDue(child)...)
	}
	slices.SortStableFunc(out, func(a, b nextThing) int { return strings.Compare(a.day, b.day) })
	return out
}

// visitDue is the newborn visit of a child that nobody has visited.
func (c *Case) visitDue(child store.ChildRow) []nextThing {
	birth := dateOf(child.Birth)
	if birth.IsZero() || child.LastSeen != "" {
		return nil
	}
	due, key := casework.NewbornVisitDue(birth), "case.due_newborn"
	if due.Before(c.today()) {
		due, key = casework.InfantVisitDue(birth), "case.due_infant"
	}
	if age, ok := casework.AgeOn(birth, c.today()); !ok || age.TotalMonths() >= 12 {
		return nil
	}
	return []nextThing{{due.String(), present.T("case.until", present.ShortDate(due, c.today())), present.T(key, childWord(child))}}
}

// newPerson is a person of the family, not yet saved.
func (c *Case) newPerson() *store.Record {
	family := c.file.Family
	return &store.Record{Fields: map[string]any{
		"family_name": family.Text("name"), "family_kana": family.Text("kana"), "lives_with": true,
	}}
}

// newAppointment is a visit planned by oneself.
func (c *Case) newAppointment() *store.Record {
	fields := map[string]any{"on": c.today().String(), "staff": c.Store.Me().ID.String()}
	for _, child := range c.children() {
		fields["child"] = child.ID.String()
		break
	}
	return &store.Record{Fields: fields}
}

// newMeasurement is a weighing of the youngest child, today.
func (c *Case) newMeasurement() *store.Record {
	fields := map[string]any{"on": c.today().String()}
	if child, _ := visited(c.file, nil); child != nil {
		fields["child"] = child.ID.String()
	}
	return &store.Record{Fields: fields}
}

// fixed gives content a width of that many units, more only where it needs it.
type fixed struct{ width float32 }

func newFixed(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&fixed{width}, o)
}

// MinSize is as wide as said, or as the content.
func (f *fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[0].MinSize()
	return fyne.NewSize(max(theme.Space(f.width), m.Width), m.Height)
}

// Layout fills it.
func (f *fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
}
