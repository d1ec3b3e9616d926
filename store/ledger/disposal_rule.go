package ledger

import (
	"bytes"
	"encoding/hex"
	"slices"

	"github.com/google/uuid"
)

// mayDispose judges an edit of the three kinds of disposal. A list says all of
// itself at once and is never changed; its approval names exactly it, is a
// director's and not of whoever drew it up.
func (f *directoryFold) mayDispose(author *Staff, w Written) bool {
	e := w.Edit
	if e.Reason != "" || e.Grant != nil {
		return false
	}
	switch e.Kind {
	case KindKeep:
		_, says := e.Set[FieldKept].(bool)
		return len(e.Set) == 2 && says && e.Record == KeepOf(idIn(e, FieldCase)) && author.May(ActDispose)
	case KindDestroyed:
		_, count := e.Set[FieldCount].(int64)
		_, late := e.Set[FieldLate].(int64)
		return len(e.Set) == 3 && count && late && e.Record == DestroyedOf(idIn(e, FieldOf), w.Dot.Station)
	}
	if !author.May(ActDispose) || e.Record == uuid.Nil {
		return false
	}
	drawn := f.drawn(e.Record)
	if drawn == nil {
		return isList(e)
	}
	if len(e.Set) != 1 || !w.Seen.Covers(drawn.Dot) {
		return false
	}
	if e.Set[FieldStopped] == true {
		return true
	}
	texts, _ := drawn.Edit.Set[FieldCases].([]string)
	details, _ := drawn.Edit.Set[FieldDetails].(string)
	wait, _ := drawn.Edit.Set[FieldWait].(int64)
	return e.Set[FieldApproved] == DisposalHash(e.Record, texts, details, wait) &&
		author.Has(RoleDirector) && w.Author != drawn.Author
}

// drawn is the edit that drew up a list, nil before there is one.
func (f *directoryFold) drawn(list uuid.UUID) *Written {
	if all := f.byRecord[list]; len(all) > 0 {
		return &all[0]
	}
	return nil
}

// isList reports whether an edit says all of a list and nothing else.
func isList(e *Edit) bool {
	texts, list := e.Set[FieldCases].([]string)
	details, _ := e.Set[FieldDetails].(string)
	wait, days := e.Set[FieldWait].(int64)
	if len(e.Set) != 3 || !list || len(texts) == 0 || len(texts) > MaxDisposal || !days || wait < MinWaitDays || wait > MaxWaitDays {
		return false
	}
	if sum, err := hex.DecodeString(details); err != nil || len(sum) != len(Hash{}) || hex.EncodeToString(sum) != details {
		return false
	}
	ids := idsOf(texts)
	if len(ids) != len(texts) {
		return false
	}
	for i, id := range ids {
		if id.String() != texts[i] || i > 0 && bytes.Compare(ids[i-1][:], id[:]) >= 0 {
			return false
		}
	}
	return !slices.Contains(ids, uuid.Nil)
}
