package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/form"
)

// SaveDraft keeps what is being typed, on the disk before it returns. It is
// idempotent and meant for every pause of typing; nothing is validated. It
// returns when it was saved.
func (s *Store) SaveDraft(ctx context.Context, d Draft) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return time.Time{}, ErrClosed
	}
	now := s.c.Now()
	if d.Began.IsZero() {
		d.Began = now
	}
	fields, was, sealed, err := s.packDraft(d)
	if err != nil {
		return time.Time{}, fmt.Errorf("save draft %s: %w", d.Record, err)
	}
	me := s.who
	err = s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO draft (record, file, kind, parent, staff, fields, was, sealed, began, saved)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record) DO UPDATE SET
			fields = excluded.fields, was = excluded.was, sealed = excluded.sealed, saved = excluded.saved`,
			d.Record[:], d.Case[:], d.Kind, d.Parent[:], me[:], fields, was, sealed, d.Began.UnixMilli(), now.UnixMilli())
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("save draft %s: %w", d.Record, err)
	}
	return now, nil
}

func (s *Store) drafts(ctx context.Context, q querier, where string, ids ...uuid.UUID) ([]Draft, error) {
	args := make([]any, len(ids))
	for i := range ids {
		args[i] = ids[i][:]
	}
	rows, err := q.QueryContext(ctx, `SELECT record, file, kind, parent, staff, fields, was, sealed, began, saved FROM draft `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find drafts: %w", s.fault(err))
	}
	defer rows.Close()
	var out []Draft
	for rows.Next() {
		var d Draft
		var fields, was []byte
		var began, saved int64
		var sealed bool
		if err := rows.Scan(&d.Record, &d.Case, &d.Kind, &d.Parent, &d.Staff, &fields, &was, &sealed, &began, &saved); err != nil {
			return nil, fmt.Errorf("find drafts: %w", err)
		}
		if sealed && d.Staff != s.who {
			continue // only they can open it
		}
		if err := s.unpackDraft(&d, fields, was, sealed); err != nil {
			return nil, fmt.Errorf("find draft %s: %w", d.Record, err)
		}
		d.Began, d.Saved = millis(began), millis(saved)
		out = append(out, d)
	}
	return out, s.fault(rows.Err())
}

// ownDraft is the condition that a draft stands on its own: it is not part of
// another draft, as a questionnaire is of the visit that is being typed.
const ownDraft = `NOT EXISTS (SELECT 1 FROM draft above WHERE above.record = draft.parent)`

// FindDrafts lists the drafts of the person signed in that stand on their
// own, the last one typed first.
func (s *Store) FindDrafts(ctx context.Context) ([]DraftRow, error) {
	drafts, err := s.drafts(ctx, s.db.Read(), `WHERE staff = ? AND `+ownDraft+` ORDER BY saved DESC`, s.who)
	if err != nil {
		return nil, err
	}
	rows := make([]DraftRow, len(drafts))
	for i, d := range drafts {
		rows[i] = DraftRow{Draft: d, Family: s.familyName(ctx, d.Case)}
	}
	return rows, nil
}

// FindDraft returns one draft of the person signed in, or ErrNotFound.
func (s *Store) FindDraft(ctx context.Context, record uuid.UUID) (*Draft, error) {
	drafts, err := s.drafts(ctx, s.db.Read(), `WHERE staff = ? AND record = ?`, s.who, record)
	if err != nil {
		return nil, err
	}
	if len(drafts) == 0 {
		return nil, fmt.Errorf("find draft %s: %w", record, ErrNotFound)
	}
	return &drafts[0], nil
}

// FindDraftsOf returns the drafts that belong to another record: the
// questionnaires of a visit.
func (s *Store) FindDraftsOf(ctx context.Context, parent uuid.UUID) ([]Draft, error) {
	return s.drafts(ctx, s.db.Read(), `WHERE staff = ? AND parent = ?`, s.who, parent)
}

// below selects the draft ?2 of the staff member ?1 with all that hang on it:
// the measures of the goals of a plan.
const below = `WITH RECURSIVE down (id) AS (VALUES (?2) UNION
	SELECT d.record FROM draft d JOIN down ON d.parent = down.id WHERE d.staff = ?1) SELECT id FROM down`

// DiscardDraft forgets a draft and those that belong to it. It cannot be
// undone.
func (s *Store) DiscardDraft(ctx context.Context, record uuid.UUID) error {
	return s.write(ctx, func(b *batch) error {
		me := s.who
		if _, err := b.exec(`DELETE FROM draft WHERE staff = ?1 AND record IN (`+below+`)`, me[:], record[:]); err != nil {
			return fmt.Errorf("discard draft %s: %w", record, err)
		}
		return nil
	})
}

func (b *batch) dropDraft(record uuid.UUID) error {
	if _, err := b.exec(`DELETE FROM draft WHERE record = ?`, record[:]); err != nil {
		return fmt.Errorf("end draft %s: %w", record, err)
	}
	return nil
}

// Confirm turns a draft, and the drafts that belong to it, into confirmed
// records, all or none. It returns *InvalidError of the first that does not
// fit its form; every draft then stays as it is.
func (s *Store) Confirm(ctx context.Context, record uuid.UUID) (*Record, error) {
	err := s.write(ctx, func(b *batch) error {
		// Read inside the transaction: what is typed meanwhile becomes a new
		// draft instead of ending with this one.
		all, err := s.drafts(ctx, b.tx, `WHERE staff = ?1 AND record IN (`+below+`) ORDER BY record != ?2, began`, s.who, record)
		if err != nil {
			return err
		}
		if len(all) == 0 || all[0].Record != record {
			return fmt.Errorf("find draft %s: %w", record, ErrNotFound)
		}
		return b.confirm(all)
	})
	if err != nil {
		return nil, err
	}
	return s.FindRecord(ctx, record)
}

// confirm writes drafts as records, the one that was asked for first; a
// questionnaire below it that was opened and left is dropped.
func (b *batch) confirm(drafts []Draft) error {
	var writes []Write
	for i, d := range drafts {
		if i > 0 && empty(d.Fields) {
			if err := b.dropDraft(d.Record); err != nil {
				return err
			}
			continue
		}
		writes = append(writes, Write{Case: d.Case, Record: d.Record, Kind: d.Kind, Parent: d.Parent, Set: b.s.filled(d)})
	}
	return b.put(writes...)
}

// filled is a draft's fields without empty ones and without answers to
// questions that are not asked.
func (s *Store) filled(d Draft) map[string]any {
	var enabled map[string]bool
	var f *form.Form
	if f = s.Library().Form(d.Kind); f != nil {
		enabled = f.Enabled(d.Fields)
	}
	out := map[string]any{}
	for name, v := range d.Fields {
		if v == nil || v == "" || f != nil && f.Item(name) != nil && !enabled[name] {
			continue
		}
		if list, ok := v.([]string); ok && len(list) == 0 {
			continue
		}
		out[name] = v
	}
	return out
}

// empty reports whether nothing was answered: a questionnaire that was
// opened and left.
func empty(fields map[string]any) bool {
	for name, v := range fields {
		switch name {
		case fieldParent, "subject", "on", "days_after_birth", "method", "total":
			continue
		}
		if v != nil && v != "" {
			return false
		}
	}
	return true
}

func (s *Store) familyName(ctx context.Context, kase uuid.UUID) string {
	var name string
	err := s.db.Read().QueryRowContext(ctx, `SELECT name FROM casefile WHERE file = ?`, kase[:]).Scan(&name)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		s.c.Log.Warn("find family name", "case", kase, "err", err)
	}
	return name
}
