package center

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// house is what the center reads of its own two ledgers, and who may read
// which case. It is brought up to
// the end of the log before every use: another process may have written in
// them, and a removal that anybody has receipted must count at once.
type house struct {
	mu        sync.Mutex
	upTo      uint64 // of the log
	directory *directory
	carriage  *ledger.Carriage
	heads     map[logbook.Chain]ledger.Head
	walls     walls
	disposals disposals
}

// readHouse calls read with what the log says now. read keeps nothing that
// changes: only the directory is immutable.
func (c *Center) readHouse(ctx context.Context, read func(*house)) error {
	h := &c.house
	h.mu.Lock()
	before := h.upTo
	h.mu.Unlock()
	head, err := c.log.Head(ctx)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if head < before { // the log was set back under us
		h.empty(c.ID())
	}
	return c.readHouseUpTo(ctx, head, read)
}

// readHouseUpTo calls read with what the log says up to head or later. The
// caller holds the house.
func (c *Center) readHouseUpTo(ctx context.Context, head uint64, read func(*house)) error {
	h := &c.house
	if h.directory == nil {
		h.empty(c.ID())
	}
	if head > h.upTo {
		if err := h.advance(ctx, c.log, head); err != nil {
			return fmt.Errorf("read directory: %w", err)
		}
	}
	read(h)
	return nil
}

// directoryUpTo returns the directory as of a number of the log or later. It
// asks the log only once for each number, however many streams wait for it.
func (c *Center) directoryUpTo(ctx context.Context, head uint64) (d *directory, err error) {
	c.house.mu.Lock()
	defer c.house.mu.Unlock()
	err = c.readHouseUpTo(ctx, head, func(h *house) { d = h.directory })
	return d, err
}

// loadDirectory returns the latest directory.
func (c *Center) loadDirectory(ctx context.Context) (d *directory, err error) {
	err = c.readHouse(ctx, func(h *house) { d = h.directory })
	return d, err
}

// scopeOf returns what a station may hold now.
func (c *Center) scopeOf(ctx context.Context, station uuid.UUID) (scope ledger.Scope, err error) {
	key, err := c.keyOf(ctx, station)
	if err != nil {
		return scope, err
	}
	err = c.readHouse(ctx, func(h *house) {
		d := h.directory.Directory
		if d.Waits(station, key) {
			scope = ledger.WaitingScope(c.ID())
			return
		}
		scope = ledger.ScopeOf(d, h.carriage, c.ID(), station, c.Now()).Within(h.walls.up, d, station).
			Without(h.disposals.now(h.directory, c.Now()))
	})
	return scope, err
}

func (h *house) empty(center uuid.UUID) {
	h.upTo, h.heads = 0, map[logbook.Chain]ledger.Head{}
	h.directory, h.carriage, h.walls = newDirectory(center, uuid.Nil, nil), new(ledger.Carriage), walls{}
	h.disposals = disposals{}
}

// advance reads on to head. After an error everything is read again.
func (h *house) advance(ctx context.Context, log logbook.Log, head uint64) error {
	center := h.directory.center
	fresh, err := readAll(ctx, log.Changes, logbook.Query{
		After: h.upTo, UpTo: head, Cases: []uuid.UUID{center, ledger.CarriageOf(center)},
	})
	if err != nil {
		return err
	}
	founder := h.directory.Founder
	if founder == uuid.Nil && len(fresh) > 0 {
		if founder, err = log.Founder(ctx); err != nil {
			return err
		}
	}
	err = h.take(founder, fresh)
	if err == nil {
		err = h.walls.advance(ctx, log, h.upTo, head)
	}
	if err != nil {
		h.empty(center)
		return err
	}
	h.upTo = head
	return nil
}

// take merges what is new in both ledgers.
func (h *house) take(founder uuid.UUID, fresh []ledger.Logged) error {
	written, last := slices.Clip(h.directory.written), h.directory.last
	for _, logged := range fresh {
		change, w, err := h.continued(logged.Raw)
		switch {
		case errors.Is(err, errUnreadable) && change.Case != h.directory.center:
			// Sealed before the center knew of a carriage book.
		case err != nil:
			return fmt.Errorf("change %d: %w", logged.Seq, err)
		case change.Case == h.directory.center:
			written, last = append(written, w), logged.Seq
			h.disposals.take(w, logged.At)
		default:
			h.carriage.Take(w)
		}
	}
	if last > h.directory.last {
		h.directory = newDirectory(h.directory.center, founder, written)
		h.directory.last = last
	}
	return nil
}

// errUnreadable is returned for a change whose body the center cannot read.
var errUnreadable = errors.New("body cannot be read")

// continued reads one change that continues its chain.
func (h *house) continued(raw []byte) (*ledger.Change, ledger.Written, error) {
	change, err := ledger.Decode(raw)
	if err != nil {
		return nil, ledger.Written{}, err
	}
	chain := logbook.Chain{Case: change.Case, Station: change.Station}
	head, err := h.heads[chain].Extend(change, raw)
	if err != nil {
		return nil, ledger.Written{}, err
	}
	h.heads[chain] = head
	w, err := writtenOf(change, head)
	if err != nil {
		return change, w, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	return change, w, nil
}

// readAll reads all that a query chooses, page by page.
func readAll(ctx context.Context, read func(context.Context, logbook.Query) ([]ledger.Logged, error), q logbook.Query) ([]ledger.Logged, error) {
	q.Limit, q.Bytes = pageChanges, pageBytes
	var all []ledger.Logged
	for {
		page, err := read(ctx, q)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return all, nil
		}
		all = append(all, page...)
		q.After = page[len(page)-1].Seq
	}
}
