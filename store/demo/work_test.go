package demo_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/demo"
)

// filled is a store with a made-up city, opened by one of its staff.
func filled(t *testing.T, families int, who func(demo.Staff) bool) (*store.Store, *demo.Center) {
	t.Helper()
	s, center, c := found(t)
	if err := demo.Fill(t.Context(), s, demo.Config{Seed: 1, Families: families, Today: today, Staff: center.Staff}, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(center.Staff, who)
	mine, err := store.Open(t.Context(), c, center.Staff[at].ID, center.Password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := mine.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return mine, center
}

func named(name string) func(demo.Staff) bool {
	return func(s demo.Staff) bool { return s.Name == name }
}

// TestTheDayOfTheNurse: whoever opens the made-up city sees work at once.
func TestTheDayOfTheNurse(t *testing.T) {
	s, center := filled(t, 300, named("中野"))
	all, err := s.Today(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := s.Today(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("Clocks", func(t *testing.T) { checkClocks(t, all) })
	t.Run("Tasks", func(t *testing.T) {
		var dates []string
		for _, task := range mine.Tasks {
			if slices.Contains(task.Staff, center.Staff[0].ID) {
				dates = append(dates, task.Due)
			}
		}
		now := casework.DateOf(today).String()
		if !slices.Contains(dates, now) || len(dates) == 0 || slices.Min(dates) >= now {
			t.Errorf("tasks due %v, want some today and some late", dates)
		}
	})
	t.Run("Twins", func(t *testing.T) {
		if len(all.Twins) == 0 || len(all.Twins) > 3 || all.Twins[0].Case.Name != "井口" {
			t.Errorf("cases that may be one: %v", all.Twins)
		}
	})
	t.Run("Due", func(t *testing.T) {
		counts := map[casework.DeadlineID]int{}
		for _, d := range all.Due {
			counts[d.ID]++
		}
		for _, id := range []casework.DeadlineID{casework.DL04RegistryReview, casework.DL05PlanReview, casework.DL16Adult} {
			if counts[id] == 0 {
				t.Errorf("no %s is near or late", id)
			}
		}
	})
	t.Run("Returned", func(t *testing.T) {
		sent, err := s.FindApprovals(t.Context(), store.ApprovalFilter{By: &center.Staff[0].ID, Open: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(sent) != 1 || sent[0].Family != "早川" || sent[0].State.Stage != casework.ApprovalReturned {
			t.Errorf("submissions of the nurse: %+v", sent)
		}
	})
	t.Run("Meetings", func(t *testing.T) { checkMeetings(t, s) })
	t.Run("Registry", func(t *testing.T) { checkRegistry(t, s) })
	t.Run("Resources", func(t *testing.T) {
		resources, err := s.FindResources(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		used := 0
		for _, r := range resources {
			if r.Cases > 0 && r.Services+r.Measures > 0 {
				used++
			}
		}
		if len(resources) < 40 || used == 0 {
			t.Errorf("%d resources, %d used", len(resources), used)
		}
	})
}

func checkClocks(t *testing.T, day *store.Today) {
	short, partial := 0, 0
	for _, c := range day.Clocks {
		left := c.Left(today)
		if left < 0 {
			t.Errorf("the clock of %s ran out at %s", c.Family, c.Deadline.Due)
		}
		if left.Hours() < 6 {
			short++
		}
		if c.Partial {
			partial++
		}
	}
	if len(day.Clocks) < 2 || len(day.Clocks) > 6 || short == 0 || partial == 0 {
		t.Errorf("%d clocks run, %d with less than six hours, %d with a try alone", len(day.Clocks), short, partial)
	}
}

func checkMeetings(t *testing.T, s *store.Store) {
	meetings, err := s.FindOffice(t.Context(), store.KindMeeting)
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]int{}
	var next *store.Record
	now := casework.DateOf(today)
	for _, m := range meetings {
		if m.Text("stage") != "planned" {
			held[m.Text("kind")]++
			continue
		}
		if on := day(t, m.Text("on")); m.Text("kind") == casework.MeetingJoint && !on.Before(now) && (next == nil || m.Text("on") < next.Text("on")) {
			next = m
		}
	}
	if held[casework.MeetingJoint] < 20 || held[casework.MeetingWorking] < 4 || held[casework.MeetingIntake] < 10 {
		t.Errorf("meetings held: %v", held)
	}
	if next == nil || day(t, next.Text("on")).DaysSince(now) > 8 {
		t.Fatalf("no joint meeting within days: %v", next)
	}
	m, err := s.FindMeeting(t.Context(), next.ID)
	if err != nil {
		t.Fatal(err)
	}
	var families []string
	for _, sheet := range m.Sheets {
		families = append(families, sheet.Family)
	}
	for _, want := range []string{"小野寺", "森田", "藤代", "堀", "田島", "山根"} {
		if !slices.Contains(families, want) {
			t.Errorf("%s is not on the agenda: %v", want, families)
		}
	}
}

func checkRegistry(t *testing.T, s *store.Store) {
	rows, err := s.FindRegistry(t.Context(), store.RegistryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	between(t, "lines of the registry", len(rows), 35, 120)
	severe := 0
	for _, r := range rows {
		if r.Severity == "SV4" || r.Severity == "SV5" {
			severe++
		}
		if r.Name == "" || r.Class == "" || r.Number == "" {
			t.Errorf("a line of the registry without name, class or number: %+v", r)
		}
	}
	if severe > len(rows)/4 {
		t.Errorf("%d of %d are severe", severe, len(rows))
	}
}

// TestFewAreOverdue: what is late is the exception.
func TestFewAreOverdue(t *testing.T) {
	s, _ := filled(t, 300, named("三浦"))
	p, err := s.FindProgress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	active := map[uuid.UUID]bool{}
	rows, err := s.FindRegistry(t.Context(), store.RegistryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		active[r.Case] = true
	}
	late := map[uuid.UUID]bool{}
	for _, d := range p.Overdue {
		late[d.Case] = true
	}
	if len(late) == 0 || float64(len(late)) > 0.15*float64(len(active)) {
		t.Errorf("%d of %d active families are overdue, want some and fewer than 15 in 100", len(late), len(active))
	}
	if len(p.Plans) < 20 || len(p.Clocks) == 0 || len(p.Meetings) == 0 || len(p.Tasks) == 0 {
		t.Errorf("progress has %d plans, %d clocks, %d meetings, %d tasks", len(p.Plans), len(p.Clocks), len(p.Meetings), len(p.Tasks))
	}
	stages, over := map[string]int{}, 0
	for _, plan := range p.Plans {
		stages[plan.Stage]++
		if plan.Over {
			over++
		}
	}
	if over > len(p.Plans)/6 {
		t.Errorf("%d of %d plans are over their day", over, len(p.Plans))
	}
	if stages[casework.PlanHandedOver] < len(p.Plans)/3 {
		t.Errorf("plans by stage: %v, want most handed over", stages)
	}
}

// TestApprovalsWait: there is something for the coordinator and the director.
func TestApprovalsWait(t *testing.T) {
	for name, family := range map[string]string{"三浦": "森田", "大沢": "田島"} {
		s, _ := filled(t, 40, named(name))
		waiting, err := s.FindApprovals(t.Context(), store.ApprovalFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(waiting, func(a store.ApprovalRow) bool { return a.Family == family && !a.State.Changed }) {
			t.Errorf("nothing of %s waits for %s: %+v", family, name, waiting)
		}
	}
}
