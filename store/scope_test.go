package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// pass lets time go by.
func (c *city) pass(d time.Duration) {
	c.tick.Lock()
	defer c.tick.Unlock()
	c.now = c.now.Add(d)
}

// reconcile does what the engine does in one round against the city's log: it
// pushes, pulls what is in scope, fetches what is lacking and lets go.
func (s *station) reconcile() (waiting int) {
	s.city.t.Helper()
	ctx := s.city.t.Context()
	s.push()
	cursor, err := s.Cursor(ctx)
	if err != nil {
		s.city.t.Fatal(err)
	}
	s.receive(ledger.Cursor{LogID: s.city.id, Seq: uint64(len(s.city.log))}, s.city.log[cursor.Seq:], s.scope().Has)
	lacking, err := s.Lacking(ctx)
	if err != nil {
		s.city.t.Fatal(err)
	}
	for _, kase := range lacking {
		s.fetch(kase, len(s.city.log))
	}
	if waiting, err = s.Trim(ctx); err != nil {
		s.city.t.Fatal(err)
	}
	s.push()
	return waiting
}

func (s *station) scope() ledger.Scope {
	s.city.t.Helper()
	scope, err := s.Scope(s.city.t.Context())
	if err != nil {
		s.city.t.Fatal(err)
	}
	return scope
}

// fetch brings up to limit changes of one case, without moving the cursor.
func (s *station) fetch(kase uuid.UUID, limit int) {
	s.city.t.Helper()
	cursor, err := s.Cursor(s.city.t.Context())
	if err != nil {
		s.city.t.Fatal(err)
	}
	var of []ledger.Logged
	for _, l := range s.city.log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Case == kase && len(of) < limit {
			of = append(of, l)
		}
	}
	s.receive(cursor, of, func(uuid.UUID) bool { return true })
}

func (s *station) receive(cursor ledger.Cursor, logged []ledger.Logged, want func(uuid.UUID) bool) {
	s.city.t.Helper()
	logged = slices.DeleteFunc(slices.Clone(logged), func(l ledger.Logged) bool {
		c, err := ledger.Decode(l.Raw)
		return err != nil || !want(c.Case)
	})
	if err := s.Receive(s.city.t.Context(), cursor, logged); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) setScope(station uuid.UUID, scope string, users ...uuid.UUID) {
	s.city.t.Helper()
	if err := s.SetStationScope(s.city.t.Context(), station, scope, users); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) checkOut(to *station, until time.Time, cases ...uuid.UUID) {
	s.city.t.Helper()
	if err := s.CheckOut(s.city.t.Context(), to.Station(), cases, to.Me().ID, until); err != nil {
		s.city.t.Fatal(err)
	}
}

// has reports whether a station has a case.
func (s *station) has(kase uuid.UUID) bool {
	s.city.t.Helper()
	_, err := s.FindCase(s.city.t.Context(), kase)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.city.t.Fatal(err)
	}
	return err == nil
}

// TestCarriedCaseComesAndGoes checks a case out to a laptop for the day and in
// again: it is there whole between the two, and gone without a trace after.
func TestCarriedCaseComesAndGoes(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("蓮見沢", "はすみざわ", "042-777-8899")
	other, _ := office.createFamily("森田", "もりた", "")
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.reconcile()
	laptop.reconcile()
	if laptop.has(kase) || laptop.has(other) {
		t.Fatal("a laptop that holds what it carries has other cases")
	}

	office.checkOut(laptop, office.city.now.Add(8*time.Hour), kase)
	office.reconcile()
	laptop.reconcile() // hears of it
	laptop.reconcile()
	if !laptop.has(kase) || laptop.has(other) {
		t.Fatalf("carried: got %v, another: got %v", laptop.has(kase), laptop.has(other))
	}
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-777-0000"}})
	carries, err := laptop.FindCarries(t.Context(), store.CarryFilter{Station: laptop.Station()})
	if err != nil || len(carries) != 1 || carries[0].Family != "蓮見沢" || carries[0].StationName != "L-02" || carries[0].Overdue {
		t.Fatalf("carries: got %+v, %v", carries, err)
	}
	if err := laptop.CheckIn(t.Context(), []uuid.UUID{carries[0].ID}); err != nil {
		t.Fatal(err)
	}
	if waiting, err := laptop.Trim(t.Context()); err != nil || waiting != 1 || !laptop.has(kase) {
		t.Fatalf("unsent work: got %d waiting, %v, still there %v", waiting, err, laptop.has(kase))
	}
	why, err := laptop.FindWaiting(t.Context())
	if err != nil || len(why) != 1 || why[0].Unsent != 1 || why[0].Family != "蓮見沢" {
		t.Fatalf("why it waits: got %+v, %v", why, err)
	}
	if waiting := laptop.reconcile(); waiting != 0 || laptop.has(kase) {
		t.Fatalf("after the receipt: %d waiting, still there %v", waiting, laptop.has(kase))
	}
	office.reconcile()
	if r, err := office.FindRecord(t.Context(), family); err != nil || r.Text("phone") != "042-777-0000" {
		t.Fatalf("at the office: got %+v, %v", r, err)
	}
	if hits, err := laptop.Search(t.Context(), "蓮見沢", 10); err != nil || len(hits) != 0 {
		t.Errorf("search still finds it: %v, %v", hits, err)
	}
	if left := laptop.Traces(kase, family); len(left) != 0 {
		t.Errorf("traces in %v", left)
	}
}

// TestReturningCaseIsWhole brings a case back to a station that wrote in it
// before. Until its own earlier changes are there again, nothing new takes
// their numbers.
func TestReturningCaseIsWhole(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "042-000-0000")
	office.reconcile()
	laptop.reconcile()
	for _, phone := range []string{"042-000-0001", "042-000-0002", "042-000-0003"} {
		laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": phone}})
	}
	laptop.reconcile()
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if laptop.has(kase) {
		t.Fatal("the case is still there")
	}
	office.checkOut(laptop, office.city.now.Add(8*time.Hour), kase)
	office.reconcile()
	laptop.push()
	cursor, err := laptop.Cursor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	laptop.receive(cursor, office.city.log, func(id uuid.UUID) bool { return id == laptop.Carriage() })
	laptop.fetch(kase, 3) // the grant, the family, one of its own changes; then the line is cut
	_, err = laptop.Put(t.Context(), store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": "本町"}})
	if !errors.Is(err, store.ErrArriving) || store.CodeOf(err) != "case_arriving" {
		t.Fatalf("a write into half a case: got %v", err)
	}
	lacking, err := laptop.Lacking(t.Context())
	if err != nil || !slices.Contains(lacking, kase) {
		t.Fatalf("half a case is not lacking: got %v, %v", lacking, err)
	}
	laptop.reconcile()
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": "本町"}})
	laptop.reconcile()
	office.reconcile()
	for _, s := range []*station{office, laptop} {
		r, err := s.FindRecord(t.Context(), family)
		if err != nil || r.Text("address") != "本町" || r.Text("phone") != "042-000-0003" {
			t.Errorf("got %+v, %v", r, err)
		}
		if held, err := s.FindHeld(t.Context()); err != nil || len(held) != 0 {
			t.Errorf("held: got %v, %v", held, err)
		}
	}
}

// TestWhatKeepsACase names everything that keeps a case on a station.
func TestWhatKeepsACase(t *testing.T) {
	for name, tc := range map[string]struct {
		keep func(laptop *station, kase, family uuid.UUID)
		got  func(store.WaitingCase) int
		free func(laptop *station, kase, family uuid.UUID)
	}{
		"draft": {
			keep: func(s *station, kase, family uuid.UUID) {
				if _, err := s.SaveDraft(t.Context(), store.Draft{Record: family, Case: kase, Kind: store.KindFamily, Fields: map[string]any{"name": "森"}}); err != nil {
					t.Fatal(err)
				}
			},
			got: func(w store.WaitingCase) int { return w.Drafts },
			free: func(s *station, _, family uuid.UUID) {
				if err := s.DiscardDraft(t.Context(), family); err != nil {
					t.Fatal(err)
				}
			},
		},
		"refused": {
			keep: func(s *station, kase, family uuid.UUID) {
				s.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "1"}})
				if err := s.Refused(t.Context(), []ledger.Refusal{{Case: kase, Station: s.Station(), N: 1, Code: 20, Text: "malformed"}}); err != nil {
					t.Fatal(err)
				}
			},
			got: func(w store.WaitingCase) int { return w.Refused },
			free: func(s *station, _, _ uuid.UUID) {
				if err := s.RetryRefused(t.Context()); err != nil {
					t.Fatal(err)
				}
			},
		},
		"quarantine": {
			keep: func(s *station, kase, _ uuid.UUID) {
				cursor, err := s.Cursor(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				bad := ledger.Change{Case: kase, Station: uuid.New(), N: 2, Author: s.Me().ID, Body: []byte{0x80}, Sig: make([]byte, 64)}
				if err := s.Receive(t.Context(), cursor, []ledger.Logged{{Seq: 1, Raw: bad.Encode()}}); err != nil {
					t.Fatal(err)
				}
			},
			got: func(w store.WaitingCase) int { return w.Held },
		},
	} {
		t.Run(name, func(t *testing.T) {
			office, laptop := twoStations(t)
			kase, family := office.createFamily("森田", "もりた", "")
			office.reconcile()
			laptop.reconcile()
			tc.keep(laptop, kase, family)
			office.setScope(laptop.Station(), ledger.ScopeCarried)
			office.reconcile()
			laptop.pull()
			if waiting, err := laptop.Trim(t.Context()); err != nil || waiting != 1 || !laptop.has(kase) {
				t.Fatalf("got %d waiting, %v, there %v", waiting, err, laptop.has(kase))
			}
			why, err := laptop.FindWaiting(t.Context())
			if err != nil || len(why) != 1 || tc.got(why[0]) != 1 {
				t.Fatalf("why: got %+v, %v", why, err)
			}
			if tc.free == nil {
				return
			}
			tc.free(laptop, kase, family)
			if waiting := laptop.reconcile(); waiting != 0 || laptop.has(kase) {
				t.Errorf("freed: got %d waiting, there %v", waiting, laptop.has(kase))
			}
		})
	}
}

// TestOwnScopeFollowsTheFamily gives a laptop the cases that its nurse is in
// charge of, and takes them away when another one is.
func TestOwnScopeFollowsTheFamily(t *testing.T) {
	office, laptop := twoStations(t)
	nurse := laptop.Me().ID
	kase, family := office.createFamily("森田", "もりた", "")
	other, _ := office.createFamily("小川", "おがわ", "")
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"mch_staff": nurse.String()}})
	office.setScope(laptop.Station(), ledger.ScopeOwn, nurse)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if !laptop.has(kase) || laptop.has(other) {
		t.Fatalf("own %v, other %v", laptop.has(kase), laptop.has(other))
	}
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"mch_staff": office.Me().ID.String()}})
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if laptop.has(kase) {
		t.Fatal("the case stayed after it was handed over")
	}
	if err := laptop.SetStationScope(t.Context(), laptop.Station(), ledger.ScopeAll, nil); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a nurse widens her laptop: got %v", err)
	}
	office.setScope(laptop.Station(), ledger.ScopeAll)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	if !laptop.has(kase) || !laptop.has(other) {
		t.Errorf("everything again: %v %v", laptop.has(kase), laptop.has(other))
	}
}

// TestRechargeAfterOffline mends the book after a family was handed over on a
// station that did not know that another one goes by it.
func TestRechargeAfterOffline(t *testing.T) {
	office, laptop := twoStations(t)
	nurse := laptop.Me().ID
	kase, family := office.createFamily("森田", "もりた", "")
	office.reconcile()
	laptop.reconcile()
	other := office.city.join("L-03", nurse, office.Me().ID)
	other.reconcile()
	office.pull()
	laptop.pull()
	office.setScope(other.Station(), ledger.ScopeOwn, nurse)
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"mch_staff": nurse.String()}})
	laptop.reconcile()
	office.reconcile()
	for range 4 { // each station of the two has its turn within the patience
		for _, s := range []*station{office, laptop} {
			if err := s.Recharge(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.reconcile()
		}
		office.city.pass(20 * time.Minute)
	}
	other.reconcile()
	other.reconcile()
	if !other.has(kase) {
		t.Fatal("the one in charge does not get the case")
	}
}

// TestHouseStaysInEveryScope trims a station that carries nothing.
func TestHouseStaysInEveryScope(t *testing.T) {
	office, laptop := twoStations(t)
	office.put(store.Write{Case: office.Office(), Record: store.NewRecordID(), Kind: store.KindTask, Set: map[string]any{"what": "会議室を取る", "due": "2026-11-25"}})
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	tasks, err := laptop.FindOffice(t.Context(), store.KindTask)
	if err != nil || len(tasks) != 1 {
		t.Errorf("the office file: got %v, %v", tasks, err)
	}
	if laptop.Me().Name != "中野" {
		t.Errorf("the directory: got %+v", laptop.Me())
	}
}

// TestMergedCasesTravelTogether checks out one of two cases that are shown as
// one.
func TestMergedCasesTravelTogether(t *testing.T) {
	office, laptop := twoStations(t)
	a, _ := office.createFamily("森田", "もりた", "")
	b, _ := office.createFamily("森田", "もりた", "")
	if err := office.MergeCases(t.Context(), a, b, nil, "同じ家庭だった"); err != nil {
		t.Fatal(err)
	}
	office.setScope(laptop.Station(), ledger.ScopeCarried)
	office.checkOut(laptop, office.city.now.Add(time.Hour), a)
	office.reconcile()
	laptop.reconcile()
	laptop.reconcile()
	c, err := laptop.FindCase(t.Context(), a)
	if err != nil || len(c.Joined) != 1 || c.Joined[0].Other != b || c.Joined[0].Name != "森田" {
		t.Fatalf("got %+v, %v", c, err)
	}
	if err := office.CheckOut(t.Context(), laptop.Station(), []uuid.UUID{a}, laptop.Me().ID, office.city.now.Add(-time.Hour)); !errors.Is(err, store.ErrUntilPassed) {
		t.Errorf("until yesterday: got %v", err)
	}
	carries, err := office.FindCarries(t.Context(), store.CarryFilter{})
	if err != nil || len(carries) != 2 {
		t.Fatalf("carries: got %v, %v", carries, err)
	}
	later := office.city.now.Add(5 * time.Hour)
	office.checkOut(laptop, later, b)
	again, err := office.FindCarries(t.Context(), store.CarryFilter{})
	if err != nil || len(again) != 2 || again[0].Until.Before(later.Add(-time.Second)) {
		t.Errorf("lengthened: got %v, %v", again, err)
	}
}
