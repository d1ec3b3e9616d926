package widget

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store/form"
	"yorisoi/ui/theme"
)

// formField is a field of a form, whatever it is drawn as.
type formField struct {
	object   fyne.CanvasObject
	span     func(width float32) int
	set      func(v any)
	bad      func(string)
	hint     func(string)
	focus    func()
	readOnly func(bool)
}

// common is what every kind of field offers.
type common interface {
	fyne.CanvasObject
	SetError(string)
	SetHint(string)
	SetReadOnly(bool)
	SetBig(bool)
	Focus()
	strengthen()
}

// strengthen makes the label as large as text: questions in field mode.
func (f *field) strengthen() { f.label.SetStyle(Style{Bold: true, Wrap: true}) }

func fixed(n int) func(float32) int { return func(float32) int { return n } }

func (v *FormView) label(it *form.Item) string {
	s := it.Label(v.cfg.Lang)
	if it.Prefix != "" {
		s = it.Prefix + " " + s
	}
	if it.Required {
		s += v.cfg.Labels.Required
	}
	return s
}

func (v *FormView) makeField(it *form.Item) *formField {
	f, c := v.makeBody(it)
	f.object, f.bad, f.hint, f.focus, f.readOnly = c, c.SetError, c.SetHint, c.Focus, c.SetReadOnly
	if it.ReadOnly || len(it.Sum) > 0 {
		f.readOnly = func(bool) { c.SetReadOnly(true) }
		c.SetReadOnly(true)
	}
	if v.cfg.Big {
		c.SetBig(true)
		c.strengthen()
		span := f.span
		f.span = func(width float32) int { return min(span(width)*2, packColumns) }
	}
	return f
}

func (v *FormView) makeBody(it *form.Item) (*formField, common) {
	switch {
	case it.Refers != "" && v.cfg.People != nil && v.refersToPeople(it):
		return v.choices(it, personOptions(v.cfg.People(it)))
	case it.Refers != "" && v.cfg.Records != nil && !v.refersToPeople(it):
		return v.recordChoice(it)
	case it.Type == form.Coding:
		return v.choices(it, v.options(it))
	case it.Type == form.Boolean:
		return v.yesNo(it)
	case it.Type == form.Date:
		return v.date(it)
	case it.Type == form.DateTime && v.cfg.Moments != nil:
		return v.moment(it)
	case it.Type == form.Integer, it.Type == form.DecimalNumber:
		return v.number(it)
	case it.Type == form.Text:
		return v.note(it)
	}
	return v.entry(it)
}

// cannotRefer tells whether an item refers to records that the page cannot
// offer.
func (v *FormView) cannotRefer(it *form.Item) bool {
	return it.Refers != "" && !v.refersToPeople(it) && v.cfg.Records == nil
}

func (v *FormView) refersToPeople(it *form.Item) bool {
	return it.Refers == "person" || it.Refers == "staff"
}

func (v *FormView) options(it *form.Item) []Option {
	choices := it.Choices(v.cfg.Day)
	out := make([]Option, len(choices))
	for i, o := range choices {
		out[i] = Option{Code: o.Code, Word: it.Show(o.Code, v.cfg.Lang)}
	}
	return out
}

// choices draws one or several of some options. A stored code that is not
// offered any more is offered all the same, so that it is seen and kept.
func (v *FormView) choices(it *form.Item, options []Option) (*formField, common) {
	other := v.wordOf(it)
	if it.Repeats {
		m := NewMultiChoice(v.label(it), options)
		m.other = other
		m.OnChanged = func(codes []string) { v.changed(it.LinkID, listOrNil(codes)) }
		return &formField{span: fixed(packColumns), set: func(value any) { m.SetCodes(asList(value)) }}, m
	}
	c := NewChoiceField(v.label(it), v.cfg.Labels.None, options)
	c.other = other
	c.OnChanged = func(code string) { v.changed(it.LinkID, textOrNil(code)) }
	return &formField{span: c.columns, set: func(value any) { c.SetCode(asText(value)) }}, c
}

// recordChoice is choices of records: their titles are long, so that one of
// them is always a list that opens.
func (v *FormView) recordChoice(it *form.Item) (*formField, common) {
	options := v.cfg.Records(it)
	if it.Repeats {
		return v.choices(it, options)
	}
	c := NewListField(v.label(it), v.cfg.Labels.None, options)
	c.other = v.wordOf(it)
	c.OnChanged = func(code string) { v.changed(it.LinkID, textOrNil(code)) }
	return &formField{span: c.columns, set: func(value any) { c.SetCode(asText(value)) }}, c
}

// wordOf is the word for a value that is not offered.
func (v *FormView) wordOf(it *form.Item) func(code string) string {
	if it.Refers != "" && v.cfg.Labels.Gone != "" {
		return func(string) string { return v.cfg.Labels.Gone }
	}
	return func(code string) string { return it.Show(code, v.cfg.Lang) }
}

// columns is how much of a form's width the choice needs.
func (c *ChoiceField) columns(width float32) int {
	if c.row == nil {
		return packColumns / 2
	}
	need := c.label.MinSize().Width // the question is read as a whole
	for _, o := range c.row.options {
		need += c.row.widthOf(o)
	}
	for _, n := range []int{3, 4, 6, 8} {
		if need <= width*float32(n)/packColumns-theme.Space(2) {
			return n
		}
	}
	return packColumns
}

func (v *FormView) yesNo(it *form.Item) (*formField, common) {
	y := NewYesNo(v.label(it), v.cfg.Labels.Yes, v.cfg.Labels.No)
	y.OnAnswered = func(b *bool) {
		if b == nil {
			v.changed(it.LinkID, nil)
			return
		}
		v.changed(it.LinkID, *b)
	}
	set := func(value any) {
		if b, ok := value.(bool); ok {
			y.SetValue(&b)
			return
		}
		y.SetValue(nil)
	}
	return &formField{span: y.columns, set: set}, y
}

func (v *FormView) date(it *form.Item) (*formField, common) {
	d := NewDateField(v.label(it), v.cfg.Dates, v.cfg.Wrong)
	d.SetPlaceholder(v.cfg.Labels.DateHint)
	d.OnChanged = func(iso string) { v.changed(it.LinkID, textOrNil(iso)) }
	d.onEnter = func() { focusNext(d) }
	return &formField{span: fixed(4), set: func(value any) { d.SetISO(asText(value)) }}, d
}

func (v *FormView) moment(it *form.Item) (*formField, common) {
	d := NewMomentField(v.label(it), v.cfg.Moments, v.cfg.Wrong, v.cfg.Written)
	d.SetPlaceholder(v.cfg.Labels.TimeHint)
	d.OnChanged = func(at string) { v.changed(it.LinkID, textOrNil(at)) }
	d.onEnter = func() { focusNext(d) }
	return &formField{span: fixed(6), set: func(value any) { d.SetISO(asText(value)) }}, d
}

func (v *FormView) number(it *form.Item) (*formField, common) {
	decimals := it.Decimals
	if it.Type == form.Integer {
		decimals = 0
	}
	n := NewNumberField(v.label(it), it.UnitLabel(v.cfg.Lang), decimals)
	n.OnChanged = func(string) {
		value, err := it.ParseInput(n.Typed())
		n.SetError("")
		if err != nil {
			value = nil
		}
		v.changed(it.LinkID, value)
	}
	n.onEnter = func() { focusNext(n) }
	n.onLeave = func() { v.judge(it, &n.field, n.Typed()) }
	set := func(value any) {
		if i, ok := value.(int64); ok {
			value = strconv.FormatInt(i, 10)
		}
		n.SetValue(asText(value))
	}
	return &formField{span: fixed(3), set: set}, n
}

// judge says at leaving a field what about it cannot be understood.
func (v *FormView) judge(it *form.Item, f *field, typed string) {
	if v.cfg.Wrong == nil {
		return
	}
	if _, err := it.ParseInput(typed); err != nil {
		f.SetError(v.cfg.Wrong(err))
	}
}

func (v *FormView) note(it *form.Item) (*formField, common) {
	n := NewNoteEditor(v.label(it))
	n.MinRows, n.Outer = 2, v.cfg.Outer
	n.SetMaxLength(it.MaxLength)
	n.SetPlaceholder(it.EntryFormat)
	n.OnChanged = func(s string) {
		n.SetError("")
		v.changed(it.LinkID, textOrNil(s))
	}
	return &formField{span: fixed(packColumns), set: func(value any) { n.SetText(asText(value)) }}, n
}

func (v *FormView) entry(it *form.Item) (*formField, common) {
	e := NewEntry(v.label(it))
	e.SetMaxLength(it.MaxLength)
	e.SetPlaceholder(it.EntryFormat)
	e.OnSubmitted = func(string) { focusNext(e) }
	span := 6
	parsed := it.Type == form.Time || it.Type == form.DateTime
	if parsed {
		span = 3
		e.onLeave = func() { v.judge(it, &e.field, e.Text()) }
	}
	e.OnChanged = func(s string) {
		e.SetError("")
		v.changed(it.LinkID, v.typed(it, s, parsed))
	}
	set := func(value any) {
		// What is being typed stays while it means the value.
		if list, ok := value.([]string); ok {
			value = strings.Join(list, v.cfg.Labels.Separator)
		}
		if parsed && e.in.focused && v.typed(it, e.Text(), true) == value {
			return
		}
		e.SetText(asText(value))
	}
	return &formField{span: fixed(span), set: set}, e
}

// typed is the value of a line of text.
func (v *FormView) typed(it *form.Item, s string, parsed bool) any {
	switch {
	case strings.TrimSpace(s) == "":
		return nil
	case parsed:
		value, err := it.ParseInput(s)
		if err != nil {
			return nil
		}
		return value
	case it.Repeats && v.cfg.Labels.Separator != "":
		var out []string
		for part := range strings.SplitSeq(s, v.cfg.Labels.Separator) {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
		return listOrNil(out)
	case it.Repeats:
		return []string{s}
	}
	return s
}

func focusNext(o fyne.CanvasObject) {
	if c := canvasOf(o); c != nil {
		c.FocusNext()
	}
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func listOrNil(l []string) any {
	if len(l) == 0 {
		return nil
	}
	return l
}

func asText(v any) string {
	s, _ := v.(string)
	return s
}

func asList(v any) []string {
	l, _ := v.([]string)
	return l
}
