package casework

import "slices"

// parentKinds says below which kind a record of a list has to stand. A kind that
// may also stand alone is not here.
var parentKinds = map[string]string{
	"intake_child": "intake", "reporter": "intake", "lookup": "intake", "safety_check": "intake",
	"plan_issue": "plan", "plan_goal": "plan", "plan_handover": "plan", "plan_measure": "plan_goal", "plan_evaluation": "plan_goal",
	"registry_review": "registry", "service_use": "service", "commission_report": "commission", "approval_step": "approval",
}

// checkPlace refuses a record in a list that is not there, and one below what was
// withdrawn. Withdrawing it itself is always allowed.
func checkPlace(k *checking) {
	if k.e.Withdrawn {
		return
	}
	parent := k.Entry(k.e.Parent)
	if kind := parentKinds[k.e.Kind]; kind != "" && (parent == nil || parent.Kind != kind) {
		k.fault("", FaultParentMissing)
		return
	}
	for depth := 0; parent != nil && depth < 10; depth++ {
		if parent.Withdrawn {
			k.fault("", k.withdrawnCode(parent))
			return
		}
		parent = k.Entry(parent.Parent)
	}
}

// withdrawnCode names a withdrawn plan by its own name: it is what people look for.
func (k *checking) withdrawnCode(parent *Entry) string {
	if parent.Kind == "plan" || parent.Kind == "plan_goal" {
		return FaultPlanWithdrawn
	}
	return FaultParentWithdrawn
}

// meetingFields are the fields by which a record is a meeting's decision.
var meetingFields = []string{"meeting", "outcome_meeting", "end_meeting"}

// decisions are the kinds that decide something about a family by themselves.
var decisions = []string{"sheet", "task", "judgement", "registry", "registry_review", "approval", "approval_step"}

// checkMeeting refuses a decision for a case that was withdrawn, and one of a
// meeting that was.
func checkMeeting(k *checking) {
	if k.e.Withdrawn {
		return
	}
	gone, byMeeting := k.Meeting != nil && k.Meeting.Withdrawn, false
	for _, field := range meetingFields {
		if !k.set(field) {
			continue
		}
		byMeeting = true
		if gone && k.e.Text(field) == k.Meeting.ID {
			k.fault(field, FaultMeetingWithdrawn)
		}
	}
	if gone && !byMeeting {
		k.fault("", FaultMeetingWithdrawn)
	}
	if k.caseWithdrawn() && (byMeeting || slices.Contains(decisions, k.e.Kind)) {
		k.fault("", FaultCaseWithdrawn)
	}
}

// caseWithdrawn reports whether the file's family was withdrawn, and with it the
// case.
func (k *checking) caseWithdrawn() bool {
	withdrawn := false
	for _, e := range k.Entries {
		if e.Kind == "family" {
			if !e.Withdrawn {
				return false
			}
			withdrawn = true
		}
	}
	return withdrawn
}

// checkStage refuses a step between stages that nobody may take, or not with
// these roles. A new record may begin in its first stage or one step on.
func checkStage(k *checking) {
	kind, field, from, to := k.e.Kind, "stage", "", k.e.Text("stage")
	if kind == "registry" {
		field, to = "ended_on", RegistryStage(k.e)
	}
	if len(moves[kind]) == 0 || to == "" || kind == "plan" || kind == "approval" {
		return
	}
	if k.Old != nil {
		if from = k.Old.Text("stage"); kind == "registry" {
			from = RegistryStage(k.Old)
		}
	}
	if from == "" {
		from = firstStage(kind)
	}
	switch {
	case from == to || MayMove(kind, from, to, k.Roles):
	case isMove(kind, from, to):
		k.fault(field, FaultMoveNotYours)
	default:
		k.fault(field, FaultMoveUnknown)
	}
}

// checkCodes marks codes that may no longer be chosen, where they are new. What
// was chosen while it stood stays as it is.
func checkCodes(k *checking) {
	if k.CodeActive == nil {
		return
	}
	on := k.dayOfRecord()
	for _, field := range sortedFields(k.e) {
		if !k.changed(field) {
			continue
		}
		for _, code := range append(k.e.Texts(field), k.e.Text(field)) {
			if code != "" && !k.had(field, code) && !k.CodeActive(k.e.Kind, field, code, on) {
				k.fault(field, FaultCodeRetired)
			}
		}
	}
}

// had reports whether the record as it stands has the code in the field already.
func (k *checking) had(field, code string) bool {
	return k.Old != nil && (k.Old.Text(field) == code || slices.Contains(k.Old.Texts(field), code))
}
