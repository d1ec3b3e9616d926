package proof_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// commissioned is a boy for whom the child guidance center asked the city to
// guide the family, with a report every month.
type commissioned struct {
	*house
	coordinator, welfare *desk
	kase, boy, line      uuid.UUID
	commission, approval uuid.UUID
	reports              []uuid.UUID
}

// TestCommissionFromAskedToClosed has one of three reports come too late.
func TestCommissionFromAskedToClosed(t *testing.T) {
	h := newHouse(t, "2026-04-01 09:00", "三浦", "石川")
	c := &commissioned{house: h, coordinator: h.join("三浦"), welfare: h.join("石川")}
	c.asked()
	c.accepted()
	c.reported("2026-05-29", "2026-05-29 16:00")
	c.reportIsLate()
	c.reported("2026-07-03", "2026-07-03 10:00")
	c.released()
	for _, d := range c.desks {
		c.atTheEnd(d)
	}
}

func (c *commissioned) asked() {
	c.at("2026-04-20 10:00")
	w := c.welfare
	c.kase = w.family(fields{"name": "保科", "kana": "ほしな", "class": "protection", "welfare_staff": w.id.String()})
	c.boy = w.child(c.kase, "保科", "陽向", "ひなた", "2017-08-30")
	c.line = w.add(c.kase, store.KindRegistry, fields{
		"person": c.boy.String(), "class": "protection", "registered_on": "2026-04-20", "cgc_share": "both", "review_on": "2026-10-20",
	})
	c.commission = w.add(c.kase, store.KindCommission, fields{
		"stage": "asked", "office": "県中央児童相談所", "basis": "art26", "subject": c.boy.String(), "asked_on": "2026-04-20", "from": "2026-05-01", "to": "2026-08-31",
		"content": "月に一度、家庭で子どもと会い、養育の様子を聞く。", "staff": w.id.String(), "report_months": int64(1),
	})
	c.agree()
	same(c, "stage", w.record(c.commission).Text("stage"), "asked")
	sameList(c, "no report is due of what was only asked", rules(w.due(c.kase, casework.DL14CommissionReport)), nil)
	_, err := w.try(store.Write{Case: c.kase, Record: c.commission, Kind: store.KindCommission, Set: fields{"stage": "running"}})
	refused(c, "running without the director", err, "stage:"+casework.FaultMoveUnknown)
}

func (c *commissioned) accepted() {
	c.at("2026-04-22 10:00")
	var err error
	c.approval, err = c.welfare.Store.Submit(c.Context(), c.commission, nil, "受けてよいか、伺います。")
	must(c, err)
	c.agree()
	same(c, "stage", c.director.record(c.commission).Text("stage"), "accepting")
	c.coordinator.approve(c.approval)
	c.agree()
	c.at("2026-04-23 09:00")
	c.director.approve(c.approval)
	c.agree()
	same(c, "stage", c.welfare.record(c.commission).Text("stage"), "running")
	c.welfare.set(c.kase, c.commission, store.KindCommission, fields{"decided_on": "2026-04-23", "notified_on": "2026-04-23"})
}

// reported writes a report of a day, and demands the next one a month later.
func (c *commissioned) reported(on, at string) {
	c.Helper()
	c.at(at)
	c.reports = append(c.reports, c.welfare.below(c.kase, c.commission, store.KindCommissionReport, fields{
		"on": on, "child_seen_on": on, "content": "家で会った。宿題を見せてくれた。",
	}))
	c.agree()
	due := c.director.due(c.kase, casework.DL14CommissionReport)
	if len(due) != 1 {
		c.Fatalf("after the report of %s: got %v", on, rules(due))
	}
	day, err := casework.ParseISO(on)
	must(c, err)
	same(c, "next report", due[0].DueDay, day.AddMonths(1))
	same(c, "of whom", due[0].Child.ID, c.boy)
	sameList(c, "by whom", due[0].People, []uuid.UUID{c.welfare.id})
}

func (c *commissioned) reportIsLate() {
	c.at("2026-07-01 09:00")
	due := concerning(c.welfare.today().Due, c.kase)
	sameList(c, "on 1 July", rules(due), []string{"DL14 2026-05-29 陽向"})
	same(c, "stage", due[0].Stage(c.clock.now()), casework.Late)
	same(c, "was due", due[0].DueDay.String(), "2026-06-29")
	same(c, "commission in the registry", c.registry(c.director), true)
}

// registry reports whether the line of the boy shows a commission.
func (c *commissioned) registry(d *desk) bool {
	c.Helper()
	lines := d.registry(c.kase, false)
	if len(lines) != 1 || lines[0].Record != c.line {
		c.Fatalf("%s: got %+v", d.name, lines)
	}
	return lines[0].Commission
}

func (c *commissioned) released() {
	c.at("2026-07-28 15:00")
	c.reports = append(c.reports, c.welfare.below(c.kase, c.commission, store.KindCommissionReport, fields{"on": "2026-07-28", "content": "最後の報告。"}))
	_, err := c.welfare.try(store.Write{Case: c.kase, Record: c.commission, Kind: store.KindCommission, Set: fields{"stage": "released", "released_on": "2026-07-28"}})
	refused(c, "released without a reason", err, "release_reason:"+casework.FaultEndWithoutReason)
	c.welfare.set(c.kase, c.commission, store.KindCommission, fields{"stage": "released", "released_on": "2026-07-28", "release_reason": "目的をはたした。", "final_report_on": "2026-07-28"})
	_, err = c.welfare.try(store.Write{Case: c.kase, Record: c.commission, Kind: store.KindCommission, Set: fields{"stage": "closed"}})
	refused(c, "closed by the caseworker", err, "stage:"+casework.FaultMoveNotYours)
	c.agree()
	c.coordinator.set(c.kase, c.commission, store.KindCommission, fields{"stage": "closed"})
	c.agree()
}

func (c *commissioned) atTheEnd(d *desk) {
	same(c, d.name+": stage", d.record(c.commission).Text("stage"), "closed")
	same(c, d.name+": commission in the registry", c.registry(d), false)
	line := d.registry(c.kase, false)[0]
	same(c, "share", line.Share, "both")
	same(c, "last seen", line.LastSeen, "2026-07-03")
	same(c, "unseen", line.Unseen, 25)
	sameList(c, "notes", line.Notes, nil)

	today := d.today()
	sameList(c, d.name+": due", rules(concerning(today.Due, c.kase)), nil)
	sameList(c, d.name+": approvals", approvalsOf(d), nil)
	open, err := d.Store.FindApprovals(c.Context(), store.ApprovalFilter{Document: &c.commission, All: true})
	must(c, err)
	if len(open) != 1 || open[0].State.Stage != casework.ApprovalApproved || open[0].State.Changed {
		c.Errorf("%s: approval: got %+v", d.name, open)
	}

	var stages []casework.Stage
	for _, dl := range d.caseOf(c.kase).Deadlines {
		if dl.ID == casework.DL14CommissionReport {
			stages = append(stages, dl.Stage(c.clock.now()))
		}
	}
	slices.Sort(stages)
	sameList(c, d.name+": reports", stages, []casework.Stage{casework.Met, casework.Met, casework.MetLate})
	history, err := d.Store.History(c.Context(), c.commission)
	must(c, err)
	var way []any
	for _, v := range slices.Backward(history) {
		if stage := v.Set["stage"]; stage != nil {
			way = append(way, stage)
		}
	}
	sameList(c, d.name+": stages of the commission", way, []any{"asked", "accepting", "running", "released", "closed"})
	same(c, "closed by", history[0].Author, c.coordinator.id)
	same(c, "reports", len(d.caseOf(c.kase).Of(store.KindCommissionReport)), len(c.reports))
}
