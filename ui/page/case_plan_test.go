package page_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
)

// plan shows the support plans of the family.
func (b *both) plan() *page.Case {
	b.t.Helper()
	c := page.NewCase(b.deps, b.kase)
	b.show(c)
	b.do(see("小野寺 家"))
	c.ShowPart(page.PartPlan)
	return c
}

// written is a plan with two goals, each with something that is done for it.
type written struct{ plan, first, second uuid.UUID }

func (b *both) write() written {
	w := written{store.NewRecordID(), store.NewRecordID(), store.NewRecordID()}
	me := []string{b.store.Me().ID.String()}
	b.put(store.KindPlan, uuid.Nil, w.plan, map[string]any{
		"version": int64(1), "division": "joint", "subjects": []string{b.girl.String(), b.boy.String()}, "made_on": ago(9), "authors": me,
		"period_from": ago(9), "period_to": ahead(80), "review_on": ahead(28),
		"child_voice": "「ママとおふろにはいりたい」「ほいくえん、すき」", "guardian_voice": "夜ひとりの時間がこわい。怒りたくないのに怒ってしまう。",
		"strengths": "妊婦健診は欠かさない。長男の予防接種は全部済み。", "vision": "だれかに頼みながら、3人の子と眠れる家。",
		"opinion": "母の睡眠不足が強い。", "third_party": "隣人は毎晩の泣き声を聞いている。",
	})
	b.put(store.KindPlanIssue, w.plan, uuid.Nil, map[string]any{"what": "夜に眠れない", "priority": int64(1)})
	b.put(store.KindPlanGoal, w.plan, w.first, map[string]any{"goal": "夜に眠れる日を週3日つくる", "rank": int64(1), "until": ahead(70)})
	b.put(store.KindPlanGoal, w.plan, w.second, map[string]any{"goal": "登園の朝をひとりで抱えない", "rank": int64(2), "until": ahead(28)})
	b.put(store.KindPlanMeasure, w.first, uuid.Nil, map[string]any{
		"what": "家事・育児の訪問支援", "frequency": "週2回", "service": "FS4", "staff": me, "family_part": "前の日に頼みたいことを書く", "until": ahead(70),
	})
	b.put(store.KindPlanMeasure, w.second, uuid.Nil, map[string]any{"what": "送迎の相談・園の声かけ", "who": "すみれ保育所", "until": ahead(28)})
	return w
}

// approve submits the plan as the nurse, and the director decides.
func (b *both) approve(plan uuid.UUID) {
	b.t.Helper()
	b.as(b.nurse)
	id, err := b.store.Submit(b.t.Context(), plan, []string{"director"}, "")
	if err != nil {
		b.t.Fatal(err)
	}
	b.as(b.director)
	a, err := b.store.FindApproval(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.store.Decide(b.t.Context(), id, "approve", "", a.Digest); err != nil {
		b.t.Fatal(err)
	}
}

func TestPlanBeginsWithWhatIsKnown(t *testing.T) {
	b := newBoth(t)
	b.put(store.KindNote, uuid.Nil, uuid.Nil, map[string]any{
		"on": ago(4), "method": "visit", "department": "welfare", "child_voice": "よる、ママがないてる", "child_seen": []string{b.boy.String()},
	})
	b.risk(ago(3), map[string]string{"a1": "mid"}, nil)
	b.put(store.KindJudgement, uuid.Nil, uuid.Nil, map[string]any{"on": ago(3), "side": "welfare", "level": "support", "grounds": "夜の怒鳴り声が続く。"})
	b.plan()
	b.look("plan-none")
	b.do(tap("プランをつくる"), see("気持ち"), see("「よる、ママがないてる」"))
	b.look("plan-begin")
	b.do(tap("保存"), see("…ください…"), field("めざす姿（必須）"), typed("だれかに頼みながら眠れる家。"), tap("保存"))
	b.saved("the plan")
	b.do(see("目標がまだありません"))
	plans := b.records(store.KindPlan)
	if len(plans) != 1 {
		t.Fatalf("%d plans", len(plans))
	}
	p := plans[0]
	if got := p.Text("child_voice"); got != "「よる、ママがないてる」" {
		t.Errorf("voice %q", got)
	}
	if got := p.Text("strengths"); !strings.Contains(got, "よく笑う") {
		t.Errorf("strengths %q", got)
	}
	if got := p.Text("opinion"); !strings.Contains(got, "夜の怒鳴り声が続く。") {
		t.Errorf("opinion %q", got)
	}
	if n, _ := p.Int("version"); n != 1 || p.Text("number") == "" {
		t.Errorf("version %d, number %q", n, p.Text("number"))
	}
}

func TestPlanWithoutAGoalIsNotSubmitted(t *testing.T) {
	b := newBoth(t)
	b.put(store.KindPlan, uuid.Nil, uuid.Nil, map[string]any{
		"version": int64(1), "division": "mch", "made_on": ago(1), "authors": []string{b.director.String()}, "review_on": ahead(90), "vision": "眠れる家。",
	})
	b.plan()
	b.do(tap("決裁に出す"), see("目標がないので、決裁に出せません"), tap("閉じる"))
	if got := b.records(store.KindApproval); len(got) != 0 {
		t.Errorf("%d approvals", len(got))
	}
	b.do(tap("目標を足す"), field("目標（必須）"), typed("夜に眠れる日をつくる"), tap("保存"))
	b.saved("the goal")
	b.do(tap("することを足す"), field("すること（必須）"), typed("産後ケアを使う"), tap("保存"))
	b.saved("the measure")
	goals, measures := b.records(store.KindPlanGoal), b.records(store.KindPlanMeasure)
	if len(goals) != 1 || len(measures) != 1 {
		t.Fatalf("%d goals, %d measures", len(goals), len(measures))
	}
	if measures[0].Parent != goals[0].ID {
		t.Errorf("the measure is not of the goal")
	}
	b.do(tap("決裁に出す"), see("いまの文面で決裁に回ります…"), tap("出す"), see("決裁を待っています…"))
	b.saved("the submission")
	b.look("plan-submitted")
	if got := b.records(store.KindApproval); len(got) != 1 {
		t.Errorf("%d approvals", len(got))
	}
}

func TestApprovedPlanIsHandedOverWithTheMarkOfItsWords(t *testing.T) {
	b := newBoth(t)
	w := b.write()
	b.approve(w.plan)
	b.plan()
	b.do(see("手交を記録"))
	b.look("plan-approved")
	b.do(tap("まだ渡せない理由"), field("渡していない理由"), typed("母が入院中"), tap("保存"))
	b.saved("why not yet")
	b.do(see("まだ渡していません"), tap("手交を記録"), see("渡して説明した日"))
	b.look("plan-handover")
	b.do(tap("保存"))
	b.saved("the hand-over")
	b.do(see("見直して第2版をつくる"))
	b.look("plan-handed")
	var given *store.Record
	for _, h := range b.records(store.KindPlanHandover) {
		if h.Text("on") != "" {
			given = h
		}
	}
	if given == nil || given.Parent != w.plan {
		t.Fatal("no hand-over below the plan")
	}
	if len(given.Text("digest")) != 64 {
		t.Errorf("mark %q", given.Text("digest"))
	}
	if given.Text("to") != b.mother.String() {
		t.Errorf("given to %q", given.Text("to"))
	}
}

func TestReviewTakesAlongWhatGoesOn(t *testing.T) {
	b := newBoth(t)
	w := b.write()
	b.approve(w.plan)
	b.put(store.KindPlanHandover, w.plan, uuid.Nil, map[string]any{"on": ago(5), "method": "meeting", "to": b.mother.String(), "child_told": true, "child_how": "絵カード"})
	b.put(store.KindPlanEvaluation, w.second, uuid.Nil, map[string]any{"on": ago(1), "achieved": "achieved", "next": "end"})
	b.plan()
	b.do(tap("評価を記録"), tap("一部"), tap("継続"), tap("保存"))
	b.saved("the evaluation")
	b.do(see("一部"), see("達成"))
	b.look("plan-evaluated")
	b.do(tap("見直して第2版をつくる"), see("いまの文面と困りごと…"))
	b.look("plan-review")
	b.do(tap("第2版をつくる"), see("サポートプラン 第2版"), tap("保存"))
	b.saved("the next version")
	b.do(tap("第1版"), see("前の版です。新しい版があります。"), tap("第2版"), see("決裁に出す"))
	b.look("plan-second")

	file, err := b.store.FindCase(t.Context(), b.kase)
	if err != nil {
		t.Fatal(err)
	}
	var second *store.Record
	for _, p := range file.Of(store.KindPlan) {
		if n, _ := p.Int("version"); n == 2 {
			second = p
		}
	}
	if second == nil || second.Text("previous") != w.plan.String() {
		t.Fatalf("no second version of the plan: %v", second)
	}
	parts := page.PlanOf(file, second)
	if len(parts.Goals) != 1 || parts.Goals[0].Goal.Text("goal") != "夜に眠れる日を週3日つくる" {
		t.Errorf("goals %v", parts.Goals)
	}
	if len(parts.Goals[0].Measures) != 1 || len(parts.Issues) != 1 {
		t.Errorf("%d measures, %d issues", len(parts.Goals[0].Measures), len(parts.Issues))
	}
	if got := second.Text("made_on"); got != time.Now().Format(time.DateOnly) {
		t.Errorf("made on %s", got)
	}
}

func TestBothReadings(t *testing.T) {
	b := newBoth(t)
	b.write()
	b.plan()
	b.do(tap("家族に渡す版"), see("おうちの人の気持ち"), see("小野寺 湊(おのでら みなと)"), gone("母の睡眠不足が強い。"), gone("隣人は毎晩の泣き声を聞いている。"))
	b.look("plan-family")
	b.do(tap("内部版"), see("母の睡眠不足が強い。"), see("隣人は毎晩の泣き声を聞いている。"))
	b.look("plan-internal")
	b.do(tap("プランへ戻る"), see("渡す版に入らないもの"))
}

func TestPlanIsNotEndedWithoutAReason(t *testing.T) {
	b := newBoth(t)
	w := b.write()
	b.approve(w.plan)
	b.plan()
	b.do(tap("プランを終える"), see("終えた日"), tap("保存"))
	b.do(see("…ください…"))
	if got := b.records(store.KindPlan)[0].Text("ended_on"); got != "" {
		t.Errorf("ended on %s without a reason", got)
	}
	b.do(tap("えらぶ"), tap("めざす姿に届いた"), tap("保存"))
	b.saved("the end of the plan")
	b.do(see("…に終了しました…"))
	if got := b.records(store.KindPlan)[0]; got.Text("end_reason") != "achieved" || got.Text("ended_on") == "" {
		t.Errorf("ended %v", got.Fields)
	}
}

// namesOfBoth are the names in use here; all else is said in English.
var namesOfBoth = []string{"小野寺", "湊", "凪", "葵", "おのでら", "みなと", "なぎ", "あおい", "中野", "柏木", "大沢", "南町", "丁目", "-支-"}

func TestAssessmentsAndPlansAreInEnglish(t *testing.T) {
	b := newBoth(t)
	before := namesInUse
	namesInUse = append(slices.Clone(namesInUse), namesOfBoth...)
	t.Cleanup(func() {
		namesInUse = before
		present.SetLanguage(present.Japanese)
	})
	b.risk(ago(60), map[string]string{"a1": "mid"}, map[string]any{"f_child": "laughs", "f_community": "aunt"})
	b.risk(ago(2), map[string]string{"a1": "high", "b1": "unknown"}, map[string]any{"f_child": "laughs", "f_community": "aunt", "phase": "review"})
	b.urgency([8]string{"no", "no", "no", "no", "yes", "unknown", "no", "no"}, map[string]any{
		"rank_override": "A", "override_reason": "aunt away", "approver": b.nurse.String(),
	})
	b.as(b.nurse)
	b.put(store.KindJudgement, uuid.Nil, uuid.Nil, map[string]any{"on": ago(12), "side": "mch", "level": "watch", "severity": "SV2", "grounds": "well"})
	plan, goal := store.NewRecordID(), store.NewRecordID()
	b.put(store.KindPlan, uuid.Nil, plan, map[string]any{
		"version": int64(1), "division": "mch", "subjects": []string{b.girl.String()}, "made_on": ago(3), "authors": []string{b.nurse.String()},
		"period_from": ago(3), "period_to": ahead(80), "review_on": ahead(80), "vision": "sleep", "opinion": "tired",
	})
	b.put(store.KindPlanGoal, plan, goal, map[string]any{"goal": "sleep", "until": ahead(30)})
	b.put(store.KindPlanMeasure, goal, uuid.Nil, map[string]any{"what": "help", "service": "FS4", "family_part": "ask", "until": ahead(30)})
	b.put(store.KindPlanEvaluation, goal, uuid.Nil, map[string]any{"on": ago(0), "achieved": "partly", "next": "continue"})
	b.put(store.KindPlanHandover, plan, uuid.Nil, map[string]any{"not_handed_reason": "away", "planned_on": ahead(3)})

	keys := translations(t)
	present.SetLanguage(present.English)
	c := page.NewCase(b.deps, b.kase)
	b.show(c)
	b.settle(c.Content())
	for _, part := range []string{page.PartOverview, page.PartAssess, page.PartPlan} {
		c.ShowPart(part)
		b.settle(c.Content())
		checkWords(t, part, c.Content(), present.English, keys)
	}
	for _, reading := range []string{"Copy for the family", "For staff"} {
		b.do(tap(reading))
		checkWords(t, reading, c.Content(), present.English, keys)
	}
}

func TestWhatIsTypedForOneGoalStaysWithIt(t *testing.T) {
	b := newBoth(t)
	b.write()
	c := b.plan()
	b.do(tapIn("夜に眠れる日を週3日つくる", "することを足す"), see("すること：夜に眠れる日を週3日つくる"), field("すること（必須）"), typed("産後ケアを使う"))
	page.CloseTop(b.win)
	if err := c.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.do(tapIn("登園の朝をひとりで抱えない", "することを足す"), see("すること：登園の朝をひとりで抱えない"), gone("産後ケアを使う"), tap("やめる"))
	b.do(tapIn("夜に眠れる日を週3日つくる", "することを足す"), see("前に書きかけた内容です…"), see("産後ケアを使う"))
}
