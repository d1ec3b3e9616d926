package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"yorisoi/store/casework"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		kind string
		e    *casework.Entry
		year int
		n    int
		want string
	}{
		{"intake", rec("intake i", "consultation", "abuse"), 2026, 12, "R8-虐-7K-012"},
		{"intake", rec("intake i", "consultation", "upbringing"), 2026, 1, "R8-相-7K-001"},
		{"intake", rec("intake i"), 2019, 7, "R1-相-7K-007"},
		{"family", rec("family f"), 2026, 12, "R8-7K-012"},
		{"registry", rec("registry r"), 2026, 1234, "R8-要-7K-1234"},
		{"plan", rec("plan p"), 2024, 999, "R6-支-7K-999"},
	} {
		if got := casework.FormatNumber(casework.SeriesOf(c.kind, c.e), c.year, "7K", c.n); got != c.want || !casework.Numbered(c.kind) {
			t.Errorf("%s: got %s, want %s", c.kind, got, c.want)
		}
	}
	if casework.Numbered("visit") || casework.SeriesOf("visit", rec("visit v")) != "" {
		t.Error("a visit has a number")
	}
}

// Marks tell two hundred stations apart, and grow only when they must.
func TestStationMarks(t *testing.T) {
	taken := map[string]bool{}
	for i := range 200 {
		id := fmt.Sprintf("station-%d", i)
		mark := casework.StationMark(id, taken)
		if taken[mark] || len(mark) < 2 || len(mark) > 5 {
			t.Fatalf("%s: got %q", id, mark)
		}
		if strings.ContainsAny(mark, "0OQ1IL2Z5S8BUV-") {
			t.Fatalf("%s: %q has a sign that looks like another", id, mark)
		}
		if shorter := mark[:len(mark)-1]; len(shorter) >= 2 && !taken[shorter] {
			t.Fatalf("%s: got %q though %q was free", id, mark, shorter)
		}
		taken[mark] = true
	}
	if a, b := casework.StationMark("x", nil), casework.StationMark("x", nil); a != b || len(a) != 2 {
		t.Errorf("got %q and %q", a, b)
	}
}
