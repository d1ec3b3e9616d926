package casework_test

import (
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

// anyRecord draws a record as a broken import or a stranger's station could
// have made it: any kind, any field with any value, below anything.
func anyRecord(n int) *rapid.Generator[*casework.Entry] {
	kinds := []string{"intake", "intake_child", "safety_check", "urgency", "judgement", "plan", "plan_goal", "plan_handover", "plan_evaluation", "sheet", "registry",
		"registry_review", "commission", "commission_report", "transfer", "absence", "protection_measure", "approval", "approval_step", "merge", "family", "person",
		"visit", "note", "referral", "service", "task", "nothing"}
	fields := []string{"received_at", "at", "on", "consultation", "child", "subject", "person", "subjects", "method", "result", "stage", "ended_on", "review_on", "next_on",
		"made_on", "previous", "birth_date", "due_date", "role", "days", "from", "until", "registered_on", "report_months", "moves_on", "known_on", "sent_on", "direction",
		"kind", "meeting_kind", "discussed_on", "cgc", "document", "digest", "route", "action", "pairs", "side", "level", "reason", "visited_on", "child_seen", "meeting"}
	text := rapid.SampledFrom([]string{"", "r0", "r1", "r2", "abuse", "child", "fetus", "discussed", "running", "out", "to", "send", "agreed", "approve", "director", "home", "safe",
		"2026-02-29", "2026-11-20", "9999-12-31", "0001-01-01", "2026-11-20T17:40:00+09:00", "9999-12-31T23:59:59Z", "r0=r1", "r1=r0", "=", "ゞ"})
	value := rapid.OneOf(rapid.Map(text, func(s string) any { return s }), rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Map(rapid.SliceOfN(text, 0, 3), func(s []string) any { return s }), rapid.Just[any](nil))
	return rapid.Custom(func(t *rapid.T) *casework.Entry {
		return &casework.Entry{
			ID: fmt.Sprintf("r%d", n), Parent: text.Draw(t, "parent"), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Author: text.Draw(t, "author"),
			Withdrawn: rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0, Fields: rapid.MapOfN(rapid.SampledFrom(fields), value, 0, 12).Draw(t, "fields"),
		}
	})
}

// Whatever comes in, the rules come to an end, and to the same on every machine.
func TestAnyRecordsAreEndured(t *testing.T) {
	now, c := at(t, "2026-11-24T12:00"), casework.DefaultConfig()
	rapid.Check(t, func(t *rapid.T) {
		var f casework.File
		for i := range rapid.IntRange(1, 12).Draw(t, "n") {
			f.Entries = append(f.Entries, anyRecord(i).Draw(t, "record"))
		}
		shuffled := casework.File{Entries: rapid.Permutation(f.Entries).Draw(t, "order")}
		a, b := c.Deadlines(f, now, jst), c.Deadlines(shuffled, now, jst)
		if len(a) != len(b) {
			t.Fatalf("got %d deadlines, in another order %d", len(a), len(b))
		}
		for i := range a {
			if a[i].Key() != b[i].Key() || !a[i].Due.Equal(b[i].Due) || a[i].Stage(now) != b[i].Stage(now) || a[i].DoneBy != b[i].DoneBy {
				t.Fatalf("got %+v\nin another order %+v", a[i], b[i])
			}
		}
		for _, e := range f.Entries {
			faults := casework.Check(f, e, casework.CheckContext{Now: now, Loc: jst, Old: f.Entries[0], Meeting: f.Entries[0]})
			if again := casework.Check(shuffled, e, casework.CheckContext{Now: now, Loc: jst, Old: f.Entries[0], Meeting: f.Entries[0]}); len(again) != len(faults) {
				t.Fatalf("%s: got %v, in another order %v", e.ID, faults, again)
			}
		}
		for _, kind := range []string{"joint", "intake", "individual", "working"} {
			if x, y := casework.AgendaOf(f, kind, day0, c, now, jst), casework.AgendaOf(shuffled, kind, day0, c, now, jst); len(x) != len(y) {
				t.Fatalf("%s: got %v, in another order %v", kind, x, y)
			}
		}
		if x, y := standingLine(casework.StandingOf(f, "r1")), standingLine(casework.StandingOf(shuffled, "r1")); x != y {
			t.Fatalf("standing %s, in another order %s", x, y)
		}
		if x, y := casework.LastSeen(f), casework.LastSeen(shuffled); !maps.Equal(x, y) {
			t.Fatalf("seen %v, in another order %v", x, y)
		}
	})
}

// day0 is the day that agendas of these tests are for.
var day0 = casework.Date{Year: 2026, Month: 11, Day: 25}
