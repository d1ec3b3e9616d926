package sim_test

import (
	"errors"
	mathrand "math/rand/v2"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/wire"
)

// wallDeeds are what people do about who may read a case, and what is noted of
// them, by weight.
var wallDeeds = []weighted{
	{6, "restrict", (*sim).restrict},
	{3, "lift", (*sim).lift},
	{1, "share", (*sim).share},
	{2, "claim", (*sim).claim},
	{4, "look", (*sim).lookAt},
	{5, "print", (*sim).print},
}

// drawWalls decides, apart from all other trouble, whether cases are kept to
// few in a run and how often: the course of the others is what it was before
// there were walls.
func drawWalls(seed uint64) float64 {
	r := mathrand.New(mathrand.NewPCG(seed, 6))
	if r.Float64() < 0.25 {
		return 0.2 * r.Float64()
	}
	return 0
}

// restrict keeps a case to the director, at whose station the run looks at what
// others cannot see, and to some of the others.
func (s *sim) restrict(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	if may, err := st.store.MayRestrict(s.ctx, r.Case); err != nil || !may {
		return errors.Join(err, errNothing)
	}
	readers := []uuid.UUID{s.people[0]}
	for _, who := range s.people[1:] {
		if s.chance(0.4) {
			readers = append(readers, who)
		}
	}
	err := s.aboutWall(st, r.Case, func() error {
		return st.store.Restrict(s.ctx, r.Case, store.Restriction{Readers: readers, Kind: "staff_family", Opposite: s.text("相手")})
	})
	if err == nil {
		s.figures.Walls++
		s.tell("  %s is kept to %d", short(r.Case), len(readers))
	}
	return err
}

func (s *sim) lift(st *station) error {
	rows, err := st.store.FindRestricted(s.ctx)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errNothing
	}
	kase := rows[s.rng.IntN(len(rows))].Case
	if may, err := st.store.MayRestrict(s.ctx, kase); err != nil || !may {
		return errors.Join(err, errNothing)
	}
	err = s.aboutWall(st, kase, func() error { return st.store.Lift(s.ctx, kase, "もう要らない") })
	if err == nil {
		s.figures.Lifts++
		s.tell("  %s is lifted", short(kase))
	}
	return err
}

// aboutWall does something about a wall and writes down what was saved of why
// it stands.
func (s *sim) aboutWall(st *station, kase uuid.UUID, do func() error) error {
	before := st.reasons(kase)
	err := do()
	for record := range st.reasons(kase) {
		knew := before[record]
		if knew == nil {
			knew = map[*save]bool{}
		}
		s.witness(st, kase, record, store.KindRestriction, knew)
	}
	return err
}

// reasons are the records of why a case is restricted, with what is known of
// them.
func (st *station) reasons(kase uuid.UUID) map[uuid.UUID]map[*save]bool {
	out := map[uuid.UUID]map[*save]bool{}
	c, err := st.store.FindCase(st.s.ctx, kase)
	if err != nil {
		return out
	}
	for _, r := range c.Records {
		if r.Kind != store.KindRestriction {
			continue
		}
		known := map[*save]bool{}
		for _, v := range st.versions(r.ID) {
			if one := st.s.history.of(r.ID, markOf(v)); one != nil {
				known[one] = true
			}
		}
		out[r.ID] = known
	}
	return out
}

func (s *sim) claim(st *station) error {
	if len(st.image.signIns) != 1 {
		return errNothing
	}
	_, err := st.store.Claim(s.ctx)
	return err
}

// share gives a station up on which somebody signs in alone; not the first, for
// the run looks there at what is restricted.
func (s *sim) share(st *station) error {
	if st.index == 0 {
		return errNothing
	}
	return st.store.Share(s.ctx)
}

// keeps says of what a station has a trace although it is kept from it and
// does not wait for anything.
func (st *station) keeps(waiting map[uuid.UUID]bool) string {
	heads, _, err := st.store.Leaving(st.s.ctx)
	if err != nil {
		st.s.failf("find what leaves station %d: %v", st.index, err)
	}
	for _, h := range heads {
		if !waiting[h.Case] {
			return "station " + st.image.id.String() + " has a chain of " + h.Case.String() + ", which is out of its scope"
		}
	}
	return ""
}

// judgeWalls demands that a restricted case is where its readers alone sign in,
// and nowhere else: no row, no chain, nothing that a search finds.
func (s *sim) judgeWalls(st *station) {
	if !s.walled {
		return
	}
	scope, kept, shut := st.scope(), st.keptFrom(), st.shut()
	waiting, _ := st.waiting()
	for _, kase := range s.history.cases {
		if kept(kase) || st.split(kase) {
			continue
		}
		switch _, err := st.store.FindCase(s.ctx, kase); {
		case !shut(kase) && scope.All && !scope.Has(kase):
			s.failf("station %d is shut out of case %s, which it is to hold", st.index, kase)
		case shut(kase) && err == nil && !waiting[kase]:
			s.failf("station %d shows case %s, which is restricted to others", st.index, kase)
		}
		if shut(kase) {
			s.judgeShut(st, kase)
		}
	}
}

// shut tells which cases are kept from a station, as the director has it: a
// station that never held a case need not know.
func (st *station) shut() func(kase uuid.UUID) bool {
	s := st.s
	if !s.walled {
		return func(uuid.UUID) bool { return false }
	}
	director := s.stations[0].store
	dir := director.Directory()
	only := dir.Stations[st.image.id].Only
	person := dir.Staff[only]
	return func(kase uuid.UUID) bool {
		wall, err := director.WallOf(s.ctx, kase)
		if err != nil {
			s.failf("find the wall of %s: %v", kase, err)
		}
		return wall.Up && (person == nil || person.Removed || !wall.Allows(only))
	}
}

// split reports whether a station holds back some of what says who may read a
// case: its history here is another one than elsewhere.
func (st *station) split(kase uuid.UUID) bool {
	return st.s.figures.CenterRestores > 0 && slices.ContainsFunc(st.held(), func(h store.Held) bool {
		return h.Case == kase || h.Case == st.store.Center()
	})
}

// judgeShut demands that the center shows a station nothing of a case.
func (s *sim) judgeShut(st *station, kase uuid.UUID) {
	for c := range s.office.endsFor(st) {
		if c.kase == kase {
			s.failf("the center shows station %d a chain of %s, which is restricted to others", st.index, kase)
		}
	}
	got, err := fetch(s.ctx, s.office.handler, st.image.leaf, wire.PathChanges+"?after=0&case="+kase.String())
	if err == nil && len(got) > 0 {
		s.failf("the center gives station %d %d changes of %s, which is restricted to others", st.index, len(got), kase)
	}
}
