package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/trust"
)

// PlanNeeded is the stage of a plan that does not exist yet.
const PlanNeeded = "needed"

// progressPlans finds the plans that are needed and not there, those in the
// making, and those in force. A plan is needed by every family of a class that
// asks for one, and where a meeting decided so.
func (s *Store) progressPlans(ctx context.Context, p *Progress) error {
	cards, err := s.cards(ctx, `k.class IN ('protection', 'support', 'expectant') OR k.file IN (SELECT file FROM planned)
		OR k.file IN (SELECT file FROM worked)`)
	if err != nil {
		return err
	}
	found, err := s.plansKept(ctx)
	if err != nil {
		return err
	}
	decided, err := s.plansDecided(ctx)
	if err != nil {
		return err
	}
	for id, c := range cards {
		p.Plans = append(p.Plans, planRows(c, found[id], decided[id], s.today())...)
	}
	slices.SortFunc(p.Plans, func(a, b PlanRow) int {
		return cmp.Or(planOrder(a)-planOrder(b), compareDays(a.Due, b.Due), strings.Compare(cards[a.Case].kana, cards[b.Case].kana),
			compareID(a.Case, b.Case), compareID(a.Record, b.Record))
	})
	return nil
}

// planOrder puts what is missing first, then what is being made.
func planOrder(r PlanRow) int {
	switch {
	case r.Stage == PlanNeeded:
		return 0
	case !inForce(r.Stage):
		return 1
	}
	return 2
}

// compareDays orders by day, without a day last.
func compareDays(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	return strings.Compare(a, b)
}

// keptPlan is a plan as the table has it.
type keptPlan struct {
	planLine
	id            uuid.UUID
	stage, review string
}

// plansKept are the plans of each case.
func (s *Store) plansKept(ctx context.Context) (map[uuid.UUID][]keptPlan, error) {
	s.freshen(ctx)
	rows, err := s.db.Read().QueryContext(ctx, `SELECT file, record, stage, review, body FROM planned`)
	if err != nil {
		return nil, fmt.Errorf("find plans: %w", s.fault(err))
	}
	defer rows.Close()
	out := map[uuid.UUID][]keptPlan{}
	for rows.Next() {
		var file uuid.UUID
		var p keptPlan
		var body []byte
		if err := rows.Scan(&file, &p.id, &p.stage, &p.review, &body); err != nil {
			return nil, fmt.Errorf("find plans: %w", err)
		}
		if err := trust.Decode(body, &p.planLine); err != nil {
			return nil, fmt.Errorf("find plans: %w", err)
		}
		out[file] = append(out[file], p)
	}
	return out, s.fault(rows.Err())
}

// planNeed is what a meeting decided about a plan.
type planNeed struct{ on, due, author, sheet string }

// plansDecided are, for each case, the last decision of a meeting that a plan
// is needed, with all sheets' dates for plans that name them.
func (s *Store) plansDecided(ctx context.Context) (map[uuid.UUID][]planNeed, error) {
	sheets, err := s.entries(ctx, KindSheet)
	if err != nil {
		return nil, err
	}
	out := map[uuid.UUID][]planNeed{}
	for _, e := range sheets {
		if e.Text("stage") == stageDiscussed && e.Text("plan_need") == PlanNeeded {
			n := planNeed{on: cmp.Or(e.Text("discussed_on"), e.Text("proposed_on")), due: e.Text("plan_due"), author: e.Text("plan_author"), sheet: e.ID}
			out[e.file] = append(out[e.file], n)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b planNeed) int { return cmp.Or(strings.Compare(b.on, a.on), strings.Compare(a.sheet, b.sheet)) })
	}
	return out, nil
}

// planRows are the lines of one family: its plans that are not over, and where
// there are none, the one that is needed.
func planRows(c card, plans []keptPlan, decided []planNeed, today casework.Date) []PlanRow {
	var out []PlanRow
	lastEnded := ""
	for _, p := range plans {
		if over(p.stage) {
			lastEnded = max(lastEnded, p.Ended)
			continue
		}
		out = append(out, p.row(c, decided, today))
	}
	if len(out) > 0 {
		return out
	}
	row := PlanRow{Case: c.id, Family: c.name, Class: c.class, Stage: PlanNeeded, Authors: ids([]string{c.welfare, c.health})}
	if len(decided) > 0 && decided[0].on >= lastEnded {
		row.Due, row.Over = decided[0].due, decided[0].due != "" && decided[0].due < today.String()
		if author := parseID(decided[0].author); author != uuid.Nil {
			row.Authors = []uuid.UUID{author}
		}
		return []PlanRow{row}
	}
	if asksForPlan(c.class) {
		return []PlanRow{row}
	}
	return nil
}

// asksForPlan reports whether a family of the class needs a plan.
func asksForPlan(class string) bool {
	switch casework.Class(class) {
	case casework.Protection, casework.Support, casework.Expectant:
		return true
	}
	return false
}

// row is a plan in the list: while it is being made it is due when a meeting
// asked for it, then at its review.
func (p keptPlan) row(c card, decided []planNeed, today casework.Date) PlanRow {
	row := PlanRow{
		Record: p.id, Case: c.id, Family: c.name, Class: c.class, Version: p.Version, Stage: stageOn(p.stage, p.review, today),
		Handed: p.Handed, Authors: ids(p.Authors), Goals: int(p.Goals), Achieved: int(p.Achieved),
	}
	if inForce(p.stage) {
		row.Due = p.review
	} else if i := slices.IndexFunc(decided, func(n planNeed) bool { return n.sheet == p.Sheet || p.Sheet == "" }); i >= 0 {
		row.Due = decided[i].due
	}
	row.Over = row.Due != "" && row.Due < today.String()
	return row
}
