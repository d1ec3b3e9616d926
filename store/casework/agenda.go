package casework

import "time"

// Why something asks for a meeting.
const (
	AgendaProposed   = "proposed"        // somebody proposed it
	AgendaIntake     = "intake"          // 受理会議 was not held yet
	AgendaDanger     = "danger"          // a safety check found danger
	AgendaDiffer     = "differ"          // the two sides judge differently
	AgendaPlan       = "plan_review"     // the plan's review is due
	AgendaRegistry   = "registry_review" // the registry's review is due
	AgendaAdult      = "adult"           // nears 18
	AgendaCommission = "commission"      // a commission was asked for, or reports a change
)

// AgendaReason is one thing in a file that asks for a meeting.
type AgendaReason struct {
	Why     string
	Reason  string // what the sheet's field reason would say
	Entry   string // the record behind it
	Subject string // the person, "" for the family
	Due     Date   // the day it is due, none when it has no day
}

// AgendaOf returns what in a file asks for a meeting of a kind by a day.
func AgendaOf(f File, kind string, on Date, c Config, now time.Time, loc *time.Location) []AgendaReason {
	return nil
}
