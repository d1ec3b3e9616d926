package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

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
	couples, err := s.alike.couples(casework.DateOf(s.c.Now()), func() ([][2]*candidate, error) { return s.findCouples(ctx) })
	if err != nil {
		return nil, err
	}
	return s.twins(ctx, couples)
}

// likeCache keeps which entries are alike until a person is written, or the
// day ends: the first page asks at every change of anything.
type likeCache struct {
	people atomic.Uint64 // counts batches that touched persons

	mu    sync.Mutex // guards what follows
	known bool
	at    uint64
	day   casework.Date
	found [][2]*candidate
}

func (l *likeCache) couples(day casework.Date, find func() ([][2]*candidate, error)) ([][2]*candidate, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.people.Load() // before looking: what comes meanwhile counts as not yet seen
	if l.known && l.at == at && l.day == day {
		return l.found, nil
	}
	found, err := find()
	if err != nil {
		return nil, err
	}
	l.known, l.at, l.day, l.found = true, at, day, found
	return found, nil
}

// findCouples compares every person entered lately with those in other cases.
func (s *Store) findCouples(ctx context.Context) ([][2]*candidate, error) {
	lately, err := s.enteredLately(ctx)
	if err != nil {
		return nil, err
	}
	others, errs := make([][]*candidate, len(lately)), make([]error, len(lately))
	parallel(len(lately), func(i int) { others[i], errs[i] = s.candidatesFor(ctx, lately[i]) })
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var both [][2]*candidate
	var all []*candidate
	for i, c := range lately {
		for _, o := range others[i] {
			both, all = append(both, [2]*candidate{c, o}), append(all, c, o)
		}
	}
	if err := s.addFamilies(ctx, all); err != nil {
		return nil, err
	}
	apart, err := s.keptApart(ctx)
	if err != nil {
		return nil, err
	}
	return likeliest(both, apart), nil
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
	if family, given := c.own.Text("family_name"), c.own.Text("given_name"); family != "" && given != "" {
		// The tokens of a whole name hold the pair of signs where its parts meet.
		ways = append(ways, "("+conjunction(casework.SearchTokens(family+" "+given))+")")
	}
	if family, given := c.own.Text("family_kana"), c.own.Text("given_kana"); family != "" && given != "" {
		if key := casework.RomajiKey(family + given); key != "" {
			ways = append(ways, quoted(markRomaji+key))
		}
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
