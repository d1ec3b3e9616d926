package widget

import "fyne.io/fyne/v2"

// MultiChoice is a field for any number of options.
type MultiChoice struct {
	field
	OnChanged func(codes []string)
	options   []Option
	toggles   []*Toggle
	flow      *fyne.Container
	other     func(code string) string // the word of a code that is no option
}

var _ fyne.Widget = (*MultiChoice)(nil)

// NewMultiChoice returns a field with nothing chosen.
func NewMultiChoice(label string, options []Option) *MultiChoice {
	m := &MultiChoice{flow: Flow(1)}
	for _, o := range options {
		m.offer(o)
	}
	m.build(m, label, m.flow)
	return m
}

func (m *MultiChoice) offer(o Option) {
	t := NewToggle(o.Word, func(bool) {
		m.SetError("")
		call(m.OnChanged, m.Codes())
	})
	m.options, m.toggles = append(m.options, o), append(m.toggles, t)
	m.flow.Add(t)
}

// Codes returns the chosen codes in the order of the options; nil if none.
func (m *MultiChoice) Codes() []string {
	var out []string
	for i, t := range m.toggles {
		if t.On {
			out = append(out, m.options[i].Code)
		}
	}
	return out
}

// SetCodes shows choices without calling back.
func (m *MultiChoice) SetCodes(codes []string) {
	on := map[string]bool{}
	for _, c := range codes {
		on[c] = true
		if m.other != nil && !m.offers(c) {
			m.offer(Option{Code: c, Word: m.other(c)})
		}
	}
	for i, t := range m.toggles {
		if t.On != on[m.options[i].Code] {
			t.SetOn(on[m.options[i].Code])
		}
	}
}

func (m *MultiChoice) offers(code string) bool {
	for _, o := range m.options {
		if o.Code == code {
			return true
		}
	}
	return false
}

// SetReadOnly shows the choices without letting them be changed.
func (m *MultiChoice) SetReadOnly(on bool) {
	for _, t := range m.toggles {
		t.setDisabled(on)
	}
}

// SetBig switches to the large form of field mode.
func (m *MultiChoice) SetBig(on bool) {
	for _, t := range m.toggles {
		t.Big = on
		t.Refresh()
	}
	m.Refresh()
}

// Focus puts the keyboard on the first option.
func (m *MultiChoice) Focus() {
	if len(m.toggles) > 0 {
		Focus(m.toggles[0])
	}
}
