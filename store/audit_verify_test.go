package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// watched is a city with a laptop that noted ten things on each of two days.
func watched(t *testing.T) (office, laptop *station, audit []ledger.Logged) {
	t.Helper()
	office, laptop, kase := looked(t)
	for day := range 2 {
		for range 10 {
			laptop.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase, Count: day + 1})
		}
		laptop.push()
		laptop.city.later(24 * time.Hour)
	}
	laptop.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase})
	laptop.push()
	for _, l := range laptop.city.log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Case == office.Audit() {
			audit = append(audit, l)
		}
	}
	return office, laptop, audit
}

func (s *station) verify() *store.AuditCheck {
	s.city.t.Helper()
	check, err := s.VerifyAudit(s.city.t.Context())
	if err != nil {
		s.city.t.Fatal(err)
	}
	return check
}

func TestWholeAuditVerifies(t *testing.T) {
	office, laptop, audit := watched(t)
	office.receiveAudit(audit)
	office.pull()
	check := office.verify()
	if len(check.Faults) != 0 || check.Closed != 0 || check.Entries != len(audit) || check.Stations != 1 {
		t.Errorf("check: got %+v", check)
	}
	office.receiveAudit(audit) // again
	if again := office.verify(); len(again.Faults) != 0 || again.Entries != len(audit) {
		t.Errorf("what came again: got %+v", again)
	}
	if laptop.ReadsAudit() {
		t.Error("a nurse may read the audit")
	}
}

// wantFault demands one fault of a station with a code that spans a number.
func wantFault(t *testing.T, check *store.AuditCheck, station uuid.UUID, code store.AuditFaultCode, n uint64) {
	t.Helper()
	if !slices.ContainsFunc(check.Faults, func(f store.AuditFault) bool {
		return f.Station == station && f.Code == code && f.From <= n && n <= f.To
	}) {
		t.Errorf("faults: got %+v, want %s at %d", check.Faults, code, n)
	}
}

func TestTamperedAuditIsFound(t *testing.T) {
	const n = 7 // an entry in the middle
	for _, test := range []struct {
		name   string
		tamper string // on the director's own tables
		code   store.AuditFaultCode
		at     uint64
	}{
		{"RawBytes", `UPDATE audit_log SET raw = zeroblob(length(raw)) WHERE n = 7`, store.AuditAltered, n},
		{"RawAndHash", `UPDATE audit_log SET raw = (SELECT raw FROM audit_log WHERE n = 8) WHERE n = 7`, store.AuditAltered, n},
		{"DeletedFromTheLog", `DELETE FROM audit_log WHERE n = 7`, store.AuditMissing, n},
		{"DeletedFromTheList", `DELETE FROM audit WHERE n = 7`, store.AuditMissing, n},
		{"DeletedBoth", `DELETE FROM audit_log WHERE n = 7; DELETE FROM audit WHERE n = 7`, store.AuditMissing, n},
		{"DeletedTheEnd", `DELETE FROM audit_log WHERE n > 7; DELETE FROM audit WHERE n > 7`, store.AuditMissing, n + 1},
		{"DeletedEverything", `DELETE FROM audit_log; DELETE FROM audit`, store.AuditMissing, 1},
		{"AnotherPerson", `UPDATE audit SET who = x'01020304050607080910111213141516' WHERE n = 7`, store.AuditAltered, n},
		{"AnotherTime", `UPDATE audit SET at = at + 3600000 WHERE n = 7`, store.AuditAltered, n},
		{"AnotherCase", `UPDATE audit SET file = x'01020304050607080910111213141516' WHERE n = 7`, store.AuditAltered, n},
		{"AnotherText", `UPDATE audit SET body = (SELECT body FROM audit WHERE n = 20) WHERE n = 7`, store.AuditAltered, n},
		{"InCharge", `UPDATE audit SET outside = 0 WHERE n = 7`, store.AuditAltered, n},
		{"SwappedPlaces", `UPDATE audit_log SET n = 100 WHERE n = 7; UPDATE audit_log SET n = 7 WHERE n = 8; UPDATE audit_log SET n = 8 WHERE n = 100`,
			store.AuditAltered, n},
		{"SwappedNumbers", `UPDATE audit_log SET seq = (SELECT seq FROM audit_log WHERE n = 9) + 0 WHERE n = 7`, store.AuditOrder, n + 1},
		{"Invented", `INSERT INTO audit SELECT NULL, station, 500, at, who, act, file, offline, outside, kin, odd, guesses, seq, taken, body FROM audit WHERE n = 7`,
			store.AuditForged, 500},
	} {
		t.Run(test.name, func(t *testing.T) {
			office, laptop, audit := watched(t)
			office.receiveAudit(audit)
			office.pull()
			office.Tamper(t, test.tamper)
			wantFault(t, office.verify(), laptop.Station(), test.code, test.at)
		})
	}
}

func TestWithheldAuditIsFound(t *testing.T) {
	for _, test := range []struct {
		name string
		keep func(all []ledger.Logged) []ledger.Logged
		code store.AuditFaultCode
		at   uint64
	}{
		{"TheMiddle", func(all []ledger.Logged) []ledger.Logged { return slices.Delete(all, 6, 9) }, store.AuditMissing, 8},
		{"TheBeginning", func(all []ledger.Logged) []ledger.Logged { return all[2:] }, store.AuditMissing, 1},
		{"TheEnd", func(all []ledger.Logged) []ledger.Logged { return all[:12] }, store.AuditWithheld, 13},
		{"Everything", func([]ledger.Logged) []ledger.Logged { return nil }, store.AuditWithheld, 1},
		{"NumbersSwapped", func(all []ledger.Logged) []ledger.Logged {
			all[6].Seq, all[7].Seq = all[7].Seq, all[6].Seq
			return all
		}, store.AuditOrder, 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			office, laptop, audit := watchedUnread(t)
			office.receiveAudit(test.keep(slices.Clone(audit)))
			office.pull() // the mark comes with everybody's work
			wantFault(t, office.verify(), laptop.Station(), test.code, test.at)
		})
	}
}

// watchedUnread is watched, with a director who has got nothing of it yet.
func watchedUnread(t *testing.T) (office, laptop *station, audit []ledger.Logged) {
	t.Helper()
	office, laptop, audit = watched(t)
	office.Tamper(t, `DELETE FROM audit_log; DELETE FROM audit; DELETE FROM audit_end`)
	return office, laptop, audit
}

func TestForgedAuditIsFound(t *testing.T) {
	office, laptop, audit := watchedUnread(t)
	// Somebody with the log's disk writes an entry anew: the chain fits, the
	// signature cannot.
	last := len(audit) - 1
	c, err := ledger.Decode(audit[last].Raw)
	if err != nil {
		t.Fatal(err)
	}
	forged := *c
	forged.Author = office.Me().ID
	audit[last].Raw = forged.Encode()
	office.receiveAudit(audit)
	office.pull()
	check := office.verify()
	wantFault(t, check, laptop.Station(), store.AuditForged, uint64(len(audit)))
	for _, r := range office.audit(store.AuditFilter{}) {
		if r.N == uint64(len(audit)) && !r.Closed {
			t.Errorf("a forged entry is shown as if it were one: %+v", r)
		}
	}
}
