package client_test

import (
	"testing"

	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

func TestTwoStationsAgree(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	a.run()
	a.waitPhase(client.PhaseSynced)
	b.run()
	kase := newCase()
	for range 20 {
		a.write(kase, "A の記録")
		b.write(kase, "B の記録")
	}
	eventually(t, "both have all 41 changes", func() bool { return a.total() == 41 && b.total() == 41 && same(a, b) })
	a.waitPhase(client.PhaseSynced)
	b.waitPhase(client.PhaseSynced)
	if st := b.engine.Status(); st.Unsent != 0 || st.SyncedAt.IsZero() || st.Err != nil || st.ClockOff() {
		t.Errorf("status: got %+v", st)
	}
	if a.receipts != 21 || b.receipts != 20 {
		t.Errorf("receipts: got %d and %d, want 21 and 20", a.receipts, b.receipts)
	}
}
