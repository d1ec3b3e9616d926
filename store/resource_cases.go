package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// resourceLoad is what a resource carries.
type resourceLoad struct {
	agencyOf map[uuid.UUID]bool // the families that it is an agency of
	cases    map[uuid.UUID]bool // all families that it works with
	services int
	measures int
}

// serviceInUse is the stage of a service that is being given.
const serviceInUse = "in_use"

// FindResources lists the resources with the load that each carries, by kana.
// Those that have ended stay in the list, after the others.
func (s *Store) FindResources(ctx context.Context) ([]ResourceRow, error) {
	resources, err := s.FindOffice(ctx, KindResource)
	if err != nil {
		return nil, err
	}
	loads, err := s.resourceLoads(ctx)
	if err != nil {
		return nil, err
	}
	var rows []ResourceRow
	for _, r := range resources {
		if r.State != StateConfirmed {
			continue
		}
		row := ResourceRow{Record: r}
		if load := loads[r.ID]; load != nil {
			row.Cases, row.Services, row.Measures = len(load.agencyOf), load.services, load.measures
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b ResourceRow) int {
		return cmp.Or(cmp.Compare(ended(a.Record), ended(b.Record)), strings.Compare(readingOf(a.Record), readingOf(b.Record)))
	})
	return rows, nil
}

func ended(r *Record) int {
	if r.Text("ended_on") != "" {
		return 1
	}
	return 0
}

func readingOf(r *Record) string { return cmp.Or(r.Text("kana"), r.Text("name")) }

// resourceLoads counts, for every resource, the agencies of families that are
// it, the services in use that it provides, and the measures of plans in force
// that name it.
func (s *Store) resourceLoads(ctx context.Context) (map[uuid.UUID]*resourceLoad, error) {
	all, err := s.entries(ctx, KindAgency, KindService, KindPlanGoal, KindPlanMeasure)
	if err != nil {
		return nil, err
	}
	plans, err := s.plansKept(ctx)
	if err != nil {
		return nil, err
	}
	loads := map[uuid.UUID]*resourceLoad{}
	of := func(text string, kase uuid.UUID) *resourceLoad {
		id := parseID(text)
		if id == uuid.Nil {
			return nil
		}
		if loads[id] == nil {
			loads[id] = &resourceLoad{agencyOf: map[uuid.UUID]bool{}, cases: map[uuid.UUID]bool{}}
		}
		loads[id].cases[kase] = true
		return loads[id]
	}
	for kase, f := range lotOf(all).files {
		for _, e := range f.Of(KindAgency) {
			if load := of(e.Text("resource"), kase); load != nil {
				load.agencyOf[kase] = true
			}
		}
		for _, e := range f.Of(KindService) {
			if e.Text("stage") != serviceInUse {
				continue
			}
			if load := of(e.Text("provider"), kase); load != nil {
				load.services++
			}
		}
		for _, plan := range plans[kase] {
			if !inForce(plan.stage) {
				continue
			}
			for _, goal := range f.Below(plan.id.String(), KindPlanGoal) {
				for _, e := range f.Below(goal.ID, KindPlanMeasure) {
					if load := of(e.Text("resource"), kase); load != nil {
						load.measures++
					}
				}
			}
		}
	}
	return loads, nil
}

// FindResourceCases lists the families that a resource works with, by kana: as
// one of their agencies, by a service in use, or by a measure of a plan.
func (s *Store) FindResourceCases(ctx context.Context, resource uuid.UUID) ([]CaseRow, error) {
	loads, err := s.resourceLoads(ctx)
	if err != nil {
		return nil, err
	}
	load := loads[resource]
	if load == nil {
		return nil, nil
	}
	return s.caseRows(ctx, slices.Collect(maps.Keys(load.cases)))
}

// caseRows are some cases as a list shows them, by kana.
func (s *Store) caseRows(ctx context.Context, ids []uuid.UUID) ([]CaseRow, error) {
	var found []CaseRow
	for part := range slices.Chunk(ids, listChunk) {
		marks, args := inList(part)
		rows, err := s.db.Read().QueryContext(ctx, `SELECT k.file, k.number, k.name, k.kana, k.class, k.severity, k.address, k.health, k.welfare, k.changed,
			(SELECT count(*) FROM record r WHERE r.file = k.file AND r.conflicts != ''),
			(SELECT count(*) FROM change c WHERE c.file = k.file AND c.seq = 0)
			FROM casefile k WHERE k.file IN (`+marks+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("find cases: %w", s.fault(err))
		}
		for rows.Next() {
			c, err := scanCase(rows)
			if err != nil {
				rows.Close()
				return nil, fmt.Errorf("find cases: %w", err)
			}
			found = append(found, c)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("find cases: %w", s.fault(err))
		}
	}
	slices.SortFunc(found, func(a, b CaseRow) int {
		return cmp.Or(strings.Compare(a.Kana, b.Kana), strings.Compare(a.ID.String(), b.ID.String()))
	})
	at := map[uuid.UUID]int{}
	for i := range found {
		at[found[i].ID] = i
	}
	return found, s.addChildren(ctx, found, at)
}

// scanCase reads one case of a list, its children apart.
func scanCase(row scanner) (CaseRow, error) {
	var c CaseRow
	var health, welfare string
	var changed int64
	err := row.Scan(&c.ID, &c.Number, &c.Name, &c.Kana, &c.Class, &c.Severity, &c.Address, &health, &welfare, &changed, &c.Conflicts, &c.Unsent)
	c.Health, c.Welfare, c.Changed = parseID(health), parseID(welfare), ledger.Time(changed).Wall()
	return c, err
}
