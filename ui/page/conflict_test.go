package page_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
)

// second opens another station of the same center, with the same person.
func (d *desk) second() *store.Store {
	d.t.Helper()
	ctx := d.t.Context()
	log := d.log()
	var directory []ledger.Logged
	for _, l := range log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Case == d.center.ID() {
			directory = append(directory, l)
		}
	}
	e := d.enrolment("L-02")
	e.Founder, e.CenterSecret = d.store.Me().ID, d.store.CenterSecret()
	config := d.config
	config.Dir = d.t.TempDir()
	s, err := store.Join(ctx, config, e, directory, d.store.Me().ID, password)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = s.Close() })
	if err := s.Receive(ctx, ledger.Cursor{LogID: d.center.ID(), Seq: uint64(len(log))}, log); err != nil {
		d.t.Fatal(err)
	}
	return s
}

// log is all that the desk's store has written.
func (d *desk) log() []ledger.Logged {
	d.t.Helper()
	return logOf(d, d.store)
}

func logOf(d *desk, s *store.Store) []ledger.Logged {
	raws, err := s.Unsent(d.t.Context(), 10_000)
	if err != nil {
		d.t.Fatal(err)
	}
	var log []ledger.Logged
	for i, raw := range raws {
		log = append(log, ledger.Logged{Seq: uint64(i + 1), At: 1, Raw: raw})
	}
	return log
}

func TestConflictIsSettledByAPerson(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	ctx := t.Context()
	other := d.second()
	put := func(s *store.Store, field, value string) {
		t.Helper()
		w := store.Write{Case: f.kase, Record: f.record, Kind: store.KindFamily, Set: map[string]any{field: value}}
		if _, err := s.Put(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
	put(d.store, "phone", "042-000-3320")
	put(other, "phone", "042-000-3317")
	put(other, "address", "田無町4丁目1-2")
	theirs := logOf(d, other)
	if err := d.store.Receive(ctx, ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, theirs); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewConflict(d.deps, f.record))
	d.do(see("森田 家　1か所が食いちがっています"), see("前の値：042-000-3311"),
		tap("決める"), see("まだ選んでいない項目があります。"),
		tapIn("042-000-3317", "これにする"), see("これにします"),
		tap("決める"), see("確定した記録を直すには、理由が要ります。"),
		field("理由"), typed("母に電話で確かめた"), tap("決める"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 0 })
	r, err := d.store.FindRecord(ctx, f.record)
	if err != nil {
		t.Fatal(err)
	}
	if r.Text("phone") != "042-000-3317" || r.Text("address") != "田無町4丁目1-2" || len(r.Conflicts) != 0 {
		t.Errorf("settled to %v with conflicts %v", r.Fields, r.Conflicts)
	}
}

// TestThirdValueArrivesDuringTheDecision shows it instead of deciding about it
// unseen.
func TestThirdValueArrivesDuringTheDecision(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	ctx := t.Context()
	put := func(s *store.Store, phone, address string) {
		t.Helper()
		w := store.Write{Case: f.kase, Record: f.record, Kind: store.KindFamily, Set: map[string]any{"phone": phone, "address": address}}
		if _, err := s.Put(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
	take := func(s *store.Store) {
		t.Helper()
		if err := d.store.Receive(ctx, ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, logOf(d, s)); err != nil {
			t.Fatal(err)
		}
	}
	other, third := d.second(), d.second()
	put(d.store, "042-000-3320", "田無町4丁目1-1")
	put(other, "042-000-3317", "田無町4丁目1-2")
	put(third, "042-000-3318", "田無町4丁目1-3")
	take(other)
	d.show(page.NewConflict(d.deps, f.record))
	d.do(see("森田 家　2か所が食いちがっています"), tap("すべて 大沢（L-02）のものにする"), field("理由"), typed("確かめた"))
	take(third)
	d.do(tap("決める"), see("見ていたあいだに、この項目が書きかわりました。"), see("042-000-3318"), see("042-000-3317"))
	if r, err := d.store.FindRecord(ctx, f.record); err != nil || len(r.Conflicts) != 2 {
		t.Errorf("conflicts: got %v, %v", r.Conflicts, err)
	}
}

func TestWithdrawnHereEditedThere(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	ctx := t.Context()
	note := store.Write{Case: f.kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "facts": "母から電話"}}
	if _, err := d.store.Put(ctx, note); err != nil {
		t.Fatal(err)
	}
	other := d.second()
	edit := note
	edit.Set, edit.Reason = map[string]any{"facts": "母から電話。折り返す。"}, "書きもらし"
	if _, err := other.Put(ctx, edit); err != nil {
		t.Fatal(err)
	}
	if err := d.store.Withdraw(ctx, note.Record, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	if err := d.store.Receive(ctx, ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, logOf(d, other)); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewConflict(d.deps, note.Record))
	d.do(see("取り消すか、残すか"), see("別の家庭だった"), see("…母から電話。折り返す。"),
		tapIn("取り消さずに残す", "これにする"), field("理由"), typed("電話で確かめた"), tap("決める"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 0 })
	r, err := d.store.FindRecord(ctx, note.Record)
	if err != nil || r.State != store.StateConfirmed || len(r.Conflicts) != 0 || r.Text("facts") != "母から電話。折り返す。" {
		t.Errorf("kept: got %+v, %v", r, err)
	}
}
