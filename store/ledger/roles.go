package ledger

import "slices"

// Roles that a staff record can carry. What a role does not say, it does not
// allow; a role that nobody signed for does not exist.
const (
	RoleDirector    = "director"     // センター長
	RoleCoordinator = "coordinator"  // 統括支援員
	RoleSectionHead = "section_head" // 係長
	RoleHealth      = "health"       // 母子保健
	RoleWelfare     = "welfare"      // 児童福祉
	RoleSpecialist  = "specialist"   // 心理, 言語, 栄養 and other professions
	RolePartTime    = "part_time"    // 会計年度任用 and other part-time staff
	RoleAdmin       = "admin"        // システム管理者: runs everything, reads no case
)

// Act is something that not everybody may do.
type Act string

// The acts. Every station checks them when it writes and when it reads what
// others wrote; the center checks those of the directory, which it can see.
const (
	ActPeople   Act = "people"   // add, rename, remove and return staff
	ActRoles    Act = "roles"    // say who carries which role, and so who is given keys
	ActStations Act = "stations" // enrol, limit and remove stations
	ActPolicy   Act = "policy"   // lease, lock, guesses, clipboard
	ActRestrict Act = "restrict" // keep a family to named people, and end that
	ActAudit    Act = "audit"    // read who looked at what
	ActRecover  Act = "recover"  // belong to the recovery group
	ActRotate   Act = "rotate"   // plan and carry out the April rotation
	ActDispose  Act = "dispose"  // draw up what is to be destroyed, and stop that; a director approves
)

var allowed = map[Act][]string{
	ActPeople:   {RoleDirector, RoleCoordinator, RoleAdmin},
	ActRoles:    {RoleDirector, RoleCoordinator},
	ActStations: {RoleDirector, RoleCoordinator, RoleAdmin},
	ActPolicy:   {RoleDirector, RoleAdmin},
	ActRestrict: {RoleDirector, RoleCoordinator},
	ActAudit:    {RoleDirector},
	ActRecover:  {RoleDirector, RoleCoordinator, RoleSectionHead},
	ActRotate:   {RoleDirector, RoleCoordinator},
	ActDispose:  {RoleDirector, RoleCoordinator},
}

// May reports whether an active staff member carries a role that allows an act.
func (s *Staff) May(act Act) bool { return s.Has(allowed[act]...) }

// Groups whose keys open what is kept to several people. Their record ids
// follow from the center's (GroupOf), but for GroupAllStaff of an older center.
const (
	GroupAllStaff = "allstaff" // opens ordinary cases
	GroupLeaders  = "leaders"  // opens who reported a child, and the like
	GroupHealth   = "health"   // opens sensitive facts of health
)

// GroupNames are the groups that every center has.
var GroupNames = []string{GroupAllStaff, GroupLeaders, GroupHealth}

// AllGroups are these and the one that a center has once its policy says who
// opens envelopes.
var AllGroups = append(GroupNames[:len(GroupNames):len(GroupNames)], GroupGlass)

// Entitled reports whether a staff member belongs to a group: whom its key is
// granted to, and whose going opens a new epoch of it. Somebody who carries
// no role but admin belongs to none, and so reads nothing.
func Entitled(group string, s *Staff) bool {
	switch {
	case s == nil || s.Removed:
		return false
	case group == GroupLeaders:
		return s.Has(RoleDirector, RoleCoordinator)
	case group == GroupHealth:
		return s.Has(RoleDirector, RoleCoordinator, RoleHealth)
	case group == GroupAllStaff:
		return slices.ContainsFunc(s.Roles, func(r string) bool { return r != RoleAdmin })
	}
	return false
}
