package widget

import "fyne.io/fyne/v2"

// YesNo is a field for yes or no.
type YesNo struct {
	ChoiceField
	OnAnswered func(v *bool) // nil: not answered
}

var _ fyne.Widget = (*YesNo)(nil)

// NewYesNo returns a field for a bool: yes, no, or not answered.
func NewYesNo(label, yes, no string) *YesNo {
	y := &YesNo{}
	y.fill(y, label, "", []Option{{Code: "true", Word: yes}, {Code: "false", Word: no}})
	y.OnChanged = func(code string) { call(y.OnAnswered, answer(code)) }
	return y
}

// Value returns the answer, nil if there is none.
func (y *YesNo) Value() *bool { return answer(y.Code()) }

// SetValue shows an answer without calling back.
func (y *YesNo) SetValue(v *bool) {
	switch {
	case v == nil:
		y.SetCode("")
	case *v:
		y.SetCode("true")
	default:
		y.SetCode("false")
	}
}

func answer(code string) *bool {
	if code == "" {
		return nil
	}
	v := code == "true"
	return &v
}
