package casework

import "slices"

// The roles of the list staff_role that do casework. admin looks after the
// program and may do nothing with cases.
const (
	RoleHealth      = "health"       // 母子保健
	RoleWelfare     = "welfare"      // 児童福祉
	RoleSectionHead = "section_head" // 係長
	RoleCoordinator = "coordinator"  // 統括支援員
	RoleDirector    = "director"     // センター長
	RoleAdmin       = "admin"        // システム管理者
)

// Move is one step that a record may take from one stage to another, and who
// may take it.
type Move struct {
	From, To string
	Roles    []string
}

var (
	caseworkers = []string{RoleHealth, RoleWelfare, RoleSectionHead, RoleCoordinator, RoleDirector}
	leads       = []string{RoleSectionHead, RoleCoordinator, RoleDirector}
	heads       = []string{RoleCoordinator, RoleDirector}
	director    = []string{RoleDirector}
)

// moves are the machines of reference §3.4, §5, §8 and §9. A closed intake stays
// closed: what comes again is a new intake that names it as previous.
var moves = map[string][]Move{
	"intake": {
		{"received", "meeting", caseworkers},
		{"received", "checking", caseworkers},
		{"meeting", "checking", caseworkers},
		{"checking", "decided", caseworkers},
		{"decided", "checking", caseworkers},
		{"decided", "closed", heads},
	},
	// The stages of a plan and of an approval are derived: see PlanStage and
	// ApprovalOf. Here stands who brings each about.
	"plan": {
		{PlanDrafting, PlanSubmitted, caseworkers},
		{PlanSubmitted, PlanReturned, leads},
		{PlanSubmitted, PlanDrafting, caseworkers},
		{PlanReturned, PlanSubmitted, caseworkers},
		{PlanSubmitted, PlanApproved, leads},
		{PlanApproved, PlanReturned, caseworkers},
		{PlanApproved, PlanHandedOver, caseworkers},
		{PlanHandedOver, PlanReviewDue, caseworkers},
		{PlanApproved, PlanReviewDue, caseworkers},
		{PlanReviewDue, PlanSuperseded, caseworkers},
		{PlanHandedOver, PlanSuperseded, caseworkers},
		{PlanApproved, PlanSuperseded, caseworkers},
		{PlanReviewDue, PlanEnded, caseworkers},
		{PlanHandedOver, PlanEnded, caseworkers},
		{PlanApproved, PlanEnded, caseworkers},
	},
	"approval": {
		{ApprovalWaiting, ApprovalApproved, leads},
		{ApprovalWaiting, ApprovalReturned, leads},
		{ApprovalWaiting, ApprovalPulledBack, caseworkers},
		{ApprovalWaiting, ApprovalChanged, caseworkers},
		{ApprovalApproved, ApprovalChanged, caseworkers},
		{ApprovalReturned, ApprovalPulledBack, caseworkers},
		{ApprovalChanged, ApprovalPulledBack, caseworkers},
	},
	"commission": {
		{"asked", "accepting", caseworkers},
		{"asked", "closed", heads},
		{"accepting", "running", director},
		{"accepting", "closed", heads},
		{"running", "released", caseworkers},
		{"released", "closed", heads},
	},
	"service": {
		{"recommended", "applied", caseworkers},
		{"recommended", "declined", caseworkers},
		{"recommended", "decided", heads}, // 措置: without an application
		{"declined", "recommended", caseworkers},
		{"declined", "decided", heads},
		{"declined", "ended", caseworkers},
		{"applied", "decided", caseworkers},
		{"applied", "declined", caseworkers},
		{"decided", "in_use", caseworkers},
		{"decided", "ended", caseworkers},
		{"in_use", "ended", caseworkers},
	},
	"meeting": {
		{"planned", "held", caseworkers},
		{"held", "closed", leads},
	},
	"registry": {
		{RegistryRegistered, RegistryEnded, caseworkers}, // the meeting decides
	},
}

// The stages of a registry entry, derived from its end.
const (
	RegistryRegistered = "registered"
	RegistryEnded      = "ended"
)

// RegistryStage returns the stage of a registry entry.
func RegistryStage(e *Entry) string {
	if e.Day("ended_on").Valid() {
		return RegistryEnded
	}
	return RegistryRegistered
}

// MovesOf returns the moves of a kind of record, none for a kind without stages.
func MovesOf(kind string) []Move {
	out := slices.Clone(moves[kind])
	for i := range out {
		out[i].Roles = slices.Clone(out[i].Roles)
	}
	return out
}

// MayMove reports whether somebody with the roles may take a record of the kind
// from one stage to another. Staying is no move.
func MayMove(kind, from, to string, roles []string) bool {
	return slices.ContainsFunc(moves[kind], func(m Move) bool {
		return m.From == from && m.To == to && slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(m.Roles, r) })
	})
}

// isMove reports whether anybody may take this step.
func isMove(kind, from, to string) bool {
	return slices.ContainsFunc(moves[kind], func(m Move) bool { return m.From == from && m.To == to })
}

// firstStage returns the stage that a record of the kind begins with.
func firstStage(kind string) string {
	if m := moves[kind]; len(m) > 0 {
		return m[0].From
	}
	return ""
}
