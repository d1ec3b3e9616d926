package casework

// Config holds what a city sets for itself.
type Config struct {
	// UnseenDays is, for each class, how many days a child may go without being
	// seen; the class "" is for every other.
	UnseenDays map[Class]int
	// SoonDays is how many days ahead a due date counts as soon.
	SoonDays int
	// CorrectedUntilMonths is the age up to which the corrected age is shown.
	CorrectedUntilMonths int

	ClockHours      int // DL01: real hours from the report to the sighting
	WarnHoursFirst  int // DL01: hours after the report at which it turns urgent
	WarnHoursSecond int // DL01: and very urgent

	ReviewMonthsRegistry   int // DL04
	PlanMonthsRegistered   int // DL05, of a family in the registry
	PlanMonthsOther        int // DL05, of any other
	AbsenceDays            int // DL12: school days unexplained
	MeasureWarnDays        int // DL13: days before the end at which it turns urgent
	CommissionReportMonths int // DL14, where the commission itself says nothing
	AdultMonthsFirst       int // DL16: months before the 18th birthday
	AdultMonthsSecond      int // DL16
	ApprovalWorkingDays    int // DL17

	// RolesOf says which roles a staff member holds, to judge the steps of an
	// approval; nil trusts the role that a step names.
	RolesOf func(staff string) []string
}

// DefaultConfig returns the settings a new center starts with. Where the
// reference marks a number as unsure, it is one of these and not in the rules.
func DefaultConfig() Config {
	return Config{
		UnseenDays:           map[Class]int{Protection: 30, Support: 30, Expectant: 60, MCH: 90, "": 90},
		SoonDays:             7,
		CorrectedUntilMonths: 24,

		ClockHours: 48, WarnHoursFirst: 24, WarnHoursSecond: 36,
		ReviewMonthsRegistry: 3, PlanMonthsRegistered: 3, PlanMonthsOther: 6,
		AbsenceDays: 7, MeasureWarnDays: 30, CommissionReportMonths: 3,
		AdultMonthsFirst: 6, AdultMonthsSecond: 1, ApprovalWorkingDays: 3,
	}
}

// setting ties a field of the form deadline_settings to the number it sets.
type setting struct {
	field string
	at    func(c *Config) *int
}

var settings = []setting{
	{"clock_hours", func(c *Config) *int { return &c.ClockHours }},
	{"warn_hours_first", func(c *Config) *int { return &c.WarnHoursFirst }},
	{"warn_hours_second", func(c *Config) *int { return &c.WarnHoursSecond }},
	{"review_months_registry", func(c *Config) *int { return &c.ReviewMonthsRegistry }},
	{"plan_months_registered", func(c *Config) *int { return &c.PlanMonthsRegistered }},
	{"plan_months_other", func(c *Config) *int { return &c.PlanMonthsOther }},
	{"commission_report_months", func(c *Config) *int { return &c.CommissionReportMonths }},
	{"support_measure_warn_days", func(c *Config) *int { return &c.MeasureWarnDays }},
	{"approval_working_days", func(c *Config) *int { return &c.ApprovalWorkingDays }},
	{"adult_months_first", func(c *Config) *int { return &c.AdultMonthsFirst }},
	{"adult_months_second", func(c *Config) *int { return &c.AdultMonthsSecond }},
	{"absence_days", func(c *Config) *int { return &c.AbsenceDays }},
	{"soon_days", func(c *Config) *int { return &c.SoonDays }},
}

// largestSetting bounds what a setting may be, so that a slip of the finger
// does not put a deadline off for ever.
const largestSetting = 400

// ConfigFrom reads the center's settings, a record of the form
// deadline_settings. A value that is missing or cannot be meant keeps the
// default; nil keeps them all.
func ConfigFrom(record *Entry) Config {
	c := DefaultConfig()
	if record == nil || record.Withdrawn {
		return c
	}
	for _, s := range settings {
		if n, ok := settingOf(record, s.field); ok {
			*s.at(&c) = n
		}
	}
	for field, class := range map[string]Class{"unseen_protection": Protection, "unseen_support": Support} {
		if n, ok := settingOf(record, field); ok {
			c.UnseenDays[class] = n
		}
	}
	c.keepWarningsInOrder()
	return c
}

// settingOf reads a number that can be meant.
func settingOf(record *Entry, field string) (int, bool) {
	n, ok := record.Int(field)
	return int(n), ok && n > 0 && n <= largestSetting
}

// keepWarningsInOrder drops warnings that would come after what they warn of:
// a city with a clock of 24 hours that left the hours of warning as they are.
func (c *Config) keepWarningsInOrder() {
	if c.WarnHoursSecond >= c.ClockHours {
		c.WarnHoursSecond = c.ClockHours * 3 / 4
	}
	if c.WarnHoursFirst >= c.WarnHoursSecond {
		c.WarnHoursFirst = c.ClockHours / 2
	}
	if c.AdultMonthsSecond >= c.AdultMonthsFirst {
		d := DefaultConfig()
		c.AdultMonthsFirst, c.AdultMonthsSecond = d.AdultMonthsFirst, d.AdultMonthsSecond
	}
}
