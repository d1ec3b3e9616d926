package center_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// TestHoldWhatFollowsARestriction takes a case that a removed station
// restricted before it heard of it, and what was written there afterwards: it
// restricts nothing any more, and the work behind it is not lost for that.
func TestHoldWhatFollowsARestriction(t *testing.T) {
	c, s, desk := office(t)
	laptop := enrolled(t, c)
	mine := desk.Office.Desk(laptop.id)
	kase := uuid.New()
	laptop.taken(mine.Write(kase, "なくなる前に"))
	s.taken(desk.Direct(desk.Founder, ledger.KindStation, laptop.id, map[string]any{ledger.FieldRemoved: true}))
	push := [][]byte{restrict(mine, desk.Founder, kase, false, desk.Founder.ID()), mine.Write(kase, "知らずに書いたもの")}
	if got := laptop.codes(laptop.push(push...), push...); !slices.Equal(got, []wire.ErrorCode{wire.CodeHeld, wire.CodeHeld}) {
		t.Errorf("codes: got %v, want both held", got)
	}
	if _, raws := s.held("?after=0"); !sameRaws(raws, push) {
		t.Errorf("hold box: got %d changes, want 2", len(raws))
	}
	if _, changes, _ := s.all("?case=" + kase.String()); len(changes) != 1 {
		t.Errorf("the case is kept from others: got %d changes, want 1", len(changes))
	}
}
