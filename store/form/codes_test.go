package form_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"yorisoi/assets"
	"yorisoi/store/form"
)

// codes are those that other parts of the program name, in the order in which
// people are offered them.
var codes = map[string]string{
	"case_class":    "protection support expectant mch",
	"severity":      "SV5 SV4 SV3 SV2 SV1 SV0",
	"judgement":     "none watch support expectant protection",
	"family_role":   "mother father child fetus sibling grandmother grandfather partner other",
	"sex":           "M F U",
	"relation_type": "marriage divorce separation partner parent close distant conflict cutoff abuse",
	"visit_type":    "pregnant postpartum newborn premature infant all_homes toddler care_support safety other",
	"visit_result":  "met absent no_answer refused moved",
	"department":    "mch welfare both",
	"job":           "public_health_nurse midwife child_welfare_worker coordinator director clerk psychologist dietitian dental_hygienist",

	"consultation_type": "abuse care_other health disability delinquency upbringing other",
	"intake_method":     "phone visit letter home_visit message dial189 other",
	"intake_route": "RT01 RT01_abuser_father RT01_abuser_mother RT01_abuser_other RT01_father RT01_mother RT01_other RT01_relative" +
		" RT02 RT03 RT04 RT05 RT06 RT07 RT08 RT09 RT10 RT11 RT12 RT13 RT14 RT15 RT16 RT17 RT18 RT19 RT20 RT21 RT99",
	"abuse_type":       "AB1 AB2 AB3 AB4 AB4_dv",
	"abuser":           "PA1 PA2 PA3 PA4 PA9",
	"witness_kind":     "direct from_child hearsay",
	"safe_now":         "yes no unknown",
	"response_urgency": "immediate same_day h48",
	"reporter_intent":  "protect investigate consult",
	"lookup_kind":      "residents checkups vaccination childcare school welfare allowance dv_measure",
	"intake_stage":     "received meeting checking decided closed",
	"intake_outcome":   "register support advice other_agency sent notified moved not_abuse",
	"sighting_method":  "home at_school office agency phone absent",
	"injury":           "none present unknown",
	"safety_result":    "safe watch danger unconfirmed",

	"yes_no_unknown":   "yes no unknown",
	"urgency_rank":     "AA A B C D",
	"assessment_phase": "intake investigated review closing",
	"risk_rating":      "high mid low none unknown",
	"risk_source":      "seen heard_child heard_guardian agency record other",
	"lead_body":        "cgc city both",
	"judgement_side":   "mch welfare agreed",

	"plan_division":    "mch welfare joint",
	"plan_end_reason":  "achieved replaced family moved adult closed other",
	"handover_method":  "meeting visit post online",
	"handover_side":    "health welfare",
	"consent":          "signed oral none",
	"goal_result":      "achieved partly not_yet changed",
	"goal_next":        "continue change end",
	"meeting_kind":     "joint intake individual working",
	"meeting_occasion": "regular extra",
	"meeting_stage":    "planned held closed",
	"agenda_reason":    "new continue relapse moved_in birth urgent plan_review registry_review adult other",
	"sheet_stage":      "proposed discussed postponed",
	"plan_need":        "needed not_needed review",

	"registration_decision": "protection support expectant none end",
	"end_reason":            "improved not_abuse advised moved sent in_care adult birth died missing other",
	"cgc_share":             "cgc city both",
	"cgc_decision":          "none send notify ask_help",
	"service_type":          "FS1 FS2 FS3 FS4 FS5 FS6 OS1 OS2 OS3 OS4 OS5 OS6 OS7 OS8 OS9 OS99",
	"service_act":           "recommend measure none",
	"service_reaction":      "use consider decline unreachable",
	"service_stage":         "recommended applied decided in_use declined ended",
	"unavoidable_reason":    "cannot_apply refusal condition urgent other",
	"referral_direction":    "to from",
	"referral_kind":         "send notify help information returned notified told",
	"commission_basis":      "art27 art26",
	"commission_stage":      "asked accepting running released closed",
	"transfer_direction":    "out in",
	"approval_action":       "approve return proxy noted",
	"staff_role":            "section_head coordinator director health welfare admin",
	"sending_method":        "hand post registered fax email lgwan other",
	"legal_basis":           "art25_3 art13_4 privacy_act consent other",
}

func TestCodes(t *testing.T) {
	l := library(t)
	for name, want := range codes {
		list := l.CodeList(name)
		if list == nil {
			t.Errorf("no code list %s", name)
			continue
		}
		var got []string
		for _, c := range list.Codes {
			got = append(got, c.Code)
		}
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s: got %v, want %s", name, got, want)
		}
	}
}

// TestNamesOfCodesDiffer: two choices of the same name cannot be told apart.
func TestNamesOfCodesDiffer(t *testing.T) {
	files, err := fs.Glob(assets.Codes, "*.csv")
	if err != nil || len(files) < len(codes) {
		t.Fatalf("got %d code lists and %v, want %d or more", len(files), err, len(codes))
	}
	l := library(t)
	for _, file := range files {
		var all []form.Option
		for _, c := range l.CodeList(strings.TrimSuffix(file, ".csv")).Codes {
			all = append(all, form.Option{Code: c.Code, Display: c.Ja, DisplayEn: c.En})
		}
		sameNames(t, file, all)
	}
	for _, f := range l.Forms() {
		for name, it := range fieldsOf(f) {
			sameNames(t, f.Kind+" "+name, it.Options)
		}
	}
}

func sameNames(t *testing.T, where string, all []form.Option) {
	t.Helper()
	ja, en := map[string]string{}, map[string]string{}
	for _, o := range all {
		if ja[o.Display] != "" || en[o.DisplayEn] != "" {
			t.Errorf("%s: %s has the name of another: %q, %q", where, o.Code, o.Display, o.DisplayEn)
		}
		ja[o.Display], en[o.DisplayEn] = o.Code, o.Code
	}
}

// TestEveryListIsAskedFor: a list that no form uses is there for the program,
// and named here.
func TestEveryListIsAskedFor(t *testing.T) {
	l := library(t)
	asked := map[string]bool{
		"job":        true, // of the staff in the directory
		"staff_role": true, // of the way of an approval
	}
	for _, f := range l.Forms() {
		for _, it := range fieldsOf(f) {
			asked[it.CodeList] = true
		}
	}
	files, err := fs.Glob(assets.Codes, "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(file, ".csv"); !asked[name] {
			t.Errorf("no form asks for the list %s", name)
		}
	}
}
