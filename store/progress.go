package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// clockKept is how long a 48-hour clock that was stopped stays in the
// coordinator's list.
const clockKept = 7 * 24 * time.Hour

// FindProgress gathers what the coordinator runs the center by.
func (s *Store) FindProgress(ctx context.Context) (*Progress, error) {
	p := &Progress{}
	for _, part := range []func(context.Context, *Progress) error{
		s.progressDues, s.progressPlans, s.progressMeetings, s.progressStations,
	} {
		if err := part(ctx, p); err != nil {
			return nil, err
		}
	}
	var err error
	if p.Unseen, err = s.unseen(ctx, s.today(), uuid.Nil); err != nil {
		return nil, err
	}
	if p.Tasks, err = s.FindTasks(ctx, nil, nil, false); err != nil {
		return nil, err
	}
	p.Approvals, err = s.FindApprovals(ctx, ApprovalFilter{Open: true})
	return p, err
}

// progressDues finds the clocks that run, after them those stopped lately, and
// every other deadline that has passed.
func (s *Store) progressDues(ctx context.Context, p *Progress) error {
	now := s.c.Now()
	clocks, err := s.FindDue(ctx, DueFilter{IDs: []casework.DeadlineID{casework.DL01SafetyCheck}, Met: true})
	if err != nil {
		return err
	}
	var met []DueRow
	for _, d := range clocks {
		switch {
		case d.Open():
			p.Clocks = append(p.Clocks, d)
		case d.Done.After(now.Add(-clockKept)):
			met = append(met, d)
		}
	}
	slices.SortStableFunc(met, func(a, b DueRow) int { return b.Done.Compare(a.Done) })
	p.Clocks = append(p.Clocks, met...)
	passed, err := s.FindDue(ctx, DueFilter{Before: now})
	if err != nil {
		return err
	}
	p.Overdue = slices.DeleteFunc(passed, func(d DueRow) bool { return d.ID == casework.DL01SafetyCheck })
	return nil
}

// progressMeetings finds the meetings with tasks that are not done.
func (s *Store) progressMeetings(ctx context.Context, p *Progress) error {
	all, err := s.FindMeetings(ctx)
	p.Meetings = slices.DeleteFunc(all, func(m MeetingRow) bool { return m.Open == 0 })
	return err
}

// progressStations says when something last came from each station, and when
// this one last agreed with the center. What another one still holds back
// nobody here can know.
func (s *Store) progressStations(ctx context.Context, p *Progress) error {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT station, max(taken) FROM heard GROUP BY station`)
	if err != nil {
		return fmt.Errorf("find stations heard: %w", s.fault(err))
	}
	defer rows.Close()
	last := map[uuid.UUID]time.Time{}
	for rows.Next() {
		var station uuid.UUID
		var taken int64
		if err := rows.Scan(&station, &taken); err != nil {
			return fmt.Errorf("find stations heard: %w", err)
		}
		last[station] = millis(taken)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("find stations heard: %w", s.fault(err))
	}
	counts, err := s.Counts(ctx)
	if err != nil {
		return err
	}
	for id, station := range s.Directory().Stations {
		if station.Removed {
			continue
		}
		row := StationHeard{Station: id, Name: station.Name, Type: station.Type, Last: last[id], Here: id == s.Station()}
		if row.Here {
			row.Last, row.Unsent = s.SyncedAt(), counts.Unsent
		}
		p.Stations = append(p.Stations, row)
	}
	slices.SortFunc(p.Stations, func(a, b StationHeard) int {
		return cmp.Or(a.Last.Compare(b.Last), strings.Compare(a.Name, b.Name), strings.Compare(a.Station.String(), b.Station.String()))
	})
	return nil
}
