package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// Actions on an approval, codes of the list approval_action.
const (
	ActionApprove = "approve" // 承認
	ActionReturn  = "return"  // 差戻し
	ActionProxy   = "proxy"   // 代決: by somebody later in the route
	ActionNoted   = "noted"   // 供覧: read, not decided
)

// RouteOf is the roles that decide on a kind of document where nobody chose
// others, in their order.
func RouteOf(kind string) []string {
	if kind == KindRotation {
		return []string{casework.RoleDirector}
	}
	if kind == KindUrgency {
		return []string{casework.RoleCoordinator}
	}
	return []string{casework.RoleCoordinator, casework.RoleDirector}
}

// routeFor is the route of a document for somebody who submits it: nobody
// decides on their own work, so their place falls out, and whoever is next
// decides where none would be left.
func routeFor(kind string, roles []string) []string {
	own := func(role string) bool { return slices.Contains(roles, role) }
	route := slices.DeleteFunc(RouteOf(kind), own)
	if len(route) > 0 {
		return route
	}
	return slices.DeleteFunc([]string{casework.RoleDirector, casework.RoleCoordinator}, own)
}

// Submit sends a document round for approval, with its text as it is now.
// route is the roles that decide, in order; empty: the route of its kind,
// without the place of the person signed in. A document that is on its way or
// was approved as it stands is not sent again: the submission that it has is
// returned.
func (s *Store) Submit(ctx context.Context, document uuid.UUID, route []string, comment string) (uuid.UUID, error) {
	var id uuid.UUID
	err := s.write(ctx, func(b *batch) error {
		r, err := s.findRecord(ctx, b.tx, document)
		if err != nil {
			return err
		}
		if r.State != StateConfirmed {
			return fmt.Errorf("submit %s: %w", document, ErrNotFound)
		}
		f, err := s.workFile(ctx, b.tx, r.Case)
		if err != nil {
			return err
		}
		last, state := casework.ApprovalFor(f, document.String(), s.rolesHeld())
		if last != nil && (state.Stage == casework.ApprovalWaiting || state.Stage == casework.ApprovalApproved) {
			id = parseID(last.ID)
			return nil
		}
		if len(route) == 0 {
			route = routeFor(r.Kind, s.Me().Roles)
		}
		id = newID(s.c)
		writes, err := s.submission(f, r, id, route, comment)
		if err != nil {
			return err
		}
		return b.put(writes...)
	})
	return id, err
}

// submission is what Submit writes: the approval, and the stage that a
// document takes by being submitted.
func (s *Store) submission(f casework.File, r *Record, id uuid.UUID, route []string, comment string) ([]Write, error) {
	document := f.Entry(r.ID.String())
	set, err := Submission(s.Library(), f, document)
	if err != nil {
		return nil, err
	}
	now := s.c.Now()
	set["at"], set["route"] = now.Format(time.RFC3339), route
	set["due"] = casework.AddWorkdays(casework.DateOf(now), s.Rules().ApprovalWorkingDays).String()
	if comment != "" {
		set["comment"] = comment
	}
	writes := []Write{{Case: r.Case, Record: id, Kind: KindApproval, Set: set}}
	if r.Kind == KindCommission && cmp.Or(r.Text("stage"), "asked") == "asked" {
		writes = append(writes, Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: map[string]any{"stage": "accepting"}})
	}
	return writes, nil
}

// Decide records a step on an approval by the person signed in: approve,
// return, proxy or noted. digest is Approval.Digest of what was read: a
// document that changed since is refused with ErrChanged. ErrNotYours says
// that it is another's turn, or that nothing is left to decide; a return
// without a comment is refused with ErrReasonNeeded. What follows from the
// decision for the document itself is written with it.
func (s *Store) Decide(ctx context.Context, approval uuid.UUID, action, comment, digest string) error {
	if action == ActionReturn && comment == "" {
		return ErrReasonNeeded
	}
	return s.write(ctx, func(b *batch) error {
		round, err := s.roundOf(ctx, b.tx, approval)
		if err != nil {
			return err
		}
		if round.state.Changed || digest != round.digest {
			return fmt.Errorf("decide on %s: %w", approval, ErrChanged)
		}
		role, err := round.roleFor(action, s.who.String(), s.Me().Roles)
		if err != nil {
			return fmt.Errorf("decide on %s: %w", approval, err)
		}
		set := map[string]any{"at": s.after(round.approval.Moment("at")), "role": role, "action": action, "digest": digest}
		if comment != "" {
			set["comment"] = comment
		}
		step := Write{Case: round.file, Record: newID(s.c), Kind: KindApprovalStep, Parent: approval, Set: set}
		return b.put(append([]Write{step}, round.follows(role, action, s.Me().Roles, s.today())...)...)
	})
}

// after is now, or the moment given where the machine that wrote it had its
// clock ahead: no step comes before its submission.
func (s *Store) after(at time.Time) string {
	now := s.c.Now()
	if at.After(now) {
		now = at.In(now.Location())
	}
	return now.Format(time.RFC3339)
}

// roleFor is the role in which somebody takes an action on a round: the one
// whose turn it is; for a proxy that too, but held by somebody later in the
// route; a return is open to everybody from that turn on.
func (r *round) roleFor(action, staff string, roles []string) (string, error) {
	if r.state.Stage != casework.ApprovalWaiting || r.approval.Author == staff {
		return "", ErrNotYours
	}
	route := r.approval.Texts("route")
	turn := slices.Index(route, r.state.WaitsFor)
	if turn < 0 {
		return "", ErrNotYours
	}
	held := func(role string) bool { return slices.Contains(roles, role) }
	later := slices.IndexFunc(route[turn+1:], held)
	switch {
	case action == ActionNoted:
		if i := slices.IndexFunc(route, held); i >= 0 {
			return route[i], nil
		}
	case action == ActionProxy && later >= 0:
		return route[turn], nil
	case action == ActionProxy:
	case held(route[turn]):
		return route[turn], nil
	case action == ActionReturn && later >= 0:
		return route[turn+1+later], nil
	}
	return "", ErrNotYours
}

// follows is what a decision does to the document itself. None of these fields
// is part of the text that was decided on.
func (r *round) follows(role, action string, roles []string, today casework.Date) []Write {
	if action != ActionApprove && action != ActionProxy {
		return nil
	}
	set := map[string]any{}
	last := r.approval.Texts("route")[len(r.approval.Texts("route"))-1] == role
	moves := func(to string) bool { return casework.MayMove(r.document.Kind, r.document.Text("stage"), to, roles) }
	switch {
	case r.document.Kind == KindPlan && role == casework.RoleCoordinator && action == ActionApprove:
		set["checked_on"] = today.String()
	case r.document.Kind == KindCommission && last && moves("running"):
		set["stage"] = "running"
	case r.document.Kind == KindService && last && r.document.Text("act") == "measure" && moves("decided"):
		set["stage"] = "decided"
	}
	if len(set) == 0 {
		return nil
	}
	return []Write{{Case: r.file, Record: parseID(r.document.ID), Kind: r.document.Kind, Set: set}}
}

// PullBack takes a submission back, with a reason. Only who made it can, and
// only while it is not approved.
func (s *Store) PullBack(ctx context.Context, approval uuid.UUID, reason string) error {
	return s.write(ctx, func(b *batch) error {
		round, err := s.roundOf(ctx, b.tx, approval)
		if err != nil {
			return err
		}
		if round.approval.Author != s.who.String() || round.state.Stage == casework.ApprovalApproved {
			return fmt.Errorf("pull back %s: %w", approval, ErrNotYours)
		}
		return b.put(Write{Case: round.file, Record: approval, Kind: KindApproval, Reason: reason, Set: map[string]any{"pulled_back": true}})
	})
}
