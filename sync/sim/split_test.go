package sim_test

import (
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
)

// keptFrom are the cases that the center keeps from a station although that
// one, by the history of the house that it has, is to hold them. That takes two
// restores, of the center and of the machine that managed the house: the
// station has what was said before, the center what was said in its place, and
// people see at the station that it holds the other history back.
func (st *station) keptFrom() func(kase uuid.UUID) bool {
	s := st.s
	house := []uuid.UUID{st.store.Center(), st.store.Carriage()}
	split := s.figures.CenterRestores > 0 && slices.ContainsFunc(st.held(), func(h store.Held) bool {
		return slices.Contains(house, h.Case) && s.wasSetBack(h.Dot.Station) && (h.Code == "forked" || h.Code == "broken_chain")
	})
	if !split {
		return func(uuid.UUID) bool { return false }
	}
	sent := map[uuid.UUID]bool{}
	for c := range s.office.endsFor(st) {
		sent[c.kase] = true
	}
	return func(kase uuid.UUID) bool { return !sent[kase] }
}
