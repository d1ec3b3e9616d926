package ledger_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store/ledger"
)

func restrict(kase uuid.UUID, glass, lifted bool, readers ...uuid.UUID) *ledger.Edit {
	names := make([]string, len(readers))
	for i, id := range readers {
		names[i] = id.String()
	}
	return &ledger.Edit{Record: ledger.RestrictOf(kase), Kind: ledger.KindRestrict, Set: map[string]any{
		ledger.FieldReaders: names, ledger.FieldGlass: glass, ledger.FieldLifted: lifted,
	}}
}

// drawWalls plays stations that restrict one case and lift that again, each
// knowing only what it had received.
func drawWalls(t *rapid.T) []ledger.Written {
	stations := rapid.IntRange(1, 4).Draw(t, "stations")
	have, id := make([]ledger.Vector, stations), make([]uuid.UUID, stations)
	for i := range have {
		have[i], id[i] = ledger.Vector{}, uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "station %d", i))
	}
	var all []ledger.Written
	for step := range rapid.IntRange(1, 12).Draw(t, "steps") {
		s := rapid.IntRange(0, stations-1).Draw(t, "station")
		if step > 0 && rapid.Bool().Draw(t, "receive") {
			from := rapid.IntRange(0, stations-1).Draw(t, "from")
			have[s].Merge(have[from])
			continue
		}
		var readers []uuid.UUID
		for i := range 3 {
			if rapid.Bool().Draw(t, "reads") {
				readers = append(readers, uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "reader %d", i)))
			}
		}
		if len(readers) == 0 {
			readers = []uuid.UUID{nurse}
		}
		dot := ledger.Dot{Station: id[s], N: have[s][id[s]] + 1}
		all = append(all, ledger.Written{
			Dot: dot, Seen: have[s].Clone(), At: ledger.Time(rapid.IntRange(1, 1+step).Draw(t, "clock")), Author: nurse,
			Edit: restrict(caseOne, rapid.Bool().Draw(t, "glass"), rapid.Bool().Draw(t, "lifted"), readers...),
		})
		have[s][id[s]]++
	}
	return all
}

func TestWallLaws(t *testing.T) {
	t.Run("Commutative", rapid.MakeCheck(func(t *rapid.T) {
		all := drawWalls(t)
		if got, want := ledger.WallOf(shuffled(t, all)), ledger.WallOf(all); !reflect.DeepEqual(got, want) {
			t.Fatalf("order matters: got %+v, want %+v", got, want)
		}
	}))
	t.Run("Idempotent", rapid.MakeCheck(func(t *rapid.T) {
		all := drawWalls(t)
		if got, want := ledger.WallOf(append(shuffled(t, all), all...)), ledger.WallOf(all); !reflect.DeepEqual(got, want) {
			t.Fatalf("repetition matters: got %+v, want %+v", got, want)
		}
	}))
	t.Run("NarrowerHolds", rapid.MakeCheck(func(t *rapid.T) {
		all := drawWalls(t)
		wall := ledger.WallOf(all)
		open, last := []ledger.Written(nil), []uuid.UUID(nil)
		for _, w := range all {
			if slices.ContainsFunc(all, func(o ledger.Written) bool { return o.Seen.Covers(w.Dot) }) {
				continue
			}
			if w.Edit.Set[ledger.FieldLifted] != true {
				open = append(open, w)
			}
		}
		if wall.Up != (len(open) > 0) {
			t.Fatalf("up %v, though %d edits want it", wall.Up, len(open))
		}
		common := 0
		for i := range 3 {
			id := uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "reader %d", i))
			if len(open) > 0 && !slices.ContainsFunc(open, func(w ledger.Written) bool { return !names(w, id) }) {
				common++
				last = append(last, id)
			}
		}
		if wall.Up && common > 0 && len(wall.Readers) != common {
			t.Fatalf("readers %v, all name %v", wall.Readers, last)
		}
		for _, w := range open {
			if wall.Glass && w.Edit.Set[ledger.FieldGlass] != true {
				t.Fatal("the glass can be broken though one edit forbids it")
			}
		}
		if wall.Up && len(wall.Readers) == 0 {
			t.Fatal("nobody may read it, and so nobody mend it")
		}
	}))
}

func names(w ledger.Written, id uuid.UUID) bool {
	readers, _ := w.Edit.Set[ledger.FieldReaders].([]string)
	return slices.Contains(readers, id.String())
}

// TestRestrictions asks whose restrictions count.
func TestRestrictions(t *testing.T) {
	head, gone := uuid.New(), uuid.New()
	d := &ledger.Directory{Staff: map[uuid.UUID]*ledger.Staff{
		head:    {ID: head, Roles: []string{ledger.RoleDirector}, Held: []string{ledger.RoleDirector}},
		gone:    {ID: gone, Held: []string{ledger.RoleCoordinator}, Removed: true},
		nurse:   {ID: nurse, Roles: []string{ledger.RoleHealth}, Held: []string{ledger.RoleHealth}},
		midwife: {ID: midwife, Roles: []string{ledger.RoleHealth}, Held: []string{ledger.RoleHealth}},
	}}
	by := func(author uuid.UUID, n uint64, seen ledger.Vector, e *ledger.Edit) ledger.Written {
		w := edit(n, laptopA, seen, e)
		w.Author = author
		return w
	}
	first := by(head, 1, nil, restrict(caseOne, false, false, nurse))
	strange := restrict(caseOne, false, false, nurse)
	strange.Set["why"] = "words"
	for _, tc := range []struct {
		name string
		all  []ledger.Written
		want int
	}{
		{"a director", []ledger.Written{first}, 1},
		{"somebody who was a coordinator", []ledger.Written{by(gone, 1, nil, restrict(caseOne, false, false, nurse))}, 1},
		{"a nurse", []ledger.Written{by(nurse, 1, nil, restrict(caseOne, false, false, nurse))}, 0},
		{"a reader", []ledger.Written{first, by(nurse, 2, ledger.Vector{laptopA: 1}, restrict(caseOne, false, true, nurse))}, 2},
		{"a reader who had not seen it", []ledger.Written{first, by(nurse, 2, nil, restrict(caseOne, false, true, nurse))}, 1},
		{"no reader", []ledger.Written{first, by(midwife, 2, ledger.Vector{laptopA: 1}, restrict(caseOne, false, true, midwife))}, 1},
		{"a stranger", []ledger.Written{by(uuid.New(), 1, nil, restrict(caseOne, false, false, nurse))}, 0},
		{"of another case", []ledger.Written{by(head, 1, nil, restrict(caseTwo, false, false, nurse))}, 0},
		{"with words", []ledger.Written{by(head, 1, nil, strange)}, 0},
		{"for nobody", []ledger.Written{by(head, 1, nil, restrict(caseOne, false, false))}, 0},
		{"lifted for nobody", []ledger.Written{by(head, 1, nil, restrict(caseOne, false, true))}, 1},
	} {
		if got := len(ledger.Restrictions(d, caseOne, tc.all)); got != tc.want {
			t.Errorf("%s: %d count, want %d", tc.name, got, tc.want)
		}
	}
}

// TestScopeWithin asks where a restricted case may be.
func TestScopeWithin(t *testing.T) {
	walls := ledger.Walls{caseOne: {Up: true, Readers: []uuid.UUID{nurse}}, caseTwo: {}}
	staff := map[uuid.UUID]*ledger.Staff{nurse: {ID: nurse}, midwife: {ID: midwife}}
	left := map[uuid.UUID]*ledger.Staff{nurse: {ID: nurse, Removed: true}}
	for _, tc := range []struct {
		name    string
		staff   map[uuid.UUID]*ledger.Staff
		station *ledger.Station
		one     bool // the restricted case is there
		two     bool // an ordinary one is
	}{
		{"not named yet", staff, nil, false, true},
		{"shared", staff, &ledger.Station{}, false, true},
		{"a reader's own", staff, &ledger.Station{Only: nurse}, true, true},
		{"somebody else's own", staff, &ledger.Station{Only: midwife}, false, true},
		{"a removed station", staff, &ledger.Station{Only: nurse, Removed: true}, false, true},
		{"of a reader who was removed", left, &ledger.Station{Only: nurse}, false, true},
		{"of somebody unknown", nil, &ledger.Station{Only: nurse}, false, true},
		{"a reader's, what they are in charge of", staff, &ledger.Station{Only: nurse, Scope: ledger.ScopeOwn}, true, false},
		{"a reader's, what is carried", staff, &ledger.Station{Only: nurse, Scope: ledger.ScopeCarried}, false, false},
		{"shared, what they are in charge of", staff, &ledger.Station{Scope: ledger.ScopeOwn, Users: []uuid.UUID{nurse}}, false, false},
	} {
		d := &ledger.Directory{Staff: tc.staff, Stations: map[uuid.UUID]*ledger.Station{}}
		if tc.station != nil {
			d.Stations[laptopA] = tc.station
		}
		s := ledger.ScopeOf(d, book(), center, laptopA, evening).Within(walls, d, laptopA)
		if got := s.Has(caseOne); got != tc.one {
			t.Errorf("%s: has the restricted case %v, want %v", tc.name, got, tc.one)
		}
		if got := s.Has(caseTwo); got != tc.two {
			t.Errorf("%s: has the ordinary case %v, want %v", tc.name, got, tc.two)
		}
		if !s.Has(center) {
			t.Errorf("%s: has no directory", tc.name)
		}
		if s.Shut(caseOne) == tc.one && (s.All || tc.one) {
			t.Errorf("%s: shut and in scope at once", tc.name)
		}
		if s.All && s.Whole() == s.Shut(caseOne) {
			t.Errorf("%s: whole %v with %v shut", tc.name, s.Whole(), s.Except())
		}
	}
	// A wall around what all need would stop everything.
	d := &ledger.Directory{}
	s := ledger.ScopeOf(d, book(), center, laptopA, evening).Within(ledger.Walls{center: {Up: true}}, d, laptopA)
	if !s.Has(center) || !s.Whole() {
		t.Error("the directory can be walled")
	}
}
