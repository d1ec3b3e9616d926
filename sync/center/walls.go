package center

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// restricted is what the log has of who may read one case. All of it was
// judged before the log took it.
type restricted struct {
	written []ledger.Written
	raws    [][]byte
}

// walls is who may read which case. Cases of which nobody ever said so, nearly
// all, are not in it.
type walls struct {
	of map[uuid.UUID]*restricted
	up ledger.Walls
}

// advance reads what the log has between two numbers. Another process may have
// written it.
func (w *walls) advance(ctx context.Context, log logbook.Log, after, upTo uint64) error {
	for {
		page, err := log.WallChanges(ctx, after, upTo, pageChanges)
		if err != nil {
			return err
		}
		for _, c := range page {
			if err := w.take(c); err != nil {
				return fmt.Errorf("change %d: %w", c.Seq, err)
			}
			after = c.Seq
		}
		if len(page) < pageChanges {
			return nil
		}
	}
}

func (w *walls) take(c logbook.WallChange) error {
	change, err := ledger.Decode(c.Raw)
	if err != nil {
		return err
	}
	written, err := writtenOf(change, ledger.Head{Seen: c.Seen})
	if err != nil {
		return err
	}
	if w.of == nil {
		w.of, w.up = map[uuid.UUID]*restricted{}, ledger.Walls{}
	}
	r := w.of[change.Case]
	if r == nil {
		r = &restricted{}
		w.of[change.Case] = r
	}
	r.written, r.raws = append(slices.Clip(r.written), written), append(slices.Clip(r.raws), c.Raw)
	w.up[change.Case] = ledger.WallOf(r.written)
	return nil
}

// isRestriction reports whether a change says who may read its case.
func isRestriction(c *ledger.Change) (*ledger.Edit, bool) {
	if c.Sealed() {
		return nil, false
	}
	edit, err := c.OpenBody(trust.Key{})
	return edit, err == nil && ledger.IsRestriction(c.Case, edit)
}

// judgeWalls cuts runs at the first restriction whose author had no right to
// it. Each is verified by itself: what follows from a forged one must not
// count because the forged one seemed to be there.
func (d *directory) judgeWalls(runs []*run, walls map[uuid.UUID][]ledger.Written) {
	for _, r := range runs {
		for i, it := range r.items {
			edit, is := isRestriction(it.change)
			if !is {
				continue
			}
			w := ledger.Written{Dot: it.change.Dot(), Seen: it.head.Seen, At: it.change.At, Author: it.change.Author, Edit: edit}
			public, known := d.Public(it.change.Author)
			if !known {
				break // judged as all others are
			}
			if err := it.change.Verify(public); err != nil {
				r.cut(i, wire.CodeSignature, err.Error())
				break
			}
			if !d.mayRestrict(r.Case, walls[r.Case], w) {
				r.cut(i, wire.CodeForbidden, "the author may not say who reads this case")
				break
			}
			walls[r.Case] = append(slices.Clip(walls[r.Case]), w)
		}
	}
}

// mayRestrict reports whether an edit was rightly made: by a role that its
// author still has, or had when they were removed, or as a reader.
func (d *directory) mayRestrict(kase uuid.UUID, known []ledger.Written, w ledger.Written) bool {
	author := d.Staff[w.Author]
	if author == nil {
		return false
	}
	right := func(d *ledger.Directory) bool {
		return slices.ContainsFunc(ledger.Restrictions(d, kase, append(slices.Clone(known), w)), func(o ledger.Written) bool { return o.Dot == w.Dot })
	}
	if author.Removed || author.May(ledger.ActRestrict) {
		return right(d.Directory)
	}
	now := *author
	now.Held = nil // what they were once gives no right to begin something
	staff := map[uuid.UUID]*ledger.Staff{}
	for id, s := range d.Staff {
		staff[id] = s
	}
	staff[w.Author] = &now
	narrowed := *d.Directory
	narrowed.Staff = staff
	return right(&narrowed)
}

// knownWalls are the restrictions that the log has of the cases of runs in
// which there are new ones.
func (c *Center) knownWalls(ctx context.Context, runs []*run) (known map[uuid.UUID][]ledger.Written, err error) {
	known = map[uuid.UUID][]ledger.Written{}
	for _, r := range runs {
		for _, it := range r.items {
			if _, is := isRestriction(it.change); is {
				known[r.Case] = nil
			}
		}
	}
	if len(known) == 0 {
		return known, nil
	}
	err = c.readHouse(ctx, func(h *house) {
		for kase := range known {
			if w := h.walls.of[kase]; w != nil {
				known[kase] = w.written
			}
		}
	})
	return known, err
}

// closed answers, of cases that a station shows it has had, which are kept
// from it, and with what: the very changes, for it has to see for itself. So
// does a reader's station hear that a wall was lifted, for which alone it held
// the case.
func (s *server) closed(w http.ResponseWriter, r *http.Request) (any, error) {
	b, err := body(w, r, maxAsk)
	if err != nil {
		return nil, err
	}
	var asked []ledger.CaseHead
	if err := trust.Decode(b, &asked); err != nil {
		return nil, malformed(err)
	}
	if len(asked) > wire.MaxClosedAsk {
		return nil, &wire.Error{Code: wire.CodeTooLarge, Text: fmt.Sprintf("more than %d cases", wire.MaxClosedAsk)}
	}
	dots := make([]logbook.Dot, len(asked))
	for i, h := range asked {
		dots[i] = logbook.Dot{Chain: logbook.Chain{Case: h.Case, Station: h.Station}, N: h.N}
	}
	places, err := s.log.Find(r.Context(), dots)
	if err != nil {
		return nil, err
	}
	scope, err := s.scopeOf(r.Context(), callerOf(r))
	if err != nil {
		return nil, err
	}
	out := []wire.Closed{}
	err = s.readHouse(r.Context(), func(h *house) {
		for i, head := range asked {
			if p, has := places[dots[i]]; has && p.Hash == head.Hash && !scope.Has(head.Case) {
				if known := h.walls.of[head.Case]; known != nil {
					out = append(out, wire.Closed{Case: head.Case, Changes: known.raws})
				}
			}
		}
	})
	return out, err
}
