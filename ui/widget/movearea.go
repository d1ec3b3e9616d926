package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// MoveArea is an Area in an order that a person makes: the arrows go to the
// one before and after, with Alt they move this one.
type MoveArea struct {
	Area
	OnStep func(by int) // to another area
	OnMove func(by int) // this one, up or down
}

var (
	_ fyne.Widget        = (*MoveArea)(nil)
	_ fyne.Shortcutable  = (*MoveArea)(nil)
	_ desktop.Cursorable = (*MoveArea)(nil)
)

// NewMoveArea returns an area around content.
func NewMoveArea(content fyne.CanvasObject, tapped func()) *MoveArea {
	m := &MoveArea{}
	m.content, m.OnTapped = content, tapped
	m.extend(m, func() { run(m.OnTapped) })
	return m
}

// steps are the keys that lead up and down.
var steps = map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}

// TypedKey steps on the arrows and presses on Enter and Space.
func (m *MoveArea) TypedKey(e *fyne.KeyEvent) {
	if by := steps[e.Name]; by != 0 && m.OnStep != nil {
		m.OnStep(by)
		return
	}
	m.press.TypedKey(e)
}

// TypedShortcut moves on Alt and an arrow; the rest goes to the page.
func (m *MoveArea) TypedShortcut(s fyne.Shortcut) {
	if key, ok := s.(*desktop.CustomShortcut); ok && key.Modifier == fyne.KeyModifierAlt && m.OnMove != nil {
		if by := steps[key.KeyName]; by != 0 {
			m.OnMove(by)
			return
		}
	}
	passShortcut(m, s)
}
