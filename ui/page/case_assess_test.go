package page_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

// assess shows the assessments of the family.
func (b *both) assess() *page.Case {
	b.t.Helper()
	c := page.NewCase(b.deps, b.kase)
	b.show(c)
	b.do(see("小野寺 家"))
	c.ShowPart(page.PartAssess)
	b.do(see("区分と重症度の移りかわり"))
	return c
}

func gone(text string) tour.Deed { return tour.Deed{Do: "gone", Text: text} }

func TestEachSideJudgesAndThenBothAgree(t *testing.T) {
	b := newBoth(t)
	b.as(b.nurse)
	b.assess()
	b.do(see("母子保健と児童福祉の両方が判断すると、合意を記録できます。"), gone("合意を記録"))
	b.do(tap("判断を記録"), see("母子保健の判断"), tap("見守り"), field("根拠"), typed("健診は欠かさず、離乳食もすすんでいる。"), tap("保存"))
	b.saved("the nurse's judgement")
	b.do(see("合意の前に、児童福祉の判断がいります。"))

	b.as(b.worker)
	b.assess()
	b.do(see("合意の前に、児童福祉の判断がいります。"), tap("判断を記録"), see("児童福祉の判断"), tap("要支援"), tap("中度"),
		field("根拠"), typed("夜に一人で眠れず、怒鳴ってしまう。"), tap("保存"))
	b.saved("the worker's judgement")
	b.do(see("両方の判断がそろいました…"), tap("合意を記録"), tap("要保護"), field("根拠"), typed("合同会議で話し合った。"), tap("保存"))
	b.saved("what was agreed")
	b.do(see("要保護"))
	b.look("assess-agreed")

	file, err := b.store.FindCase(t.Context(), b.kase)
	if err != nil {
		t.Fatal(err)
	}
	s := file.Standing
	if s.Health == nil || s.Health.Level != "watch" || s.Health.By != b.nurse.String() {
		t.Errorf("health judged %+v", s.Health)
	}
	if s.Welfare == nil || s.Welfare.Level != "support" || s.Welfare.By != b.worker.String() || s.Severity != "SV3" {
		t.Errorf("welfare judged %+v, severity %s", s.Welfare, s.Severity)
	}
	if s.Agreed == nil || s.Agreed.Level != "protection" {
		t.Errorf("agreed %+v", s.Agreed)
	}
}

func TestJudgementWithoutGroundsIsRefused(t *testing.T) {
	b := newBoth(t)
	b.as(b.nurse)
	b.assess()
	b.do(tap("判断を記録"), tap("見守り"), tap("保存"), see("…ください…"))
	if got := b.records(store.KindJudgement); len(got) != 0 {
		t.Errorf("saved %d judgements without grounds", len(got))
	}
}

func TestJudgementOfTomorrowIsRefused(t *testing.T) {
	b := newBoth(t)
	b.as(b.nurse)
	b.assess()
	b.do(tap("判断を記録"), field("判断した日（必須）"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed(time.Now().AddDate(0, 0, 1).Format("2006/1/2")),
		tap("見守り"), field("根拠（必須）"), typed("健診は欠かさない。"), tap("保存"), see("まだ来ていない日時です…"))
	b.look("assess-tomorrow")
	if got := b.records(store.KindJudgement); len(got) != 0 {
		t.Errorf("saved %v", got[0].Fields)
	}
}

func TestReportedChildIsSeen(t *testing.T) {
	b := newBoth(t)
	intake := b.put(store.KindIntake, uuid.Nil, uuid.Nil, map[string]any{
		"received_at": time.Now().Add(-5 * time.Hour).Format(time.RFC3339), "receiver": b.director.String(), "consultation": "abuse",
		"method": "phone", "route": "RT12", "abuse_main": "AB3", "heard": "3日続けて同じ服。",
	})
	b.put(store.KindIntakeChild, intake, uuid.Nil, map[string]any{"child": b.girl.String()})
	b.assess()
	b.do(tap("安全確認を記録"), see("確かめた日時（必須）"), tap("家庭訪問"), tap("要観察"))
	b.look("assess-safety-form")
	b.do(tap("保存"))
	b.saved("the safety check")
	b.do(see("要観察"))
	b.look("assess-safety")
	checks := b.records(store.KindSafetyCheck)
	if len(checks) != 1 || checks[0].Parent != intake || checks[0].Text("child") != b.girl.String() || checks[0].Text("result") != "watch" {
		t.Fatalf("checks %v", checks)
	}
}

// urgency answers the eight steps.
func (b *both) urgency(answers [8]string, more map[string]any) uuid.UUID {
	set := map[string]any{"at": time.Now().Add(-time.Hour).Format(time.RFC3339), "subject": b.girl.String(), "phase": "intake"}
	for i, a := range answers {
		set[fmt.Sprintf("step%d", i+1)] = a
	}
	for name, v := range more {
		set[name] = v
	}
	return b.put(store.KindUrgency, uuid.Nil, uuid.Nil, set)
}

func TestUrgencyShowsWhatDecidedAndWhatIsUnknown(t *testing.T) {
	b := newBoth(t)
	b.urgency([8]string{"no", "no", "no", "yes", "unknown", "no", "yes", "no"}, nil)
	b.assess()
	b.do(see("④の答えで決まりました"), see("不明の問い 1つ…"))
	b.look("assess-urgency")
}

func TestOverriddenUrgencySaysWhoAndWhy(t *testing.T) {
	b := newBoth(t)
	b.urgency([8]string{"no", "no", "no", "no", "yes", "no", "no", "no"}, map[string]any{
		"rank_override": "A", "override_reason": "祖母が今夜から入院", "approver": b.nurse.String(),
	})
	b.assess()
	b.do(see("人が変えました…"), see("…祖母が今夜から入院…"))
}

func TestUrgencyIsRankedWhileItIsAnswered(t *testing.T) {
	b := newBoth(t)
	b.assess()
	b.do(tap("緊急度をみる"), see("① 保護の求め"))
	b.look("assess-urgency-form")
	b.do(tap("④ 重い結果のおそれ"), tour.Deed{Do: "key", Text: "Space"}, see("A 分離を前提に緊急介入"))
	b.look("assess-urgency-ranked")
	b.do(tap("保存"), see("…ください…"))
	if got := b.records(store.KindUrgency); len(got) != 0 {
		t.Error("saved with seven steps open")
	}
}

// risk rates some topics.
func (b *both) risk(day string, ratings map[string]string, more map[string]any) uuid.UUID {
	set := map[string]any{"on": day, "subject": b.girl.String(), "phase": "intake", "f_child": "よく笑う。人なつこい。", "f_community": "祖母が週に2回来る。"}
	for topic, r := range ratings {
		set[topic+"_rating"] = r
	}
	for name, v := range more {
		set[name] = v
	}
	return b.put(store.KindRisk, uuid.Nil, uuid.Nil, set)
}

func TestRiskStandsBesideTheOneBefore(t *testing.T) {
	b := newBoth(t)
	b.risk(ago(60), map[string]string{"a1": "mid", "a2": "mid", "b1": "unknown", "b2": "none"}, map[string]any{"a1_evidence": "保育所からの通告"})
	b.risk(ago(2), map[string]string{"a1": "high", "a2": "mid", "b1": "unknown", "b2": "unknown"}, map[string]any{"phase": "review", "summary": "夜の一人の時間が長い。"})
	b.assess()
	b.do(see("不明 2件…"), see("変わった 2"), tap("変わった 2"), see("強み"), see("よく笑う。人なつこい。"))
	b.look("assess-risk")
	b.do(see("B こども"))
	b.look("assess-risk-table")
}

func TestAnswersAreTakenOverOnlyWhenAsked(t *testing.T) {
	b := newBoth(t)
	first := b.risk(ago(60), map[string]string{"a1": "mid", "b1": "unknown"}, nil)
	b.assess()
	b.do(tap("リスクをみる"), see("前回（…"))
	b.look("assess-risk-form")
	b.do(tap("前回の答えを引きつぐ"), tap("A 虐待の状況"), see("前回（…"))
	b.look("assess-risk-taken")
	b.do(tap("保存"))
	b.saved("the second assessment")
	all := b.records(store.KindRisk)
	if len(all) != 2 {
		t.Fatalf("%d assessments", len(all))
	}
	second := all[0]
	if second.ID == first {
		second = all[1]
	}
	if got := second.Text("a1_rating"); got != "mid" {
		t.Errorf("a1 is %q", got)
	}
	if got := second.Text("previous"); got != first.String() {
		t.Errorf("it follows %q", got)
	}
	if n, _ := second.Int("unknown_count"); n != 1 {
		t.Errorf("%d unknown", n)
	}
	if got := second.Text("phase"); got != "review" {
		t.Errorf("phase %q", got)
	}
}
