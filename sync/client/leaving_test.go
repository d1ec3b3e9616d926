package client_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// TestRestoredCenterGetsWhatIsAboutToLeave restores a center from a copy that
// lacks what a laptop has its receipts for, while the case leaves the laptop's
// scope: nobody compares it any more, and the laptop has the only copy.
func TestRestoredCenterGetsWhatIsAboutToLeave(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	l := laptop(t, a, b)
	kase := newCase()
	a.write(kase, "前からの記録")
	until := time.Now().Add(8 * time.Hour)
	carry(t, a.memory, uuid.New(), kase, b.desk.ID, until, false)
	a.run()
	a.waitPhase(client.PhaseSynced)
	b.run(scoped(l))
	eventually(t, "the case is carried", func() bool { return b.records(kase) == 1 })
	a.stop()
	b.settle()
	b.stop()
	c.Stop()
	backup := copyCenter(t, c.Dir)

	c = centertest.Serve(t, center.Config{Dir: c.Dir}, centertest.Listen(t, c.Address()))
	b.run(scoped(l))
	b.write(kase, "訪問先で")
	b.settle()
	b.stop()
	c.Stop()

	centertest.Serve(t, center.Config{Dir: backup}, centertest.Listen(t, c.Address()))
	l.pass(9 * time.Hour)
	b.run(scoped(l))
	eventually(t, "the case leaves the laptop", func() bool {
		l.rouse() // the center, by its own clock, may have sent it once more
		return !l.has(kase)
	})
	a.run()
	eventually(t, "the office has what was written on the way", func() bool { return a.records(kase) == 2 })
}
