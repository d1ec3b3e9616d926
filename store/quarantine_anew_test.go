package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// signIn locks the station and opens it for somebody else.
func (s *station) signIn(staff uuid.UUID) {
	s.city.t.Helper()
	if err := s.Close(); err != nil {
		s.city.t.Fatal(err)
	}
	again, err := store.Open(s.city.t.Context(), s.config, staff, password)
	if err != nil {
		s.city.t.Fatal(err)
	}
	s.Store = again
	s.city.t.Cleanup(func() { _ = again.Close() })
}

func (s *station) phone(family uuid.UUID) string {
	s.city.t.Helper()
	r, err := s.FindRecord(s.city.t.Context(), family)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return r.Text("phone")
}

func (s *station) asides() []store.AsideEdit {
	s.city.t.Helper()
	out, err := s.FindAside(s.city.t.Context())
	if err != nil {
		s.city.t.Fatal(err)
	}
	return out
}

// TestOneHeldChangeBlocksNobody is L06 and L11 at the store: on a machine of
// two people, one of whom was removed, what the other wrote behind it goes on,
// when they sign in again, in their own name.
func TestOneHeldChangeBlocksNobody(t *testing.T) {
	l := newLeaver(t)
	other, err := l.office.AddStaff(t.Context(), store.NewStaff{Name: "早川", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	l.office.push()
	l.laptop.pull()
	if err := l.laptop.AddSignIn(t.Context(), other, password); err != nil {
		t.Fatal(err)
	}
	l.laptop.signIn(other)
	behind := store.NewRecordID()
	l.laptop.put(store.Write{Case: l.kase, Record: behind, Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "method": "phone", "facts": "うしろの記録"}})
	l.laptop.put(store.Write{Case: l.kase, Record: behind, Kind: store.KindNote, Reason: "聞き違い", Set: map[string]any{"heard": "母の話"}})
	held := l.laptop.pushHeld(l.nurse)
	if len(held) != 5 { // the case got a new key before the second one wrote
		t.Fatalf("the center holds %d", len(held))
	}
	if left := l.laptop.asides(); len(left) != 0 {
		t.Errorf("set aside: %+v", left)
	}
	if phone := l.laptop.phone(l.family); phone != "042-000-0000" {
		t.Errorf("the removed one's edit still stands in the record: %s", phone)
	}
	l.laptop.push()
	l.office.pull()
	r, err := l.office.FindRecord(t.Context(), behind)
	if err != nil || r.Text("facts") != "うしろの記録" || r.Text("heard") != "母の話" || r.Author != other {
		t.Fatalf("at the office: got %+v, %v", r, err)
	}
	l.office.receiveHeld(held)
	if box := l.office.holdBox(); len(box) != 2 || box[0].Author != l.nurse || box[1].Author != l.nurse {
		t.Errorf("what was written anew waits in the hold box: %+v", box)
	}
	counts, err := l.laptop.Counts(t.Context())
	if err != nil || counts.Unsent != 0 {
		t.Errorf("unsent: %+v, %v", counts, err)
	}
}

// TestSomebodyElsesWaits leaves aside what another person wrote until they
// sign in: nobody's words are signed by another.
func TestSomebodyElsesWaits(t *testing.T) {
	l := newLeaver(t)
	other, err := l.office.AddStaff(t.Context(), store.NewStaff{Name: "早川", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	l.office.push()
	l.laptop.pull()
	for _, who := range []uuid.UUID{other, l.office.Me().ID} {
		if err := l.laptop.AddSignIn(t.Context(), who, password); err != nil {
			t.Fatal(err)
		}
	}
	l.laptop.signIn(other)
	behind := store.NewRecordID()
	l.laptop.put(store.Write{Case: l.kase, Record: behind, Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "method": "phone", "facts": "うしろの記録"}})
	l.laptop.signIn(l.office.Me().ID)
	l.laptop.pushHeld(l.nurse)
	left := l.laptop.asides()
	if len(left) != 1 || left[0].Author != other || left[0].Set["facts"] != "うしろの記録" || left[0].Record != behind {
		t.Fatalf("set aside: %+v", left)
	}
	l.laptop.put(store.Write{Case: l.kase, Record: l.family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-5555"}})
	l.laptop.push() // new work goes on
	l.laptop.signIn(other)
	if left := l.laptop.asides(); len(left) != 0 {
		t.Fatalf("still aside: %+v", left)
	}
	l.laptop.push()
	l.office.pull()
	if r, err := l.office.FindRecord(t.Context(), behind); err != nil || r.Author != other {
		t.Errorf("got %+v, %v", r, err)
	}
	if phone := l.office.phone(l.family); phone != "042-000-5555" {
		t.Errorf("phone: %s", phone)
	}
}

// restored puts a copy of the station's files back, as somebody does from an
// old backup of the machine.
func (s *station) restored(do func()) {
	s.city.t.Helper()
	me := s.Me().ID
	if err := s.Close(); err != nil {
		s.city.t.Fatal(err)
	}
	copied := s.city.t.TempDir()
	if err := os.CopyFS(filepath.Join(copied, "old"), os.DirFS(s.config.Dir)); err != nil {
		s.city.t.Fatal(err)
	}
	again, err := store.Open(s.city.t.Context(), s.config, me, password)
	if err != nil {
		s.city.t.Fatal(err)
	}
	s.Store = again
	do()
	if err := again.Close(); err != nil {
		s.city.t.Fatal(err)
	}
	s.config.Dir = filepath.Join(copied, "old")
	if s.Store, err = store.Open(s.city.t.Context(), s.config, me, password); err != nil {
		s.city.t.Fatal(err)
	}
	last := s.Store
	s.city.t.Cleanup(func() { _ = last.Close() })
}

// pushForked hands everything to a center that has other changes of the same
// numbers.
func (s *station) pushForked() {
	s.city.t.Helper()
	ctx := s.city.t.Context()
	raws, err := s.Unsent(ctx, 1000)
	if err != nil {
		s.city.t.Fatal(err)
	}
	at := map[uuid.UUID]uint64{}
	for _, l := range s.city.log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Station == s.Station() {
			at[c.Case] = c.N
		}
	}
	var refusals []ledger.Refusal
	stopped := map[uuid.UUID]bool{}
	for _, raw := range raws {
		c, err := ledger.Decode(raw)
		if err != nil {
			s.city.t.Fatal(err)
		}
		r := ledger.Refusal{Case: c.Case, Station: c.Station, N: c.N, Code: 23, Text: "the center has another change of this number"}
		if stopped[c.Case] && c.N > at[c.Case] {
			r.Code, r.Text = 22, "chain is broken"
		}
		if c.N <= at[c.Case] || stopped[c.Case] {
			stopped[c.Case] = true
			refusals = append(refusals, r)
		}
	}
	if len(refusals) == 0 {
		s.push()
		return
	}
	if err := s.Refused(ctx, refusals); err != nil {
		s.city.t.Fatal(err)
	}
}

// TestRestoredStationGoesOn writes on a machine that was set back, before it
// has heard of what it sent itself since: everything of both lives stands, and
// what differs is shown.
func TestRestoredStationGoesOn(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "042-000-0000")
	office.reconcile()
	laptop.reconcile()
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": "本町1"}})
	laptop.reconcile()
	first, second := store.NewRecordID(), store.NewRecordID()
	laptop.restored(func() {
		laptop.put(store.Write{Case: kase, Record: first, Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "method": "phone", "facts": "はじめの記録"}})
		laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-1111"}})
		laptop.reconcile()
	})
	laptop.put(store.Write{Case: kase, Record: second, Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "method": "phone", "facts": "戻したあとの記録"}})
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-2222"}})
	laptop.pushForked()
	if _, err := laptop.Put(t.Context(), store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"kana": "もりだ"}}); !errors.Is(err, store.ErrArriving) {
		t.Errorf("a write before the center's changes came: got %v", err)
	}
	laptop.pull()
	laptop.pushForked()
	office.pull()
	for _, s := range []*station{office, laptop} {
		for record, want := range map[uuid.UUID]string{first: "はじめの記録", second: "戻したあとの記録"} {
			if r, err := s.FindRecord(t.Context(), record); err != nil || r.Text("facts") != want {
				t.Errorf("%s: got %+v, %v", want, r, err)
			}
		}
		if phone := s.phone(family); phone != "042-000-1111" {
			t.Errorf("phone: got %s", phone)
		}
	}
	// The second phone number was written over another one unseen: a person
	// who has seen both writes it once more, or lets it go.
	left := laptop.asides()
	if len(left) != 1 || left[0].Set["phone"] != "042-000-2222" || left[0].Base["phone"] != "042-000-0000" || left[0].Now["phone"] != "042-000-1111" || left[0].Family != "森田" {
		t.Fatalf("set aside: %+v", left)
	}
	if err := laptop.WriteAnew(t.Context(), left[0].Hash); err != nil {
		t.Fatal(err)
	}
	laptop.pushForked()
	office.pull()
	if phone := office.phone(family); phone != "042-000-2222" {
		t.Errorf("phone: got %s", phone)
	}
	for _, s := range []*station{office, laptop} {
		if held, err := s.FindHeld(t.Context()); err != nil || len(held) != 0 {
			t.Errorf("held: got %+v, %v", held, err)
		}
	}
}

// TestRefusedForGood takes a change that the center will never take out of its
// chain, by hand, and lets it go; what was written behind it goes on.
func TestRefusedForGood(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "042-000-0000")
	office.reconcile()
	laptop.reconcile()
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-1111"}})
	note := store.NewRecordID()
	laptop.put(store.Write{Case: kase, Record: note, Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "method": "phone", "facts": "うしろの記録"}})
	dot := ledger.Dot{Station: laptop.Station(), N: 1}
	if err := laptop.SetAside(t.Context(), kase, dot); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("before it is refused: got %v", err)
	}
	if err := laptop.Refused(t.Context(), []ledger.Refusal{
		{Case: kase, Station: dot.Station, N: 1, Code: 24, Text: "signature"}, {Case: kase, Station: dot.Station, N: 2, Code: 21, Text: "follows it"},
	}); err != nil {
		t.Fatal(err)
	}
	held, err := laptop.FindHeld(t.Context())
	if err != nil || len(held) != 2 || held[0].Refusal == 0 || !held[0].Own {
		t.Fatalf("held: %+v, %v", held, err)
	}
	if err := laptop.SetAside(t.Context(), kase, dot); err != nil {
		t.Fatal(err)
	}
	left := laptop.asides()
	if len(left) != 2 || laptop.phone(family) != "042-000-0000" {
		t.Fatalf("aside: %+v, phone %s", left, laptop.phone(family))
	}
	if err := laptop.WriteAnew(t.Context(), left[1].Hash); err != nil {
		t.Fatal(err)
	}
	if err := laptop.LetGo(t.Context(), left[0].Hash); err != nil {
		t.Fatal(err)
	}
	if err := laptop.LetGo(t.Context(), left[0].Hash); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("twice: got %v", err)
	}
	laptop.reconcile()
	office.reconcile()
	if r, err := office.FindRecord(t.Context(), note); err != nil || r.Text("facts") != "うしろの記録" {
		t.Errorf("the note: %+v, %v", r, err)
	}
	if phone := office.phone(family); phone != "042-000-0000" {
		t.Errorf("phone: %s", phone)
	}
}
