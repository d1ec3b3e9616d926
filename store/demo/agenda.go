package demo

import (
	"maps"
	"time"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// propose puts some families on the agenda of the joint meeting that is
// prepared today.
func (h *house) propose() {
	if h.plan.cast != nil || h.index >= currentFamilies || !h.chance(0.18) {
		return
	}
	h.putForward("continue", nil, h.nursing, "mch")
}

// putForward writes a sheet for the next joint meeting.
func (h *house) putForward(reason string, subject *person, by *Staff, department string) {
	h.putForwardWith(reason, subject, by, department, nil)
}

// putForwardWith is putForward with some fields of its own.
func (h *house) putForwardWith(reason string, subject *person, by *Staff, department string, more map[string]any) {
	at := h.at(casework.AddWorkdays(h.today, -1), 15, h.IntN(60))
	if at.Before(h.at(h.opens, 12, 0)) {
		at = h.Today.Add(-2 * time.Hour)
	}
	set := map[string]any{
		"meeting": h.nextJoint().id.String(), "meeting_kind": jointMeeting, "proposed_on": casework.DateOf(at).String(), "reason": reason, "stage": "proposed",
		"proposer": by.ID.String(), "department": department, "order": int64(10 + h.index%80), "mch_info": h.plain("mch_info"),
	}
	if h.social != nil {
		set["welfare_info"] = h.plain("welfare_info")
	}
	if subject != nil {
		set["subject"] = subject.id.String()
	}
	if r := h.plan.cast; r != nil && r.order > 0 {
		set["order"] = int64(r.order)
	}
	maps.Copy(set, more)
	h.later(at, store.KindSheet, h.id(at), set, by)
}

// confer holds a conference of those who touch the case, where its danger and
// the roles had to be settled among them.
func (h *house) confer() {
	if h.plan.cast != nil || h.plan.class != casework.Protection || !h.chance(0.35) {
		return
	}
	on := h.workday(h.agreed.AddDays(h.between(12, 50)))
	if !h.agreed.Before(on) || !on.Before(h.stops()) {
		return
	}
	m := h.ownMeeting(individualMeeting, h.at(on, 15, 0))
	set := h.sheetFor(m, "continue")
	set["meeting_kind"] = individualMeeting
	h.sheet(m, h.id(m.start), set)
}
