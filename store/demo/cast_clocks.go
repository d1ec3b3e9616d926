package demo

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// performOnodera: the nursery reports two days ago; the brother was seen there,
// his sister not yet, and the clock has five hours left. Its first plan is in
// the family's hands.
func (h *house) performOnodera() {
	son, daughter := h.children[0], h.children[1]
	h.planOfOnodera(daughter)
	at := h.Today.Add(-clock + 5*time.Hour + 12*time.Minute).Truncate(time.Minute)
	o := origin{consultation: "abuse", abuse: "AB3", heard: "heard_AB3", route: "RT12", method: "phone"}
	id := h.receive(at, o, "3日続けて同じ服。昼食をかき込み、午睡後に「ママねてる」と話す。迎えは連絡がつかず19時を過ぎる日が続く。")
	more := map[string]any{"siblings": "長女・自宅？", "safe_now": "unknown", "child_words": "「よる、ママがないてる」", "previous": h.story.intake.String()}
	h.later(at.Add(15*time.Minute), store.KindIntake, id, more, h.social)
	h.urgent(id, at.Add(25*time.Minute), daughter, 5, 8)
	h.convene(id, at)
	seen := at.Add(2 * time.Hour)
	h.below(id, seen.Add(20*time.Minute), store.KindSafetyCheck, map[string]any{
		"child": son.id.String(), "at": moment(seen), "method": "at_school", "checkers": []string{h.social.ID.String()}, "witness": "園長", "whole_body": true,
		"injury": "none", "condition": "服は前日と同じ。食事をとり、表情は明るい。「よる、ママがないてる」と話す。", "result": "watch",
		"next_step": "今日のうちに家庭を訪ね、長女に会う。",
	}, h.social)
	h.sees(casework.DateOf(seen), son)
	h.later(seen.Add(25*time.Minute), store.KindIntake, id, map[string]any{"stage": "checking"}, h.social)
	h.task(id, at.Add(2*time.Hour+50*time.Minute), "長女に会う（訪問・2人）", h.today, h.nakano)
	h.putForward("urgent", nil, h.social, "welfare")
}

func (h *house) planOfOnodera(daughter *person) {
	made := casework.AddWorkdays(h.agreed, 1)
	if !made.Before(h.today) {
		return
	}
	p := &paper{version: 1, made: made, review: made.AddDays(37), division: "joint", quick: true, words: map[string]any{
		"child_voice": "「ママとおふろにはいりたい」「ほいくえん、すき」", "vision": "だれかに頼みながら、3人の子と眠れる家。",
		"guardian_voice": "夜ひとりの時間がこわい。怒りたくないのに怒ってしまう。家に人が来るのは、女の人なら。",
		"strengths":      "妊婦健診は欠かさない。長男の予防接種は全部済み。園と連絡帳が続く。",
	}, aims: []aim{
		{"夜に眠れず、日中に動けない", "夜に眠れる日を週3日つくる", "家事・育児の訪問支援", "FS4", "週2回", "頼みたいことを紙に書いておく"},
		{"長女を見る人が少ない", "長女を月1回みる人をふやす", "1歳6か月までに相談・健診・訪問", "", "月1回", "健診の日を一緒に決める"},
		{"朝の送りを母だけで担う", "登園の朝をひとりで抱えない", "送迎の相談・園の声かけ", "", "平日の朝", "前の晩に着替えをそろえる"},
	}}
	h.draw(p, nil)
	h.hand(p)
	if p.handed.IsZero() {
		return
	}
	for i, result := range []string{"partly", "not_yet", "achieved"} {
		at := h.at(casework.AddWorkdays(h.today, -1), 16, 10+i)
		if !p.handed.Before(at) {
			return
		}
		next := "continue"
		if result == "achieved" {
			next = "end"
		}
		h.below(p.goals[i], at, store.KindPlanEvaluation, map[string]any{
			"on": casework.DateOf(at).String(), "achieved": result, "next": next, "family_view": h.plain("family_view"), "staff_view": h.plain("staff_view"),
		}, h.social)
	}
}

// performTajima: reported again yesterday, nobody could see the child yet; and
// the 児童相談所 asks the city to guide the family, which waits for the director.
func (h *house) performTajima() {
	child := h.youngest()
	at := h.at(h.today.AddDays(-1), 15, 20)
	o := origin{consultation: "abuse", abuse: "AB1", heard: "heard_AB1", route: "RT02", method: "phone"}
	id := h.receive(at, o, "")
	h.later(at.Add(15*time.Minute), store.KindIntake, id, map[string]any{"previous": h.story.intake.String()}, h.social)
	h.convene(id, at)
	try := h.Today.Add(-100 * time.Minute).Truncate(time.Minute)
	if casework.DateOf(try) != h.today || try.Hour() < 7 {
		try = h.at(h.today.AddDays(-1), 18, 40)
	}
	h.missedCheck(id, try, child)
	for _, c := range h.here(at) {
		if c != child {
			h.check(id, at.Add(110*time.Minute), c, false)
		}
	}
	h.later(at.Add(140*time.Minute), store.KindIntake, id, map[string]any{"stage": "checking"}, h.social)
	h.askedToGuide(child)
	h.putForward("other", child, h.social, "welfare")
	h.task(id, at.Add(3*time.Hour), "園に今日の登園を確かめる", h.today, h.nakano)
}

// askedToGuide writes a commission on its way round.
func (h *house) askedToGuide(c *person) {
	asked := h.at(casework.AddWorkdays(h.today, -3), 10, 30)
	on, id := casework.DateOf(asked), h.id(asked)
	h.put(asked, store.KindCommission, id, map[string]any{
		"office": guidanceCenter, "officer": "相馬", "number": h.number("委", on), "basis": "art27", "subject": c.id.String(), "asked_on": on.String(),
		"content": h.plain("commission_content"), "staff": h.social.ID.String(), "frequency": "月2回", "report_months": int64(3), "stage": "asked",
	}, h.social)
	s, ok := h.submit(h.at(casework.AddWorkdays(h.today, -2), 9, 40), id, h.social, "児童相談所から受託の打診がありました")
	if !ok {
		return
	}
	h.later(s.at.Add(time.Minute), store.KindCommission, id, map[string]any{"stage": "accepting"}, h.social)
	h.decideOn(s, h.at(casework.AddWorkdays(h.today, -1), 11, 30), "approve", h.coordinator, h.plain("approve_note"))
}

// performKasai: a neighbour called this morning; nothing was done about it yet.
func (h *house) performKasai() {
	at := h.Today.Add(-70 * time.Minute).Truncate(time.Minute)
	if at.Hour() < 7 || at.Hour() > 20 {
		at = h.at(h.today.AddDays(-1), 17, 10)
	}
	o := origin{consultation: "abuse", abuse: "AB4", heard: "heard_AB4", route: "RT02", method: "dial189"}
	h.receive(at, o, "")
}

// performMorita: the midwife's questionnaire at two weeks asks for more than a
// visit. It is proposed to the conference, and a service waits to be approved.
func (h *house) performMorita() {
	child, midwife := h.youngest(), h.health[min(1, len(h.health)-1)]
	on := h.today.AddDays(-6)
	at := h.at(on, 11, 20)
	set := map[string]any{
		"subject": h.mother.id.String(), "on": on.String(), "days_after_birth": int64(on.DaysSince(child.birth)), "method": "self", "place": h.maternity,
		"total": int64(12), "response": []string{"listened", "supervisor", "visit_again"}, "findings": h.plain("findings_high"),
	}
	for i, n := range [10]int{1, 1, 2, 2, 1, 1, 1, 1, 1, 1} {
		set["item"+strconv.Itoa(i+1)] = strconv.Itoa(n)
	}
	h.put(at, store.KindEPDS, h.id(at), set, midwife)
	h.judgement(h.at(casework.AddWorkdays(h.today, -1), 14, 40), map[string]any{
		"side": "mch", "level": "support", "grounds": "質問票の項目10に印があり、眠れない日が続く。日中に一人になる時間が長い。",
	}, h.nakano)
	h.putForwardWith("new", h.mother, h.nakano, "mch", map[string]any{"mch_info": "EPDS 12点、項目10に印。付議 中野。"})
	yesterday := casework.AddWorkdays(h.today, -1)
	recommended := h.at(yesterday, 15, 30)
	id := h.id(recommended)
	h.put(recommended, store.KindService, id, map[string]any{
		"service": "FS2", "act": "recommend", "subject": h.mother.id.String(), "grounds": "質問票の項目10に印。日中に話せる相手がいない。",
		"recommended_on": yesterday.String(), "stage": "recommended", "method": "phone", "by": h.welfare[0].ID.String(), "explained": h.plain("explained"),
		"reaction": "use", "provider_name": "ひばり市 こども家庭センター",
	}, h.welfare[0])
	h.submit(h.at(yesterday, 16, 20), id, h.welfare[0], "早めの利用を望まれています")
}

// performHori: the nurse's own plan of three months ago is to be gone through
// at the conference.
func (h *house) performHori() {
	p := &paper{version: 1, made: casework.AddWorkdays(h.today, -62), review: casework.AddWorkdays(h.today, 4), division: "mch", aims: h.drawAims(), quick: true}
	h.draw(p, nil)
	h.hand(p)
	h.putForwardWith("continue", nil, h.nakano, "mch", map[string]any{"mch_info": "3か月の点検。体重は曲線に沿い、ひろばに通い始めた。"})
}

// performHayakawa: nobody has seen the child for more than a month; the second
// version of the plan came back to the nurse, and a task of hers is late.
func (h *house) performHayakawa() {
	first := &paper{version: 1, made: casework.AddWorkdays(h.agreed, 4), review: casework.AddWorkdays(h.today, 5), division: "joint", aims: h.drawAims()}
	h.draw(first, nil)
	h.hand(first)
	second := &paper{version: 2, made: casework.AddWorkdays(h.today, -4), review: h.workday(h.today.AddMonths(3)), division: "joint", aims: h.drawAims(), author: h.nakano}
	h.draw(second, first)
	s, ok := h.submit(h.at(casework.AddWorkdays(h.today, -3), 9, 30), second.id, h.nakano, "")
	if ok {
		h.decideOn(s, h.at(casework.AddWorkdays(h.today, -1), 10, 15), "return", h.coordinator, h.plain("return_note"))
	}
	h.lateTask("園に登園の様子を聞く", -2)
	child := h.youngest()
	told := h.at(casework.AddWorkdays(h.today, -1), 10, 5)
	h.put(told, store.KindAbsence, h.id(told), map[string]any{
		"child": child.id.String(), "from": casework.AddWorkdays(h.today, -4).String(), "days": int64(4), "school": h.nameOfSchool(child),
		"told_on": casework.DateOf(told).String(),
	}, h.social)
}

func (h *house) nameOfSchool(c *person) string {
	if c.school != "" {
		return c.school
	}
	return h.words.places["nursery"][0]
}

// lateTask writes a task of 中野's that is still open.
func (h *house) lateTask(what string, due int) {
	h.below(uuid.Nil, h.at(casework.AddWorkdays(h.today, -6), 16, 40), store.KindTask, map[string]any{
		"what": what, "staff": []string{h.nakano.ID.String()}, "due": h.today.AddDays(due).String(),
	}, h.coordinator)
}

// performFujishiro: the second version of the plan is to be reviewed today.
func (h *house) performFujishiro() {
	first := &paper{version: 1, made: casework.AddWorkdays(h.agreed, 4), division: "joint", aims: h.drawAims()}
	first.review = h.workday(first.made.AddMonths(3))
	h.draw(first, nil)
	h.hand(first)
	second := &paper{version: 2, made: casework.AddWorkdays(first.review, -3), review: h.today, division: "joint", aims: h.drawAims()}
	h.evaluate(first, second.made)
	h.draw(second, first)
	h.hand(second)
	at := h.at(casework.AddWorkdays(h.today, -12), 15, 10)
	if !second.handed.IsZero() && second.handed.Before(at) {
		h.below(second.goals[0], at, store.KindPlanEvaluation, map[string]any{
			"on": casework.DateOf(at).String(), "achieved": "achieved", "next": "end", "family_view": h.plain("family_view"), "staff_view": h.plain("staff_view"),
		}, h.social)
	}
	h.putForward("plan_review", nil, h.nakano, "both")
	h.lateTask("見直しの面接の日を決める", 0)
}
