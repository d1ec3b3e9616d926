package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// OpenCase is FindCase for showing: that the person signed in opened the case,
// and on which screen, is in the audit before it returns.
func (s *Store) OpenCase(ctx context.Context, id uuid.UUID, screen string) (*Case, error) {
	c, err := s.FindCase(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.Note(ctx, AuditEntry{Act: AuditOpened, Case: id, Screen: screen}); err != nil {
		return nil, err
	}
	return c, nil
}

// standsTo says of a person and a case whether they are not in charge of it,
// and whether they have the family's surname, as the family record has it now.
// Where the family is not here, nothing can be said.
func (s *Store) standsTo(ctx context.Context, who, kase uuid.UUID) (outside, kin bool) {
	if kase == s.Office() {
		return false, false
	}
	var family string
	if err := s.db.Read().QueryRowContext(ctx, `SELECT name FROM casefile WHERE file = ?`, kase[:]).Scan(&family); err != nil {
		return false, false
	}
	files, err := filesOf(ctx, s.db.Read(), kase)
	if err != nil {
		return false, false
	}
	staff, err := staffOf(ctx, s.db.Read(), files)
	if err != nil && !errors.Is(err, context.Canceled) {
		s.c.Log.Warn("find who is in charge", "err", err)
	}
	outside = err == nil && !slices.Contains(staff, who)
	if p := s.Staff(who); p != nil {
		kin = sameSurname(p.Name, family)
	}
	return outside, kin
}

// sameSurname compares the surname of a staff member, which their name begins
// with, with that of a family, whichever way the characters are written.
func sameSurname(person, family string) bool {
	own, of := surname(person), surname(family)
	return own != "" && own == of
}

func surname(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '　' || r == '・' })
	if len(words) == 0 {
		return ""
	}
	return strings.TrimSpace(casework.Fold(words[0]))
}

// Hours of the day between which nobody wonders that somebody works.
const oddBefore, oddFrom = 7, 20

// isOdd reports whether a moment is at night or on a day when the office is
// closed.
func (s *Store) isOdd(at time.Time) bool {
	local := at.In(s.place())
	return local.Hour() < oddBefore || local.Hour() >= oddFrom || !casework.IsWorkday(casework.DateOf(local))
}
