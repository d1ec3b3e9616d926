package casework

import "unicode"

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
	var run []rune
	for i, r := range fold {
		if isWordSign(r) {
			run = append(run, r)
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

func bigrams(runs [][]rune) []string {
	var tokens []string
	seen := map[[2]rune]bool{}
	add := func(first, second rune) {
		pair := [2]rune{first, second}
		if seen[pair] {
			return
		}
		seen[pair] = true
		if second == 0 {
			tokens = append(tokens, string(first))
		} else {
			tokens = append(tokens, string(pair[:]))
		}
	}
	for _, run := range runs {
		if len(run) == 1 {
			add(run[0], 0)
		}
		for i := 1; i < len(run); i++ {
			add(run[i-1], run[i])
		}
	}
	return tokens
}
