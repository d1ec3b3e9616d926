package casework

import "slices"

// DeadlineID names a rule of reference §0.3.
type DeadlineID string

// The deadlines of the work.
const (
	DL01SafetyCheck       DeadlineID = "DL01" // 安全確認: the child is seen within 48 hours
	DL02UrgentMeeting     DeadlineID = "DL02" // 緊急受理会議: on the day of the report
	DL03RefusedSighting   DeadlineID = "DL03" // 児相への送致・通知の検討: at once
	DL04RegistryReview    DeadlineID = "DL04" // 要対協 全ケース点検
	DL05PlanReview        DeadlineID = "DL05" // サポートプランの見直し
	DL06NewbornVisit      DeadlineID = "DL06" // 新生児訪問: birth to day 28
	DL07InfantVisit       DeadlineID = "DL07" // 乳児家庭全戸訪問: until the day before 4 months
	DL08EighthMonth       DeadlineID = "DL08" // 妊娠8か月の面談・アンケート
	DL09PostnatalCheckup  DeadlineID = "DL09" // 産婦健診: 2 weeks and 1 month
	DL10PostnatalCare     DeadlineID = "DL10" // 産後ケア: until 1 year after birth
	DL11Checkup           DeadlineID = "DL11" // 乳幼児健診
	DL12Absence           DeadlineID = "DL12" // 理由のわからない長期欠席
	DL13ProtectionMeasure DeadlineID = "DL13" // DV等支援措置: 1 year
	DL14CommissionReport  DeadlineID = "DL14" // 指導委託の報告
	DL15Transfer          DeadlineID = "DL15" // 転出の引継ぎ
	DL16Adult             DeadlineID = "DL16" // 18歳到達
	DL17Approval          DeadlineID = "DL17" // 決裁
)

// Hardness says what stands behind a deadline.
type Hardness string

// What stands behind a deadline, the hardest first.
const (
	Law       Hardness = "law"
	Guideline Hardness = "guideline"
	Programme Hardness = "programme"
	Custom    Hardness = "custom"
)

// Rule is one deadline of the engine as the settings page shows it.
type Rule struct {
	ID       DeadlineID
	Hardness Hardness
	Setting  []string // fields of the form deadline_settings; empty: fixed
}

// Numbers that reference §0.3 calls CONFIG or is unsure of have a setting. The
// hardness of DL13 (an instruction of the ministry), DL14 and DL16 (the center's
// own practice) is read from the reference's wording.
var rules = []Rule{
	{DL01SafetyCheck, Guideline, []string{"clock_hours", "warn_hours_first", "warn_hours_second"}},
	{DL02UrgentMeeting, Guideline, nil},
	{DL03RefusedSighting, Law, nil},
	{DL04RegistryReview, Guideline, []string{"review_months_registry"}},
	{DL05PlanReview, Law, []string{"plan_months_registered", "plan_months_other"}},
	{DL06NewbornVisit, Law, nil},
	{DL07InfantVisit, Law, nil},
	{DL08EighthMonth, Programme, nil},
	{DL09PostnatalCheckup, Programme, nil},
	{DL10PostnatalCare, Law, nil},
	{DL11Checkup, Law, nil},
	{DL12Absence, Guideline, []string{"absence_days"}},
	{DL13ProtectionMeasure, Guideline, []string{"support_measure_warn_days"}},
	{DL14CommissionReport, Custom, []string{"commission_report_months"}},
	{DL15Transfer, Guideline, nil},
	{DL16Adult, Custom, []string{"adult_months_first", "adult_months_second"}},
	{DL17Approval, Custom, []string{"approval_working_days"}},
}

// Rules returns the seventeen rules in their order.
func Rules() []Rule { return slices.Clone(rules) }

// RuleOf returns the rule with the id, or one with nothing but that id.
func RuleOf(id DeadlineID) Rule {
	for _, r := range rules {
		if r.ID == id {
			return r
		}
	}
	return Rule{ID: id}
}
