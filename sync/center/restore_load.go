package center

import (
	"context"
	"math"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// loader brings changes into an empty log in the order of another one, each
// push of then as one batch.
type loader struct {
	log     logbook.Log
	center  uuid.UUID
	founder uuid.UUID // zero once pinned
	heads   map[logbook.Chain]ledger.Head
	batch   logbook.Batch
	bytes   int
}

func (l *loader) take(ctx context.Context, logged ledger.Logged) error {
	c, err := ledger.Decode(logged.Raw)
	if err != nil {
		return damaged("read change", err)
	}
	chain := logbook.Chain{Case: c.Case, Station: c.Station}
	from := l.heads[chain]
	to, err := from.Extend(c, logged.Raw)
	if err != nil {
		return damaged("read change", err)
	}
	last := len(l.batch.Extensions) - 1
	goesOn := last >= 0 && l.batch.Extensions[last].Chain == chain
	again := !goesOn && slices.ContainsFunc(l.batch.Extensions, func(x logbook.Extension) bool { return x.Chain == chain })
	if last >= 0 && (l.batch.At != logged.At || again || l.bytes > 4<<20 || last >= 2000) {
		if err := l.flush(ctx); err != nil {
			return err
		}
		goesOn = false
	}
	l.batch.At = logged.At
	if chain.Case == l.center && l.founder != uuid.Nil {
		l.batch.Founder, l.founder = l.founder, uuid.Nil
	}
	if goesOn {
		x := &l.batch.Extensions[len(l.batch.Extensions)-1]
		x.To, x.Raws = to, append(x.Raws, logged.Raw)
	} else {
		l.batch.Extensions = append(l.batch.Extensions, logbook.Extension{Chain: chain, From: from, To: to, Raws: [][]byte{logged.Raw}})
	}
	if _, is := isRestriction(c); is {
		x := &l.batch.Extensions[len(l.batch.Extensions)-1]
		x.Walls = withWall(x.Walls, c.N, to.Seen)
	}
	l.heads[chain] = to
	l.bytes += len(logged.Raw)
	return nil
}

func (l *loader) flush(ctx context.Context) error {
	if len(l.batch.Extensions) == 0 {
		return nil
	}
	_, err := l.log.Append(ctx, l.batch)
	l.batch, l.bytes = logbook.Batch{}, 0
	return err
}

// digests are what the log's must be.
func (l *loader) digests() (out [ledger.Buckets]ledger.Hash) {
	byBucket := map[int][]ledger.CaseHead{}
	for chain, h := range l.heads {
		b := ledger.BucketOf(chain.Case)
		byBucket[b] = append(byBucket[b], ledger.CaseHead{Case: chain.Case, Station: chain.Station, N: h.N, Hash: h.Hash})
	}
	for b, heads := range byBucket {
		slices.SortFunc(heads, compareHeads)
		out[b] = ledger.DigestHeads(heads)
	}
	return out
}

// heldLoader brings changes into the hold box in their order.
type heldLoader struct {
	at   int64
	held []logbook.Held
}

func (h *heldLoader) take(ctx context.Context, log logbook.Log, logged ledger.Logged) error {
	c, err := ledger.Decode(logged.Raw)
	if err != nil {
		return damaged("read held change", err)
	}
	if logged.At != h.at || len(h.held) >= pageChanges {
		if err := h.flush(ctx, log); err != nil {
			return err
		}
	}
	h.at = logged.At
	dot := logbook.Dot{Chain: logbook.Chain{Case: c.Case, Station: c.Station}, N: min(c.N, math.MaxInt64)}
	h.held = append(h.held, logbook.Held{Dot: dot, Raw: logged.Raw})
	return nil
}

func (h *heldLoader) flush(ctx context.Context, log logbook.Log) error {
	if len(h.held) == 0 {
		return nil
	}
	_, err := log.Hold(ctx, h.at, h.held)
	h.held = nil
	return err
}
