package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

func (s *station) due(f store.DueFilter) []store.DueRow {
	s.city.t.Helper()
	rows, err := s.FindDue(s.city.t.Context(), f)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return rows
}

func (s *station) dueOf(id casework.DeadlineID) []store.DueRow {
	s.city.t.Helper()
	return s.due(store.DueFilter{IDs: []casework.DeadlineID{id}})
}

// A report starts a clock for each child; only a sighting stops it.
func TestClockRunsUntilTheChildIsSeen(t *testing.T) {
	office, laptop := twoStations(t)
	r := newReport(office, "2026-11-20T15:10:00+09:00") // a quarter past six, UTC
	rows := office.dueOf(casework.DL01SafetyCheck)
	if len(rows) != 1 {
		t.Fatalf("got %+v, want one clock", rows)
	}
	d := rows[0]
	if d.Case != r.kase || d.Family != "三浦" || d.Class != "mch" || d.Intake != r.intake || d.Child == nil || d.Child.ID != r.child || d.Child.Name != "そら" {
		t.Errorf("whose clock: got %+v", d)
	}
	want := time.Date(2026, 11, 22, 6, 10, 0, 0, time.UTC)
	if !d.Due.Equal(want) || len(d.Warn) != 2 || d.Partial || !d.Unsent || !slices.Equal(d.People, []uuid.UUID{office.Me().ID}) || !d.Heard.IsZero() {
		t.Errorf("the clock: got %+v, want it due at %v", d, want)
	}
	exchange(office, laptop)
	if d = office.dueOf(casework.DL01SafetyCheck)[0]; d.Unsent {
		t.Error("receipted, and still unsent")
	}
	if d = laptop.dueOf(casework.DL01SafetyCheck)[0]; d.Unsent || d.Heard.IsZero() {
		t.Errorf("at the laptop: got %+v, want the office heard of", d)
	}
	laptop.put(r.checkOf(r.child, "2026-11-20T17:00:00+09:00", "phone", "unconfirmed"))
	if d = laptop.dueOf(casework.DL01SafetyCheck)[0]; !d.Partial || !d.Unsent || !d.Open() {
		t.Errorf("after a telephone call: got %+v", d)
	}
	seen := laptop.put(r.checkOf(r.child, "2026-11-20T17:30:00+09:00", "home", "safe"))
	if rows = laptop.dueOf(casework.DL01SafetyCheck); len(rows) != 0 {
		t.Errorf("after the visit: got %+v", rows)
	}
	exchange(laptop, office)
	met := office.due(store.DueFilter{IDs: []casework.DeadlineID{casework.DL01SafetyCheck}, Met: true})
	if len(met) != 1 || met[0].DoneBy != seen.ID.String() || met[0].Stage(office.Now()) != casework.Met {
		t.Errorf("met, at the office: got %+v", met)
	}
	if err := office.Withdraw(t.Context(), seen.ID, "別の子だった"); err != nil {
		t.Fatal(err)
	}
	if rows = office.dueOf(casework.DL01SafetyCheck); len(rows) != 1 || !rows[0].Partial {
		t.Errorf("after the visit was withdrawn: got %+v", rows)
	}
}

// Deadlines that come from time alone appear without a write: when a clock
// runs out, whether to refer the child is to be decided.
func TestDeadlinesFollowTheCalendar(t *testing.T) {
	office, _ := twoStations(t)
	newReport(office, "2026-11-20T15:10:00+09:00")
	if rows := office.dueOf(casework.DL03RefusedSighting); len(rows) != 0 {
		t.Fatalf("while the clock runs: got %+v", rows)
	}
	office.city.now = time.Date(2026, 11, 22, 6, 10, 1, 0, time.UTC)
	if rows := office.dueOf(casework.DL03RefusedSighting); len(rows) != 1 || rows[0].Intake == uuid.Nil {
		t.Errorf("when it has run out: got %+v", rows)
	}
}

// The table says what the rules say of the case as its page shows it, after
// each step of a life in which every kind of thing happens.
func TestDueRowsAreTheRulesOfTheCase(t *testing.T) {
	office, laptop := twoStations(t)
	r := newReport(office, "2026-11-19T08:10:00+09:00")
	me := office.Me().ID.String()
	put := func(kind string, parent uuid.UUID, set map[string]any) uuid.UUID {
		return office.put(store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: kind, Parent: parent, Set: set}).ID
	}
	var registry, plan, commission uuid.UUID
	for i, step := range []func(){
		func() { office.put(r.checkOf(r.child, "2026-11-19T12:00:00+09:00", "at_school", "watch")) },
		func() {
			registry = put(store.KindRegistry, uuid.Nil, map[string]any{"person": r.child.String(), "class": "support", "registered_on": "2026-11-19", "lead_staff": me})
		},
		func() {
			put(store.KindRegistryReview, registry, map[string]any{"on": "2026-11-20", "findings": "落ち着いている。", "next_on": "2026-12-20"})
		},
		func() {
			plan = put(store.KindPlan, uuid.Nil, map[string]any{"version": int64(1), "division": "joint", "made_on": "2026-11-19", "authors": []string{me}, "review_on": "2027-02-19", "vision": "安心して眠れる。"})
		},
		func() {
			put(store.KindPlanGoal, plan, map[string]any{"goal": "毎朝、登園する", "until": "2027-01-31"})
		},
		func() {
			commission = put(store.KindCommission, uuid.Nil, map[string]any{"office": "県南児童相談所", "basis": "art27", "subject": r.child.String(), "asked_on": "2026-11-19", "content": "月二回の訪問", "from": "2026-11-20", "report_months": int64(1), "stage": "asked"})
		},
		func() {
			office.put(store.Write{Case: r.kase, Record: commission, Kind: store.KindCommission, Set: map[string]any{"stage": "accepting"}})
		},
		func() {
			office.put(store.Write{Case: r.kase, Record: commission, Kind: store.KindCommission, Set: map[string]any{"stage": "running"}})
		},
		func() {
			put(store.KindTransfer, uuid.Nil, map[string]any{"direction": "out", "known_on": "2026-11-20", "moves_on": "2026-12-01", "city": "みなと市"})
		},
		func() {
			put(store.KindProtectionMeasure, uuid.Nil, map[string]any{"applied_on": "2026-11-01", "until": "2027-10-31", "subjects": []string{r.child.String()}})
		},
		func() {
			put(store.KindAbsence, uuid.Nil, map[string]any{"child": r.child.String(), "from": "2026-11-09", "days": int64(7), "explained": false})
		},
		func() {
			office.put(store.Write{Case: r.kase, Record: r.child, Kind: store.KindPerson, Set: map[string]any{"birth_date": "2009-06-01"}})
		},
	} {
		step()
		exchange(office, laptop)
		for name, s := range map[string]*station{"office": office, "laptop": laptop} {
			if got, want := rowsOf(s.due(store.DueFilter{Case: &r.kase, Met: true})), wanted(s.theCase(r.kase)); !slices.Equal(got, want) {
				t.Fatalf("step %d at the %s:\n got %v\nwant %v", i, name, got, want)
			}
		}
	}
	if n := len(office.due(store.DueFilter{Case: &r.kase})); n < 7 {
		t.Errorf("got %d open deadlines, want one of each thing that happened", n)
	}
}

func rowsOf(rows []store.DueRow) []string {
	var out []string
	for _, d := range rows {
		out = append(out, show(d.Deadline))
	}
	slices.Sort(out)
	return out
}

// show tells two deadlines apart in everything that a list shows.
func show(d casework.Deadline) string {
	return fmt.Sprint(d.Key(), d.From.UnixNano(), d.Due.UnixNano(), d.DueDay, d.Done.UnixNano(), d.DoneBy, len(d.Warn), d.Staff, d.Role)
}

func wanted(c *store.Case) []string {
	var out []string
	for _, d := range c.Deadlines {
		if !d.Info && d.Ended.IsZero() && !(d.ID >= casework.DL06NewbornVisit && d.ID <= casework.DL11Checkup) {
			out = append(out, show(d))
		}
	}
	slices.Sort(out)
	return out
}

func TestDueFilters(t *testing.T) {
	office, _ := twoStations(t)
	a, b := newReport(office, "2026-11-19T08:10:00+09:00"), newReport(office, "2026-11-20T08:10:00+09:00")
	colleague := uuid.New()
	office.put(store.Write{Case: b.kase, Record: office.theCase(b.kase).Family.ID, Kind: store.KindFamily, Set: map[string]any{"mch_staff": colleague.String()}})
	me, nobody := office.Me().ID, uuid.New()
	clock := []casework.DeadlineID{casework.DL01SafetyCheck}
	for name, tc := range map[string]struct {
		filter store.DueFilter
		want   []uuid.UUID
	}{
		"all":             {store.DueFilter{IDs: clock}, []uuid.UUID{a.kase, b.kase}},
		"of a case":       {store.DueFilter{IDs: clock, Case: &b.kase}, []uuid.UUID{b.kase}},
		"of a record's":   {store.DueFilter{IDs: clock, Staff: &me}, []uuid.UUID{a.kase, b.kase}},
		"of a case's":     {store.DueFilter{IDs: clock, Staff: &colleague}, []uuid.UUID{b.kase}},
		"of nobody's":     {store.DueFilter{IDs: clock, Staff: &nobody}, nil},
		"soon":            {store.DueFilter{IDs: clock, Before: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}, []uuid.UUID{a.kase}},
		"of another rule": {store.DueFilter{IDs: []casework.DeadlineID{casework.DL13ProtectionMeasure}}, nil},
	} {
		var got []uuid.UUID
		for _, d := range office.due(tc.filter) {
			got = append(got, d.Case)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
}

// A center that sets its deadlines sees all of them by the new rule at once,
// at every station that hears of it.
func TestSettingsMoveAllDeadlines(t *testing.T) {
	office, laptop := twoStations(t)
	for range 3 {
		newReport(office, "2026-11-20T08:10:00+09:00")
	}
	exchange(office, laptop)
	set := func(s *station, hours int64) {
		s.put(store.Write{Case: s.Office(), Record: s.SettingsID(), Kind: store.KindSettings, Set: map[string]any{"clock_hours": hours}})
	}
	hours := func(s *station) []int {
		var out []int
		for _, d := range s.dueOf(casework.DL01SafetyCheck) {
			out = append(out, int(d.Due.Sub(d.From).Hours()))
		}
		return out
	}
	set(office, 24)
	if got := hours(office); !slices.Equal(got, []int{24, 24, 24}) || office.Rules().ClockHours != 24 {
		t.Errorf("at the office: got %v, rules %d", got, office.Rules().ClockHours)
	}
	set(laptop, 36) // without having heard: one record, in conflict
	exchange(office, laptop)
	if list := office.office(store.KindSettings); len(list) != 1 || len(list[0].Conflicts) != 1 {
		t.Fatalf("settings: got %+v, want one record in conflict", list)
	}
	for _, s := range []*station{office, laptop} {
		if got := hours(s); !slices.Equal(got, []int{36, 36, 36}) {
			t.Errorf("after both: got %v, want the later one's", got)
		}
		s.reopen()
		if got := s.Rules().ClockHours; got != 36 {
			t.Errorf("after reopening: got %d hours", got)
		}
	}
}

func TestTasks(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("三浦", "みうら", "")
	meeting := office.meeting("2026-11-19")
	sheet := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindSheet, Set: map[string]any{
		"meeting": meeting.ID.String(), "meeting_kind": "joint", "proposed_on": "2026-11-18", "reason": "new",
	}})
	me, nurse := office.Me().ID, laptop.Me().ID
	task := func(kase, parent uuid.UUID, what, due string, staff ...string) *store.Record {
		return office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindTask, Parent: parent, Set: map[string]any{"what": what, "due": due, "staff": staff}})
	}
	visit := task(kase, sheet.ID, "週に一度、訪ねる", "2026-12-01", me.String(), nurse.String())
	room := task(office.Office(), uuid.Nil, "会場を取る", "2026-11-25", me.String())
	exchange(office, laptop)
	list := func(s *station, staff, kase *uuid.UUID, done bool) []uuid.UUID {
		rows, err := s.FindTasks(t.Context(), staff, kase, done)
		if err != nil {
			t.Fatal(err)
		}
		var ids []uuid.UUID
		for _, r := range rows {
			ids = append(ids, r.Record)
			if r.Record == visit.ID && (r.Family != "三浦" || r.Meeting != meeting.ID || r.From != sheet.ID || len(r.Staff) != 2 || r.What != "週に一度、訪ねる") {
				t.Errorf("the task: got %+v", r)
			}
		}
		return ids
	}
	officeFile := office.Office()
	for name, tc := range map[string]struct {
		staff, kase *uuid.UUID
		done        bool
		want        []uuid.UUID
	}{
		"open":         {want: []uuid.UUID{room.ID, visit.ID}},
		"the nurse's":  {staff: &nurse, want: []uuid.UUID{visit.ID}},
		"of the case":  {kase: &kase, want: []uuid.UUID{visit.ID}},
		"of the house": {kase: &officeFile, want: []uuid.UUID{room.ID}},
		"none is done": {done: true},
	} {
		if got := list(laptop, tc.staff, tc.kase, tc.done); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
	office.put(store.Write{Case: officeFile, Record: room.ID, Kind: store.KindTask, Set: map[string]any{"done_on": "2026-11-20"}})
	if err := office.Withdraw(t.Context(), visit.ID, "別の会議で決めなおした"); err != nil {
		t.Fatal(err)
	}
	if got := list(office, nil, nil, false); len(got) != 0 {
		t.Errorf("open after all: got %v", got)
	}
	if got := list(office, nil, nil, true); !slices.Equal(got, []uuid.UUID{room.ID}) {
		t.Errorf("done after all: got %v", got)
	}
}
