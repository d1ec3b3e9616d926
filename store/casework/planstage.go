package casework

// The stages of a plan. None is stored: each follows from the records.
const (
	PlanDrafting   = "drafting"    // being written
	PlanSubmitted  = "submitted"   // waits for approval
	PlanReturned   = "returned"    // sent back, or changed since it was submitted
	PlanApproved   = "approved"    // decided, not yet handed over
	PlanHandedOver = "handed_over" // the family has it
	PlanReviewDue  = "review_due"  // its day of review has come
	PlanSuperseded = "superseded"  // a later version took its place
	PlanEnded      = "ended"
)

// PlanStage returns the stage of a plan on a day. approval is the state of its
// latest submission (see ApprovalFor), the zero state when it was never
// submitted.
func PlanStage(f File, plan *Entry, approval ApprovalState, today Date) string {
	switch {
	case plan.Day("ended_on").Valid():
		return PlanEnded
	case f.successor(plan) != nil:
		return PlanSuperseded
	}
	switch approval.Stage {
	case ApprovalWaiting:
		return PlanSubmitted
	case ApprovalReturned, ApprovalChanged:
		return PlanReturned
	case ApprovalApproved:
		return approvedStage(f, plan, today)
	default:
		return PlanDrafting
	}
}

// approvedStage tells apart what an approved plan can be.
func approvedStage(f File, plan *Entry, today Date) string {
	if review := plan.Day("review_on"); review.Valid() && !today.Before(review) {
		return PlanReviewDue
	}
	if f.handedOver(plan) != nil {
		return PlanHandedOver
	}
	return PlanApproved
}

// successor returns the version that took a plan's place, nil while none did.
func (f File) successor(plan *Entry) *Entry {
	for _, p := range f.Of("plan") {
		if p.ID != plan.ID && p.Text("previous") == plan.ID {
			return p
		}
	}
	return nil
}

// handedOver returns the record of a plan's hand-over, nil while the family
// does not have it. One that only says why not, or when, is none.
func (f File) handedOver(plan *Entry) *Entry {
	for _, h := range f.Below(plan.ID, "plan_handover") {
		if h.Day("on").Valid() && h.Text("not_handed_reason") == "" {
			return h
		}
	}
	return nil
}
