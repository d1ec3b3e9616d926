package casework_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

// abuse is a report of one child, received at a moment.
func abuse(received string, more ...*casework.Entry) casework.File {
	return file(append([]*casework.Entry{
		rec("intake i", "received_at", received, "consultation", "abuse", "stage", "received", "receiver", "suzuki"),
		rec("intake_child c<i", "child", "haru"),
	}, more...)...)
}

func seen(id, at, method, result string, more ...any) *casework.Entry {
	return rec("safety_check "+id+"<i", append([]any{"child", "haru", "at", at, "method", method, "result", result}, more...)...)
}

func TestTheClockCountsRealHours(t *testing.T) {
	for _, c := range []struct{ name, received, due string }{
		{"Friday 17:40, across the weekend", "2026-11-20T17:40", "2026-11-22T17:40"},
		{"a minute before midnight", "2026-11-20T23:59", "2026-11-22T23:59"},
		{"across New Year", "2026-12-31T09:00", "2027-01-02T09:00"},
		{"28 February", "2027-02-28T12:00", "2027-03-02T12:00"},
		{"28 February of a leap year", "2028-02-28T12:00", "2028-03-01T12:00"},
		{"29 February", "2028-02-29T00:00", "2028-03-02T00:00"},
		{"Golden Week", "2026-05-02T08:15", "2026-05-04T08:15"},
		{"written down in UTC", "2026-11-20T08:40:00Z", "2026-11-22T17:40"},
		{"written down in New York", "2026-11-20T03:40:00-05:00", "2026-11-22T17:40"},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := at(t, c.due)
			due := dueOf(abuse(c.received), casework.DL01SafetyCheck, now)
			if len(due) != 1 {
				t.Fatalf("got %d clocks, want 1", len(due))
			}
			d := due[0]
			if !d.Due.Equal(now) || d.Over(now) || !d.Over(now.Add(time.Nanosecond)) || !d.DueDay.IsZero() {
				t.Errorf("due %v, over at that moment %v and right after %v", d.Due, d.Over(now), d.Over(now.Add(time.Nanosecond)))
			}
			if got := d.Left(now.Add(-7 * time.Hour)); got != 7*time.Hour {
				t.Errorf("left seven hours before: got %v", got)
			}
			if d.Subject != "haru" || d.Entry != "c" || len(d.Staff) != 1 || d.Staff[0] != "suzuki" {
				t.Errorf("got %+v", d)
			}
		})
	}
}

func TestTheClockCountsHoursWhereSummerTimeBegins(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip("no zone data here")
	}
	received := time.Date(2027, 3, 13, 12, 0, 0, 0, zone)
	var d casework.Deadline
	for _, x := range casework.DefaultConfig().Deadlines(abuse(received.Format(time.RFC3339)), received, zone) {
		if x.ID == casework.DL01SafetyCheck {
			d = x
		}
	}
	if got := d.Due.Sub(received); got != 48*time.Hour || d.Due.Hour() != 13 {
		t.Errorf("got %v, at %v; want 48 hours, at 13:00", got, d.Due)
	}
}

func TestWhatStopsTheClock(t *testing.T) {
	const received = "2026-11-20T17:40"
	now := at(t, "2026-11-23T09:00")
	for _, c := range []struct {
		name    string
		records []*casework.Entry
		want    string
	}{
		{"nothing", nil, "2026-11-22T17:40 late"},
		{"a visit at home", []*casework.Entry{seen("s", "2026-11-22T10:00", "home", "safe")}, "2026-11-22T17:40 met s"},
		{"a talk at school that found danger", []*casework.Entry{seen("s", "2026-11-21T10:00", "at_school", "danger")}, "2026-11-22T17:40 met s"},
		{"at the office, to be watched", []*casework.Entry{seen("s", "2026-11-21T10:00", "office", "watch")}, "2026-11-22T17:40 met s"},
		{"seen by an agency", []*casework.Entry{seen("s", "2026-11-21T10:00", "agency", "safe")}, "2026-11-22T17:40 met s"},
		{"exactly at the hour", []*casework.Entry{seen("s", "2026-11-22T17:40", "home", "safe")}, "2026-11-22T17:40 met s"},
		{"a minute too late", []*casework.Entry{seen("s", "2026-11-22T17:41", "home", "safe")}, "2026-11-22T17:40 met_late s"},
		{"at the moment of the report", []*casework.Entry{seen("s", received, "home", "safe")}, "2026-11-22T17:40 met s"},
		{"the earliest counts", []*casework.Entry{seen("s2", "2026-11-22T12:00", "home", "safe"), seen("s1", "2026-11-21T12:00", "home", "watch")}, "2026-11-22T17:40 met s1"},
		{"the same moment, in another offset", []*casework.Entry{seen("s", "2026-11-22T08:40:00Z", "home", "safe")}, "2026-11-22T17:40 met s"},
		{"not a telephone call", []*casework.Entry{seen("s", "2026-11-21T10:00", "phone", "safe")}, "2026-11-22T17:40 late"},
		{"not an empty house", []*casework.Entry{seen("s", "2026-11-21T10:00", "absent", "unconfirmed")}, "2026-11-22T17:40 late"},
		{"not a visit without an outcome", []*casework.Entry{seen("s", "2026-11-21T10:00", "home", "unconfirmed")}, "2026-11-22T17:40 late"},
		{"not before the report", []*casework.Entry{seen("s", "2026-11-20T17:39", "home", "safe")}, "2026-11-22T17:40 late"},
		{"not in the future", []*casework.Entry{seen("s", "2026-11-23T09:01", "home", "safe")}, "2026-11-22T17:40 late"},
		{"not a withdrawn check", []*casework.Entry{seen("s", "2026-11-21T10:00", "home", "safe", "@withdrawn", true)}, "2026-11-22T17:40 late"},
		{"not another child", []*casework.Entry{seen("s", "2026-11-21T10:00", "home", "safe", "child", "aoi")}, "2026-11-22T17:40 late"},
		{"a child that was merged", []*casework.Entry{
			seen("s", "2026-11-21T10:00", "home", "safe", "child", "haru2"),
			rec("merge m", "other", "case2", "pairs", []string{"haru2=haru"}),
		}, "2026-11-22T17:40 met s"},
		{"not when the merge was undone", []*casework.Entry{
			seen("s", "2026-11-21T10:00", "home", "safe", "child", "haru2"),
			rec("merge m", "other", "case2", "pairs", []string{"haru2=haru"}, "@withdrawn", true),
		}, "2026-11-22T17:40 late"},
		{"not by closing the report", []*casework.Entry{rec("note n", "on", "2026-11-21")}, "2026-11-22T17:40 late"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := dueLines(abuse(received, c.records...), casework.DL01SafetyCheck, now); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhoHasAClock(t *testing.T) {
	now := at(t, "2026-11-21T09:00")
	for name, c := range map[string]struct {
		file casework.File
		want int
	}{
		"each child of the call": {abuse("2026-11-20T17:40", rec("intake_child d<i", "child", "aoi")), 2},
		"a withdrawn child":      {abuse("2026-11-20T17:40", rec("intake_child d<i", "child", "aoi", "@withdrawn", true)), 1},
		"another consultation": {file(rec("intake i", "received_at", "2026-11-20T17:40", "consultation", "upbringing"),
			rec("intake_child c<i", "child", "haru")), 0},
		"a withdrawn report": {file(rec("intake i", "received_at", "2026-11-20T17:40", "consultation", "abuse", "@withdrawn", true),
			rec("intake_child c<i", "child", "haru")), 0},
		"no moment": {abuse(""), 0},
	} {
		if got := dueOf(c.file, casework.DL01SafetyCheck, now); len(got) != c.want {
			t.Errorf("%s: got %d clocks, want %d", name, len(got), c.want)
		}
	}
}

func TestTheClockGrowsUrgent(t *testing.T) {
	f := abuse("2026-11-20T17:40")
	c := casework.DefaultConfig()
	for _, x := range []struct {
		now    string
		warned int
		want   casework.Urgency
	}{
		{"2026-11-20T17:40", 0, casework.DueSoon},
		{"2026-11-21T17:39", 0, casework.DueSoon},
		{"2026-11-21T17:40", 1, casework.DueSoon},
		{"2026-11-22T05:39", 1, casework.DueToday}, // the calendar's day
		{"2026-11-22T05:40", 2, casework.DueToday},
		{"2026-11-22T17:40", 2, casework.DueToday},
		{"2026-11-22T17:41", 2, casework.Overdue},
	} {
		d := dueOf(f, casework.DL01SafetyCheck, at(t, x.now))[0]
		if got := d.Urgency(at(t, x.now), c); got != x.want || d.Warned(at(t, x.now)) != x.warned {
			t.Errorf("%s: got %s after %d warnings, want %s after %d", x.now, got, d.Warned(at(t, x.now)), x.want, x.warned)
		}
	}
}

func TestTheClockFollowsTheSetting(t *testing.T) {
	c := casework.ConfigFrom(rec("deadline_settings s", "clock_hours", 24))
	now := at(t, "2026-11-20T17:40")
	for _, d := range c.Deadlines(abuse("2026-11-20T17:40"), now, jst) {
		if d.ID != casework.DL01SafetyCheck {
			continue
		}
		if d.Left(now) != 24*time.Hour || d.Warn[0].Sub(now) != 12*time.Hour || d.Warn[1].Sub(now) != 18*time.Hour {
			t.Errorf("got %v left, warned at %v", d.Left(now), d.Warn)
		}
	}
}

func TestTheClockKnowsNoCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		received := time.Unix(rapid.Int64Range(1577836800, 2524608000).Draw(t, "received"), 0)
		zone := time.FixedZone("", rapid.IntRange(-14*4, 14*4).Draw(t, "quarters")*900)
		f := abuse(received.In(zone).Format(time.RFC3339))
		for _, d := range casework.DefaultConfig().Deadlines(f, received, jst) {
			if d.ID == casework.DL01SafetyCheck && (d.Due.Sub(received) != 48*time.Hour || d.Over(received.Add(48*time.Hour)) || !d.Over(received.Add(48*time.Hour+1))) {
				t.Fatalf("received %v: due %v", received, d.Due)
			}
		}
	})
}
