package sim_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// setBack puts an older copy in the place of a station's folder. What was
// saved there since and is nowhere else is gone, and nothing else may be.
func (s *sim) setBack(st *station) {
	c := st.copies[s.rng.IntN(len(st.copies))]
	s.tell("station %d is set back to save %d of %d", st.index, c.saves, len(s.history.saves))
	s.figures.SetBacks++
	st.crash(c.files)
	st.passwords, st.setBack, st.unaware = maps.Clone(c.passwords), true, true
	st.drafts = map[uuid.UUID]typed{} // as old as the copy, or gone with what it replaced
	st.open(st.image.signIns[0])
	s.exempt("station set back")
	st.notesGone()
	s.exemptPapers()
}

// restoreCenter puts a backup in the place of the center's folder.
func (s *sim) restoreCenter() {
	o := s.office
	backup := o.backups[s.rng.IntN(len(o.backups))]
	newLog := s.chance(0.5)
	s.tell("the center is restored, new log: %v", newLog)
	o.restore(backup, newLog)
	s.exempt("center restored")
	s.notesUnsent()
	s.exemptPapers()
}

// exempt finds the saves of which no copy is left in the world, neither at the
// center nor on any station. Those, and only those, may be lost.
func (s *sim) exempt(why string) {
	there := s.atCenter()
	for _, one := range s.history.saves {
		if one.exempt != "" || there[where{one.kase, one.mark.dot, one.mark.at}] || s.onAnyDisk(one) {
			continue
		}
		one.exempt = why
		s.figures.Exempt++
		s.tell("  gone: save %d of station %d", one.no, one.station)
	}
}

// where tells the changes at the center apart: by their time too, for a machine
// that was set back gives a number twice; not by that alone, for a clock that
// was set back stands still.
type where struct {
	kase uuid.UUID
	dot  ledger.Dot
	at   int64
}

// atCenter is what the center's disk has.
func (s *sim) atCenter() map[where]bool {
	out := map[where]bool{}
	for _, raw := range s.office.changes() {
		c, err := ledger.Decode(raw)
		if err != nil {
			s.failf("the center has what is no change: %v", err)
		}
		out[where{c.Case, c.Dot(), c.At.Wall().UnixMilli()}] = true
	}
	return out
}

// onAnyDisk looks on the station that wrote it first: mostly it is there.
func (s *sim) onAnyDisk(one *save) bool {
	if s.stations[one.station].look().has(one) {
		return true
	}
	return slices.ContainsFunc(s.stations, func(st *station) bool { return st.index != one.station && st.look().has(one) })
}

// has reports whether a station has a save, as a record's past or aside.
func (st *station) has(one *save) bool { return st.seen(one.record)[one] || st.aside()[one] }

// aside are the saves that wait on the station on which they were written,
// for the center has others in their place: a person sees them and decides.
func (st *station) aside() map[*save]bool {
	all, err := st.store.FindAside(st.s.ctx)
	if err != nil {
		st.s.failf("find what waits aside at station %d: %v", st.index, err)
	}
	out := map[*save]bool{}
	for _, a := range all {
		for _, one := range st.s.history.records[a.Record] {
			if one.mark.at == a.At.UnixMilli() && one.mark.sum == fmt.Sprint(a.Set) {
				out[one] = true
			}
		}
	}
	return out
}

// missing reports whether something that a station has written is somewhere,
// but not on that station.
func (s *sim) missing(st *station) bool {
	return slices.ContainsFunc(s.history.saves, func(one *save) bool {
		return one.station == st.index && one.exempt == "" && !st.has(one)
	})
}

// look opens a station that is locked, for a look.
func (st *station) look() *station {
	if st.store == nil {
		st.open(st.image.signIns[0])
	}
	return st
}

// changes is what the center's disk has, whether or not it runs.
func (o *office) changes() [][]byte {
	started := o.down()
	if started {
		o.start()
	}
	var out [][]byte
	for _, path := range []string{wire.PathChanges, wire.PathHeld} {
		all, err := fetch(o.s.ctx, o.handler, o.s.stations[0].image.leaf, path+"?after=0")
		o.must(err)
		for _, l := range all {
			out = append(out, l.Raw)
		}
	}
	if started {
		o.must(o.center.Close())
		o.center, o.handler = nil, nil
	}
	return out
}
