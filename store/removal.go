package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"yorisoi/store/ledger"
	"yorisoi/store/protect"
	"yorisoi/store/trust"
)

// TakeRemoval is given the directory as far as the change that removes this
// station. It believes no word of the center: every change is checked from the
// founder's on, and its author must have had the right. What somebody here was
// still typing is then written, so that it goes where their work goes. It
// returns nil when the directory does not remove this station, or as long as
// anything is left that only this machine has.
func (s *Store) TakeRemoval(ctx context.Context, directory []ledger.Logged) (*ledger.Removal, error) {
	r, err := s.removalIn(directory)
	if err != nil || r == nil {
		return nil, err
	}
	if err := s.writeDrafts(ctx); err != nil {
		return nil, err
	}
	left, err := s.OnlyHere(ctx)
	if err != nil || left > 0 {
		return nil, err
	}
	return r, nil
}

// removalIn finds who removed this station.
func (s *Store) removalIn(directory []ledger.Logged) (*ledger.Removal, error) {
	dir, err := ReadDirectory(s.about.enrolment.Founder, directory)
	if err != nil {
		return nil, fmt.Errorf("read removal: %w", err)
	}
	if at := dir.Stations[s.Station()]; at == nil || !at.Removed {
		return nil, nil
	}
	for _, l := range slices.Backward(directory) {
		c, err := ledger.Decode(l.Raw)
		if err != nil {
			return nil, fmt.Errorf("read removal: %w", err)
		}
		edit, err := c.OpenBody(trust.Key{})
		if err != nil || c.Case != s.Center() {
			return nil, fmt.Errorf("read removal: %w", errors.Join(ledger.ErrMalformed, err))
		}
		if edit.Record == s.Station() && edit.Set[ledger.FieldRemoved] == true && !slices.Contains(dir.Refused, c.Dot()) {
			out := &ledger.Removal{By: c.Author, At: c.At.Wall()}
			if by := dir.Staff[c.Author]; by != nil {
				out.Name = by.Name
			}
			return out, nil
		}
	}
	return nil, nil
}

// draftReason is the reason of a record that was a draft when its station was
// removed.
const draftReason = "端末が外されたときに書きかけだったもの"

// writeDrafts writes what is still being typed here, by whoever sits here, as
// it stands: the center keeps it in the hold box, where somebody decides. One
// that belongs to no family yet goes into the office file.
func (s *Store) writeDrafts(ctx context.Context) error {
	drafts, err := s.drafts(ctx, s.db.Read(), `WHERE true`)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if len(d.Fields) == 0 {
			continue
		}
		w := Write{Case: d.Case, Record: d.Record, Parent: d.Parent, Kind: d.Kind, Set: d.Fields, Reason: draftReason}
		err := s.write(ctx, func(b *batch) error {
			if _, err := b.caseKey(w.Case); errors.Is(err, ErrNotFound) {
				w.Case = s.Office()
			}
			if err := b.importOne(w); err != nil {
				return err
			}
			_, err := b.tx.ExecContext(ctx, `DELETE FROM draft WHERE record = ?`, d.Record[:])
			return err
		})
		if err != nil {
			return fmt.Errorf("write draft %s: %w", d.Record, err)
		}
	}
	return nil
}

// OnlyHere counts what would be lost with this machine: what the center has
// neither in its log nor in its hold box, and what is being typed.
func (s *Store) OnlyHere(ctx context.Context) (int, error) {
	station := s.Station()
	var n int
	err := s.db.Read().QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM change WHERE station = ? AND seq = 0 AND NOT (`+refusedBy(codeHeld)+`)) +
		(SELECT count(*) FROM blob b WHERE `+unsentBlob+`) + (SELECT count(*) FROM aside WHERE settled = '') +
		(SELECT count(*) FROM draft WHERE fields != x'a0')`, station[:]).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	if err != nil {
		return 0, fmt.Errorf("count what is only here: %w", s.fault(err))
	}
	return n, nil
}

// Destroy makes a station's folder unreadable for good and removes it: first
// what opens the store, written over and flushed, then the store. The store
// must be closed. Where a disk keeps old blocks, as flash does, what was
// written over may still lie there; without the station's secret and a
// password it opens nothing.
func Destroy(ctx context.Context, dir string, k protect.Keeper) error {
	keys := []string{filepath.Join(dir, slotsFile), filepath.Join(dir, slotsFile+".copy")}
	var errs []error
	for _, path := range keys {
		errs = append(errs, overwrite(path))
	}
	errs = append(errs, protect.Forget(ctx, filepath.Join(dir, secretFile), k))
	entries, err := os.ReadDir(dir)
	errs = append(errs, err)
	for _, e := range entries {
		errs = append(errs, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("destroy station: %w", err)
	}
	return nil
}

// overwrite fills a file with zeros, on the disk before it returns, and
// removes it.
func overwrite(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(path))
}
