package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// writeDirectory adds changes to the directory, readable by the center.
func (s *Store) writeDirectory(ctx context.Context, edits ...*ledger.Edit) error {
	return s.write(ctx, func(b *batch) error {
		for _, e := range edits {
			if e.Kind == ledger.KindGrant {
				if k, err := s.unwrap(*e.Grant); err == nil {
					b.keys[k.key.ID] = k
				}
			}
			if err := b.append(planned{file: s.Center(), edit: e}); err != nil {
				return err
			}
		}
		return nil
	})
}

// loadDirectory folds the directory's changes anew.
func (s *Store) loadDirectory(ctx context.Context) error {
	written, err := s.directoryChanges(ctx, s.db.SQL())
	if err != nil {
		return fmt.Errorf("load directory: %w", err)
	}
	dir := ledger.FoldDirectory(s.about.enrolment.Founder, written)
	s.shared.Lock()
	s.dir = dir
	s.shared.Unlock()
	return nil
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
	k.written = append(k.written, w)
	if _, keys := w.Edit.Set[ledger.FieldPublic]; keys {
		k.dir = ledger.FoldDirectory(k.founder, k.written)
	}
	return nil
}
