package store

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// HandedOver is what somebody took over from another in one rotation.
type HandedOver struct {
	Record   uuid.UUID
	From     uuid.UUID
	Side     string
	On       string    // ISO date
	Families []HandRow // with their notes, by kana
}

// FindHandedOver lists what was handed to the person signed in and not yet
// marked as read by them.
func (s *Store) FindHandedOver(ctx context.Context) ([]HandedOver, error) {
	all, err := s.FindOffice(ctx, KindHandover)
	if err != nil {
		return nil, err
	}
	me := s.who.String()
	all = slices.DeleteFunc(all, func(r *Record) bool {
		return r.Text("to") != me || r.Text("done_on") == "" || r.Text("read_on") != ""
	})
	var out []HandedOver
	for _, r := range all {
		one := HandedOver{Record: r.ID, From: parseID(r.Text("from")), Side: r.Text("side"), On: r.Text("done_on")}
		if one.Families, err = s.handedFamilies(ctx, r); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// handedFamilies are the families of a handover that can be opened here.
func (s *Store) handedFamilies(ctx context.Context, r *Record) ([]HandRow, error) {
	var cases []uuid.UUID
	for _, text := range r.Texts("cases") {
		cases = append(cases, parseID(text))
	}
	cards, err := s.cardsOf(ctx, cases)
	if err != nil {
		return nil, err
	}
	p := &Rotation{Record: &Record{ID: r.Parent}}
	for _, id := range cases {
		if c, here := cards[id]; here {
			h := handOf(r)
			h.Case = id
			p.Families = append(p.Families, handRow(h, c))
		}
	}
	slices.SortFunc(p.Families, func(a, b HandRow) int { return strings.Compare(a.Kana, b.Kana) })
	return p.Families, s.rotationNotes(ctx, p)
}

// MarkHandoverRead notes that the person signed in has read what was handed to
// them; another's mark is not theirs to set.
func (s *Store) MarkHandoverRead(ctx context.Context, handover uuid.UUID) error {
	return s.write(ctx, func(b *batch) error {
		r, err := s.findRecord(ctx, b.tx, handover)
		if err != nil {
			return err
		}
		if r.Kind != KindHandover || r.Text("to") != s.who.String() {
			return ErrNotAllowed
		}
		return b.put(Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: map[string]any{"read_on": s.today().String()}})
	})
}
