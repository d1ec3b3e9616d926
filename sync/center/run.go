package center

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// item is one change of a push.
type item struct {
	change *ledger.Change
	raw    []byte
	bad    error       // of decoding; the change then has a dot only
	head   ledger.Head // of the chain with this change
}

func (i *item) dot() logbook.Dot {
	return logbook.Dot{Chain: logbook.Chain{Case: i.change.Case, Station: i.change.Station}, N: i.change.N}
}

func (i *item) refuse(code wire.ErrorCode, text string) ledger.Refusal {
	return ledger.Refusal{Case: i.change.Case, Station: i.change.Station, N: i.change.N, Code: uint64(code), Text: text}
}

// run is what a push has of one chain, in the order of the request.
type run struct {
	logbook.Chain
	from     ledger.Head
	items    []*item // for the log
	repeated []*item // at or before from
	aside    []*item // for the hold box
	rest     []*item // from the first one on that does not follow the log …
	why      error   // … for this reason
	refusals []ledger.Refusal
}

// cut refuses the item at i, and what follows it because it follows it.
func (r *run) cut(i int, code wire.ErrorCode, text string) {
	for n, it := range r.items[i:] {
		if n > 0 {
			code, text = wire.CodeGap, "follows a change that was refused"
		}
		r.refusals = append(r.refusals, it.refuse(code, text))
	}
	r.items = r.items[:i]
}

// putAside takes the item at i, and what follows it because it follows it,
// for the hold box.
func (r *run) putAside(i int) {
	r.aside = append(slices.Clone(r.items[i:]), r.aside...)
	r.items = r.items[:i]
}

// groupRuns sorts the changes of a push by chain. An item that has not even a
// dot makes the whole request malformed.
func groupRuns(raws [][]byte) ([]*run, error) {
	var runs []*run
	byChain := map[logbook.Chain]*run{}
	for _, raw := range raws {
		it := &item{raw: raw}
		it.change, it.bad = ledger.Decode(raw)
		if it.bad != nil {
			it.change = &ledger.Change{}
			if err := trust.Decode(raw, it.change); err != nil || it.change.Case == uuid.Nil {
				return nil, it.bad
			}
		}
		chain := it.dot().Chain
		r := byChain[chain]
		if r == nil {
			r = &run{Chain: chain}
			byChain[chain] = r
			runs = append(runs, r)
		}
		r.items = append(r.items, it)
	}
	return runs, nil
}

// link checks that the run's items follow each other from its head, parts
// those that the log may have and those that do not follow, and drops what
// comes twice.
func (r *run) link(from ledger.Head) {
	r.from = from
	head := from
	var fresh []*item
	seen := map[uint64]ledger.Hash{}
	for i, it := range r.items {
		hash := ledger.HashOf(it.raw)
		if it.bad == nil && it.change.N <= from.N {
			if was, ok := seen[it.change.N]; !ok || was != hash {
				seen[it.change.N] = hash
				r.repeated = append(r.repeated, it)
			}
			continue
		}
		if it.bad == nil && it.change.N <= head.N && seen[it.change.N] == hash {
			continue
		}
		next, err := head.Extend(it.change, it.raw)
		if it.bad != nil {
			err = it.bad
		}
		if err != nil {
			r.rest, r.why = r.items[i:], err
			break
		}
		head, it.head = next, next
		seen[it.change.N] = hash
		fresh = append(fresh, it)
	}
	r.items = fresh
}

// refuseRest refuses what does not follow the log.
func (r *run) refuseRest() {
	if len(r.rest) == 0 {
		return
	}
	rest := run{items: r.rest}
	rest.cut(0, chainCode(r.why), r.why.Error())
	r.refusals, r.rest = append(r.refusals, rest.refusals...), nil
}

func chainCode(err error) wire.ErrorCode {
	switch {
	case errors.Is(err, ledger.ErrGap):
		return wire.CodeGap
	case errors.Is(err, ledger.ErrBrokenChain):
		return wire.CodeBrokenChain
	case errors.Is(err, ledger.ErrForked):
		return wire.CodeForked
	}
	return wire.CodeChange
}

// withWall adds a change that says who may read its case.
func withWall(walls map[uint64]ledger.Vector, n uint64, seen ledger.Vector) map[uint64]ledger.Vector {
	if walls == nil {
		walls = map[uint64]ledger.Vector{}
	}
	walls[n] = seen
	return walls
}

// extension is what the run adds to the log, if anything.
func (r *run) extension() (logbook.Extension, bool) {
	if len(r.items) == 0 {
		return logbook.Extension{}, false
	}
	x := logbook.Extension{Chain: r.Chain, From: r.from, To: r.items[len(r.items)-1].head}
	for _, it := range r.items {
		x.Raws = append(x.Raws, it.raw)
		if _, is := isRestriction(it.change); is {
			x.Walls = withWall(x.Walls, it.change.N, it.head.Seen)
		}
	}
	return x, true
}
