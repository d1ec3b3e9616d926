package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

const fewWords = "ゆるぎ沢の産院"

// sharedOffice is a station on which a nurse and a welfare worker sign in, and
// the machine of a coordinator.
type sharedOffice struct {
	*station
	nurse, welfare uuid.UUID
	leader         *station
	kase, child    uuid.UUID
	intake         uuid.UUID
}

func newSharedOffice(t *testing.T) *sharedOffice {
	t.Helper()
	c := newCity(t)
	founder := c.found("庁内PC-01")
	o := &sharedOffice{nurse: founder.hire("中野", ledger.RoleHealth), welfare: founder.hire("早川", ledger.RoleWelfare)}
	lead := founder.hire("統括", ledger.RoleCoordinator)
	o.kase, _ = founder.createFamily("森田", "もりた", "")
	o.child = founder.kid(o.kase, "森田", "そら", "そら", "2023-04-03")
	o.intake = founder.intake(o.kase, "2026-11-20T08:10:00+09:00", "abuse").ID
	founder.push()
	o.leader = c.join("庁内PC-03", lead, founder.Me().ID)
	o.station = c.join("庁内PC-02", o.nurse, founder.Me().ID)
	if err := o.AddSignIn(t.Context(), o.welfare, password); err != nil {
		t.Fatal(err)
	}
	o.push()
	o.pull()
	return o
}

func (o *sharedOffice) health(record uuid.UUID) store.Write {
	return store.Write{Case: o.kase, Record: record, Kind: store.KindHealthDetail, Set: map[string]any{
		"subject": o.child.String(), "sort": "mental", "on": "2026-11-20", "detail": fewWords,
	}}
}

// checkBlind holds every read of the person signed in to having nothing of a
// record.
func (o *sharedOffice) checkBlind(t *testing.T, record uuid.UUID) {
	t.Helper()
	ctx := t.Context()
	if found, err := o.FindText(fewWords); err != nil || len(found) > 0 {
		t.Errorf("it stands in %v, %v", found, err)
	}
	c, err := o.FindCase(ctx, o.kase)
	if err != nil || slices.ContainsFunc(c.Records, func(r *store.Record) bool { return r.ID == record }) {
		t.Errorf("in the case: %v", err)
	}
	for name, err := range map[string]error{
		"FindRecord":   second(o.FindRecord(ctx, record)),
		"History":      second(o.History(ctx, record)),
		"FindConflict": second(o.FindConflict(ctx, record)),
		"FindDraft":    second(o.FindDraft(ctx, record)),
		"Withdraw":     o.Withdraw(ctx, record, "まちがい"),
	} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: got %v, want %v", name, err, store.ErrNotFound)
		}
	}
	changes, err := o.FindChanges(ctx, o.kase, 0)
	if err != nil || slices.ContainsFunc(changes, func(c store.CaseChange) bool { return c.Record == record }) {
		t.Errorf("changes: %+v, %v", changes, err)
	}
	hits, err := o.Search(ctx, fewWords, 10)
	if err != nil || len(hits) > 0 {
		t.Errorf("search: %+v, %v", hits, err)
	}
	conflicts, err := o.FindConflicts(ctx)
	if err != nil || len(conflicts) > 0 {
		t.Errorf("conflicts: %+v, %v", conflicts, err)
	}
	drafts, err := o.FindDrafts(ctx)
	if err != nil || len(drafts) > 0 {
		t.Errorf("drafts: %+v, %v", drafts, err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestWhatIsForFew is the life of a narrow record on a station of two people:
// typed, saved, corrected, in conflict, settled, taken back.
func TestWhatIsForFew(t *testing.T) {
	o := newSharedOffice(t)
	record := store.NewRecordID()
	w := o.health(record)
	if _, err := o.SaveDraft(t.Context(), store.Draft{Record: record, Case: o.kase, Kind: w.Kind, Fields: w.Set}); err != nil {
		t.Fatal(err)
	}
	o.signIn(o.welfare)
	o.checkBlind(t, record)
	o.signIn(o.nurse)
	if d, err := o.FindDraft(t.Context(), record); err != nil || d.Fields["detail"] != fewWords {
		t.Fatalf("the draft: %+v, %v", d, err)
	}
	if r, err := o.Confirm(t.Context(), record); err != nil || !r.Narrow || r.Text("detail") != fewWords || r.State != store.StateConfirmed {
		t.Fatalf("confirmed: %+v, %v", r, err)
	}
	o.signIn(o.welfare)
	o.checkBlind(t, record)
	o.push()
	o.leader.pull()
	o.signIn(o.nurse)

	// The two correct it without knowing of each other.
	o.put(store.Write{Case: o.kase, Record: record, Kind: w.Kind, Set: map[string]any{"since": "産後"}})
	o.leader.put(store.Write{Case: o.kase, Record: record, Kind: w.Kind, Set: map[string]any{"since": "妊娠中"}})
	o.push()
	o.leader.push()
	o.pull()
	conflicts, err := o.FindConflicts(t.Context())
	if err != nil || len(conflicts) != 1 || conflicts[0].Record != record || len(conflicts[0].Fields) != 1 || len(conflicts[0].Fields[0].Values) != 2 {
		t.Fatalf("conflicts: %+v, %v", conflicts, err)
	}
	o.signIn(o.welfare)
	o.checkBlind(t, record)
	o.signIn(o.nurse)
	if err := o.Settle(t.Context(), &conflicts[0], map[string]any{"since": "産後"}, "本人に聞いた"); err != nil {
		t.Fatal(err)
	}
	if left, err := o.FindConflicts(t.Context()); err != nil || len(left) > 0 {
		t.Errorf("still in conflict: %+v, %v", left, err)
	}
	if versions, err := o.History(t.Context(), record); err != nil || len(versions) != 4 {
		t.Errorf("history: %d versions, %v", len(versions), err)
	}
	if err := o.Withdraw(t.Context(), record, "別の人のこと"); err != nil {
		t.Fatal(err)
	}
	o.push()
	o.leader.pull()
	if r, err := o.leader.FindRecord(t.Context(), record); err != nil || r.State != store.StateWithdrawn || r.Text("since") != "産後" {
		t.Errorf("at the leader's: %+v, %v", r, err)
	}
	o.signIn(o.welfare)
	o.checkBlind(t, record)
}

// TestWhoTookTheCall lets a welfare worker write who reported for the leaders,
// and read that again, while the nurse beside her does not.
func TestWhoTookTheCall(t *testing.T) {
	o := newSharedOffice(t)
	o.signIn(o.welfare)
	record := store.NewRecordID()
	r := o.put(store.Write{Case: o.kase, Record: record, Kind: store.KindReporter, Parent: o.intake, Set: map[string]any{"name": fewWords}})
	if !r.Narrow || r.Text("name") != fewWords {
		t.Fatalf("who took the call reads %+v", r)
	}
	o.push()
	o.signIn(o.nurse)
	o.checkBlind(t, record)
	o.leader.pull()
	if got, err := o.leader.FindRecord(t.Context(), record); err != nil || got.Text("name") != fewWords {
		t.Fatalf("the leader reads %+v, %v", got, err)
	}

	// The leaders change, and the key with them; who comes later reads it all.
	next := o.leader.hire("次の統括", ledger.RoleCoordinator)
	gone := o.leader.hire("前の統括", ledger.RoleCoordinator)
	o.leader.remove(gone)
	o.leader.put(store.Write{Case: o.kase, Record: record, Kind: store.KindReporter, Parent: o.intake, Set: map[string]any{"phone": "042-9"}})
	o.leader.push()
	third := o.city.join("庁内PC-04", next, o.leader.Directory().Founder)
	third.pull()
	if got, err := third.FindRecord(t.Context(), record); err != nil || got.Text("name") != fewWords || got.Text("phone") != "042-9" {
		t.Errorf("a later leader reads %+v, %v", got, err)
	}
	o.pull()
	o.checkBlind(t, record)
	o.signIn(o.welfare)
	if got, err := o.FindRecord(t.Context(), record); err != nil || got.Text("phone") != "042-9" {
		t.Errorf("who took the call reads what was added: %+v, %v", got, err)
	}
}

// TestReporterOfAnEarlierRelease stays readable for everybody who could read
// it; what is added is for few.
func TestReporterOfAnEarlierRelease(t *testing.T) {
	o := newSharedOffice(t)
	record := store.NewRecordID()
	o.leader.pull()
	if err := o.leader.PutOpen(t.Context(), store.Write{Case: o.kase, Record: record, Kind: store.KindReporter, Parent: o.intake, Set: map[string]any{"name": "保育園"}}); err != nil {
		t.Fatal(err)
	}
	o.leader.put(store.Write{Case: o.kase, Record: record, Kind: store.KindReporter, Parent: o.intake, Set: map[string]any{"address": fewWords}})
	o.leader.push()
	o.pull()
	got, err := o.FindRecord(t.Context(), record)
	if err != nil || got.Text("name") != "保育園" || got.Fields["address"] != nil || got.Narrow {
		t.Errorf("the nurse reads %+v, %v", got, err)
	}
	if found, err := o.FindText(fewWords); err != nil || len(found) > 0 {
		t.Errorf("it stands in %v, %v", found, err)
	}
	if got, err := o.leader.FindRecord(t.Context(), record); err != nil || got.Text("address") != fewWords || got.Text("name") != "保育園" {
		t.Errorf("the leader reads %+v, %v", got, err)
	}
	if err := o.leader.Withdraw(t.Context(), record, "別の通告"); err != nil {
		t.Fatal(err)
	}
	o.leader.push()
	o.pull()
	if got, err := o.FindRecord(t.Context(), record); err != nil || got.State != store.StateWithdrawn {
		t.Errorf("the nurse sees %+v, %v", got, err)
	}
}

// TestNarrowInTheHoldBox keeps what somebody wrote for few before they were
// removed to those few, with not even a number for others.
func TestNarrowInTheHoldBox(t *testing.T) {
	o := newSharedOffice(t)
	record := store.NewRecordID()
	o.leader.pull()
	o.put(o.health(record))
	o.leader.remove(o.nurse)
	o.leader.push()
	o.pull()
	held := o.pushHeld(o.nurse)
	o.leader.receiveHeld(held)
	box := o.leader.holdBox()
	if len(box) != 1 || box[0].Record != record {
		t.Fatalf("the leader's box: %+v", box)
	}
	if err := o.leader.Adopt(t.Context(), box[0], nil, "聞いたとおり"); err != nil {
		t.Fatal(err)
	}
	if got, err := o.leader.FindRecord(t.Context(), record); err != nil || !got.Narrow || got.Text("detail") != fewWords {
		t.Errorf("taken in: %+v, %v", got, err)
	}
	o.leader.push()
	o.signIn(o.welfare)
	o.receiveHeld(held)
	if n, err := o.CountUnopened(t.Context()); err != nil || n != 0 {
		t.Errorf("others count %d, %v", n, err)
	}
	o.pull()
	o.checkBlind(t, record)
}
