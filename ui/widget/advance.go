package widget

import (
	"unicode"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// advances remembers how wide characters are in one face and size. In the
// bundled font the widths of single characters add up exactly to the width of
// the text, so a line can be broken without measuring it.
type advances struct {
	size  float32
	style fyne.TextStyle
	one   map[rune]float32
	many  map[string]float32 // clusters of several runes
}

type faceKey struct {
	font string
	size float32
}

var faces = map[faceKey]*advances{}

func advancesFor(size float32, bold bool) *advances {
	style := fyne.TextStyle{Bold: bold}
	key := faceKey{font: fynetheme.Current().Font(style).Name(), size: size}
	a, ok := faces[key]
	if !ok {
		a = &advances{size: size, style: style, one: map[rune]float32{}, many: map[string]float32{}}
		faces[key] = a
	}
	return a
}

func (a *advances) measure(s string) float32 {
	return fyne.MeasureText(s, a.size, a.style).Width
}

// of returns the width of one character, which may be several runes.
func (a *advances) of(cluster []rune) float32 {
	if len(cluster) == 1 {
		w, ok := a.one[cluster[0]]
		if !ok {
			w = a.measure(string(cluster))
			a.one[cluster[0]] = w
		}
		return w
	}
	key := string(cluster)
	w, ok := a.many[key]
	if !ok {
		w = a.measure(key)
		a.many[key] = w
	}
	return w
}

// width adds up a text.
func (a *advances) width(s string) float32 {
	runes := []rune(s)
	sum := float32(0)
	for i := 0; i < len(runes); {
		n := clusterEnd(runes, i)
		sum += a.of(runes[i:n])
		i = n
	}
	return sum
}

// fit shortens s to a width, with an ellipsis in place of what is cut.
func (a *advances) fit(s string, width float32) string {
	if a.width(s) <= width+0.5 {
		return s
	}
	const dots = "…"
	room := width - a.width(dots)
	runes := []rune(s)
	sum := float32(0)
	for i := 0; i < len(runes); {
		n := clusterEnd(runes, i)
		sum += a.of(runes[i:n])
		if sum > room {
			return string(runes[:i]) + dots
		}
		i = n
	}
	return s
}

const (
	joiner   = '\u200D'
	firstVar = '\U000E0100'
	lastVar  = '\U000E01EF'
)

// clusterEnd returns where the character that begins at i ends: a letter with
// its marks, variation selectors (葛 with one is a name of its own) and joined
// pictures are one character for the caret.
func clusterEnd(runes []rune, i int) int {
	i++
	for i < len(runes) {
		switch r := runes[i]; {
		case follows(r):
			i++
		case runes[i-1] == joiner:
			i++
		default:
			return i
		}
	}
	return i
}

func follows(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r == joiner, r >= 0xFE00 && r <= 0xFE0F, r >= firstVar && r <= lastVar, r >= 0x1F3FB && r <= 0x1F3FF:
		return true
	}
	return unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r)
}

// clusterStart returns where the character that ends at i begins.
func clusterStart(runes []rune, i int) int {
	i--
	for i > 0 && (follows(runes[i]) || runes[i-1] == joiner) {
		i--
	}
	return max(i, 0)
}
