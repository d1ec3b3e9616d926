package store_test

import (
	"os"
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestAuditOfAStationThatWasSetBack: a laptop is restored from an old copy and
// notes under a number that the center has given to another entry. None of the
// entries is lost: those that cannot enter the chain wait until the rest of it
// is back.
func TestAuditOfAStationThatWasSetBack(t *testing.T) {
	_, laptop, kase := looked(t)
	me, old := laptop.Me().ID, t.TempDir()
	laptop.noteAct(store.AuditEntry{Act: store.AuditSignedIn})
	laptop.push()
	if err := laptop.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(old, os.DirFS(laptop.config.Dir)); err != nil {
		t.Fatal(err)
	}
	laptop.reopenClosed(me)
	laptop.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase})
	laptop.push()
	if err := laptop.Close(); err != nil {
		t.Fatal(err)
	}

	laptop.config.Dir = old
	laptop.reopenClosed(me)
	laptop.noteAct(store.AuditEntry{Act: store.AuditExported, Case: kase, Count: 1})
	refuse(t, laptop)
	laptop.noteAct(store.AuditEntry{Act: store.AuditRestricted, Case: kase})
	if n := len(laptop.audit(store.AuditFilter{Act: store.AuditRestricted})); n != 0 {
		t.Errorf("before the chain is back: got %d entries in it, want 0", n)
	}
	laptop.pullOwnAudit()
	if n := len(laptop.audit(store.AuditFilter{Act: store.AuditRestricted})); n != 1 {
		t.Errorf("once the chain is back, before anybody does anything: got %d entries in it, want 1", n)
	}
	laptop.noteAct(store.AuditEntry{Act: store.AuditSearched, Terms: "もりた"})
	for _, act := range []store.AuditAct{store.AuditPrinted, store.AuditExported, store.AuditRestricted, store.AuditSearched} {
		if rows := laptop.audit(store.AuditFilter{Act: act}); len(rows) != 1 || rows[0].Who != me {
			t.Errorf("%s: got %+v, want one entry", act, rows)
		}
	}
}

// refuse has the center refuse what a station noted, as forked.
func refuse(t *testing.T, s *station) {
	t.Helper()
	raws, err := s.Unsent(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var refusals []ledger.Refusal
	for _, raw := range raws {
		if c, err := ledger.Decode(raw); err == nil && c.Case == s.Audit() {
			refusals = append(refusals, ledger.Refusal{Case: c.Case, Station: c.Station, N: c.N, Code: 23, Text: "another change"})
		}
	}
	if len(refusals) == 0 {
		t.Fatal("nothing to refuse")
	}
	if err := s.Refused(t.Context(), refusals); err != nil {
		t.Fatal(err)
	}
}

// pullOwnAudit brings a station its own chain, as the center gives it by case.
func (s *station) pullOwnAudit() {
	s.city.t.Helper()
	var own []ledger.Logged
	for _, l := range s.city.log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Case == s.Audit() && c.Station == s.Station() {
			own = append(own, l)
		}
	}
	if err := s.Receive(s.city.t.Context(), ledger.Cursor{}, own); err != nil {
		s.city.t.Fatal(err)
	}
}
