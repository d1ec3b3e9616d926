package casework_test

import (
	"testing"

	"yorisoi/store/casework"
)

// TestCoversWhatTheDigestCounts holds the two to each other: a field is covered
// if and only if another value of it makes another digest.
func TestCoversWhatTheDigestCounts(t *testing.T) {
	for kind, fields := range map[string][]string{
		"plan":       {"vision", "authors", "checked_on", "ended_on", "number", "review_on"},
		"service":    {"grounds", "stage", "reaction", "unavoidable", "started_on"},
		"commission": {"content", "stage", "released_on", "conditions"},
		"registry":   {"class", "review_on", "custody", "policy"},
		"referral":   {"reason", "reply", "replied_on"},
		"urgency":    {"rank_override", "override_reason"},
	} {
		for _, field := range fields {
			digest := func(value string) string {
				return casework.Digest(&casework.Entry{ID: "1", Kind: kind, Fields: map[string]any{"other": "x", field: value}}, nil)
			}
			if got, want := casework.Covers(kind, field), digest("a") != digest("b"); got != want {
				t.Errorf("%s.%s: covered %v, counted %v", kind, field, got, want)
			}
		}
	}
}
