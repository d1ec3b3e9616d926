package ledger_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// TestWaits shows which stations wait, and that nobody but who may remove
// stations, and no approval of another station or key, ends it.
func TestWaits(t *testing.T) {
	ours, theirs := ledger.KeyName([]byte("ours")), ledger.KeyName([]byte("theirs"))
	policy := uuid.New()
	type said struct {
		by     string // role
		record uuid.UUID
		kind   string
		field  string
		value  any
		unseen bool // did not know of what was said before
	}
	laptop, other := uuid.New(), uuid.New()
	asks := said{by: ledger.RoleDirector, record: policy, kind: ledger.KindPolicy, value: ledger.ApprovalYes}
	of := func(by string, station uuid.UUID, field string, value any) said {
		return said{by: by, record: station, kind: ledger.KindStation, field: field, value: value}
	}
	unseen := func(s said) said { s.unseen = true; return s }
	for _, c := range []struct {
		name string
		said []said
		key  string
		want bool
	}{
		{"nobody asks for approval", []said{of(ledger.RoleHealth, laptop, ledger.FieldName, "L-02")}, ours, false},
		{"not approved", []said{asks, of(ledger.RoleHealth, laptop, ledger.FieldName, "L-02")}, ours, true},
		{"not in the directory", []said{asks}, ours, true},
		{"approved with its key", []said{asks, of(ledger.RoleCoordinator, laptop, ledger.FieldApproval, ours)}, ours, false},
		{"approved with its key, which the asker does not know", []said{asks, of(ledger.RoleAdmin, laptop, ledger.FieldApproval, ours)}, "", false},
		{"approved with another key", []said{asks, of(ledger.RoleDirector, laptop, ledger.FieldApproval, theirs)}, ours, true},
		{"approved before the policy", []said{of(ledger.RoleDirector, laptop, ledger.FieldApproval, ledger.ApprovedAny), asks}, ours, false},
		{"approved by a nurse", []said{asks, of(ledger.RoleHealth, laptop, ledger.FieldApproval, ours)}, ours, true},
		{"another station approved", []said{asks, of(ledger.RoleDirector, other, ledger.FieldApproval, ours)}, ours, true},
		{"two approvals of other keys", []said{asks, of(ledger.RoleDirector, laptop, ledger.FieldApproval, ours),
			unseen(of(ledger.RoleCoordinator, laptop, ledger.FieldApproval, theirs))}, ours, true},
		{"the policy set both ways at once", []said{asks, unseen(said{by: ledger.RoleAdmin, record: policy, kind: ledger.KindPolicy, value: ledger.ApprovalNo})}, ours, true},
		{"the policy taken back", []said{asks, {by: ledger.RoleAdmin, record: policy, kind: ledger.KindPolicy, value: ledger.ApprovalNo}}, ours, false},
	} {
		m := newTeam(t)
		before := m.n
		for _, s := range c.said {
			set := map[string]any{s.field: s.value}
			if s.kind == ledger.KindPolicy {
				set = map[string]any{ledger.FieldName: ledger.PolicyApproval, ledger.FieldValue: s.value}
			}
			m.edit(m.the(s.by), s.record, s.kind, set)
			if s.unseen {
				m.changes[len(m.changes)-1].Dot = ledger.Dot{Station: uuid.New(), N: 1}
				m.changes[len(m.changes)-1].Seen = ledger.Vector{m.station: before}
			}
		}
		if got := ledger.FoldDirectory(m.founder.ID(), m.changes).Waits(laptop, c.key); got != c.want {
			t.Errorf("%s: waits %v, want %v", c.name, got, c.want)
		}
	}
}

// TestStationsKeyIsSaidOnce shows that whoever comes later does not put another
// key in the place of the one that is to be compared.
func TestStationsKeyIsSaidOnce(t *testing.T) {
	m := newTeam(t)
	ours, theirs, laptop := ledger.KeyName([]byte("ours")), ledger.KeyName([]byte("theirs")), uuid.New()
	m.edit(m.the(ledger.RoleHealth), laptop, ledger.KindStation, map[string]any{ledger.FieldKey: ours})
	if m.takes(m.the(ledger.RoleDirector), sets(laptop, ledger.KindStation, map[string]any{ledger.FieldKey: theirs})) {
		t.Error("a second key was taken")
	}
	m.edit(m.the(ledger.RoleWelfare), laptop, ledger.KindStation, map[string]any{ledger.FieldKey: theirs})
	last := len(m.changes) - 1
	m.changes[last].Dot, m.changes[last].Seen = ledger.Dot{Station: uuid.New(), N: 1}, ledger.Vector{m.station: m.n - 2}
	if got := ledger.FoldDirectory(m.founder.ID(), m.changes).Stations[laptop].Key; got != "" {
		t.Errorf("two keys that did not know of each other: shows %s, want none", got)
	}
}
