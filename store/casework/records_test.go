package casework_test

import (
	"strings"
	"testing"
	"time"

	"yorisoi/store/casework"
)

// jst is where the center of these tests is.
var jst = time.FixedZone("JST", 9*60*60)

// at reads a moment as it is stored, and stops the test when the test is wrong.
// Without an offset it is one in Japan.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	if len(text) == len("2026-11-20T17:40") {
		text += ":00+09:00"
	}
	m, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatalf("test moment %q: %v", text, err)
	}
	return m
}

// rec makes an entry from "kind id" or "kind id<parent" and fields in pairs of a
// name and a value. Names beginning with @ set the entry itself. Moments are
// completed as by at.
func rec(head string, pairs ...any) *casework.Entry {
	kind, id, _ := strings.Cut(head, " ")
	id, parent, _ := strings.Cut(id, "<")
	e := &casework.Entry{ID: id, Parent: parent, Kind: kind, Fields: map[string]any{}}
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i].(string), pairs[i+1]
		switch v := value.(type) {
		case int:
			value = int64(v)
		case string:
			if len(v) == len("2026-11-20T17:40") && v[4] == '-' && v[10] == 'T' {
				value = v + ":00+09:00"
			}
		}
		switch name {
		case "@author":
			e.Author = value.(string)
		case "@withdrawn":
			e.Withdrawn = value.(bool)
		case "@written":
			e.Written, _ = time.Parse(time.RFC3339, value.(string))
		case "@changed":
			e.Changed, _ = time.Parse(time.RFC3339, value.(string))
		default:
			e.Fields[name] = value
		}
	}
	return e
}

// file gathers entries.
func file(entries ...*casework.Entry) casework.File {
	return casework.File{ID: "case", Entries: entries}
}

// dueOf returns the deadlines of one rule.
func dueOf(f casework.File, id casework.DeadlineID, now time.Time) []casework.Deadline {
	var out []casework.Deadline
	for _, d := range casework.DefaultConfig().Deadlines(f, now, jst) {
		if d.ID == id {
			out = append(out, d)
		}
	}
	return out
}

// dueLine writes what a test compares of a deadline: its part, the last day or
// moment, how it stands and what met it.
func dueLine(d casework.Deadline, now time.Time) string {
	due := d.DueDay.String()
	if due == "" {
		due = d.Due.Format("2006-01-02T15:04")
	}
	return strings.TrimSpace(strings.Join([]string{d.Part, due, string(d.Stage(now)), d.DoneBy}, " "))
}

// dueLines writes all of a rule.
func dueLines(f casework.File, id casework.DeadlineID, now time.Time) string {
	var lines []string
	for _, d := range dueOf(f, id, now) {
		lines = append(lines, dueLine(d, now))
	}
	return strings.Join(lines, "; ")
}
