package sim_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

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
	if s.relieve() {
		s.converge()
	}
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

// living are the stations that the center still speaks to.
func (s *sim) living() []*station {
	var out []*station
	for _, st := range s.stations {
		if !st.isGone() {
			out = append(out, st)
		}
	}
	return out
}

// converge lets everybody reconcile until all have the same.
func (s *sim) converge() {
	var why string
	for pass := range passes {
		for _, st := range s.stations {
			s.now = s.now.Add(time.Minute)
			t := s.start(st)
			s.finish(t)
			if t.err != nil && !st.isGone() && !s.gone[st.image.id] {
				s.failf("station %d does not reconcile when all is calm: %v", st.index, t.err)
			}
		}
		if pass == 0 {
			continue
		}
		s.wantAll()
		if why = s.unequal(); why == "" {
			return
		}
		s.tell("not yet: %s", why)
	}
	s.failf("does not converge in %d passes: %s%s%s", passes, why, s.heldAbout(), s.papersAbout())
}

// heldAbout says what each station holds back, and how much it is to hold.
func (s *sim) heldAbout() string {
	var b strings.Builder
	for _, st := range s.stations {
		fmt.Fprintf(&b, "\n  station %d is %s, holds all %v", st.index, st.image.id, st.scope().All)
		for _, h := range st.held() {
			fmt.Fprintf(&b, "; change %v of %s: %s %s", h.Dot, h.Case, h.Code, h.Reason)
		}
	}
	return b.String()
}

// papersAbout says where the papers are that somebody waits for.
func (s *sim) papersAbout() string {
	var b strings.Builder
	for _, one := range s.history.saves {
		if one.paper == nil {
			continue
		}
		var states []string
		for _, st := range s.stations {
			state, err := st.store.AttachmentState(s.ctx, one.record)
			states = append(states, fmt.Sprintf("%d: %s unsent %v %v", st.index, state.Stage, state.Unsent, err))
		}
		fmt.Fprintf(&b, "\n  save %d of station %d, gone %v, %v: %s", one.no, one.station, one.paperGone, one.set[store.FieldBlob], strings.Join(states, ", "))
	}
	return b.String()
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
	for _, st := range s.living() {
		if why := st.differs(ends); why != "" {
			return why
		}
	}
	return ""
}

// differs compares one station with the center, as far as its scope goes.
func (st *station) differs(ends map[chain]end) string {
	counts, err := st.store.Counts(st.s.ctx)
	if err != nil {
		st.s.failf("count at station %d: %v", st.index, err)
	}
	if counts.Unsent > 0 {
		return fmt.Sprintf("station %d has %d unsent", st.index, counts.Unsent)
	}
	if wanted, err := st.store.WantedBlobs(st.s.ctx, 1000); err != nil {
		st.s.failf("find wanted papers at station %d: %v", st.index, err)
	} else if n := st.arriving(wanted); n > 0 {
		return fmt.Sprintf("station %d waits for %d papers", st.index, n)
	}
	apart, scope := st.apart(), st.scope()
	mine, kept, shut, audit := st.ends(), st.keptFrom(), st.shut(), st.store.Audit()
	var differ []string
	for c, e := range ends {
		if c.kase == audit || shut(c.kase) && mine[c] == (end{}) {
			continue
		}
		if mine[c] != e && !apart[c] && scope.Has(c.kase) && !kept(c.kase) && !(st.s.tooLate() && (mine[c].n > e.n || !scope.All)) {
			differ = append(differ, fmt.Sprintf("station %d has %d changes of %s in %s, the center %d", st.index, mine[c].n, c.station, c.kase, e.n))
		}
	}
	waiting := map[uuid.UUID]bool{}
	if !scope.Whole() {
		var unsent string
		if waiting, unsent = st.waiting(); unsent != "" {
			return unsent
		}
	}
	if own := (chain{audit, st.image.id}); st.s.walled && mine[own] != st.s.office.endsFor(st)[own] {
		differ = append(differ, fmt.Sprintf("station %d has %d entries of the audit, the center other ones", st.index, mine[own].n))
	}
	for c, e := range mine {
		if c.kase == audit {
			continue
		}
		if shut(c.kase) && !waiting[c.kase] && !st.split(c.kase) {
			differ = append(differ, fmt.Sprintf("station %d has %d changes of %s in %s, which is restricted to others", st.index, e.n, c.station, c.kase))
		}
		if _, ok := ends[c]; !ok && !apart[c] && !st.s.tooLate() || !scope.Has(c.kase) && !waiting[c.kase] {
			differ = append(differ, fmt.Sprintf("station %d has %d changes of %s in %s, and should not", st.index, e.n, c.station, c.kase))
		}
	}
	if len(differ) == 0 {
		return st.keeps(waiting)
	}
	return slices.Min(differ)
}

// tooLate reports whether the center may keep aside what it had taken once:
// written after its author was removed, but taken before the center heard of
// that, and refilled after it was restored. Those who have it keep it.
func (s *sim) tooLate() bool { return s.figures.CenterRestores > 0 && len(s.left)+len(s.gone) > 0 }

// beyond reports whether a station has more of a case than the center has.
func (st *station) beyond(kase uuid.UUID) bool {
	ends := st.s.office.ends(st.s)
	for c, e := range st.ends() {
		if c.kase == kase && e.n > ends[c].n {
			return true
		}
	}
	return false
}

// arriving counts the papers that a station waits for and that are somewhere.
func (st *station) arriving(wanted []ledger.BlobWant) int {
	n := 0
	for _, w := range wanted {
		for _, one := range st.s.history.saves {
			if one.paper != nil && !one.paperGone && one.exempt == "" && blobOf(one) == w.Blob {
				n++
				break
			}
		}
	}
	return n
}

// apart are the chains of which something is held back: after a machine was set
// back and wrote on before it heard of it, or behind the work of somebody who
// was removed. judgeSaves asks whether there is such a reason.
func (st *station) apart() map[chain]bool {
	out := map[chain]bool{}
	for _, h := range st.held() {
		out[chain{h.Case, h.Dot.Station}] = true
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

func (o *office) ends(s *sim) map[chain]end { return o.endsFor(s.stations[0]) }

// endsFor are the chains that the center shows a station.
func (o *office) endsFor(st *station) map[chain]end {
	s, from := st.s, st.image.leaf
	out := map[chain]end{}
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
