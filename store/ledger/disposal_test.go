package ledger_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// sortedIDs are n ids in the order that a list has.
func sortedIDs(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = uuid.NewString()
	}
	slices.Sort(out)
	return out
}

var details = strings.Repeat("ab", 32)

// listOf draws up a list.
func listOf(id uuid.UUID, cases []string, wait int64) *ledger.Edit {
	return sets(id, ledger.KindDispose, map[string]any{
		ledger.FieldCases: cases, ledger.FieldDetails: details, ledger.FieldWait: wait,
	})
}

func approve(id uuid.UUID, cases []string, wait int64) *ledger.Edit {
	return sets(id, ledger.KindDispose, map[string]any{ledger.FieldApproved: ledger.DisposalHash(id, cases, details, wait)})
}

func keep(kase string, kept bool) *ledger.Edit {
	return sets(ledger.KeepOf(uuid.MustParse(kase)), ledger.KindKeep, map[string]any{ledger.FieldCase: kase, ledger.FieldKept: kept})
}

// writes adds an accepted edit to the directory and returns its dot.
func (m *team) writes(author uuid.UUID, e *ledger.Edit) ledger.Dot {
	m.edit(author, e.Record, e.Kind, e.Set)
	return ledger.Dot{Station: m.station, N: m.n}
}

// TestWhoMayDispose holds who may draw up, approve and stop a list.
func TestWhoMayDispose(t *testing.T) {
	m := newTeam(t)
	cases := sortedIDs(3)
	coordinator, director := m.the(ledger.RoleCoordinator), m.the(ledger.RoleDirector)
	drawn, own := uuid.New(), uuid.New()
	m.writes(coordinator, listOf(drawn, cases, 14))
	m.writes(director, listOf(own, cases, 14))
	stop := func(id uuid.UUID) *ledger.Edit {
		return sets(id, ledger.KindDispose, map[string]any{ledger.FieldStopped: true})
	}
	other := slices.Clone(cases)
	other[0], other[1] = other[1], other[0]
	for _, tc := range []struct {
		name   string
		author uuid.UUID
		edit   *ledger.Edit
		want   bool
	}{
		{"Coordinator/Draws", coordinator, listOf(uuid.New(), cases, 14), true},
		{"Director/Draws", director, listOf(uuid.New(), cases, 14), true},
		{"SectionHead/Draws", m.the(ledger.RoleSectionHead), listOf(uuid.New(), cases, 14), false},
		{"Admin/Draws", m.the(ledger.RoleAdmin), listOf(uuid.New(), cases, 14), false},
		{"Draws/Unsorted", coordinator, listOf(uuid.New(), other, 14), false},
		{"Draws/Twice", coordinator, listOf(uuid.New(), []string{cases[0], cases[0]}, 14), false},
		{"Draws/None", coordinator, listOf(uuid.New(), nil, 14), false},
		{"Draws/NoWait", coordinator, listOf(uuid.New(), cases, 0), false},
		{"Draws/TooMany", coordinator, listOf(uuid.New(), sortedIDs(ledger.MaxDisposal+1), 14), false},
		{"Draws/Again", coordinator, listOf(drawn, cases[:2], 14), false},
		{"Director/Approves", director, approve(drawn, cases, 14), true},
		{"Founder/Approves", m.founder.ID(), approve(drawn, cases, 14), true},
		{"Coordinator/Approves", coordinator, approve(drawn, cases, 14), false},
		{"Director/ApprovesTheirOwn", director, approve(own, cases, 14), false},
		{"Director/ApprovesAnothers", m.founder.ID(), approve(own, cases, 14), true},
		{"Director/ApprovesLess", director, approve(drawn, cases[:2], 14), false},
		{"Director/ApprovesSooner", director, approve(drawn, cases, 1), false},
		{"Director/ApprovesNothing", director, approve(uuid.New(), cases, 14), false},
		{"Coordinator/Stops", coordinator, stop(drawn), true},
		{"Worker/Stops", m.the(ledger.RoleWelfare), stop(drawn), false},
		{"Coordinator/Keeps", coordinator, keep(cases[0], true), true},
		{"Worker/Keeps", m.the(ledger.RoleWelfare), keep(cases[0], true), false},
		{"Keeps/Elsewhere", coordinator, sets(uuid.New(), ledger.KindKeep, map[string]any{ledger.FieldCase: cases[0], ledger.FieldKept: true}), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := m.takes(tc.author, tc.edit); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
	if !m.takes(director, approve(drawn, cases, 14)) || m.takesSeeing(director, approve(drawn, cases, 14), ledger.Vector{m.station: 9}) {
		t.Error("somebody approves a list that they have not seen")
	}
}

// TestDestroyedIsSaidByTheStation: nobody says for another machine that it has
// destroyed something.
func TestDestroyedIsSaidByTheStation(t *testing.T) {
	m := newTeam(t)
	cases, id := sortedIDs(2), uuid.New()
	m.writes(m.the(ledger.RoleCoordinator), listOf(id, cases, 14))
	word := func(station uuid.UUID) *ledger.Edit {
		return sets(ledger.DestroyedOf(id, station), ledger.KindDestroyed, map[string]any{
			ledger.FieldOf: id.String(), ledger.FieldCount: int64(2), ledger.FieldLate: int64(0),
		})
	}
	if m.takes(m.the(ledger.RoleWelfare), word(uuid.New())) {
		t.Error("a word for another station counts")
	}
	m.writes(m.the(ledger.RoleWelfare), word(m.station))
	d := m.fold()
	if l := d.Disposals[id]; len(l.Done) != 1 || l.Done[0].Station != m.station || l.Done[0].Cases != 2 {
		t.Errorf("got %+v", l.Done)
	}
}

// TestGone is what is to be destroyed when: by the approval as the center took
// it, after the wait, unless somebody stops it or keeps the case.
func TestGone(t *testing.T) {
	const wait = 14
	approved := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	due := approved.AddDate(0, 0, wait)
	for _, tc := range []struct {
		name  string
		setup func(m *team, id uuid.UUID, cases []string, approve func())
		taken bool
		now   time.Time
		want  int
	}{
		{"Due", func(m *team, _ uuid.UUID, _ []string, approve func()) { approve() }, true, due, 3},
		{"Waiting", func(m *team, _ uuid.UUID, _ []string, approve func()) { approve() }, true, due.Add(-time.Second), 0},
		{"NotAtTheCenterYet", func(m *team, _ uuid.UUID, _ []string, approve func()) { approve() }, false, due.AddDate(9, 0, 0), 0},
		{"NotApproved", func(*team, uuid.UUID, []string, func()) {}, true, due, 0},
		{"Stopped", func(m *team, id uuid.UUID, _ []string, approve func()) {
			approve()
			m.writes(m.the(ledger.RoleCoordinator), sets(id, ledger.KindDispose, map[string]any{ledger.FieldStopped: true}))
		}, true, due, 0},
		{"KeptAfterwards", func(m *team, _ uuid.UUID, cases []string, approve func()) {
			approve()
			m.writes(m.the(ledger.RoleDirector), keep(cases[1], true))
		}, true, due, 2},
		{"KeptBefore", func(m *team, _ uuid.UUID, cases []string, approve func()) {
			m.writes(m.the(ledger.RoleDirector), keep(cases[1], true))
			approve()
		}, true, due, 2},
		{"LetGoBefore", func(m *team, _ uuid.UUID, cases []string, approve func()) {
			m.writes(m.the(ledger.RoleDirector), keep(cases[1], true))
			m.writes(m.the(ledger.RoleDirector), keep(cases[1], false))
			approve()
		}, true, due, 3},
		{"LetGoAfterwardsNeedsAnotherList", func(m *team, _ uuid.UUID, cases []string, approve func()) {
			approve()
			m.writes(m.the(ledger.RoleDirector), keep(cases[1], true))
			m.writes(m.the(ledger.RoleDirector), keep(cases[1], false))
		}, true, due, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := newTeam(t)
			cases, id := sortedIDs(3), uuid.New()
			m.writes(m.the(ledger.RoleCoordinator), listOf(id, cases, wait))
			taken := map[ledger.Dot]int64{}
			tc.setup(m, id, cases, func() {
				dot := m.writes(m.the(ledger.RoleDirector), approve(id, cases, wait))
				if tc.taken {
					taken[dot] = approved.UnixMilli()
				}
			})
			d := m.fold()
			if len(d.Refused) > 0 {
				t.Fatalf("refused: %v", d.Refused)
			}
			gone := d.Gone(uuid.New(), func(d ledger.Dot) int64 { return taken[d] }, tc.now)
			if len(gone) != tc.want {
				t.Errorf("got %v, want %d", slices.Collect(maps.Keys(gone)), tc.want)
			}
		})
	}
}

// TestKeptByWhoDidNotKnow: a case that was kept on a machine that was away is
// kept when that arrives, in any order, and two who did not know of each other
// leave it kept.
func TestKeptByWhoDidNotKnow(t *testing.T) {
	m := newTeam(t)
	cases, id := sortedIDs(2), uuid.New()
	m.writes(m.the(ledger.RoleCoordinator), listOf(id, cases, 1))
	approval := m.writes(m.the(ledger.RoleDirector), approve(id, cases, 1))
	before := m.n - 2
	away := uuid.New()
	late := ledger.Written{Dot: ledger.Dot{Station: away, N: 1}, Seen: ledger.Vector{m.station: before}, At: 3, Author: m.the(ledger.RoleDirector), Edit: keep(cases[0], true)}
	m.writes(m.the(ledger.RoleCoordinator), keep(cases[0], false)) // of somebody who did not know of it
	all := append(slices.Clone(m.changes), late)
	for range 2 {
		d := ledger.FoldDirectory(m.founder.ID(), all)
		gone := d.Gone(uuid.New(), func(dot ledger.Dot) int64 {
			if dot == approval {
				return 1
			}
			return 0
		}, time.Now())
		if _, is := gone[uuid.MustParse(cases[0])]; is || len(gone) != 1 || !d.Kept(uuid.MustParse(cases[0])) {
			t.Errorf("got %v", gone)
		}
		slices.Reverse(all)
	}
}

// TestHouseIsNeverGone: a list cannot name the directory, the office file, the
// carriage book or the audit.
func TestHouseIsNeverGone(t *testing.T) {
	m := newTeam(t)
	center := uuid.New()
	kase := uuid.NewString()
	cases := []string{kase, center.String(), ledger.OfficeOf(center).String(), ledger.CarriageOf(center).String(), ledger.AuditOf(center).String()}
	slices.Sort(cases)
	id := uuid.New()
	m.writes(m.the(ledger.RoleCoordinator), listOf(id, cases, 1))
	m.writes(m.the(ledger.RoleDirector), approve(id, cases, 1))
	gone := m.fold().Gone(center, func(ledger.Dot) int64 { return 1 }, time.Now())
	if _, is := gone[uuid.MustParse(kase)]; !is || len(gone) != 1 {
		t.Errorf("got %v, want %s alone", gone, kase)
	}
}

func (m *team) fold() *ledger.Directory { return ledger.FoldDirectory(m.founder.ID(), m.changes) }
