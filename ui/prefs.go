package ui

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/present"
	"yorisoi/ui/theme"
)

// prefs are what is kept outside the sealed store, readable by anyone: the
// look of the window and nothing about anybody.
type prefs struct{ p fyne.Preferences }

const (
	prefWidth  = "window.width"
	prefHeight = "window.height"
	prefMode   = "look.mode"
	prefScale  = "look.scale"
	prefLang   = "language"
	prefIdle   = "lock.minutes"
)

func (p prefs) windowSize() fyne.Size {
	return fyne.NewSize(
		float32(p.p.FloatWithFallback(prefWidth, 1366)),
		float32(p.p.FloatWithFallback(prefHeight, 768)))
}

func (p prefs) setWindowSize(s fyne.Size) {
	if s.Width < 200 || s.Height < 200 {
		return
	}
	p.p.SetFloat(prefWidth, float64(s.Width))
	p.p.SetFloat(prefHeight, float64(s.Height))
}

func (p prefs) look() theme.Options {
	return theme.Options{Mode: theme.Mode(p.p.IntWithFallback(prefMode, int(theme.Light))), Scale: float32(p.p.FloatWithFallback(prefScale, 1))}
}

func (p prefs) setLook(o theme.Options) {
	p.p.SetInt(prefMode, int(o.Mode))
	p.p.SetFloat(prefScale, float64(o.Scale))
}

func (p prefs) language() present.Language {
	return present.Language(p.p.StringWithFallback(prefLang, string(present.Japanese)))
}

func (p prefs) setLanguage(l present.Language) { p.p.SetString(prefLang, string(l)) }

// idleMinutes is how long nobody may touch the program before it locks; 0 is
// never.
func (p prefs) idleMinutes() int { return p.p.IntWithFallback(prefIdle, 10) }

func (p prefs) setIdleMinutes(n int) { p.p.SetInt(prefIdle, n) }
