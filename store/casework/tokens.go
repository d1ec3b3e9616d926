package casework

import (
	mathbits "math/bits"
	"unicode"
	"unicode/utf8"
)

// SearchTokens returns what a text is indexed under: every two neighbouring
// signs of its fold, or the sign itself where it stands alone, each once, in
// order of appearance. A space between two Japanese signs does not part them,
// so that 森田花子 finds "森田 花子"; a hyphen between digits does not either.
func SearchTokens(text string) []string { return bigrams(runs([]rune(Fold(text)), true)) }

// QueryTokens returns the tokens that a record must all have to match what was
// typed; words are parted by spaces. A token of one sign matches as the
// beginning of a longer one.
func QueryTokens(text string) []string { return bigrams(runs([]rune(Fold(text)), false)) }

// runs cuts a fold into stretches of letters and digits.
func runs(fold []rune, joinJapanese bool) [][]rune {
	var all [][]rune
	signs := make([]rune, 0, len(fold)) // of all runs
	run := signs
	for i, r := range fold {
		if isWordSign(r) {
			signs = append(signs, r)
			run = signs[len(signs)-len(run)-1:]
			continue
		}
		if len(run) > 0 && i+1 < len(fold) && joins(run[len(run)-1], r, fold[i+1], joinJapanese) {
			continue
		}
		if len(run) > 0 {
			all = append(all, run)
		}
		run = nil
	}
	if len(run) > 0 {
		all = append(all, run)
	}
	return all
}

// joins reports whether the sign between two others keeps them in one run.
func joins(before, between, after rune, joinJapanese bool) bool {
	switch {
	case isLongMark(between):
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	case between == ' ':
		return joinJapanese && isJapanese(before) && isJapanese(after)
	}
	return false
}

func isWordSign(r rune) bool {
	return isCommonKanji(r) || isKana(r) || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == 'ー' || r == '々'
}

func isJapanese(r rune) bool { return isKana(r) || isCommonKanji(r) || unicode.Is(unicode.Han, r) }

// isCommonKanji spares the tables of Unicode for nearly every kanji.
func isCommonKanji(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

// bigrams are the pairs of signs of runs, each once, and the runs of one sign.
// They share one text, because a first sync makes millions of them.
func bigrams(runs [][]rune) []string {
	most := 0
	for _, run := range runs {
		most += max(1, len(run)-1)
	}
	seen, text := newPairs(most), make([]byte, 0, 2*len("森")*most)
	ends := make([]int, 0, most)
	add := func(first, second rune) {
		if !seen.add(first, second) {
			return
		}
		if text = utf8.AppendRune(text, first); second != 0 {
			text = utf8.AppendRune(text, second)
		}
		ends = append(ends, len(text))
	}
	for _, run := range runs {
		if len(run) == 1 {
			add(run[0], 0)
		}
		for i := 1; i < len(run); i++ {
			add(run[i-1], run[i])
		}
	}
	return cut(string(text), ends)
}

// cut parts a text at the given places; none for an empty one.
func cut(text string, ends []int) []string {
	if len(ends) == 0 {
		return nil
	}
	parts, begin := make([]string, len(ends)), 0
	for i, end := range ends {
		parts[i], begin = text[begin:end], end
	}
	return parts
}

// pairs is a set of pairs of signs, for so many as it was made for: a table
// that is never more than half full. A place that is 0 is free.
type pairs struct {
	table []uint64
	shift int
}

func newPairs(most int) pairs {
	bits := max(1, mathbits.Len(uint(2*most)))
	return pairs{make([]uint64, 1<<bits), 64 - bits}
}

// add reports whether a pair was not there yet; first is not 0.
func (p pairs) add(first, second rune) bool {
	const spread = 0x9E3779B97F4A7C15 // 2^64 by the golden ratio
	pair := uint64(uint32(first))<<32 | uint64(uint32(second))
	for at := pair * spread >> p.shift; ; at = (at + 1) % uint64(len(p.table)) {
		switch p.table[at] {
		case pair:
			return false
		case 0:
			p.table[at] = pair
			return true
		}
	}
}
