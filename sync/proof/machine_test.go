package proof_test

import (
	"context"
	"time"

	"yorisoi/sync/proof/prooftest"
)

const password = prooftest.Password

// machine is a station whose clock and line the test holds.
type machine struct {
	*prooftest.Machine
	skew  time.Duration     // how far its clock is off
	clock *clock            // nil: the real one
	line  *line             // nil: straight to the center
	say   func(reply) error // tells how far a long deed is; only in a process
}

func newMachine(dir string) *machine {
	m := &machine{Machine: prooftest.New(dir)}
	m.Now = m.now
	return m
}

func (m *machine) now() time.Time {
	if m.clock != nil {
		return m.clock.now().Add(m.skew)
	}
	return time.Now().Add(m.skew)
}

// online starts the engine.
func (m *machine) online(ctx context.Context) error {
	if m.line != nil {
		m.Dial = m.line.dial
	}
	return m.Online(ctx, nil)
}
