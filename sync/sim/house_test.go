package sim_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// houseDeeds are what people do about the house itself, by weight. The first
// station is the director's and keeps everything: there the run looks at what
// the others cannot see.
var houseDeeds = []weighted{
	{6, "check out", (*sim).checkOut},
	{3, "check in", (*sim).checkIn},
	{3, "scope", (*sim).changeScope},
	{2, "remove person", (*sim).removePerson},
	{3, "return person", (*sim).returnPerson},
	{1, "remove station", (*sim).removeStation},
	{5, "hold box", (*sim).decideHeld},
	{5, "aside", (*sim).decideAside},
}

// other draws a station other than the first.
func (s *sim) other() *station { return s.stations[1+s.rng.IntN(len(s.stations)-1)] }

func (s *sim) checkOut(st *station) error {
	at := s.other()
	if len(s.history.cases) == 0 || s.gone[at.image.id] {
		return errNothing
	}
	var cases []uuid.UUID
	for range 1 + s.rng.IntN(3) {
		cases = append(cases, s.history.cases[s.rng.IntN(len(s.history.cases))])
	}
	until := st.clock().Add(time.Duration(1+s.rng.IntN(100)) * time.Hour)
	err := st.store.CheckOut(s.ctx, at.image.id, cases, s.pickWho(at), until)
	if err == nil {
		s.figures.Carries++
	}
	return err
}

func (s *sim) checkIn(st *station) error {
	rows, err := st.store.FindCarries(s.ctx, store.CarryFilter{})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errNothing
	}
	return st.store.CheckIn(s.ctx, []uuid.UUID{rows[s.rng.IntN(len(rows))].ID})
}

func (s *sim) changeScope(st *station) error {
	at := s.other()
	if !st.store.CanManage() || s.gone[at.image.id] {
		return errNothing
	}
	scope := []string{ledger.ScopeAll, ledger.ScopeOwn, ledger.ScopeCarried, ledger.ScopeCarried}[s.rng.IntN(4)]
	var users []uuid.UUID
	if scope == ledger.ScopeOwn {
		users = at.image.signIns
	}
	s.tell("  station %d is to hold %s", at.index, scope)
	s.figures.Scopes++
	return st.store.SetStationScope(s.ctx, at.image.id, scope, users)
}

// removePerson removes somebody who manages nothing.
func (s *sim) removePerson(st *station) error {
	who := s.people[2+s.rng.IntN(len(s.people)-2)]
	if !st.store.CanManage() || s.walled && who == s.people[2] { // who alone opens their station
		return errNothing
	}
	err := st.store.RemoveStaff(s.ctx, who)
	if err == nil {
		s.left[who] = true
		s.figures.Removals++
	}
	return err
}

func (s *sim) returnPerson(st *station) error {
	who := s.people[2+s.rng.IntN(len(s.people)-2)]
	if !st.store.CanManage() {
		return errNothing
	}
	return st.store.ReturnStaff(s.ctx, who)
}

func (s *sim) removeStation(st *station) error {
	at := s.other()
	if !st.store.CanManage() || st == at || len(s.gone) > 0 || len(s.stations) < 3 {
		return errNothing
	}
	err := st.store.RemoveStation(s.ctx, at.image.id)
	if err == nil {
		s.gone[at.image.id] = true
		s.figures.Removals++
		s.tell("  station %d is removed", at.index)
	}
	return err
}

// decideHeld takes in what somebody wrote who was removed, or dismisses it.
func (s *sim) decideHeld(st *station) error {
	box, err := st.store.FindHoldBox(s.ctx)
	if err != nil {
		return err
	}
	if len(box) == 0 || !box[0].May {
		return errNothing
	}
	h := box[s.rng.IntN(len(box))]
	one := s.heldSave(h)
	if !slices.Contains(s.history.cases, h.Case) {
		return errNothing // of the house: a carry, a password
	}
	if one == nil && s.heldDraft(h) {
		return st.store.Dismiss(s.ctx, h, "書きかけだった")
	}
	if one == nil {
		s.failf("station %d shows a held change that nobody saved: %+v", st.index, h)
	}
	if s.chance(0.3) {
		if err := st.store.Dismiss(s.ctx, h, "ほかで済んだ"); err != nil {
			return err
		}
		one.decided = true
		return nil
	}
	knew := st.seen(h.Record)
	knew[one] = true
	return s.saving(st, h.Case, h.Record, h.Kind, knew, func() error {
		err := st.store.Adopt(s.ctx, h, nil, "引き継いだ")
		if err == nil {
			one.decided = true
			s.figures.Adopted++
		}
		return err
	})
}

// heldSave finds the save that a change in the hold box is.
func (s *sim) heldSave(h store.HeldEdit) *save {
	for _, one := range s.history.records[h.Record] {
		if s.stations[one.station].image.id != h.Station || one.mark.at != h.At.UnixMilli() || len(one.set) != len(h.Fields) {
			continue
		}
		fits := true
		for _, f := range h.Fields {
			fits = fits && ledger.SameValue(f.Held, one.set[f.Name])
		}
		if fits {
			return one
		}
	}
	return nil
}

// decideAside lets a person write once more what the center has not taken, or
// let it go.
func (s *sim) decideAside(st *station) error {
	all, err := st.store.FindAside(s.ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errNothing
	}
	a := all[s.rng.IntN(len(all))]
	var one *save
	for o := range st.aside() {
		if o.record == a.Record && o.mark.at == a.At.UnixMilli() {
			one = o
		}
	}
	if one == nil {
		return errNothing // a key, or what belongs to the house
	}
	if s.chance(0.3) {
		if err := st.store.LetGo(s.ctx, a.Hash); err != nil {
			return err
		}
		one.decided = true
		return nil
	}
	before := st.seen(a.Record)
	if err := st.store.WriteAnew(s.ctx, a.Hash); err != nil {
		return err
	}
	for o := range before {
		one.knew[o] = true
	}
	one.anew = true
	return nil
}

// mayRefuse reports whether the house's own rules may say no to a deed.
func mayRefuse(err error) bool {
	switch errorClass(err) {
	case "no_permission", "approval_not_yours", "last_manager", "no_keys":
		return true
	}
	if errors.Is(err, store.ErrNoPlace) || errors.Is(err, store.ErrNoReader) {
		return true
	}
	return errors.Is(err, store.ErrUntilPassed) || errors.Is(err, store.ErrArriving)
}

// scope is what a station holds, as it says itself.
func (st *station) scope() ledger.Scope {
	scope, err := st.store.Scope(st.s.ctx)
	if err != nil {
		st.s.failf("scope of station %d: %v", st.index, err)
	}
	return scope
}

// waiting are the cases that have left a station's scope and cannot leave it
// yet: a person sees why. unsent says whether work is among it that the center
// could have.
func (st *station) waiting() (out map[uuid.UUID]bool, unsent string) {
	all, err := st.store.FindWaiting(st.s.ctx)
	if err != nil {
		st.s.failf("find what waits at station %d: %v", st.index, err)
	}
	out = map[uuid.UUID]bool{}
	for _, w := range all {
		out[w.Case] = true
		if w.Unsent > 0 || w.Blobs > 0 && st.sends() {
			unsent = fmt.Sprintf("station %d has unsent work of %s, which has left its scope", st.index, w.Case)
		}
	}
	return out, unsent
}

// sends reports whether a station has contents to send. One that no record
// names, because the machine stopped in between, is not sent; it is swept away
// some day.
func (st *station) sends() bool {
	blobs, err := st.store.UnsentBlobs(st.s.ctx, 1)
	if err != nil {
		st.s.failf("find unsent papers at station %d: %v", st.index, err)
	}
	return len(blobs) > 0
}

// isGone reports whether a station was removed; it gets nothing any more.
func (st *station) isGone() bool {
	at := st.s.stations[0].store.Directory().Stations[st.image.id]
	return at != nil && at.Removed
}
