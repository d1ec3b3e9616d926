package sim_test

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// mark names one change as a person can see it. A machine that was set back
// may give the same number to two, and what it wrote then is written anew with
// another number: station, time and content stay.
type mark struct {
	dot ledger.Dot
	at  int64
	sum string // of what it sets
}

func markOf(v store.Version) mark { return mark{v.Dot, v.At.UnixMilli(), fmt.Sprint(v.Set)} }

// save is a deed that a store acknowledged, or that it kept although the
// machine stopped before it could say so.
type save struct {
	no      int
	station int
	mark    mark
	kase    uuid.UUID
	record  uuid.UUID
	kind    string
	set     map[string]any
	knew    map[*save]bool // what its writer had seen of the record
	hasty   bool           // by a machine that has not heard yet that it was set back
	author  uuid.UUID
	exempt  string // why it may be lost
	decided bool   // somebody let it go, or took it in as an edit of their own
	anew    bool   // somebody wrote it once more

	paper     []byte // content of an attachment
	paperGone bool   // no copy of it is left
}

func (s *save) String() string {
	return fmt.Sprintf("save %d: %s %s by station %d, change %d of %s: %v", s.no, s.kind, s.record, s.station, s.mark.dot.N, s.kase, s.set)
}

// history is everything that was saved, as nobody in the world can know it.
type history struct {
	saves   []*save
	records map[uuid.UUID][]*save
	order   []uuid.UUID // of records
	cases   []uuid.UUID
}

func newHistory() *history {
	return &history{records: map[uuid.UUID][]*save{}}
}

// add takes a save.
func (h *history) add(s *save) {
	s.no = len(h.saves) + 1
	h.saves = append(h.saves, s)
	if h.records[s.record] == nil {
		h.order = append(h.order, s.record)
	}
	h.records[s.record] = append(h.records[s.record], s)
	if !slices.Contains(h.cases, s.kase) {
		h.cases = append(h.cases, s.kase)
	}
}

// of finds the save that a change of a record is, nil for one that nobody has
// written down.
func (h *history) of(record uuid.UUID, m mark) *save {
	var anew *save
	for _, s := range h.records[record] {
		switch {
		case s.mark == m:
			return s
		case s.mark.dot.Station == m.dot.Station && s.mark.at == m.at && s.mark.sum == m.sum:
			anew = s
		}
	}
	return anew
}

// superseded reports whether, among the saves that are somewhere, one of the
// same field had seen this one.
func (h *history) superseded(s *save, field string, there map[*save]bool) bool {
	return slices.ContainsFunc(h.records[s.record], func(o *save) bool {
		_, sets := o.set[field]
		return sets && o.knew[s] && there[o]
	})
}

// versions is a record's history on a station, oldest last; none where it is
// not.
func (st *station) versions(record uuid.UUID) []store.Version {
	v, err := st.store.History(st.s.ctx, record)
	if err != nil && store.CodeOf(err) != "record_missing" {
		st.s.failf("history of %s on station %d: %v", record, st.index, err)
	}
	return v
}

// seen is what a person at a station can see of a record's past.
func (st *station) seen(record uuid.UUID) map[*save]bool {
	out := map[*save]bool{}
	for _, v := range st.versions(record) {
		one := st.s.history.of(record, markOf(v))
		if one == nil {
			st.s.failf("station %d has a change of %s that nobody saved: %v %v", st.index, record, v.Dot, v.Set)
		}
		out[one] = true
	}
	return out
}

// witness writes down what a station's store has of a record that nobody has
// written down yet: what the person there has just saved.
func (s *sim) witness(st *station, kase, record uuid.UUID, kind string, knew map[*save]bool) int {
	found := 0
	for _, v := range slices.Backward(st.versions(record)) {
		if s.history.of(record, markOf(v)) != nil {
			continue
		}
		if v.Station != st.image.id {
			s.failf("station %d has a change of station %s that nobody made: %v", st.index, v.Station, v.Set)
		}
		found++
		s.history.add(&save{station: st.index, mark: markOf(v), kase: kase, record: record, kind: kind, set: v.Set, knew: knew, hasty: st.unaware, author: v.Author})
	}
	s.figures.Saves += found
	return found
}
