package casework

// checkSafety refuses a safety check that cannot be one of its report, and a
// child called safe whom nobody saw.
func checkSafety(k *checking) {
	intake := k.Entry(k.e.Parent)
	if intake != nil && intake.Kind == "intake" {
		if at := k.e.Moment("at"); !at.IsZero() && at.Before(intake.Moment("received_at")) {
			k.fault("at", FaultBeforeReport)
		}
		if !k.reported(intake, k.e.Text("child")) {
			k.fault("child", FaultChildNotReported)
		}
	}
	if result := k.e.Text("result"); (result == "safe" || result == "watch") && k.set("method") && !byEye(k.e.Text("method")) {
		k.fault("method", FaultSafeWithoutSeeing)
	}
}

// reported reports whether a report names the child.
func (k *checking) reported(intake *Entry, child string) bool {
	for _, c := range k.Below(intake.ID, "intake_child") {
		if k.is(c.Text("child"), child) {
			return true
		}
	}
	return false
}

// checkUrgency refuses a rank set by hand without a reason, or without somebody
// else who agreed. What the steps themselves lead to needs neither.
func checkUrgency(k *checking) {
	over := k.e.Text("rank_override")
	if over == "" || over == RankOf(StepsOf(k.e)) {
		return
	}
	if !k.set("override_reason") {
		k.fault("override_reason", FaultOverrideReason)
	}
	switch approver := k.e.Text("approver"); approver {
	case "":
		k.fault("approver", FaultOverrideApprover)
	case k.e.Author, k.Staff:
		k.fault("approver", FaultOwnApproval)
	}
}

// checkJudgement refuses an agreed judgement until both sides have judged, each
// by somebody of its own, on or before that day.
func checkJudgement(k *checking) {
	if k.e.Text("side") != sideAgreed || k.e.Withdrawn {
		return
	}
	s := StandingOf(k.until(k.e.Day("on")), k.e.Text("subject"))
	switch {
	case s.Health == nil || s.Welfare == nil:
		k.fault("side", FaultSidesMissing)
	case s.Health.By == s.Welfare.By:
		k.fault("side", FaultSidesSameAuthor)
	}
}

// until returns the file without judgements after a day.
func (k *checking) until(on Date) File {
	f := File{ID: k.ID}
	for _, e := range k.Entries {
		if e.Kind != "judgement" || !e.Day("on").After(on) {
			f.Entries = append(f.Entries, e)
		}
	}
	return f
}

// checkHandover refuses to hand over a plan without a goal, and one that was not
// approved. That it was not handed over, and why, may always be written.
func checkHandover(k *checking) {
	plan := k.Entry(k.e.Parent)
	if plan == nil || plan.Kind != "plan" || !k.set("on") || k.set("not_handed_reason") {
		return
	}
	if len(k.Below(plan.ID, "plan_goal")) == 0 {
		k.fault("", FaultPlanWithoutGoal)
	}
	if !k.changed("on") {
		return // it was handed over then; what happened to the plan since changes nothing
	}
	if _, state := ApprovalFor(k.File, plan.ID, k.RolesOf); state.Stage != ApprovalApproved {
		k.fault("on", FaultNotApproved)
	}
}

// checkApproval refuses to submit what is not there, or a plan without a goal.
func checkApproval(k *checking) {
	if k.e.Withdrawn || k.e.Bool("pulled_back") {
		return
	}
	document := k.Entry(k.e.Text("document"))
	switch {
	case document == nil || document.Withdrawn:
		k.fault("document", FaultDocumentMissing)
	case document.Kind == "plan" && len(k.Below(document.ID, "plan_goal")) == 0:
		k.fault("document", FaultPlanWithoutGoal)
	case k.Old == nil && k.e.Text("digest") != k.digestOf(document.ID):
		k.fault("document", FaultDocumentChanged)
	}
}

// checkStep refuses a step of an approval that would not count, so that nobody
// believes to have decided what is still open.
func checkStep(k *checking) {
	approval := k.Entry(k.e.Parent)
	if approval == nil || approval.Kind != "approval" || k.e.Withdrawn {
		return
	}
	step := *k.e
	if step.Author == "" {
		step.Author = k.Staff
	}
	if code := stepFault(approval, &step, k.rolesOf); code != "" {
		k.fault(stepField(code), code)
	}
	if k.e.Text("action") == actionReturn && !k.set("comment") {
		k.fault("comment", FaultReturnWithoutReason)
	}
	if k.Old == nil {
		k.stepInTime(approval)
	}
}

// stepInTime refuses a new step on what is over, or no longer what was submitted.
func (k *checking) stepInTime(approval *Entry) {
	var before []*Entry
	for _, s := range k.Below(approval.ID, "approval_step") {
		if s.ID != k.e.ID {
			before = append(before, s)
		}
	}
	switch s := ApprovalOf(approval, before, k.digestOf(approval.Text("document")), k.RolesOf); {
	case s.Changed:
		k.fault("digest", FaultDocumentChanged)
	case s.Stage != ApprovalWaiting && k.e.Text("action") != actionNoted:
		k.fault("action", FaultApprovalOver)
	}
}

// rolesOf answers for who saves from the context itself.
func (k *checking) rolesOf(staff string) []string {
	if staff == k.Staff && k.Roles != nil || k.RolesOf == nil {
		return k.Roles
	}
	return k.RolesOf(staff)
}

// stepField names the field that a fault of a step is shown at.
func stepField(code string) string {
	switch code {
	case FaultStepWithoutRole, FaultStepOutsideRoute:
		return "role"
	case FaultStepBeforeSubmission:
		return "at"
	case FaultDocumentChanged:
		return "digest"
	}
	return ""
}
