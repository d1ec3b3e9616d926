package ledger

import (
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// A group has epochs. The key of an epoch is granted to each of its people by
// HPKE, and each later key opens those before it: one grant is enough to read
// everything older.

// GroupKey is the field public of a group's record for one key of the group:
// whoever knows it can give the group a key without being in it.
type GroupKey struct {
	_       struct{} `cbor:",toarray"`
	Key     uuid.UUID
	Receive []byte // HPKE public key, derived from the group key
}

func (d *Directory) addReceiver(e *Edit) {
	var key GroupKey
	said, _ := e.Set[FieldPublic].(string)
	if said == "" || unpack(said, &key) != nil {
		return
	}
	if _, known := d.Receive[key.Key]; !known {
		d.Receive[key.Key] = key.Receive
	}
}

// NarrowOf is what a narrow key of a case opens: those of its changes that are
// for one group alone.
func NarrowOf(kase uuid.UUID, group string) uuid.UUID {
	return uuid.NewSHA1(kase, []byte("narrow "+group))
}

// CurrentKey is the key of a group that writers use, zero where it has none:
// of the latest epoch, and of two that were made at once the lower id. One
// that stands apart is it only where there is no other.
func (d *Directory) CurrentKey(group uuid.UUID) (key uuid.UUID, epoch uint64) {
	for _, g := range d.Grants {
		if g.Of != group || g.By != uuid.Nil || group == uuid.Nil {
			continue
		}
		if key != uuid.Nil && d.Apart[g.Key] != d.Apart[key] {
			if d.Apart[key] {
				key, epoch = g.Key, g.Epoch
			}
			continue
		}
		if key == uuid.Nil || g.Epoch > epoch || g.Epoch == epoch && slices.Compare(g.Key[:], key[:]) < 0 {
			key, epoch = g.Key, g.Epoch
		}
	}
	return key, epoch
}

// StaleGroup reports whether the current key of a group was granted to
// somebody who does not belong to it (any more), so that the next epoch is
// due.
func (d *Directory) StaleGroup(name string) bool {
	current, _ := d.CurrentKey(d.Groups[name])
	return slices.ContainsFunc(d.Grants, func(g trust.Grant) bool {
		return g.Key == current && current != uuid.Nil && g.By == uuid.Nil && !d.Belongs(name, d.Staff[g.Reader])
	})
}

// Lacking are those of a group whom its current key was not granted to, sorted
// by id.
func (d *Directory) Lacking(name string) []*Staff {
	current, _ := d.CurrentKey(d.Groups[name])
	has := map[uuid.UUID]bool{}
	for _, g := range d.Grants {
		if g.Key == current && g.By == uuid.Nil {
			has[g.Reader] = true
		}
	}
	return slices.DeleteFunc(d.Members(name), func(s *Staff) bool { return has[s.ID] })
}

// Members are the staff who belong to a group and can be given its key, sorted
// by id.
func (d *Directory) Members(name string) []*Staff {
	var out []*Staff
	for _, s := range d.Staff {
		if d.Belongs(name, s) && s.Public.ID == s.ID {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b *Staff) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return out
}

// Unchained are the keys of a group that its current key does not open, however
// many keys lie between: each with its epoch, sorted by id.
func (d *Directory) Unchained(name string) []trust.Grant {
	group := d.Groups[name]
	current, _ := d.CurrentKey(group)
	reached, open := map[uuid.UUID]bool{current: true}, []uuid.UUID{current}
	for len(open) > 0 {
		by := open[0]
		open = open[1:]
		for _, g := range d.Grants {
			if g.Of == group && g.By == by && !reached[g.Key] {
				reached[g.Key] = true
				open = append(open, g.Key)
			}
		}
	}
	var out []trust.Grant
	for _, g := range d.Grants {
		if g.Of == group && !reached[g.Key] && group != uuid.Nil {
			reached[g.Key] = true
			out = append(out, trust.Grant{Of: group, Key: g.Key, Epoch: g.Epoch})
		}
	}
	slices.SortFunc(out, func(a, b trust.Grant) int { return slices.Compare(a.Key[:], b.Key[:]) })
	return out
}

// GroupNamed is the name of a group, "" for an id that is none.
func (d *Directory) GroupNamed(id uuid.UUID) string {
	for name, group := range d.Groups {
		if group == id {
			return name
		}
	}
	return ""
}
