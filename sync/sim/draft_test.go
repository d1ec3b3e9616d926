package sim_test

import (
	"fmt"

	"yorisoi/store"
)

func (s *sim) writeDraft(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	d := store.Draft{Record: s.newID(), Case: r.Case, Kind: store.KindNote, Fields: s.noteSet()}
	if _, err := st.store.SaveDraft(s.ctx, d); err != nil {
		return err
	}
	st.drafts[d.Record] = typed{st.who, fmt.Sprint(d.Fields["facts"])}
	st.typed[d.Record] = fmt.Sprint(d.Fields["facts"])
	return nil
}

// judgeDrafts demands that a person finds what they were typing, whatever has
// become of the machine meanwhile.
func (s *sim) judgeDrafts(st *station) {
	for record, t := range st.drafts {
		if t.who != st.who {
			continue
		}
		d, err := st.store.FindDraft(s.ctx, record)
		if err != nil || fmt.Sprint(d.Fields["facts"]) != t.facts {
			s.failf("station %d has lost the draft %s of %s: %v", st.index, record, t.facts, err)
		}
	}
}

// heldDraft reports whether a change in the hold box is what somebody was
// typing at a machine when it was removed: it hands that over too.
func (s *sim) heldDraft(h store.HeldEdit) bool {
	for _, st := range s.stations {
		facts, typed := st.typed[h.Record] // an old copy of the machine has them too
		if !typed || st.image.id != h.Station || !s.gone[h.Station] {
			continue
		}
		for _, f := range h.Fields {
			if f.Name == "facts" && fmt.Sprint(f.Held) == facts {
				return true
			}
		}
	}
	return false
}

func (s *sim) confirm(st *station) error {
	drafts, err := st.store.FindDrafts(s.ctx)
	if err != nil {
		return err
	}
	if len(drafts) == 0 {
		return errNothing
	}
	d := drafts[s.rng.IntN(len(drafts))].Draft
	defer func() {
		if len(st.seen(d.Record)) > 0 {
			delete(st.drafts, d.Record)
		}
	}()
	return s.saving(st, d.Case, d.Record, d.Kind, map[*save]bool{}, func() error {
		_, err := st.store.Confirm(s.ctx, d.Record)
		return err
	})
}
