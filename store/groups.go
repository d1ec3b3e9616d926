package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// May reports whether the person signed in carries a role that allows an act.
func (s *Store) May(act ledger.Act) bool { return s.Me().May(act) }

// Reads reports whether the person signed in reads cases at all. Who carries
// no role, or none but that of the administrator, is given no key.
func (s *Store) Reads() bool { return ledger.Entitled(ledger.GroupAllStaff, s.Me()) }

// groupKey is the staff group's key to seal with.
func (s *Store) groupKey() (heldKey, error) { return s.groupKeyOf(ledger.GroupAllStaff) }

// groupKeyOf is a group's key to seal with: the current one, or the latest at
// hand while that has not been given to the person signed in.
func (s *Store) groupKeyOf(name string) (heldKey, error) {
	dir := s.Directory()
	group := dir.Groups[name]
	current, _ := dir.CurrentKey(group)
	if k, ok := s.anyKey(current); ok {
		return k, nil
	}
	var best heldKey
	for _, g := range dir.Grants {
		k, ok := s.anyKey(g.Key)
		if g.Of != group || !ok {
			continue
		}
		if dir.Apart[g.Key] && best.of != uuid.Nil && !dir.Apart[best.key.ID] {
			continue
		}
		if best.of == uuid.Nil || dir.Apart[best.key.ID] && !dir.Apart[g.Key] || k.epoch > best.epoch || k.epoch == best.epoch && lessID(k.key.ID, best.key.ID) {
			best = k
		}
	}
	if best.of == uuid.Nil {
		return heldKey{}, fmt.Errorf("find key of group %q: %w", name, errNoKey)
	}
	return best, nil
}

// anyKey finds a key on the ring of the station or among those that only the
// person signed in holds.
func (s *Store) anyKey(id uuid.UUID) (heldKey, bool) {
	s.shared.RLock()
	defer s.shared.RUnlock()
	if k, ok := s.keys[id]; ok {
		return k, true
	}
	k, ok := s.own[id]
	return k, ok
}

// openGroups opens the grants of the directory with what the person signed in
// holds. Keys of the staff group go on the ring, for everybody who signs in
// here has them; those of narrower groups stay in memory. It reports whether
// the ring has a new one.
func (s *Store) openGroups(ctx context.Context, dir *ledger.Directory) (fresh bool, err error) {
	var kept []heldKey
	for more := true; more; {
		more = false
		for _, g := range dir.Grants {
			name := dir.GroupNamed(g.Of)
			if _, held := s.anyKey(g.Key); held || name == "" {
				continue
			}
			k, err := s.openGroupGrant(g)
			if err != nil {
				continue // for others
			}
			more = true
			if name != ledger.GroupAllStaff {
				s.keepOwn(k)
				s.narrow.forget()
				continue
			}
			s.shared.Lock()
			s.holdKey(k)
			s.shared.Unlock()
			kept = append(kept, k)
		}
	}
	if len(kept) == 0 {
		return false, nil
	}
	return true, s.tx(ctx, func(tx *sql.Tx) error {
		for _, k := range kept {
			if err := insertKey(ctx, tx, k); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) openGroupGrant(g trust.Grant) (heldKey, error) {
	if g.By == uuid.Nil {
		if g.Reader != s.who {
			return heldKey{}, errNoKey
		}
		key, err := s.me.OpenGrant(g)
		return heldKey{key: key, of: g.Of, epoch: g.Epoch}, err
	}
	by, ok := s.anyKey(g.By)
	if !ok || by.of != g.Of {
		return heldKey{}, errNoKey
	}
	key, err := by.key.OpenGrant(g)
	return heldKey{key: key, of: g.Of, epoch: g.Epoch}, err
}

// groupEdits are what the groups need by a directory: missing groups, the next
// epoch where somebody holds a key whom it is not for, grants to those who
// have none. There are none where the person signed in may not give keys.
func (s *Store) groupEdits(dir *ledger.Directory) ([]*ledger.Edit, error) {
	if !dir.Staff[s.who].May(ledger.ActRoles) {
		return nil, nil
	}
	var edits []*ledger.Edit
	for _, name := range ledger.AllGroups {
		more, err := s.tendGroup(dir, name)
		if err != nil {
			return nil, fmt.Errorf("tend group %s: %w", name, err)
		}
		edits = append(edits, more...)
	}
	return edits, nil
}

func (s *Store) tendGroup(dir *ledger.Directory, name string) ([]*ledger.Edit, error) {
	if name == ledger.GroupGlass && len(dir.Members(name)) == 0 {
		return nil, nil // nobody is to open anything: there is no key to give
	}
	current, epoch := dir.CurrentKey(dir.Groups[name])
	if current == uuid.Nil || dir.StaleGroup(name) {
		return s.openEpoch(dir, name, epoch+1)
	}
	held, ok := s.anyKey(current)
	if !ok {
		return nil, nil // somebody who holds it will
	}
	var edits []*ledger.Edit
	for _, p := range dir.Lacking(name) {
		grant, err := trust.GrantToStaff(held.key, held.of, held.epoch, p.Public)
		if err != nil {
			return nil, err
		}
		edits = append(edits, s.grantEdit(grant))
	}
	chain, err := s.chainTo(held, dir.Unchained(name))
	if err != nil {
		return nil, err
	}
	edits = append(edits, chain...)
	if dir.Receive[current] == nil {
		edit, err := receiverEdit(held.of, held.key)
		if err != nil {
			return nil, err
		}
		edits = append(edits, edit)
	}
	return edits, nil
}

// openEpoch gives a group a new key, to each of its people; the keys before it
// are opened by it.
func (s *Store) openEpoch(dir *ledger.Directory, name string, epoch uint64) ([]*ledger.Edit, error) {
	key, err := trust.NewKey(s.c.Rand)
	if err != nil {
		return nil, err
	}
	next := heldKey{key: key, of: dir.Groups[name], epoch: epoch}
	var edits []*ledger.Edit
	if next.of == uuid.Nil {
		next.of = ledger.GroupOf(s.Center(), name)
		edits = append(edits, &ledger.Edit{Record: next.of, Kind: ledger.KindGroup, Set: map[string]any{ledger.FieldName: name}})
	}
	receiver, err := receiverEdit(next.of, key)
	if err != nil {
		return nil, err
	}
	edits = append(edits, receiver)
	for _, p := range dir.Members(name) {
		grant, err := trust.GrantToStaff(key, next.of, epoch, p.Public)
		if err != nil {
			return nil, err
		}
		edits = append(edits, s.grantEdit(grant))
	}
	chain, err := s.chainTo(next, s.before(dir, name))
	return append(edits, chain...), err
}

// before are the keys that a new epoch has to open: the current one, which
// opens those before it, and what it does not open.
func (s *Store) before(dir *ledger.Directory, name string) []trust.Grant {
	group := dir.Groups[name]
	current, epoch := dir.CurrentKey(group)
	if current == uuid.Nil {
		return nil
	}
	out := append(dir.Unchained(name), trust.Grant{Of: group, Key: current, Epoch: epoch})
	if _, held := s.anyKey(current); held {
		return out
	}
	// Whoever holds the current one too ties it to the new one later.
	for _, g := range dir.Grants {
		if g.Of == group {
			out = append(out, trust.Grant{Of: group, Key: g.Key, Epoch: g.Epoch})
		}
	}
	return out
}

// chainTo lets a key of a group open earlier ones of it, as far as they are at
// hand.
func (s *Store) chainTo(by heldKey, earlier []trust.Grant) ([]*ledger.Edit, error) {
	var edits []*ledger.Edit
	done := map[uuid.UUID]bool{by.key.ID: true}
	for _, g := range earlier {
		old, ok := s.anyKey(g.Key)
		if !ok || done[g.Key] {
			continue
		}
		done[g.Key] = true
		grant, err := trust.GrantToGroup(s.c.Rand, old.key, by.of, old.epoch, by.of, by.key)
		if err != nil {
			return nil, err
		}
		edits = append(edits, s.grantEdit(grant))
	}
	return edits, nil
}

func (s *Store) grantEdit(g trust.Grant) *ledger.Edit {
	return &ledger.Edit{Record: newID(s.c), Kind: ledger.KindGrant, Grant: &g}
}

// receiverEdit publishes the half of a group key by which others give it keys.
func receiverEdit(group uuid.UUID, key trust.Key) (*ledger.Edit, error) {
	receive, err := key.Receiver()
	if err != nil {
		return nil, err
	}
	return &ledger.Edit{Record: group, Kind: ledger.KindGroup, Set: map[string]any{
		ledger.FieldPublic: ledger.Pack(ledger.GroupKey{Key: key.ID, Receive: receive}),
	}}, nil
}

// tendGroups writes what the groups need, where the person signed in may. The
// caller holds the store.
func (s *Store) tendGroups(ctx context.Context) error {
	edits, err := s.groupEdits(s.Directory())
	if err != nil || len(edits) == 0 {
		return err
	}
	err = s.commit(ctx, func(b *batch) error { return b.appendAll(edits) })
	if errors.Is(err, ErrArriving) {
		return nil // the directory is not back to where this station was
	}
	if err != nil {
		return fmt.Errorf("tend groups: %w", err)
	}
	return nil
}

func (b *batch) appendAll(edits []*ledger.Edit) error {
	for _, e := range edits {
		if err := b.append(planned{file: b.s.Center(), edit: e}); err != nil {
			return err
		}
	}
	return nil
}
