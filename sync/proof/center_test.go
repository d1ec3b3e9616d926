package proof_test

import (
	"slices"
	"testing"
)

// agree waits until stations and center have the same vectors and heads, with
// nothing unsent and nothing held back anywhere.
func agree(tb testing.TB, stations ...*process) {
	tb.Helper()
	eventually(tb, "stations and center agree", func() bool {
		center := stations[0].try(deed{Do: "center"})
		if center.Err != "" || len(center.Heads) == 0 {
			return false
		}
		for _, p := range stations {
			s := p.do(deed{Do: "state"})
			if s.Unsent != 0 || len(s.Held) != 0 || !slices.Equal(s.Digests, center.Digests) || !slices.Equal(s.Heads, center.Heads) {
				return false
			}
		}
		return true
	})
}
