package center

import (
	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// directory is the merged directory as the center has it. It is immutable.
type directory struct {
	*ledger.Directory
	center  uuid.UUID
	written []ledger.Written
	vector  ledger.Vector
	removed map[uuid.UUID]ledger.Time // staff, stations: when the removal was written
	last    uint64                    // number of its last change in the log
}

// newDirectory merges changes that were judged before.
func newDirectory(center, founder uuid.UUID, written []ledger.Written) *directory {
	d := &directory{
		Directory: ledger.FoldDirectory(founder, written), center: center, written: written,
		vector: ledger.Vector{}, removed: map[uuid.UUID]ledger.Time{},
	}
	for _, w := range written {
		d.vector[w.Dot.Station] = max(d.vector[w.Dot.Station], w.Dot.N)
		if w.Edit.Kind == ledger.KindGrant || w.Edit.Set[ledger.FieldRemoved] != true {
			continue
		}
		if at, ok := d.removed[w.Edit.Record]; !ok || w.At < at {
			d.removed[w.Edit.Record] = w.At
		}
	}
	return d
}

// removedBefore reports whether the author or the station of a change was
// removed before it was written. What is older still counts: it may arrive
// late, or again after a restore.
func (d *directory) removedBefore(c *ledger.Change) bool {
	if s := d.Staff[c.Author]; s != nil && s.Removed && c.At > d.removed[c.Author] {
		return true
	}
	s := d.Stations[c.Station]
	return s != nil && s.Removed && c.At > d.removed[c.Station]
}

func writtenOf(change *ledger.Change, head ledger.Head) (ledger.Written, error) {
	edit, err := change.OpenBody(trust.Key{})
	if err != nil {
		return ledger.Written{}, err
	}
	return ledger.Written{Dot: change.Dot(), Seen: head.Seen, At: change.At, Author: change.Author, Edit: edit}, nil
}
