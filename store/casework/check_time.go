package casework

// pastFields are the days and times of a kind that only the past can have. Days
// that are planned, asked for or agreed may lie ahead and are not here. The
// first is the day of the record.
var pastFields = map[string][]string{
	"intake":             {"received_at", "outcome_on"},
	"lookup":             {"asked_on", "answered_on"},
	"safety_check":       {"at"},
	"urgency":            {"at"},
	"risk":               {"on"},
	"judgement":          {"on"},
	"plan":               {"made_on", "checked_on", "ended_on"},
	"plan_handover":      {"on"},
	"plan_evaluation":    {"on"},
	"sheet":              {"proposed_on", "discussed_on"},
	"task":               {"done_on"},
	"registry":           {"registered_on", "ended_on"},
	"registry_review":    {"on"},
	"service":            {"recommended_on", "applied_on", "decided_on", "started_on", "ended_on", "notice_on"},
	"service_use":        {"on"},
	"referral":           {"on", "replied_on"},
	"commission":         {"asked_on", "decided_on", "notified_on", "released_on", "final_report_on"},
	"commission_report":  {"on", "child_seen_on"},
	"transfer":           {"known_on", "phoned_on", "sent_on", "confirmed_on", "seen_there_on"},
	"absence":            {"from", "told_on"},
	"protection_measure": {"applied_on", "renewed_on"},
	"approval":           {"at"},
	"approval_step":      {"at"},
	"merge":              {"on"},
	"distinct":           {"on"},
	"template":           {"imported_on"},
	"resource":           {"ended_on"},
	"visit":              {"visited_on"},
	"note":               {"on"},
	"person":             {"birth_date"},
}

// checkPast refuses a future where only the past makes sense. A meeting lies
// ahead until it was held.
func checkPast(k *checking) {
	fields := pastFields[k.e.Kind]
	if stage := k.e.Text("stage"); k.e.Kind == "meeting" && (stage == "held" || stage == "closed") {
		fields = []string{"on"}
	}
	for _, field := range fields {
		if k.ahead(field) {
			k.fault(field, FaultFuture)
		}
	}
}

// ahead reports whether a field is later than now.
func (k *checking) ahead(field string) bool {
	if at := k.e.Moment(field); !at.IsZero() {
		return at.After(k.Now)
	}
	return k.e.Day(field).After(k.today)
}

// dayOfRecord returns the day of the record, today when it has none.
func (k *checking) dayOfRecord() Date {
	if fields := pastFields[k.e.Kind]; len(fields) > 0 {
		if d := firstDay(k.e, fields...); d.Valid() {
			return d
		}
	}
	return k.today
}

// checkBirth refuses what cannot have happened before the child's birth. Seeing a
// child needs a child; assessing, registering or reporting may begin with the
// pregnancy, where one was followed (the person has a due date).
func checkBirth(k *checking) {
	field, child, unborn := "", "", false
	switch k.e.Kind {
	case "safety_check":
		field, child = "at", "child"
	case "absence":
		field, child = "from", "child"
	case "urgency":
		field, child, unborn = "at", "subject", true
	case "risk", "judgement":
		field, child, unborn = "on", "subject", true
	case "registry":
		field, child, unborn = "registered_on", "person", true
	case "commission_report":
		k.bornBy("child_seen_on", k.parentText("subject"), k.e.Day("child_seen_on"), false)
		return
	case "intake_child":
		if intake := k.Entry(k.e.Parent); intake != nil {
			k.bornBy("child", k.e.Text("child"), intake.Day("received_at"), true)
		}
		return
	case "visit":
		if k.e.Text("visit_type") != "pregnant" && k.e.Text("result") == "met" {
			k.bornBy("visited_on", k.e.Text("child"), k.e.Day("visited_on"), true)
		}
		return
	default:
		return
	}
	k.bornBy(field, k.e.Text(child), k.e.Day(field), unborn)
}

// bornBy faults a field whose day is before the person's birth; where unborn is
// allowed, before the pregnancy.
func (k *checking) bornBy(field, person string, on Date, unborn bool) {
	p := k.Entry(k.persons.of(person))
	if p == nil || !on.Valid() {
		return
	}
	begins := p.Day("birth_date")
	if due := p.Day("due_date"); unborn && due.Valid() && begins.Valid() {
		begins = due.AddDays(-termDays)
	}
	if begins.Valid() && on.Before(begins) {
		k.fault(field, FaultBeforeBirth)
	}
}

// parentText returns a field of the record whose list this one is in.
func (k *checking) parentText(field string) string {
	if p := k.Entry(k.e.Parent); p != nil {
		return p.Text(field)
	}
	return ""
}

// span is a pair of fields of which the second may not be before the first.
type span struct{ first, second, code string }

var spans = map[string][]span{
	"plan":               {{"made_on", "review_on", FaultReviewBeforeMade}, {"period_from", "period_to", FaultEndsBeforeStart}, {"made_on", "ended_on", FaultEndsBeforeStart}},
	"registry":           {{"registered_on", "review_on", FaultReviewBeforeMade}, {"registered_on", "ended_on", FaultEndsBeforeStart}},
	"registry_review":    {{"on", "next_on", FaultReviewBeforeMade}},
	"risk":               {{"on", "next_on", FaultReviewBeforeMade}},
	"sheet":              {{"proposed_on", "discussed_on", FaultEndsBeforeStart}, {"discussed_on", "next_check", FaultReviewBeforeMade}},
	"service":            {{"from", "to", FaultEndsBeforeStart}, {"started_on", "ended_on", FaultEndsBeforeStart}},
	"commission":         {{"from", "to", FaultEndsBeforeStart}, {"asked_on", "released_on", FaultEndsBeforeStart}},
	"commission_report":  {{"period_from", "period_to", FaultEndsBeforeStart}},
	"protection_measure": {{"applied_on", "until", FaultEndsBeforeStart}},
	"intake":             {{"received_at", "outcome_on", FaultEndsBeforeStart}},
	"lookup":             {{"asked_on", "answered_on", FaultEndsBeforeStart}},
	"referral":           {{"on", "replied_on", FaultEndsBeforeStart}},
	"transfer":           {{"sent_on", "confirmed_on", FaultEndsBeforeStart}},
}

// checkOrder refuses a second day that is before the first.
func checkOrder(k *checking) {
	for _, s := range spans[k.e.Kind] {
		if first, second := k.e.Day(s.first), k.e.Day(s.second); first.Valid() && second.Valid() && second.Before(first) {
			k.fault(s.second, s.code)
		}
	}
}

// endsWith names the field that says why a kind of record ended.
var endsWith = map[string]string{"registry": "end_reason", "plan": "end_reason", "commission": "release_reason"}

// checkEnd refuses an end without a reason, and a reason without a day.
func checkEnd(k *checking) {
	reason, ok := endsWith[k.e.Kind]
	if !ok {
		return
	}
	end := "ended_on"
	if k.e.Kind == "commission" {
		end = "released_on"
	}
	switch {
	case k.set(end) && !k.set(reason):
		k.fault(reason, FaultEndWithoutReason)
	case k.set(reason) && !k.set(end):
		k.fault(end, FaultEndWithoutDay)
	}
}
