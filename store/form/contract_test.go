package form_test

// contract names the fields that the rest of the program reads and writes, by
// kind of record. It is written by hand and not made from the forms, so that a
// slip in a form shows here.
//
// A field is its name, "!" when it must be filled in, and its type: s (string),
// t (text), d (date), dt (dateTime), tm (time), i (integer), b (boolean),
// c:LIST (a code of a list), c:a/b (one of these codes), r:KIND (the id of a
// record, a person or a member of the staff). A star behind the letter means
// several, "ro" that the program sets it, "DATE" that it dates the record.
var contract = map[string]string{
	"family": "name! s, kana s, number s, address s, phone s, class c:case_class, mch_staff r:staff," +
		" welfare_staff r:staff, caution c*:caution_flag, policy t",
	"agency": "name! s, resource r:resource, category c:agency_category, person s, phone s, role s, main b," +
		" concerning r:person, note t",

	"meeting": "kind! c:meeting_kind, number i, occasion c:meeting_occasion, on! d DATE, start_time tm, end_time tm," +
		" place s, chair r:staff, recorder r:staff, attendees r*:staff, guests t, note t, stage c:meeting_stage",
	"resource": "name! s, kana s, category! c:agency_category, services c*:service_type, area s, address s, phone s, fax s," +
		" after_hours s, contact_person s, sending c:sending_method, council_member b, legal_basis c:legal_basis," +
		" capacity i, hours s, conditions t, note t, ended_on d",
	"template": "kind! s, version! s, title! s, body! t, imported_on! d DATE, note t",
	"deadline_settings": "clock_hours i, warn_hours_first i, warn_hours_second i, review_months_registry i," +
		" plan_months_registered i, plan_months_other i, commission_report_months i, support_measure_warn_days i," +
		" approval_working_days i, adult_months_first i, adult_months_second i, absence_days i, unseen_protection i," +
		" unseen_support i, soon_days i, bundles c:forbidden/leads/all",
	"retention":      "class! c:retention_class, decided_on! d DATE, reason! s",
	"disposal_hold":  "held_on! d DATE, until d, reason! s, released_on d, released_why s",
	"retention_rule": "class! c:retention_class, years i, age i, forever b",
	"disposal_list":  "number! s, drawn_on! d DATE, rows! s*, stop_reason s",
	"late_work":      "day! d DATE, list! s, number s, sort! s, author r:staff, written dt, draft b, lines s*",
	"audit_mark":     "day! d DATE, station! s, n! i, hash! s",
	"bundle": "at! dt DATE, deed! c:export/import, bundle! s, part i, take c:unsent/cases/since/last, cases s*, since d," +
		" attachments b, group b, readers r*:staff, maker r:staff, station s, made_at dt, changes i, fresh i, blobs i," +
		" refused i, outcome! c:begun/done/stopped/damaged/failed",
	"attachment": "title! s, sort c:attachment_sort, taken_on d DATE, taken_time tm, note t, blob s, media_type s, size i," +
		" width i, height i, rotation i, mirrored b",
	"adoption": "on! d DATE, outcome! c:adopted/dismissed, change! s, author r:staff, record s, fields s*, reason t",
	"task":     "what! s, staff r*:staff, agency s, due! d DATE, done_on d, result t",

	"intake": "received_at! dt DATE, receiver! r:staff, consultation! c:consultation_type, method! c:intake_method," +
		" route! c:intake_route, number s ro, abuse_main c:abuse_type, abuse_types c*:abuse_type, heard! t," +
		" witnessed c:witness_kind, since s, place s, degree t, frequency s, injuries t, whereabouts s," +
		" safe_now c:safe_now, response c:response_urgency, siblings s, abuser c:abuser, cohabitant_harm b, dv b," +
		" animal b, moving_signs b, child_words t, police t, past_contact t, wish t, previous r:intake," +
		" same_call r:intake, stage c:intake_stage, outcome c:intake_outcome, outcome_on d, outcome_meeting r:meeting," +
		" outcome_reason t",
	"intake_child":  "child! r:person, whereabouts s, safe_now c:safe_now, attendance s, note t",
	"health_detail": "subject! r:person, sort! c:health_detail, on! d DATE, since s, source s, detail t, care t",
	"reporter": "name s, relation s, phone s, address s, anonymous b, intent c:reporter_intent, reply_wanted b," +
		" may_tell t, secret t",
	"lookup": "what! c:lookup_kind, asked_on d DATE, answered_on d, answer t",
	"safety_check": "child! r:person, at! dt DATE, method! c:sighting_method, checkers r*:staff, checker_other s," +
		" witness s, condition t, whole_body b, injury c:injury, injury_note t, guardian t, result! c:safety_result," +
		" late_reason t, next_step t",

	"urgency": urgencyContract(),
	"risk":    riskContract(),
	"judgement": "on! d DATE, side! c:judgement_side, subject r:person, level! c:judgement, class c:case_class," +
		" severity c:severity, grounds! t, meeting r:meeting, sheet r:sheet",

	"rotation":      "on! d DATE, title! s, leaves r*:staff, comes s*, rest r:staff, remarks t, done_at dt, done_by r:staff, done_families i",
	"handover":      "side! c:handover_side, from! r:staff, to! r:staff, cases s*, done_on d, read_on d",
	"handover_note": "rotation! r:rotation, side! c:handover_side, text t",

	"plan": "version! i, number s ro, division! c:plan_division, subjects r*:person, made_on! d DATE, authors! r*:staff," +
		" checked_on d, period_from d, period_to d, review_on! d, child_voice t, guardian_voice t, present t, strengths t," +
		" vision! t, contact t, remarks t, opinion t, third_party t, previous r:plan, sheet r:sheet, ended_on d," +
		" end_reason c:plan_end_reason",
	"plan_issue": "what! s, priority i",
	"plan_goal":  "goal! s, rank i, until d, issue r:plan_issue",
	"plan_measure": "what! s, who s, staff r*:staff, resource r:resource, frequency s, until d, family_part s," +
		" service c:service_type",
	"plan_handover": "on d DATE, by r*:staff, to r:person, to_other s, method c:handover_method, child_told b, child_how s," +
		" consent c:consent, not_handed_reason t, planned_on d, digest s ro",
	"plan_evaluation": "on! d DATE, achieved! c:goal_result, family_view t, staff_view t, next! c:goal_next, meeting r:meeting",

	"sheet": "meeting r:meeting, meeting_kind! c:meeting_kind, proposed_on! d DATE, reason! c:agenda_reason, subject r:person," +
		" proposer r:staff, department c:department, order i, stage c:sheet_stage, mch_info t, welfare_info t, risk t," +
		" strengths t, missing t, policy t, lead_department c:department, lead_staff r:staff, second_staff r:staff," +
		" plan_need c:plan_need, plan_author r:staff, plan_due d, registration c:registration_decision," +
		" service_decision c:service_act, cgc c:cgc_decision, next_check d, discussed_on d, safety_method s," +
		" safety_staff r*:staff, safety_due dt, summary t",

	"registry": "person! r:person, class! c:case_class, registered_on! d DATE, meeting r:meeting, number s ro," +
		" consultation c:consultation_type, abuse_main c:abuse_type, abuse_types c*:abuse_type, abuser c:abuser," +
		" route c:intake_route, intake r:intake, lead_agency s, lead_staff r:staff, state t, policy t, changes t," +
		" cgc_share c:cgc_share, review_on d, custody b, in_care b, ended_on d, end_reason c:end_reason," +
		" end_meeting r:meeting, end_note t, remarks t",
	"registry_review": "on! d DATE, meeting r:meeting, findings t, severity c:severity, next_on d",

	"service": "service! c:service_type, act! c:recommend/measure, subject r:person, goal r:plan_goal, grounds t," +
		" recommended_on d DATE, method c:contact_method, by r:staff, explained t, reaction c:service_reaction," +
		" decline_reason t, again_on d, applied_on d, decided_on d, decision_number s, from d, to d, times s, cost s," +
		" reduced b, provider r:resource, provider_name s, started_on d, evaluation t, ended_on d, end_reason t," +
		" unavoidable c:unavoidable_reason, meeting r:meeting, notice_on d, stage c:service_stage",
	"service_use": "on! d DATE, hours s, content t, reporter s",
	"referral": "direction! c:referral_direction, kind! c:referral_kind, on! d DATE, number s, office! s, officer s," +
		" subjects r*:person, reason! t, course t, enclosures t, contact s, reply_due d, replied_on d, reply t",
	"commission": "office! s, officer s, number s, basis! c:commission_basis, subject! r:person, guardian r:person," +
		" asked_on! d DATE, decided_on d, notified_on d, content! t, conditions t, from d, to d, staff r:staff, plan r:plan," +
		" frequency s, report_months i, released_on d, release_reason t, final_report_on d, stage c:commission_stage",
	"commission_report": "period_from d, period_to d, on! d DATE, child_seen_on d, content! t, changes t",
	"transfer": "direction! c:transfer_direction, known_on! d DATE, moves_on d, city! s, address s, phoned_on d, sent_on d," +
		" confirmed_on d, seen_there_on d, staff r:staff, note t",
	"absence": "child! r:person, from! d DATE, days! i, school s, told_on d, explained b, response t",
	"restriction": "kind! c:restriction_reason, restricted_on! d DATE, until d, opposite s, protected r*:person," +
		" hide c*:restriction_hide, note t, glass b, contact s",
	"protection_measure": "applied_on! d DATE, until! d, city s, subjects r*:person, note t, renewed_on d",

	"approval": "document! s, document_kind! s, title! s, at! dt DATE, route! s*, due d, comment t, snapshot t ro," +
		" digest s ro, pulled_back b",
	"approval_step": "at! dt DATE, role! s, action! c:approval_action, comment t, digest s ro",
	"merge":         "other! s, pairs s*, on! d DATE, reason! t",
	"distinct":      "other! s, on! d DATE, reason t",
}

// urgencyContract has the eight steps of the reference with what was ticked.
func urgencyContract() string {
	ticks := []string{
		"child/guardian",
		"child/guardian/family_suicide",
		"sexual/fatal_injury/neglect",
		"infant/low_birth_weight/head_face/neck/outdoors/shaking/other",
		"old_and_new/past_reports/past_custody/past_care/siblings/unaware/unstable",
		"fear/blank/clinging/other",
		"mental/addiction/impulse/refusal/other",
		"dv/poverty/isolation/no_watcher/other",
	}
	fields := "at! dt DATE, subject! r:person, rank c:urgency_rank ro, rank_override c:urgency_rank," +
		" override_reason! t, approver! r:staff, phase c:assessment_phase, discussed_with r*:staff"
	for i, codes := range ticks {
		n := string(rune('1' + i))
		fields += ", step" + n + "! c:yes_no_unknown, ticks" + n + " c*:" + codes + ", note" + n + " t, evidence" + n + " r:note"
	}
	return fields
}

// riskTopics counts the topics of each group of the built-in risk template.
var riskTopics = map[string]int{"a": 7, "b": 9, "c": 9, "d": 8, "e": 5}

func riskContract() string {
	fields := "on! d DATE, subject! r:person, phase! c:assessment_phase, discussed_with r*:staff, f_child t, f_guardian t," +
		" f_family t, f_community t, unknown_count i ro, severity c:severity, urgency_rank c:urgency_rank, lead c:lead_body," +
		" summary t, next_on d, previous r:risk"
	for group, topics := range riskTopics {
		for i := range topics {
			topic := group + string(rune('1'+i))
			fields += ", " + topic + "_rating c:risk_rating, " + topic + "_evidence t, " + topic + "_source c:risk_source, " + topic + "_checked d"
		}
	}
	return fields
}
