package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// writeDirectory adds changes to the directory, readable by the center, and in
// the same transaction what the groups need after them. Nothing is written,
// and ErrNotAllowed returned, where a role does not allow one of the changes.
func (s *Store) writeDirectory(ctx context.Context, edits ...*ledger.Edit) error {
	return s.write(ctx, func(b *batch) error {
		if err := b.appendAll(edits); err != nil {
			return err
		}
		dir, err := s.foldDirectory(ctx, b.tx)
		if err != nil {
			return err
		}
		if len(dir.Refused) > len(s.Directory().Refused) {
			return ErrNotAllowed
		}
		more, err := s.groupEdits(dir)
		if err != nil {
			return err
		}
		return b.appendAll(more)
	})
}

// loadDirectory folds the directory's changes anew and opens what it grants.
// With a key that came late, changes open that came before it.
func (s *Store) loadDirectory(ctx context.Context) error {
	dir, err := s.foldDirectory(ctx, s.db.SQL())
	if err != nil {
		return err
	}
	s.shared.Lock()
	s.dir = dir
	s.shared.Unlock()
	fresh, err := s.openGroups(ctx, dir)
	if err != nil || !fresh {
		return err
	}
	return s.reopenAll(ctx)
}

func (s *Store) foldDirectory(ctx context.Context, q querier) (*ledger.Directory, error) {
	written, err := s.directoryChanges(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("load directory: %w", err)
	}
	dir := ledger.FoldDirectory(s.about.enrolment.Founder, written)
	if dir.Apart, err = s.keysApart(ctx, q, dir, written); err != nil {
		return nil, fmt.Errorf("load directory: %w", err)
	}
	return dir, nil
}

func (s *Store) directoryChanges(ctx context.Context, q querier) ([]ledger.Written, error) {
	center := s.Center()
	rows, err := q.QueryContext(ctx, `SELECT raw FROM change WHERE file = ? ORDER BY id`, center[:])
	if err != nil {
		return nil, s.fault(err)
	}
	var changes []*ledger.Change
	for rows.Next() {
		var raw []byte
		var c ledger.Change
		if err := errors.Join(rows.Scan(&raw), trust.Decode(raw, &c)); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		changes = append(changes, &c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(changes) == 0 {
		return nil, s.fault(err)
	}
	seen, err := seenOf(ctx, q, changes)
	if err != nil {
		return nil, err
	}
	var written []ledger.Written
	for _, c := range changes {
		edit, err := c.OpenBody(trust.Key{})
		if err != nil {
			return nil, err
		}
		written = append(written, ledger.Written{Dot: c.Dot(), Seen: seen[c.Dot()], At: c.At, Author: c.Author, Edit: edit})
	}
	return written, nil
}

// directoryKeys checks the directory's changes one after another, each by the
// keys that its author had before it: nobody's keys come from a change that
// they sign themselves, or a center could hand out a director of its own.
// Only the founder's first record, while the directory is empty, brings the
// keys that it is signed with.
type directoryKeys struct {
	founder uuid.UUID
	written []ledger.Written
	dir     *ledger.Directory
}

func newDirectoryKeys(founder uuid.UUID, written []ledger.Written) *directoryKeys {
	return &directoryKeys{founder: founder, written: written, dir: ledger.FoldDirectory(founder, written)}
}

// accept verifies a change and takes it into account for the next.
func (k *directoryKeys) accept(c *ledger.Change, w ledger.Written) error {
	dir := k.dir
	if len(dir.Staff) == 0 && c.Author == k.founder {
		dir = ledger.FoldDirectory(k.founder, []ledger.Written{w})
	}
	if err := verify(dir, c); err != nil {
		return err
	}
	_, keys := w.Edit.Set[ledger.FieldPublic]
	keys = keys && w.Edit.Kind == ledger.KindStaff
	if known, ok := k.dir.Public(w.Edit.Record); keys && ok && known.ID != uuid.Nil {
		return fmt.Errorf("change %s gives %s other keys: %w", c.Dot(), w.Edit.Record, trust.ErrBadSignature)
	}
	k.written = append(k.written, w)
	if keys {
		k.dir = ledger.FoldDirectory(k.founder, k.written)
	}
	return nil
}
