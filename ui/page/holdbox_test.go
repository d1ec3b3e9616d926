package page_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
)

// heldBox gives the desk's store a hold box with two changes of a nurse who
// was removed, written on her laptop.
func (d *desk) heldBox(f family) (nurse string) {
	d.t.Helper()
	ctx := d.t.Context()
	id, err := d.store.AddStaff(ctx, store.NewStaff{Name: "中野", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		d.t.Fatal(err)
	}
	raws, err := d.store.Unsent(ctx, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	var log, directory []ledger.Logged
	for i, raw := range raws {
		l := ledger.Logged{Seq: uint64(i + 1), At: 1, Raw: raw}
		log = append(log, l)
		if c, err := ledger.Decode(raw); err == nil && c.Case == d.store.Center() {
			directory = append(directory, l)
		}
	}
	e := d.enrolment("L-02")
	e.Founder, e.CenterSecret = d.store.Me().ID, d.store.CenterSecret()
	config := d.config
	config.Dir = d.t.TempDir()
	laptop, err := store.Join(ctx, config, e, directory, id, password)
	if err != nil {
		d.t.Fatal(err)
	}
	defer laptop.Close()
	if err := laptop.Receive(ctx, ledger.Cursor{LogID: d.center.ID(), Seq: uint64(len(log))}, log); err != nil {
		d.t.Fatal(err)
	}
	for _, w := range []store.Write{
		{Case: f.kase, Record: f.record, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-1111", "address": "本町1-2-3"}},
		{Case: f.kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{"on": "2026-01-10", "method": "phone", "facts": "夜は眠れていると話す。"}},
	} {
		if _, err := laptop.Put(ctx, w); err != nil {
			d.t.Fatal(err)
		}
	}
	raws, err = laptop.Unsent(ctx, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	var held []ledger.Logged
	for i, raw := range raws {
		if c, err := ledger.Decode(raw); err == nil && c.Case == f.kase {
			held = append(held, ledger.Logged{Seq: uint64(i + 1), At: d.store.Now().UnixMilli(), Raw: raw})
		} else if err := d.store.Receive(ctx, ledger.Cursor{}, []ledger.Logged{{Seq: uint64(100 + i), At: 1, Raw: raw}}); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := d.store.RemoveStaff(ctx, id); err != nil {
		d.t.Fatal(err)
	}
	if err := d.store.ReceiveHeld(ctx, ledger.Cursor{LogID: d.center.ID(), Seq: uint64(len(held))}, held); err != nil {
		d.t.Fatal(err)
	}
	return id.String()
}

// TestHoldBoxIsDecided takes one field of a held change in, and leaves the
// other change out, each with its reason.
func TestHoldBoxIsDecided(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	d.heldBox(f)
	d.show(page.NewToday(d.deps))
	d.do(see("預かり 2件"), tapIn("預かり箱に、決めるものがあります", "見る"))
	d.until("the hold box to open", func() bool { return len(d.opened) > 0 && d.opened[0] == "holdbox" })

	d.show(page.NewHoldBox(d.deps))
	d.do(see("いまの記録"), see("042-000-1111"), see("本町1-2-3"), tapIn("本町1-2-3", "取り入れる"))
	d.do(tap("選んだものを取り入れる"), see("…理由…"), field("理由"), typed("母に電話で確かめた"), tap("選んだものを取り入れる"))
	d.do(see("夜は眠れていると話す。"))
	r, err := d.store.FindRecord(t.Context(), f.record)
	if err != nil || r.Text("phone") != "042-000-1111" || r.Text("address") == "本町1-2-3" {
		t.Fatalf("the family: got %+v, %v", r, err)
	}
	d.do(field("理由"), typed("訪問の記録が別にある"), tap("取り入れない"), see("預かっているものはありません"))
	if box, err := d.store.FindHoldBox(t.Context()); err != nil || len(box) != 0 {
		t.Errorf("after: got %+v, %v", box, err)
	}
}

// TestBarredChangeIsWrittenAnew takes an own change that the center refused out
// of its chain and writes it again.
func TestBarredChangeIsWrittenAnew(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	if _, err := d.store.Put(t.Context(), store.Write{Case: f.kase, Record: f.record, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-1111"}}); err != nil {
		t.Fatal(err)
	}
	raws, err := d.store.Unsent(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	last, err := ledger.Decode(raws[len(raws)-1])
	if err != nil {
		t.Fatal(err)
	}
	if err := d.store.Refused(t.Context(), []ledger.Refusal{{Case: f.kase, Station: last.Station, N: last.N, Code: 20, Text: "malformed"}}); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewHoldBox(d.deps))
	d.do(see("…形が正しくありません"), tap("取り出す"), see("もう一度書く"), tap("もう一度書く"), see("受け取られなかったものはありません"))
	if r, err := d.store.FindRecord(t.Context(), f.record); err != nil || r.Text("phone") != "042-000-1111" || r.Delivery.Stage != store.StageHere {
		t.Errorf("got %+v, %v", r, err)
	}
}
