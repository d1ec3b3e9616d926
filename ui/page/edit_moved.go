package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// movedCards ask about fields that somebody else has set since the editor was
// opened: nothing is written over what its writer has not seen.
type movedCards struct {
	editor *editor
	left   []store.MovedField
}

// showMoved asks about each field; after the last answer it is saved again.
func (e *editor) showMoved(m *store.MovedError) {
	c := &movedCards{editor: e, left: m.Fields}
	c.draw()
}

func (c *movedCards) draw() {
	rows := []fyne.CanvasObject{widget.NewText(present.T("moved.title"), widget.Style{Bold: true, Wrap: true})}
	for _, f := range c.left {
		rows = append(rows, c.card(f))
	}
	c.editor.fault.show(rows...)
}

func (c *movedCards) card(f store.MovedField) fyne.CanvasObject {
	e := c.editor
	label := f.Name
	long := false
	if it := e.form.Item(f.Name); it != nil {
		label, long = it.Label(lang()), it.Type == form.Text
	}
	who := present.T("moved.by", e.staff(f.Author), e.Store.StationName(f.Station), e.moment(f.At))
	theirs := widget.NewSmall(present.T("moved.theirs"), func() { c.decide(f, f.Now, false) })
	mine := widget.NewSmall(present.T("moved.mine"), func() { c.decide(f, f.New, true) })
	buttons := widget.Line(0.75, theirs, mine)
	if both, ok := bothTexts(f); ok && long {
		buttons.Add(widget.NewSmall(present.T("moved.both"), func() { c.decide(f, both, true) }))
	}
	values := widget.Columns(1.5, []float32{1, 1},
		widget.Rows(0.25, widget.NewText(who, widget.SmallPara), widget.NewText(e.shownValue(f.Name, f.Now), widget.Paragraph)),
		widget.Rows(0.25, widget.NewText(present.T("moved.yours"), widget.SmallPara), widget.NewText(e.shownValue(f.Name, f.New), widget.Paragraph)),
	)
	card := widget.NewCard(label, widget.Rows(1, values, buttons))
	card.SetTone(theme.Soon)
	return card
}

func (e *editor) shownValue(name string, v any) string {
	if text := e.showValue(e.kind, name, v, e.people); text != "" {
		return text
	}
	return present.T("conflict.empty")
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

// decide takes a value for a field whose present value the person has now
// seen; own says that it is to be written.
func (c *movedCards) decide(f store.MovedField, value any, own bool) {
	e := c.editor
	e.tell(f.Name, value)
	e.keep.began(f.Name, f.Now)
	if !own {
		e.keep.drop(f.Name)
	}
	for i := range c.left {
		if c.left[i].Name == f.Name {
			c.left = append(c.left[:i:i], c.left[i+1:]...)
			break
		}
	}
	if len(c.left) > 0 {
		c.draw()
		return
	}
	e.fault.set(nil)
	e.put()
}
