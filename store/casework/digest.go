package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// coverage says what of a kind of document an approval covers.
type coverage struct {
	parts []string // kinds of records in its lists that are part of its text
	not   []string // fields of the document that its later life sets
}

// neverCovered are fields that the program or the later life of any document
// sets: they change without its text changing.
var neverCovered = []string{"stage", "number", "ended_on", "end_reason", "checked_on", "digest"}

// covered says for each kind what counts beyond, or less than, its own fields.
// A kind that is not here is covered by its fields alone. Hand-overs,
// evaluations, reports and use are the life of a document and never its text.
var covered = map[string]coverage{
	"plan":         {parts: []string{"plan_issue", "plan_goal"}},
	"plan_goal":    {parts: []string{"plan_measure"}},
	"intake":       {parts: []string{"intake_child"}},
	"service":      {not: []string{"started_on", "evaluation", "decided_on", "decision_number", "notice_on", "reaction", "again_on"}},
	"commission":   {not: []string{"decided_on", "notified_on", "released_on", "release_reason", "final_report_on"}},
	"referral":     {not: []string{"replied_on", "reply"}},
	"registry":     {not: []string{"review_on", "state", "changes", "custody", "in_care"}},
	"sheet":        {not: []string{"order"}},
	"transfer":     {not: []string{"phoned_on", "sent_on", "confirmed_on", "seen_there_on"}},
	"plan_measure": {},
	"rotation":     {parts: []string{"handover"}, not: []string{"done_at", "done_by", "done_families"}},
	"handover":     {not: []string{"done_on", "read_on"}},
}

// Parts returns the records below a document that are part of its text.
func (f File) Parts(document *Entry) []*Entry {
	var out []*Entry
	for _, kind := range covered[document.Kind].parts {
		for _, e := range f.Below(document.ID, kind) {
			out = append(append(out, e), f.Parts(e)...)
		}
	}
	return out
}

// Digest returns a hash of what an approval of the document covers: its fields
// and those of the records in its lists, whatever order they come in. An empty
// field is the same as none. Records below that are no part of the text, or
// were withdrawn, may be given and do not count.
func Digest(document *Entry, below []*Entry) string {
	lines := []string{canonical(document)}
	for _, e := range below {
		if !e.Withdrawn && e.ID != document.ID && isPart(document.Kind, e.Kind) {
			lines = append(lines, canonical(e))
		}
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(lines), "\n")))
	return hex.EncodeToString(sum[:])
}

// isPart reports whether a kind is part of a document's text, at any depth.
func isPart(document, kind string) bool {
	return slices.ContainsFunc(covered[document].parts, func(part string) bool { return part == kind || isPart(part, kind) })
}

// canonical writes one record in the one way that it can be written.
func canonical(e *Entry) string {
	fields := e.Fields
	if e.AsWritten != nil { // merging files changes no text
		fields = e.AsWritten
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q %q", e.Kind, e.ID, e.Parent)
	for _, name := range sortedFields(e) {
		if slices.Contains(neverCovered, name) || slices.Contains(covered[e.Kind].not, name) {
			continue
		}
		if value := canonicalValue(fields[name]); value != "" {
			fmt.Fprintf(&b, " %q=%s", name, value)
		}
	}
	return b.String()
}

// canonicalValue writes a field's value, "" for an empty one. Lists are sets of
// codes or ids here, and merging may bring them in another order.
func canonicalValue(value any) string {
	switch v := value.(type) {
	case bool:
		return fmt.Sprint(v)
	case int64:
		return fmt.Sprint(v)
	case string:
		if v != "" {
			return fmt.Sprintf("%q", v)
		}
	case []string:
		if len(v) > 0 {
			return fmt.Sprintf("%q", slices.Sorted(slices.Values(v)))
		}
	}
	return ""
}

// sortedFields returns the names of a record's fields in order.
func sortedFields(e *Entry) []string { return slices.Sorted(maps.Keys(e.Fields)) }
