package proof_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// entries waits until a machine shows so many entries of a case.
func (d *desk) entries(kase uuid.UUID, want int) []store.AuditRow {
	d.house.Helper()
	var rows []store.AuditRow
	eventually(d.house, "entries of the audit", func() bool {
		var err error
		rows, err = d.Store.FindAudit(d.house.Context(), store.AuditFilter{Case: kase})
		must(d.house, err)
		return len(rows) >= want && !slices.ContainsFunc(rows, func(r store.AuditRow) bool { return r.Taken.IsZero() })
	})
	same(d.house, "entries", len(rows), want)
	return rows
}

func (d *desk) opens(kase uuid.UUID) {
	d.house.Helper()
	_, err := d.Store.OpenCase(d.house.Context(), kase, "case")
	must(d.house, err)
}

// TestWhoLooked: a nurse opens a family at her desk and, on the road, another
// who is not hers. Both stand on the director's page, the second marked as
// offline and told at its time; colleagues get nothing of either. Then an entry
// is removed from the director's own store, and found.
func TestWhoLooked(t *testing.T) {
	h := newHouse(t, "2026-10-01 09:00", "石川", "中野")
	welfare, nurse := h.join("石川"), h.join("中野")
	mine := nurse.family(fields{"name": "安西", "kana": "あんざい", "class": "support", "mch_staff": nurse.id.String()})
	other := nurse.family(fields{"name": "千田", "kana": "ちだ", "class": "support", "welfare_staff": welfare.id.String()})
	h.agree()

	h.at("2026-10-02 10:00")
	nurse.opens(mine)
	nurse.offline()
	looked := h.at("2026-10-02 22:30")
	nurse.opens(other)
	h.at("2026-10-05 08:30")
	nurse.online()

	at := h.director.entries(mine, 1)[0]
	same(t, "online", at.Offline, false)
	same(t, "in charge", at.Outside, false)
	late := h.director.entries(other, 1)[0]
	same(t, "who", late.Who, nurse.id)
	same(t, "when", late.At.Equal(looked), true)
	same(t, "offline", late.Offline, true)
	same(t, "told late", late.Late, true)
	same(t, "not in charge", late.Outside, true)
	same(t, "station", late.Station, nurse.Store.Station())

	h.agree()
	rows, err := welfare.Store.FindAudit(t.Context(), store.AuditFilter{})
	must(t, err)
	same(t, "what a colleague has", len(rows), 0)
	for bucket := range ledger.Buckets {
		heads, err := welfare.Store.Heads(t.Context(), bucket)
		must(t, err)
		same(t, "chains of others", slices.ContainsFunc(heads, func(x ledger.CaseHead) bool { return x.Case == welfare.Store.Audit() }), false)
	}

	check, err := h.director.Store.VerifyAudit(t.Context())
	must(t, err)
	same(t, "faults before", len(check.Faults), 0)
	same(t, "checked", check.Entries > 0, true)
}

// TestAuditOfSomebodyWhoLeft: what a removed person looked at on a machine
// without a network arrives all the same, in the log and not in the hold box,
// and what colleagues do on the machine afterwards goes on.
func TestAuditOfSomebodyWhoLeft(t *testing.T) {
	h := newHouse(t, "2026-10-01 09:00", "石川", "中野")
	nurse := h.join("中野")
	kase := nurse.family(fields{"name": "安西", "kana": "あんざい", "class": "support"})
	h.agree()
	nurse.offline()
	h.at("2026-10-02 10:00")
	must(t, h.director.Store.RemoveStaff(t.Context(), nurse.id))
	h.agree()
	h.at("2026-10-03 10:00")
	nurse.opens(kase)
	nurse.online()
	row := h.director.entries(kase, 1)[0]
	same(t, "who", row.Who, nurse.id)
	held, err := h.director.Store.CountUnopened(t.Context())
	must(t, err)
	same(t, "in the hold box", held, 0)
}

// TestAuditAfterTheCenterWasSetBack puts an older copy of the center's folder
// back while the director is away. What a nurse looks at then gets numbers that
// the director has read before; all the same it is on the director's page.
func TestAuditAfterTheCenterWasSetBack(t *testing.T) {
	h := newHouse(t, "2026-10-01 09:00", "中野")
	nurse := h.join("中野")
	mine := nurse.family(fields{"name": "安西", "kana": "あんざい", "class": "support", "mch_staff": nurse.id.String()})
	h.agree()
	nurse.offline()
	h.director.offline()
	h.center.Stop()
	backup := copyFolder(t, h.center.Dir)
	served := centertest.Serve(t, center.Config{Dir: h.center.Dir, Now: h.clock.now}, centertest.Listen(t, h.center.Address()))
	h.director.online()
	for range 10 {
		h.director.family(fields{"name": "千田", "kana": "ちだ", "class": "support"})
	}
	eventually(t, "the director's families are sent", func() bool {
		counts, err := h.director.Store.Counts(t.Context())
		return err == nil && counts.Unsent == 0 && h.director.Engine.Status().Phase == client.PhaseSynced
	})
	read, err := h.director.Store.AuditCursor(t.Context())
	must(t, err)
	h.director.offline()
	served.Stop()

	h.center = centertest.Serve(t, center.Config{Dir: backup, Now: h.clock.now}, centertest.Listen(t, h.center.Address()))
	nurse.online()
	h.at("2026-10-02 10:00")
	nurse.opens(mine)
	for range 20 {
		nurse.family(fields{"name": "別所", "kana": "べっしょ", "class": "support"})
	}
	eventually(t, "the nurse's work is sent", func() bool {
		counts, err := nurse.Store.Counts(t.Context())
		return err == nil && counts.Unsent == 0
	})
	h.director.online()
	h.director.entries(mine, 1)
	now, err := h.director.Store.AuditCursor(t.Context())
	must(t, err)
	if now.Seq <= read.Seq || now.LogID != read.LogID {
		t.Errorf("the center did not grow beyond what was read: %+v, then %+v", read, now)
	}
	h.agree()
	check, err := h.director.Store.VerifyAudit(t.Context())
	must(t, err)
	same(t, "faults", len(check.Faults), 0)
}
