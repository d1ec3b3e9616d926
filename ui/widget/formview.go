package widget

import (
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/store/form"
)

// FormConfig says which form to draw and how to talk about it.
type FormConfig struct {
	Form    *form.Form
	Section string // linkId of the group to draw; "" draws all
	Lang    string // ja or en
	Day     string // choices that are in force on this day are offered
	Big     bool   // field mode
	// Skip leaves out items that the page shows in its own way.
	Skip map[string]bool
	// Whole says which items begin a line and have it for themselves.
	Whole func(it *form.Item) bool

	Labels  FormLabels
	Dates   DateParser
	Moments DateParser                 // dates with their time; nil: typed as they are stored
	Written func(moment string) string // a stored moment as a person would type it
	Wrong   func(error) string         // an input error in words
	Problem func(form.Problem) string  // a problem in words
	// People are the choices of an item that refers to persons or staff.
	People func(it *form.Item) []Person
	// Records are the choices of an item that refers to any other kind of
	// record; without it such an item is not drawn, since nobody types an id.
	Records func(it *form.Item) []Option
	// Outer scrolls the page around the form.
	Outer fyne.Scrollable
}

// FormLabels are the words of a form that its items do not say themselves.
type FormLabels struct {
	None      string // nothing chosen
	Yes, No   string
	Required  string // behind the label of what must be answered
	Separator string // between several values typed in one line
	DateHint  string // how a date can be typed
	TimeHint  string // how a date with its time can be typed
	Gone      string // a record or person that is referred to and not here
}

// FormView draws a section of a form as fields. What depends on other answers
// appears and goes as they are given.
type FormView struct {
	fynewidget.BaseWidget
	OnChanged func(linkID string, value any) // nil: cleared
	cfg       FormConfig
	values    map[string]any
	fields    map[string]*formField
	order     []string
	pack      *pack
	content   *fyne.Container
	shown     map[string]fyne.CanvasObject // labels and lines of text, by linkId
	readOnly  bool
}

var _ fyne.Widget = (*FormView)(nil)

// NewFormView returns an empty form.
func NewFormView(cfg FormConfig) *FormView {
	v := &FormView{
		cfg: cfg, values: map[string]any{}, fields: map[string]*formField{},
		shown: map[string]fyne.CanvasObject{}, pack: newPack(),
	}
	v.content = container.New(v.pack)
	items := cfg.Form.Items
	if cfg.Section != "" {
		if it := cfg.Form.Item(cfg.Section); it != nil {
			items = it.Items
		}
	}
	v.add(items)
	v.enable()
	v.ExtendBaseWidget(v)
	return v
}

func (v *FormView) add(items []*form.Item) {
	for _, it := range items {
		if it.Hidden || v.cfg.Skip[it.LinkID] || v.cannotRefer(it) {
			continue
		}
		switch it.Type {
		case form.Group:
			v.show(it, NewText(it.Label(v.cfg.Lang), Strong))
			v.add(it.Items)
		case form.Display:
			v.show(it, NewText(it.Label(v.cfg.Lang), SmallPara))
		default:
			f := v.makeField(it)
			if v.cfg.Whole != nil && v.cfg.Whole(it) {
				f.span = fixed(packColumns)
			}
			v.fields[it.LinkID] = f
			v.order = append(v.order, it.LinkID)
			v.pack.spans[f.object] = f.span
			v.content.Add(f.object)
		}
	}
}

func (v *FormView) show(it *form.Item, o fyne.CanvasObject) {
	v.shown[it.LinkID] = o
	v.content.Add(o)
}

// Values returns a copy of the answers, those of other sections included.
func (v *FormView) Values() map[string]any { return maps.Clone(v.values) }

// SetValues shows answers without calling back. Give it the whole record:
// what is shown may depend on other sections.
func (v *FormView) SetValues(values map[string]any) {
	v.values = maps.Clone(values)
	if v.values == nil {
		v.values = map[string]any{}
	}
	for id, f := range v.fields {
		f.set(v.values[id])
	}
	v.enable()
}

// SetValue shows one answer without calling back.
func (v *FormView) SetValue(linkID string, value any) {
	v.keep(linkID, value)
	if f := v.fields[linkID]; f != nil {
		f.set(value)
	}
	v.enable()
}

func (v *FormView) keep(linkID string, value any) {
	if value == nil {
		delete(v.values, linkID)
		return
	}
	v.values[linkID] = value
}

// changed is what a person answered.
func (v *FormView) changed(linkID string, value any) {
	v.keep(linkID, value)
	for id, sum := range v.cfg.Form.Compute(v.values) {
		if f := v.fields[id]; f != nil && v.values[id] != sum {
			v.keep(id, sum)
			f.set(sum)
		}
	}
	v.enable()
	if v.OnChanged != nil {
		v.OnChanged(linkID, value)
	}
}

// enable shows what the answers ask for and hides the rest.
func (v *FormView) enable() {
	enabled := v.cfg.Form.Enabled(v.values)
	again := false
	toggle := func(id string, o fyne.CanvasObject) {
		if o.Visible() == enabled[id] {
			return
		}
		again = true
		if enabled[id] {
			o.Show()
		} else {
			o.Hide()
		}
	}
	for id, f := range v.fields {
		toggle(id, f.object)
	}
	for id, o := range v.shown {
		toggle(id, o)
	}
	if again {
		v.Refresh()
	}
}

// ShowProblems writes problems at their fields and takes back those that are
// no more. It returns the first one's linkId, "" if there is none here.
func (v *FormView) ShowProblems(problems []form.Problem) string {
	words := map[string]string{}
	for _, p := range problems {
		if words[p.LinkID] == "" && v.cfg.Problem != nil {
			words[p.LinkID] = v.cfg.Problem(p)
		}
	}
	first := ""
	for _, id := range v.order {
		v.fields[id].bad(words[id])
		if words[id] != "" && first == "" {
			first = id
		}
	}
	return first
}

// SetHint writes a line below a field: there are two values, for example.
func (v *FormView) SetHint(linkID, hint string) {
	if f := v.fields[linkID]; f != nil {
		f.hint(hint)
	}
}

// Focus puts the keyboard into a field; "" is the first one that shows.
func (v *FormView) Focus(linkID string) {
	for _, id := range v.order {
		f := v.fields[id]
		if id == linkID || linkID == "" && f.object.Visible() {
			f.focus()
			return
		}
	}
}

// Has tells whether the form draws a field for an item.
func (v *FormView) Has(linkID string) bool { return v.fields[linkID] != nil }

// Field returns the widget of an item, nil if there is none: a page hangs its
// own things beside it.
func (v *FormView) Field(linkID string) fyne.CanvasObject {
	if f := v.fields[linkID]; f != nil {
		return f.object
	}
	return nil
}

// SetReadOnly shows a confirmed record.
func (v *FormView) SetReadOnly(on bool) {
	v.readOnly = on
	for _, f := range v.fields {
		f.readOnly(on)
	}
}

// CreateRenderer is called by Fyne.
func (v *FormView) CreateRenderer() fyne.WidgetRenderer { return around(v.content, nil) }
