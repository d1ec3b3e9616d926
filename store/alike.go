package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
)

const (
	// alikeLimit is how many are listed when nobody says how many.
	alikeLimit = 8
	// alikeNear is how many candidates are looked at together with what their
	// family has: the telephone and the address are often kept there alone.
	alikeNear = 40
	// alikeWindow is how many answers to one question are looked at.
	alikeWindow = 150
)

// FindAlike lists who may be the person sought, the likeliest first. It is
// asked at every pause while somebody types during a call: the beginning of a
// name is enough, in kanji of any variant, kana or romaji, in either order or
// the given name alone; so are a birth date, a telephone number or an address.
// Families of whom nobody else is listed follow with what they have themselves.
func (s *Store) FindAlike(ctx context.Context, q Sought, limit int) ([]Alike, error) {
	if limit <= 0 {
		limit = alikeLimit
	}
	w := wantedOf(q)
	found, err := s.candidates(ctx, w.matches(), w.places())
	if err != nil {
		return nil, err
	}
	not, err := shownIn(ctx, s.db.Read(), q.Not)
	if err != nil {
		return nil, s.fault(err)
	}
	found = slices.DeleteFunc(found, func(c *candidate) bool { return c.file == not && q.Not != uuid.Nil })
	found = w.nearest(found, alikeNear)
	if err := s.addFamilies(ctx, found); err != nil {
		return nil, err
	}
	found = onceEach(w.nearest(found, len(found)))
	return s.alikes(ctx, found[:min(len(found), limit)])
}

// nearest judges candidates and keeps the likeliest of those that share
// anything with who is wanted.
func (w *wanted) nearest(found []*candidate, limit int) []*candidate {
	for _, c := range found {
		c.score, c.reasons = w.judge(c)
	}
	found = slices.DeleteFunc(found, func(c *candidate) bool { return c.score <= 0 })
	slices.SortStableFunc(found, func(a, b *candidate) int {
		return cmp.Or(b.score-a.score, strings.Compare(a.kana(), b.kana()), compareID(a.person, b.person))
	})
	return found[:min(len(found), limit)]
}

// onceEach keeps the likeliest entry of each person, and of a family only what
// it has itself when none of its persons is among them.
func onceEach(found []*candidate) []*candidate {
	persons, families := map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
	for _, c := range found {
		families[c.file] = families[c.file] || c.person != uuid.Nil
	}
	return slices.DeleteFunc(found, func(c *candidate) bool {
		if c.person == uuid.Nil {
			gone := families[c.file]
			families[c.file] = true
			return gone
		}
		gone := persons[c.person]
		persons[c.person] = true
		return gone
	})
}

// alikes gives candidates the rows of their cases.
func (s *Store) alikes(ctx context.Context, found []*candidate) ([]Alike, error) {
	cases, err := s.casesOf(ctx, found)
	if err != nil {
		return nil, err
	}
	var out []Alike
	for _, c := range found {
		row, ok := cases[c.file]
		if !ok {
			continue
		}
		a := Alike{Case: row, Person: c.person, Name: c.name(), Score: c.score, Reasons: c.reasons}
		if i := slices.IndexFunc(row.Children, func(child ChildRow) bool { return child.ID == c.person }); i >= 0 {
			a.Child = &row.Children[i]
		}
		out = append(out, a)
	}
	return out, nil
}

// casesOf are the cases of candidates as a list shows them.
func (s *Store) casesOf(ctx context.Context, found []*candidate) (map[uuid.UUID]CaseRow, error) {
	var ids []uuid.UUID
	for _, c := range found {
		if !slices.Contains(ids, c.file) {
			ids = append(ids, c.file)
		}
	}
	rows, err := s.caseRows(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[uuid.UUID]CaseRow{}
	for _, row := range rows {
		out[row.ID] = row
	}
	return out, nil
}
