package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// The table round holds whose turn each submission is, so that the first page
// need not read every document that was ever approved.

// saveRounds works out anew whose turn the submissions of touched cases are.
func (b *batch) saveRounds() error {
	files := map[uuid.UUID]bool{}
	for _, t := range b.records {
		if t.made != nil && isWork(t.made.Kind) {
			files[t.file] = true
		}
	}
	for file := range b.parted {
		files[file] = true
	}
	if len(files) == 0 {
		return nil
	}
	roles := b.s.rolesHeld()
	for file := range files {
		if err := b.saveRoundsOf(file, roles); err != nil {
			return fmt.Errorf("follow approvals of %s: %w", file, err)
		}
	}
	return nil
}

func (b *batch) saveRoundsOf(file uuid.UUID, roles func(string) []string) error {
	var submitted bool
	err := b.scan(`SELECT EXISTS (SELECT 1 FROM record WHERE file = ? AND kind = 'approval')`, []any{file[:]}, &submitted)
	if err != nil || !submitted {
		return err
	}
	all, err := b.s.workOf(b.ctx, b.tx, []uuid.UUID{file})
	if err != nil {
		return err
	}
	if _, err := b.exec(`DELETE FROM round WHERE file = ?`, file[:]); err != nil {
		return err
	}
	for _, r := range rounds(all, roles) {
		author := parseID(r.approval.Author)
		waits := ""
		if r.open() {
			waits = r.state.WaitsFor
		}
		if _, err := b.exec(`INSERT INTO round (record, file, author, waits) VALUES (?, ?, ?, ?)`, r.id[:], file[:], author[:], waits); err != nil {
			return err
		}
	}
	return nil
}

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
	where, args := f.turns(s.who, s.Me().Roles)
	rows, err := s.db.Read().QueryContext(ctx, `SELECT DISTINCT file FROM round`+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find approvals: %w", s.fault(err))
	}
	defer rows.Close()
	var out []uuid.UUID
	for rows.Next() {
		var file uuid.UUID
		if err := rows.Scan(&file); err != nil {
			return nil, fmt.Errorf("find approvals: %w", err)
		}
		out = append(out, file)
	}
	return out, s.fault(rows.Err())
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
	return ` WHERE waits != '' AND waits IN (` + marks + `) OR waits = ? AND author = ?`, append(args, casework.WaitsForAuthor, me[:])
}
