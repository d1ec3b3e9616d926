package store_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// However the audit comes in pieces, and however often, it is the same and
// whole; and whatever is taken out of it afterwards is named, entry by entry.
func TestAuditInPieces(t *testing.T) {
	office, laptop, audit := watched(t)
	office.pull()
	rapid.Check(t, func(rt *rapid.T) {
		office.Tamper(t, `DELETE FROM audit_log; DELETE FROM audit; DELETE FROM audit_end`)
		for at := 0; at < len(audit); {
			back := rapid.IntRange(0, at).Draw(rt, "again from")
			to := rapid.IntRange(at+1, len(audit)).Draw(rt, "to")
			office.receiveAudit(audit[back:to])
			at = to
		}
		check := office.verify()
		if len(check.Faults) != 0 || check.Entries != len(audit) {
			rt.Fatalf("whole: got %+v, want %d entries", check, len(audit))
		}
		gone := rapid.SliceOfNDistinct(rapid.IntRange(1, len(audit)), 1, 6, rapid.ID[int]).Draw(rt, "removed")
		for _, n := range gone {
			office.Tamper(t, fmt.Sprintf(`DELETE FROM audit_log WHERE n = %d`, n))
		}
		check = office.verify()
		for n := range len(audit) {
			named := false
			for _, f := range check.Faults {
				named = named || f.Station == laptop.Station() && f.From <= uint64(n+1) && uint64(n+1) <= f.To
			}
			if removed := slices.Contains(gone, n+1); named != removed {
				rt.Fatalf("number %d: named %v, removed %v: %+v", n+1, named, removed, check.Faults)
			}
		}
	})
}
