package present_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/ui/present"
)

const policy = "学校と週1回連絡を取り、父の就労相談につなぐ。"

func TestDiff(t *testing.T) {
	same, added, removed := present.Same, present.Added, present.Removed
	for _, c := range []struct {
		name, before, after string
		want                []present.Span
	}{
		{"equal", policy, policy, []present.Span{{same, policy}}},
		{"nothing", "", "", nil},
		{"a clause put in", policy, "学校と週1回連絡を取り、登校後に保健室で朝食を確認する。父の就労相談につなぐ。",
			[]present.Span{{same, "学校と週1回連絡を取り、"}, {added, "登校後に保健室で朝食を確認する。"}, {same, "父の就労相談につなぐ。"}}},
		{"a sentence at the end", policy, policy + "12月の三者面談に同席する。", []present.Span{{same, policy}, {added, "12月の三者面談に同席する。"}}},
		{"a number is one thing", "3月の面談。", "12月の面談。", []present.Span{{removed, "3"}, {added, "12"}, {same, "月の面談。"}}},
		{"a Latin word is one thing", "Maria が話す", "Mariko が話す", []present.Span{{removed, "Maria"}, {added, "Mariko"}, {same, " が話す"}}},
		{"a sentence taken out", "泣いた。眠った。飲んだ。", "泣いた。飲んだ。", []present.Span{{same, "泣いた。"}, {removed, "眠った。"}, {same, "飲んだ。"}}},
		{"all of it", "母", "父と姉", []present.Span{{removed, "母"}, {added, "父と姉"}}},
		{"a rewritten phrase is one change", "母は笑顔で迎える", "父が玄関で話す", []present.Span{{removed, "母は笑顔で迎える"}, {added, "父が玄関で話す"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := present.Diff(c.before, c.after); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// note draws short texts that have much in common.
func note() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.SampledFrom([]rune("母父。、12ab\n゙")), 0, 25, -1)
}

func TestDiffTellsBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := note().Draw(t, "before"), note().Draw(t, "after")
		var first, second strings.Builder
		spans := present.Diff(before, after)
		for i, s := range spans {
			if s.Mark != present.Added {
				first.WriteString(s.Text)
			}
			if s.Mark != present.Removed {
				second.WriteString(s.Text)
			}
			if s.Text == "" || i > 0 && spans[i-1].Mark == s.Mark {
				t.Fatalf("%q → %q: spans %v are not tidy", before, after, spans)
			}
		}
		if first.String() != before || second.String() != after {
			t.Fatalf("%q → %q: spans %v tell %q → %q", before, after, spans, first.String(), second.String())
		}
	})
}

func TestDiffOfLongTexts(t *testing.T) {
	before := strings.Repeat("あいうえお", 4000)
	after := strings.Repeat("かきくけこ", 4000)
	want := []present.Span{{Mark: present.Removed, Text: before}, {Mark: present.Added, Text: after}}
	if got := present.Diff(before, after); !slices.Equal(got, want) {
		t.Errorf("got %d spans, want the whole replaced", len(got))
	}
}

func TestMerge(t *testing.T) {
	left := "学校と週1回連絡を取り、登校後に保健室で朝食を確認する。父の就労相談につなぐ。"
	right := policy + "12月の三者面談に同席する。"
	got, ok := present.Merge(policy, left, right)
	want := []present.MergedSpan{
		{Source: present.FromBase, Text: "学校と週1回連絡を取り、"}, {Source: present.FromLeft, Text: "登校後に保健室で朝食を確認する。"},
		{Source: present.FromBase, Text: "父の就労相談につなぐ。"}, {Source: present.FromRight, Text: "12月の三者面談に同席する。"},
	}
	if !ok || !slices.Equal(got, want) {
		t.Errorf("got %v %v, want %v", got, ok, want)
	}
	for _, c := range []struct {
		name, base, left, right, want string
		ok                            bool
	}{
		{"same place: left first", "母。", "母。笑う。", "母。泣く。", "母。笑う。泣く。", true},
		{"both added the same", "母。", "母。笑う。", "母。笑う。", "母。笑う。", true},
		{"only one added", "母。", "母。笑う。", "母。", "母。笑う。", true},
		{"from nothing", "", "笑う。", "泣く。", "笑う。泣く。", true},
		{"one took something away", "母は笑う。", "母は。", "母は笑う。泣く。", "", false},
		{"one replaced a number", "週1回", "週2回", "週1回電話", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := present.Merge(c.base, c.left, c.right)
			if ok != c.ok || present.MergedText(got) != c.want {
				t.Errorf("got %v %v, want %q %v", got, ok, c.want, c.ok)
			}
		})
	}
}

// insert puts words into a text at drawn places.
func insert(t *rapid.T, text, name string) string {
	out := []rune(text)
	for range rapid.IntRange(0, 3).Draw(t, name+" times") {
		at := rapid.IntRange(0, len(out)).Draw(t, name+" at")
		word := rapid.SampledFrom([]string{"姉", "兄と。", "X", "7", "\n"}).Draw(t, name+" word")
		out = slices.Insert(out, at, []rune(word)...)
	}
	return string(out)
}

func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := note().Draw(t, "base")
		left, right := insert(t, base, "left"), insert(t, base, "right")
		spans, ok := present.Merge(base, left, right)
		if !ok {
			t.Skip("an insertion split a number or word, which reads as a replacement")
		}
		for name, c := range map[string]struct {
			text string
			not  present.Source
		}{"left": {left, present.FromRight}, "right": {right, present.FromLeft}} {
			var got strings.Builder
			for _, s := range spans {
				if s.Source != c.not {
					got.WriteString(s.Text)
				}
			}
			if got.String() != c.text {
				t.Fatalf("base %q, %s %q: merge %v holds %q", base, name, c.text, spans, got.String())
			}
		}
	})
}
