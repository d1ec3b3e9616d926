package center

import (
	"context"
	"errors"
	"math"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// endless is the end of a query that has none.
const endless = math.MaxInt64

// What the hold box takes, so that nobody fills the disk with it. Only the
// author is proven by a signature; so it is authors that are counted.
const (
	maxHeldChanges = 2000 // of one author
	maxHeldBytes   = 32 << 20
	maxHeldAll     = 512 << 20 // bytes of all
)

// holdIndex knows what the hold box has. It is brought up to date before
// every use, for another process may have written in it.
type holdIndex struct {
	mu      sync.Mutex
	upTo    uint64 // in the numbers of the hold box
	hashes  map[logbook.Dot]ledger.Hash
	authors map[uuid.UUID]heldSize
	bytes   int
	entries []heldEntry // in the order of their numbers
}

// heldEntry is where the hold box has a change.
type heldEntry struct {
	seq  uint64
	kase uuid.UUID
}

// heldSize is what one author has in the hold box.
type heldSize struct{ changes, bytes int }

// update reads what the hold box has got since.
func (x *holdIndex) update(ctx context.Context, log logbook.Log) error {
	if x.hashes == nil {
		x.hashes, x.authors = map[logbook.Dot]ledger.Hash{}, map[uuid.UUID]heldSize{}
	}
	fresh, err := readAll(ctx, log.Held, logbook.Query{After: x.upTo, UpTo: endless})
	if err != nil {
		return err
	}
	for _, logged := range fresh {
		change, err := ledger.Decode(logged.Raw)
		if err != nil {
			return err
		}
		x.add(&item{change: change, raw: logged.Raw})
		x.upTo = logged.Seq
		x.entries = append(x.entries, heldEntry{logged.Seq, change.Case})
	}
	return nil
}

func (x *holdIndex) add(it *item) {
	dot := it.dot()
	_, known := x.hashes[dot]
	x.hashes[dot] = ledger.HashOf(it.raw)
	if known {
		return
	}
	size := x.authors[it.change.Author]
	x.authors[it.change.Author] = heldSize{size.changes + 1, size.bytes + len(it.raw)}
	x.bytes += len(it.raw)
}

// forget makes update read everything again.
func (x *holdIndex) forget() {
	x.upTo, x.bytes, x.hashes, x.authors, x.entries = 0, 0, nil, nil, nil
}

// has reports whether this very change is held.
func (x *holdIndex) has(it *item) bool {
	hash, held := x.hashes[it.dot()]
	return held && hash == ledger.HashOf(it.raw)
}

// follows reports whether a change that does not follow the log follows, or
// is, one that is held.
func (x *holdIndex) follows(it *item) bool {
	before := it.dot()
	before.N--
	hash, held := x.hashes[before]
	return x.has(it) || held && hash == it.change.Prev
}

// room reports whether an author's change still finds room.
func (x *holdIndex) room(it *item) bool {
	size := x.authors[it.change.Author]
	return x.has(it) || size.changes < maxHeldChanges && size.bytes+len(it.raw) <= maxHeldBytes && x.bytes+len(it.raw) <= maxHeldAll
}

// setAside keeps in the hold box what the runs have put aside, each change
// verified, and refuses it so that its station knows. What follows a held
// change is held with it: its chain cannot go on in the log.
func (c *Center) setAside(ctx context.Context, d *directory, runs []*run) error {
	wanted := false
	for _, r := range runs {
		wanted = wanted || len(r.aside) > 0 || errors.Is(r.why, ledger.ErrGap) || errors.Is(r.why, ledger.ErrBrokenChain)
	}
	if !wanted {
		for _, r := range runs {
			r.refuseRest()
		}
		return nil
	}
	x := &c.held
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.update(ctx, c.log); err != nil {
		return err
	}
	for _, r := range runs {
		x.rejoin(r)
		x.judge(d, r)
	}
	return x.keep(ctx, c, runs)
}

// keep holds what was judged good, and refuses it as held.
func (x *holdIndex) keep(ctx context.Context, c *Center, runs []*run) error {
	var held []logbook.Held
	for _, r := range runs {
		for _, it := range r.aside {
			held = append(held, logbook.Held{Dot: it.dot(), Raw: it.raw})
		}
	}
	if len(held) == 0 {
		return nil
	}
	fresh, err := c.log.Hold(ctx, c.Now().UnixMilli(), held)
	if err == nil {
		err = x.update(ctx, c.log)
	}
	if err != nil {
		x.forget() // what judge has counted may not be there
		return err
	}
	c.Log.Info("changes held", "changes", len(held), "new", fresh)
	if fresh > 0 {
		c.hub.stir()
	}
	for _, r := range runs {
		for _, it := range r.aside {
			refusal := it.refuse(wire.CodeHeld, "kept in the hold box")
			if !x.has(it) { // another process was first
				refusal = it.refuse(wire.CodeForked, "the hold box has another change of this number")
			}
			r.refusals = append(r.refusals, refusal)
		}
	}
	return nil
}

// rejoin puts aside what is held already or follows a held change, and refuses
// the rest of what does not follow the log.
func (x *holdIndex) rejoin(r *run) {
	var last *item
	for len(r.rest) > 0 {
		it := r.rest[0]
		if !errors.Is(r.why, ledger.ErrGap) && !(errors.Is(r.why, ledger.ErrBrokenChain) && x.has(it)) {
			break
		}
		next := last != nil && it.change.N == last.change.N+1 && it.change.Prev == ledger.HashOf(last.raw)
		if it.bad != nil || !next && !x.follows(it) {
			break
		}
		last = it
		r.aside, r.rest = append(r.aside, it), r.rest[1:]
	}
	r.refuseRest()
}

// judge cuts what a run has put aside at the first change that may not be
// held.
func (x *holdIndex) judge(d *directory, r *run) {
	aside := run{items: r.aside}
	for i, it := range r.aside {
		if code, text := x.admits(d, it); code != 0 {
			aside.cut(i, code, text)
			break
		}
		x.add(it)
	}
	r.aside, r.refusals = aside.items, append(r.refusals, aside.refusals...)
}

// admits judges everything about a change for the hold box but its chain.
func (x *holdIndex) admits(d *directory, it *item) (wire.ErrorCode, string) {
	author, known := d.Public(it.change.Author)
	if !known {
		return wire.CodeUnknownAuthor, "its author is not in the directory"
	}
	if err := it.change.Verify(author); err != nil {
		return wire.CodeSignature, err.Error()
	}
	if code, text := d.admitsBody(it.change); code != 0 {
		return code, text
	}
	if _, held := x.hashes[it.dot()]; held && !x.has(it) {
		return wire.CodeForked, "the hold box has another change of this number"
	}
	if !x.room(it) {
		return wire.CodeHoldBoxFull, "the hold box has no room for it"
	}
	return 0, ""
}
