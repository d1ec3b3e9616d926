package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// approvalFiles are the cases in which a filter can find submissions.
func (s *Store) approvalFiles(ctx context.Context, f ApprovalFilter) ([]uuid.UUID, error) {
	if f.Case != nil {
		visible, err := shownIn(ctx, s.db.Read(), *f.Case)
		if err != nil {
			return nil, s.fault(err)
		}
		files, err := filesOf(ctx, s.db.Read(), visible)
		return files, s.fault(err)
	}
	if f.Document != nil {
		r, err := s.FindRecord(ctx, *f.Document)
		if err != nil {
			return nil, err
		}
		return []uuid.UUID{r.Case}, nil
	}
	s.freshen(ctx)
	where, args := f.turns(s.who, s.Me().Roles)
	found, err := fileIDs(ctx, s.db.Read(), `SELECT DISTINCT file FROM round`+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find approvals: %w", s.fault(err))
	}
	shown, err := shownFiles(ctx, s.db.Read())
	if err != nil {
		return nil, s.fault(err)
	}
	for file, target := range shown { // rows lie under the case that shows them
		if slices.Contains(found, target) {
			found = append(found, file)
		}
	}
	return found, nil
}

// turns is the condition on the table of rounds for what a filter wants.
func (f ApprovalFilter) turns(me uuid.UUID, roles []string) (string, []any) {
	switch {
	case f.All && f.By != nil:
		return ` WHERE author = ?`, []any{f.By[:]}
	case f.All:
		return ``, nil
	case f.By != nil:
		return ` WHERE waits != '' AND author = ?`, []any{f.By[:]}
	case f.Open:
		return ` WHERE waits != ''`, nil
	}
	marks, args := kindList(append(slices.Clone(roles), ""))
	return ` WHERE waits != '' AND (waits IN (` + marks + `) OR waits = ? AND author = ?)`, append(args, casework.WaitsForAuthor, me[:])
}
