package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// pushHeld hands everything unsent to a center that has a removed author: it
// refuses with "held" what comes of that chain, and takes the rest. It returns
// what lies in the hold box then.
func (s *station) pushHeld(removed uuid.UUID) []ledger.Logged {
	s.city.t.Helper()
	ctx := s.city.t.Context()
	raws, err := s.Unsent(ctx, 1000)
	if err != nil {
		s.city.t.Fatal(err)
	}
	stopped := map[uuid.UUID]bool{}
	var held []ledger.Logged
	var refusals []ledger.Refusal
	var receipts ledger.Receipts
	for _, raw := range raws {
		c, err := ledger.Decode(raw)
		if err != nil {
			s.city.t.Fatal(err)
		}
		if c.Author == removed || stopped[c.Case] {
			stopped[c.Case] = true
			held = append(held, ledger.Logged{Seq: uint64(len(held) + 1), At: s.city.stamp(), Raw: raw})
			refusals = append(refusals, ledger.Refusal{Case: c.Case, Station: c.Station, N: c.N, Code: 30, Text: "held"})
			continue
		}
		seq := uint64(len(s.city.log) + 1)
		s.city.seen[ledger.HashOf(raw)] = seq
		s.city.log = append(s.city.log, ledger.Logged{Seq: seq, At: s.city.stamp(), Raw: raw})
		receipts.Items = append(receipts.Items, ledger.Receipt{Case: c.Case, Station: c.Station, N: c.N, Hash: ledger.HashOf(raw), Seq: seq, At: s.city.stamp()})
	}
	receipts.Sign(s.city.key)
	if err := errors.Join(s.Receipted(ctx, receipts), s.Refused(ctx, refusals)); err != nil {
		s.city.t.Fatal(err)
	}
	return held
}

func (s *station) receiveHeld(held []ledger.Logged) {
	s.city.t.Helper()
	if err := s.ReceiveHeld(s.city.t.Context(), ledger.Cursor{LogID: s.city.id, Seq: uint64(len(held))}, held); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) holdBox() []store.HeldEdit {
	s.city.t.Helper()
	out, err := s.FindHoldBox(s.city.t.Context())
	if err != nil {
		s.city.t.Fatal(err)
	}
	return out
}

func (s *station) remove(staff uuid.UUID) {
	s.city.t.Helper()
	if err := s.RemoveStaff(s.city.t.Context(), staff); err != nil {
		s.city.t.Fatal(err)
	}
}

// leaver is a nurse who wrote offline in a family's case and was removed
// before her laptop was on the network again.
type leaver struct {
	office, laptop *station
	kase, family   uuid.UUID
	note           uuid.UUID
	nurse          uuid.UUID
}

func newLeaver(t *testing.T) *leaver {
	office, laptop := twoStations(t)
	l := &leaver{office: office, laptop: laptop, nurse: laptop.Me().ID, note: store.NewRecordID()}
	l.kase, l.family = office.createFamily("森田", "もりた", "042-000-0000")
	office.reconcile()
	laptop.reconcile()
	laptop.put(store.Write{Case: l.kase, Record: l.family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-1111", "address": "本町1"}})
	laptop.put(store.Write{Case: l.kase, Record: l.note, Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "time": "10:00", "method": "phone", "facts": "夜は眠れている。"}})
	office.remove(l.nurse)
	office.push()
	laptop.pull()
	return l
}

// TestHeldIsTakenIn is L05 at the store: what somebody wrote before anybody
// told them that they were removed is shown to who is in charge, taken in
// field by field, and settled everywhere.
func TestHeldIsTakenIn(t *testing.T) {
	l := newLeaver(t)
	l.office.put(store.Write{Case: l.kase, Record: l.family, Kind: store.KindFamily, Set: map[string]any{"address": "栄町2"}})
	held := l.laptop.pushHeld(l.nurse)
	l.office.receiveHeld(held)
	l.office.receiveHeld(held) // again, which changes nothing
	box := l.office.holdBox()
	if len(box) != 2 || !box[0].May || box[0].New || !box[1].New || box[0].Author != l.nurse || box[0].Family != "森田" {
		t.Fatalf("hold box: got %+v", box)
	}
	for _, want := range []store.HeldField{
		{Name: "address", Held: "本町1", Before: nil, Now: "栄町2"},
		{Name: "phone", Held: "042-000-1111", Before: "042-000-0000", Now: "042-000-0000"},
	} {
		i := slices.IndexFunc(box[0].Fields, func(f store.HeldField) bool { return f.Name == want.Name })
		if i < 0 || box[0].Fields[i] != want {
			t.Errorf("field: got %+v, want %+v", box[0].Fields, want)
		} else if box[0].Fields[i].Moved() != (want.Name == "address") {
			t.Errorf("%s: moved %v", want.Name, box[0].Fields[i].Moved())
		}
	}
	if err := l.office.Adopt(t.Context(), box[0], []string{"phone"}, ""); !errors.Is(err, store.ErrReasonNeeded) {
		t.Fatalf("without a reason: got %v", err)
	}
	if err := l.office.Adopt(t.Context(), box[0], []string{"phone"}, "電話で確かめた"); err != nil {
		t.Fatal(err)
	}
	if err := l.office.Adopt(t.Context(), box[0], []string{"phone"}, "もう一度"); !errors.Is(err, store.ErrNotYours) {
		t.Errorf("twice: got %v", err)
	}
	if err := l.office.Adopt(t.Context(), box[1], nil, "訪問の記録なので"); err != nil {
		t.Fatal(err)
	}
	if left := l.office.holdBox(); len(left) != 0 {
		t.Errorf("still in the box: %+v", left)
	}
	r, err := l.office.FindRecord(t.Context(), l.family)
	if err != nil || r.Text("phone") != "042-000-1111" || r.Text("address") != "栄町2" {
		t.Fatalf("the family: got %+v, %v", r, err)
	}
	if r, err := l.office.FindRecord(t.Context(), l.note); err != nil || r.Text("facts") != "夜は眠れている。" || r.Author != l.office.Me().ID {
		t.Fatalf("the note: got %+v, %v", r, err)
	}
	file, err := l.office.FindCase(t.Context(), l.kase)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range file.Records {
		by, taken := file.WrittenBy(r)
		if want := r.ID == l.note; taken != want || want && by != l.nurse || !want && by != r.Author {
			t.Errorf("%s %s: written by %s, taken in %v", r.Kind, r.ID, by, taken)
		}
	}
	versions, err := l.office.History(t.Context(), l.family)
	if err != nil || !slices.ContainsFunc(versions, func(v store.Version) bool {
		return strings.Contains(v.Reason, "電話で確かめた") && strings.Contains(v.Reason, "中野")
	}) {
		t.Errorf("the reason does not name the author: %+v, %v", versions, err)
	}

	// Another station that reads the hold box later sees that it is settled.
	l.office.push()
	third := l.office.city.join("L-03", l.office.Me().ID, l.office.Me().ID)
	third.pull()
	third.receiveHeld(held)
	if left := third.holdBox(); len(left) != 0 {
		t.Errorf("elsewhere still in the box: %+v", left)
	}
	// The one who left cannot open what was decided: it was written after.
	l.laptop.pull()
	if left := l.laptop.holdBox(); len(left) != 2 {
		t.Errorf("at its own station: %+v", left)
	}
}

// TestHeldMovedWhileShown decides about a field that somebody wrote while the
// page was open.
func TestHeldMovedWhileShown(t *testing.T) {
	l := newLeaver(t)
	l.office.receiveHeld(l.laptop.pushHeld(l.nurse))
	shown := l.office.holdBox()[0]
	l.office.put(store.Write{Case: l.kase, Record: l.family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-999-9999"}})
	err := l.office.Adopt(t.Context(), shown, []string{"phone"}, "確かめた")
	if !errors.Is(err, store.ErrMoved) {
		t.Fatalf("got %v", err)
	}
	if box := l.office.holdBox(); len(box) != 2 {
		t.Errorf("a refused decision settled something: %+v", box)
	}
	if err := l.office.Dismiss(t.Context(), shown, "新しい番号のほうが正しい"); err != nil {
		t.Fatal(err)
	}
	if box := l.office.holdBox(); len(box) != 1 || box[0].Kind != store.KindNote {
		t.Errorf("after: %+v", box)
	}
}

// TestWhoMayTakeIn asks a nurse who is in charge, and one who is not.
func TestWhoMayTakeIn(t *testing.T) {
	l := newLeaver(t)
	held := l.laptop.pushHeld(l.nurse)
	other, err := l.office.AddStaff(t.Context(), store.NewStaff{Name: "早川", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	l.office.push()
	desk := l.office.city.join("庁内PC-12", other, l.office.Me().ID)
	desk.pull()
	desk.receiveHeld(held)
	box := desk.holdBox()
	if len(box) != 2 || box[0].May {
		t.Fatalf("not in charge: got %+v", box)
	}
	if err := desk.Adopt(t.Context(), box[0], nil, "理由"); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("not in charge: got %v", err)
	}
	l.office.put(store.Write{Case: l.kase, Record: l.family, Kind: store.KindFamily, Set: map[string]any{"mch_staff": other.String()}})
	l.office.push()
	desk.pull()
	if box = desk.holdBox(); !box[0].May {
		t.Fatalf("in charge: got %+v", box)
	}
	if err := desk.Adopt(t.Context(), box[0], nil, "担当として"); err != nil {
		t.Error(err)
	}
}

// TestHeldWithoutKeyIsCounted keeps what no key here opens, and a change that
// nobody vouches for, without showing either.
func TestHeldWithoutKeyIsCounted(t *testing.T) {
	l := newLeaver(t)
	held := l.laptop.pushHeld(l.nurse)
	stranger := newCity(t).found("よその端末")
	kase, _ := stranger.createFamily("よそ", "よそ", "")
	raws, err := stranger.Unsent(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range raws {
		if c, err := ledger.Decode(raw); err == nil && c.Case == kase {
			held = append(held, ledger.Logged{Seq: uint64(len(held) + 1), Raw: raw})
		}
	}
	l.office.receiveHeld(append(held, ledger.Logged{Seq: 99, Raw: []byte{1, 2, 3}}))
	if box := l.office.holdBox(); len(box) != 2 {
		t.Errorf("shown: got %+v", box)
	}
	if n, err := l.office.CountUnopened(t.Context()); err != nil || n != 2 {
		t.Errorf("unopened: got %d, %v", n, err)
	}
}

// TestHeldCaseIsOpenedByTaking takes in a family that only the hold box knows.
func TestHeldCaseIsOpenedByTaking(t *testing.T) {
	l := newLeaver(t)
	kase, family := l.laptop.createFamily("新井", "あらい", "042-123-4567")
	l.office.receiveHeld(l.laptop.pushHeld(l.nurse))
	box := l.office.holdBox()
	i := slices.IndexFunc(box, func(h store.HeldEdit) bool { return h.Case == kase })
	if i < 0 || !box[i].New {
		t.Fatalf("got %+v", box)
	}
	if l.office.has(kase) {
		t.Fatal("the case is there before anybody took it in")
	}
	if err := l.office.Adopt(t.Context(), box[i], nil, "相談を受けた家庭"); err != nil {
		t.Fatal(err)
	}
	l.office.push()
	third := l.office.city.join("L-03", l.office.Me().ID, l.office.Me().ID)
	third.pull()
	if r, err := third.FindRecord(t.Context(), family); err != nil || r.Text("name") != "新井" {
		t.Errorf("elsewhere: got %+v, %v", r, err)
	}
}
