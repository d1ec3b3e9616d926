package store

import (
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/form"
)

// checkRules holds records that are about to be written to the rules of the
// work, each in its case as it will be after all of them. What is merged from
// other stations is never refused by them: the derived states show it.
func (b *batch) checkRules(all []*intent) error {
	files := map[uuid.UUID]casework.File{}
	entries := make([]*casework.Entry, len(all))
	for i, in := range all {
		if in.idle {
			continue
		}
		entries[i] = b.entry(in)
		f, ok := files[in.Case]
		if !ok {
			var err error
			if f, err = b.fileFor(in.Case, all); err != nil {
				return err
			}
		}
		files[in.Case] = withEntry(f, entries[i])
	}
	for i, in := range all {
		if entries[i] == nil {
			continue
		}
		c, err := b.checkContext(in, all)
		if err != nil {
			return err
		}
		if faults := casework.Check(files[in.Case], entries[i], c); len(faults) > 0 {
			return invalid(in.Kind, faults)
		}
	}
	return nil
}

// fileFor gathers what the records about to be written in a case are checked
// against. The record book asks only for the persons and for what its entries
// belong to; to read a family's eighteen years for a note would be too much.
func (b *batch) fileFor(kase uuid.UUID, all []*intent) (casework.File, error) {
	var parents []uuid.UUID
	for _, in := range all {
		if in.Case != kase || in.idle {
			continue
		}
		if isWork(in.Kind) {
			return b.s.wholeFile(b.ctx, b.tx, kase)
		}
		if parent := parseID(b.entry(in).Parent); parent != uuid.Nil {
			parents = append(parents, parent)
		}
	}
	f, err := b.s.wholeFile(b.ctx, b.tx, kase, KindFamily, KindPerson, KindMerge)
	for _, id := range parents {
		r, missing := b.s.findRecord(b.ctx, b.tx, id)
		if missing == nil {
			f.Entries = append(f.Entries, entryOf(r))
		} else if !errors.Is(missing, ErrNotFound) {
			return f, missing
		}
	}
	return f, err
}

// withEntry is a file with one record as it will be.
func withEntry(f casework.File, e *casework.Entry) casework.File {
	for i, was := range f.Entries {
		if was.ID == e.ID {
			f.Entries[i] = e
			return f
		}
	}
	f.Entries = append(f.Entries, e)
	return f
}

func (b *batch) checkContext(in *intent, all []*intent) (casework.CheckContext, error) {
	c := casework.CheckContext{
		Now: b.s.c.Now(), Loc: b.s.place(), Staff: b.s.who.String(), Roles: b.s.Me().Roles,
		RolesOf: b.s.rolesHeld(), CodeActive: b.s.codeActive,
	}
	if in.old != nil {
		c.Old = entryOf(in.old)
	}
	for _, field := range []string{"meeting", "outcome_meeting", "end_meeting"} {
		id, _ := in.whole[field].(string)
		if id == "" || c.Meeting != nil {
			continue
		}
		var err error
		if c.Meeting, err = b.meeting(parseID(id), all); err != nil {
			return c, err
		}
	}
	return c, nil
}

// meeting finds a record of the office file, among those about to be written
// too; nil when there is none.
func (b *batch) meeting(id uuid.UUID, all []*intent) (*casework.Entry, error) {
	for _, in := range all {
		if in.Record == id {
			return b.entry(in), nil
		}
	}
	r, err := b.s.findRecord(b.ctx, b.tx, id)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find meeting: %w", err)
	}
	return entryOf(r), nil
}

// codeActive reports whether a choice may still be made on a day. A code of
// before its time is none of this check's business: old papers are typed in.
func (s *Store) codeActive(kind, field, code string, on casework.Date) bool {
	f := s.Library().Form(kind)
	if f == nil || f.Item(field) == nil || f.Item(field).CodeList == "" {
		return true
	}
	list := s.Library().CodeList(f.Item(field).CodeList)
	if list == nil {
		return true
	}
	c, ok := list.Code(code)
	return !ok || c.To == "" || on.String() <= c.To
}

// invalid tells faults of the rules as problems of the form's fields.
func invalid(kind string, faults []casework.Fault) error {
	e := &InvalidError{Kind: kind}
	for _, f := range faults {
		e.Problems = append(e.Problems, form.Problem{LinkID: f.Field, Code: form.ProblemCode(f.Code)})
	}
	return e
}
