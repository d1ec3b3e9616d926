package page

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// What was chosen of a field beside the number of a value.
const (
	choseNothing = -1
	choseOther   = -2
)

// conflictField is one field: its values side by side, and the way to a third.
type conflictField struct {
	page   *Conflict
	field  store.ConflictField
	chosen int
	other  any // the third value
	card   *widget.Card
	boxes  []*choiceBox
	third  *choiceBox
	view   *widget.FormView // takes the third value
	merged string
}

// choiceBox is a value to choose.
type choiceBox struct {
	area   *widget.Area
	button *widget.Button
	index  int
}

func newConflictField(c *Conflict, f store.ConflictField) *conflictField {
	o := &conflictField{page: c, field: f, chosen: choseNothing}
	kind := c.conflict.Kind
	title := c.fieldLabel(kind, f.Name)
	if o.state() {
		title = present.T("conflict.state")
	}
	if c.conflict.Title != "" && kind == store.KindPerson {
		title = present.T("conflict.of", title, c.conflict.Title)
	}
	var columns []fyne.CanvasObject
	var weights []float32
	for i, v := range f.Values {
		columns = append(columns, o.valueBox(i, v))
		weights = append(weights, 1)
	}
	if !o.state() {
		columns, weights = append(columns, o.thirdBox()), append(weights, 1)
	}
	o.card = widget.NewCard(title, widget.Columns(2, weights, columns...))
	return o
}

// state reports whether the field says that the record was withdrawn.
func (o *conflictField) state() bool { return o.field.Name == ledger.FieldState }

// of returns the value that somebody left on a station, -1 where they left
// none.
func (o *conflictField) of(s conflictSide) int {
	return slices.IndexFunc(o.field.Values, func(v store.ConflictValue) bool { return v.Author == s.author && v.Station == s.station })
}

// long reports whether the field holds a text to be compared word by word.
func (o *conflictField) long() bool {
	f := o.page.Store.Library().Form(o.page.conflict.Kind)
	if f == nil || f.Item(o.field.Name) == nil {
		return false
	}
	return f.Item(o.field.Name).Type == form.Text
}

func (o *conflictField) shown(v any) string {
	if o.state() {
		if v == ledger.StateWithdrawn {
			return present.T("conflict.withdraw")
		}
		return present.T("conflict.keep")
	}
	text := o.page.showValue(o.page.conflict.Kind, o.field.Name, v, o.page.persons)
	if text == "" {
		return present.T("conflict.empty")
	}
	return text
}

func (o *conflictField) valueBox(i int, v store.ConflictValue) fyne.CanvasObject {
	c := o.page
	when := c.moment(v.At)
	if v.Offline {
		when = present.T("conflict.offline", when)
	}
	rows := widget.Rows(0.5, o.valueText(i, v.Value))
	for _, name := range slices.Sorted(maps.Keys(v.Edited)) {
		rows.Add(widget.NewText(present.T("conflict.edited", c.fieldLabel(c.conflict.Kind, name),
			c.showValue(c.conflict.Kind, name, v.Edited[name], c.persons)), widget.Paragraph))
	}
	rows.Add(
		widget.NewText(c.staff(v.Author)+"  "+c.Store.StationName(v.Station)+"  "+when, widget.SmallPara))
	if v.Reason != "" {
		rows.Add(widget.NewText(v.Reason, widget.SmallPara))
	}
	box := o.box(rows, i)
	o.boxes = append(o.boxes, box)
	return box.area
}

func (o *conflictField) box(rows *fyne.Container, index int) *choiceBox {
	box := &choiceBox{index: index}
	box.button = widget.NewSmall(present.T("conflict.take"), func() { o.choose(index) })
	rows.Add(widget.PadXY(0, 0.5, widget.Line(1, box.button)))
	box.area = widget.NewArea(widget.Pad(1.5, rows), func() { o.choose(index) })
	box.area.Card = true
	return box
}

// valueText shows a value; in long texts what was added is marked.
func (o *conflictField) valueText(i int, v any) fyne.CanvasObject {
	if !o.long() {
		return widget.NewText(o.shown(v), widget.Style{Size: theme.SizeTitle, Bold: true, Wrap: true})
	}
	before, _ := o.field.Before.(string)
	text, _ := v.(string)
	tints := []fyne.ThemeColorName{theme.TealTint, theme.AmberTint, theme.BlueTint}
	var spans []widget.Span
	for _, s := range present.Diff(before, text) {
		switch s.Mark {
		case present.Same:
			spans = append(spans, widget.Span{Text: s.Text})
		case present.Added:
			spans = append(spans, widget.Span{Text: s.Text, Tint: tints[i%len(tints)]})
		}
	}
	return widget.NewSpans(widget.Style{Wrap: true, LineHeight: theme.NoteLine}, spans...)
}

// thirdBox is どちらでもない; for long texts it proposes both together.
func (o *conflictField) thirdBox() fyne.CanvasObject {
	c := o.page
	rows := widget.Rows(1)
	f := c.Store.Library().Form(c.conflict.Kind)
	cfg := c.formConfig(f, sectionOf(f, o.field.Name), c.persons)
	cfg.Skip = onlyField(f, o.field.Name)
	o.view = widget.NewFormView(cfg)
	o.view.OnChanged = func(_ string, v any) {
		o.other = v
		o.choose(choseOther)
	}
	if o.propose(rows) {
		o.view.Hide()
	} else {
		rows.Add(widget.NewText(present.T("conflict.neither"), widget.Label))
	}
	rows.Add(o.view)
	if !o.long() {
		rows.Add(widget.NewText(present.T("conflict.before", o.shown(o.field.Before)), widget.SmallPara))
	}
	o.third = &choiceBox{index: choseOther, area: widget.NewArea(widget.Pad(1.5, rows), func() {
		if o.merged != "" || o.other != nil {
			o.choose(choseOther)
		}
	})}
	o.third.area.Card = true
	return o.third.area
}

// propose shows both texts put together, where both only added.
func (o *conflictField) propose(rows *fyne.Container) bool {
	if !o.long() || len(o.field.Values) != 2 {
		return false
	}
	before, _ := o.field.Before.(string)
	left, _ := o.field.Values[0].Value.(string)
	right, _ := o.field.Values[1].Value.(string)
	merged, ok := present.Merge(before, left, right)
	if !ok {
		return false
	}
	o.merged = present.MergedText(merged)
	var spans []widget.Span
	for _, s := range merged {
		span := widget.Span{Text: s.Text}
		switch s.Source {
		case present.FromLeft:
			span.Tint = theme.TealTint
		case present.FromRight:
			span.Tint = theme.AmberTint
		}
		spans = append(spans, span)
	}
	text := widget.NewSpans(widget.Style{Wrap: true, LineHeight: theme.NoteLine}, spans...)
	take := widget.NewSmall(present.T("conflict.take_both"), func() {
		o.other = o.merged
		o.choose(choseOther)
	})
	var mend *widget.Button
	mend = widget.NewSmall(present.T("button.edit"), func() {
		text.Hide()
		mend.Hide()
		o.view.SetValue(o.field.Name, o.merged)
		o.view.Show()
		o.other = o.merged
		o.choose(choseOther)
		o.page.content.Refresh()
	})
	rows.Add(widget.NewText(present.T("conflict.both"), widget.Label))
	rows.Add(text)
	rows.Add(widget.Line(0.75, take, mend))
	return true
}

// sectionOf is the group at the top that an item stands in.
func sectionOf(f *form.Form, name string) string {
	section := ""
	if it := f.Item(name); it != nil {
		for up := it.Parent(); up != nil; up = up.Parent() {
			section = up.LinkID
		}
	}
	return section
}

// onlyField leaves out every item but one.
func onlyField(f *form.Form, name string) map[string]bool {
	skip := map[string]bool{}
	f.Walk(func(it *form.Item, _ int) bool {
		if it.LinkID != name && it.Type != form.Group {
			skip[it.LinkID] = true
		}
		return true
	})
	for _, it := range f.Items {
		if it.Type == form.Group && !contains(it.Items, name) {
			skip[it.LinkID] = true
		}
	}
	return skip
}

func contains(items []*form.Item, name string) bool {
	found := false
	walkItems(items, func(it *form.Item) { found = found || it.LinkID == name })
	return found
}

func (o *conflictField) choose(i int) {
	if i == choseOther && o.other == nil && o.merged != "" {
		o.other = o.merged
	}
	o.chosen = i
	all := slices.Clone(o.boxes)
	if o.third != nil {
		all = append(all, o.third)
	}
	for _, b := range all {
		b.area.SetSelected(b.index == i)
		if b.button == nil {
			continue
		}
		b.button.Kind = widget.Secondary
		b.button.SetText(present.T("conflict.take"))
		if b.index == i {
			b.button.Kind = widget.Primary
			b.button.SetText(present.T("conflict.taken"))
		}
	}
	o.page.fault.set(nil)
}

// value is what was chosen.
func (o *conflictField) value() (any, error) {
	switch {
	case o.chosen == choseOther && o.other != nil:
		return o.other, nil
	case o.chosen >= 0 && o.chosen < len(o.field.Values):
		return o.field.Values[o.chosen].Value, nil
	}
	return nil, refuse("nothing_chosen")
}
