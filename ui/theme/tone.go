package theme

import "fyne.io/fyne/v2"

// Tone is what a colour says.
type Tone int

// The zero Tone says nothing.
const (
	Grey      Tone = iota
	Late           // red: a deadline passed, a child unseen
	Soon           // amber: today or soon
	Todo           // blue: something to do
	Done           // green
	Ours           // teal: chosen, here, the program's own colour
	toneCount      // how many there are
)

var tones = [toneCount]struct{ text, tint, edge fyne.ThemeColorName }{
	Grey: {Muted, GreyTint, GreyEdge},
	Late: {Red, RedTint, RedEdge},
	Soon: {Amber, AmberTint, AmberEdge},
	Todo: {Blue, BlueTint, BlueEdge},
	Done: {Green, GreenTint, GreenEdge},
	Ours: {Primary, TealTint, TealEdge},
}

// Text is the colour of words in this tone.
func (t Tone) Text() fyne.ThemeColorName { return tones[t].text }

// Tint is the ground below them.
func (t Tone) Tint() fyne.ThemeColorName { return tones[t].tint }

// Edge is the line around the ground.
func (t Tone) Edge() fyne.ThemeColorName { return tones[t].edge }
