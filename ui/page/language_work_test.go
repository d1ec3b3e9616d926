package page_test

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// workPages makes one of each page of the casework, with something to show.
func (d *desk) workPages(f family) map[string]page.Page {
	d.t.Helper()
	now := time.Now()
	today, later := now.Format(time.DateOnly), now.AddDate(0, 2, 0).Format(time.DateOnly)
	me, child, office := d.store.Me().ID.String(), f.child.String(), d.store.Office()
	ids := map[string]uuid.UUID{}
	put := func(kase uuid.UUID, name, parent, kind string, set map[string]any) {
		d.t.Helper()
		ids[name] = store.NewRecordID()
		w := store.Write{Case: kase, Record: ids[name], Parent: ids[parent], Kind: kind, Set: set}
		if _, err := d.store.Put(d.t.Context(), w); err != nil {
			d.t.Fatalf("%s: %v", kind, err)
		}
	}
	put(office, "resource", "", store.KindResource, map[string]any{"name": "そら", "category": "nursery", "council_member": true})
	put(office, "meeting", "", store.KindMeeting, map[string]any{"kind": "joint", "on": today, "number": int64(3), "chair": me, "stage": "planned"})
	put(f.kase, "intake", "", store.KindIntake, map[string]any{
		"received_at": now.Add(-2 * time.Hour).Format(time.RFC3339), "receiver": me, "consultation": "abuse", "method": "phone",
		"route": "RT12", "abuse_main": "AB3", "heard": "ことば", "stage": "received",
	})
	put(f.kase, "one", "intake", store.KindIntakeChild, map[string]any{"child": child})
	put(f.kase, "check", "intake", store.KindSafetyCheck, map[string]any{
		"child": child, "at": now.Add(-time.Hour).Format(time.RFC3339), "method": "phone", "result": "unconfirmed", "checkers": []string{me},
	})
	put(f.kase, "urgency", "intake", store.KindUrgency, map[string]any{
		"at": now.Format(time.RFC3339), "subject": child, "step1": "no", "step2": "no", "step3": "no", "step4": "unknown",
		"step5": "yes", "step6": "no", "step7": "no", "step8": "no",
	})
	put(f.kase, "judgement", "", store.KindJudgement, map[string]any{"on": today, "side": "mch", "level": "watch", "grounds": "ことば"})
	put(f.kase, "sheet", "", store.KindSheet, map[string]any{
		"meeting": ids["meeting"].String(), "meeting_kind": "joint", "proposed_on": today, "reason": "new", "proposer": me, "stage": "proposed",
	})
	put(f.kase, "task", "sheet", store.KindTask, map[string]any{"what": "ことば", "staff": []string{me}, "due": today})
	put(f.kase, "registry", "", store.KindRegistry, map[string]any{
		"person": child, "class": "protection", "registered_on": today, "consultation": "abuse", "abuse_main": "AB3", "lead_staff": me,
	})
	put(f.kase, "plan", "", store.KindPlan, map[string]any{
		"version": int64(1), "division": "joint", "made_on": today, "authors": []string{me}, "review_on": later, "vision": "ことば",
	})
	put(f.kase, "goal", "plan", store.KindPlanGoal, map[string]any{"goal": "ことば", "until": later})
	put(f.kase, "measure", "goal", store.KindPlanMeasure, map[string]any{"what": "ことば", "resource": ids["resource"].String()})
	put(f.kase, "service", "", store.KindService, map[string]any{
		"service": "FS4", "act": "recommend", "recommended_on": today, "stage": "recommended", "provider": ids["resource"].String(),
	})
	put(f.kase, "referral", "", store.KindReferral, map[string]any{"direction": "to", "kind": "help", "on": today, "office": "そら", "reason": "ことば", "reply_due": later})
	put(f.kase, "commission", "", store.KindCommission, map[string]any{
		"office": "そら", "basis": "art27", "subject": child, "asked_on": today, "content": "ことば", "stage": "asked",
	})
	put(f.kase, "transfer", "", store.KindTransfer, map[string]any{"direction": "out", "known_on": today, "city": "そら"})
	put(f.kase, "absence", "", store.KindAbsence, map[string]any{"child": child, "from": today, "days": int64(1), "school": "そら"})
	put(f.kase, "protected", "", store.KindProtectionMeasure, map[string]any{"applied_on": today, "until": later})
	approval, err := d.store.Submit(d.t.Context(), ids["plan"], nil, "ことば")
	if err != nil {
		d.t.Fatal(err)
	}
	pages := map[string]page.Page{
		"intakes": page.NewIntakes(d.deps), "report": page.NewReport(d.deps, ids["intake"]),
		"call": page.NewIntake(d.deps, store.Draft{
			Record: store.NewRecordID(), Case: office, Kind: store.KindIntake, Fields: map[string]any{"heard": "ことば"},
		}),
		"meetings": page.NewMeetings(d.deps), "meeting": page.NewMeeting(d.deps, ids["meeting"]),
		"registry": page.NewRegistry(d.deps), "progress": page.NewProgress(d.deps), "resources": page.NewResources(d.deps),
		"approvals": page.NewApprovals(d.deps), "approval": page.NewApproval(d.deps, approval),
	}
	for _, name := range []string{"intake", "check", "urgency", "judgement", "sheet", "task", "registry", "plan", "service", "referral", "commission", "transfer", "meeting", "resource"} {
		pages["record of "+name] = page.NewRecord(d.deps, ids[name])
	}
	return pages
}
