package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

// steps reads eight answers: y, n, ? for unknown, - for none.
func steps(t testing.TB, signs string) (out [8]string) {
	t.Helper()
	for i, sign := range signs {
		out[i] = map[rune]string{'y': "yes", 'n': "no", '?': "unknown", '-': ""}[sign]
	}
	return out
}

func TestRank(t *testing.T) {
	for _, c := range []struct{ signs, want string }{
		{"yyyyyyyy", "AA 1 [] [] AA"}, {"nynnnnnn", "AA 2 [] [] AA"}, {"nnynnnnn", "A 3 [] [] A"}, {"nnnynnnn", "A 4 [] [] A"},
		{"nnnnynnn", "B 5 [] [] B"}, {"nnnnnynn", "B 6 [] [] B"}, {"nnnnnnyn", "C 7 [] [] C"}, {"nnnnnnny", "C 8 [] [] C"},
		{"nnnnnnnn", "D 0 [] [] D"}, {"????????", "D 0 [1 2 3 4 5 6 7 8] [] AA"}, {"nn?nynnn", "B 5 [3] [] A"},
		{"nnnny?nn", "B 5 [6] [] B"}, {"--------", " 0 [] [1 2 3 4 5 6 7 8] AA"}, {"nnnnnnn-", " 0 [] [8] C"},
		{"nny-----", "A 3 [] [4 5 6 7 8] A"}, {"-y------", "AA 2 [] [1 3 4 5 6 7 8] AA"},
	} {
		r := casework.ReasonOf(steps(t, c.signs))
		if got := fmt.Sprintf("%s %d %v %v %s", r.Rank, r.Step, r.Unknown, r.Open, r.Worst); got != c.want {
			t.Errorf("%s: got %q, want %q", c.signs, got, c.want)
		}
	}
}

// Turning any answer into a yes never makes a child look safer.
func TestAYesNeverLowersTheRank(t *testing.T) {
	order := []string{"AA", "A", "B", "C", "D"}
	place := func(rank string) int {
		for i, r := range order {
			if r == rank {
				return i
			}
		}
		return len(order)
	}
	rapid.Check(t, func(t *rapid.T) {
		var answers [8]string
		for i := range answers {
			answers[i] = rapid.SampledFrom([]string{"yes", "no", "unknown", ""}).Draw(t, "answer")
		}
		before := casework.ReasonOf(answers)
		i := rapid.IntRange(0, 7).Draw(t, "step")
		answers[i] = "yes"
		if after := casework.RankOf(answers); place(after) > place(before.Rank) {
			t.Fatalf("%s turned into %s by a yes to step %d", before.Rank, after, i+1)
		}
		if place(before.Worst) > place(before.Rank) {
			t.Fatalf("worst %s is better than %s", before.Worst, before.Rank)
		}
	})
}

func TestRankOn(t *testing.T) {
	all := []any{}
	for i := range 8 {
		all = append(all, fmt.Sprintf("step%d", i+1), "no")
	}
	for name, c := range map[string]struct {
		e    *casework.Entry
		want string
	}{
		"by its steps":          {rec("urgency u", append(all, "rank", "AA")...), "D"},
		"by a person":           {rec("urgency u", append(all, "rank_override", "A")...), "A"},
		"as it was stored":      {rec("urgency u", "rank", "B"), "B"},
		"nothing is said yet":   {rec("urgency u", "step1", "no"), ""},
		"a yes decides at once": {rec("urgency u", "step3", "yes"), "A"},
	} {
		if got := casework.RankOn(c.e); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestUnknownRatings(t *testing.T) {
	fields := map[string]any{
		"a1_rating": "unknown", "a2_rating": "high", "b1_rating": "unknown", "c1_rating": "", "c2_rating": nil, "d1_rating": "none",
		"a1_evidence": "unknown", "severity": "unknown", "ratings": []string{"unknown"},
	}
	if unknown, open := casework.UnknownRatings(fields); unknown != 2 || open != 2 {
		t.Errorf("got %d unknown and %d open, want 2 and 2", unknown, open)
	}
	if unknown, open := casework.UnknownRatings(fields, strings.Fields("a1 a2 b1 c1 c2 d1 d2 e1")...); unknown != 2 || open != 4 {
		t.Errorf("with the form's topics: got %d unknown and %d open, want 2 and 4", unknown, open)
	}
}
