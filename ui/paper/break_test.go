package paper

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// inEms measures Japanese as one and Latin as half.
func inEms(text string) float64 {
	var w float64
	for _, r := range text {
		if r < 0x2000 {
			w += 0.5
		} else {
			w++
		}
	}
	return w
}

func TestBreakLines(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"Short", "こんにちは", 10, []string{"こんにちは"}},
		{"Plain", "あいうえおかきくけこ", 4, []string{"あいうえ", "おかきく", "けこ"}},
		{"NoStopFirst", "あいうえ。おかき", 4, []string{"あいう", "え。おか", "き"}},
		{"NoBracketLast", "あいう「えお」か", 4, []string{"あいう", "「えお」", "か"}},
		{"WordWhole", "端末は yorisoi です", 5, []string{"端末は", "yorisoi で", "す"}},
		{"NumberWhole", "電話は045-123-4567です", 7, []string{"電話は", "045-123-4567で", "す"}},
		{"WordTooWide", "abcdefghij", 2, []string{"abcd", "efgh", "ij"}},
		{"Paragraphs", "あい\n\nうえ", 4, []string{"あい", "", "うえ"}},
		{"Empty", "", 4, []string{""}},
		{"VariationStays", "邊\U000E0101家", 2, []string{"邊\U000E0101", "家"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := breakLines(tc.text, tc.width, inEms); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// Whatever the text, nothing but spaces at the ends of lines is lost, and a
// line is too wide only when it cannot be divided.
func TestBreakingLosesNothing(t *testing.T) {
	signs := []rune("あい漢字、。「」（）ー っABc1 2-\n")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.SampledFrom(signs)).Draw(t, "text"))
		width := rapid.Float64Range(1, 12).Draw(t, "width")
		lines := breakLines(text, width, inEms)
		squeeze := strings.NewReplacer(" ", "", "\n", "")
		if got, want := squeeze.Replace(strings.Join(lines, "")), squeeze.Replace(text); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		for _, line := range lines {
			if inEms(line) > width && len(pieces(line)) > 1 && inEms(pieces(line)[0]) <= width && inEms(line) > width+0.001 {
				t.Fatalf("line %q is wider than %v", line, width)
			}
		}
	})
}
