package present_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
	"yorisoi/ui/present"
)

func TestDate(t *testing.T) {
	for _, c := range []struct{ iso, ja, en string }{
		{"2026-11-22", "令和8年11月22日(日)", "Sun 22 November 2026"},
		{"2019-05-01", "令和元年5月1日(水)", "Wed 1 May 2019"},
		{"2019-04-30", "平成31年4月30日(火)", "Tue 30 April 2019"},
		{"1989-01-07", "昭和64年1月7日(土)", "Sat 7 January 1989"},
		{"1900-01-01", "1900年1月1日(月)", "Mon 1 January 1900"},
		{"", "日付なし", "no date"},
	} {
		check(t, c.iso, func() string { return present.Date(day(t, c.iso)) }, c.ja, c.en)
	}
}

func TestShortDates(t *testing.T) {
	today := day(t, "2026-11-20")
	for _, c := range []struct{ iso, ja, en string }{
		{"2026-11-22", "11/22", "22 Nov"}, {"2026-06-01", "6/1", "1 Jun"}, {"2025-04-03", "R7.4.3", "2025-04-03"}, {"2027-01-05", "1/5", "5 Jan"}, {"", "", ""},
	} {
		check(t, c.iso, func() string { return present.ShortDate(day(t, c.iso), today) }, c.ja, c.en)
	}
	check(t, "month", func() string { return present.EraMonth(today) }, "R8.11", "2026-11")
	check(t, "no month", func() string { return present.EraMonth(casework.Date{}) }, "", "")
	check(t, "fiscal year", func() string { return present.FiscalYear(2024) }, "R6年度", "FY2024")
}

func TestTimes(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*60*60)
	at := time.Date(2026, 11, 22, 14, 32, 7, 0, tokyo)
	today := day(t, "2026-11-22")
	check(t, "date and time", func() string { return present.DateTime(at, today) }, "11/22 14:32", "22 Nov 14:32")
	check(t, "seconds", func() string { return present.ClockSeconds(at) }, "14:32:07", "14:32:07")
	check(t, "today", func() string { return present.Moment(at, today) }, "14:32", "14:32")
	check(t, "the day after", func() string { return present.Moment(at, today.AddDays(1)) }, "11/22 14:32", "22 Nov 14:32")
	for _, c := range []struct {
		left   time.Duration
		ja, en string
	}{
		{5*time.Hour + 12*time.Minute, "残り 5時間12分", "5 h 12 min left"}, {59*time.Minute + 59*time.Second, "残り 59分", "59 min left"},
		{2 * time.Hour, "残り 2時間", "2 h left"}, {51 * time.Hour, "残り 2日3時間", "2 days 3 h left"}, {-90 * time.Minute, "1時間30分 経過", "1 h 30 min over"},
	} {
		check(t, c.left.String(), func() string { return present.TimeLeft(c.left) }, c.ja, c.en)
	}
}

func TestRelativeDay(t *testing.T) {
	today := day(t, "2026-11-20")
	for n, want := range map[int][2]string{
		0: {"今日", "today"}, -1: {"昨日", "yesterday"}, -2: {"2日前", "2 days ago"}, -34: {"34日前", "34 days ago"}, 1: {"明日", "tomorrow"}, 3: {"3日後", "in 3 days"},
	} {
		check(t, want[1], func() string { return present.RelativeDay(today.AddDays(n), today) }, want[0], want[1])
	}
}

func TestWhatIsShownCanBeTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := casework.Date{Year: 1912, Month: 7, Day: 30}.AddDays(rapid.IntRange(0, 70000).Draw(t, "days"))
		today := d.AddDays(rapid.IntRange(-180, 180).Draw(t, "away"))
		near := casework.Near{Today: today, Prefer: casework.Nearest}
		for _, shown := range []string{present.Date(d), present.EraDate(d), present.ShortDate(d, today)} {
			if got, err := casework.ParseDate(shown, near); err != nil || got != d {
				t.Fatalf("%v is shown as %s, read as %v %v", d, shown, got, err)
			}
		}
	})
}

func TestInputProblem(t *testing.T) {
	_, err := casework.ParseDate("8/11/22", casework.Near{})
	check(t, "date", func() string { return present.InputProblem(err) }, "年は R8 か 2026 のように入れてください。", "Enter the year like R8 or 2026.")
	_, err = present.ParseWhole("たくさん")
	check(t, "number", func() string { return present.InputProblem(err) }, "数字で入れてください。", "Please enter it in figures.")
	if got := present.InputProblem(errors.New("disk on fire")); got != "" {
		t.Errorf("another error: got %q", got)
	}
	for _, code := range []casework.ParseCode{
		casework.DateEmpty, casework.DateShape, casework.DateNotExist, casework.DateOutsideEra, casework.DateShortYear,
		casework.DateOutOfRange, casework.TimeEmpty, casework.TimeShape, casework.TimeNotExist, "number_empty", "number_shape",
	} {
		if !present.Has("input." + string(code)) {
			t.Errorf("no words for %s", code)
		}
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct{ name, birth, due, ja, en string }{
		{"21 days", "2026-10-30", "", "生後21日", "21 days old"},
		{"born today", "2026-11-20", "", "生後0日", "0 days old"},
		{"whole months", "2026-09-20", "", "生後2か月", "2 months old"},
		{"3 months 2 days, term", "2026-08-18", "2026-08-20", "生後3か月2日", "3 months 2 days old"},
		{"preterm", "2026-08-18", "2026-09-15", "生後3か月2日(修正 2か月5日)", "3 months 2 days old (corrected 2 months 5 days)"},
		{"preterm, due date to come", "2026-11-01", "2026-12-20", "生後19日(修正 在胎35週5日)", "19 days old (corrected 35 w 5 d of pregnancy)"},
		{"preterm, one month corrected", "2026-08-18", "2026-10-20", "生後3か月2日(修正 1か月)", "3 months 2 days old (corrected 1 month)"},
		{"preterm, days corrected", "2026-08-18", "2026-11-10", "生後3か月2日(修正 10日)", "3 months 2 days old (corrected 10 days)"},
		{"preterm, a year old", "2025-08-18", "2025-10-20", "1歳3か月(修正 1歳1か月)", "1 y 3 mo (corrected 1 y 1 mo)"},
		{"1 year 4 months", "2025-07-20", "", "1歳4か月", "1 y 4 mo"},
		{"the first birthday", "2025-11-20", "", "1歳", "1 y"},
		{"3 years", "2023-02-20", "", "3歳", "3 y"},
		{"not born yet", "2026-12-24", "", "出生前", "not born yet"},
		{"not known", "", "", "年齢不明", "age unknown"},
	} {
		check(t, c.name, func() string {
			return present.AgeCorrected(day(t, c.birth), day(t, c.due), day(t, "2026-11-20"), 24)
		}, c.ja, c.en)
	}
}

func TestPregnancyAndGrade(t *testing.T) {
	g := casework.NewGestation(31, 2)
	check(t, "weeks", func() string { return present.Gestation(g) }, "31週2日", "31 w 2 d")
	check(t, "pregnant", func() string { return present.Pregnant(g) }, "妊娠31週2日", "31 w 2 d pregnant")
	check(t, "month", func() string { return present.PregnancyMonth(g) }, "妊娠8か月", "month 8 of pregnancy")
	for grade, want := range map[casework.Grade][2]string{
		-1: {"就学前", "before school"}, 1: {"小学1年", "elementary grade 1"}, 7: {"中学1年", "junior high grade 1"},
		12: {"高校3年の年齢", "age of high school grade 3"}, 13: {"高校卒業後の年齢", "past high-school age"},
	} {
		check(t, want[1], func() string { return present.Grade(grade) }, want[0], want[1])
	}
}
