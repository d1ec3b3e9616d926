// Package theme says how the program looks: colours for light and dark, sizes,
// the bundled typeface and the icons.
//
// Terms: a tint is the pale ground of a chip or notice, an edge the line around
// it; a unit is the step of all spacing, 8 at scale 1.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"yorisoi/assets"
)

// Mode says whether to follow the system's light or dark.
type Mode int

// The zero Mode follows the system.
const (
	System Mode = iota
	Light
	Dark
)

// Options are what a person can choose.
type Options struct {
	Mode  Mode
	Scale float32 // 1 to 2; 0 means 1
}

// Theme is the look of the program.
type Theme struct {
	mode  Mode
	scale float32
}

var _ fyne.Theme = (*Theme)(nil)

// New returns the theme for the options.
func New(o Options) *Theme {
	scale := o.Scale
	if scale == 0 {
		scale = 1
	}
	return &Theme{mode: o.Mode, scale: min(max(scale, 0.75), 2)}
}

// Apply sets t and sees to it that a change of the system's light or dark is
// followed: a theme that was set before the start is not drawn again by
// itself (fyne #6056), so it is set once more when the program is up.
func Apply(app fyne.App, t *Theme) {
	app.Settings().SetTheme(t)
	app.Lifecycle().SetOnStarted(func() { app.Settings().SetTheme(t) })
}

var (
	regular = fyne.NewStaticResource("YorisoiUDGothic-Regular.ttf", assets.FontRegular)
	bold    = fyne.NewStaticResource("YorisoiUDGothic-Bold.ttf", assets.FontBold)
)

// Color returns the colour of a name, ours or Fyne's own.
func (t *Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if t.mode == Light || (t.mode == System && v != fynetheme.VariantDark) {
		return pick(light, name, fynetheme.VariantLight)
	}
	return pick(dark, name, fynetheme.VariantDark)
}

func pick(p palette, name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if c, ok := p[name]; ok {
		return c
	}
	if alias, ok := aliases[name]; ok {
		return p[alias]
	}
	return fynetheme.DefaultTheme().Color(name, v)
}

// Font returns the bundled face. Figures have one width in it, so it also
// serves as the monospace one.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Symbol:
		return fynetheme.DefaultTheme().Font(s)
	case s.Bold:
		return bold
	}
	return regular
}

// Icon returns Fyne's own icons, for its dialogs.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

// Size returns a size at the chosen scale.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if v, ok := sizes[name]; ok {
		return v * t.scale
	}
	return fynetheme.DefaultTheme().Size(name) * t.scale
}
