package widget

import "strings"

// row is one line of wrapped text: runes from start up to end. The newline
// that ends a paragraph is not part of it.
type row struct {
	start, end int
	width      float32
	hard       bool // a newline or the end of the text comes next
}

const (
	// neverFirst may not begin a line (kinsoku), neverLast may not end one.
	neverFirst = "、。，．・：；？！゛゜ヽヾゝゞ々〻ー―）〕］｝〉》」』】〙〗〟’”»‐–゠〜～…‥" +
		"ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ" +
		"｡､｣･ｧｨｩｪｫｬｭｮｯｰﾞﾟ)]}!?,.:;%℃°′″"
	neverLast = "（〔［｛〈《「『【〘〖〝‘“«｢([{#$¥￥"
)

var firstForbidden, lastForbidden = set(neverFirst), set(neverLast)

func set(s string) map[rune]bool {
	m := map[rune]bool{}
	for _, r := range s {
		m[r] = true
	}
	return m
}

// inWord tells whether r is part of a Latin word or number, which is kept
// whole where it fits.
func inWord(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' ||
		r >= 0xC0 && r <= 0x24F || strings.ContainsRune("-_/@.,:+'", r)
}

func mayBreak(before, after rune) bool {
	if firstForbidden[after] && !inWord(after) || lastForbidden[before] {
		return false
	}
	if inWord(before) && inWord(after) {
		return false
	}
	return !(firstForbidden[after] && inWord(before))
}

func isSpace(r rune) bool { return r == ' ' || r == '　' }

// wrapRows breaks text into rows no wider than width. advance holds the width
// of each rune; those that belong to the character before have none.
func wrapRows(runes []rune, advance []float32, width float32) []row {
	var out []row
	start := 0
	for i := 0; i <= len(runes); i++ {
		if i == len(runes) || runes[i] == '\n' {
			out = wrapParagraph(out, runes, advance, start, i, width)
			start = i + 1
		}
	}
	return out
}

func wrapParagraph(out []row, runes []rune, advance []float32, start, end int, width float32) []row {
	sum := float32(0)
	from, lastBreak, sumAtBreak := start, -1, float32(0)
	for i := start; i < end; i++ {
		r := runes[i]
		if i > from && advance[i] > 0 && mayBreak(runes[i-1], r) {
			lastBreak, sumAtBreak = i, sum
		}
		if sum+advance[i] > width+0.01 && i > from && !isSpace(r) && advance[i] > 0 {
			cut, cutSum := lastBreak, sumAtBreak
			if cut <= from { // nowhere allowed: break where the width ends
				cut, cutSum = i, sum
			}
			out = append(out, row{start: from, end: cut, width: cutSum})
			sum -= cutSum
			from, lastBreak = cut, -1
		}
		sum += advance[i]
	}
	return append(out, row{start: from, end: end, width: sum, hard: true})
}

// advanceAll fills in the width of every rune in one face.
func advanceAll(into []float32, runes []rune, a *advances) []float32 {
	into = into[:0]
	for i := 0; i < len(runes); {
		n := clusterEnd(runes, i)
		w := float32(0)
		if runes[i] != '\n' {
			w = a.of(runes[i:n])
		}
		into = append(into, w)
		for range n - i - 1 {
			into = append(into, 0)
		}
		i = n
	}
	return into
}
