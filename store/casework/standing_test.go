package casework_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

func judge(id, on, side, level string, more ...any) *casework.Entry {
	return rec("judgement "+id, append([]any{"on", on, "side", side, "level", level, "@author", side}, more...)...)
}

// standingLine writes a standing in short: who says what, the class and severity.
func standingLine(s casework.Standing) string {
	level := func(j *casework.Judged) string {
		if j == nil {
			return "-"
		}
		return j.Level + "(" + j.Entry + ")"
	}
	return strings.Join([]string{level(s.Health), level(s.Welfare), level(s.Agreed), string(s.Class), s.Severity}, " ")
}

func history(list []casework.Judged) string {
	var ids []string
	for _, j := range list {
		ids = append(ids, j.Entry)
	}
	return strings.Join(ids, " ")
}

func TestStanding(t *testing.T) {
	family := rec("family fam", "class", "mch", "@author", "mori", "@written", "2026-04-01T00:00:00+09:00")
	for _, c := range []struct {
		name, subject string
		file          casework.File
		want          string
		classes, sevs string
	}{
		{"nobody judged", "", file(family), "- - - mch ", "fam", ""},
		{"both sides, not agreed", "", file(family, judge("a", "2026-05-01", "mch", "watch"), judge("b", "2026-05-02", "welfare", "expectant", "class", "expectant", "severity", "SV2")),
			"watch(a) expectant(b) - mch SV2", "fam", "b"},
		{"agreed", "", file(family, judge("a", "2026-05-01", "mch", "watch", "severity", "SV1"), judge("b", "2026-05-02", "welfare", "expectant"),
			judge("c", "2026-05-10", "agreed", "expectant", "class", "expectant", "severity", "SV2")),
			"watch(a) expectant(b) expectant(c) expectant SV2", "fam c", "a c"},
		{"a later side does not undo what was agreed", "", file(family, judge("c", "2026-05-10", "agreed", "support", "class", "support", "severity", "SV2"),
			judge("d", "2026-06-10", "welfare", "protection", "class", "protection", "severity", "SV4")),
			"- protection(d) support(c) support SV2", "fam c", "c d"},
		{"the latest day counts, not the latest typed", "", file(family, judge("a", "2026-05-10", "mch", "support", "@written", "2026-05-10T10:00:00Z"),
			judge("b", "2026-05-01", "mch", "watch", "@written", "2026-05-20T10:00:00Z")), "support(a) - - mch ", "fam", ""},
		{"of one day, the later written", "", file(family, judge("b", "2026-05-10", "mch", "support", "@written", "2026-05-10T10:00:00Z"),
			judge("a", "2026-05-10", "mch", "watch", "@written", "2026-05-10T11:00:00Z")), "watch(a) - - mch ", "fam", ""},
		{"of one moment, by id", "", file(family, judge("b", "2026-05-10", "mch", "support"), judge("a", "2026-05-10", "mch", "watch")), "support(b) - - mch ", "fam", ""},
		{"withdrawn says nothing", "", file(family, judge("a", "2026-05-10", "agreed", "support", "class", "support", "@withdrawn", true)), "- - - mch ", "fam", ""},
		{"an agreed one without a class leaves it", "", file(family, judge("a", "2026-05-10", "agreed", "watch")), "- - watch(a) mch ", "fam", ""},
		{"a child takes the family's", "haru", file(family, judge("c", "2026-05-10", "agreed", "support", "class", "support", "severity", "SV2")),
			"- - support(c) support SV2", "fam c", "c"},
		{"a child's own goes before", "haru", file(family, judge("c", "2026-05-10", "agreed", "support", "class", "support", "severity", "SV2"),
			judge("d", "2026-05-01", "agreed", "protection", "class", "protection", "severity", "SV4", "subject", "haru")),
			"- - protection(d) protection SV4", "fam d", "d"},
		{"a sibling's does not", "haru", file(family, judge("d", "2026-05-01", "agreed", "protection", "class", "protection", "subject", "aoi")), "- - - mch ", "fam", ""},
		{"a child that was merged", "haru", file(family, judge("d", "2026-05-01", "mch", "support", "subject", "haru2"), rec("merge m", "pairs", []string{"haru2=haru"})),
			"support(d) - - mch ", "fam", ""},
		{"no class anywhere", "", file(judge("a", "2026-05-01", "mch", "watch")), "watch(a) - -  ", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := casework.StandingOf(c.file, c.subject)
			if got := standingLine(s); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := history(s.ClassHistory); got != c.classes {
				t.Errorf("classes: got %q, want %q", got, c.classes)
			}
			if got := history(s.SeverityHistory); got != c.sevs {
				t.Errorf("severities: got %q, want %q", got, c.sevs)
			}
		})
	}
}

// Whatever is judged later, every earlier severity and class stays in its history.
func TestHistoriesAreNeverOverwritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var entries []*casework.Entry
		before := 0
		for i := range rapid.IntRange(1, 12).Draw(t, "n") {
			on := casework.Date{Year: 2026, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 20).Draw(t, "day"))
			entries = append(entries, judge(string(rune('a'+i)), on.String(), rapid.SampledFrom([]string{"mch", "welfare", "agreed"}).Draw(t, "side"), "watch", "severity", "SV2"))
			s := casework.StandingOf(file(entries...), "")
			if len(s.SeverityHistory) != before+1 {
				t.Fatalf("got %d severities after %d", len(s.SeverityHistory), before)
			}
			before++
			if !slices.IsSortedFunc(s.SeverityHistory, func(a, b casework.Judged) int { return a.On.Compare(b.On) }) {
				t.Fatalf("not in order: %+v", s.SeverityHistory)
			}
		}
	})
}

func TestLastSeen(t *testing.T) {
	f := file(
		rec("visit v1", "visited_on", "2026-11-01", "result", "met", "child", "a", "child_seen", []string{"b"}),
		rec("visit v2", "visited_on", "2026-11-09", "result", "absent", "child", "a"),
		rec("visit v3", "visited_on", "2026-11-08", "result", "met", "child", "b", "@withdrawn", true),
		rec("visit v4", "visited_on", "2026-11-07", "result", "refused", "child_seen", []string{"h"}),
		rec("note n1", "on", "2026-11-05", "child_seen", []string{"b", "c"}),
		rec("note n2", "on", "2026-11-02", "child_seen", []string{"c"}),
		rec("safety_check s1", "at", "2026-11-11T23:30", "child", "d", "method", "agency", "result", "danger"),
		rec("safety_check s2", "at", "2026-11-12T10:00", "child", "d", "method", "phone", "result", "safe"),
		rec("safety_check s3", "at", "2026-11-12T10:00", "child", "d", "method", "home", "result", "unconfirmed"),
		rec("commission k", "subject", "e"), rec("commission_report r<k", "on", "2026-11-15", "child_seen_on", "2026-11-13"),
		rec("commission k2", "subject", "g", "@withdrawn", true), rec("commission_report r2<k2", "child_seen_on", "2026-11-13"),
		rec("note n3", "on", "2026-11-14", "child_seen", []string{"x"}), rec("merge m1", "pairs", []string{"x=y", "broken", "=", "q=q"}), rec("merge m2", "pairs", []string{"y=f"}),
	)
	want := map[string]casework.Date{}
	for child, on := range map[string]string{
		"a": "2026-11-01", "b": "2026-11-05", "c": "2026-11-05", "d": "2026-11-11", "e": "2026-11-13", "f": "2026-11-14", "h": "2026-11-07",
	} {
		want[child] = day(t, on)
	}
	if got := casework.LastSeen(f); !maps.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// Two machines that merge the same persons either way come to one person.
func TestMergesThatPointAtEachOther(t *testing.T) {
	f := file(rec("merge m1", "pairs", []string{"b=a", "d=c"}), rec("merge m2", "pairs", []string{"a=b", "c=e"}))
	for person, want := range map[string]string{"a": "a", "b": "a", "d": "e", "c": "e", "z": "z", "": ""} {
		if got := f.Person(person); got != want {
			t.Errorf("%s: got %s, want %s", person, got, want)
		}
	}
}
