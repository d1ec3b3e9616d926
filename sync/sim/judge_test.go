package sim_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// judge looks at every station as a person would, and holds it against the
// history.
func (s *sim) judge() {
	numbers := map[string]uuid.UUID{}
	same := map[uuid.UUID]string{}
	for _, st := range s.living() {
		apart, scope, kept, waiting := st.apart(), st.scope(), st.keptFrom(), map[uuid.UUID]bool{}
		if !scope.Whole() {
			waiting, _ = st.waiting()
		}
		for _, record := range s.history.order {
			if kase := s.history.records[record][0].kase; scope.Has(kase) || waiting[kase] {
				s.judgeRecord(st, record, numbers)
			} else if _, err := st.store.FindRecord(s.ctx, record); err == nil {
				s.failf("station %d shows %s of case %s, which is out of its scope", st.index, record, kase)
			}
		}
		for _, kase := range s.history.cases {
			if scope.Has(kase) && len(st.remaining()) > 0 && !kept(kase) && !touches(apart, kase) && !(s.tooLate() && (!scope.All || st.beyond(kase))) {
				s.judgeCase(st, kase, same)
			}
		}
		s.judgePapers(st)
		s.judgeDrafts(st)
		s.judgeWalls(st)
		s.tell("station %d: %s", st.index, st.sum())
	}
	s.judgeSaves()
	s.judgeAudit()
}

func touches(apart map[chain]bool, kase uuid.UUID) bool {
	for c := range apart {
		if c.kase == kase {
			return true
		}
	}
	return false
}

// judgeRecord demands that each field of a record shows exactly the values
// whose saves nobody has superseded who had seen them.
func (s *sim) judgeRecord(st *station, record uuid.UUID, numbers map[string]uuid.UUID) {
	saves := s.history.records[record]
	there := st.seen(record)
	if len(there) == 0 {
		return // judgeSaves asks why
	}
	r, err := st.store.FindRecord(s.ctx, record)
	if err != nil {
		s.failf("station %d does not show %s: %v", st.index, record, err)
	}
	shown := s.shown(st, r)
	s.figures.Conflicts += len(r.Conflicts)
	for field, want := range s.wanted(saves, there) {
		if got := shown[field]; !slices.Equal(got, want) && !s.twice(saves, field, got, want) {
			s.failf("%s of %s (%s) on station %d: shown %q, want %q\n%s", field, record, r.Kind, st.index, got, want, s.about(record))
		}
	}
	if number := r.Text("number"); number != "" {
		if other, taken := numbers[number]; taken && other != record && !s.hasty(other) && !s.hasty(record) {
			s.failf("number %s is given to %s and to %s", number, other, record)
		}
		numbers[number] = record
	}
	s.judgeSearch(st, r)
}

// wanted gives, for each field, the values that must be shown.
func (s *sim) wanted(saves []*save, there map[*save]bool) map[string][]string {
	out := map[string][]string{}
	for _, one := range saves {
		if !there[one] {
			continue
		}
		for field, value := range one.set {
			if s.history.superseded(one, field, there) {
				continue
			}
			if text := fmt.Sprint(value); !slices.Contains(out[field], text) {
				out[field] = append(out[field], text)
			}
		}
	}
	for _, values := range out {
		slices.Sort(values)
	}
	return out
}

// shown is what a person sees of a record: its fields and all sides of its
// conflicts.
func (s *sim) shown(st *station, r *store.Record) map[string][]string {
	out := map[string][]string{}
	for name, value := range r.Fields {
		out[name] = []string{fmt.Sprint(value)}
	}
	for _, one := range s.history.records[r.ID] {
		for name := range one.set {
			if out[name] == nil {
				out[name] = []string{fmt.Sprint(r.Fields[name])}
			}
		}
	}
	out[ledger.FieldState] = []string{string(r.State)}
	if len(r.Conflicts) == 0 {
		return out
	}
	c, err := st.store.FindConflict(s.ctx, r.ID)
	if err != nil {
		s.failf("station %d does not show the conflict of %s: %v", st.index, r.ID, err)
	}
	for _, f := range c.Fields {
		var values []string
		for _, v := range f.Values {
			// The other side of a withdrawal is an edit, not a state that was saved.
			if text := fmt.Sprint(v.Value); v.Edited == nil && !slices.Contains(values, text) {
				values = append(values, text)
			}
		}
		if s.system.lastWins {
			values = values[:min(1, len(values))]
		}
		slices.Sort(values)
		out[f.Name] = values
	}
	return out
}

// about tells the story of a record.
func (s *sim) about(record uuid.UUID) string {
	var b strings.Builder
	for _, one := range s.history.records[record] {
		var knew []int
		for o := range one.knew {
			knew = append(knew, o.no)
		}
		slices.Sort(knew)
		fmt.Fprintf(&b, "  %v, knew %v %s\n", one, knew, one.exempt)
	}
	return b.String()
}

// judgeSearch finds a record by what it shows.
func (s *sim) judgeSearch(st *station, r *store.Record) {
	if r.State != store.StateConfirmed || !s.chance(0.1) {
		return
	}
	for _, field := range []string{"facts", "note", "name"} {
		words := r.Text(field)
		if words == "" {
			continue
		}
		hits, err := st.store.Search(s.ctx, words, 100)
		if err != nil {
			s.failf("search on station %d: %v", st.index, err)
		}
		if !slices.ContainsFunc(hits, func(h store.Hit) bool { return h.Record == r.ID }) {
			s.failf("station %d does not find %s by %q", st.index, r.ID, words)
		}
	}
}

// judgeCase demands that all stations show a case alike: records, conflicts,
// deadlines.
func (s *sim) judgeCase(st *station, kase uuid.UUID, same map[uuid.UUID]string) {
	c, err := st.store.FindCase(s.ctx, kase)
	if err != nil {
		return // judgeSaves asks why
	}
	var lines []string
	for _, r := range c.Records {
		if r.State == store.StateDraft {
			continue
		}
		var fields []string
		for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
			fields = append(fields, fmt.Sprintf("%s=%v", name, r.Fields[name]))
		}
		lines = append(lines, fmt.Sprint(r.ID, r.Kind, r.Parent, r.State, fields, r.Conflicts, r.Author))
	}
	for _, d := range c.Deadlines {
		lines = append(lines, fmt.Sprintf("%+v", d))
	}
	slices.Sort(lines)
	text := strings.Join(lines, "\n")
	if was, ok := same[kase]; ok && was != text {
		s.failf("station %d shows case %s differently:\n%s\nothers:\n%s%s", st.index, kase, text, was, s.keysAbout(kase))
	}
	same[kase] = text
}

// hasty reports whether a record was begun by a machine that was set back and
// had not heard of it: it cannot know which numbers it had given.
func (s *sim) hasty(record uuid.UUID) bool { return s.history.records[record][0].hasty }

// judgeSaves asks of every save whether it is on every station that holds its
// case, as a record's past, or somewhere as held back, where a person sees it.
func (s *sim) judgeSaves() {
	kept := s.heldBack()
	for _, st := range s.living() {
		scope, away, shut := st.scope(), st.keptFrom(), st.shut()
		if len(st.remaining()) == 0 || s.tooLate() && !scope.All {
			continue // nobody gets the keys, or it may reckon its scope by what the center keeps aside
		}
		have := map[uuid.UUID]map[*save]bool{}
		for _, one := range s.history.saves {
			if !scope.Has(one.kase) || shut(one.kase) || away(one.kase) || kept[one] || one.exempt != "" || one.decided {
				continue
			}
			if have[one.record] == nil {
				have[one.record] = st.seen(one.record)
			}
			if s.tooLate() && s.stations[0].seen(one.record)[one] {
				continue // the key of its case may be kept aside with what was too late
			}
			if !have[one.record][one] && !s.twoHistories(st, one) {
				s.failf("station %d has lost %v\n%s%s", st.index, one, s.about(one.record), s.whereabouts(one))
			}
		}
	}
}

// twoHistories reports whether a save belongs to one of two histories of the
// same chain. That takes two restores, of the center and of the machine that
// wrote: then some stations have the one and some the other, and those who
// have had both come keep the second in quarantine, where people see it, unless
// the center keeps the second from them, for the case is none of theirs.
func (s *sim) twoHistories(st *station, one *save) bool {
	if s.figures.CenterRestores == 0 || !s.stations[one.station].setBack {
		return false
	}
	return slices.ContainsFunc(s.living(), func(o *station) bool {
		if o != st && !o.seen(one.record)[one] {
			return false
		}
		if o.keptFrom()(one.kase) {
			return true
		}
		if waiting, _ := o.waiting(); waiting[one.kase] {
			return true
		}
		return slices.ContainsFunc(o.held(), func(h store.Held) bool {
			return h.Case == one.kase && h.Dot.Station == one.mark.dot.Station && (h.Code == "forked" || h.Code == "broken_chain")
		})
	})
}

// whereabouts says who has a save, for whoever looks into a failure.
func (s *sim) whereabouts(one *save) string {
	var b strings.Builder
	for _, st := range s.stations {
		fmt.Fprintf(&b, "  station %d: shown %v, aside %v, set back %v, removed %v;", st.index, st.seen(one.record)[one], st.aside()[one], st.setBack, st.isGone())
		for _, h := range st.held() {
			if h.Case == one.kase {
				fmt.Fprintf(&b, " holds change %d of %s: %s %s;", h.Dot.N, h.Dot.Station, h.Code, h.Reason)
			}
		}
		e := st.ends()
		fmt.Fprintf(&b, " has %d of the chain\n", e[chain{one.kase, one.mark.dot.Station}].n)
	}
	for _, o := range s.history.saves {
		if o.kase == one.kase && o.mark.dot.Station == one.mark.dot.Station {
			fmt.Fprintf(&b, "  of the same chain: save %d, change %d, exempt %q, decided %v\n", o.no, o.mark.dot.N, o.exempt, o.decided)
		}
	}
	fmt.Fprintf(&b, "  the center has %d of the chain\n", s.office.ends(s)[chain{one.kase, one.mark.dot.Station}].n)
	for _, path := range []string{wire.PathChanges, wire.PathHeld} {
		all, err := fetch(s.ctx, s.office.handler, s.stations[0].image.leaf, path+"?after=0")
		s.office.must(err)
		for _, l := range all {
			if c, err := ledger.Decode(l.Raw); err == nil && c.Case == one.kase {
				fmt.Fprintf(&b, "  %s has %v by %s, removed %v, sealed by %s\n", path, c.Dot(), c.Author, s.left[c.Author], c.Key)
			}
		}
	}
	return b.String()
}

// heldBack are the saves that wait for a person: in the hold box as the
// director sees it, set aside or refused on the machine where they were
// written. There must be a reason for it.
func (s *sim) heldBack() map[*save]bool {
	out := map[*save]bool{}
	box, err := s.stations[0].store.FindHoldBox(s.ctx)
	if err != nil {
		s.failf("read the hold box: %v", err)
	}
	for _, h := range box {
		one := s.heldSave(h)
		if !slices.Contains(s.history.cases, h.Case) {
			continue // of the house: a carry, a password
		}
		if one == nil && h.May && s.heldDraft(h) {
			continue
		}
		if one == nil || !h.May {
			s.failf("in the hold box is what nobody saved or may decide: %+v", h)
		}
		out[one] = true
	}
	if s.figures.CenterRestores > 0 {
		s.heldHere(out)
	}
	for _, st := range s.stations {
		if st.isGone() && !st.setBack && len(s.left) == 0 {
			continue // what it has must have come into the hold box
		}
		for one := range st.aside() {
			out[one] = true
		}
	}
	for _, st := range s.living() {
		for _, h := range st.held() {
			for _, one := range s.history.saves {
				if one.kase == h.Case && one.mark.dot == h.Dot && h.Own {
					out[one] = true
				}
			}
			if !s.wasSetBack(h.Dot.Station) && len(s.left)+len(s.gone) == 0 {
				s.failf("station %d holds back change %v of %s: %s %s", st.index, h.Dot, h.Case, h.Code, h.Reason)
			}
		}
	}
	for one := range out {
		st := s.stations[one.station]
		s.figures.Held++
		if !st.setBack && !s.left[one.author] && !s.gone[st.image.id] && !s.behind(one) {
			s.failf("%v is held back for no reason\n%s", one, s.whereabouts(one))
		}
	}
	return out
}

// heldHere adds what a station other than the first shows of the hold box: its
// own, which the center has kept aside before it was restored to an earlier
// time; and what the center keeps aside now although it had taken it before.
func (s *sim) heldHere(out map[*save]bool) {
	for _, st := range s.living() {
		box, err := st.store.FindHoldBox(s.ctx)
		if err != nil {
			s.failf("read the hold box of station %d: %v", st.index, err)
		}
		for _, h := range box {
			if one := s.heldSave(h); one != nil && (h.Station == st.image.id || s.tooLate()) {
				out[one] = true
			}
		}
	}
}

// behind reports whether a save follows, in its chain, one by somebody who was
// removed: it waits for that one.
func (s *sim) behind(one *save) bool {
	return slices.ContainsFunc(s.history.saves, func(o *save) bool {
		return o.kase == one.kase && o.station == one.station && o.mark.dot.N < one.mark.dot.N && s.left[o.author]
	})
}

// sum is everything that a station has, in one line.
func (st *station) sum() string {
	digests, err := st.store.Digests(st.s.ctx)
	if err != nil {
		st.s.failf("digests of station %d: %v", st.index, err)
	}
	h := sha256.New()
	for _, d := range digests {
		h.Write(d[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
