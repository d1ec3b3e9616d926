package page

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// course is 経過: the line of time and the entries of both departments.
type course struct {
	page    *Case
	filters []courseFilter
	chosen  int
}

// courseFilter is a chip above the entries.
type courseFilter struct {
	word string
	keep func(e entry) bool
}

// entry is a record that stands in the course of a case.
type entry struct {
	record     *store.Record
	day, at    string
	department string
	text       string
	children   []string
	voice      bool
}

func newCourse(c *Case) *course { return &course{page: c} }

func (o *course) draw() fyne.CanvasObject {
	entries := o.entries()
	o.filters = o.makeFilters()
	if o.chosen >= len(o.filters) {
		o.chosen = 0
	}
	list := widget.Rows(0)
	show := func() {
		list.Objects = o.rows(entries)
		list.Refresh()
	}
	words := make([]string, len(o.filters))
	for i, f := range o.filters {
		words[i] = f.word
	}
	chips := widget.NewFilters(words, func(i int) {
		o.chosen = i
		show()
	})
	chips.Choose(o.chosen)
	show()
	write := widget.NewPrimary(present.T("case.write_note"), func() { o.page.startNote(o.page.owner, o.page.id) })
	return widget.RowsFill(1.5,
		widget.NewCard("", o.timeLine(entries)),
		widget.LineFill(1.5, 0, chips, write),
		widget.NewCard("", scrolled(list)),
	)
}

func (o *course) makeFilters() []courseFilter {
	out := []courseFilter{
		{present.T("case.all"), func(entry) bool { return true }},
		{present.T("case.mch"), func(e entry) bool { return e.department != "welfare" }},
		{present.T("case.welfare_side"), func(e entry) bool { return e.department != "mch" }},
	}
	for _, child := range o.page.children() {
		if child.Birth == "" {
			continue
		}
		id := child.ID.String()
		out = append(out, courseFilter{childWord(child), func(e entry) bool {
			for _, c := range e.children {
				if c == id {
					return true
				}
			}
			return false
		}})
	}
	return append(out, courseFilter{present.T("case.voice_only"), func(e entry) bool { return e.voice }})
}

// entries are the records of the case with a day, the latest first.
func (o *course) entries() []entry {
	var out []entry
	for _, r := range o.page.file.Records {
		switch r.Kind {
		case store.KindVisit, store.KindNote, store.KindMeasurement, store.KindEPDS, store.KindMIBS, store.KindSupport:
			out = append(out, o.entryOf(r))
		}
	}
	return sortedEntries(out)
}

func (o *course) entryOf(r *store.Record) entry {
	e := entry{
		record: r, day: cmp.Or(r.Text("visited_on"), r.Text("on"), dayOf(r.Created)),
		at: cmp.Or(r.Text("start_time"), r.Text("time")), department: cmp.Or(r.Text("department"), "mch"),
	}
	if r.Kind == store.KindVisit {
		if by := o.page.Store.Staff(r.Author); by.Has(ledger.RoleWelfare) && !by.Has(ledger.RoleHealth) {
			e.department = "welfare"
		}
	}
	if child := r.Text("child"); child != "" {
		e.children = append(e.children, child)
	}
	e.children = append(e.children, r.Texts("child_seen")...)
	e.voice = r.Text("voice") != "" || r.Text("child_voice") != ""
	e.text = o.page.gist(r)
	return e
}

func (o *course) rows(entries []entry) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, e := range entries {
		if !o.filters[o.chosen].keep(e) {
			continue
		}
		if len(rows) > 0 {
			rows = append(rows, widget.NewRule())
		}
		rows = append(rows, o.row(e))
	}
	if len(rows) == 0 {
		rows = append(rows, widget.EmptyState("edit", present.T("case.no_entries"), present.T("case.no_entries_sub")))
	}
	return rows
}

func (o *course) row(e entry) fyne.CanvasObject {
	c := o.page
	state, tone := c.deliveryWord(e.record)
	by, took := c.writers(c.file, e.record)
	line := widget.TimelineEntry{
		Day: c.shortDate(e.day), Time: cmp.Or(e.at, present.T("case.none")),
		Kind: KindWord(e.record.Kind), Tone: KindTone(e.record.Kind),
		Department: c.code("department", e.department), Who: by, Took: took,
		Text: e.text, State: state, StateTone: tone,
	}
	return widget.NewTimelineRow(line, func() { c.openRecord(e.record) })
}

// openRecord opens a record for reading, or a draft for writing.
func (c *Case) openRecord(r *store.Record) {
	if r.State != store.StateDraft {
		c.Nav.OpenRecord(r.ID)
		return
	}
	if r.Parent != uuid.Nil {
		for _, parent := range c.file.Records {
			if parent.ID == r.Parent {
				c.openRecord(parent)
			}
		}
		return
	}
	c.openDraft(store.Draft{Record: r.ID, Case: r.Case, Kind: r.Kind, Fields: r.Fields, Began: r.Created, Saved: r.Changed})
}

// deliveryWord is how far a record has come.
func (d Deps) deliveryWord(r *store.Record) (string, theme.Tone) {
	switch {
	case r.State == store.StateWithdrawn:
		return present.T("record.withdrawn"), theme.Grey
	case r.State == store.StateDraft:
		return present.T("record.draft"), theme.Soon
	case len(r.Conflicts) > 0:
		return present.T("record.conflict"), theme.Todo
	}
	switch r.Delivery.Stage {
	case store.StageReceipted:
		return present.T("record.receipted", present.Number(int64(r.Delivery.Seq))), theme.Grey
	case store.StageRefused:
		return present.T("record.refused"), theme.Late
	}
	return present.T("record.here"), theme.Soon
}

// gist is a record on a line or two.
func (d Deps) gist(r *store.Record) string {
	var words []string
	add := func(s string) {
		if s = strings.TrimRight(strings.TrimSpace(strings.ReplaceAll(s, "\n", " ")), present.T("record.stop")); s != "" {
			words = append(words, s)
		}
	}
	switch r.Kind {
	case store.KindVisit:
		add(d.code("visit_type", r.Text("visit_type")))
		if r.Text("result") != "met" {
			add(d.code("visit_result", r.Text("result")))
		}
	case store.KindNote:
		add(d.code("contact_method", r.Text("method")))
		add(r.Text("partner"))
	}
	if grams, ok := r.Int("weight_g"); ok {
		add(present.T("record.weight", present.Grams(grams)))
	}
	if total, ok := r.Int("total"); ok {
		add(present.T("visit.total", total))
	}
	switch r.Kind {
	case store.KindEPDS, store.KindMIBS, store.KindSupport:
		for _, f := range d.Store.Library().Form(r.Kind).Findings(r.Fields) {
			add(f.Text(lang()))
		}
	}
	for _, field := range []string{"note", "facts", "heard", "opinion", "findings", "voice", "child_voice"} {
		add(r.Text(field))
	}
	if len(words) == 0 {
		return present.T("case.none")
	}
	return strings.Join(words, present.T("record.stop"))
}
