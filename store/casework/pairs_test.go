package casework_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

// Each pair is a token once, in order of appearance, whatever the signs are.
func TestSearchTokensAreThePairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		signs := rapid.SliceOfN(rapid.SampledFrom([]rune("森田花子あいうA1𠮷𩸽")), 0, 60).Draw(t, "signs")
		text := string(signs)
		fold := []rune(casework.Fold(text))
		var want []string
		for i := range fold {
			pair := string(fold[i:min(i+2, len(fold))])
			if i+1 < len(fold) || i == 0 {
				if !slices.Contains(want, pair) {
					want = append(want, pair)
				}
			}
		}
		if got := casework.SearchTokens(text); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	})
}
