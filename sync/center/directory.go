package center

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
)

// directory is the merged directory as the center has it. It is immutable.
type directory struct {
	*ledger.Directory
	written []ledger.Written
	vector  ledger.Vector
	removed map[uuid.UUID]ledger.Time // staff: when the removal was written
}

// directoryCache holds the latest directory. It is read from the log once
// and replaced by every push that changes it.
type directoryCache struct {
	writing sync.Mutex // held by a push that changes the directory
	loading sync.Mutex
	latest  atomic.Pointer[directory]
}

// newDirectory merges changes that were judged before.
func newDirectory(founder uuid.UUID, written []ledger.Written) *directory {
	d := &directory{
		Directory: ledger.FoldDirectory(founder, written), written: written,
		vector: ledger.Vector{}, removed: map[uuid.UUID]ledger.Time{},
	}
	for _, w := range written {
		d.vector[w.Dot.Station] = max(d.vector[w.Dot.Station], w.Dot.N)
		if w.Edit.Kind != ledger.KindStaff || w.Edit.Set[ledger.FieldRemoved] != true {
			continue
		}
		if at, ok := d.removed[w.Edit.Record]; !ok || w.At < at {
			d.removed[w.Edit.Record] = w.At
		}
	}
	return d
}

// removedBefore reports whether a person was removed before at. What they
// wrote earlier still counts: it may arrive late, or again after a restore.
func (d *directory) removedBefore(staff uuid.UUID, at ledger.Time) bool {
	s := d.Staff[staff]
	return s != nil && s.Removed && at > d.removed[staff]
}

// loadDirectory returns the latest directory.
func (c *Center) loadDirectory(ctx context.Context) (*directory, error) {
	if d := c.directory.latest.Load(); d != nil {
		return d, nil
	}
	c.directory.loading.Lock()
	defer c.directory.loading.Unlock()
	if d := c.directory.latest.Load(); d != nil {
		return d, nil
	}
	d, err := c.readDirectory(ctx)
	if err != nil {
		return nil, fmt.Errorf("read directory: %w", err)
	}
	c.directory.latest.Store(d)
	return d, nil
}

func (c *Center) readDirectory(ctx context.Context) (*directory, error) {
	founder, err := c.log.Founder(ctx)
	if err != nil {
		return nil, err
	}
	heads := map[uuid.UUID]ledger.Head{}
	var written []ledger.Written
	query := logbook.Query{UpTo: math.MaxInt64, Case: c.ID(), Limit: pageChanges, Bytes: pageBytes}
	for {
		page, err := c.log.Changes(ctx, query)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return newDirectory(founder, written), nil
		}
		for _, logged := range page {
			query.After = logged.Seq
			w, err := continued(heads, logged.Raw)
			if err != nil {
				return nil, fmt.Errorf("change %d: %w", logged.Seq, err)
			}
			written = append(written, w)
		}
	}
}

// continued reads one readable change that continues its chain in heads.
func continued(heads map[uuid.UUID]ledger.Head, raw []byte) (ledger.Written, error) {
	change, err := ledger.Decode(raw)
	if err != nil {
		return ledger.Written{}, err
	}
	head, err := heads[change.Station].Extend(change, raw)
	if err != nil {
		return ledger.Written{}, err
	}
	heads[change.Station] = head
	return writtenOf(change, head)
}

func writtenOf(change *ledger.Change, head ledger.Head) (ledger.Written, error) {
	edit, err := change.OpenBody(trust.Key{})
	if err != nil {
		return ledger.Written{}, err
	}
	return ledger.Written{Dot: change.Dot(), Seen: head.Seen, At: change.At, Author: change.Author, Edit: edit}, nil
}
