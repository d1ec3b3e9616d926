package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// intent is a write on its way to becoming a change.
type intent struct {
	Write
	old   *Record        // as it stands, nil for a new one
	whole map[string]any // the record as it will be
	idle  bool           // nothing would change
}

// Put writes fields of one record, confirmed, and ends a draft of it. Fields
// that would stay as they are, are left out, so that they meet no conflict. It
// returns *InvalidError, or ErrReasonNeeded for a correction without one; the
// draft then stays.
func (s *Store) Put(ctx context.Context, w Write) (*Record, error) {
	err := s.write(ctx, func(b *batch) error { return b.put(w) })
	if err != nil {
		return nil, err
	}
	return s.FindRecord(ctx, w.Record)
}

// PutTogether writes several records in one transaction, all or none, each
// checked as Put checks it against what the others bring. A write of kind
// family to an unknown case opens the case. Numbers are given as Put gives
// them.
func (s *Store) PutTogether(ctx context.Context, writes []Write) error {
	return s.write(ctx, func(b *batch) error { return b.put(writes...) })
}

// put checks writes one by one by their forms and all together by the rules of
// the work, and only then makes changes of them.
func (b *batch) put(writes ...Write) error {
	if b.s.AwaitsApproval() {
		return ErrWaits
	}
	var all []*intent
	for _, w := range together(writes) {
		in, err := b.intend(w)
		if err != nil {
			return err
		}
		all = append(all, in)
	}
	// The write of a family may open the case that others belong to.
	slices.SortStableFunc(all, func(a, b *intent) int { return opens(a) - opens(b) })
	if err := b.checkRules(all); err != nil {
		return err
	}
	for _, in := range all {
		if err := b.carryOut(in); err != nil {
			return err
		}
	}
	return nil
}

func opens(in *intent) int {
	if in.Kind == KindFamily {
		return 0
	}
	return 1
}

// together makes one write of several to the same record, the later fields
// winning; maps that were handed in stay as they are.
func together(writes []Write) []Write {
	var out []Write
	at := map[uuid.UUID]int{}
	for _, w := range writes {
		i, twice := at[w.Record]
		if !twice {
			at[w.Record] = len(out)
			w.Set, w.Was = maps.Clone(w.Set), maps.Clone(w.Was)
			if w.Set == nil {
				w.Set = map[string]any{}
			}
			out = append(out, w)
			continue
		}
		maps.Copy(out[i].Set, w.Set)
		if out[i].Was == nil {
			out[i].Was = w.Was
		} else {
			maps.Copy(out[i].Was, w.Was)
		}
		if out[i].Reason == "" {
			out[i].Reason = w.Reason
		}
	}
	return out
}

// intend works out what a write would make of its record, and checks it by its
// form.
func (b *batch) intend(w Write) (*intent, error) {
	old, err := b.findOld(w)
	if err != nil {
		return nil, err
	}
	in := &intent{Write: w, old: old}
	if err := b.settle(&in.Write, old); err != nil {
		return nil, err
	}
	in.whole = maps.Clone(in.Set)
	if old != nil {
		if in.Set = changed(old, in.Set); len(in.Set) == 0 {
			in.idle = true
			return in, nil
		}
		if err := b.unmoved(in); err != nil {
			return nil, err
		}
		if NeedsReason(w.Kind) && w.Reason == "" {
			return nil, ErrReasonNeeded
		}
		in.whole = maps.Clone(old.Fields)
		maps.Copy(in.whole, in.Set)
	}
	if err := b.s.check(w.Kind, in.whole); err != nil {
		return nil, err
	}
	b.compute(in)
	return in, nil
}

// findOld is the record that a write is about, nil for a new one.
func (b *batch) findOld(w Write) (*Record, error) {
	old, err := b.s.findRecord(b.ctx, b.tx, w.Record)
	if errors.Is(err, ErrNotFound) && b.s.Library().Form(w.Kind).Narrows() {
		// Written in this very transaction, it is in no index yet.
		old, err = b.s.findRecordIn(b.ctx, b.tx, w.Record, w.Case)
	}
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return old, err
}

// unmoved refuses to set fields over what the writer was not shown.
func (b *batch) unmoved(in *intent) error {
	moved := &MovedError{Record: in.Record}
	for name, value := range in.Set {
		was, given := in.Was[name]
		if !given {
			continue
		}
		if slices.Contains(in.old.Conflicts, name) {
			return fmt.Errorf("write field %s of %s: %w", name, in.Record, ErrInConflict)
		}
		if now := in.old.Fields[name]; !ledger.SameValue(was, now) {
			moved.Fields = append(moved.Fields, MovedField{Name: name, Was: was, Now: now, New: value})
		}
	}
	if len(moved.Fields) == 0 {
		return nil
	}
	slices.SortFunc(moved.Fields, func(a, b MovedField) int { return cmp.Compare(a.Name, b.Name) })
	written, _, err := b.s.changesOf(b.ctx, b.tx, in.Record, in.old.Case, b.key)
	if err != nil {
		return err
	}
	rec := ledger.Fold(written)
	for i := range moved.Fields {
		f := &moved.Fields[i]
		if reg := rec.Fields[f.Name]; len(reg) > 0 {
			f.Author, f.Station, f.At = reg[0].Author, reg[0].Dot.Station, reg[0].At.Wall()
		}
	}
	return moved
}

// compute fills in the fields that follow from others.
func (b *batch) compute(in *intent) {
	f := b.s.Library().Form(in.Kind)
	values := f.Compute(in.whole)
	if values == nil {
		values = map[string]any{}
	}
	switch in.Kind {
	case KindUrgency:
		rank := casework.RankOf(casework.StepsOf(&casework.Entry{Fields: in.whole}))
		values["rank"] = nil
		if rank != "" {
			values["rank"] = rank
		}
	case KindRisk:
		unknown, _ := casework.UnknownRatings(in.whole)
		values["unknown_count"] = int64(unknown)
	}
	for name, v := range values {
		if in.old == nil && v != nil || in.old != nil && !ledger.SameValue(in.old.Fields[name], v) {
			in.Set[name], in.whole[name] = v, v
		}
	}
}

// carryOut makes the change that was intended, and ends the draft of it.
func (b *batch) carryOut(in *intent) error {
	if in.idle {
		return b.dropDraft(in.Record)
	}
	if err := b.giveNumber(in); err != nil {
		return err
	}
	key, err := b.caseKey(in.Case)
	if errors.Is(err, ErrNotFound) && in.Kind == KindFamily {
		err = b.open(in.Write)
	} else if err == nil {
		err = b.write(in, key)
	}
	if err != nil {
		return err
	}
	return b.dropDraft(in.Record)
}

func (b *batch) write(in *intent, key trust.Key) error {
	open, err := b.stands(in.Record)
	if err != nil {
		return err
	}
	return b.appendParts(planned{file: in.Case, edit: b.s.editOf(in.Write, in.old == nil), key: key}, open)
}

// giveNumber gives a new record of a numbered kind its number, unless somebody
// brought one.
func (b *batch) giveNumber(in *intent) error {
	if in.old != nil || !casework.Numbered(in.Kind) || in.whole[fieldNumber] != nil && in.whole[fieldNumber] != "" {
		return nil
	}
	number, err := b.number(&casework.Entry{Kind: in.Kind, Fields: in.whole})
	if err != nil {
		return err
	}
	in.Set[fieldNumber], in.whole[fieldNumber] = number, number
	return nil
}

// entry is the record of an intent as the rules of the work will see it.
func (b *batch) entry(in *intent) *casework.Entry {
	now := b.s.c.Now()
	e := &casework.Entry{
		ID: in.Record.String(), Parent: idText(in.Parent), Kind: in.Kind, Fields: in.whole,
		Author: b.s.who.String(), Written: now, Changed: now,
	}
	if in.old != nil {
		was := entryOf(in.old)
		e.Parent, e.Author, e.Written, e.Withdrawn = was.Parent, was.Author, was.Written, was.Withdrawn
	}
	return e
}
