package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// What a dry run of a rotation finds. The first group is in the way; the rest
// is to be known, and done before the day where that is possible.
const (
	RotationUnsigned     = "unsigned"      // no director has signed the plan as it stands
	RotationEarly        = "early"         // its day has not come
	RotationSelf         = "self"          // the person signed in is among those who leave
	RotationPartly       = "partly"        // this station does not hold every case
	RotationLastDirector = "last_director" // nobody would be left to name a director
	RotationNobody       = "nobody"        // Staff's families without a successor
	RotationGone         = "gone"          // Staff takes over families and was removed, or leaves
	RotationRest         = "rest"          // tasks of no family that go to nobody
	RotationUnread       = "unread"        // a restricted case whose readers all leave

	RotationRestricted = "restricted" // a restricted case that Staff reads
	RotationDrafts     = "drafts"     // Staff's unfinished records on this station
	RotationTasks      = "tasks"      // Staff's open tasks
	RotationApprovals  = "approvals"  // Staff's submissions that are not decided
	RotationClocks     = "clocks"     // 48-hour clocks that run in Staff's families
	RotationCarries    = "carries"    // cases that Staff has checked out
	RotationConflicts  = "conflicts"  // who is in charge is in conflict
	RotationMoved      = "moved"      // families with somebody else in charge meanwhile
	RotationStaying    = "staying"    // unsent work of this station
)

// Hindrance is one thing that a dry run finds.
type Hindrance struct {
	Code   string
	Blocks bool
	Staff  uuid.UUID // of whom it is, zero where it is of nobody
	Count  int
	Cases  []uuid.UUID // where it is about families that are here
}

// RotationStation is a station with how far it is known to have sent its work.
type RotationStation struct {
	StationHeard
	Leavers []uuid.UUID // those who leave that wrote on it or sign in on it alone
}

// RotationCheck is what a dry run says.
type RotationCheck struct {
	Plan       *Rotation
	Hindrances []Hindrance // what blocks first
	Stations   []RotationStation
	Drafts     map[uuid.UUID]int
}

// Blocked reports whether something is in the way.
func (c *RotationCheck) Blocked() bool {
	return slices.ContainsFunc(c.Hindrances, func(h Hindrance) bool { return h.Blocks })
}

// CheckRotation is the dry run of a plan: nothing is written.
func (s *Store) CheckRotation(ctx context.Context, id uuid.UUID) (*RotationCheck, error) {
	plan, err := s.FindRotation(ctx, id)
	if err != nil {
		return nil, err
	}
	c := &RotationCheck{Plan: plan}
	for _, part := range []func(context.Context, *RotationCheck) error{
		s.checkRight, s.checkPeople, s.checkWalls, s.checkDrafts, s.checkWork, s.checkCarries, s.checkFamilies, s.checkStations,
	} {
		if err := part(ctx, c); err != nil {
			return nil, fmt.Errorf("check rotation: %w", err)
		}
	}
	slices.SortStableFunc(c.Hindrances, func(a, b Hindrance) int { return first(b.Blocks) - first(a.Blocks) })
	return c, nil
}

func first(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (c *RotationCheck) block(code string, staff uuid.UUID, count int) {
	c.Hindrances = append(c.Hindrances, Hindrance{Code: code, Blocks: true, Staff: staff, Count: count})
}

func (c *RotationCheck) tell(code string, staff uuid.UUID, count int, cases ...uuid.UUID) {
	if count > 0 {
		c.Hindrances = append(c.Hindrances, Hindrance{Code: code, Staff: staff, Count: count, Cases: cases})
	}
}

// checkRight asks whether this person may do it, here and today.
func (s *Store) checkRight(ctx context.Context, c *RotationCheck) error {
	if !c.Plan.Signed {
		c.block(RotationUnsigned, uuid.Nil, 0)
	}
	on, err := casework.ParseISO(c.Plan.Record.Text("on"))
	if err != nil || on.After(s.today()) {
		c.block(RotationEarly, uuid.Nil, 0)
	}
	if slices.Contains(c.Plan.Leaves, s.who) {
		c.block(RotationSelf, s.who, 0)
	}
	scope, err := s.Scope(ctx)
	if err != nil {
		return err
	}
	counts, err := s.Counts(ctx)
	if err != nil {
		return err
	}
	if !scope.All || !counts.Complete {
		c.block(RotationPartly, uuid.Nil, 0)
	}
	c.tell(RotationStaying, uuid.Nil, counts.Unsent)
	return nil
}

// checkPeople asks who would be left, and whether everybody who takes over is.
func (s *Store) checkPeople(_ context.Context, c *RotationCheck) error {
	left := false
	for id, person := range s.Directory().Staff {
		left = left || person.Has(ledger.RoleDirector) && !slices.Contains(c.Plan.Leaves, id)
	}
	if !left {
		c.block(RotationLastDirector, uuid.Nil, 0)
	}
	nobody, gone := map[uuid.UUID]int{}, map[uuid.UUID]int{}
	for _, f := range c.Plan.Families {
		switch {
		case f.Moved:
		case f.To == uuid.Nil:
			nobody[f.From]++
		case c.Plan.roles[f.To] == nil:
			gone[f.To]++
		}
	}
	for _, id := range sortedIDs(nobody) {
		c.block(RotationNobody, id, nobody[id])
	}
	for _, id := range sortedIDs(gone) {
		c.block(RotationGone, id, gone[id])
	}
	return nil
}

func sortedIDs[V any](m map[uuid.UUID]V) []uuid.UUID {
	var out []uuid.UUID
	for id := range m {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return out
}

// checkWalls asks who would still read the restricted cases. Their names are
// not said: only their readers know these.
func (s *Store) checkWalls(ctx context.Context, c *RotationCheck) error {
	walls, err := s.wallsNow(ctx)
	if err != nil {
		return err
	}
	unread, read := 0, map[uuid.UUID]int{}
	for _, wall := range walls {
		stays := false
		for _, id := range wall.Readers {
			if slices.Contains(c.Plan.Leaves, id) {
				read[id]++
				continue
			}
			person := s.Staff(id)
			stays = stays || person != nil && !person.Removed
		}
		if !stays {
			unread++
		}
	}
	if unread > 0 {
		c.block(RotationUnread, uuid.Nil, unread)
	}
	for _, id := range sortedIDs(read) {
		c.tell(RotationRestricted, id, read[id])
	}
	return nil
}

// checkDrafts counts what those who leave have begun on this station and not
// finished. What it says is theirs.
func (s *Store) checkDrafts(ctx context.Context, c *RotationCheck) error {
	for _, id := range c.Plan.Leaves {
		var n int
		err := s.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM draft WHERE staff = ? AND `+ownDraft, id[:]).Scan(&n)
		if err != nil {
			return s.fault(err)
		}
		c.tell(RotationDrafts, id, n)
	}
	return nil
}

// checkWork counts open tasks, submissions and clocks of those who leave.
func (s *Store) checkWork(ctx context.Context, c *RotationCheck) error {
	lost := 0
	for _, id := range c.Plan.Leaves {
		tasks, err := s.FindTasks(ctx, &id, nil, false)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			if c.Plan.taskTo(t, id) == uuid.Nil {
				lost++
			}
		}
		c.tell(RotationTasks, id, len(tasks))
		submitted, err := s.FindApprovals(ctx, ApprovalFilter{By: &id})
		if err != nil {
			return err
		}
		submitted = slices.DeleteFunc(submitted, func(a ApprovalRow) bool { return a.Document == c.Plan.Record.ID })
		c.tell(RotationApprovals, id, len(submitted))
		clocks, err := s.FindDue(ctx, DueFilter{Staff: &id, IDs: []casework.DeadlineID{casework.DL01SafetyCheck}})
		if err != nil {
			return err
		}
		var cases []uuid.UUID
		for _, d := range clocks {
			if !slices.Contains(cases, d.Case) {
				cases = append(cases, d.Case)
			}
		}
		c.tell(RotationClocks, id, len(clocks), cases...)
	}
	if lost > 0 {
		c.block(RotationRest, uuid.Nil, lost)
	}
	return nil
}

// taskTo is who takes over a task of somebody who leaves: who takes over the
// family from them, or else whoever takes the rest.
func (p *Rotation) taskTo(t TaskRow, from uuid.UUID) uuid.UUID {
	for _, f := range p.Families {
		if f.Case == t.Case && f.From == from && f.To != uuid.Nil && p.roles[f.To] != nil {
			return f.To
		}
	}
	if p.roles[p.Rest] == nil {
		return uuid.Nil
	}
	return p.Rest
}

// checkCarries lists what those who leave have checked out.
func (s *Store) checkCarries(ctx context.Context, c *RotationCheck) error {
	carries, err := s.FindCarries(ctx, CarryFilter{})
	if err != nil {
		return err
	}
	for _, id := range c.Plan.Leaves {
		var cases []uuid.UUID
		for _, r := range carries {
			if r.Staff == id && !slices.Contains(cases, r.Case) {
				cases = append(cases, r.Case)
			}
		}
		c.tell(RotationCarries, id, len(cases), cases...)
	}
	return nil
}

// checkFamilies finds families where who is in charge is not clear.
func (s *Store) checkFamilies(ctx context.Context, c *RotationCheck) error {
	conflicts, err := s.FindConflicts(ctx)
	if err != nil {
		return err
	}
	planned := map[uuid.UUID]bool{}
	var moved, unclear []uuid.UUID
	for _, f := range c.Plan.Families {
		planned[f.Case] = true
		if f.Moved && !c.Plan.Done {
			moved = append(moved, f.Case)
		}
	}
	for _, k := range conflicts {
		if k.Kind == KindFamily && planned[k.Case] && slices.ContainsFunc(k.Fields, func(f ConflictField) bool {
			return f.Name == sideField[SideHealth] || f.Name == sideField[SideWelfare]
		}) {
			unclear = append(unclear, k.Case)
		}
	}
	c.tell(RotationMoved, uuid.Nil, len(moved), moved...)
	c.tell(RotationConflicts, uuid.Nil, len(unclear), unclear...)
	return nil
}

// checkStations lists every station with when it was last heard of, those on
// which somebody works who leaves first, and of these the longest silent.
func (s *Store) checkStations(ctx context.Context, c *RotationCheck) error {
	p := &Progress{}
	if err := s.progressStations(ctx, p); err != nil {
		return err
	}
	rows, err := s.db.Read().QueryContext(ctx, `SELECT author, station FROM heard`)
	if err != nil {
		return s.fault(err)
	}
	defer rows.Close()
	on := map[uuid.UUID][]uuid.UUID{}
	for rows.Next() {
		var h hearing
		if err := rows.Scan(&h.author, &h.station); err != nil {
			return err
		}
		if slices.Contains(c.Plan.Leaves, h.author) {
			on[h.station] = append(on[h.station], h.author)
		}
	}
	if err := rows.Err(); err != nil {
		return s.fault(err)
	}
	for _, heard := range p.Stations {
		at := s.Directory().Stations[heard.Station]
		for _, id := range append(slices.Clone(at.Users), at.Only) {
			if slices.Contains(c.Plan.Leaves, id) && !slices.Contains(on[heard.Station], id) {
				on[heard.Station] = append(on[heard.Station], id)
			}
		}
		c.Stations = append(c.Stations, RotationStation{StationHeard: heard, Leavers: on[heard.Station]})
	}
	slices.SortStableFunc(c.Stations, func(a, b RotationStation) int {
		return first(len(b.Leavers) > 0) - first(len(a.Leavers) > 0)
	})
	return nil
}

// Silent reports whether a station was not heard of for so long that it may
// well hold work that nobody else has.
func (r *RotationStation) Silent(now time.Time) bool {
	return r.Last.IsZero() || now.Sub(r.Last) > rotationPatience || cmp.Compare(r.Unsent, 0) > 0
}

// rotationPatience is how long a station that is used may be silent: a weekend.
const rotationPatience = 72 * time.Hour
