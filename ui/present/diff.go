package present

import (
	"strings"
	"unicode"
)

// Mark says what became of a stretch of text.
type Mark int

// The marks of a difference.
const (
	Same Mark = iota
	Added
	Removed
)

// Span is a stretch of text with one mark.
type Span struct {
	Mark Mark
	Text string
}

// maxCells bounds the table that two texts are compared in; longer stretches
// are shown as replaced whole.
const maxCells = 1 << 20

// Diff returns how one text became another: sentences first, then signs within
// the sentences that changed. Latin words and numbers are taken whole. The Same
// and Removed spans together are the first text, Same and Added the second.
func Diff(before, after string) []Span {
	return tidy(refine(compare(sentences(before), sentences(after))))
}

// compare returns the difference of two lists of tokens along a longest common
// subsequence.
func compare(a, b []string) []Span {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	spans := spansOf(Same, a[:head])
	spans = append(spans, compareMiddle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	return append(spans, spansOf(Same, a[len(a)-tail:])...)
}

func compareMiddle(a, b []string) []Span {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > maxCells {
		return append(spansOf(Removed, a), spansOf(Added, b)...)
	}
	length := commonLengths(a, b)
	width := len(b) + 1
	var spans []Span
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			spans = append(spans, Span{Same, a[i]})
			i, j = i+1, j+1
		case length[(i+1)*width+j] >= length[i*width+j+1]:
			spans = append(spans, Span{Removed, a[i]})
			i++
		default:
			spans = append(spans, Span{Added, b[j]})
			j++
		}
	}
	spans = append(spans, spansOf(Removed, a[i:])...)
	return append(spans, spansOf(Added, b[j:])...)
}

// commonLengths returns, for every pair of tails, the length of their longest
// common subsequence.
func commonLengths(a, b []string) []int32 {
	width := len(b) + 1
	length := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i*width+j] = length[(i+1)*width+j+1] + 1
			} else {
				length[i*width+j] = max(length[(i+1)*width+j], length[i*width+j+1])
			}
		}
	}
	return length
}

func spansOf(m Mark, tokens []string) []Span {
	var spans []Span
	for _, t := range tokens {
		spans = append(spans, Span{m, t})
	}
	return spans
}

// refine compares sign by sign where sentences were replaced by others.
func refine(spans []Span) []Span {
	var out []Span
	for i := 0; i < len(spans); {
		if spans[i].Mark == Same {
			out = append(out, spans[i])
			i++
			continue
		}
		var removed, added strings.Builder
		for ; i < len(spans) && spans[i].Mark != Same; i++ {
			if spans[i].Mark == Removed {
				removed.WriteString(spans[i].Text)
			} else {
				added.WriteString(spans[i].Text)
			}
		}
		out = append(out, compare(signs(removed.String()), signs(added.String()))...)
	}
	return out
}

// islandSigns is the longest stretch that two changes around it swallow, so
// that a rewritten phrase reads as one change and not as confetti.
const islandSigns = 2

// tidy joins neighbouring spans, swallows islands, and puts what was removed
// before what was added in its place.
func tidy(spans []Span) []Span {
	spans = joinSpans(spans)
	for i := 1; i+1 < len(spans); i++ {
		if spans[i].Mark == Same && isIsland(spans[i].Text) && replaces(spans, i-1, -1) && replaces(spans, i+1, 1) {
			text := spans[i].Text
			spans[i] = Span{Removed, text}
			spans = append(spans[:i+1], append([]Span{{Added, text}}, spans[i+1:]...)...)
		}
	}
	return joinSpans(spans)
}

func isIsland(text string) bool {
	return len(signs(text)) <= islandSigns && !strings.ContainsAny(text, "。、\n")
}

// replaces reports whether the change that starts at i, going in a direction,
// both removes and adds.
func replaces(spans []Span, i, step int) bool {
	var removes, adds bool
	for ; i >= 0 && i < len(spans) && spans[i].Mark != Same; i += step {
		removes = removes || spans[i].Mark == Removed
		adds = adds || spans[i].Mark == Added
	}
	return removes && adds
}

func joinSpans(spans []Span) []Span {
	var out []Span
	var text [3]string
	flush := func(marks ...Mark) {
		for _, m := range marks {
			if text[m] != "" {
				out = append(out, Span{m, text[m]})
				text[m] = ""
			}
		}
	}
	for _, s := range spans {
		if s.Mark == Same {
			flush(Removed, Added)
		} else {
			flush(Same)
		}
		text[s.Mark] += s.Text
	}
	flush(Same, Removed, Added)
	return out
}

// sentences cuts a text behind full stops and line ends.
func sentences(text string) []string {
	var out []string
	start := 0
	for i, r := range text {
		if strings.ContainsRune("。！？!?\n", r) {
			end := i + len(string(r))
			out = append(out, text[start:end])
			start = end
		}
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

// signs cuts a text into what is compared whole: a Latin word, a number, or one
// sign with the marks that belong to it.
func signs(text string) []string {
	var out []string
	start, last := 0, rune(-1)
	for i, r := range text {
		if i > 0 && !staysWith(last, r) {
			out = append(out, text[start:i])
			start = i
		}
		last = r
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

func staysWith(last, r rune) bool {
	switch {
	case unicode.IsMark(r):
		return true
	case unicode.IsDigit(r):
		return unicode.IsDigit(last)
	default:
		return unicode.Is(unicode.Latin, r) && unicode.Is(unicode.Latin, last)
	}
}
