package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Codes of changes that a bundle brought and that are kept in quarantine: what
// the center would not take either.
const (
	heldRemoved  = "removed_author"
	heldReadable = "readable"
)

// BundleLabel is what a bundle says of itself.
type BundleLabel struct {
	File    uuid.UUID // this file
	Bundle  uuid.UUID // all files of one export
	Part    int       // which of them, from 1
	Maker   uuid.UUID
	Station uuid.UUID
	MadeAt  time.Time
	Take    BundleTake
}

// BundleIn is a bundle that is being taken in. End ends it.
type BundleIn struct {
	s       *Store
	label   BundleLabel
	record  uuid.UUID
	dir     *ledger.Directory // of which removed is
	removed map[uuid.UUID]ledger.Time
}

// BundleTaken counts what became of some changes.
type BundleTaken struct{ Fresh, Known, Refused int }

// ImportBundle begins to take in a bundle. It returns what MayBundle does, and
// leaves a record in the office file first.
func (s *Store) ImportBundle(ctx context.Context, l BundleLabel) (*BundleIn, error) {
	if err := s.MayBundle(); err != nil {
		return nil, err
	}
	record, err := s.beginBundleRecord(ctx, map[string]any{
		"deed": "import", "bundle": l.Bundle.String(), "part": int64(l.Part), "maker": l.Maker.String(),
		"station": s.StationName(l.Station), "made_at": l.MadeAt.Format(time.RFC3339), "take": string(l.Take),
	})
	if err != nil {
		return nil, err
	}
	return &BundleIn{s: s, label: l, record: record}, nil
}

// Reached is how far this file was taken in before: how many items, and their
// hash.
func (i *BundleIn) Reached(ctx context.Context) (items int, hash ledger.Hash, err error) {
	return i.s.bundleReached(ctx, i.label.File)
}

// Reach keeps that everything up to an item is in the store.
func (i *BundleIn) Reach(ctx context.Context, items int, hash ledger.Hash) error {
	return i.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO bundle_taken (bundle, items, hash, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (bundle) DO UPDATE SET items = excluded.items, hash = excluded.hash, at = excluded.at`,
			i.label.File[:], items, hash[:], i.s.c.Now().UnixMilli())
		return err
	})
}

func (i *BundleIn) write(ctx context.Context, do func(*sql.Tx) error) error {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	if i.s.isClosed() {
		return ErrClosed
	}
	if err := i.s.tx(ctx, do); err != nil {
		return fmt.Errorf("take in bundle: %w", err)
	}
	return nil
}

// End completes the trace and tells the engine that there may be something to
// send. A file that was taken in to its end is begun anew the next time.
func (i *BundleIn) End(ctx context.Context, outcome BundleOutcome, t BundleTally) error {
	defer i.s.rouse()
	if outcome == BundleDone {
		err := i.write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `DELETE FROM bundle_taken WHERE bundle = ?`, i.label.File[:])
			return err
		})
		if err != nil {
			return err
		}
	}
	return i.s.endBundleRecord(ctx, i.record, outcome, map[string]any{
		"changes": int64(t.Changes), "fresh": int64(t.Fresh), "refused": int64(t.Refused), "blobs": int64(t.Blobs),
	})
}

// Take takes changes as from the center's log, with two differences: nobody
// has vouched that the center has them, so they are to be sent to it; and what
// the center refuses is refused here too, so that both stay the same. It may
// be repeated.
func (i *BundleIn) Take(ctx context.Context, raws [][]byte) (BundleTaken, error) {
	var taken BundleTaken
	if err := i.s.MayBundle(); err != nil {
		return taken, err
	}
	directory, others := i.s.parse(logged(raws))
	others, fresh, known, err := i.s.carryAudit(ctx, others)
	if err != nil {
		return taken, err
	}
	taken.Fresh, taken.Known = fresh, known
	for _, part := range [][]*arrival{directory, others} {
		fresh, known, err := i.unknown(ctx, part)
		if err != nil {
			return taken, err
		}
		wanted, refused, err := i.admit(ctx, fresh)
		if err != nil {
			return taken, err
		}
		if err := i.receive(ctx, wanted, refused); err != nil {
			return taken, err
		}
		_, here, err := i.unknown(ctx, wanted)
		if err != nil {
			return taken, err
		}
		taken.Fresh, taken.Known, taken.Refused = taken.Fresh+here, taken.Known+known, taken.Refused+len(fresh)-here
	}
	return taken, nil
}

func logged(raws [][]byte) []ledger.Logged {
	out := make([]ledger.Logged, len(raws))
	for i, raw := range raws {
		out[i] = ledger.Logged{Raw: raw}
	}
	return out
}

func (i *BundleIn) receive(ctx context.Context, wanted []*arrival, refused []refusal) error {
	if len(refused) > 0 {
		err := i.write(ctx, func(tx *sql.Tx) error {
			b := i.s.newBatch(ctx, tx)
			for _, r := range refused {
				if err := b.keepRefused(r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	raws := make([][]byte, len(wanted))
	for n, a := range wanted {
		raws[n] = a.raw
	}
	return i.s.Receive(ctx, ledger.Cursor{}, logged(raws))
}

// keepRefused puts what somebody wrote after they were removed where the
// center would put it, in the hold box, and all else into quarantine.
func (b *batch) keepRefused(r refusal) error {
	if r.code == heldRemoved && verify(b.s.Directory(), r.change) == nil {
		return b.keepHeld(ledger.Logged{Raw: r.raw}, r.change, b.openHeld(r.change))
	}
	return b.hold(r)
}

// unknown are the arrivals that are not in the store; the rest is counted.
func (i *BundleIn) unknown(ctx context.Context, all []*arrival) (out []*arrival, known int, err error) {
	for _, a := range all {
		here, err := i.s.hasChange(ctx, a)
		if err != nil {
			return nil, 0, err
		}
		if here {
			known++
		} else {
			out = append(out, a)
		}
	}
	return out, known, nil
}

func (s *Store) hasChange(ctx context.Context, a *arrival) (bool, error) {
	if a.change == nil {
		return false, nil
	}
	c := a.change
	var raw []byte
	err := s.db.Read().QueryRowContext(ctx, `SELECT raw FROM change WHERE file = ? AND station = ? AND n = ?`,
		c.Case[:], c.Station[:], int64(c.N)).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find change %s: %w", c.Dot(), s.fault(err))
	}
	return slices.Equal(raw, a.raw), nil
}

// admit judges what the center judges and a station that hears from it need
// not.
func (i *BundleIn) admit(ctx context.Context, all []*arrival) (wanted []*arrival, refused []refusal, err error) {
	if err := i.loadRemoved(ctx); err != nil {
		return nil, nil, err
	}
	for _, a := range all {
		code, err := i.judge(a.change)
		if err == nil {
			code, err = i.boxed(ctx, a)
		}
		if err != nil && code == "" {
			return nil, nil, err
		}
		if err != nil {
			refused = append(refused, refusal{a, code, err})
		} else {
			wanted = append(wanted, a)
		}
	}
	return wanted, refused, nil
}

func (i *BundleIn) judge(c *ledger.Change) (string, error) {
	if c == nil {
		return heldMalformed, ledger.ErrMalformed
	}
	for _, who := range []uuid.UUID{c.Author, c.Station} {
		if at, ok := i.removed[who]; ok && c.At > at {
			return heldRemoved, fmt.Errorf("change %s: %s was removed before", c.Dot(), who)
		}
	}
	if c.Case == i.s.Center() {
		if c.Sealed() {
			return heldReadable, fmt.Errorf("change %s: the directory is readable", c.Dot())
		}
		return "", nil
	}
	if c.Sealed() {
		return "", nil
	}
	edit, err := c.OpenBody(trust.Key{})
	book := c.Case == ledger.CarriageOf(i.s.Center()) && err == nil && (edit.Kind == ledger.KindCarry || edit.Kind == ledger.KindCharge)
	if err != nil || edit.Kind != ledger.KindGrant && !book {
		return heldReadable, fmt.Errorf("change %s: only grants may be readable", c.Dot())
	}
	return "", nil
}

// boxed says that a change lies in the hold box already: the center did not
// let it in when it came before.
func (i *BundleIn) boxed(ctx context.Context, a *arrival) (string, error) {
	hash := ledger.HashOf(a.raw)
	var there bool
	err := i.s.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM holdbox WHERE hash = ?)`, hash[:]).Scan(&there)
	if err != nil {
		return "", fmt.Errorf("look into hold box: %w", i.s.fault(err))
	}
	if there {
		return heldRemoved, fmt.Errorf("change %s: the center holds it", a.change.Dot())
	}
	return "", nil
}

// loadRemoved finds when staff and stations were removed.
func (i *BundleIn) loadRemoved(ctx context.Context) error {
	dir := i.s.Directory()
	if dir == i.dir {
		return nil
	}
	written, err := i.s.directoryChanges(ctx, i.s.db.SQL())
	if err != nil {
		return fmt.Errorf("find who was removed: %w", err)
	}
	i.removed = map[uuid.UUID]ledger.Time{}
	for _, w := range written {
		if w.Edit.Set[ledger.FieldRemoved] != true || slices.Contains(dir.Refused, w.Dot) {
			continue
		}
		staff, station := dir.Staff[w.Edit.Record], dir.Stations[w.Edit.Record]
		if (staff == nil || !staff.Removed) && (station == nil || !station.Removed) {
			continue
		}
		if at, ok := i.removed[w.Edit.Record]; !ok || w.At < at {
			i.removed[w.Edit.Record] = w.At
		}
	}
	i.dir = dir
	return nil
}
