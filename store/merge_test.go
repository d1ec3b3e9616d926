package store_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// kid is a child as a test writes it down.
func (s *station) kid(kase uuid.UUID, family, given, kana, birth string) uuid.UUID {
	s.city.t.Helper()
	return s.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": family, "given_name": given, "given_kana": kana, "role": "child", "sex": "M", "birth_date": birth,
	}}).ID
}

// sighted is a note that says that children were seen on a day.
func (s *station) sighted(kase uuid.UUID, on string, children ...uuid.UUID) uuid.UUID {
	s.city.t.Helper()
	var ids []string
	for _, c := range children {
		ids = append(ids, c.String())
	}
	return s.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
		"on": on, "method": "visit", "department": "welfare", "facts": "家で会った。", "child_seen": ids,
	}}).ID
}

func (s *station) theCase(id uuid.UUID) *store.Case {
	s.city.t.Helper()
	c, err := s.FindCase(s.city.t.Context(), id)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return c
}

// listed are the cases of the list, in its order.
func (s *station) listed() []uuid.UUID {
	s.city.t.Helper()
	rows, total, err := s.FindCases(s.city.t.Context(), store.CaseFilter{})
	if err != nil {
		s.city.t.Fatal(err)
	}
	counts, err := s.Counts(s.city.t.Context())
	if err != nil || counts.Cases != total || len(rows) != total {
		s.city.t.Errorf("counts: got %d, list %d of %d, %v", counts.Cases, len(rows), total, err)
	}
	var ids []uuid.UUID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}

func (s *station) merge(into, other uuid.UUID, pairs map[uuid.UUID]uuid.UUID) {
	s.city.t.Helper()
	if err := s.MergeCases(s.city.t.Context(), into, other, pairs, "同じ家庭と確かめた"); err != nil {
		s.city.t.Fatal(err)
	}
}

// exchange lets both stations have all that the other has.
func exchange(stations ...*station) {
	for _, s := range stations {
		s.push()
	}
	for _, s := range stations {
		s.pull()
	}
}

// twoIntakes are two entries of one family, of which each has seen the child
// on another day, and a younger child that only one of them knows.
type twoIntakes struct {
	*station
	ours, theirs             uuid.UUID // cases
	child, partner, baby     uuid.UUID
	ourNote, note, noteOfOne uuid.UUID
}

func newTwoIntakes(s *station) twoIntakes {
	f := twoIntakes{station: s}
	f.ours, _ = s.createFamily("久米", "くめ", "042-000-7001")
	f.theirs, _ = s.createFamily("粂", "くめ", "")
	f.child = s.kid(f.ours, "久米", "蒼太", "そうた", "2020-05-02")
	f.partner = s.kid(f.theirs, "粂", "蒼太", "そうた", "2020-05-02")
	f.baby = s.kid(f.theirs, "粂", "凪", "なぎ", "2025-08-11")
	f.ourNote = s.sighted(f.ours, "2026-11-02", f.child)
	f.note = s.sighted(f.theirs, "2026-11-18", f.partner, f.baby)
	f.noteOfOne = s.sighted(f.theirs, "2026-11-05", f.partner)
	return f
}

func (f twoIntakes) pairs() map[uuid.UUID]uuid.UUID {
	return map[uuid.UUID]uuid.UUID{f.partner: f.child}
}

func TestMergedCaseShowsBoth(t *testing.T) {
	office, _ := twoStations(t)
	f := newTwoIntakes(office)
	f.merge(f.ours, f.theirs, f.pairs())

	c := f.theCase(f.ours)
	var persons []uuid.UUID
	for _, p := range c.Persons {
		persons = append(persons, p.ID)
	}
	if !slices.Equal(persons, []uuid.UUID{f.child, f.baby}) {
		t.Errorf("persons: got %v, want %v once and the baby %v", persons, f.child, f.baby)
	}
	if len(c.Joined) != 1 || c.Joined[0].Other != f.theirs || c.Joined[0].Name != "粂" ||
		c.Joined[0].Reason != "同じ家庭と確かめた" || c.Joined[0].By != office.Me().ID || c.Joined[0].At.IsZero() {
		t.Fatalf("joined: got %+v", c.Joined)
	}
	if p := c.Joined[0].Persons; len(p) != 1 || p[0].ID != f.partner {
		t.Errorf("persons shown as ours: got %+v", p)
	}
	if c.Family.Text("name") != "久米" || c.Into != uuid.Nil {
		t.Errorf("family: got %v, into %v", c.Family.Fields, c.Into)
	}
	for _, n := range c.Of(store.KindNote) {
		if n.ID == f.note && !slices.Equal(n.Texts("child_seen"), []string{f.child.String(), f.baby.String()}) {
			t.Errorf("note of theirs: got %v", n.Fields["child_seen"])
		}
	}
	if n := len(c.Of(store.KindNote)); n != 3 {
		t.Errorf("notes: got %d, want 3", n)
	}
	if theirs := f.theCase(f.theirs); theirs.Into != f.ours || len(theirs.Persons) != 2 {
		t.Errorf("their case: got into %v, %d persons", theirs.Into, len(theirs.Persons))
	}
	if got := f.listed(); !slices.Equal(got, []uuid.UUID{f.ours}) {
		t.Errorf("list: got %v", got)
	}
}

func TestSightingsCountOverPairs(t *testing.T) {
	office, _ := twoStations(t)
	f := newTwoIntakes(office)
	f.merge(f.ours, f.theirs, f.pairs())
	seen := func() map[uuid.UUID]string {
		rows, _, err := f.FindCases(t.Context(), store.CaseFilter{})
		if err != nil || len(rows) == 0 {
			t.Fatalf("list: got %v, %v", rows, err)
		}
		out := map[uuid.UUID]string{}
		for _, c := range rows[0].Children {
			out[c.ID] = c.LastSeen
		}
		return out
	}
	if got, want := seen(), (map[uuid.UUID]string{f.child: "2026-11-18", f.baby: "2026-11-18"}); !reflect.DeepEqual(got, want) {
		t.Errorf("last seen: got %v, want %v", got, want)
	}
	f.sighted(f.theirs, "2026-11-19", f.partner)
	if got := seen()[f.child]; got != "2026-11-19" {
		t.Errorf("seen under their entry: got %s", got)
	}
}

// TestUnmergeRestores demands that both cases are after it as they were.
func TestUnmergeRestores(t *testing.T) {
	office, _ := twoStations(t)
	f := newTwoIntakes(office)
	before, theirs, list := f.theCase(f.ours), f.theCase(f.theirs), f.listed()
	f.merge(f.ours, f.theirs, f.pairs())
	merge := f.theCase(f.ours).Joined[0].Record
	if err := f.UnmergeCases(t.Context(), merge, ""); !errors.Is(err, store.ErrReasonNeeded) {
		t.Errorf("without a reason: got %v", err)
	}
	if err := f.UnmergeCases(t.Context(), merge, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	after := f.theCase(f.ours)
	after.Records = slices.DeleteFunc(after.Records, func(r *store.Record) bool {
		return r.ID == merge && r.State == store.StateWithdrawn
	})
	if !reflect.DeepEqual(after, before) {
		t.Errorf("our case: got %+v, want %+v", after, before)
	}
	if got := f.theCase(f.theirs); !reflect.DeepEqual(got, theirs) {
		t.Errorf("their case: got %+v, want %+v", got, theirs)
	}
	if got := f.listed(); !slices.Equal(got, list) {
		t.Errorf("list: got %v, want %v", got, list)
	}
}

// TestEditsStayWithTheirCase has a page send back what it was shown, which
// names persons as the visible case does.
func TestEditsStayWithTheirCase(t *testing.T) {
	office, _ := twoStations(t)
	f := newTwoIntakes(office)
	f.merge(f.ours, f.theirs, f.pairs())
	shown, err := f.FindRecord(t.Context(), f.note)
	if err != nil || shown.Texts("child_seen")[0] != f.child.String() {
		t.Fatalf("as shown: got %+v, %v", shown, err)
	}
	set := map[string]any{"facts": "祖父母の家で会った。", "child_seen": shown.Texts("child_seen")}
	f.put(store.Write{Case: f.ours, Record: f.note, Kind: store.KindNote, Set: set, Reason: "場所のまちがい"})
	f.put(store.Write{Case: f.ours, Record: f.note, Kind: store.KindNote, Set: map[string]any{"child_seen": []string{f.child.String()}}, Reason: "下の子は寝ていた"})
	below := f.put(store.Write{Case: f.ours, Record: store.NewRecordID(), Kind: store.KindEPDS, Parent: f.note, Set: map[string]any{
		"on": "2026-11-18", "method": "self", "item1": "0", "item2": "0", "item3": "0", "item4": "0", "item5": "0",
		"item6": "0", "item7": "0", "item8": "0", "item9": "0", "item10": "0",
	}})
	if err := f.UnmergeCases(t.Context(), f.theCase(f.ours).Joined[0].Record, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	for _, r := range f.theCase(f.ours).Records {
		if r.ID == f.note || r.ID == below.ID {
			t.Errorf("%s of theirs is in our case", r.Kind)
		}
	}
	note, err := f.FindRecord(t.Context(), f.note)
	if err != nil || note.Case != f.theirs || note.Text("facts") != "祖父母の家で会った。" {
		t.Fatalf("note: got %+v, %v", note, err)
	}
	if got := note.Texts("child_seen"); !slices.Equal(got, []string{f.partner.String()}) {
		t.Errorf("child seen: got %v, want their own entry %v", got, f.partner)
	}
	if got, err := f.FindRecord(t.Context(), below.ID); err != nil || got.Case != f.theirs {
		t.Errorf("questionnaire below it: got %+v, %v", got, err)
	}
	history, err := f.History(t.Context(), f.note)
	if err != nil || len(history) != 3 {
		t.Fatalf("history: got %d versions, %v", len(history), err)
	}
	for _, v := range history {
		if _, set := v.Set["child_seen"]; v.Reason == "場所のまちがい" && set {
			t.Errorf("what was sent back as shown was written: %v", v.Set)
		}
	}
}

func TestMergeRefuses(t *testing.T) {
	office, _ := twoStations(t)
	f := newTwoIntakes(office)
	before := f.theCase(f.ours)
	for name, test := range map[string]struct {
		into, other uuid.UUID
		pairs       map[uuid.UUID]uuid.UUID
		reason      string
		code        string
	}{
		"NoReason":     {f.ours, f.theirs, nil, "", "reason_needed"},
		"Itself":       {f.ours, f.ours, nil, "同じ", "form_invalid"},
		"NoSuchCase":   {f.ours, uuid.New(), nil, "同じ", "record_missing"},
		"NoSuchPerson": {f.ours, f.theirs, map[uuid.UUID]uuid.UUID{uuid.New(): f.child}, "同じ", "record_missing"},
		"WrongWay":     {f.ours, f.theirs, map[uuid.UUID]uuid.UUID{f.child: f.partner}, "同じ", "form_invalid"},
		"NoPerson":     {f.ours, f.theirs, map[uuid.UUID]uuid.UUID{f.note: f.child}, "同じ", "form_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			err := f.MergeCases(t.Context(), test.into, test.other, test.pairs, test.reason)
			if got := store.CodeOf(err); got != test.code {
				t.Errorf("got %s (%v), want %s", got, err, test.code)
			}
		})
	}
	for code, err := range map[string]error{
		"reason_needed":  f.KeepApart(t.Context(), f.ours, f.theirs, ""),
		"form_invalid":   f.KeepApart(t.Context(), f.ours, f.ours, "別"),
		"record_missing": f.KeepApart(t.Context(), f.ours, f.Office(), "別"),
	} {
		if got := store.CodeOf(err); got != code {
			t.Errorf("keep apart: got %s (%v), want %s", got, err, code)
		}
	}
	if after := f.theCase(f.ours); !reflect.DeepEqual(after, before) {
		t.Errorf("something was changed: got %+v, want %+v", after, before)
	}
}

// TestDeadlinesFollow has a 48-hour clock run in the case that was merged: it
// is one of the visible case, of our child, until the merge is taken back.
func TestDeadlinesFollow(t *testing.T) {
	office, _ := twoStations(t)
	f := newTwoIntakes(office)
	intake := f.put(store.Write{Case: f.theirs, Record: store.NewRecordID(), Kind: store.KindIntake, Set: map[string]any{
		"received_at": "2026-11-20T08:10:00Z", "receiver": office.Me().ID.String(), "consultation": "abuse",
		"method": "phone", "route": "RT01", "heard": "夜に泣き声が続いている。", "stage": "received",
	}}).ID
	f.put(store.Write{Case: f.theirs, Record: store.NewRecordID(), Kind: store.KindIntakeChild, Parent: intake, Set: map[string]any{"child": f.partner.String()}})
	clocks := func(kase uuid.UUID) []store.DueRow {
		rows, err := f.FindDue(t.Context(), store.DueFilter{Case: &kase, IDs: []casework.DeadlineID{casework.DL01SafetyCheck}})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	check := func(when string, kase, other uuid.UUID, child string) {
		t.Helper()
		rows := clocks(kase)
		if len(rows) != 1 || rows[0].Subject != child || rows[0].Intake != intake || !rows[0].Due.Equal(time.Date(2026, 11, 22, 8, 10, 0, 0, time.UTC)) {
			t.Errorf("%s: got %+v", when, rows)
		}
		if rows := clocks(other); len(rows) != 0 {
			t.Errorf("%s, in the other case: got %+v", when, rows)
		}
	}
	check("before", f.theirs, f.ours, f.partner.String())
	f.merge(f.ours, f.theirs, f.pairs())
	check("merged", f.ours, f.theirs, f.child.String())
	if rows := clocks(f.ours); len(rows) == 1 && (rows[0].Child == nil || rows[0].Child.ID != f.child || rows[0].Family != "久米") {
		t.Errorf("merged: got child %+v of %s", rows[0].Child, rows[0].Family)
	}
	if err := f.UnmergeCases(t.Context(), f.theCase(f.ours).Joined[0].Record, "別の家庭だった"); err != nil {
		t.Fatal(err)
	}
	check("taken back", f.theirs, f.ours, f.partner.String())
}

// TestVisitUnderEitherEntry has a newborn in two cases, visited under one of
// its entries and to be visited today under the other.
func TestVisitUnderEitherEntry(t *testing.T) {
	office, _ := twoStations(t)
	ours, _ := office.createFamily("早見", "はやみ", "")
	theirs, _ := office.createFamily("早見", "はやみ", "")
	baby := office.kid(ours, "早見", "杏", "あん", "2026-11-01")
	entry := office.kid(theirs, "早見", "杏", "あん", "2026-11-01")
	office.put(store.Write{Case: theirs, Record: store.NewRecordID(), Kind: store.KindVisit, Set: map[string]any{
		"visited_on": "2026-11-15", "visit_type": "newborn", "result": "met", "child": entry.String(),
	}})
	office.put(store.Write{Case: theirs, Record: store.NewRecordID(), Kind: store.KindAppointment, Set: map[string]any{
		"on": "2026-11-20", "time": "10:00", "visit_type": "newborn", "child": entry.String(), "staff": office.Me().ID.String(),
	}})
	due := func() []store.VisitDue {
		today, err := office.Today(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		if len(today.Appointments) != 1 || today.Appointments[0].Child == nil || today.Appointments[0].Child.Name != "杏" {
			t.Errorf("appointments: got %+v", today.Appointments)
		}
		return today.VisitsDue
	}
	if got := due(); len(got) != 1 || got[0].Child.ID != baby {
		t.Fatalf("before: got %+v", got)
	}
	office.merge(ours, theirs, map[uuid.UUID]uuid.UUID{entry: baby})
	if got := due(); len(got) != 0 {
		t.Errorf("merged: a visit is due of who was visited: %+v", got)
	}
}
