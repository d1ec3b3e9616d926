package store_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

func TestJoinRefusesAWrongPassword(t *testing.T) {
	office, laptop := twoStations(t)
	c := office.city
	for name, enrol := range map[string]func(*store.Enrolment, *string){
		"Password":     func(_ *store.Enrolment, p *string) { *p = "まったくちがうことば" },
		"CenterSecret": func(e *store.Enrolment, _ *string) { e.CenterSecret = make([]byte, store.CenterSecretSize) },
	} {
		t.Run(name, func(t *testing.T) {
			config, e, pass := c.config(t.TempDir()), c.enrolment("L-03", ledger.StationLaptop), password
			e.Founder = office.Me().ID
			enrol(&e, &pass)
			_, err := store.Join(t.Context(), config, e, c.log, laptop.Me().ID, pass)
			if !errors.Is(err, trust.ErrWrongPassword) {
				t.Errorf("got %v, want %v", err, trust.ErrWrongPassword)
			}
			if _, err := store.SignIns(config.Dir); !errors.Is(err, store.ErrNoStore) {
				t.Errorf("the folder has become a station: %v", err)
			}
		})
	}
}

func TestInvalidDraftStaysADraft(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("藤代", "ふじしろ", "")
	visit := store.NewRecordID()
	fields := map[string]any{"visited_on": "2026-11-20", "note": "途中まで"}
	if _, err := office.SaveDraft(t.Context(), store.Draft{Record: visit, Case: kase, Kind: store.KindVisit, Fields: fields}); err != nil {
		t.Fatal(err)
	}
	_, err := office.Confirm(t.Context(), visit)
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Problems) == 0 || store.CodeOf(err) != "form_invalid" {
		t.Fatalf("got %v", err)
	}
	if d, err := office.FindDraft(t.Context(), visit); err != nil || d.Fields["note"] != "途中まで" {
		t.Errorf("draft: got %+v, %v", d, err)
	}
}

func TestVisitConfirmsWithItsQuestionnaires(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("井口", "いぐち", "")
	visit, epds, untouched := store.NewRecordID(), store.NewRecordID(), store.NewRecordID()
	answers := map[string]any{"on": "2026-11-20", "method": "self"}
	for _, item := range []string{"item1", "item2", "item3", "item4", "item5", "item6", "item7", "item8", "item9"} {
		answers[item] = "1"
	}
	answers["item10"] = "2"
	for _, d := range []store.Draft{
		{Record: visit, Case: kase, Kind: store.KindVisit, Fields: map[string]any{"visited_on": "2026-11-20", "visit_type": "newborn", "result": "absent"}},
		{Record: epds, Case: kase, Kind: store.KindEPDS, Parent: visit, Fields: answers},
		{Record: untouched, Case: kase, Kind: store.KindMIBS, Parent: visit, Fields: map[string]any{"on": "2026-11-20", "method": "self"}},
	} {
		if _, err := office.SaveDraft(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := office.Confirm(t.Context(), visit); err != nil {
		var invalid *store.InvalidError
		errors.As(err, &invalid)
		t.Fatalf("%v %+v", err, invalid)
	}
	r, err := office.FindRecord(t.Context(), epds)
	if err != nil || r.Parent != visit {
		t.Fatalf("questionnaire: got %+v, %v", r, err)
	}
	if total, _ := r.Int("total"); total != 11 {
		t.Errorf("total: got %d, want 11", total)
	}
	if _, err := office.FindRecord(t.Context(), untouched); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a questionnaire nobody answered became a record: %v", err)
	}
	if drafts, err := office.FindDrafts(t.Context()); err != nil || len(drafts) != 0 {
		t.Errorf("drafts left: %v, %v", drafts, err)
	}
}

func TestUnknownFieldIsKept(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("田島", "たじま", "")
	err := office.PutAll(t.Context(), []store.Write{{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"from_a_newer_form": "大事なこと"}}})
	if err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": "ひばり市二丁目"}})
	laptop.push()
	office.pull()
	if r, err := office.FindRecord(t.Context(), family); err != nil || r.Text("from_a_newer_form") != "大事なこと" || r.Text("address") == "" {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestWatchTellsEveryScreen(t *testing.T) {
	office, _ := twoStations(t)
	events, stop := office.Watch()
	kase, _ := office.createFamily("山根", "やまね", "")
	other, _ := office.createFamily("木村", "きむら", "")
	e := <-events
	want := map[uuid.UUID]bool{kase: true, other: true}
	for _, id := range e.Cases {
		delete(want, id)
	}
	if len(want) != 0 {
		t.Errorf("an event that nobody read was lost: got %+v", e)
	}
	stop()
	stop()
	if _, open := <-events; open {
		t.Error("the channel stays open after stop")
	}
}

func TestLockWhileScreensRead(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("堀", "ほり", "")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 50 {
				if _, err := office.FindCase(t.Context(), kase); err != nil {
					return // locked meanwhile
				}
				_, _ = office.Counts(t.Context())
				_ = office.Me()
			}
		})
	}
	time.Sleep(5 * time.Millisecond)
	if err := office.Close(); err != nil {
		t.Error(err)
	}
	wait.Wait()
	if _, err := office.SaveDraft(t.Context(), store.Draft{Record: uuid.New(), Case: kase, Kind: store.KindNote}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("save after locking: got %v, want %v", err, store.ErrClosed)
	}
}

func TestTodayListsWhatCannotWait(t *testing.T) {
	office, _ := twoStations(t)
	ctx := t.Context()
	me := office.Me().ID.String()
	kase, err := office.CreateCase(ctx, map[string]any{"name": "早川", "kana": "はやかわ", "class": "support", "mch_staff": me})
	if err != nil {
		t.Fatal(err)
	}
	person := func(given, birth string) string {
		return office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
			"family_name": "早川", "given_name": given, "role": "child", "sex": "M", "birth_date": birth,
		}}).ID.String()
	}
	older, baby := person("陸", "2025-09-10"), person("海", "2026-10-30")
	office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
		"on": "2026-10-17", "method": "visit", "department": "mch", "facts": "在宅。", "child_seen": []string{older},
	}})
	office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindAppointment, Set: map[string]any{
		"on": "2026-11-20", "time": "15:30", "visit_type": "newborn", "child": baby, "staff": me,
	}})
	today, err := office.Today(ctx, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(today.Unseen) != 1 || today.Unseen[0].Days != 34 || today.Unseen[0].Child.Name != "陸" {
		t.Errorf("unseen: got %+v", today.Unseen)
	}
	if len(today.VisitsDue) != 1 || today.VisitsDue[0].Deadline != "DL06" || today.VisitsDue[0].DaysLeft != 7 {
		t.Errorf("visits due: got %+v", today.VisitsDue)
	}
	if len(today.Appointments) != 1 || today.Appointments[0].Child == nil || today.Appointments[0].Child.Name != "海" {
		t.Errorf("appointments: got %+v", today.Appointments)
	}
}

// A center that lies cannot hand out keys of its own in somebody's name.
func TestForgedDirectoryIsHeld(t *testing.T) {
	office, laptop := twoStations(t)
	director := office.Me().ID
	impostor, err := trust.NewIdentity(rand.Reader, director)
	if err != nil {
		t.Fatal(err)
	}
	forged := &ledger.Change{Case: laptop.city.id, Station: uuid.New(), At: ledger.TimeOf(laptop.city.now)}
	vector := ledger.Vector{}
	for _, l := range laptop.city.log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Case == laptop.city.id {
			vector[c.Station] = c.N
		}
	}
	ledger.Head{}.Follow(forged, vector)
	err = forged.ShowBody(&ledger.Edit{Record: director, Kind: ledger.KindStaff, Set: map[string]any{ledger.FieldPublic: ledger.Pack(impostor.Public())}})
	if err != nil {
		t.Fatal(err)
	}
	forged.Sign(impostor)
	logged := ledger.Logged{Seq: 9001, Raw: forged.Encode()}
	if err := laptop.Receive(t.Context(), ledger.Cursor{}, []ledger.Logged{logged}); err != nil {
		t.Fatal(err)
	}
	if got, _ := laptop.Directory().Public(director); string(got.Sign) == string(impostor.Public().Sign) {
		t.Error("the director's keys were replaced by a change that they did not sign")
	}
	if held, err := laptop.FindHeld(t.Context()); err != nil || len(held) != 1 {
		t.Errorf("held: got %v, %v", held, err)
	}
	// The chain that the forged change pretended to begin is still free, and
	// the office's own goes on.
	if _, err := office.AddStaff(t.Context(), store.NewStaff{Name: "柏木", Job: "welfare", Roles: []string{ledger.RoleWelfare}, Password: password}); err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	if got := len(laptop.Directory().Staff); got != 3 {
		t.Errorf("staff after a forged change: got %d, want 3", got)
	}
	if _, err := store.ReadDirectory(director, append(slices.Clone(laptop.city.log[:4]), logged)); !errors.Is(err, trust.ErrBadSignature) {
		t.Errorf("joining by a forged directory: got %v, want %v", err, trust.ErrBadSignature)
	}
}

func TestForgedChangeDoesNotResetItsChain(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("小川", "おがわ", "")
	office.push()
	laptop.pull()
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-0001"}})
	office.push()
	good := laptop.city.log[len(laptop.city.log)-1]
	forged, err := ledger.Decode(good.Raw)
	if err != nil {
		t.Fatal(err)
	}
	forged.Sig[0] ^= 1
	for _, batch := range [][]ledger.Logged{{{Seq: 9001, Raw: forged.Encode()}}, {good}} {
		if err := laptop.Receive(t.Context(), ledger.Cursor{}, batch); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := laptop.FindRecord(t.Context(), family); err != nil || r.Text("phone") != "042-000-0001" {
		t.Errorf("after a forged change of the same number: got %+v, %v", r, err)
	}
}
