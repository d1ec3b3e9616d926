package store_test

import (
	"testing"
	"time"

	"yorisoi/store/ledger"
)

// The lease runs from the last talk with the center; a clock that was set back
// does not lengthen it, and it outlives the program.
func TestLease(t *testing.T) {
	c := newCity(t)
	s := c.found("庁内PC-11")
	if l := s.Lease(); l.Out || !l.Until.IsZero() {
		t.Errorf("before any talk: %+v", l)
	}
	spoke := c.second()
	if err := s.Spoke(t.Context(), spoke); err != nil {
		t.Fatal(err)
	}
	s.reopen()
	for name, tc := range map[string]struct {
		after time.Duration
		out   bool
	}{
		"AtOnce":        {time.Minute, false},
		"OnTheThirdDay": {71 * time.Hour, false},
		"AfterThree":    {73 * time.Hour, true},
		"SlightlyBack":  {-ledger.MaxAhead + time.Minute, false},
		"SetBack":       {-ledger.MaxAhead - time.Minute, true},
	} {
		c.tick.Lock()
		c.now = spoke.Add(tc.after)
		c.tick.Unlock()
		if l := s.Lease(); l.Out != tc.out || !l.Until.Equal(spoke.Add(72*time.Hour)) {
			t.Errorf("%s: got %+v", name, l)
		}
	}
}
