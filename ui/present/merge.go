package present

import "strings"

// Source says which of two texts a merged stretch comes from.
type Source int

// The sources of a merged text.
const (
	FromBase  Source = iota // in the text both started from
	FromLeft                // added by the left one
	FromRight               // added by the right one
	FromBoth                // added by both, the same
)

// MergedSpan is a stretch of a merged text.
type MergedSpan struct {
	Source Source
	Text   string
}

// Merge proposes one text out of two that started from the same base, for a
// person to take or to mend. ok is false unless both only added to the base, as
// what one took away cannot be told from what the other kept. Where both added
// at the same place the left one stands first.
func Merge(base, left, right string) (spans []MergedSpan, ok bool) {
	fromLeft, okLeft := insertions(base, left)
	fromRight, okRight := insertions(base, right)
	if !okLeft || !okRight {
		return nil, false
	}
	done := 0
	for at := 0; at <= len(base); at++ {
		l, r := fromLeft[at], fromRight[at]
		if l == "" && r == "" && at < len(base) {
			continue
		}
		spans = appendMerged(spans, FromBase, base[done:at])
		done = at
		if l == r {
			spans = appendMerged(spans, FromBoth, l)
			continue
		}
		spans = appendMerged(spans, FromLeft, l)
		spans = appendMerged(spans, FromRight, r)
	}
	return spans, true
}

// MergedText returns the text of a merge.
func MergedText(spans []MergedSpan) string {
	var out strings.Builder
	for _, s := range spans {
		out.WriteString(s.Text)
	}
	return out.String()
}

func appendMerged(spans []MergedSpan, from Source, text string) []MergedSpan {
	if text == "" {
		return spans
	}
	if n := len(spans); n > 0 && spans[n-1].Source == from {
		spans[n-1].Text += text
		return spans
	}
	return append(spans, MergedSpan{from, text})
}

// insertions returns what was put in at each place of the base, counted in
// bytes. ok is false when anything was taken away. Comparing by sentence reads
// best but can pair the wrong ones, so signs are tried when it seems that
// something is gone.
func insertions(base, text string) (at map[int]string, ok bool) {
	if at, ok = positions(refine(compare(sentences(base), sentences(text)))); ok {
		return at, true
	}
	return positions(compare(signs(base), signs(text)))
}

func positions(spans []Span) (at map[int]string, ok bool) {
	at = map[int]string{}
	n := 0
	for _, s := range spans {
		switch s.Mark {
		case Removed:
			return nil, false
		case Added:
			at[n] += s.Text
		default:
			n += len(s.Text)
		}
	}
	return at, true
}
