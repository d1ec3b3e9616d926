package ui

import (
	"slices"
	"testing"
)

func TestBackGoesTheWayOneCame(t *testing.T) {
	d := newDeck("today")
	for _, id := range []string{"cases", "case:1", "visit:2", "case:1"} {
		d.show(id)
	}
	var got []string
	for d.back() {
		got = append(got, d.current)
	}
	if want := []string{"visit:2", "cases", "today"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestClosingGoesBack(t *testing.T) {
	tests := []struct {
		name, close, want string
	}{
		{"the page in front", "visit:2", "case:1"},
		{"another page", "cases", "visit:2"},
		{"the first page stays", "today", "visit:2"},
		{"a page that is not open", "nothing", "visit:2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDeck("today")
			for _, id := range []string{"cases", "case:1", "visit:2"} {
				d.show(id)
			}
			d.close(tt.close)
			if d.current != tt.want {
				t.Errorf("in front is %s, want %s", d.current, tt.want)
			}
			if !slices.Contains(d.open, "today") {
				t.Error("the first page is gone")
			}
		})
	}
}

func TestStepGoesRound(t *testing.T) {
	d := newDeck("today")
	d.show("cases")
	d.step(1)
	if d.current != "today" {
		t.Errorf("next after the last is %s", d.current)
	}
	d.step(-1)
	if d.current != "cases" {
		t.Errorf("before the first is %s", d.current)
	}
}
