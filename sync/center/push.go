package center

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// appendTries is how often a push is judged again because another one moved
// the same chains meanwhile.
const appendTries = 10

// push receipts or refuses every change of a request. One refused change
// stops its own chain and no other. What a removed station brings goes to the
// hold box.
func (c *Center) push(ctx context.Context, raws [][]byte, removed bool) (*wire.PushAnswer, error) {
	runs, err := groupRuns(raws)
	if err != nil {
		return nil, &wire.Error{Code: wire.CodeMalformed, Text: err.Error()}
	}
	if !removed && slices.ContainsFunc(runs, func(r *run) bool { return r.Case == c.ID() }) {
		c.direct.Lock()
		defer c.direct.Unlock()
	}
	for range appendTries {
		answer, err := c.tryPush(ctx, runs, removed)
		if !errors.Is(err, logbook.ErrMoved) {
			return answer, err
		}
		if runs, err = groupRuns(raws); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("push %d changes: %w", len(raws), logbook.ErrMoved)
}

func (c *Center) tryPush(ctx context.Context, runs []*run, removed bool) (*wire.PushAnswer, error) {
	directory, err := c.loadDirectory(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.refuseGone(ctx, runs); err != nil {
		return nil, err
	}
	if err := c.linkRuns(ctx, runs); err != nil {
		return nil, err
	}
	answer := &wire.PushAnswer{Receipts: ledger.Receipts{Items: []ledger.Receipt{}}, Refusals: []ledger.Refusal{}}
	taken := runs
	if removed {
		taken = c.setRemovedAside(runs)
	}
	if len(taken) > 0 {
		known, err := c.knownWalls(ctx, taken)
		if err != nil {
			return nil, err
		}
		var batch logbook.Batch
		batch, directory = c.judge(directory, taken, known)
		if err := c.append(ctx, answer, batch); err != nil {
			return nil, err
		}
	}
	if err := c.setAside(ctx, directory, runs); err != nil {
		return nil, err
	}
	if err := c.receiptRepeated(ctx, answer, runs); err != nil {
		return nil, err
	}
	for _, r := range runs {
		answer.Refusals = append(answer.Refusals, r.refusals...)
	}
	answer.Receipts.Sign(c.keys.receipts)
	if answer.Head == 0 {
		answer.Head, err = c.log.Head(ctx)
	}
	return answer, err
}

// linkRuns joins every run to its chain in the log.
func (c *Center) linkRuns(ctx context.Context, runs []*run) error {
	chains := make([]logbook.Chain, len(runs))
	for i, r := range runs {
		chains[i] = r.Chain
	}
	heads, err := c.log.Heads(ctx, chains)
	if err != nil {
		return err
	}
	for _, r := range runs {
		r.link(heads[r.Chain])
	}
	return nil
}

// append keeps a batch and receipts it.
func (c *Center) append(ctx context.Context, answer *wire.PushAnswer, batch logbook.Batch) error {
	if len(batch.Extensions) == 0 {
		return nil
	}
	seqs, err := c.log.Append(ctx, batch)
	if err != nil {
		return err
	}
	receiptFresh(answer, batch, seqs)
	if !c.onlyAudit(batch) {
		c.hub.advance(answer.Head)
	}
	return nil
}

// judge decides what of the runs the log takes, and returns the directory as
// it is after them. The log takes nothing that was judged by another
// directory than it has by then. known are the restrictions that it has of
// cases of which the runs bring some.
func (c *Center) judge(d *directory, runs []*run, known map[uuid.UUID][]ledger.Written) (logbook.Batch, *directory) {
	batch := logbook.Batch{At: c.Now().UnixMilli(), JudgedBy: c.ID(), JudgedUpTo: d.last}
	// The directory first: what the rest is judged by, and in the log before
	// the rest, so that whoever pulls knows the authors.
	var own, cases []*run
	for _, r := range runs {
		if r.Case == c.ID() {
			own = append(own, r)
		} else {
			cases = append(cases, r)
		}
	}
	some := func(r *run) bool { return len(r.items) > 0 }
	if slices.ContainsFunc(own, some) {
		founded := d.Founder
		judged, founder := d.judgeDirectory(own)
		if slices.ContainsFunc(own, some) {
			d = judged
			if founder != founded {
				batch.Founder = founder
			}
		}
	}
	d.judgeWalls(cases, known)
	d.judgeCases(cases)
	for _, r := range slices.Concat(own, cases) {
		if x, ok := r.extension(); ok {
			batch.Extensions = append(batch.Extensions, x)
		}
	}
	return batch, d
}

func receiptFresh(answer *wire.PushAnswer, batch logbook.Batch, seqs [][]uint64) {
	for i, x := range batch.Extensions {
		for k, raw := range x.Raws {
			seq := seqs[i][k]
			answer.Receipts.Items = append(answer.Receipts.Items, ledger.Receipt{
				Case: x.Case, Station: x.Station, N: x.From.N + uint64(k) + 1,
				Hash: ledger.HashOf(raw), Seq: seq, At: batch.At,
			})
			answer.Head = max(answer.Head, seq)
		}
	}
}

// receiptRepeated receipts again what the log has had, and refuses another
// change of the same number.
func (c *Center) receiptRepeated(ctx context.Context, answer *wire.PushAnswer, runs []*run) error {
	var dots []logbook.Dot
	for _, r := range runs {
		for _, it := range r.repeated {
			dots = append(dots, it.dot())
		}
	}
	if len(dots) == 0 {
		return nil
	}
	places, err := c.log.Find(ctx, dots)
	if err != nil {
		return err
	}
	for _, r := range runs {
		for _, it := range r.repeated {
			p, ok := places[it.dot()]
			if !ok || p.Hash != ledger.HashOf(it.raw) {
				refusal, err := c.otherwise(ctx, it)
				if err != nil {
					return err
				}
				answer.Refusals = append(answer.Refusals, refusal)
				continue
			}
			answer.Receipts.Items = append(answer.Receipts.Items, ledger.Receipt{
				Case: it.change.Case, Station: it.change.Station, N: it.change.N, Hash: p.Hash, Seq: p.Seq, At: p.At,
			})
		}
	}
	return nil
}

// otherwise refuses a change whose number the log has given to another one. The
// hold box may have it: then another took its place, and it is safe there.
func (c *Center) otherwise(ctx context.Context, it *item) (ledger.Refusal, error) {
	c.held.mu.Lock()
	defer c.held.mu.Unlock()
	if err := c.held.update(ctx, c.log); err != nil {
		return ledger.Refusal{}, err
	}
	if c.held.has(it) {
		return it.refuse(wire.CodeHeld, "kept in the hold box"), nil
	}
	return it.refuse(wire.CodeForked, "the center has another change of this number"), nil
}
