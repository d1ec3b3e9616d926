package paper

import (
	"strconv"
	"strings"
	"unicode"
)

// Signs that must not begin a line, and those that must not end one
// (JIS X 4051, the strict set without what only vertical text needs).
const (
	neverFirst = "、。，．,.・：；:;?!？！」』）】〕〉》］｝)]}”’ー々ゝゞヽヾ゛゜%％℃ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ〜…‥"
	neverLast  = "「『（【〔〈《［｛([{“‘¥￥№＃#"
)

// breakLines divides a text into lines that are no wider than width, as far as
// what must stay together allows: Japanese breaks between any two signs but
// before a closing and after an opening one, a word in Latin letters or a
// number stays whole unless it is wider than a line.
func breakLines(text string, width float64, measure func(string) float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		lines = append(lines, breakParagraph(paragraph, width, measure)...)
	}
	return lines
}

func breakParagraph(text string, width float64, measure func(string) float64) []string {
	lines, line := []string{}, ""
	for _, piece := range pieces(text) {
		if line != "" && measure(line+strings.TrimRight(piece, " ")) > width {
			lines, line = append(lines, strings.TrimRight(line, " ")), ""
			piece = strings.TrimLeft(piece, " ")
		}
		for measure(strings.TrimRight(piece, " ")) > width { // wider than a line by itself
			cut := fitting(piece, width, measure)
			lines, piece = append(lines, piece[:cut]), piece[cut:]
		}
		line += piece
	}
	return append(lines, strings.TrimRight(line, " "))
}

// fitting is the length of the longest beginning that fits, of one sign at
// least.
func fitting(text string, width float64, measure func(string) float64) int {
	cut := 0
	for i, r := range text {
		end := i + len(string(r))
		if cut > 0 && measure(text[:end]) > width {
			break
		}
		cut = end
	}
	return cut
}

// pieces are the parts of a text between which a line may end.
func pieces(text string) []string {
	var out []string
	var piece []rune
	all := []rune(text)
	for i, r := range all {
		piece = append(piece, r)
		if i+1 < len(all) && mayBreak(r, all[i+1]) {
			out, piece = append(out, string(piece)), nil
		}
	}
	if len(piece) > 0 {
		out = append(out, string(piece))
	}
	return out
}

// mayBreak reports whether a line may end between two signs.
func mayBreak(a, b rune) bool {
	switch {
	case strings.ContainsRune(neverFirst, b) || strings.ContainsRune(neverLast, a):
		return false
	case b == ' ' || unicode.Is(unicode.Mn, b) || isVariation(b):
		return false
	case a == ' ':
		return true
	}
	return !inWord(a) || !inWord(b)
}

// inWord reports whether a sign belongs to a word that stays together.
func inWord(r rune) bool {
	return r < 0x2000 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_'/:.@&+=", r))
}

// isVariation reports whether a sign only chooses the shape of the one before.
func isVariation(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef
}

func number(n int) string { return strconv.Itoa(n) + "." }
