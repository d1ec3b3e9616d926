package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestFindLost: what a machine held, by what it was allowed to hold, and that
// removing it does not make it hold less.
func TestFindLost(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("堀", "ほり", "042-000-2200")
	office.createFamily("桐谷", "きりたに", "042-000-3311")
	station := laptop.Station()
	all, err := office.FindLost(t.Context(), station)
	if err != nil || !all.Everything || all.Cases != 2 || all.Removed != nil {
		t.Fatalf("everything: got %+v, %v", all, err)
	}
	if err := office.SetStationScope(t.Context(), station, ledger.ScopeCarried, nil); err != nil {
		t.Fatal(err)
	}
	until := office.Now().Add(8 * time.Hour)
	if err := office.CheckOut(t.Context(), station, []uuid.UUID{kase}, office.Me().ID, until); err != nil {
		t.Fatal(err)
	}
	if err := office.RemoveStation(t.Context(), station); err != nil {
		t.Fatal(err)
	}
	r, err := office.FindLost(t.Context(), station)
	if err != nil || r.Everything || len(r.Held) != 1 || r.Held[0].Case != kase || r.Held[0].Family != "堀" {
		t.Fatalf("carried: got %+v, %v", r, err)
	}
	if r.Removed == nil || r.Removed.Name != "大沢" {
		t.Errorf("removed: got %+v", r.Removed)
	}
	if _, err := office.FindLost(t.Context(), uuid.New()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown: got %v", err)
	}
	if _, err := laptop.FindLost(t.Context(), station); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("by a nurse: got %v", err)
	}
}

// TestRenewGroups: what is written after the keys were renewed does not open
// with those from before.
func TestRenewGroups(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("堀", "ほり", "042-000-2200")
	office.push()
	laptop.pull()
	if err := laptop.RenewGroups(t.Context()); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("by a nurse: got %v", err)
	}
	dir := office.Directory()
	before, epoch := dir.CurrentKey(dir.Groups[ledger.GroupAllStaff])
	if err := office.RenewGroups(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir = office.Directory()
	after, next := dir.CurrentKey(dir.Groups[ledger.GroupAllStaff])
	if after == before || next != epoch+1 {
		t.Fatalf("epoch %d after %d, the same key: %v", next, epoch, after == before)
	}
	note, err := office.Put(t.Context(), store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "facts": "あとで書いた"}})
	if err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	if r, err := laptop.FindRecord(t.Context(), note.ID); err != nil || r.Text("facts") != "あとで書いた" {
		t.Errorf("those who remain read it: got %v, %v", r, err)
	}
}
