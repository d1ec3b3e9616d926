package store

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Some of a case is for one group alone: who reported a child is for the
// leaders and whoever took the call, some facts of health for maternal and
// child health. A form says which fields. A write is split into one change for
// each key, and those of a narrow key stay sealed in the tables, also for those
// who may read them: whoever signs in on a station has its tables. They are
// opened when somebody looks who may.

// parts are an edit's fields by the group that alone may read them, "" for
// everybody who reads the case. Of a form that is narrow as a whole, that is
// everything, the state too, unless the record is an open one from before.
func parts(f *form.Form, e *ledger.Edit, open bool) map[string]*ledger.Edit {
	out := map[string]*ledger.Edit{}
	for name, v := range e.Set {
		group := ""
		switch {
		case f == nil:
		case name == ledger.FieldState || name == fieldParent:
			if !open {
				group = f.Narrow
			}
		default:
			group = f.NarrowTo(name)
		}
		part := out[group]
		if part == nil {
			part = &ledger.Edit{Record: e.Record, Kind: e.Kind, Form: e.Form, Reason: e.Reason, Set: map[string]any{}}
			out[group] = part
		}
		part.Set[name] = v
	}
	if len(out) == 0 {
		out[""] = e
	}
	return out
}

// appendParts writes an edit, each part of it under the key of those who may
// read it. open says that the record stands open already: such a one is kept
// and taken back before everybody's eyes.
func (b *batch) appendParts(p planned, open bool) error {
	f := b.s.Library().Form(p.edit.Kind)
	if !f.Narrows() {
		return b.append(p)
	}
	by := parts(f, p.edit, open)
	for _, group := range slices.Sorted(maps.Keys(by)) {
		part := p
		part.edit = by[group]
		if group != "" {
			key, err := b.narrowKey(p.file, group, Write{By: p.by, At: p.at})
			if err != nil {
				return err
			}
			part.key, part.narrow = key, true
		}
		if err := b.append(part); err != nil {
			return err
		}
	}
	return nil
}

// narrowKey is the key that seals what of a case is for one group alone. It is
// renewed like the case's own. Somebody who is not of the group gives the key
// to the group and to themselves.
func (b *batch) narrowKey(kase uuid.UUID, group string, as Write) (trust.Key, error) {
	of := ledger.NarrowOf(kase, group)
	if k, ok := b.fresh[of]; ok && as.By == nil {
		return k, nil
	}
	grants, err := b.s.grantsIn(b.ctx, b.tx, kase)
	if err != nil {
		return trust.Key{}, err
	}
	grants = slices.DeleteFunc(grants, func(g trust.Grant) bool { return g.Of != of })
	held := b.s.openNarrow(grants)
	best, ok := b.bestNarrow(held, grants, group)
	if ok && as.By == nil {
		b.fresh[of] = best.key
		return best.key, nil
	}
	epoch := uint64(0)
	for _, g := range grants {
		epoch = max(epoch, g.Epoch+1)
	}
	return b.newNarrowKey(kase, group, epoch, grants, as)
}

// bestNarrow is the latest narrow key at hand, where those who are not of its
// group any more do not know it.
func (b *batch) bestNarrow(held map[uuid.UUID]heldKey, grants []trust.Grant, group string) (heldKey, bool) {
	dir := b.s.Directory()
	current, _ := dir.CurrentKey(dir.Groups[group])
	var best heldKey
	for _, g := range grants {
		k, ok := held[g.Key]
		if !ok || g.By != current {
			continue
		}
		if best.of == uuid.Nil || k.epoch > best.epoch || k.epoch == best.epoch && lessID(k.key.ID, best.key.ID) {
			best = k
		}
	}
	return best, best.of != uuid.Nil
}

// newNarrowKey makes a narrow key and grants it: to the group, to its writer
// where they are not of it, and to those outside of the group who could read
// with the last one and still work here.
func (b *batch) newNarrowKey(kase uuid.UUID, group string, epoch uint64, before []trust.Grant, as Write) (trust.Key, error) {
	key, err := trust.NewKey(b.s.c.Rand)
	if err != nil {
		return trust.Key{}, err
	}
	of, dir := ledger.NarrowOf(kase, group), b.s.Directory()
	grants, err := b.grantsToGroup(key, of, epoch, group)
	if err != nil {
		return trust.Key{}, fmt.Errorf("seal for %s: %w", group, err)
	}
	writer := b.s.who
	if as.By != nil {
		writer = as.By.ID()
	}
	outside := []uuid.UUID{writer}
	for _, g := range before {
		if g.By == uuid.Nil && g.Epoch+1 == epoch {
			outside = append(outside, g.Reader)
		}
	}
	slices.SortFunc(outside, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	for _, id := range slices.Compact(outside) {
		p := dir.Staff[id]
		if !ledger.Entitled(ledger.GroupAllStaff, p) || ledger.Entitled(group, p) || p.Public.ID != id {
			continue
		}
		grant, err := trust.GrantToStaff(key, of, epoch, p.Public)
		if err != nil {
			return trust.Key{}, err
		}
		grants = append(grants, grant)
	}
	for _, g := range grants {
		if err := b.append(planned{file: kase, edit: b.s.grantEdit(g), by: as.By, at: as.At}); err != nil {
			return trust.Key{}, err
		}
	}
	if writer == b.s.who {
		b.fresh[of] = key
		b.s.keepOwn(heldKey{key: key, of: of, epoch: epoch})
	}
	return key, nil
}

// grantsToGroup gives a key to a group, whether or not the person signed in
// belongs to it: by the receiving half of the group's key. While a center has
// no such group yet, to those who will belong to it.
func (b *batch) grantsToGroup(key trust.Key, of uuid.UUID, epoch uint64, group string) ([]trust.Grant, error) {
	dir := b.s.Directory()
	id := dir.Groups[group]
	current, _ := dir.CurrentKey(id)
	if receiver := dir.Receive[current]; receiver != nil {
		grant, err := trust.GrantToReceiver(key, of, epoch, id, current, receiver)
		return []trust.Grant{grant}, err
	}
	var out []trust.Grant
	for _, p := range dir.Members(group) {
		grant, err := trust.GrantToStaff(key, of, epoch, p.Public)
		if err != nil {
			return nil, err
		}
		out = append(out, grant)
	}
	return out, nil
}

// openNarrow opens what the person signed in can of some grants. Keys that
// were opened once are remembered until the store is locked.
func (s *Store) openNarrow(grants []trust.Grant) map[uuid.UUID]heldKey {
	out := map[uuid.UUID]heldKey{}
	for _, g := range grants {
		if k, ok := s.anyKey(g.Key); ok {
			if k.of == g.Of {
				out[g.Key] = k
			}
			continue
		}
		k, err := s.openNarrowGrant(g)
		if err != nil {
			continue
		}
		out[g.Key] = k
		s.keepOwn(k)
	}
	return out
}

// keepOwn remembers a key for the person signed in alone, in memory.
func (s *Store) keepOwn(k heldKey) {
	s.shared.Lock()
	defer s.shared.Unlock()
	if _, held := s.own[k.key.ID]; !held && s.own != nil {
		s.own[k.key.ID] = k
	}
}

func (s *Store) openNarrowGrant(g trust.Grant) (heldKey, error) {
	if g.By == uuid.Nil {
		me, err := s.identity()
		if err != nil || g.Reader != s.who {
			return heldKey{}, errNoKey
		}
		key, err := me.OpenGrant(g)
		return heldKey{key: key, of: g.Of, epoch: g.Epoch}, err
	}
	by, ok := s.anyKey(g.By)
	if !ok {
		return heldKey{}, errNoKey
	}
	key, err := by.key.OpenGrant(g)
	return heldKey{key: key, of: g.Of, epoch: g.Epoch}, err
}
