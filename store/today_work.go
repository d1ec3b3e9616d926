package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// todayWork finds what of the casework cannot wait: clocks, deadlines, tasks,
// approvals, and cases that may be one. staff is whose, zero for everybody's;
// approvals are always those of the person signed in.
func (s *Store) todayWork(ctx context.Context, t *Today, staff uuid.UUID) error {
	var of *uuid.UUID
	if staff != uuid.Nil {
		of = &staff
	}
	var err error
	if t.Approvals, err = s.FindApprovals(ctx, ApprovalFilter{}); err != nil {
		return err
	}
	if t.Handed, err = s.FindHandedOver(ctx); err != nil {
		return err
	}
	if err := s.todayDues(ctx, t, of); err != nil {
		return err
	}
	if t.Tasks, err = s.FindTasks(ctx, of, nil, false); err != nil {
		return err
	}
	soon := s.today().AddDays(s.Rules().SoonDays).String()
	t.Tasks = slices.DeleteFunc(t.Tasks, func(task TaskRow) bool { return task.Due > soon })
	t.Twins, err = s.FindTwins(ctx)
	return err
}

// todayDues finds the clocks that run and the other deadlines that have passed
// or are near. An approval that is listed by itself is not repeated.
func (s *Store) todayDues(ctx context.Context, t *Today, staff *uuid.UUID) error {
	var err error
	t.Clocks, err = s.FindDue(ctx, DueFilter{Staff: staff, IDs: []casework.DeadlineID{casework.DL01SafetyCheck}})
	if err != nil {
		return err
	}
	end := s.today().AddDays(s.Rules().SoonDays + 1).Time(s.place())
	due, err := s.FindDue(ctx, DueFilter{Staff: staff, Before: end})
	if err != nil {
		return err
	}
	t.Due = slices.DeleteFunc(due, func(d DueRow) bool {
		return d.ID == casework.DL01SafetyCheck || slices.ContainsFunc(t.Approvals, func(a ApprovalRow) bool { return a.Record == d.Record })
	})
	return nil
}
