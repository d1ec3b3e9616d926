package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// FindRotation gathers a plan with the families of those who leave.
func (s *Store) FindRotation(ctx context.Context, id uuid.UUID) (*Rotation, error) {
	r, err := s.FindRecord(ctx, id)
	if err != nil {
		return nil, err
	}
	p := &Rotation{Record: r, Rest: parseID(r.Text("rest")), Done: r.Text("done_at") != "", roles: map[uuid.UUID][]string{}}
	for _, text := range r.Texts("leaves") {
		if staff := parseID(text); staff != uuid.Nil {
			p.Leaves = append(p.Leaves, staff)
		}
	}
	for staff, person := range s.Directory().Staff {
		if !person.Removed && !slices.Contains(p.Leaves, staff) {
			p.roles[staff] = person.Roles
		}
	}
	if p.handovers, err = s.handovers(ctx, s.db.Read(), id); err != nil {
		return nil, err
	}
	if err := s.rotationFamilies(ctx, p); err != nil {
		return nil, err
	}
	if err := s.rotationNotes(ctx, p); err != nil {
		return nil, err
	}
	return p, s.rotationSigned(ctx, p)
}

// rotationFamilies finds the families of those who leave and those that the
// plan speaks of, and reckons who has how many. Restricted ones are no part of
// it: who reads them is decided in the case, by those who may.
func (s *Store) rotationFamilies(ctx context.Context, p *Rotation) error {
	cards, err := s.cards(ctx, `k.health != '' OR k.welfare != ''`)
	if err != nil {
		return err
	}
	walls, err := s.wallsNow(ctx)
	if err != nil {
		return err
	}
	p.Load = map[uuid.UUID]Load{}
	to := map[Hand]uuid.UUID{} // without To
	for _, r := range p.handovers {
		h := handOf(r)
		for _, text := range r.Texts("cases") {
			to[Hand{Case: parseID(text), Side: h.Side, From: h.From}] = h.To
		}
	}
	for _, c := range cards {
		if _, restricted := walls[c.id]; restricted {
			continue
		}
		for side, in := range map[string]string{SideHealth: c.health, SideWelfare: c.welfare} {
			h := Hand{Case: c.id, Side: side, From: parseID(in)}
			p.count(h.From, 1, 1)
			if slices.Contains(p.Leaves, h.From) {
				h.To = to[h]
				p.count(h.From, 0, -1)
				p.count(h.To, 0, 1)
				p.Families = append(p.Families, handRow(h, c))
			}
		}
	}
	p.moved(to, cards)
	slices.SortFunc(p.Families, func(a, b HandRow) int {
		return cmp.Or(strings.Compare(a.Kana, b.Kana), slices.Compare(a.Case[:], b.Case[:]), strings.Compare(a.Side, b.Side))
	})
	return nil
}

// moved adds the families of the plan that its leaver is not in charge of any
// more: they were handed over, or somebody else was put in charge meanwhile.
func (p *Rotation) moved(to map[Hand]uuid.UUID, cards map[uuid.UUID]card) {
	for h, next := range to {
		c, here := cards[h.Case]
		now := parseID(c.health)
		if h.Side == SideWelfare {
			now = parseID(c.welfare)
		}
		if !here || now == h.From || !slices.Contains(p.Leaves, h.From) {
			continue
		}
		h.To = next
		row := handRow(h, c)
		row.Handed, row.Moved = now == next, now != next
		p.Families = append(p.Families, row)
	}
}

func handRow(h Hand, c card) HandRow {
	return HandRow{Hand: h, Family: c.name, Kana: cmp.Or(c.kana, c.name), Class: c.class}
}

func (p *Rotation) count(staff uuid.UUID, now, after int) {
	if staff != uuid.Nil {
		l := p.Load[staff]
		p.Load[staff] = Load{l.Now + now, l.After + after}
	}
}

// rotationNotes puts the notes to their families.
func (s *Store) rotationNotes(ctx context.Context, p *Rotation) error {
	all, err := s.entriesWhere(ctx, s.db.Read(), `r.kind = 'handover_note' AND `+ofWork)
	if err != nil {
		return err
	}
	notes := map[uuid.UUID]string{}
	for _, e := range all {
		notes[e.id] = e.Text("text")
	}
	for i := range p.Families {
		p.Families[i].Note = notes[noteID(p.Record.ID, p.Families[i].Hand)]
	}
	return nil
}

// Without is how many families nobody takes over yet.
func (p *Rotation) Without() int {
	n := 0
	for _, f := range p.Families {
		if f.To == uuid.Nil {
			n++
		}
	}
	return n
}

// Successors are those who could take over families on a side: who stays and
// works there, those with the fewest families first.
func (p *Rotation) Successors(side string) []uuid.UUID {
	var out []uuid.UUID
	for staff, roles := range p.roles {
		if slices.Contains(roles, sideRole[side]) {
			out = append(out, staff)
		}
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int {
		return cmp.Or(p.Load[a].After-p.Load[b].After, slices.Compare(a[:], b[:]))
	})
	return out
}

// Proposed hands every family that nobody takes over yet to whoever of its
// side would have the fewest, one after the other. Nothing is written.
func (p *Rotation) Proposed() []Hand {
	load, out := map[uuid.UUID]int{}, []Hand{}
	for staff, l := range p.Load {
		load[staff] = l.After
	}
	for _, f := range p.Families {
		who := p.Successors(f.Side)
		if f.To != uuid.Nil || len(who) == 0 {
			continue
		}
		least := slices.MinFunc(who, func(a, b uuid.UUID) int {
			return cmp.Or(load[a]-load[b], slices.Compare(a[:], b[:]))
		})
		h := f.Hand
		h.To = least
		load[least]++
		out = append(out, h)
	}
	return out
}

// SubmitRotation sends a plan to be signed. A director who submits signs it by
// that; from anybody else it goes to the director.
func (s *Store) SubmitRotation(ctx context.Context, id uuid.UUID, comment string) (uuid.UUID, error) {
	if !s.May(ledger.ActRotate) {
		return uuid.Nil, ErrNotAllowed
	}
	route := []string{casework.RoleDirector}
	if s.Me().Has(ledger.RoleDirector) {
		route = []string{casework.RoleCoordinator}
	}
	return s.Submit(ctx, id, route, comment)
}

// rotationSigned finds the latest submission of a plan, and whether a director
// has signed the plan as it stands.
func (s *Store) rotationSigned(ctx context.Context, p *Rotation) error {
	id := p.Record.ID
	rows, err := s.FindApprovals(ctx, ApprovalFilter{Document: &id, All: true})
	if err != nil {
		return fmt.Errorf("find approval of rotation: %w", err)
	}
	if len(rows) == 0 {
		return nil
	}
	a := &rows[len(rows)-1]
	p.Approval = a
	switch a.State.Stage {
	case casework.ApprovalApproved:
		p.Signed = p.director(s.Staff(a.By)) || slices.ContainsFunc(a.State.Steps, func(step casework.StepState) bool { return step.Role == casework.RoleDirector })
	case casework.ApprovalWaiting:
		p.Signed = p.director(s.Staff(a.By))
	}
	return nil
}

// director reports whether somebody is a director, or was one until this very
// plan removed them.
func (p *Rotation) director(who *ledger.Staff) bool {
	return who.Has(ledger.RoleDirector) ||
		who != nil && who.Removed && slices.Contains(p.Leaves, who.ID) && slices.Contains(who.Held, ledger.RoleDirector)
}
