package casework_test

import (
	"testing"

	"yorisoi/store/casework"
)

func TestConfigFrom(t *testing.T) {
	d := casework.DefaultConfig()
	if got := casework.ConfigFrom(nil); got.ClockHours != 48 || got.ReviewMonthsRegistry != 3 || got.UnseenLimit(casework.Protection) != 30 {
		t.Errorf("no settings: got %+v", got)
	}
	if got := casework.ConfigFrom(rec("deadline_settings s", "clock_hours", 24, "@withdrawn", true)); got.ClockHours != 48 {
		t.Errorf("withdrawn settings: got %d hours", got.ClockHours)
	}
	c := casework.ConfigFrom(rec("deadline_settings s", "clock_hours", 72, "warn_hours_first", 20, "warn_hours_second", 40,
		"review_months_registry", 4, "plan_months_registered", 2, "plan_months_other", 12, "commission_report_months", 1, "support_measure_warn_days", 45,
		"approval_working_days", 5, "adult_months_first", 12, "adult_months_second", 3, "absence_days", 5, "unseen_protection", 14, "unseen_support", 21, "soon_days", 3))
	for name, x := range map[string][2]int{
		"clock": {c.ClockHours, 72}, "first": {c.WarnHoursFirst, 20}, "second": {c.WarnHoursSecond, 40}, "registry": {c.ReviewMonthsRegistry, 4},
		"registered": {c.PlanMonthsRegistered, 2}, "other": {c.PlanMonthsOther, 12}, "report": {c.CommissionReportMonths, 1}, "measure": {c.MeasureWarnDays, 45},
		"approval": {c.ApprovalWorkingDays, 5}, "adult": {c.AdultMonthsFirst, 12}, "adult again": {c.AdultMonthsSecond, 3}, "absence": {c.AbsenceDays, 5},
		"protection": {c.UnseenLimit(casework.Protection), 14}, "support": {c.UnseenLimit(casework.Support), 21}, "soon": {c.SoonDays, 3},
		"mch stays": {c.UnseenLimit(casework.MCH), 90},
	} {
		if x[0] != x[1] {
			t.Errorf("%s: got %d, want %d", name, x[0], x[1])
		}
	}
	if d.UnseenLimit(casework.Protection) != 30 {
		t.Error("the settings changed the default")
	}
}

func TestSettingsThatCannotBeMeant(t *testing.T) {
	for _, bad := range []any{0, -1, 100000, "24", true, nil} {
		c := casework.ConfigFrom(rec("deadline_settings s", "clock_hours", bad, "unseen_support", bad, "absence_days", bad))
		if c.ClockHours != 48 || c.UnseenLimit(casework.Support) != 30 || c.AbsenceDays != 7 {
			t.Errorf("%v: got %d hours, %d and %d days", bad, c.ClockHours, c.UnseenLimit(casework.Support), c.AbsenceDays)
		}
	}
	for _, x := range []struct{ hours, first, second, wantFirst, wantSecond int }{
		{24, 24, 36, 12, 18}, {48, 40, 36, 24, 36}, {48, 24, 48, 24, 36}, {48, 10, 20, 10, 20},
	} {
		c := casework.ConfigFrom(rec("deadline_settings s", "clock_hours", x.hours, "warn_hours_first", x.first, "warn_hours_second", x.second))
		if c.WarnHoursFirst != x.wantFirst || c.WarnHoursSecond != x.wantSecond {
			t.Errorf("%+v: got warnings at %d and %d", x, c.WarnHoursFirst, c.WarnHoursSecond)
		}
	}
	if c := casework.ConfigFrom(rec("deadline_settings s", "adult_months_first", 1, "adult_months_second", 6)); c.AdultMonthsFirst != 6 || c.AdultMonthsSecond != 1 {
		t.Errorf("adult marks the wrong way round: got %d and %d", c.AdultMonthsFirst, c.AdultMonthsSecond)
	}
}
