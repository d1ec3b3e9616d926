package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// Office is the id of the office file: the case of the records that belong to
// no family (meetings, resources, templates, settings, tasks of the house). It
// is sealed like any other case and open to all staff.
func (s *Store) Office() uuid.UUID { return s.office }

// FindOffice returns the records of a kind in the office file that were not
// withdrawn, newest first.
func (s *Store) FindOffice(ctx context.Context, kind string) ([]*Record, error) {
	office := s.Office()
	rows, err := s.db.Read().QueryContext(ctx, `SELECT `+recordColumns+recordFrom+
		`WHERE r.file = ? AND r.kind = ? AND r.state = 'confirmed' ORDER BY r.day DESC, r.created DESC`, office[:], kind)
	if err != nil {
		return nil, fmt.Errorf("find %s of the office: %w", kind, s.fault(err))
	}
	defer rows.Close()
	var out []*Record
	for rows.Next() {
		r, err := scanRecord(rows)
		if err != nil {
			return nil, fmt.Errorf("find %s of the office: %w", kind, err)
		}
		out = append(out, r)
	}
	return out, s.fault(rows.Err())
}
