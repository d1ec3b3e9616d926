package ledger_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// team is a directory with one person of every role, added by the founder.
type team struct {
	*office
	founder *trust.Identity
	people  map[string]*trust.Identity // by role
}

func newTeam(t *testing.T) *team {
	t.Helper()
	m := &team{office: &office{t: t, station: uuid.New()}, founder: newIdentity(t), people: map[string]*trust.Identity{}}
	m.hire(m.founder.ID(), m.founder, "所長", ledger.RoleDirector, ledger.RoleAdmin)
	for _, role := range []string{
		ledger.RoleDirector, ledger.RoleCoordinator, ledger.RoleSectionHead, ledger.RoleHealth,
		ledger.RoleWelfare, ledger.RoleSpecialist, ledger.RolePartTime, ledger.RoleAdmin,
	} {
		m.people[role] = newIdentity(t)
		m.hire(m.founder.ID(), m.people[role], role, role)
	}
	m.edit(m.founder.ID(), m.station, ledger.KindStation, map[string]any{ledger.FieldName: "O-01", ledger.FieldType: ledger.StationOffice})
	return m
}

// the is the id of the person with a role.
func (m *team) the(role string) uuid.UUID { return m.people[role].ID() }

// takes reports whether an edit that its author had seen everything for counts.
func (m *team) takes(author uuid.UUID, e *ledger.Edit) bool {
	return m.takesSeeing(author, e, ledger.Vector{m.station: m.n})
}

func (m *team) takesSeeing(author uuid.UUID, e *ledger.Edit, seen ledger.Vector) bool {
	dot := ledger.Dot{Station: uuid.New(), N: 1}
	d := ledger.FoldDirectory(m.founder.ID(), append(slices.Clone(m.changes), ledger.Written{
		Dot: dot, Seen: seen, At: ledger.Time(m.n + 1), Author: author, Edit: e,
	}))
	return !slices.Contains(d.Refused, dot)
}

func sets(record uuid.UUID, kind string, set map[string]any) *ledger.Edit {
	return &ledger.Edit{Record: record, Kind: kind, Set: set}
}

// TestWhoMaySayWhat holds, for each role, what of the directory it may write:
// the letters name the roles in the order of newTeam's people.
func TestWhoMaySayWhat(t *testing.T) {
	m := newTeam(t)
	fresh := newIdentity(t)
	public, another := ledger.Pack(fresh.Public()), ledger.Pack(newIdentity(t).Public())
	health, laptop := m.the(ledger.RoleHealth), uuid.New()
	add := func(roles ...string) map[string]any {
		return map[string]any{ledger.FieldName: "新人", ledger.FieldPublic: public, ledger.FieldLocked: "x", ledger.FieldInitial: true, ledger.FieldRoles: roles}
	}
	grant := &ledger.Edit{Record: uuid.New(), Kind: ledger.KindGrant, Grant: &trust.Grant{Of: uuid.New(), Key: uuid.New(), Reader: health}}
	staff := func(set map[string]any) *ledger.Edit { return sets(health, ledger.KindStaff, set) }
	station := func(set map[string]any) *ledger.Edit { return sets(laptop, ledger.KindStation, set) }
	const everybody, nobody = "DCSHWPTA", ""
	letters := map[string]byte{
		ledger.RoleDirector: 'D', ledger.RoleCoordinator: 'C', ledger.RoleSectionHead: 'S', ledger.RoleHealth: 'H',
		ledger.RoleWelfare: 'W', ledger.RoleSpecialist: 'P', ledger.RolePartTime: 'T', ledger.RoleAdmin: 'A',
	}
	for _, c := range []struct {
		name string
		edit *ledger.Edit
		may  string
	}{
		{"add without roles", sets(fresh.ID(), ledger.KindStaff, add()), "DCA"},
		{"add a nurse", sets(fresh.ID(), ledger.KindStaff, add(ledger.RoleHealth)), "DC"},
		{"add a director", sets(fresh.ID(), ledger.KindStaff, add(ledger.RoleDirector)), "D"},
		{"add an admin", sets(fresh.ID(), ledger.KindStaff, add(ledger.RoleAdmin)), "D"},
		{"roles that are no list", sets(fresh.ID(), ledger.KindStaff, map[string]any{ledger.FieldPublic: public, ledger.FieldRoles: "director"}), nobody},
		{"rename", staff(map[string]any{ledger.FieldName: "別名", ledger.FieldJob: "phn"}), "DCA"},
		{"another role", staff(map[string]any{ledger.FieldRoles: []string{ledger.RoleWelfare}}), "DC"},
		{"no roles", staff(map[string]any{ledger.FieldRoles: []string{}}), "DC"},
		{"roles cleared", staff(map[string]any{ledger.FieldRoles: nil}), "DC"},
		{"make director", staff(map[string]any{ledger.FieldRoles: []string{ledger.RoleDirector, ledger.RoleHealth}}), "D"},
		{"take director", sets(m.founder.ID(), ledger.KindStaff, map[string]any{ledger.FieldRoles: []string{ledger.RoleAdmin}}), "D"},
		{"take admin", sets(m.founder.ID(), ledger.KindStaff, map[string]any{ledger.FieldRoles: []string{ledger.RoleDirector}}), "D"},
		{"remove", staff(map[string]any{ledger.FieldRemoved: true}), "DCA"},
		{"other keys of a person", staff(map[string]any{ledger.FieldPublic: another}), nobody},
		{"the same keys again", staff(map[string]any{ledger.FieldPublic: ledger.Pack(m.people[ledger.RoleHealth].Public())}), nobody},
		{"another's password", staff(map[string]any{ledger.FieldLocked: "y", ledger.FieldInitial: true}), "DCSH"}, // H: it is her own
		{"another's escrow", staff(map[string]any{ledger.FieldEscrow: "e"}), "H"},
		{"a field of a later program", staff(map[string]any{"badge": "7"}), "D"},
		{"name a station", station(map[string]any{ledger.FieldName: "L-02", ledger.FieldType: ledger.StationLaptop}), everybody},
		{"limit a station", station(map[string]any{ledger.FieldScope: ledger.ScopeCarried}), "DCA"},
		{"users of a station", station(map[string]any{ledger.FieldUsers: []string{health.String()}}), "DCA"},
		{"remove a station", station(map[string]any{ledger.FieldRemoved: true}), "DCA"},
		{"say a station's key", station(map[string]any{ledger.FieldKey: ledger.KeyName([]byte("key"))}), everybody},
		{"say a key that is none", station(map[string]any{ledger.FieldKey: "key"}), nobody},
		{"approve a station", station(map[string]any{ledger.FieldApproval: ledger.ApprovedAny}), "DCA"},
		{"a station for the nurse alone", station(map[string]any{ledger.FieldOnly: health.String()}), "H"},
		{"a group", sets(uuid.New(), ledger.KindGroup, map[string]any{ledger.FieldName: ledger.GroupLeaders}), "DC"},
		{"a grant", grant, "DC"},
		{"that stations are approved", sets(uuid.New(), ledger.KindPolicy, map[string]any{ledger.FieldName: ledger.PolicyApproval, ledger.FieldValue: ledger.ApprovalNo}), "DA"},
		{"a policy", sets(uuid.New(), ledger.KindPolicy, map[string]any{ledger.FieldName: ledger.PolicyLease, ledger.FieldValue: "1"}), "DA"},
		{"the recovery key", sets(uuid.New(), ledger.KindRecovery, map[string]any{ledger.FieldPublic: "AA=="}), "D"},
		{"the recovery shares", sets(uuid.New(), ledger.KindRecovery, map[string]any{ledger.FieldShares: []string{"AA=="}}), "D"},
		{"a note of a reset", sets(uuid.New(), ledger.KindReset, map[string]any{ledger.FieldOf: health.String()}), "DCS"},
		{"a kind of a later program", sets(uuid.New(), "badge", map[string]any{ledger.FieldName: "x"}), "D"},
	} {
		for role, letter := range letters {
			want := slices.Contains([]byte(c.may), letter)
			if got := m.takes(m.the(role), c.edit); got != want {
				t.Errorf("%s by %s: got %v, want %v", c.name, role, got, want)
			}
		}
	}
}

// TestRolesCannotBeTaken are the ways to more than one was given.
func TestRolesCannotBeTaken(t *testing.T) {
	m := newTeam(t)
	admin, coordinator := m.the(ledger.RoleAdmin), m.the(ledger.RoleCoordinator)
	gone := m.the(ledger.RoleWelfare)
	m.edit(m.founder.ID(), gone, ledger.KindStaff, map[string]any{ledger.FieldRemoved: true})
	m.edit(m.the(ledger.RoleHealth), m.station, ledger.KindStation, map[string]any{ledger.FieldOnly: m.the(ledger.RoleHealth).String()})
	all := ledger.Vector{m.station: m.n}
	onlyFounder := ledger.Vector{m.station: 1}
	roles := func(of uuid.UUID, roles ...string) *ledger.Edit {
		return sets(of, ledger.KindStaff, map[string]any{ledger.FieldRoles: roles})
	}
	for _, c := range []struct {
		name   string
		author uuid.UUID
		edit   *ledger.Edit
		seen   ledger.Vector
		want   bool
	}{
		{"an admin makes himself a nurse", admin, roles(admin, ledger.RoleAdmin, ledger.RoleHealth), all, false},
		{"an admin drops his role", admin, roles(admin), all, false},
		{"a coordinator makes herself director", coordinator, roles(coordinator, ledger.RoleCoordinator, ledger.RoleDirector), all, false},
		{"a coordinator makes herself director, and says she saw nothing of herself but that", coordinator,
			roles(coordinator, ledger.RoleDirector), ledger.Vector{m.station: 3}, false},
		{"an admin lets somebody with roles return", admin, sets(gone, ledger.KindStaff, map[string]any{ledger.FieldRemoved: false}), all, false},
		{"an admin lets somebody return without roles", admin,
			sets(gone, ledger.KindStaff, map[string]any{ledger.FieldRemoved: false, ledger.FieldRoles: []string{}}), all, true},
		{"a coordinator lets somebody return", coordinator, sets(gone, ledger.KindStaff, map[string]any{ledger.FieldRemoved: false}), all, true},
		{"who was removed returns by himself", gone, sets(gone, ledger.KindStaff, map[string]any{ledger.FieldRemoved: false}), all, false},
		{"who was removed says something", gone, sets(gone, ledger.KindStaff, map[string]any{ledger.FieldInitial: false}), all, false},
		{"an admin who says not to have seen that somebody has keys", admin,
			sets(gone, ledger.KindStaff, map[string]any{ledger.FieldPublic: "AA=="}), ledger.Vector{m.station: 9}, false},
		{"the founder, with other keys", m.founder.ID(), sets(m.founder.ID(), ledger.KindStaff, map[string]any{ledger.FieldPublic: "AA=="}), onlyFounder, false},
		{"somebody takes another's own station", coordinator, sets(m.station, ledger.KindStation, map[string]any{ledger.FieldOnly: coordinator.String()}), all, false},
		{"somebody ends that a station is another's own", coordinator, sets(m.station, ledger.KindStation, map[string]any{ledger.FieldOnly: ""}), all, false},
		{"its own person ends it", m.the(ledger.RoleHealth), sets(m.station, ledger.KindStation, map[string]any{ledger.FieldOnly: ""}), all, true},
		{"a stranger", uuid.New(), roles(admin, ledger.RoleDirector), all, false},
	} {
		if got := m.takesSeeing(c.author, c.edit, c.seen); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// TestRefusedGrantsCountNowhere shows that no key reaches a group by somebody
// who may not give it.
func TestRefusedGrantsCountNowhere(t *testing.T) {
	m := newTeam(t)
	group := uuid.New()
	m.edit(m.founder.ID(), group, ledger.KindGroup, map[string]any{ledger.FieldName: ledger.GroupAllStaff})
	m.n++
	m.changes = append(m.changes, ledger.Written{
		Dot: ledger.Dot{Station: m.station, N: m.n}, Seen: ledger.Vector{m.station: m.n - 1}, At: ledger.Time(m.n), Author: m.the(ledger.RoleAdmin),
		Edit: &ledger.Edit{Record: uuid.New(), Kind: ledger.KindGrant, Grant: &trust.Grant{Of: group, Key: uuid.New(), Epoch: 99, Reader: m.the(ledger.RoleAdmin)}},
	})
	d := ledger.FoldDirectory(m.founder.ID(), m.changes)
	if key, _ := d.CurrentKey(group); len(d.Grants) != 0 || key != uuid.Nil {
		t.Errorf("an admin's grant counts: %v, current %s", d.Grants, key)
	}
}
