package center_test

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

func restriction(kase uuid.UUID, lifted bool, readers ...uuid.UUID) *ledger.Edit {
	names := []string{}
	for _, id := range readers {
		names = append(names, id.String())
	}
	return &ledger.Edit{Record: ledger.RestrictOf(kase), Kind: ledger.KindRestrict, Set: map[string]any{
		ledger.FieldReaders: names, ledger.FieldGlass: false, ledger.FieldLifted: lifted,
	}}
}

// restrict appends a readable change that says who may read a case.
func restrict(desk *wiretest.Desk, by *trust.Identity, kase uuid.UUID, lifted bool, readers ...uuid.UUID) []byte {
	return desk.Sign(kase, by, func(c *ledger.Change) error { return c.ShowBody(restriction(kase, lifted, readers...)) })
}

// owned says that one person alone signs in on a station.
func owned(desk *wiretest.Desk, station uuid.UUID, only *trust.Identity) []byte {
	return desk.Direct(only, ledger.KindStation, station, map[string]any{ledger.FieldOnly: only.ID().String()})
}

// closedTo asks the center about cases by the ends of chains.
func (s *stranger) closedTo(heads ...ledger.CaseHead) (out []wire.Closed) {
	s.t.Helper()
	s.get(http.MethodPost, wire.PathClosed, trust.MustEncode(heads), &out)
	return out
}

// walled is a center with an ordinary case and a restricted one, which the
// director alone may read; the director's own station is its second one.
type walled struct {
	*centertest.Served
	shared, own, new *stranger
	desk             *wiretest.Desk
	plain, kept      uuid.UUID
	before           photo // of the restricted case
	head             ledger.CaseHead
	closing          []byte
}

func wall(t *testing.T) *walled {
	c, s, desk := officeWith(t, center.Config{})
	w := &walled{Served: c, shared: s, own: enrolled(t, c), desk: desk, plain: uuid.New(), kept: uuid.New()}
	s.taken(owned(desk, w.own.id, desk.Founder), desk.Write(w.plain, "公開"), desk.Write(w.kept, "秘密"))
	w.before = newPhoto(w.kept, 2, 7)
	s.upload(w.before)
	at := desk.Head(w.kept)
	w.head = ledger.CaseHead{Case: w.kept, Station: desk.ID, N: at.N, Hash: at.Hash}
	if got := s.closedTo(w.head); len(got) != 0 {
		t.Fatalf("closed before anybody closed it: %v", got)
	}
	w.closing = restrict(desk, desk.Founder, w.kept, false, desk.Founder.ID())
	s.taken(w.closing, desk.Write(w.kept, "後から"))
	w.new = enrolled(t, c)
	return w
}

// TestWalls asks with every path what a station learns of a restricted case
// that it may not have: exactly what it learns of one that does not exist.
func TestWalls(t *testing.T) {
	w := wall(t)
	t.Run("Own", func(t *testing.T) {
		if got := w.own.cases(w.ID(), ""); !slices.Equal(got, []uuid.UUID{w.plain, w.kept}) {
			t.Errorf("got %v", got)
		}
		sameDigests(t, w.own, []uuid.UUID{w.ID(), w.plain, w.kept})
		if head, chunks := w.own.fetch(w.before, 0); head.Total != 2 || len(chunks) != 2 {
			t.Errorf("blob: got %d chunks of %d", len(chunks), head.Total)
		}
		if got := w.own.closedTo(w.head); len(got) != 0 {
			t.Errorf("closed to its reader: %v", got)
		}
	})
	for name, s := range map[string]*stranger{"Shared": w.shared, "New": w.new} {
		t.Run(name, func(t *testing.T) { w.strange(t, s) })
	}
	w.shared.taken(w.desk.Write(w.kept, "知らずに書いた"))
	if _, changes, _ := w.own.all("?case=" + w.kept.String()); len(changes) != 4 {
		t.Errorf("what somebody wrote who does not see it: the reader has %d changes, want 4", len(changes))
	}
	t.Run("Lifted", func(t *testing.T) {
		w.shared.taken(restrict(w.desk, w.desk.Founder, w.kept, true, w.desk.Founder.ID()))
		for _, s := range []*stranger{w.shared, w.own, w.new} {
			if got := s.cases(w.ID(), ""); !slices.Equal(got, []uuid.UUID{w.plain, w.kept}) {
				t.Errorf("got %v", got)
			}
			sameDigests(t, s, []uuid.UUID{w.ID(), w.plain, w.kept})
			if got := s.closedTo(w.head); len(got) != 0 {
				t.Errorf("closed: %v", got)
			}
		}
	})
}

// strange asks as a station that may not have the restricted case.
func (w *walled) strange(t *testing.T, s *stranger) {
	head, changes, _ := s.all("?after=0")
	if int(head.Total) != len(changes) {
		t.Errorf("head says %d changes, %d came", head.Total, len(changes))
	}
	if got := s.cases(w.ID(), ""); !slices.Equal(got, []uuid.UUID{w.plain}) {
		t.Errorf("changes: got %v, want %v alone", got, w.plain)
	}
	sameDigests(t, s, []uuid.UUID{w.ID(), w.plain})
	none := uuid.New()
	same := func(what, method, kept, absent string, body []byte) {
		t.Helper()
		status, got, _ := s.ask(method, kept, body)
		wantStatus, want, _ := s.ask(method, absent, body)
		if status != wantStatus || !bytes.Equal(got, want) {
			t.Errorf("%s: got status %d %x, of a case that is not there %d %x", what, status, got, wantStatus, want)
		}
	}
	same("changes", http.MethodGet, wire.PathChanges+"?case="+w.kept.String(), wire.PathChanges+"?case="+none.String(), nil)
	same("held", http.MethodGet, wire.PathHeld+"?case="+w.kept.String(), wire.PathHeld+"?case="+none.String(), nil)
	absent := newPhoto(none, 2, 9)
	same("blob", http.MethodGet, w.before.path(""), absent.path(""), nil)
	if got := s.closedTo(ledger.CaseHead{Case: w.kept, Station: w.head.Station, N: w.head.N}); len(got) != 0 {
		t.Errorf("closed, to whoever does not know it: %v", got)
	}
	got := s.closedTo(w.head, ledger.CaseHead{Case: none, Station: s.id, N: 1})
	if len(got) != 1 || got[0].Case != w.kept || len(got[0].Changes) != 1 || !bytes.Equal(got[0].Changes[0], w.closing) {
		t.Errorf("closed: got %v, want the change that closed it", got)
	}
}

// TestWallsAreJudged asks who may say who reads a case, and in which words.
func TestWallsAreJudged(t *testing.T) {
	_, s, desk := office(t)
	nurse, midwife := wiretest.Person(t), wiretest.Person(t)
	s.taken(desk.Hire(desk.Founder, nurse, ledger.RoleHealth), desk.Hire(desk.Founder, midwife, ledger.RoleHealth))
	kase := uuid.New()
	first := restrict(desk, desk.Founder, kase, false, nurse.ID())
	s.taken(first)
	words := func(change func(*ledger.Edit)) *ledger.Edit {
		e := restriction(kase, false, nurse.ID())
		change(e)
		return e
	}
	for _, tc := range []struct {
		name string
		by   *trust.Identity
		saw  uint64
		edit *ledger.Edit
		want wire.ErrorCode
	}{
		{"Director", desk.Founder, 0, words(func(*ledger.Edit) {}), 0},
		{"Reader", nurse, 1, words(func(*ledger.Edit) {}), 0},
		{"ReaderWhoHadNotSeenIt", nurse, 0, words(func(*ledger.Edit) {}), wire.CodeForbidden},
		{"NoReader", midwife, 1, words(func(*ledger.Edit) {}), wire.CodeForbidden},
		{"Stranger", wiretest.Person(t), 1, words(func(*ledger.Edit) {}), wire.CodeUnknownAuthor},
		{"Reason", desk.Founder, 1, words(func(e *ledger.Edit) { e.Reason = "DVのため" }), wire.CodeReadable},
		{"Words", desk.Founder, 1, words(func(e *ledger.Edit) { e.Set[ledger.FieldReaders] = []string{"森田"} }), wire.CodeReadable},
		{"OtherField", desk.Founder, 1, words(func(e *ledger.Edit) { e.Set["kind"] = "dv" }), wire.CodeReadable},
		{"OtherRecord", desk.Founder, 1, words(func(e *ledger.Edit) { e.Record = uuid.New() }), wire.CodeReadable},
		{"Nobody", desk.Founder, 1, words(func(e *ledger.Edit) { e.Set[ledger.FieldReaders] = []string{} }), wire.CodeReadable},
		{"HalfOfIt", desk.Founder, 1, words(func(e *ledger.Edit) { delete(e.Set, ledger.FieldLifted) }), wire.CodeReadable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := desk.Office.Desk(uuid.New())
			if tc.saw > 0 {
				d.Saw(kase, desk.ID, tc.saw)
			}
			raw := d.Sign(kase, tc.by, func(c *ledger.Change) error { return c.ShowBody(tc.edit) })
			if got := s.codes(s.push(raw), raw); got[0] != tc.want {
				t.Errorf("got code %d, want %d", got[0], tc.want)
			}
		})
	}
	t.Run("ForgedDoesNotVouch", func(t *testing.T) {
		// A forged restriction names the midwife; she follows it in the same push.
		other := uuid.New()
		d, e := desk.Office.Desk(uuid.New()), desk.Office.Desk(uuid.New())
		forged := d.Sign(other, midwife, func(c *ledger.Change) error {
			return c.ShowBody(restriction(other, false, midwife.ID()))
		})
		c, err := ledger.Decode(forged)
		if err != nil {
			t.Fatal(err)
		}
		c.Author = desk.Founder.ID()
		forged = c.Encode()
		e.Saw(other, d.ID, 1)
		own := restrict(e, midwife, other, false, midwife.ID())
		got := s.codes(s.push(forged, own), forged, own)
		if !slices.Equal(got, []wire.ErrorCode{wire.CodeSignature, wire.CodeForbidden}) {
			t.Errorf("got codes %v", got)
		}
	})
	t.Run("RoleThatWas", func(t *testing.T) {
		s.taken(desk.Direct(desk.Founder, ledger.KindStaff, midwife.ID(), map[string]any{ledger.FieldRoles: []string{ledger.RoleCoordinator}}),
			desk.Direct(desk.Founder, ledger.KindStaff, midwife.ID(), map[string]any{ledger.FieldRoles: []string{ledger.RoleHealth}}))
		raw := restrict(desk.Office.Desk(uuid.New()), midwife, uuid.New(), false, midwife.ID())
		if got := s.codes(s.push(raw), raw); got[0] != wire.CodeForbidden {
			t.Errorf("got code %d", got[0])
		}
	})
}

// testWallsOfAnother closes a case through one process and asks another one,
// which had looked before.
func testWallsOfAnother(t *testing.T, start both) {
	c, s, desk, beside := start(t)
	plain, kept := uuid.New(), uuid.New()
	s.taken(desk.Write(plain, "公開"), desk.Write(kept, "秘密"))
	other := beside(s)
	sameDigests(t, other, []uuid.UUID{c.ID(), plain, kept})
	s.taken(restrict(desk, desk.Founder, kept, false, desk.Founder.ID()))
	sameDigests(t, other, []uuid.UUID{c.ID(), plain})
	if got := other.cases(c.ID(), ""); !slices.Equal(got, []uuid.UUID{plain}) {
		t.Errorf("changes of the other process: got %v", got)
	}
}
