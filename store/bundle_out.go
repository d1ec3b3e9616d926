package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// BundleTake is what goes into a bundle.
type BundleTake string

// What a bundle can hold. The directory is in all of them: without it nobody
// could tell who wrote the rest.
const (
	TakeUnsent BundleTake = "unsent" // what the center does not have yet
	TakeCases  BundleTake = "cases"  // some cases, whole
	TakeSince  BundleTake = "since"  // what was written from a day on
	TakeLast   BundleTake = "last"   // what came here since the last such bundle for all of the readers
)

// BundleOrder is what is to be handed over, and to whom.
type BundleOrder struct {
	Take        BundleTake
	Cases       []uuid.UUID // with TakeCases
	Since       time.Time   // with TakeSince
	Group       bool        // for everybody on the staff
	Staff       []uuid.UUID // for these by name
	Attachments bool
}

// BundleSize is how much an order comes to, before it is carried out.
type BundleSize struct {
	Changes, Cases, Blobs int
	Bytes                 int64
}

// BundleOut is a bundle that is being written. Finish or Stop ends it.
type BundleOut struct {
	s      *Store
	order  BundleOrder
	record uuid.UUID
	from   int64 // change.id after which the changes begin
	upto   int64 // change.id of the last change
	blobs  int64 // blob.id of the last blob
	cases  []uuid.UUID
	except []uuid.UUID // restricted cases that not all of the readers may read
}

// ExportBundle begins to write a bundle. It returns what MayBundle does, and
// leaves a record in the office file before a byte has left.
func (s *Store) ExportBundle(ctx context.Context, o BundleOrder) (*BundleOut, error) {
	out, err := s.planBundle(ctx, o)
	if err != nil {
		return nil, err
	}
	if out.record, err = s.beginBundleRecord(ctx, orderFields(o)); err != nil {
		return nil, err
	}
	return out, out.bound(ctx) // the trace goes along with what it is of
}

// SizeBundle works out how much an order comes to. It returns what MayBundle
// does.
func (s *Store) SizeBundle(ctx context.Context, o BundleOrder) (BundleSize, error) {
	out, err := s.planBundle(ctx, o)
	if err != nil {
		return BundleSize{}, err
	}
	return out.size(ctx)
}

func (s *Store) planBundle(ctx context.Context, o BundleOrder) (*BundleOut, error) {
	if err := s.MayBundle(); err != nil {
		return nil, err
	}
	if readers := len(o.Staff); readers > MaxBundleReaders-1 || readers == 0 && !o.Group {
		return nil, fmt.Errorf("plan bundle for %d readers: %w", readers, ErrNotFound)
	}
	out := &BundleOut{s: s, order: o}
	err := out.bound(ctx)
	if err != nil {
		return nil, err
	}
	if out.except, err = s.keptFrom(ctx, o); err != nil {
		return nil, err
	}
	switch o.Take {
	case TakeCases:
		out.cases, err = s.wholeCases(ctx, o.Cases)
		out.cases = slices.DeleteFunc(out.cases, func(kase uuid.UUID) bool { return slices.Contains(out.except, kase) })
	case TakeLast:
		out.from, err = s.handedOver(ctx, o)
	case TakeUnsent, TakeSince:
	default:
		err = fmt.Errorf("plan bundle of %q: %w", o.Take, ErrNotFound)
	}
	return out, err
}

// bound ends the order at what is here now.
func (o *BundleOut) bound(ctx context.Context) error {
	err := o.s.db.Read().QueryRowContext(ctx, `SELECT coalesce((SELECT max(id) FROM change), 0), coalesce((SELECT max(id) FROM blob), 0)`).
		Scan(&o.upto, &o.blobs)
	if err != nil {
		return fmt.Errorf("plan bundle: %w", o.s.fault(err))
	}
	return nil
}

// wholeCases are cases and all that were merged into them.
func (s *Store) wholeCases(ctx context.Context, cases []uuid.UUID) ([]uuid.UUID, error) {
	var all []uuid.UUID
	for _, kase := range cases {
		root, err := shownIn(ctx, s.db.Read(), kase)
		if err != nil {
			return nil, err
		}
		files, err := filesOf(ctx, s.db.Read(), root)
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	slices.SortFunc(all, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(all), nil
}

// handedOver is up to where all of the readers have everything.
func (s *Store) handedOver(ctx context.Context, o BundleOrder) (int64, error) {
	least := int64(-1)
	for _, reader := range s.bundleReaders(o) {
		var upto int64
		err := s.db.Read().QueryRowContext(ctx, `SELECT coalesce((SELECT upto FROM bundle_reader WHERE reader = ?), 0)`, reader[:]).Scan(&upto)
		if err != nil {
			return 0, fmt.Errorf("find last bundle: %w", s.fault(err))
		}
		if least < 0 || upto < least {
			least = upto
		}
	}
	return max(least, 0), nil
}

// bundleReaders are the readers of an order as the store keeps them.
func (s *Store) bundleReaders(o BundleOrder) []uuid.UUID {
	readers := slices.Clone(o.Staff)
	if o.Group {
		readers = append(readers, s.Directory().Group)
	}
	return readers
}

// bundlePage is how many changes are read at once: no transaction of reading
// stays open while a slow disk is written.
const bundlePage = 200

// Directory goes through the directory's changes, in the order they came.
func (o *BundleOut) Directory(ctx context.Context) iter.Seq2[[]byte, error] {
	center := o.s.Center()
	return o.page(ctx, `file = ?`, center[:])
}

// Changes goes through what was ordered, in the order it came here, so that
// each chain is in its own.
func (o *BundleOut) Changes(ctx context.Context) iter.Seq2[[]byte, error] {
	if o.order.Take != TakeCases {
		where, args := o.where()
		return o.page(ctx, where, args...)
	}
	return func(yield func([]byte, error) bool) {
		for _, kase := range o.cases {
			for raw, err := range o.page(ctx, `file = ?`, kase[:]) {
				if !yield(raw, err) || err != nil {
					return
				}
			}
		}
	}
}

// where are the changes of an order that is not by case.
func (o *BundleOut) where() (string, []any) {
	where, args := o.taken()
	not, kept := o.notKept()
	return where + not, append(args, kept...)
}

func (o *BundleOut) taken() (string, []any) {
	center := o.s.Center()
	switch o.order.Take {
	case TakeUnsent:
		return `seq = 0 AND refused = '' AND file != ?`, []any{center[:]}
	case TakeSince:
		// Of each chain all from the first that is late enough: a chain with a
		// hole would be of no use.
		at := int64(ledger.TimeOf(o.order.Since))
		return `file != ? AND n >= (SELECT min(n) FROM change m WHERE m.file = change.file AND m.station = change.station AND m.at >= ?)`,
			[]any{center[:], at}
	}
	return `file != ? AND id > ?`, []any{center[:], o.from}
}

// page goes through changes by their number in this store.
func (o *BundleOut) page(ctx context.Context, where string, args ...any) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for after := int64(0); ; {
			raws, last, err := o.s.bundlePage(ctx, where, append(slices.Clone(args), after, o.upto, bundlePage))
			if err != nil {
				yield(nil, err)
				return
			}
			for _, raw := range raws {
				if !yield(raw, nil) {
					return
				}
			}
			if len(raws) < bundlePage {
				return
			}
			after = last
		}
	}
}

func (s *Store) bundlePage(ctx context.Context, where string, args []any) (raws [][]byte, last int64, err error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT id, raw FROM change WHERE `+where+` AND id > ? AND id <= ? ORDER BY id LIMIT ?`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("read for bundle: %w", s.fault(err))
	}
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&last, &raw); err != nil {
			return nil, 0, fmt.Errorf("read for bundle: %w", err)
		}
		raws = append(raws, raw)
	}
	return raws, last, s.fault(rows.Err())
}

// size adds up what the order comes to.
func (o *BundleOut) size(ctx context.Context) (BundleSize, error) {
	var size BundleSize
	add := func(where string, args ...any) error {
		var changes, cases int
		var bytes int64
		err := o.s.db.Read().QueryRowContext(ctx, `SELECT count(*), coalesce(sum(length(raw)), 0), count(DISTINCT file) FROM change WHERE `+where+` AND id <= ?`,
			append(args, o.upto)...).Scan(&changes, &bytes, &cases)
		size.Changes, size.Bytes, size.Cases = size.Changes+changes, size.Bytes+bytes, size.Cases+cases
		return err
	}
	var err error
	if o.order.Take == TakeCases {
		for _, kase := range o.cases {
			if err == nil {
				err = add(`file = ?`, kase[:])
			}
		}
	} else {
		where, args := o.where()
		err = add(where, args...)
	}
	if err != nil {
		return size, fmt.Errorf("size bundle: %w", o.s.fault(err))
	}
	for blob, err := range o.Blobs(ctx) {
		if err != nil {
			return size, err
		}
		size.Blobs++
		size.Bytes += int64(blob.Size)
	}
	return size, nil
}
