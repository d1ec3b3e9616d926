package theme_test

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	fynetest "fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"yorisoi/ui/theme"
)

func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n.R) + 0.7152*part(n.G) + 0.0722*part(n.B)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestEveryTextCanBeRead(t *testing.T) {
	names := func(n ...fyne.ThemeColorName) []fyne.ThemeColorName { return n }
	pairs := []struct{ texts, grounds []fyne.ThemeColorName }{
		{
			names(theme.Ink, theme.Muted, theme.Primary, theme.Red, theme.Amber, theme.Blue, theme.Green),
			names(theme.Paper, theme.Surface),
		},
		{
			names(theme.Ink, theme.Muted, theme.Primary),
			names(theme.Band, theme.GreyTint, theme.TealTint),
		},
		{ // words with a colour in a chosen or marked row
			names(theme.Red, theme.Amber, theme.Blue),
			names(theme.TealTint, theme.RedTint, theme.AmberTint),
		},
		{
			names(theme.Ink, theme.Muted),
			names(theme.RedTint, theme.AmberTint, theme.BlueTint, theme.GreenTint),
		},
		{
			names(theme.OnSolid),
			names(theme.Primary, theme.Red, theme.Amber, theme.Blue, theme.Green, theme.Muted),
		},
	}
	for mode, name := range map[theme.Mode]string{theme.Light: "light", theme.Dark: "dark"} {
		th := theme.New(theme.Options{Mode: mode})
		check := func(text, ground fyne.ThemeColorName) {
			if got := contrast(th.Color(text, 0), th.Color(ground, 0)); got < 4.5 {
				t.Errorf("%s: %s on %s has %.2f, want 4.5", name, text, ground, got)
			}
		}
		for _, p := range pairs {
			for _, text := range p.texts {
				for _, ground := range p.grounds {
					check(text, ground)
				}
			}
		}
		for tone := theme.Grey; tone <= theme.Ours; tone++ {
			check(tone.Text(), tone.Tint())
		}
	}
}

func TestModeOverridesTheSystem(t *testing.T) {
	system := theme.New(theme.Options{})
	if system.Color(theme.Paper, fynetheme.VariantLight) == system.Color(theme.Paper, fynetheme.VariantDark) {
		t.Error("system mode does not follow the variant")
	}
	for mode, v := range map[theme.Mode]fyne.ThemeVariant{theme.Light: fynetheme.VariantLight, theme.Dark: fynetheme.VariantDark} {
		th := theme.New(theme.Options{Mode: mode})
		for _, variant := range []fyne.ThemeVariant{fynetheme.VariantLight, fynetheme.VariantDark} {
			if th.Color(theme.Ink, variant) != system.Color(theme.Ink, v) {
				t.Errorf("mode %v follows variant %v", mode, variant)
			}
		}
	}
}

func TestScaleReachesEverySize(t *testing.T) {
	one, big := theme.New(theme.Options{}), theme.New(theme.Options{Scale: 1.5})
	for _, name := range []fyne.ThemeSizeName{theme.SizeSmall, theme.SizeText, theme.SizeTitle, theme.SizeHeading, theme.SizeNote, theme.SizeUnit, theme.SizeRow} {
		if got, want := big.Size(name), one.Size(name)*1.5; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got := theme.New(theme.Options{Scale: 9}).Size(theme.SizeText); got != 30 {
		t.Errorf("scale is not limited to 2: text %v", got)
	}
}

func TestFyneColoursAreAllOurs(t *testing.T) {
	fynetest.AssertAllColorNamesDefined(t, theme.New(theme.Options{}), "yorisoi")
}

func TestIconTakesTheColourOfTheTheme(t *testing.T) {
	app := fynetest.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Options{Mode: theme.Light}))
	icon := theme.NewIcon("search", theme.Muted)
	if got := string(icon.Content()); !strings.Contains(got, "#6b655c") || strings.Contains(got, "currentColor") {
		t.Errorf("light icon: %s", got)
	}
	before := icon.Name()
	app.Settings().SetTheme(theme.New(theme.Options{Mode: theme.Dark}))
	if icon.Name() == before {
		t.Error("the name does not change with the colour, so the old drawing stays")
	}
}
