package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// The keys that work everywhere.
var (
	keySearch   = &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl}
	keyLock     = &desktop.CustomShortcut{KeyName: fyne.KeyL, Modifier: fyne.KeyModifierControl}
	keyClose    = &desktop.CustomShortcut{KeyName: fyne.KeyW, Modifier: fyne.KeyModifierControl}
	keyNew      = &desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierControl}
	keyBack     = &desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt}
	keyNextTab  = &desktop.CustomShortcut{KeyName: fyne.KeyTab, Modifier: fyne.KeyModifierControl}
	keyPrevTab  = &desktop.CustomShortcut{KeyName: fyne.KeyTab, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift}
	allKeys     = []*desktop.CustomShortcut{keySearch, keyLock, keyClose, keyNew, keyBack, keyNextTab, keyPrevTab}
	pageKeyName = [...]fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9}
)

// listen gives keys that no widget wants to what the window shows.
func (p *Program) listen() {
	canvas := p.win.Canvas()
	canvas.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if p.phase != nil {
			p.phase.typedKey(e)
		}
	})
	handle := func(s fyne.Shortcut) {
		if p.phase != nil {
			p.phase.shortcut(s)
		}
	}
	for _, key := range allKeys {
		canvas.AddShortcut(key, handle)
	}
	for _, name := range pageKeyName {
		canvas.AddShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl}, handle)
	}
}
