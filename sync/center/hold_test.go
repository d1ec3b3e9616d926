package center_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// held reads the hold box.
func (s *stranger) held(query string) (wire.ChangesHead, [][]byte) {
	s.t.Helper()
	status, b, _ := s.ask(http.MethodGet, wire.PathHeld+query, nil)
	if status != http.StatusOK {
		s.t.Fatalf("held: status %d: %x", status, b)
	}
	items, err := wire.SplitSequence(b)
	if err != nil {
		s.t.Fatal(err)
	}
	var head wire.ChangesHead
	if err := trust.DecodeCanonical(items[0], &head); err != nil {
		s.t.Fatal(err)
	}
	var raws [][]byte
	last := uint64(0)
	for _, item := range items[1:] {
		var logged ledger.Logged
		if err := trust.DecodeCanonical(item, &logged); err != nil {
			s.t.Fatal(err)
		}
		if logged.Seq <= last {
			s.t.Errorf("numbers of the hold box: %d after %d", logged.Seq, last)
		}
		last = logged.Seq
		raws = append(raws, logged.Raw)
	}
	if uint64(len(raws)) != head.Total {
		s.t.Errorf("held: %d changes, %d announced", len(raws), head.Total)
	}
	return head, raws
}

func sameRaws(got, want [][]byte) bool {
	return slices.EqualFunc(got, want, func(a, b []byte) bool { return slices.Equal(a, b) })
}

// leaving hires a nurse and removes her a minute later; changes of the desk
// are later still.
func leaving(t *testing.T, s *stranger, desk *wiretest.Desk) *trust.Identity {
	t.Helper()
	nurse := wiretest.Person(t)
	hired := desk.Hire(desk.Founder, nurse, ledger.RoleHealth)
	desk.Clock = desk.Clock.Add(time.Minute)
	gone := desk.Direct(desk.Founder, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRemoved: true})
	desk.Clock = desk.Clock.Add(time.Minute)
	s.taken(hired, gone)
	return nurse
}

func TestHoldRemovedAuthor(t *testing.T) {
	_, s, desk := office(t)
	nurse := leaving(t, s, desk)
	kase := uuid.New()
	first := desk.Write(kase, "在職の人の記録")
	late := desk.WriteAs(nurse, kase, "退職の後に")
	follows := desk.Write(kase, "そのあとに続く記録")
	forged := spoil(t, desk.WriteAs(nurse, uuid.New(), "誰かが書き換えた"))
	push := [][]byte{first, late, follows, forged}
	want := []wire.ErrorCode{0, wire.CodeHeld, wire.CodeHeld, wire.CodeSignature}
	if got := s.codes(s.push(push...), push...); !slices.Equal(got, want) {
		t.Errorf("codes: got %v, want %v", got, want)
	}
	if got := s.codes(s.push(push...), push...); !slices.Equal(got, want) {
		t.Errorf("again: got %v, want %v", got, want)
	}
	next := desk.Write(kase, "三件目")
	if got := s.codes(s.push(next), next); got[0] != wire.CodeHeld {
		t.Errorf("what follows a held change in a later push: got code %d, want %d", got[0], wire.CodeHeld)
	}
	astray := desk.Write(kase, "四件目")
	after := desk.Write(kase, "五件目")
	if got := s.codes(s.push(after), after); got[0] != wire.CodeGap {
		t.Errorf("with one missing between: got code %d, want %d", got[0], wire.CodeGap)
	}
	head, raws := s.held("")
	if !sameRaws(raws, [][]byte{late, follows, next}) {
		t.Errorf("hold box: got %d changes, want 3 in their order", len(raws))
	}
	if _, rest := s.held(fmt.Sprintf("?after=%d", head.Head)); len(rest) != 0 {
		t.Errorf("after the last: got %d changes", len(rest))
	}
	if got := s.codes(s.push(astray, after), astray, after); !slices.Equal(got, []wire.ErrorCode{wire.CodeHeld, wire.CodeHeld}) {
		t.Errorf("with the missing one: got %v, want both held", got)
	}
	if _, changes, _ := s.all("?case=" + kase.String()); len(changes) != 1 {
		t.Errorf("log: got %d changes of the case, want 1", len(changes))
	}
}

func TestHoldForks(t *testing.T) {
	_, s, desk := office(t)
	nurse := leaving(t, s, desk)
	kase, copied := uuid.New(), desk.Office.Desk(desk.ID)
	copied.Clock = desk.Clock
	one, other := desk.WriteAs(nurse, kase, "一方"), copied.WriteAs(nurse, kase, "他方")
	if got := s.codes(s.push(one), one); got[0] != wire.CodeHeld {
		t.Errorf("one: got code %d", got[0])
	}
	if got := s.codes(s.push(other), other); got[0] != wire.CodeForked {
		t.Errorf("another of the same number: got code %d, want %d", got[0], wire.CodeForked)
	}
}

func TestHoldRemovedStation(t *testing.T) {
	c, s, desk := office(t)
	laptop := enrolled(t, c)
	mine := desk.Office.Desk(laptop.id)
	kase := uuid.New()
	before := mine.Write(kase, "なくなる前に送ったもの")
	laptop.taken(before)
	s.taken(desk.Direct(desk.Founder, ledger.KindStation, laptop.id, map[string]any{ledger.FieldRemoved: true}))
	late, more := mine.Write(kase, "送っていなかったもの"), mine.Write(uuid.New(), "別の家庭")
	stranger := mine.WriteAs(wiretest.Person(t), uuid.New(), "知らない人")
	push := [][]byte{before, late, more, stranger}
	want := []wire.ErrorCode{0, wire.CodeHeld, wire.CodeHeld, wire.CodeUnknownAuthor}
	if got := laptop.codes(laptop.push(push...), push...); !slices.Equal(got, want) {
		t.Errorf("codes: got %v, want %v", got, want)
	}
	for _, path := range []string{
		wire.PathStatus, wire.PathChanges, wire.PathNotices, wire.PathDigests, wire.PathHeads + "?bucket=1", wire.PathHeld,
		wire.PathBlob + "?case=" + kase.String() + "&id=00",
	} {
		if status, code := laptop.refused(http.MethodGet, path, nil); status != http.StatusForbidden || code != wire.CodeRevoked {
			t.Errorf("GET %s: got status %d, code %d", path, status, code)
		}
	}
	if status, code := laptop.refused(http.MethodPost, wire.PathInvites, nil); status != http.StatusForbidden || code != wire.CodeRevoked {
		t.Errorf("POST %s: got status %d, code %d", wire.PathInvites, status, code)
	}
	// The content of an attachment is work too: it may still come.
	for path, want := range map[string]wire.ErrorCode{wire.PathBlobs: wire.CodeMalformed, wire.PathBlob: wire.CodeBlobBad} {
		if _, code := laptop.refused(http.MethodPost, path, nil); code != want {
			t.Errorf("POST %s with nothing: got code %d, want %d", path, code, want)
		}
	}
	if _, raws := s.held("?after=0"); !sameRaws(raws, [][]byte{late, more}) {
		t.Errorf("hold box: got %d changes, want 2", len(raws))
	}
	// Brought by somebody else, as by a bundle: what is older than the removal
	// counts, what is newer does not.
	older := desk.Office.Desk(laptop.id)
	older.Clock = desk.Clock.Add(-time.Hour)
	newer := desk.Office.Desk(laptop.id)
	newer.Clock = desk.Clock.Add(time.Hour)
	brought := [][]byte{older.Write(uuid.New(), "除く前に"), newer.Write(uuid.New(), "除いた後に")}
	if got := s.codes(s.push(brought...), brought...); !slices.Equal(got, []wire.ErrorCode{0, wire.CodeHeld}) {
		t.Errorf("brought by another: got %v", got)
	}
}

func TestHoldScope(t *testing.T) {
	clock := newClock()
	c, s, desk := officeWith(t, center.Config{Now: clock.now})
	laptop := enrolled(t, c)
	nurse := leaving(t, s, desk)
	out, home := uuid.New(), uuid.New()
	away, stays := desk.WriteAs(nurse, out, "持ち出したケース"), desk.WriteAs(nurse, home, "別のケース")
	s.push(away, stays)
	s.taken(limit(desk, laptop.id, ledger.ScopeCarried), record(desk, desk.Founder, carry(out, laptop.id, clock.inFuture(time.Hour))))
	if _, raws := laptop.held(""); !sameRaws(raws, [][]byte{away}) {
		t.Errorf("in the laptop's scope: got %d changes, want 1", len(raws))
	}
	if _, raws := s.held(""); len(raws) != 2 {
		t.Errorf("in the office: got %d changes, want 2", len(raws))
	}
	if _, raws := s.held("?limit=1"); !sameRaws(raws, [][]byte{away}) {
		t.Errorf("limit: got %d changes, want 1", len(raws))
	}
	if status, code := laptop.refused(http.MethodGet, wire.PathHeld+"?case="+home.String(), nil); status != http.StatusForbidden || code != wire.CodeOutOfScope {
		t.Errorf("another case: got status %d, code %d", status, code)
	}
}

// TestHoldHasRoomForEverybody lets one removed person fill their part of the
// hold box, which takes nobody else's.
func TestHoldHasRoomForEverybody(t *testing.T) {
	c, s, desk := office(t)
	greedy, honest := leaving(t, s, desk), leaving(t, s, desk)
	kase := uuid.New()
	var raws [][]byte
	for range wire.MaxPushChanges {
		raws = append(raws, desk.WriteAs(greedy, kase, "x"))
	}
	for _, code := range s.codes(s.push(raws...), raws...) {
		if code != wire.CodeHeld {
			t.Fatalf("got code %d, want %d", code, wire.CodeHeld)
		}
	}
	over, fair := desk.WriteAs(greedy, uuid.New(), "あふれる"), desk.WriteAs(honest, uuid.New(), "まだ入る")
	want := []wire.ErrorCode{wire.CodeHoldBoxFull, wire.CodeHeld}
	if got := s.codes(s.push(over, fair), over, fair); !slices.Equal(got, want) {
		t.Errorf("codes: got %v, want %v", got, want)
	}
	if got := s.codes(s.push(raws[0]), raws[0]); got[0] != wire.CodeHeld {
		t.Errorf("one that is held, again: got code %d, want %d", got[0], wire.CodeHeld)
	}
	c.Stop()
	centertest.Serve(t, center.Config{Dir: c.Dir}, centertest.Listen(t, c.Address()))
	s.http.CloseIdleConnections()
	if got := s.codes(s.push(over), over); got[0] != wire.CodeHoldBoxFull {
		t.Errorf("after a restart: got code %d, want %d", got[0], wire.CodeHoldBoxFull)
	}
}

// TestHoldDirectory holds what a removed director and a removed station write
// in the directory; it has no effect there.
func TestHoldDirectory(t *testing.T) {
	c, s, desk := office(t)
	laptop := enrolled(t, c)
	boss := wiretest.Person(t)
	hired := desk.Hire(desk.Founder, boss, ledger.RoleDirector)
	desk.Clock = desk.Clock.Add(time.Minute)
	s.taken(
		hired, desk.Direct(desk.Founder, ledger.KindStaff, boss.ID(), map[string]any{ledger.FieldRemoved: true}),
		desk.Direct(desk.Founder, ledger.KindStation, laptop.id, map[string]any{ledger.FieldRemoved: true}),
	)
	fresh := func(id uuid.UUID) *wiretest.Desk {
		d := desk.Office.Desk(id)
		d.Saw(c.ID(), desk.ID, 4)
		d.Clock = desk.Clock.Add(time.Minute)
		return d
	}
	joins := wiretest.Person(t)
	late := fresh(uuid.New()).Hire(boss, joins, ledger.RoleDirector)
	if got := s.codes(s.push(late), late); got[0] != wire.CodeHeld {
		t.Errorf("a removed director hires: got code %d, want %d", got[0], wire.CodeHeld)
	}
	lost := fresh(laptop.id).Hire(desk.Founder, joins, ledger.RoleDirector)
	sealed := fresh(uuid.New()).WriteAs(desk.Founder, c.ID(), "見えない")
	want := []wire.ErrorCode{wire.CodeHeld, wire.CodeSealed}
	if got := laptop.codes(laptop.push(lost, sealed), lost, sealed); !slices.Equal(got, want) {
		t.Errorf("from a removed station: got %v, want %v", got, want)
	}
	note := desk.Office.Desk(uuid.New()).WriteAs(joins, uuid.New(), "採用されたつもり")
	if got := s.codes(s.push(note), note); got[0] != wire.CodeUnknownAuthor {
		t.Errorf("who was hired so: got code %d, want %d", got[0], wire.CodeUnknownAuthor)
	}
	if _, raws := s.held(""); !sameRaws(raws, [][]byte{late, lost}) {
		t.Errorf("hold box: got %d changes, want 2", len(raws))
	}
}

// TestHoldReturns takes a removal back: what was held enters the log when its
// station sends it again.
func TestHoldReturns(t *testing.T) {
	_, s, desk := office(t)
	nurse := leaving(t, s, desk)
	late := desk.WriteAs(nurse, uuid.New(), "休職と思われたあいだに")
	if got := s.codes(s.push(late), late); got[0] != wire.CodeHeld {
		t.Fatalf("got code %d, want %d", got[0], wire.CodeHeld)
	}
	s.taken(desk.Direct(desk.Founder, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRemoved: false}), late)
	if _, raws := s.held(""); !sameRaws(raws, [][]byte{late}) {
		t.Errorf("hold box: got %d changes, want 1", len(raws))
	}
}

// A held change whose number another one got in the log is held when it comes
// again: its station must know that it may let go of it.
func TestHeldIsHeldAgain(t *testing.T) {
	c, s, desk := office(t)
	laptop, nurse, kase := enrolled(t, c), wiretest.Person(t), uuid.New()
	s.taken(desk.Hire(desk.Founder, nurse, ledger.RoleHealth))
	s.taken(desk.Direct(desk.Founder, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRemoved: true}))
	mine, next := desk.Office.Desk(laptop.id), desk.Office.Desk(laptop.id)
	mine.Clock = desk.Clock.Add(time.Hour)
	late := [][]byte{mine.WriteAs(nurse, kase, "なくなってから"), mine.WriteAs(nurse, kase, "そのつぎ")}
	held := []wire.ErrorCode{wire.CodeHeld, wire.CodeHeld}
	if got := laptop.codes(laptop.push(late...), late...); !slices.Equal(got, held) {
		t.Fatalf("first: got codes %v", got)
	}
	laptop.taken(next.Write(kase, "同じ番号で、ほかの人の"))
	if got := laptop.codes(laptop.push(late...), late...); !slices.Equal(got, held) {
		t.Errorf("again: got codes %v, want held", got)
	}
	other := desk.Office.Desk(laptop.id)
	rival := other.Write(kase, "三つめ")
	if got := laptop.codes(laptop.push(rival), rival); got[0] != wire.CodeForked {
		t.Errorf("another of the same number: got code %d", got[0])
	}
}
