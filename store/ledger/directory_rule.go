package ledger

import (
	"slices"

	"github.com/google/uuid"
)

// allowed judges one edit of the directory by what its author had seen of
// their own record and of the one that it changes. Every field that an edit
// sets must be allowed; what this program does not know only a director may
// set.
func (f *directoryFold) allowed(w Written) bool {
	author := f.seen(w, w.Author).Staff[w.Author]
	if author == nil {
		return w.Author == f.founder && w.Edit.Kind == KindStaff && w.Edit.Record == f.founder
	}
	if author.Removed {
		return false
	}
	switch w.Edit.Kind {
	case KindStaff:
		return f.mayStaff(author, w)
	case KindStation:
		return f.mayStation(author, w)
	case KindGroup, KindGrant:
		return author.May(ActRoles)
	case KindPolicy:
		return author.May(ActPolicy) && (author.Has(RoleDirector) || !f.aboutGlass(w.Edit))
	case KindRecovery: // whoever names the key can open every identity
		return author.Has(RoleDirector)
	case KindReset:
		return author.May(ActRecover)
	case KindDispose, KindKeep, KindDestroyed:
		return f.mayDispose(author, w)
	}
	return author.Has(RoleDirector)
}

// aboutGlass reports whether an edit says who may open envelopes: that gives
// keys, and so an administrator does not say it.
func (f *directoryFold) aboutGlass(e *Edit) bool {
	name, _ := e.Set[FieldName].(string)
	if name == PolicyGlass || name == PolicyGlassOffline {
		return true
	}
	for _, w := range f.byRecord[e.Record] {
		if was, _ := w.Edit.Set[FieldName].(string); was == PolicyGlass || was == PolicyGlassOffline {
			return true
		}
	}
	return false
}

// seen is the directory with one record alone, as the writer of an edit saw
// it: to merge the whole for every edit costs seconds at a few hundred people.
func (f *directoryFold) seen(w Written, record uuid.UUID) *Directory {
	var known []Written
	for _, a := range f.byRecord[record] {
		if w.Seen.Covers(a.Dot) {
			known = append(known, a)
		}
	}
	return build(f.founder, known)
}

// mayStaff judges an edit of a person. Their keys are set when they are added
// and never again, whatever its author says to have seen: whose signature is
// whose must not depend on a vector.
func (f *directoryFold) mayStaff(author *Staff, w Written) bool {
	target := f.seen(w, w.Edit.Record).Staff[w.Edit.Record]
	_, keys := w.Edit.Set[FieldPublic]
	if keys && f.keyed[w.Edit.Record] {
		return false
	}
	own, adds := w.Edit.Record == w.Author, keys && author.May(ActPeople)
	for name := range w.Edit.Set {
		switch name {
		case FieldName, FieldJob, FieldRemoved, FieldPublic:
			if !author.May(ActPeople) {
				return false
			}
		case FieldRoles: // judged below, with what removal does
		case FieldLocked, FieldInitial:
			if !own && !adds && !author.May(ActRecover) {
				return false
			}
		case FieldEscrow:
			if !own && !adds {
				return false
			}
		default:
			if !author.Has(RoleDirector) {
				return false
			}
		}
	}
	return mayRoles(author, target, w.Edit)
}

// mayRoles judges whom an edit makes what. To let somebody who was removed
// work again gives them the roles that they then have.
func mayRoles(author, target *Staff, e *Edit) bool {
	var was []string
	if target != nil && !target.Removed {
		was = target.Roles
	}
	given, sets := e.Set[FieldRoles]
	next, list := given.([]string)
	switch {
	case sets && given != nil && !list:
		return false
	case !sets && (target == nil || e.Set[FieldRemoved] != false || !target.Removed):
		return true
	case !sets:
		next = target.Roles
	}
	for _, role := range differing(was, next) {
		if !MayGive(author, role) {
			return false
		}
	}
	return true
}

// MayGive reports whether a staff member may say who carries a role.
func MayGive(s *Staff, role string) bool {
	if role == RoleDirector || role == RoleAdmin {
		return s.Has(RoleDirector)
	}
	return s.May(ActRoles)
}

// differing are the roles that only one of two lists has.
func differing(a, b []string) []string {
	var out []string
	for _, role := range slices.Concat(a, b) {
		if slices.Contains(a, role) != slices.Contains(b, role) {
			out = append(out, role)
		}
	}
	return out
}

// mayStation judges an edit of a machine. Whose alone it is, only that person
// says, and only they take it back. Its key is said once, by anybody: it means
// nothing before somebody has approved it.
func (f *directoryFold) mayStation(author *Staff, w Written) bool {
	for name, v := range w.Edit.Set {
		switch name {
		case FieldName, FieldType:
		case FieldOnly:
			said, _ := v.(string)
			if said != "" && said != w.Author.String() {
				return false
			}
			at := f.seen(w, w.Edit.Record).Stations[w.Edit.Record]
			if at != nil && at.Only != uuid.Nil && at.Only != w.Author {
				return false
			}
		case FieldKey:
			at := f.seen(w, w.Edit.Record).Stations[w.Edit.Record]
			if !isKeyName(v) || at != nil && at.Key != "" && at.Key != v {
				return false
			}
		default:
			if !author.May(ActStations) {
				return false
			}
		}
	}
	return true
}
