package casework

import "slices"

// Fault says what is wrong with a record, and at which field; Field is "" when
// it is the record as a whole.
type Fault struct{ Field, Code string }

// What can be wrong with a record beyond what its form says.
const (
	FaultFuture               = "in_the_future"         // a day or time that only the past can have
	FaultBeforeBirth          = "before_birth"          // before the child was born
	FaultBeforeReport         = "before_report"         // a safety check before its report
	FaultChildNotReported     = "child_not_reported"    // of a child that the report does not name
	FaultSafeWithoutSeeing    = "safe_without_sighting" // safe, by telephone or without meeting the child
	FaultPlanWithoutGoal      = "plan_without_goal"
	FaultNotApproved          = "not_approved" // handed over before it was approved
	FaultSidesMissing         = "sides_missing"
	FaultSidesSameAuthor      = "sides_same_author"
	FaultOverrideReason       = "override_without_reason"
	FaultOverrideApprover     = "override_without_approver"
	FaultOwnApproval          = "own_approval"
	FaultEndWithoutReason     = "end_without_reason"
	FaultEndWithoutDay        = "end_without_day"
	FaultReviewBeforeMade     = "review_before_made"
	FaultEndsBeforeStart      = "ends_before_start"
	FaultParentMissing        = "parent_missing"
	FaultParentWithdrawn      = "parent_withdrawn"
	FaultPlanWithdrawn        = "plan_withdrawn"
	FaultCaseWithdrawn        = "case_withdrawn"
	FaultMeetingWithdrawn     = "meeting_withdrawn"
	FaultMoveUnknown          = "move_unknown"   // nobody may take this step
	FaultMoveNotYours         = "move_not_yours" // the roles do not allow it
	FaultStepWithoutRole      = "step_without_role"
	FaultStepOutsideRoute     = "step_outside_route"
	FaultStepBeforeSubmission = "step_before_submission"
	FaultDocumentChanged      = "document_changed"
	FaultDocumentMissing      = "document_missing"
	FaultReturnWithoutReason  = "return_without_reason"
	FaultApprovalOver         = "approval_over" // decided, returned or pulled back already
	FaultCodeRetired          = "code_retired"
)

// FaultCodes returns every code, for the test of translations.
func FaultCodes() []string { return slices.Clone(faultCodes) }

var faultCodes = []string{
	FaultFuture, FaultBeforeBirth, FaultBeforeReport, FaultChildNotReported, FaultSafeWithoutSeeing, FaultPlanWithoutGoal,
	FaultNotApproved, FaultSidesMissing, FaultSidesSameAuthor, FaultOverrideReason, FaultOverrideApprover, FaultOwnApproval,
	FaultEndWithoutReason, FaultEndWithoutDay, FaultReviewBeforeMade, FaultEndsBeforeStart, FaultParentMissing,
	FaultParentWithdrawn, FaultPlanWithdrawn, FaultCaseWithdrawn, FaultMeetingWithdrawn, FaultMoveUnknown, FaultMoveNotYours,
	FaultStepWithoutRole, FaultStepOutsideRoute, FaultStepBeforeSubmission, FaultDocumentChanged, FaultDocumentMissing,
	FaultReturnWithoutReason, FaultApprovalOver, FaultCodeRetired,
}
