package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// ErrNoKeys is returned for a write that needs a key by somebody who is given
// none: whoever carries no role, or none but that of the administrator.
var ErrNoKeys = errors.New("the person signed in is given no keys")

// caseKey is the key that seals a case's bodies. Keys are renewed here and
// nowhere else: where the one at hand is known to somebody who is not to read
// what comes, the case first gets a new one. Earlier ones stay, for reading.
func (b *batch) caseKey(kase uuid.UUID) (trust.Key, error) {
	if k, ok := b.fresh[kase]; ok {
		return k, nil
	}
	held, err := b.latestKey(kase)
	if err != nil && kase == b.s.Office() {
		return b.newCaseKey(kase, 0, Write{})
	}
	if err != nil {
		return trust.Key{}, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	wall, err := b.s.wallIn(b.ctx, b.tx, kase)
	if err != nil {
		return trust.Key{}, err
	}
	grants, err := b.s.grantsIn(b.ctx, b.tx, kase)
	if err != nil {
		return trust.Key{}, err
	}
	if !b.outdated(held, wall, grants) {
		b.fresh[kase] = held.key
		return held.key, nil
	}
	return b.renew(kase, held.epoch+1, wall)
}

// keyToSeal is caseKey for what is sealed outside of changes: the content of an
// attachment. Where the case needs a new key, it is given one first.
func (s *Store) keyToSeal(ctx context.Context, kase uuid.UUID) (trust.Key, error) {
	var key trust.Key
	err := s.write(ctx, func(b *batch) (err error) {
		key, err = b.caseKey(kase)
		return err
	})
	return key, err
}

// latestKey is a case's latest key at hand, those of this batch included.
func (b *batch) latestKey(kase uuid.UUID) (heldKey, error) {
	best, err := b.s.keyOf(kase)
	for _, k := range b.keys {
		if k.of != kase {
			continue
		}
		if err != nil || k.epoch > best.epoch || k.epoch == best.epoch && lessID(k.key.ID, best.key.ID) {
			best, err = k, nil
		}
	}
	return best, err
}

// outdated reports whether somebody knows a key who is not to read what is
// written now: one who left the group that it was granted to, or a reader of
// the wall. Who cannot make a better one writes with what there is: no work
// waits for a key.
func (b *batch) outdated(held heldKey, wall ledger.Wall, grants []trust.Grant) bool {
	if wall.Up {
		return slices.Contains(wall.Readers, b.s.who) && slices.ContainsFunc(grants, func(g trust.Grant) bool {
			return g.Key == held.key.ID && !opensWithin(g, wall)
		})
	}
	group, err := b.s.groupKey()
	if err != nil {
		return false
	}
	current, _ := b.s.Directory().CurrentKey(group.of)
	if group.key.ID != current {
		return false
	}
	return !slices.ContainsFunc(grants, func(g trust.Grant) bool { return g.Key == held.key.ID && g.By == current })
}

// opensWithin reports whether a grant is for a reader of a wall, or for the
// glass in it.
func opensWithin(g trust.Grant, wall ledger.Wall) bool {
	if g.By != uuid.Nil {
		return wall.Glass
	}
	return slices.Contains(wall.Readers, g.Reader)
}

// renew gives a case its next key.
func (b *batch) renew(kase uuid.UUID, epoch uint64, wall ledger.Wall) (trust.Key, error) {
	if wall.Up {
		return b.newWalledKey(kase, epoch, wall)
	}
	return b.newCaseKey(kase, epoch, Write{})
}

// newCaseKey makes a key of an ordinary case and grants it to the staff group;
// as says who signs the grant and when, where that is not the person signed in
// and now.
func (b *batch) newCaseKey(kase uuid.UUID, epoch uint64, as Write) (trust.Key, error) {
	group, err := b.s.groupKey()
	if err != nil {
		return trust.Key{}, errors.Join(ErrNoKeys, err)
	}
	key, err := trust.NewKey(b.s.c.Rand)
	if err != nil {
		return trust.Key{}, err
	}
	grant, err := trust.GrantToGroup(b.s.c.Rand, key, kase, epoch, group.of, group.key)
	if err != nil {
		return trust.Key{}, err
	}
	b.keys[key.ID] = heldKey{key: key, of: kase, epoch: epoch}
	b.fresh[kase] = key
	return key, b.append(planned{file: kase, edit: b.s.grantEdit(grant), by: as.By, at: as.At})
}

// newWalledKey makes a key of a restricted case and grants it to its readers.
func (b *batch) newWalledKey(kase uuid.UUID, epoch uint64, wall ledger.Wall) (trust.Key, error) {
	key, err := trust.NewKey(b.s.c.Rand)
	if err != nil {
		return trust.Key{}, err
	}
	b.keys[key.ID] = heldKey{key: key, of: kase, epoch: epoch}
	b.fresh[kase] = key
	grants, err := b.s.grantsToReaders(key, kase, epoch, wall)
	if err != nil {
		return trust.Key{}, err
	}
	for _, grant := range grants {
		if err := b.append(planned{file: kase, edit: b.s.grantEdit(grant)}); err != nil {
			return trust.Key{}, err
		}
	}
	return key, nil
}

// grantsToReaders give a key to the readers of a wall who still work here.
func (s *Store) grantsToReaders(key trust.Key, kase uuid.UUID, epoch uint64, wall ledger.Wall) ([]trust.Grant, error) {
	var out []trust.Grant
	dir := s.Directory()
	for _, id := range wall.Readers {
		reader := dir.Staff[id]
		if reader == nil || reader.Removed || reader.Public.ID != id {
			continue
		}
		grant, err := trust.GrantToStaff(key, kase, epoch, reader.Public)
		if err != nil {
			return nil, err
		}
		out = append(out, grant)
	}
	return out, nil
}
