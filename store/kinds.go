package store

// Kinds of records that the store itself knows by name. All others are forms
// that it keeps without understanding them.
const (
	KindFamily      = "family"
	KindPerson      = "person"
	KindRelation    = "relation"
	KindAgency      = "agency"
	KindVisit       = "visit"
	KindNote        = "note"
	KindMeasurement = "measurement"
	KindEPDS        = "epds"
	KindMIBS        = "mibs"
	KindSupport     = "support_checklist"
	KindAppointment = "appointment"

	KindHealthDetail = "health_detail" // for the group health alone

	KindIntake      = "intake"
	KindIntakeChild = "intake_child"
	KindReporter    = "reporter"
	KindLookup      = "lookup"
	KindSafetyCheck = "safety_check"

	KindUrgency   = "urgency"
	KindRisk      = "risk"
	KindJudgement = "judgement"

	KindPlan           = "plan"
	KindPlanIssue      = "plan_issue"
	KindPlanGoal       = "plan_goal"
	KindPlanMeasure    = "plan_measure"
	KindPlanHandover   = "plan_handover"
	KindPlanEvaluation = "plan_evaluation"

	KindMeeting = "meeting" // in the office file
	KindSheet   = "sheet"
	KindTask    = "task"

	KindRegistry       = "registry"
	KindRegistryReview = "registry_review"

	KindService           = "service"
	KindServiceUse        = "service_use"
	KindReferral          = "referral"
	KindCommission        = "commission"
	KindCommissionReport  = "commission_report"
	KindRestriction       = "restriction" // why a case is kept to named people
	KindTransfer          = "transfer"
	KindAbsence           = "absence"
	KindProtectionMeasure = "protection_measure"

	KindApproval     = "approval"
	KindApprovalStep = "approval_step"
	KindMerge        = "merge"
	KindDistinct     = "distinct"

	KindResource = "resource"          // in the office file
	KindTemplate = "template"          // in the office file
	KindSettings = "deadline_settings" // in the office file, one record
)
