package casework

import "time"

// dueMeasure is DL13: a protection measure (DV等支援措置) ends after its year unless
// it is renewed, which is accepted from a month before the end. Nothing renews it
// by itself.
func dueMeasure(s scan) []Deadline {
	var out []Deadline
	for _, m := range s.Of("protection_measure") {
		until := m.Day("until")
		if !until.Valid() {
			continue
		}
		opens := until.AddMonths(-1)
		d := s.by(until, Deadline{
			ID: DL13ProtectionMeasure, Entry: m.ID, From: s.startOf(opens),
			Warn: []time.Time{s.startOf(until.AddDays(-s.c.MeasureWarnDays))}, Staff: staff(s.welfare(), s.health()),
		})
		if subjects := m.Texts("subjects"); len(subjects) == 1 {
			d.Subject = s.persons.of(subjects[0])
		}
		if renewed := m.Day("renewed_on"); renewed.Valid() && !renewed.Before(opens) {
			d = s.done(d, renewed, m.ID)
		} else if next := s.renewal(m, opens); next != nil {
			d = s.done(d, next.Day("applied_on"), next.ID)
		}
		out = append(out, d)
	}
	return out
}

// renewal returns a later measure that took the place of one.
func (s scan) renewal(m *Entry, opens Date) *Entry {
	for _, next := range s.Of("protection_measure") {
		if next.ID != m.ID && next.Day("until").After(m.Day("until")) && !next.Day("applied_on").Before(opens) {
			return next
		}
	}
	return nil
}
