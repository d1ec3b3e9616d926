package pglog

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// digests are those that were asked for last. What the log has after upTo may
// have changed them since, whichever process wrote it. end is the change of
// that number: a database that has another one there has lost changes in a
// failover, and nothing is known of it.
type digests struct {
	mu    sync.Mutex
	known bool
	upTo  uint64
	gone  int64 // changes that were disposed of by then
	end   ledger.Hash
	last  [ledger.Buckets]ledger.Hash
}

// Digests returns the digest of every bucket; it reads only those that have
// changed since it was last asked.
func (l *Log) Digests(ctx context.Context) ([ledger.Buckets]ledger.Hash, error) {
	d := &l.digests
	d.mu.Lock()
	defer d.mu.Unlock()
	head, err := l.Head(ctx)
	if err != nil {
		return d.last, err
	}
	gone, err := l.removed(ctx)
	if err != nil {
		return d.last, fmt.Errorf("read what was disposed of: %w", err)
	}
	d.known = d.known && gone == d.gone
	stale, end, err := l.stale(ctx, d, head)
	if err != nil {
		return d.last, fmt.Errorf("read buckets changed after %d: %w", d.upTo, err)
	}
	fresh := d.last
	if len(stale) > 0 {
		heads, err := l.caseHeads(ctx, stale)
		if err != nil {
			return d.last, fmt.Errorf("read heads: %w", err)
		}
		for _, k := range stale {
			fresh[k] = ledger.DigestHeads(heads[k])
		}
	}
	d.known, d.upTo, d.gone, d.end, d.last = true, head, gone, end, fresh
	return fresh, nil
}

// stale are the buckets of which the digests are not known any more, and end
// is the last change up to head.
func (l *Log) stale(ctx context.Context, d *digests, head uint64) (stale []int16, end ledger.Hash, err error) {
	at, err := l.hashAt(ctx, d.upTo)
	if err != nil {
		return nil, end, err
	}
	if d.known && head == d.upTo && at == d.end {
		return nil, d.end, nil
	}
	if end, err = l.hashAt(ctx, head); err != nil {
		return nil, end, err
	}
	var touched [ledger.Buckets]bool
	if d.known && head > d.upTo && at == d.end {
		err = l.rows(ctx, func() {}, func(rows pgx.Rows) error {
			var kase uuid.UUID
			err := rows.Scan(&kase)
			touched[ledger.BucketOf(kase)] = true
			return err
		}, `SELECT DISTINCT kase FROM yorisoi.change WHERE center = $1 AND seq > $2 AND seq <= $3`, l.center, d.upTo, head)
	} else {
		for k := range touched {
			touched[k] = true
		}
	}
	for k, is := range touched {
		if is {
			stale = append(stale, int16(k))
		}
	}
	return stale, end, err
}

// hashAt is the hash of one change, zero where there is none.
func (l *Log) hashAt(ctx context.Context, seq uint64) (h ledger.Hash, err error) {
	if seq == 0 {
		return h, nil
	}
	changes, err := l.logged(ctx, "change", logbook.Query{After: seq - 1, UpTo: seq, Limit: 1, Bytes: 1})
	if err == nil && len(changes) > 0 {
		h = ledger.HashOf(changes[0].Raw)
	}
	return h, err
}
