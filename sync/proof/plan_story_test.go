package proof_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// expecting is the story of a woman who is with child, from two judgements to
// the second version of her support plan.
type expecting struct {
	*house
	coordinator, welfare, nurse *desk
	kase, mother                uuid.UUID
	meeting, sheet, line        uuid.UUID
	agreed, task                uuid.UUID
	plan, issue, goal, measure  uuid.UUID
	approval, second            uuid.UUID
}

// TestPlanForAnExpectantMother goes all the way: judged by both sides, agreed
// in a joint meeting, registered, planned, approved at two machines, handed
// over, evaluated and reviewed.
func TestPlanForAnExpectantMother(t *testing.T) {
	h := newHouse(t, "2026-09-01 09:00", "三浦", "石川", "中野")
	e := &expecting{house: h, coordinator: h.join("三浦"), welfare: h.join("石川"), nurse: h.join("中野")}
	e.judgedByBoth()
	e.agreedInMeeting()
	e.written()
	e.approvedAtTwoMachines()
	e.handedOver()
	e.reviewed()
	for _, d := range e.desks {
		e.atTheEnd(d)
	}
}

func (e *expecting) judge(d *desk, side, level string, more fields) (uuid.UUID, error) {
	set := fields{"on": e.clock.now().Format("2006-01-02"), "side": side, "level": level, "subject": e.mother.String(), "grounds": "本人と会って聞いたことから。"}
	for name, v := range more {
		set[name] = v
	}
	return d.try(store.Write{Case: e.kase, Kind: store.KindJudgement, Set: set})
}

func (e *expecting) judgedByBoth() {
	e.at("2026-09-01 10:00")
	e.kase = e.nurse.family(fields{"name": "小手川", "kana": "こてがわ", "class": "mch", "mch_staff": e.nurse.id.String(), "welfare_staff": e.welfare.id.String()})
	e.mother = e.nurse.add(e.kase, store.KindPerson, fields{
		"family_name": "小手川", "given_name": "千景", "given_kana": "ちかげ", "role": "mother", "sex": "F", "birth_date": "2004-01-30", "due_date": "2027-01-20",
	})
	_, err := e.judge(e.nurse, "mch", "watch", nil)
	must(e, err)
	e.agree()

	e.at("2026-09-02 10:00")
	_, err = e.judge(e.coordinator, "agreed", "expectant", fields{"class": "expectant"})
	refused(e, "agreed before welfare judged", err, "side:"+casework.FaultSidesMissing)
	_, err = e.judge(e.welfare, "welfare", "expectant", fields{"severity": "SV1"})
	must(e, err)
	e.agree()
	standing := e.coordinator.caseOf(e.kase).Rules()
	s := casework.StandingOf(standing, e.mother.String())
	same(e, "health says", s.Health.Level, "watch")
	same(e, "health is", s.Health.By, e.nurse.id.String())
	same(e, "welfare says", s.Welfare.Level, "expectant")
	same(e, "welfare is", s.Welfare.By, e.welfare.id.String())
	same(e, "agreed", s.Agreed == nil, true)
	same(e, "class", s.Class, casework.MCH)
}

func (e *expecting) agreedInMeeting() {
	e.at("2026-09-10 13:30")
	c := e.coordinator
	e.meeting = c.add(c.Store.Office(), store.KindMeeting, fields{
		"kind": "joint", "occasion": "regular", "on": "2026-09-10", "start_time": "13:30", "chair": c.id.String(),
		"attendees": []string{e.welfare.id.String(), e.nurse.id.String()}, "stage": "held",
	})
	drafted, err := c.Store.DraftSheet(e.Context(), e.kase)
	must(e, err)
	drafted["meeting"], drafted["meeting_kind"], drafted["subject"] = e.meeting.String(), "joint", e.mother.String()
	e.sheet = c.add(e.kase, store.KindSheet, drafted)
	c.set(e.kase, e.sheet, store.KindSheet, fields{
		"stage": "discussed", "discussed_on": "2026-09-10", "registration": "expectant", "plan_need": "needed",
		"plan_author": e.nurse.id.String(), "plan_due": "2026-09-24", "lead_staff": e.nurse.id.String(), "summary": "特定妊婦として登録し、出産まで支える。",
	})
	agreed, err := e.judge(c, "agreed", "expectant", fields{"class": "expectant", "severity": "SV1", "meeting": e.meeting.String(), "sheet": e.sheet.String()})
	must(e, err)
	e.agreed = agreed
	e.line = c.add(e.kase, store.KindRegistry, fields{
		"person": e.mother.String(), "class": "expectant", "registered_on": "2026-09-10", "meeting": e.meeting.String(),
		"lead_agency": "こども家庭センター", "lead_staff": e.nurse.id.String(), "cgc_share": "city",
	})
	e.task = c.below(e.kase, e.sheet, store.KindTask, fields{"what": "産院の相談員と話す", "staff": []string{e.nurse.id.String()}, "due": "2026-09-17"})
	e.agree()
	progress, err := e.director.Store.FindProgress(e.Context())
	must(e, err)
	if len(progress.Plans) != 1 || progress.Plans[0].Stage != "needed" || progress.Plans[0].Due != "2026-09-24" || progress.Plans[0].Case != e.kase {
		e.Errorf("plans needed: got %+v", progress.Plans)
	}
	tasks := e.nurse.today().Tasks
	if len(tasks) != 1 || tasks[0].Record != e.task || tasks[0].Meeting != e.meeting {
		e.Errorf("the nurse's tasks: got %+v", tasks)
	}
}

func (e *expecting) written() {
	e.at("2026-09-15 16:00")
	n := e.nurse
	n.set(e.kase, e.task, store.KindTask, fields{"done_on": "2026-09-15", "result": "相談員の名前と曜日を聞いた。"})
	e.plan = n.add(e.kase, store.KindPlan, fields{
		"version": int64(1), "division": "joint", "subjects": []string{e.mother.String()}, "made_on": "2026-09-15",
		"authors": []string{n.id.String()}, "review_on": "2026-12-15", "vision": "安心して出産を迎え、赤ちゃんと暮らし始める。", "sheet": e.sheet.String(),
	})
	if _, err := n.Store.Submit(e.Context(), e.plan, nil, ""); err == nil {
		e.Error("a plan without a goal was submitted")
	} else {
		refused(e, "a plan without a goal", err, "document:"+casework.FaultPlanWithoutGoal)
	}
	e.issue = n.below(e.kase, e.plan, store.KindPlanIssue, fields{"what": "ひとりで健診に行くのが不安", "priority": int64(1)})
	e.goal = n.below(e.kase, e.plan, store.KindPlanGoal, fields{"goal": "毎月の健診に通う", "rank": int64(1), "until": "2027-01-20", "issue": e.issue.String()})
	e.measure = n.below(e.kase, e.goal, store.KindPlanMeasure, fields{"what": "健診に付き添う", "staff": []string{n.id.String()}, "frequency": "月1回", "family_part": "日を決めて知らせる"})
	var err error
	e.approval, err = n.Store.Submit(e.Context(), e.plan, nil, "初めての版です。")
	must(e, err)
	again, err := n.Store.Submit(e.Context(), e.plan, nil, "")
	must(e, err)
	same(e, "submitted twice", again, e.approval)
	e.agree()
	same(e, "stage", e.planRow(n, e.plan).Stage, casework.PlanSubmitted)
	_, err = n.try(store.Write{Case: e.kase, Parent: e.plan, Kind: store.KindPlanHandover, Set: fields{"on": "2026-09-15"}})
	refused(e, "handed over before it was approved", err, "on:"+casework.FaultNotApproved)
}

// approve has somebody read the document and decide on it.
func (d *desk) approve(approval uuid.UUID) {
	d.house.Helper()
	a, err := d.Store.FindApproval(d.house.Context(), approval)
	must(d.house, err)
	must(d.house, d.Store.Decide(d.house.Context(), approval, store.ActionApprove, "", a.Digest))
}

func (e *expecting) approvedAtTwoMachines() {
	e.at("2026-09-16 09:00")
	sameList(e, "waits for the director", approvalsOf(e.director), nil)
	sameList(e, "waits for the coordinator", approvalsOf(e.coordinator), []uuid.UUID{e.approval})
	a, err := e.director.Store.FindApproval(e.Context(), e.approval)
	must(e, err)
	err = e.director.Store.Decide(e.Context(), e.approval, store.ActionApprove, "", a.Digest)
	same(e, "out of turn", store.CodeOf(err), "approval_not_yours")
	e.coordinator.approve(e.approval)
	e.agree()
	e.at("2026-09-16 11:00")
	sameList(e, "waits for the director", approvalsOf(e.director), []uuid.UUID{e.approval})
	e.director.approve(e.approval)
	e.agree()
	same(e, "checked on", e.nurse.record(e.plan).Text("checked_on"), "2026-09-16")
	same(e, "stage", e.planRow(e.nurse, e.plan).Stage, casework.PlanApproved)
}

// approvalsOf are the submissions that the first page shows as waiting.
func approvalsOf(d *desk) []uuid.UUID {
	var ids []uuid.UUID
	for _, a := range d.today().Approvals {
		ids = append(ids, a.Record)
	}
	return ids
}

func (e *expecting) handedOver() {
	e.at("2026-09-18 14:00")
	e.nurse.below(e.kase, e.plan, store.KindPlanHandover, fields{
		"on": "2026-09-18", "by": []string{e.nurse.id.String()}, "to": e.mother.String(), "method": "visit", "consent": "signed",
	})
	e.agree()
	row := e.planRow(e.director, e.plan)
	same(e, "stage", row.Stage, casework.PlanHandedOver)
	same(e, "handed over", row.Handed, "2026-09-18")
}

func (e *expecting) reviewed() {
	e.at("2026-12-10 15:00")
	n := e.nurse
	n.below(e.kase, e.goal, store.KindPlanEvaluation, fields{
		"on": "2026-12-10", "achieved": "partly", "next": "continue", "family_view": "ひとりで行けた月もあった。", "staff_view": "付き添いは隔月でよい。",
	})
	e.coordinator.below(e.kase, e.line, store.KindRegistryReview, fields{"on": "2026-12-10", "findings": "健診は続いている。", "severity": "SV1"})
	e.at("2026-12-12 15:00")
	e.second = n.add(e.kase, store.KindPlan, fields{
		"version": int64(2), "division": "joint", "subjects": []string{e.mother.String()}, "made_on": "2026-12-12", "authors": []string{n.id.String()},
		"review_on": "2027-03-12", "vision": "赤ちゃんとの暮らしを始める。", "previous": e.plan.String(),
	})
	n.below(e.kase, e.second, store.KindPlanGoal, fields{"goal": "産後の手伝いを決める", "rank": int64(1)})
	e.agree()
}

// planRow is how the coordinator's list shows a plan.
func (e *expecting) planRow(d *desk, plan uuid.UUID) store.PlanRow {
	e.Helper()
	progress, err := d.Store.FindProgress(e.Context())
	must(e, err)
	for _, row := range progress.Plans {
		if row.Record == plan {
			return row
		}
	}
	e.Fatalf("%s: the plan is not in the list: %+v", d.name, progress.Plans)
	return store.PlanRow{}
}

func (e *expecting) atTheEnd(d *desk) {
	lines := d.registry(e.kase, false)
	if len(lines) != 1 {
		e.Fatalf("%s: got %d lines of the registry", d.name, len(lines))
	}
	l := lines[0]
	same(e, "record", l.Record, e.line)
	same(e, "person", l.Person, e.mother)
	same(e, "name", l.Name, "小手川 千景")
	same(e, "role", l.Child.Role, "mother")
	same(e, "class", l.Class, "expectant")
	same(e, "severity", l.Severity, "SV1")
	same(e, "in charge", l.LeadStaff, e.nurse.id)
	same(e, "main agency", l.LeadAgency, "こども家庭センター")
	same(e, "share", l.Share, "city")
	same(e, "registered", l.Registered, "2026-09-10")
	same(e, "meeting", l.Meeting, "2026-09-10")
	same(e, "reviewed", l.Reviewed, "2026-12-10")
	same(e, "plan", l.Plan, casework.PlanDrafting)
	same(e, "review of the plan", l.PlanReview, "2027-03-12")
	sameList(e, "notes", l.Notes, nil)

	today := d.today()
	sameList(e, d.name+": approvals", approvalsOf(d), nil)
	sameList(e, d.name+": due", rules(concerning(today.Due, e.kase)), nil)
	same(e, d.name+": clocks", len(today.Clocks), 0)
	same(e, d.name+": tasks", len(today.Tasks), 0)
	same(e, d.name+": conflicts", len(today.Conflicts), 0)
	e.historyOf(d)
}

func (e *expecting) historyOf(d *desk) {
	c := d.caseOf(e.kase)
	for kind, want := range map[string]int{
		store.KindJudgement: 3, store.KindSheet: 1, store.KindRegistry: 1, store.KindRegistryReview: 1, store.KindTask: 1, store.KindPlan: 2, store.KindPlanIssue: 1,
		store.KindPlanGoal: 2, store.KindPlanMeasure: 1, store.KindPlanHandover: 1, store.KindPlanEvaluation: 1, store.KindApproval: 1, store.KindApprovalStep: 2,
	} {
		same(e, d.name+": records of "+kind, len(c.Of(kind)), want)
	}
	s := casework.StandingOf(c.Rules(), e.mother.String())
	same(e, "class", s.Class, casework.Expectant)
	same(e, "agreed in", s.Agreed.Meeting, e.meeting.String())
	same(e, "agreed by", s.Agreed.Entry, e.agreed.String())
	same(e, "classes so far", len(s.ClassHistory), 2)
	var by []uuid.UUID
	for _, step := range c.Of(store.KindApprovalStep) {
		by = append(by, step.Author)
	}
	sameList(e, "approved by, the last first", by, []uuid.UUID{e.director.id, e.coordinator.id})
	history, err := d.Store.History(e.Context(), e.plan)
	must(e, err)
	same(e, "versions of the plan", len(history), 2)
	same(e, "checked by", history[0].Author, e.coordinator.id)
	number := c.Rules().Entry(e.plan.String()).Text("number")
	if number == "" || number == c.Rules().Entry(e.second.String()).Text("number") {
		e.Errorf("numbers of the plans: got %q twice or none", number)
	}
}
