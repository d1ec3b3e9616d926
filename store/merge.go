package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/form"
)

// The limits of a problem with a merge.
const (
	problemSameCase form.ProblemCode = "same_case"
	problemNoPair   form.ProblemCode = "no_pair"
)

// MergeCases shows another case's records in a case from now on. pairs says
// which of the other's persons are which of ours. Nothing is rewritten: the
// record of kind merge can be withdrawn. The reason is kept. Where one of the
// two was merged before, it is the case that shows it that counts. Two cases
// that are one already stay as they are.
func (s *Store) MergeCases(ctx context.Context, into, other uuid.UUID, pairs map[uuid.UUID]uuid.UUID, reason string) error {
	if reason == "" {
		return ErrReasonNeeded
	}
	if into == other {
		return &InvalidError{Kind: KindMerge, Problems: []form.Problem{{LinkID: fieldOther, Code: problemSameCase}}}
	}
	return s.write(ctx, func(b *batch) error {
		ours, err := b.rootOf(into)
		if err != nil {
			return err
		}
		theirs, err := b.rootOf(other)
		if err != nil || theirs == ours {
			return err
		}
		lines, err := b.pairLines(pairs, ours, theirs)
		if err != nil {
			return err
		}
		set := map[string]any{fieldOther: theirs.String(), "on": casework.DateOf(s.c.Now()).String(), "reason": reason}
		if len(lines) > 0 {
			set[fieldPairs] = lines
		}
		return b.put(Write{Case: ours, Record: newID(s.c), Kind: KindMerge, Set: set})
	})
}

// rootOf is the case in which a family's case is shown. It returns ErrNotFound
// when this station has no such family.
func (b *batch) rootOf(kase uuid.UUID) (uuid.UUID, error) {
	var have int
	if err := b.scan(`SELECT count(*) FROM casefile WHERE file = ?`, []any{kase[:]}, &have); err != nil {
		return uuid.Nil, err
	}
	if have == 0 || kase == b.s.Office() {
		return uuid.Nil, fmt.Errorf("merge case %s: %w", kase, ErrNotFound)
	}
	return shownIn(b.ctx, b.tx, kase)
}

// pairLines writes pairs as the record keeps them. Each must be of a person of
// either side.
func (b *batch) pairLines(pairs map[uuid.UUID]uuid.UUID, ours, theirs uuid.UUID) ([]string, error) {
	var lines []string
	for their, our := range pairs {
		for person, side := range map[uuid.UUID]uuid.UUID{their: theirs, our: ours} {
			r, err := b.s.findRecord(b.ctx, b.tx, person)
			if err != nil {
				return nil, err
			}
			at, err := shownIn(b.ctx, b.tx, r.Case)
			if err != nil {
				return nil, err
			}
			if r.Kind != KindPerson || at != side {
				return nil, &InvalidError{Kind: KindMerge, Problems: []form.Problem{{LinkID: fieldPairs, Code: problemNoPair}}}
			}
		}
		lines = append(lines, their.String()+"="+our.String())
	}
	slices.Sort(lines)
	return lines, nil
}

// UnmergeCases takes a merge back, and with it what others have decided of the
// same two cases meanwhile, in either direction: they are two again.
func (s *Store) UnmergeCases(ctx context.Context, merge uuid.UUID, reason string) error {
	if reason == "" {
		return ErrReasonNeeded
	}
	return s.write(ctx, func(b *batch) error {
		r, err := s.findRecord(ctx, b.tx, merge)
		if err != nil {
			return err
		}
		if r.Kind != KindMerge {
			return fmt.Errorf("un-merge by %s: %w", merge, ErrNotFound)
		}
		links, err := s.links(ctx, b.tx)
		if err != nil {
			return err
		}
		other := parseID(r.Text(fieldOther))
		for _, l := range links {
			same := l.file == other && l.target == r.Case || l.file == r.Case && l.target == other
			if !same {
				continue
			}
			if err := b.withdraw(l.record, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

// KeepApart notes that two cases are not one, so that they are not offered
// again.
func (s *Store) KeepApart(ctx context.Context, a, b uuid.UUID, reason string) error {
	if reason == "" {
		return ErrReasonNeeded
	}
	if a == b {
		return &InvalidError{Kind: KindDistinct, Problems: []form.Problem{{LinkID: fieldOther, Code: problemSameCase}}}
	}
	return s.write(ctx, func(batch *batch) error {
		for _, kase := range []uuid.UUID{a, b} {
			if _, err := batch.rootOf(kase); err != nil {
				return err
			}
		}
		return batch.put(Write{Case: a, Record: newID(s.c), Kind: KindDistinct, Set: map[string]any{
			fieldOther: b.String(), "on": casework.DateOf(s.c.Now()).String(), "reason": reason,
		}})
	})
}

// join fills in what a case shows of others, or where it is shown itself, and
// returns the cases to read with the names of their persons.
func (s *Store) join(ctx context.Context, c *Case) ([]uuid.UUID, names, error) {
	to, err := shownIn(ctx, s.db.Read(), c.ID)
	if err != nil {
		return nil, nil, err
	}
	if to != c.ID {
		c.Into = to
		return []uuid.UUID{c.ID}, nil, nil
	}
	files, n, err := s.joinOf(ctx, s.db.Read(), c.ID)
	if err != nil || len(files) == 1 {
		return files, n, err
	}
	c.Joined, err = s.joined(ctx, files)
	return files, n, err
}

// joined lists the merges by which cases are shown together, in the order in
// which they were made.
func (s *Store) joined(ctx context.Context, files []uuid.UUID) ([]Joined, error) {
	links, err := s.links(ctx, s.db.Read())
	if err != nil {
		return nil, err
	}
	var out []Joined
	for _, l := range links {
		if !slices.Contains(files, l.file) || !slices.Contains(files, l.target) {
			continue
		}
		r, err := s.findRecord(ctx, s.db.Read(), l.record)
		if err != nil {
			return nil, err
		}
		j := Joined{Record: l.record, Other: l.file, At: r.Created, By: r.Author, Reason: r.Text("reason")}
		if l.file == files[0] { // of a circle: what is shown here is the other end
			j.Other = l.target
		}
		if slices.ContainsFunc(out, func(o Joined) bool { return o.Other == j.Other }) {
			continue
		}
		j.Name = s.familyName(ctx, j.Other)
		out = append(out, j)
	}
	return out, nil
}

// pair keeps the entry of a person who is shown as another one.
func (c *Case) pair(r *Record) {
	i := slices.IndexFunc(c.Joined, func(j Joined) bool { return j.Other == r.Case })
	if i >= 0 && r.State != StateWithdrawn {
		c.Joined[i].Persons = append(c.Joined[i].Persons, r)
	}
}
