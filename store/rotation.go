package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// Kinds of the April rotation. The plan and its handovers lie in the office
// file and name families by their ids; what is told of a family lies in its
// own case, where the restriction of a case covers it.
const (
	KindRotation     = "rotation"
	KindHandover     = "handover"
	KindHandoverNote = "handover_note"
)

// Sides of the work on which somebody is in charge of a family, codes of the
// list handover_side.
const (
	SideHealth  = "health"
	SideWelfare = "welfare"
)

// sideField is the field of a family that says who is in charge on a side.
var sideField = map[string]string{SideHealth: "mch_staff", SideWelfare: "welfare_staff"}

// sideRole is who works on a side.
var sideRole = map[string]string{SideHealth: ledger.RoleHealth, SideWelfare: ledger.RoleWelfare}

// Rotation is a plan of who leaves and who takes over which families.
type Rotation struct {
	Record   *Record
	Leaves   []uuid.UUID
	Rest     uuid.UUID // who takes over the tasks of no family
	Families []HandRow // by kana
	Load     map[uuid.UUID]Load
	Approval *ApprovalRow // the latest submission; nil when there is none
	Signed   bool         // as it stands
	Done     bool

	handovers []*Record
	roles     map[uuid.UUID][]string // of those who stay
}

// HandRow is a family that somebody who leaves is in charge of on one side.
type HandRow struct {
	Hand
	Family, Kana string
	Class        string
	Note         string
	Handed       bool // the successor is in charge already
	Moved        bool // somebody else was put in charge meanwhile: it is left alone
}

// Hand says who takes over a family on one side; To is zero where nobody does.
type Hand struct {
	Case     uuid.UUID
	Side     string
	From, To uuid.UUID
}

// Load is how many families somebody is in charge of: now, and when the plan
// was carried out.
type Load struct{ Now, After int }

// FindRotations lists the plans, the latest first.
func (s *Store) FindRotations(ctx context.Context) ([]*Record, error) {
	return s.FindOffice(ctx, KindRotation)
}

// NewRotation says what a plan is about.
type NewRotation struct {
	On     casework.Date
	Title  string
	Leaves []uuid.UUID
	Comes  []string // names of people who are still to be added
	Rest   uuid.UUID
}

// SaveRotation writes who leaves and who comes; a zero id makes a new plan. It
// returns ErrNotAllowed unless the person signed in may rotate, and
// ErrRotationDone for a plan that was carried out.
func (s *Store) SaveRotation(ctx context.Context, id uuid.UUID, n NewRotation) (uuid.UUID, error) {
	if id == uuid.Nil {
		id = newID(s.c)
	}
	return id, s.plan(ctx, id, func(b *batch) error {
		leaves := make([]string, len(n.Leaves))
		for i, staff := range n.Leaves {
			leaves[i] = staff.String()
		}
		slices.Sort(leaves)
		set := map[string]any{"on": n.On.String(), "title": n.Title, "leaves": leaves, "comes": slices.Clone(n.Comes), "rest": orNone(idText(n.Rest))}
		return b.put(Write{Case: s.Office(), Record: id, Kind: KindRotation, Set: set})
	})
}

// ErrRotationDone is returned for a change of a plan that was carried out.
var ErrRotationDone = errors.New("the rotation was carried out")

// plan changes a plan that is still one.
func (s *Store) plan(ctx context.Context, id uuid.UUID, do func(*batch) error) error {
	if !s.May(ledger.ActRotate) {
		return ErrNotAllowed
	}
	return s.write(ctx, func(b *batch) error {
		old, err := s.findRecord(ctx, b.tx, id)
		switch {
		case errors.Is(err, ErrNotFound):
		case err != nil:
			return err
		case old.Text("done_at") != "":
			return ErrRotationDone
		}
		return do(b)
	})
}

// handoverID is the record of what one person takes over from another on a
// side, the same on every station.
func handoverID(rotation uuid.UUID, h Hand) uuid.UUID {
	return uuid.NewSHA1(rotation, []byte(strings.Join([]string{KindHandover, h.Side, h.From.String(), h.To.String()}, " ")))
}

// SetSuccessors says who takes over families. Each is with one successor on a
// side; To of the zero id takes it out of the plan again.
func (s *Store) SetSuccessors(ctx context.Context, rotation uuid.UUID, hands []Hand) error {
	return s.plan(ctx, rotation, func(b *batch) error {
		have, err := b.handovers(rotation)
		if err != nil {
			return err
		}
		cases, changed := map[uuid.UUID][]string{}, map[uuid.UUID]bool{}
		about := map[uuid.UUID]Hand{}
		for _, r := range have {
			cases[r.ID], about[r.ID] = slices.Clone(r.Texts("cases")), handOf(r)
		}
		for _, h := range hands {
			id, name := handoverID(rotation, h), h.Case.String()
			for other, list := range cases {
				if a := about[other]; other != id && a.Side == h.Side && a.From == h.From && slices.Contains(list, name) {
					cases[other], changed[other] = slices.DeleteFunc(list, func(c string) bool { return c == name }), true
				}
			}
			if h.To == uuid.Nil || slices.Contains(cases[id], name) {
				continue
			}
			cases[id], about[id], changed[id] = append(cases[id], name), h, true
		}
		return b.put(handoverWrites(s.Office(), rotation, cases, about, changed)...)
	})
}

func handoverWrites(office, rotation uuid.UUID, cases map[uuid.UUID][]string, about map[uuid.UUID]Hand, changed map[uuid.UUID]bool) []Write {
	var out []Write
	for id := range changed {
		h := about[id]
		slices.Sort(cases[id])
		out = append(out, Write{Case: office, Record: id, Kind: KindHandover, Parent: rotation, Set: map[string]any{
			"side": h.Side, "from": h.From.String(), "to": h.To.String(), "cases": cases[id],
		}})
	}
	slices.SortFunc(out, func(a, b Write) int { return slices.Compare(a.Record[:], b.Record[:]) })
	return out
}

// handOf is what a handover says of all its families.
func handOf(r *Record) Hand {
	return Hand{Side: r.Text("side"), From: parseID(r.Text("from")), To: parseID(r.Text("to"))}
}

// handovers are those of a plan, as the transaction sees them.
func (b *batch) handovers(rotation uuid.UUID) ([]*Record, error) {
	return b.s.handovers(b.ctx, b.tx, rotation)
}

func (s *Store) handovers(ctx context.Context, q querier, rotation uuid.UUID) ([]*Record, error) {
	office := s.Office()
	ids, err := fileIDs(ctx, q, `SELECT record FROM record WHERE file = ? AND kind = 'handover' AND parent = ? AND state = 'confirmed' ORDER BY record`,
		office[:], rotation[:])
	if err != nil {
		return nil, s.fault(err)
	}
	out := make([]*Record, len(ids))
	for i, id := range ids {
		if out[i], err = s.findRecord(ctx, q, id); err != nil {
			return nil, fmt.Errorf("find handovers: %w", err)
		}
	}
	return out, nil
}

// noteID is the record of what is told of a family on a side.
func noteID(rotation uuid.UUID, h Hand) uuid.UUID {
	return uuid.NewSHA1(rotation, []byte(strings.Join([]string{KindHandoverNote, h.Side, h.Case.String()}, " ")))
}

// SetHandoverNote writes what the next person in charge should know. Whoever
// reads the family may: those who leave above all.
func (s *Store) SetHandoverNote(ctx context.Context, rotation uuid.UUID, h Hand, text string) error {
	_, err := s.Put(ctx, Write{Case: h.Case, Record: noteID(rotation, h), Kind: KindHandoverNote, Set: map[string]any{
		"rotation": rotation.String(), "side": h.Side, "text": text,
	}})
	if err != nil {
		return fmt.Errorf("write handover note: %w", err)
	}
	return nil
}
