package sim_test

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// passes bounds how often everybody reconciles until nothing moves any more.
const passes = 12

// finale heals everything, lets everybody reconcile, and judges what is left.
func (s *sim) finale() {
	s.calm()
	s.converge()
	s.judge()
	s.figures.Days = s.now.Sub(dawn).Hours() / 24
}

// calm ends all trouble: lines and clocks are right, machines run, and what
// was under way comes to its end.
func (s *sim) calm() {
	s.trouble = trouble{}
	for _, st := range s.stations {
		st.cutOff, st.skew, st.fuse = false, 0, 0
	}
	s.office.full, s.office.fuse = false, 0
	if s.office.down() {
		s.office.start()
	}
	for len(s.tasks) > 0 {
		s.finish(s.tasks[0])
	}
	for len(s.letters) > 0 {
		s.step = max(s.step, s.letters[0].due)
		s.deliverLate()
	}
	for _, st := range s.stations {
		st.look()
	}
	s.tell("all is calm")
}

// converge lets everybody reconcile until all have the same.
func (s *sim) converge() {
	var why string
	for range passes {
		for _, st := range s.stations {
			s.now = s.now.Add(60_000_000_000)
			t := s.start(st)
			s.finish(t)
			if t.err != nil {
				s.failf("station %d does not reconcile when all is calm: %v", st.index, t.err)
			}
		}
		if why = s.unequal(); why == "" {
			return
		}
		s.tell("not yet: %s", why)
	}
	s.failf("does not converge in %d passes: %s", passes, why)
}

// chain names one station's changes of a case.
type chain struct{ kase, station uuid.UUID }

type end struct {
	n    uint64
	hash ledger.Hash
}

// unequal says in what somebody differs from the center, "" when nobody does.
func (s *sim) unequal() string {
	ends := s.office.ends(s)
	for _, st := range s.stations {
		counts, err := st.store.Counts(s.ctx)
		if err != nil {
			s.failf("count at station %d: %v", st.index, err)
		}
		if counts.Unsent > 0 {
			return fmt.Sprintf("station %d has %d unsent", st.index, counts.Unsent)
		}
		apart := st.apart()
		mine := st.ends()
		var differ []string
		for c, e := range ends {
			if mine[c] != e && !apart[c] {
				differ = append(differ, fmt.Sprintf("station %d has %d changes of %s in %s, the center %d", st.index, mine[c].n, c.station, c.kase, e.n))
			}
		}
		for c, e := range mine {
			if _, ok := ends[c]; !ok && !apart[c] {
				differ = append(differ, fmt.Sprintf("station %d has %d changes of %s in %s, the center none", st.index, e.n, c.station, c.kase))
			}
		}
		if len(differ) > 0 {
			return slices.Min(differ)
		}
	}
	return ""
}

// apart are the chains that went two ways because a machine that was set back
// wrote on before it heard of it: both ways are kept, the one shown as
// records, the other as held back.
func (st *station) apart() map[chain]bool {
	out := map[chain]bool{}
	for _, h := range st.held() {
		if st.s.wasSetBack(h.Dot.Station) {
			out[chain{h.Case, h.Dot.Station}] = true
		}
	}
	return out
}

func (s *sim) wasSetBack(id uuid.UUID) bool {
	for _, st := range s.stations {
		if st.image.id == id {
			return st.setBack
		}
	}
	return false
}

func (st *station) held() []store.Held {
	all, err := st.store.FindHeld(st.s.ctx)
	if err != nil {
		st.s.failf("find held at station %d: %v", st.index, err)
	}
	return all
}

func (st *station) ends() map[chain]end {
	out := map[chain]end{}
	mine, err := st.store.Digests(st.s.ctx)
	if err != nil {
		st.s.failf("digests of station %d: %v", st.index, err)
	}
	for k, d := range mine {
		if d == (ledger.Hash{}) {
			continue
		}
		heads, err := st.store.Heads(st.s.ctx, k)
		if err != nil {
			st.s.failf("heads of station %d: %v", st.index, err)
		}
		for _, h := range heads {
			out[chain{h.Case, h.Station}] = end{h.N, h.Hash}
		}
	}
	return out
}

func (o *office) ends(s *sim) map[chain]end {
	out := map[chain]end{}
	from := s.stations[0].image.leaf
	var digests []ledger.Hash
	o.must(ask(s.ctx, o.handler, from, http.MethodGet, wire.PathDigests, nil, &digests))
	for k, d := range digests {
		if d == (ledger.Hash{}) {
			continue
		}
		var heads []ledger.CaseHead
		o.must(ask(s.ctx, o.handler, from, http.MethodGet, fmt.Sprintf("%s?bucket=%d", wire.PathHeads, k), nil, &heads))
		for _, h := range heads {
			out[chain{h.Case, h.Station}] = end{h.N, h.Hash}
		}
	}
	return out
}
