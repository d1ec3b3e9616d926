package page

import (
	"slices"
	"strings"
	"time"

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
		field, day := "voice", "visited_on"
		switch {
		case r.State == store.StateWithdrawn:
			continue
		case r.Kind == store.KindNote:
			field, day = "child_voice", "on"
		case r.Kind != store.KindVisit: // a plan copies what was said
			continue
		}
		if text := strings.TrimSpace(r.Text(field)); text != "" {
			out = append(out, voice{r.ID, r.Text(day), r.Author, text})
		}
	}
	slices.SortStableFunc(out, func(a, b voice) int { return strings.Compare(b.day, a.day) })
	return out
}

// nextThing is something with a date ahead or passed.
type nextThing struct {
	at         time.Time
	when, what string
	tone       theme.Tone
}

// nextThings are the appointments not yet kept and what the rules ask for, the
// earliest first.
func (c *Case) nextThings() []nextThing {
	var out []nextThing
	for _, a := range c.file.Of(store.KindAppointment) {
		if a.Text("done_by") == "" && a.Text("on") >= c.today().String() {
			out = append(out, c.nextAppointment(a))
		}
	}
	for _, d := range c.file.Deadlines {
		if c.isNext(d) {
			out = append(out, nextThing{d.Due, c.deadlineWhen(d), c.deadlineOf(d, c.file.Persons), c.deadlineTone(d)})
		}
	}
	slices.SortStableFunc(out, func(a, b nextThing) int { return a.at.Compare(b.at) })
	return out
}

func (c *Case) nextAppointment(a *store.Record) nextThing {
	on := dateOf(a.Text("on"))
	n := nextThing{at: time.Date(on.Year, time.Month(on.Month), on.Day, 23, 59, 0, 0, time.Local), when: c.shortDate(a.Text("on"))}
	if at := a.Text("time"); at != "" {
		n.when += " " + at
	}
	n.what = joined(c.code("visit_type", a.Text("visit_type")), c.staffText(a.Text("staff")))
	n.tone = urgencyTone(casework.UrgencyOf(on, c.today(), c.Store.Rules().SoonDays))
	return n
}

// aheadDays is how far ahead the overview looks.
const aheadDays = 45

// isNext reports whether a deadline belongs on the overview: open, a duty, and
// not in the far future.
func (c *Case) isNext(d casework.Deadline) bool {
	now := c.Now()
	return d.Open() && !d.Info && (d.Stage(now) != casework.Ahead || d.Left(now) < aheadDays*24*time.Hour)
}

// propose puts the family on the agenda of a meeting; the editor opens with
// what is known.
func (c *Case) propose() {
	reason := "new"
	if len(c.file.Of(store.KindSheet)) > 0 {
		reason = "continue"
	}
	c.edit(edit{
		kind:  store.KindSheet,
		title: present.T("case.to_meeting"),
		preset: map[string]any{
			"meeting_kind": "joint", "proposed_on": c.today().String(), "reason": reason,
			"proposer": c.Store.Me().ID.String(), "department": c.department(), "stage": "proposed",
		},
		skip: map[string]bool{
			"order": true, "stage": true,
			"sec_information": true, "sec_safety": true, "sec_decision": true, "sec_summary": true,
		},
	})
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
