package logtest

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

func station(key byte, at time.Time) logbook.Station {
	return logbook.Station{ID: uuid.New(), Name: "相談室 1", Type: ledger.StationOffice, Key: []byte{key}, At: at.UnixMilli()}
}

func testInvites(t *testing.T, open Opener) {
	log, _ := open(t)
	for _, hash := range []string{"good", "late", "open"} {
		i := logbook.Invite{Hash: []byte(hash), By: uuid.New(), Expires: at.Add(time.Hour)}
		for range 2 {
			if err := log.AddInvite(t.Context(), i); err != nil {
				t.Fatal(err)
			}
		}
	}
	first := station(1, at)
	for _, tc := range []struct {
		name, hash string
		station    logbook.Station
		want       error
	}{
		{"OK", "good", first, nil},
		{"SameKeyAgain", "good", station(1, at.Add(2*time.Hour)), nil},
		{"ErrInviteUsed", "good", station(2, at), logbook.ErrInviteUsed},
		{"ErrInviteUnknown", "none", station(3, at), logbook.ErrInviteUnknown},
		{"ErrInviteExpired", "late", station(4, at.Add(time.Hour+time.Millisecond)), logbook.ErrInviteExpired},
		{"LastMoment", "late", station(5, at.Add(time.Hour)), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := log.UseInvite(t.Context(), []byte(tc.hash), tc.station)
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			kept, err := log.FindStation(t.Context(), tc.station.ID)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case tc.want != nil && kept != nil:
				t.Errorf("station was kept: %+v", kept)
			case tc.name == "SameKeyAgain" && (!reflect.DeepEqual(got, first) || kept != nil):
				t.Errorf("got %+v, want the first station %+v", got, first)
			case tc.name == "OK" && (kept == nil || !reflect.DeepEqual(*kept, first)):
				t.Errorf("got %+v, want %+v", kept, first)
			}
		})
	}
	totals, err := log.Totals(t.Context(), at)
	if want := (logbook.Totals{Stations: 2, OpenInvites: 1}); err != nil || totals != want {
		t.Errorf("totals: got %+v, %v; want %+v", totals, err, want)
	}
	if totals, err := log.Totals(t.Context(), at.Add(2*time.Hour)); err != nil || totals.OpenInvites != 0 {
		t.Errorf("totals later: got %+v, %v; want no open invite", totals, err)
	}
}

func testStations(t *testing.T, open Opener) {
	log, _ := open(t)
	s := station(1, at)
	if got, err := log.FindStation(t.Context(), s.ID); got != nil || err != nil {
		t.Errorf("before: got %+v, %v", got, err)
	}
	other := s
	other.Key = []byte{9}
	for _, add := range []logbook.Station{s, other} {
		if err := log.AddStation(t.Context(), add); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := log.FindStation(t.Context(), s.ID); err != nil || got == nil || !reflect.DeepEqual(*got, s) {
		t.Errorf("got %+v, %v; want %+v", got, err, s)
	}
	later, earlier := station(2, at.Add(time.Minute)), station(3, at.Add(-time.Minute))
	for _, add := range []logbook.Station{later, earlier} {
		if err := log.AddStation(t.Context(), add); err != nil {
			t.Fatal(err)
		}
	}
	list, err := log.Stations(t.Context())
	if want := []logbook.Station{earlier, s, later}; err != nil || !reflect.DeepEqual(list, want) {
		t.Errorf("stations: got %+v, %v; want %+v", list, err, want)
	}
}

// testConcurrent lets several stations append at once: each chain whole, no
// number twice, and of two that want the same place one is told so.
func testConcurrent(t *testing.T, open Opener) {
	log, _ := open(t)
	contested := chain()
	const stations, rounds = 8, 20
	var won, moved int
	var mu sync.Mutex
	var writing sync.WaitGroup
	for range stations {
		writing.Go(func() {
			own := chain()
			head := ledger.Head{}
			for range rounds {
				x := extend(own, head, 2)
				if _, err := log.Append(t.Context(), logbook.Batch{At: 1, Extensions: []logbook.Extension{x}}); err != nil {
					t.Errorf("append: %v", err)
					return
				}
				head = x.To
			}
			_, err := log.Append(t.Context(), logbook.Batch{At: 1, Extensions: []logbook.Extension{extend(contested, ledger.Head{}, 1)}})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case errors.Is(err, logbook.ErrMoved):
				moved++
			default:
				t.Errorf("append to a contested chain: %v", err)
			}
		})
	}
	writing.Wait()
	if won != 1 || moved != stations-1 {
		t.Errorf("contested chain: %d won and %d were told, want 1 and %d", won, moved, stations-1)
	}
	changes, err := log.Changes(t.Context(), all())
	if err != nil || len(changes) != stations*rounds*2+1 {
		t.Fatalf("changes: got %d, %v; want %d", len(changes), err, stations*rounds*2+1)
	}
	for i := 1; i < len(changes); i++ {
		if changes[i].Seq <= changes[i-1].Seq {
			t.Fatalf("number %d comes after %d", changes[i].Seq, changes[i-1].Seq)
		}
	}
}

func testRevocations(t *testing.T, open Opener) {
	log, again := open(t)
	if got, err := log.Revocations(t.Context()); len(got) != 0 || err != nil {
		t.Errorf("before: got %v, %v", got, err)
	}
	late := logbook.Revocation{Station: uuid.New(), At: 2, Reason: "盗難"}
	early := logbook.Revocation{Station: uuid.New(), At: 1}
	second := logbook.Revocation{Station: late.Station, At: 0, Reason: "again"}
	for _, r := range []logbook.Revocation{late, early, second} {
		if err := log.Revoke(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := again().Revocations(t.Context())
	if want := []logbook.Revocation{early, late}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}
