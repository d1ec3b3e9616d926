package page

import (
	"slices"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// movedCards ask about fields that somebody else has set since the writer
// began: nothing is written over what its writer has not seen.
type movedCards struct {
	Deps
	kind    string
	persons []*store.Record
	left    []store.MovedField
	show    func(...fyne.CanvasObject)
	take    func(f store.MovedField, value any, own bool) // own: the value is to be written
	done    func()                                        // after the last answer
}

func (c *movedCards) draw() {
	rows := []fyne.CanvasObject{widget.NewText(present.T("moved.title"), widget.Style{Bold: true, Wrap: true})}
	for _, f := range c.left {
		rows = append(rows, c.card(f))
	}
	c.show(rows...)
}

func (c *movedCards) card(f store.MovedField) fyne.CanvasObject {
	label, long := f.Name, false
	if form := c.Store.Library().Form(c.kind); form != nil && form.Item(f.Name) != nil {
		label, long = form.Item(f.Name).Label(lang()), isLong(form.Item(f.Name))
	}
	who := present.T("moved.by", c.staff(f.Author), c.Store.StationName(f.Station), c.moment(f.At))
	theirs := widget.NewSmall(present.T("moved.theirs"), func() { c.decide(f, f.Now, false) })
	mine := widget.NewSmall(present.T("moved.mine"), func() { c.decide(f, f.New, true) })
	buttons := widget.Line(0.75, theirs, mine)
	if both, ok := bothTexts(f); ok && long {
		buttons.Add(widget.NewSmall(present.T("moved.both"), func() { c.decide(f, both, true) }))
	}
	values := widget.Columns(1.5, []float32{1, 1},
		widget.Rows(0.25, widget.NewText(who, widget.SmallPara), widget.NewText(c.value(f.Name, f.Now), widget.Paragraph)),
		widget.Rows(0.25, widget.NewText(present.T("moved.yours"), widget.SmallPara), widget.NewText(c.value(f.Name, f.New), widget.Paragraph)),
	)
	card := widget.NewCard(label, widget.Rows(1, values, buttons))
	card.SetTone(theme.Soon)
	return card
}

func isLong(it *form.Item) bool { return it.Type == form.Text }

func (c *movedCards) value(name string, v any) string {
	if text := c.showValue(c.kind, name, v, c.persons); text != "" {
		return text
	}
	return present.T("conflict.empty")
}

// decide takes a value for a field whose present value the person has now
// seen.
func (c *movedCards) decide(f store.MovedField, value any, own bool) {
	c.take(f, value, own)
	c.left = slices.DeleteFunc(slices.Clone(c.left), func(o store.MovedField) bool { return o.Name == f.Name })
	if len(c.left) > 0 {
		c.draw()
		return
	}
	c.done()
}

// showMoved asks within the editor; after the last answer it is saved again.
func (e *editor) showMoved(m *store.MovedError) {
	c := &movedCards{Deps: e.Deps, kind: e.kind, persons: e.people, left: m.Fields, show: e.fault.show}
	c.take = func(f store.MovedField, value any, own bool) {
		e.tell(f.Name, value)
		e.keep.decided(f, own)
	}
	c.done = func() {
		e.fault.set(nil)
		e.put()
	}
	c.draw()
}

// bothTexts puts two notes together where both only added to what they began
// with.
func bothTexts(f store.MovedField) (string, bool) {
	was, _ := f.Was.(string)
	now, _ := f.Now.(string)
	mine, _ := f.New.(string)
	merged, ok := present.Merge(was, now, mine)
	return present.MergedText(merged), ok
}
