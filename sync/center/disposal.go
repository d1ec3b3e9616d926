package center

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

const (
	goneFor      = time.Minute // how long it is taken for granted which cases are gone
	disposeEvery = time.Minute // how often it is asked what has to be destroyed
)

// disposals is what the directory says of cases that were kept long enough,
// with the center's own time: when the log took each word of it.
type disposals struct {
	taken map[ledger.Dot]int64

	of   *directory // what gone was reckoned from
	at   time.Time
	gone map[uuid.UUID]uuid.UUID
}

// take notes when the log took an edit of a list.
func (d *disposals) take(w ledger.Written, at int64) {
	if w.Edit.Kind != ledger.KindDispose {
		return
	}
	if d.taken == nil {
		d.taken = map[ledger.Dot]int64{}
	}
	d.taken[w.Dot] = at
}

func (d *disposals) when(dot ledger.Dot) int64 { return d.taken[dot] }

// now are the cases that are gone. It is reckoned anew when the directory has
// changed, and otherwise not for every question.
func (d *disposals) now(of *directory, now time.Time) map[uuid.UUID]uuid.UUID {
	if d.of != of || now.Before(d.at) || now.Sub(d.at) >= goneFor {
		d.of, d.at, d.gone = of, now, of.Gone(of.center, d.when, now)
	}
	return d.gone
}

// gone are the cases that are to be destroyed, or were.
func (c *Center) gone(ctx context.Context) (gone map[uuid.UUID]uuid.UUID, err error) {
	err = c.readHouse(ctx, func(h *house) { gone = h.disposals.now(h.directory, c.Now()) })
	return gone, err
}

// refuseGone refuses what runs bring of cases that are destroyed. The station
// that has it puts it aside for its leaders when it destroys the case itself.
func (c *Center) refuseGone(ctx context.Context, runs []*run) error {
	gone, err := c.gone(ctx)
	if err != nil || len(gone) == 0 {
		return err
	}
	for _, r := range runs {
		if _, is := gone[r.Case]; !is {
			continue
		}
		for _, it := range r.items {
			r.refusals = append(r.refusals, it.refuse(wire.CodeDisposed, "the case was disposed of"))
		}
		r.items = nil
	}
	return nil
}

// dispose destroys what the directory says is to be destroyed by now. It looks
// for it every time anew: a backup or a push that was judged a moment before
// may have brought something back.
func (c *Center) dispose(ctx context.Context) error {
	var orders []logbook.Disposal
	now := c.Now()
	err := c.readHouse(ctx, func(h *house) {
		d := h.directory
		gone := d.Gone(d.center, h.disposals.when, now)
		for _, l := range d.Disposals {
			cases, _ := d.Ordered(l, h.disposals.when, now)
			cases = slices.DeleteFunc(cases, func(kase uuid.UUID) bool { return gone[kase] == uuid.Nil })
			if len(cases) > 0 {
				orders = append(orders, logbook.Disposal{ID: l.ID, At: now.UnixMilli(), Cases: cases})
			}
		}
	})
	if err != nil || len(orders) == 0 {
		return err
	}
	did := false
	for _, order := range orders {
		removed, err := c.carryOut(ctx, order)
		if err != nil {
			return err
		}
		did = did || removed
	}
	if !did {
		return nil
	}
	c.held.again()
	if err := c.log.Compact(ctx); err != nil {
		return fmt.Errorf("clear away what was disposed of: %w", err)
	}
	return nil
}

// carryOut destroys the cases of one order, and reports whether there were any.
func (c *Center) carryOut(ctx context.Context, order logbook.Disposal) (bool, error) {
	before, err := c.disposedOf(ctx, order.ID)
	if err != nil {
		return false, err
	}
	done, err := c.log.Dispose(ctx, order)
	if err != nil {
		return false, err
	}
	if before != nil && *before == done {
		return false, nil
	}
	c.Log.Info("cases were disposed of", "list", order.ID, "cases", done.Cases, "changes", done.Changes, "blobs", done.Blobs)
	return true, nil
}

func (c *Center) disposedOf(ctx context.Context, list uuid.UUID) (*logbook.Disposed, error) {
	all, err := c.log.Disposed(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID == list {
			return &all[i], nil
		}
	}
	return nil, nil
}

// disposeInTime destroys what has to be destroyed, until ctx ends.
func (c *Center) disposeInTime(ctx context.Context) {
	for ctx.Err() == nil {
		if err := c.dispose(ctx); err != nil && ctx.Err() == nil {
			c.Log.Warn("what is to be disposed of is tried again", "err", err)
		}
		wait(ctx, disposeEvery)
	}
}

// destroyed says, signed, what the center has destroyed.
func (s *server) destroyed(_ http.ResponseWriter, r *http.Request) (any, error) {
	if err := s.dispose(r.Context()); err != nil {
		return nil, err
	}
	all, err := s.log.Disposed(r.Context())
	if err != nil {
		return nil, err
	}
	out := &ledger.Destructions{Items: []ledger.Destruction{}}
	for _, d := range all {
		out.Items = append(out.Items, ledger.Destruction{List: d.ID, At: d.At, Cases: d.Cases, Changes: d.Changes, Blobs: d.Blobs})
	}
	out.Sign(s.keys.receipts)
	return out, nil
}

// again has everything of the hold box read anew: some of it is gone.
func (x *holdIndex) again() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.upTo, x.hashes, x.authors, x.bytes, x.entries = 0, nil, nil, 0, nil
}
