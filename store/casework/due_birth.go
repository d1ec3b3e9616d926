package casework

// NewbornVisitDue returns the last day for the newborn visit: day 28.
func NewbornVisitDue(birth Date) Date { return birth.AddDays(newbornDays) }

// InfantVisitDue returns the last day for the visit to every infant's home: the
// day before the 4-month day.
func InfantVisitDue(birth Date) Date { return birth.AddMonths(4).AddDays(-1) }
