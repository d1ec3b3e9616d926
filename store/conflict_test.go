package store_test

import (
	"errors"
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

func (s *station) conflict(family *store.Record) *store.Conflict {
	s.city.t.Helper()
	c, err := s.FindConflict(s.city.t.Context(), family.ID)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return c
}

// TestNothingIsOverwrittenUnseen corrects a field that a colleague has
// corrected since the page was opened: neither value is lost, and nobody but
// the writer decides.
func TestNothingIsOverwrittenUnseen(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("堀", "ほり", "042-000-2200")
	exchange(office, laptop)
	// The laptop opens the page, is offline for a while, and hears of the
	// office's number before it saves.
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-3317"}})
	exchange(office, laptop)
	w := store.Write{
		Case: kase, Record: family, Kind: store.KindFamily,
		Set: map[string]any{"phone": "042-000-3311", "address": "ひばり市一丁目"},
		Was: map[string]any{"phone": "042-000-2200", "address": nil},
	}
	_, err := laptop.Put(t.Context(), w)
	var moved *store.MovedError
	if !errors.As(err, &moved) || !errors.Is(err, store.ErrMoved) || store.CodeOf(err) != "moved" {
		t.Fatalf("got %v, want a MovedError", err)
	}
	f := moved.Fields[0]
	if len(moved.Fields) != 1 || f.Name != "phone" || f.Was != "042-000-2200" || f.Now != "042-000-3317" || f.New != "042-000-3311" || f.Station != office.Station() {
		t.Errorf("moved: got %+v", moved.Fields)
	}
	if r, err := laptop.FindRecord(t.Context(), family); err != nil || r.Text("phone") != "042-000-3317" || r.Text("address") != "" {
		t.Errorf("after the refusal: got %v, %v", r.Fields, err)
	}
	w.Was["phone"] = f.Now // seen, and decided
	if r := laptop.put(w); r.Text("phone") != "042-000-3311" || r.Text("address") != "ひばり市一丁目" {
		t.Errorf("decided: got %v", r.Fields)
	}
}

func TestCorrectionOfAFieldInConflict(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("堀", "ほり", "042-000-2200")
	exchange(office, laptop)
	set := func(s *station, phone string) {
		s.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": phone}})
	}
	set(office, "042-000-3317")
	set(laptop, "042-000-3311")
	exchange(office, laptop)
	shown, err := office.FindRecord(t.Context(), family)
	if err != nil {
		t.Fatal(err)
	}
	_, err = office.Put(t.Context(), store.Write{
		Case: kase, Record: family, Kind: store.KindFamily,
		Set: map[string]any{"phone": "042-000-9999"}, Was: map[string]any{"phone": shown.Text("phone")},
	})
	if !errors.Is(err, store.ErrInConflict) {
		t.Fatalf("got %v, want %v", err, store.ErrInConflict)
	}
	if c := office.conflict(shown); len(c.Fields[0].Values) != 2 {
		t.Errorf("conflict: got %+v", c.Fields)
	}
}

// TestSettleDecidesOnlyWhatWasShown lets a third value arrive between the look
// and the decision.
func TestSettleDecidesOnlyWhatWasShown(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("堀", "ほり", "042-000-2200")
	exchange(office, laptop)
	third := office.city.join("PC-12", office.Me().ID, office.Me().ID)
	third.pull()
	for s, phone := range map[*station]string{office: "1", laptop: "2", third: "3"} {
		s.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-000" + phone}})
	}
	exchange(office, laptop)
	record, err := office.FindRecord(t.Context(), family)
	if err != nil {
		t.Fatal(err)
	}
	shown := office.conflict(record)
	exchange(third, office)
	settle := map[string]any{"phone": "042-000-0001"}
	if err := office.Settle(t.Context(), shown, settle, "確かめた"); !errors.Is(err, store.ErrMoved) {
		t.Fatalf("settled unseen: got %v, want %v", err, store.ErrMoved)
	}
	again := office.conflict(record)
	if len(again.Fields[0].Values) != 3 {
		t.Fatalf("values: got %+v", again.Fields[0].Values)
	}
	if err := office.Settle(t.Context(), again, settle, "確かめた"); err != nil {
		t.Fatal(err)
	}
	if err := office.Settle(t.Context(), again, settle, "もう一度"); !errors.Is(err, store.ErrMoved) {
		t.Errorf("settled twice: got %v, want %v", err, store.ErrMoved)
	}
}

// TestSettledOnTwoMachines decides the same conflict differently on both:
// that is a conflict of its own, of the two decisions.
func TestSettledOnTwoMachines(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("堀", "ほり", "042-000-2200")
	exchange(office, laptop)
	for s, phone := range map[*station]string{office: "1", laptop: "2"} {
		s.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-000" + phone}})
	}
	exchange(office, laptop)
	record, err := office.FindRecord(t.Context(), family)
	if err != nil {
		t.Fatal(err)
	}
	for s, phone := range map[*station]string{office: "8", laptop: "9"} {
		if err := s.Settle(t.Context(), s.conflict(record), map[string]any{"phone": "042-000-000" + phone}, "確かめた"); err != nil {
			t.Fatal(err)
		}
	}
	exchange(office, laptop)
	exchange(office, laptop)
	for _, s := range []*station{office, laptop} {
		f := s.conflict(record).Fields[0]
		if len(f.Values) != 2 || f.Values[0].Reason != "確かめた" {
			t.Errorf("decisions: got %+v", f.Values)
		}
	}
	if err := laptop.Settle(t.Context(), laptop.conflict(record), map[string]any{"phone": "042-000-0008"}, "二人で決めた"); err != nil {
		t.Fatal(err)
	}
	exchange(laptop, office)
	if _, err := office.FindConflict(t.Context(), family); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("settled by both: got %v", err)
	}
}

// TestWithdrawnHereEditedThere shows both sides, with what was written, and
// either decision holds everywhere.
func TestWithdrawnHereEditedThere(t *testing.T) {
	for name, tc := range map[string]struct {
		decide string
		want   store.State
	}{
		"Kept":      {ledger.StateConfirmed, store.StateConfirmed},
		"Withdrawn": {ledger.StateWithdrawn, store.StateWithdrawn},
	} {
		t.Run(name, func(t *testing.T) {
			office, laptop := twoStations(t)
			kase, _ := office.createFamily("堀", "ほり", "042-000-2200")
			note := store.NewRecordID()
			fields := map[string]any{"on": "2026-11-20", "method": "phone", "facts": "母から電話"}
			r := office.put(store.Write{Case: kase, Record: note, Kind: store.KindNote, Set: fields})
			exchange(office, laptop)
			if err := office.Withdraw(t.Context(), note, "別の家庭だった"); err != nil {
				t.Fatal(err)
			}
			laptop.put(store.Write{Case: kase, Record: note, Kind: store.KindNote, Set: map[string]any{"facts": "母から電話。折り返す。"}, Reason: "書きもらし"})
			exchange(office, laptop)
			exchange(office, laptop)
			for _, s := range []*station{office, laptop} {
				c := s.conflict(r)
				if len(c.Fields) != 1 || c.Fields[0].Name != ledger.FieldState || len(c.Fields[0].Values) != 2 {
					t.Fatalf("conflict: got %+v", c.Fields)
				}
				gone, kept := c.Fields[0].Values[0], c.Fields[0].Values[1]
				if gone.Value != ledger.StateWithdrawn || gone.Reason != "別の家庭だった" || gone.Station != office.Station() {
					t.Errorf("withdrawal: got %+v", gone)
				}
				if kept.Value != ledger.StateConfirmed || kept.Edited["facts"] != "母から電話。折り返す。" || kept.Station != laptop.Station() {
					t.Errorf("edit: got %+v", kept)
				}
			}
			if err := laptop.Settle(t.Context(), laptop.conflict(r), map[string]any{ledger.FieldState: tc.decide}, "電話で確かめた"); err != nil {
				t.Fatal(err)
			}
			exchange(laptop, office)
			got, err := office.FindRecord(t.Context(), note)
			if err != nil || got.State != tc.want || len(got.Conflicts) != 0 || got.Text("facts") != "母から電話。折り返す。" {
				t.Errorf("decided: got %+v, %v", got, err)
			}
		})
	}
}

// TestDraftKeepsWhatItBeganFrom writes the draft of a correction and reads it
// after the program's end.
func TestDraftKeepsWhatItBeganFrom(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("堀", "ほり", "042-000-2200")
	d := store.Draft{Record: store.NewRecordID(), Case: kase, Kind: "edit", Fields: map[string]any{"phone": "1"}, Was: map[string]any{"phone": "042-000-2200", "address": nil}}
	if _, err := office.SaveDraft(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	office.reopen()
	got, err := office.FindDraft(t.Context(), d.Record)
	if err != nil {
		t.Fatal(err)
	}
	if was, ok := got.Was["address"]; !ok || was != nil || got.Was["phone"] != "042-000-2200" {
		t.Errorf("got %v, want %v", got.Was, d.Was)
	}
}
