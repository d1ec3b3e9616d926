package sqlitelog

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// digests are those that were asked for last. What the log has after upTo may
// have changed them since, whoever wrote it, and so has everything that was
// disposed of.
type digests struct {
	mu    sync.Mutex
	known bool
	upTo  uint64
	gone  int64
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
	var stale [ledger.Buckets]bool
	if d.known {
		if err := l.touched(ctx, d.upTo, head, &stale); err != nil {
			return d.last, fmt.Errorf("read buckets changed after %d: %w", d.upTo, err)
		}
	}
	fresh := d.last
	for k := range fresh {
		if d.known && !stale[k] {
			continue
		}
		heads, err := l.CaseHeads(ctx, k)
		if err != nil {
			return d.last, err
		}
		fresh[k] = ledger.DigestHeads(heads)
	}
	d.known, d.upTo, d.gone, d.last = true, head, gone, fresh
	return fresh, nil
}

// touched marks the buckets in which changes were appended after a number.
func (l *Log) touched(ctx context.Context, after, upTo uint64, stale *[ledger.Buckets]bool) error {
	rows, err := l.readers.QueryContext(ctx, `SELECT DISTINCT kase FROM change NOT INDEXED WHERE seq > ? AND seq <= ?`, int64(after), int64(upTo))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kase uuid.UUID
		if err := rows.Scan(&kase); err != nil {
			return err
		}
		stale[ledger.BucketOf(kase)] = true
	}
	return rows.Err()
}
