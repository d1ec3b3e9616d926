package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/form"
	"yorisoi/store/ledger"
)

// refersPerson is what an item refers to whose value is a person's id.
const refersPerson = "person"

// names says which id stands for which in fields that name a person. It is nil
// where no person is shown as another, which is nearly always.
type names map[string]string

// readAs tells how persons of other cases are named where they are shown; all
// of them, or those of some cases.
func (s *Store) readAs(ctx context.Context, q querier, files ...uuid.UUID) (names, error) {
	query, args := `SELECT person, shown FROM same`, []any{}
	if len(files) > 0 {
		marks, ids := inList(files)
		query, args = query+` WHERE file IN (`+marks+`)`, ids
	}
	return loadNames(ctx, q, query, args...)
}

// writtenAs is the way back for one case: how it names the persons that are
// shown as those of another.
func (s *Store) writtenAs(ctx context.Context, q querier, file uuid.UUID) (names, error) {
	return loadNames(ctx, q, `SELECT shown, person FROM same WHERE file = ? ORDER BY person DESC`, file[:])
}

func loadNames(ctx context.Context, q querier, query string, args ...any) (names, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("load pairs of persons: %w", err)
	}
	defer rows.Close()
	var out names
	for rows.Next() {
		var from, to uuid.UUID
		if err := rows.Scan(&from, &to); err != nil {
			return nil, fmt.Errorf("load pairs of persons: %w", err)
		}
		if out == nil {
			out = names{}
		}
		out[from.String()] = to.String()
	}
	return out, rows.Err()
}

// rename puts other ids into the fields that name a person. It changes the map
// of fields, never the lists in it.
func (n names) rename(f *form.Form, fields map[string]any) {
	if len(n) == 0 || f == nil {
		return
	}
	for name, v := range fields {
		item := f.Item(name)
		if item == nil || item.Refers != refersPerson {
			continue
		}
		switch v := v.(type) {
		case string:
			if to, ok := n[v]; ok {
				fields[name] = to
			}
		case []string:
			fields[name] = n.list(v)
		}
	}
}

// renamed is rename for fields that somebody may have put their name to: it
// gives them back as they were written, nil where nothing is named otherwise.
func (n names) renamed(f *form.Form, fields map[string]any) (written map[string]any) {
	if len(n) == 0 {
		return nil
	}
	was := maps.Clone(fields)
	n.rename(f, fields)
	for name, v := range was {
		if !ledger.SameValue(v, fields[name]) {
			return was
		}
	}
	return nil
}

// list renames each id, and names nobody twice.
func (n names) list(ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if to, ok := n[id]; ok {
			id = to
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// has reports whether a person is shown as another.
func (n names) has(id uuid.UUID) bool { return n[id.String()] != "" }

// shownIn is the case in which a case is shown: itself, unless it was merged.
func shownIn(ctx context.Context, q querier, file uuid.UUID) (uuid.UUID, error) {
	var to uuid.UUID
	err := q.QueryRowContext(ctx, `SELECT target FROM shown WHERE file = ?`, file[:]).Scan(&to)
	if errors.Is(err, sql.ErrNoRows) {
		return file, nil
	}
	if err != nil {
		return uuid.Nil, fmt.Errorf("find merge of %s: %w", file, err)
	}
	return to, nil
}

// filesOf are the cases whose records are shown in a case, itself the first.
func filesOf(ctx context.Context, q querier, file uuid.UUID) ([]uuid.UUID, error) {
	rows, err := q.QueryContext(ctx, `SELECT file FROM shown WHERE target = ? ORDER BY file`, file[:])
	if err != nil {
		return nil, fmt.Errorf("find cases merged into %s: %w", file, err)
	}
	defer rows.Close()
	out := []uuid.UUID{file}
	for rows.Next() {
		var other uuid.UUID
		if err := rows.Scan(&other); err != nil {
			return nil, fmt.Errorf("find cases merged into %s: %w", file, err)
		}
		out = append(out, other)
	}
	return out, rows.Err()
}

// joinOf is what is shown in a case: the cases whose records are, itself the
// first, and how their persons are named there.
func (s *Store) joinOf(ctx context.Context, q querier, kase uuid.UUID) ([]uuid.UUID, names, error) {
	files, err := filesOf(ctx, q, kase)
	if err != nil || len(files) == 1 {
		return files, nil, err
	}
	n, err := s.readAs(ctx, q, files...)
	return files, n, err
}

// settle brings a write home: a record stays in the case where it lies, what
// belongs to a record of a merged case is written there, and a case names its
// persons by its own entries. So un-merging leaves each case whole.
func (b *batch) settle(w *Write, old *Record) error {
	if old != nil {
		w.Case = old.Case
	} else if w.Parent != uuid.Nil {
		if err := b.toParent(w); err != nil {
			return err
		}
	}
	n, err := b.s.writtenAs(b.ctx, b.tx, w.Case)
	if err != nil || n == nil {
		return err
	}
	f := b.s.Library().Form(w.Kind)
	w.Set, w.Was = maps.Clone(w.Set), maps.Clone(w.Was)
	n.rename(f, w.Set)
	n.rename(f, w.Was)
	if old == nil {
		return nil
	}
	shown, err := b.s.readAs(b.ctx, b.tx, w.Case)
	if err != nil {
		return err
	}
	shown.keep(f, old.Fields, w.Set)
	shown.keep(f, old.Fields, w.Was)
	return nil
}

// keep leaves what a record has where the same person is only named otherwise.
func (n names) keep(f *form.Form, old, set map[string]any) {
	was, is := maps.Clone(old), maps.Clone(set)
	n.rename(f, was)
	n.rename(f, is)
	for name := range set {
		if _, ok := old[name]; ok && ledger.SameValue(was[name], is[name]) {
			set[name] = old[name]
		}
	}
}

// toParent moves a new record to the case of the record whose list it is in,
// where both cases are shown as one.
func (b *batch) toParent(w *Write) error {
	var file uuid.UUID
	err := b.scan(`SELECT r.file FROM record r JOIN shown w ON w.file = r.file WHERE r.record = ?1
		AND (w.target = ?2 OR w.target = (SELECT target FROM shown WHERE file = ?2))
		UNION ALL
		SELECT r.file FROM record r JOIN shown w ON w.target = r.file WHERE r.record = ?1 AND w.file = ?2`,
		[]any{w.Parent[:], w.Case[:]}, &file)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("find case of %s: %w", w.Parent, err)
	}
	w.Case = file
	return nil
}
