package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

const (
	// twinDays is how far back a person counts as entered lately.
	twinDays = 60
	// twinPersons bounds how many of them are compared with all others.
	twinPersons = 200
	// twinWorth is the score from which it is worth to look at what the family
	// has: its telephone number and address add at most the rest.
	twinWorth = 25
)

// FindTwins lists cases opened lately that are likely to be one with another,
// unless a person said that they are not. Nothing is done about them: whether
// two families are one is for a person to decide.
func (s *Store) FindTwins(ctx context.Context) ([]Twin, error) {
	lately, err := s.enteredLately(ctx)
	if err != nil {
		return nil, err
	}
	var both [][2]*candidate
	for _, c := range lately {
		others, err := s.candidatesFor(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, o := range others {
			both = append(both, [2]*candidate{c, o})
		}
	}
	var all []*candidate
	for _, two := range both {
		all = append(all, two[0], two[1])
	}
	if err := s.addFamilies(ctx, all); err != nil {
		return nil, err
	}
	apart, err := s.keptApart(ctx)
	if err != nil {
		return nil, err
	}
	return s.twins(ctx, likeliest(both, apart))
}

// enteredLately are the persons entered in the last days, children first, then
// the latest.
func (s *Store) enteredLately(ctx context.Context) ([]*candidate, error) {
	from := int64(ledger.TimeOf(s.c.Now().AddDate(0, 0, -twinDays)))
	rows, err := s.db.Read().QueryContext(ctx, `SELECT r.record, r.file, r.kind, r.fields, coalesce(w.target, r.file), r.record
		FROM record r LEFT JOIN shown w ON w.file = r.file LEFT JOIN child h ON h.record = r.record
		WHERE r.changed > ?1 AND r.created > ?1 AND r.kind = 'person' AND r.state = 'confirmed'
		AND r.record NOT IN (SELECT person FROM same)
		ORDER BY h.record IS NULL, r.created DESC LIMIT ?2`, from, twinPersons)
	if err != nil {
		return nil, fmt.Errorf("find persons entered lately: %w", s.fault(err))
	}
	return s.scanCandidates(rows)
}

// candidatesFor are the entries in other cases that share a birth date or the
// whole name with a person.
func (s *Store) candidatesFor(ctx context.Context, c *candidate) ([]*candidate, error) {
	var ways []string
	if birth := c.own.Text("birth_date"); birth != "" {
		ways = append(ways, quoted(markBirth+strings.ReplaceAll(birth, "-", "")))
	}
	for _, name := range [][2]string{{"family_name", "given_name"}, {"family_kana", "given_kana"}} {
		if c.own.Text(name[0]) == "" || c.own.Text(name[1]) == "" {
			continue
		}
		// The tokens of a whole name hold the pair of signs where its parts meet.
		ways = append(ways, "("+conjunction(casework.SearchTokens(c.own.Text(name[0])+" "+c.own.Text(name[1])))+")")
	}
	if len(ways) == 0 {
		return nil, nil
	}
	found, err := s.candidatesOf(ctx, "seek_name", strings.Join(ways, " OR "))
	if err != nil {
		return nil, err
	}
	mine := identityOf(c)
	return slices.DeleteFunc(found, func(o *candidate) bool {
		return o.own.Kind != KindPerson || o.file == c.file || mine.Compare(identityOf(o)).Score < twinWorth
	}), nil
}

// couple names two cases, the smaller id first.
type couple [2]uuid.UUID

func coupleOf(a, b uuid.UUID) couple {
	if compareID(a, b) > 0 {
		a, b = b, a
	}
	return couple{a, b}
}

// keptApart are the cases of which somebody said that they are not one, as
// they are shown now.
func (s *Store) keptApart(ctx context.Context) (map[couple]bool, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT coalesce(a.target, p.file), coalesce(b.target, p.other)
		FROM apart p LEFT JOIN shown a ON a.file = p.file LEFT JOIN shown b ON b.file = p.other`)
	if err != nil {
		return nil, fmt.Errorf("find cases kept apart: %w", s.fault(err))
	}
	defer rows.Close()
	out := map[couple]bool{}
	for rows.Next() {
		var a, b uuid.UUID
		if err := rows.Scan(&a, &b); err != nil {
			return nil, fmt.Errorf("find cases kept apart: %w", err)
		}
		out[coupleOf(a, b)] = true
	}
	return out, s.fault(rows.Err())
}

// likeliest keeps, for every two cases that are likely to be one, the two
// entries that are the most alike.
func likeliest(both [][2]*candidate, apart map[couple]bool) [][2]*candidate {
	best := map[couple]int{}
	var out [][2]*candidate
	for _, two := range both {
		of := coupleOf(two[0].file, two[1].file)
		l := identityOf(two[0]).Compare(identityOf(two[1]))
		if !l.Likely() || apart[of] {
			continue
		}
		// The candidate's own score may belong to another pair of the same entry.
		left, right := *two[0], *two[1]
		left.score, left.reasons = l.Score, codesOf(l.Reasons)
		i, known := best[of]
		switch {
		case !known:
			best[of] = len(out)
			out = append(out, [2]*candidate{&left, &right})
		case l.Score > out[i][0].score:
			out[i] = [2]*candidate{&left, &right}
		}
	}
	slices.SortStableFunc(out, func(a, b [2]*candidate) int {
		return cmp.Or(b[0].score-a[0].score, compareID(a[0].file, b[0].file), compareID(a[1].file, b[1].file))
	})
	return out
}

// codesOf are the codes under which reasons are shown.
func codesOf(reasons []casework.Reason) []string {
	var codes []string
	for _, r := range reasons {
		codes = append(codes, reasonCode[r])
	}
	return inOrder(codes)
}

func (s *Store) twins(ctx context.Context, both [][2]*candidate) ([]Twin, error) {
	var all []*candidate
	for _, two := range both {
		all = append(all, two[0], two[1])
	}
	cases, err := s.casesOf(ctx, all)
	if err != nil {
		return nil, err
	}
	var out []Twin
	for _, two := range both {
		a, ok := cases[two[0].file]
		b, other := cases[two[1].file]
		if ok && other {
			out = append(out, Twin{
				Case: a, Other: b, Person: two[0].person, Partner: two[1].person,
				Score: two[0].score, Reasons: two[0].reasons,
			})
		}
	}
	return out, nil
}
