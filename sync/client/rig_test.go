package client_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire/wiretest"
)

// patience bounds every wait of these tests.
const patience = 30 * time.Second

// eventually waits until ok, looking often.
func eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			tb.Fatalf("waited in vain: %s", what)
		}
	}
}

// station is an enrolled station with its store and engine.
type station struct {
	*memory
	enrolled client.Enrolled
	engine   *client.Engine
	stop     func()
}

// enrol makes a station of the center; its engine does not run yet.
func enrol(tb testing.TB, c *centertest.Served, office *wiretest.Office) *station {
	tb.Helper()
	code, _, err := c.Invite(tb.Context(), "", time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	enrolled, err := client.Enrol(tb.Context(), code, "PC", ledger.StationOffice)
	if err != nil {
		tb.Fatal(err)
	}
	return &station{memory: newMemory(tb, office.Desk(enrolled.Station)), enrolled: enrolled, stop: func() {}}
}

// run starts the station's engine until stop or the test's end.
func (s *station) run(config ...func(*client.Config)) {
	s.tb.Helper()
	c := client.Config{Store: s.memory, Endpoint: s.enrolled.Endpoint}
	for _, change := range config {
		change(&c)
	}
	s.engine = client.New(c)
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.tb.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.engine.Run(ctx) }()
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				s.tb.Errorf("run: %v", err)
			}
		case <-time.After(patience):
			s.tb.Error("engine did not end")
		}
	}
	s.tb.Cleanup(s.stop)
}

// found starts an office on a center: its directory is on the first station.
func found(tb testing.TB, c *centertest.Served) (*wiretest.Office, *station) {
	tb.Helper()
	office := wiretest.NewOffice(tb, c.ID())
	first := enrol(tb, c, office)
	first.save(office.Center, first.desk.Found())
	return office, first
}

func (s *station) waitPhase(want client.Phase) {
	s.tb.Helper()
	eventually(s.tb, fmt.Sprintf("phase %s, is %+v", want, s.engine.Status()), func() bool { return s.engine.Status().Phase == want })
}

// settle waits until everything that was saved has its receipt.
func (s *station) settle() {
	s.tb.Helper()
	eventually(s.tb, "everything is receipted", func() bool { return s.unsent() == 0 })
	s.waitPhase(client.PhaseSynced)
}

// same reports whether two stations have sent everything and all their heads
// are equal; in this order, for heads leave out what is unsent.
func same(a, b *station) bool {
	if a.unsent() > 0 || b.unsent() > 0 {
		return false
	}
	x, _ := a.Digests(context.Background())
	y, _ := b.Digests(context.Background())
	return x == y
}

func newCase() uuid.UUID { return uuid.Must(uuid.NewV7()) }
