package store_test

import (
	"testing"

	"github.com/google/uuid"
)

// TestSoleReader counts what nobody would read when somebody leaves.
func TestSoleReader(t *testing.T) {
	w := newWalledCity(t)
	w.head.claim()
	w.nurse.claim()
	w.settle()
	head := w.head.Me().ID
	sole := func(s *station, staff uuid.UUID, want int) {
		t.Helper()
		if got, err := s.SoleReader(t.Context(), staff); got != want || err != nil {
			t.Errorf("%s: got %d, %v; want %d", s.StationName(s.Station()), got, err, want)
		}
	}
	sole(w.head, head, 0)
	w.head.restrict(w.kase, head, w.nurseID)
	w.settle()
	sole(w.head, w.nurseID, 0)
	w.head.restrict(w.kase, w.nurseID)
	w.settle()
	sole(w.nurse, w.nurseID, 1)
	sole(w.head, w.nurseID, 0) // where the case has gone, nobody knows that it is there
	sole(w.head, head, 0)
}
