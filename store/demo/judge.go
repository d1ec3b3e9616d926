package demo

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// firstSheet writes the family's part of the meeting that agreed on its class.
func (h *house) firstSheet() {
	m := h.story.decided
	h.story.sheet = h.id(m.start)
	h.story.severity = h.drawSeverity(h.story.first)
	set := h.sheetFor(m, "new")
	set["registration"] = string(h.story.first)
	set["plan_need"], set["plan_author"] = "needed", h.social.ID.String()
	set["plan_due"] = casework.AddWorkdays(m.on, 10).String()
	set["service_decision"] = share(h.dice, weight[string]{6, "recommend"}, weight[string]{4, "none"})
	h.sheet(m, h.story.sheet, set)
}

// sheetFor fills in what every discussed sheet says.
func (h *house) sheetFor(m meeting, reason string) map[string]any {
	return map[string]any{
		"meeting": m.id.String(), "meeting_kind": m.kind, "reason": reason, "stage": "discussed", "discussed_on": m.on.String(),
		"proposer": h.nursing.ID.String(), "department": "both", "order": int64(1 + h.index%7),
		"mch_info": h.plain("mch_info"), "welfare_info": h.plain("welfare_info"), "risk": h.plain("sheet_risk"), "strengths": h.plain("strength_guardian"),
		"missing": h.plain("sheet_missing"), "policy": h.plain("meeting_policy"), "lead_department": "welfare", "lead_staff": h.social.ID.String(),
		"second_staff": h.nursing.ID.String(), "cgc": "none", "next_check": m.on.AddDays(28).String(), "summary": h.plain("sheet_summary"),
		"proposed_on": h.proposedBefore(m).String(),
	}
}

// proposedBefore is the day on which something was put on a meeting's agenda.
func (h *house) proposedBefore(m meeting) casework.Date {
	day := casework.AddWorkdays(m.on, -3)
	if day.Before(h.opens) {
		return h.opens
	}
	return day
}

// sheet writes a discussed sheet with its tasks.
func (h *house) sheet(m meeting, id uuid.UUID, set map[string]any) {
	if !h.later(m.end.Add(15*time.Minute), store.KindSheet, id, set, h.coordinator) {
		return
	}
	for range h.between(1, 3) {
		h.task(id, m.end.Add(20*time.Minute), h.plain("task"), casework.AddWorkdays(m.on, h.between(5, 20)), h.social)
	}
}

// task writes a task, and that it was done where its day has passed: now and
// then it was not.
func (h *house) task(parent uuid.UUID, at time.Time, what string, due casework.Date, who *Staff) {
	id := h.below(parent, at, store.KindTask, map[string]any{"what": what, "staff": []string{who.ID.String()}, "due": due.String()}, h.coordinator)
	done := casework.AddWorkdays(due, -h.between(0, 2))
	if end := h.at(done, 16, h.IntN(60)); at.Before(end) && end.Before(h.Today) && (due.DaysSince(h.today) < -25 || !h.chance(0.06)) {
		h.put(end, store.KindTask, id, map[string]any{"done_on": done.String(), "result": h.plain("task_result")}, who)
	}
}

func (h *house) drawSeverity(class casework.Class) string {
	switch class {
	case casework.Protection:
		return share(h.dice, weight[string]{45, "SV2"}, weight[string]{40, "SV3"}, weight[string]{10, "SV1"}, weight[string]{4, "SV4"})
	case casework.Support:
		return share(h.dice, weight[string]{6, "SV1"}, weight[string]{3, "SV0"}, weight[string]{2, "SV2"})
	}
	return ""
}

// judge writes what each side thought before the meeting and what was agreed
// there, and the same again where the class changed later.
func (h *house) judge() {
	first := string(h.story.first)
	health := share(h.dice, weight[string]{4, "watch"}, weight[string]{4, "support"}, weight[string]{2, first})
	welfare := share(h.dice, weight[string]{2, "watch"}, weight[string]{3, "support"}, weight[string]{5, first})
	if r := h.plan.cast; r != nil && r.surname == "小野寺" {
		health, welfare, h.story.severity = "watch", "support", "SV3"
	}
	h.judgeAt(h.story.decided, h.story.sheet, health, welfare, h.story.first, "judge_agreed")
	m := h.story.changed
	if m.none() {
		return
	}
	if h.story.ended {
		h.letGo(m)
		return
	}
	h.story.severity = h.drawSeverity(h.plan.class)
	list := "judge_change_up"
	if h.plan.class == casework.Support {
		list = "judge_change_down"
	}
	sheet := h.id(m.start)
	set := h.sheetFor(m, "continue")
	set["registration"] = string(h.plan.class)
	h.sheet(m, sheet, set)
	h.judgeAt(m, sheet, "support", string(h.plan.class), h.plan.class, list)
}

// letGo writes that a meeting ended the work of child welfare: the nurses go on
// watching.
func (h *house) letGo(m meeting) {
	h.story.severity = ""
	sheet := h.id(m.start)
	set := h.sheetFor(m, "registry_review")
	set["registration"], set["plan_need"] = "end", "not_needed"
	h.sheet(m, sheet, set)
	h.judgeAt(m, sheet, "watch", "watch", casework.MCH, "judge_end")
}

// levelOf is the level of a judgement that goes with a class.
func levelOf(class casework.Class) string {
	if class == casework.MCH {
		return "watch"
	}
	return string(class)
}

// judgeAt writes the three judgements around a meeting.
func (h *house) judgeAt(m meeting, sheet uuid.UUID, health, welfare string, agreed casework.Class, grounds string) {
	before := h.at(m.on, 13, 10)
	if day := casework.AddWorkdays(m.on, -1); h.opens.Before(day) && h.story.reported.Before(h.at(day, 9, 0)) {
		before = h.at(day, 15, h.IntN(30))
	}
	h.judgement(before, map[string]any{"side": "mch", "level": health, "grounds": h.plain("judge_" + health)}, h.nursing)
	set := map[string]any{"side": "welfare", "level": welfare, "grounds": h.plain("judge_" + welfare)}
	if h.story.severity != "" {
		set["severity"] = h.story.severity
	}
	h.judgement(before.Add(20*time.Minute), set, h.social)
	both := map[string]any{
		"side": "agreed", "level": levelOf(agreed), "class": string(agreed), "grounds": h.plain(grounds), "meeting": m.id.String(), "sheet": sheet.String(),
	}
	if h.story.severity != "" {
		both["severity"] = h.story.severity
	}
	h.judgement(m.end.Add(25*time.Minute), both, h.coordinator)
}

func (h *house) judgement(at time.Time, set map[string]any, by *Staff) {
	set["on"] = casework.DateOf(at).String()
	h.later(at, store.KindJudgement, h.id(at), set, by)
}

// watch writes the nurses' judgement of a family that is in no registry.
func (h *house) watch() {
	if h.plan.thin && !h.plan.risk {
		return
	}
	level := "none"
	if h.plan.risk {
		level = "watch"
	}
	at := h.at(h.opens, 15, h.IntN(60))
	h.judgement(at, map[string]any{"side": "mch", "level": level, "grounds": h.plain("judge_" + level)}, h.nursing)
}
