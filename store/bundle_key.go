package store

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// BundleSlot is the length of what wraps a bundle's key for one reader. A
// group's is shorter and filled up, so that all are of one length.
const BundleSlot = 1168

// groupSlot is the length of a key sealed by a group's key.
const groupSlot = 104

// MaxBundleReaders bounds how many slots a bundle has.
const MaxBundleReaders = 512

// bundleContext keeps a signature of bundles from serving any other purpose.
const bundleContext = "yorisoi/v1 bundle"

// bundleSlots wraps the key of a bundle for its readers. Where the group's key
// is not its first, a machine without a network may not have heard of it: the
// bundle itself may be what brings it. Then each of the staff gets a slot too.
func (s *Store) bundleSlots(key trust.Key, group bool, staff []uuid.UUID) ([][]byte, error) {
	var slots [][]byte
	dir := s.Directory()
	if group {
		slot, epoch, err := s.groupBundleSlot(key)
		if err != nil {
			return nil, err
		}
		slots = append(slots, slot)
		if epoch > 1 {
			staff = bundleStaff(dir, staff)
		}
	}
	for _, id := range staff {
		reader := dir.Staff[id]
		if reader == nil || reader.Removed {
			return nil, fmt.Errorf("wrap key of bundle for %s: %w", id, ErrNotFound)
		}
		grant, err := trust.GrantToStaff(key, key.ID, 0, reader.Public)
		if err != nil {
			return nil, fmt.Errorf("wrap key of bundle: %w", err)
		}
		slots = append(slots, grant.Wrapped)
	}
	return slots, nil
}

// bundleStaff adds everybody of the staff group to the readers of a bundle, as
// far as there is room.
func bundleStaff(dir *ledger.Directory, staff []uuid.UUID) []uuid.UUID {
	var more []uuid.UUID
	for id, person := range dir.Staff {
		if ledger.Entitled(ledger.GroupAllStaff, person) && !slices.Contains(staff, id) {
			more = append(more, id)
		}
	}
	slices.SortFunc(more, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Concat(staff, more[:min(len(more), max(0, MaxBundleReaders-1-len(staff)))])
}

func (s *Store) groupBundleSlot(key trust.Key) (slot []byte, epoch uint64, err error) {
	group, err := s.groupKey()
	if err != nil {
		return nil, 0, fmt.Errorf("wrap key of bundle: %w", err)
	}
	grant, err := trust.GrantToGroup(s.c.Rand, key, key.ID, 0, group.of, group.key)
	if err != nil {
		return nil, 0, fmt.Errorf("wrap key of bundle: %w", err)
	}
	slot = make([]byte, BundleSlot)
	copy(slot, grant.Wrapped)
	if _, err := io.ReadFull(s.c.Rand, slot[len(grant.Wrapped):]); err != nil {
		return nil, 0, fmt.Errorf("wrap key of bundle: %w", err)
	}
	return slot, group.epoch, nil
}

// OpenBundle unwraps a bundle's key with the keys of the person signed in, or
// of a group of theirs. It returns ErrNotReader when no slot is for them, and
// what MayBundle does.
func (s *Store) OpenBundle(bundle uuid.UUID, slots [][]byte) (trust.Key, error) {
	if err := s.MayBundle(); err != nil {
		return trust.Key{}, err
	}
	me, err := s.identity()
	if err != nil {
		return trust.Key{}, err
	}
	group := s.Directory().Group
	s.shared.RLock()
	var groups []trust.Key
	for _, k := range s.keys {
		if k.of == group {
			groups = append(groups, k.key)
		}
	}
	s.shared.RUnlock()
	for _, slot := range slots {
		if len(slot) != BundleSlot {
			return trust.Key{}, fmt.Errorf("open bundle: slot of %d bytes: %w", len(slot), ErrNotReader)
		}
		for _, by := range groups {
			grant := trust.Grant{Of: bundle, Key: bundle, Reader: group, By: by.ID, Wrapped: slot[:groupSlot]}
			if key, err := by.OpenGrant(grant); err == nil {
				return key, nil
			}
		}
		if key, err := me.OpenGrant(trust.Grant{Of: bundle, Key: bundle, Reader: me.ID(), Wrapped: slot}); err == nil {
			return key, nil
		}
	}
	return trust.Key{}, fmt.Errorf("open bundle: %w", ErrNotReader)
}

// VerifyBundle checks who signed a part of a bundle. It returns ErrNotFound
// for a person whom the directory does not have, trust.ErrBadSignature when it
// was not that person.
func (s *Store) VerifyBundle(maker uuid.UUID, msg, sig []byte) error {
	public, ok := s.Directory().Public(maker)
	if !ok {
		return fmt.Errorf("verify bundle: %w", ErrNotFound)
	}
	if err := public.Verify(bundleContext, msg, sig); err != nil {
		return fmt.Errorf("verify bundle: %w", err)
	}
	return nil
}

// Seal makes the key of one file of the bundle, and the slots that give it to
// its readers. The key's id is the file's.
func (o *BundleOut) Seal() (trust.Key, [][]byte, error) {
	key, err := trust.NewKey(o.s.c.Rand)
	if err != nil {
		return trust.Key{}, nil, fmt.Errorf("seal bundle: %w", err)
	}
	slots, err := o.s.bundleSlots(key, o.order.Group, o.order.Staff)
	return key, slots, err
}

// Sign signs a part of the bundle as the person signed in.
func (o *BundleOut) Sign(msg []byte) ([]byte, error) {
	me, err := o.s.identity()
	if err != nil {
		return nil, err
	}
	return me.Sign(bundleContext, msg), nil
}
