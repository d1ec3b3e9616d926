package sim_test

import (
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store"
)

// note is an entry of the audit that a store said it has.
type note struct {
	station *station
	kase    uuid.UUID
	words   string
	sent    bool // a round ended since, after which nothing was left to send
	gone    bool // no copy of it is left
}

// lookAt opens a case as a page does.
func (s *sim) lookAt(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	_, err := st.store.OpenCase(s.ctx, r.Case, "sim")
	return err
}

// print notes something that is noted each time.
func (s *sim) print(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	one := &note{station: st, kase: r.Case, words: s.newID().String()}
	err := st.store.Note(s.ctx, store.AuditEntry{Act: store.AuditPrinted, Case: r.Case, Reason: one.words})
	if err == nil {
		s.notes = append(s.notes, one)
		s.figures.Notes++
	}
	return err
}

// notesSent marks what the center has, after a round that left nothing.
func (st *station) notesSent() {
	s := st.s
	if !s.walled || st.store == nil || st.unaware {
		return
	}
	counts, err := st.store.Counts(s.ctx)
	if err != nil {
		s.failf("count at station %d: %v", st.index, err)
	}
	for _, one := range s.notes {
		one.sent = one.sent || one.station == st && counts.Unsent == 0
	}
}

// notesGone gives up what only this machine had, for it was set back.
func (st *station) notesGone() {
	for _, one := range st.s.notes {
		one.gone = one.gone || one.station == st && !one.sent
	}
}

// notesUnsent forgets what the center had: it was restored to before it.
func (s *sim) notesUnsent() {
	for _, one := range s.notes {
		one.sent = false
	}
}

// judgeAudit demands that the director finds every entry, and that none was
// altered. What a machine noted that was removed meanwhile counts once it had
// been sent.
func (s *sim) judgeAudit() {
	if !s.walled {
		return
	}
	s.figures.Walled++
	director := s.stations[0].store
	rows, err := director.FindAudit(s.ctx, store.AuditFilter{Act: store.AuditPrinted, Limit: 1 << 20})
	if err != nil {
		s.failf("read the audit: %v", err)
	}
	has := map[string]store.AuditRow{}
	for _, r := range rows {
		has[r.Reason] = r
	}
	for _, one := range s.notes {
		r, ok := has[one.words]
		switch {
		case !ok && !one.gone && (one.sent || !one.station.isGone()):
			s.failf("an entry of the audit by station %d is lost: %s about %s", one.station.index, one.words, one.kase)
		case ok && (r.Case != one.kase || r.Station != one.station.image.id):
			s.failf("an entry of the audit by station %d is altered: %+v", one.station.index, r)
		}
	}
	s.verifyAudit(director)
}

func (s *sim) verifyAudit(director *store.Store) {
	check, err := director.VerifyAudit(s.ctx)
	if err != nil {
		s.failf("verify the audit: %v", err)
	}
	for _, f := range check.Faults {
		if !s.wasSetBack(f.Station) || s.figures.CenterRestores == 0 {
			s.failf("the audit is found at fault: %s\n%+v", fmt.Sprint(f), check)
		}
	}
}
