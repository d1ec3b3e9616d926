package sim_test

import (
	"slices"

	"github.com/google/uuid"
)

// remaining are the people who can sign in at a station and have not been
// removed: the others get no key of what is written from then on.
func (st *station) remaining() []uuid.UUID {
	var out []uuid.UUID
	staff := st.s.stations[0].store.Directory().Staff
	for _, who := range st.image.signIns {
		if person := staff[who]; person != nil && !person.Removed {
			out = append(out, who)
		}
	}
	return out
}

// relieve lets somebody who remains sign in wherever one sits who was removed.
// It reports whether there was such a place.
func (s *sim) relieve() bool {
	relieved := false
	for _, st := range s.living() {
		who := st.remaining()
		if len(who) == 0 || slices.Contains(who, st.who) {
			continue
		}
		st.lock()
		st.open(who[0])
		s.tell("somebody who remains signs in at %d", st.index)
		relieved = true
	}
	return relieved
}
