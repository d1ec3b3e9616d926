package widget

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
)

// ManyField is a field for any number of options on one line: a list that
// opens, in which each press adds an option or takes it away again.
type ManyField struct {
	field
	OnChanged func(codes []string)
	options   []Option
	codes     []string
	between   string
	list      *dropdown
}

var _ fyne.Widget = (*ManyField)(nil)

// NewManyField returns a field with nothing chosen. none is the word for that,
// between stands between the words of what is chosen.
func NewManyField(label, none, between string, options []Option) *ManyField {
	m := &ManyField{options: options, between: between}
	m.list = newDropdown(options, none, m.press)
	m.list.marks = func(i int) bool { return slices.Contains(m.codes, m.options[i].Code) }
	m.list.words = m.words
	m.onBad = func(bad bool) {
		m.list.bad = bad
		m.list.Refresh()
	}
	m.build(m, label, m.list)
	return m
}

// press adds an option or takes it away; -1 takes all away.
func (m *ManyField) press(i int) {
	m.list.chosen = -1 // nothing is "the" choice here
	switch {
	case i < 0:
		m.codes = nil
	case slices.Contains(m.codes, m.options[i].Code):
		m.codes = slices.DeleteFunc(slices.Clone(m.codes), func(c string) bool { return c == m.options[i].Code })
	default:
		m.codes = append(slices.Clone(m.codes), m.options[i].Code)
	}
	m.SetError("")
	m.list.Refresh()
	call(m.OnChanged, m.Codes())
}

func (m *ManyField) words() string {
	var words []string
	for _, code := range m.codes {
		for _, o := range m.options {
			if o.Code == code {
				words = append(words, o.Word)
			}
		}
	}
	return strings.Join(words, m.between)
}

// Codes returns the chosen codes in the order they were chosen; nil if none.
func (m *ManyField) Codes() []string { return slices.Clone(m.codes) }

// SetCodes shows choices without calling back.
func (m *ManyField) SetCodes(codes []string) {
	m.codes = slices.Clone(codes)
	m.list.Refresh()
}

// Focus puts the keyboard here.
func (m *ManyField) Focus() { Focus(m.list) }
