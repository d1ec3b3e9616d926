package proof_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// report is a report of abuse about two siblings, known to the registry.
type report struct {
	*house
	welfare, nurse      *desk
	kase, intake        uuid.UUID
	elder, younger      uuid.UUID
	elderLine, kidLine  uuid.UUID // of the registry
	check               uuid.UUID
	elderClock, kidsOwn uuid.UUID // the entries of the report
}

// TestReportOnFridayEvening has a report at 17:40 on a Friday. The nurse sees
// one of two siblings on Sunday, without a network; nobody sees the other.
func TestReportOnFridayEvening(t *testing.T) {
	h := newHouse(t, "2026-11-20 09:00", "石川", "中野")
	r := &report{house: h, welfare: h.join("石川"), nurse: h.join("中野")}
	r.arrives()
	r.nurseSeesOne()
	r.officeDoesNotKnow()
	r.clockRunsOut()
	r.nurseComesBack()
	r.atTheEnd()
}

func (r *report) arrives() {
	r.at("2026-11-20 10:00")
	w := r.welfare
	r.kase = w.family(fields{
		"name": "野々村", "kana": "ののむら", "class": "support", "mch_staff": r.nurse.id.String(), "welfare_staff": w.id.String(),
	})
	r.elder = w.child(r.kase, "野々村", "彩葉", "いろは", "2018-07-07")
	r.younger = w.child(r.kase, "野々村", "湊", "みなと", "2022-02-14")
	r.elderLine = w.add(r.kase, store.KindRegistry, fields{"person": r.elder.String(), "class": "support", "registered_on": "2026-10-01"})
	r.kidLine = w.add(r.kase, store.KindRegistry, fields{"person": r.younger.String(), "class": "support", "registered_on": "2026-10-01"})

	r.at("2026-11-20 17:40")
	r.intake = w.add(r.kase, store.KindIntake, fields{
		"received_at": r.stamp(), "receiver": w.id.String(), "consultation": "abuse", "abuse_main": "AB1", "method": "phone",
		"route": "RT02", "heard": "夕方から何度も怒鳴り声がして、子どもが泣いている。",
	})
	r.elderClock = w.below(r.kase, r.intake, store.KindIntakeChild, fields{"child": r.elder.String()})
	r.kidsOwn = w.below(r.kase, r.intake, store.KindIntakeChild, fields{"child": r.younger.String()})

	r.at("2026-11-20 17:50")
	r.agree()
	r.nurse.add(r.kase, store.KindNote, fields{"on": "2026-11-20", "method": "phone", "department": "mch", "facts": "受付の内容を石川から聞いた。"})
	r.agree()
	r.nurse.offline()
	r.urgentMeeting()
}

// urgentMeeting takes up the report on the same evening. The nurse is out.
func (r *report) urgentMeeting() {
	r.at("2026-11-20 18:05")
	d := r.director
	meeting := d.add(d.Store.Office(), store.KindMeeting, fields{"kind": "intake", "occasion": "extra", "on": "2026-11-20", "chair": d.id.String(), "stage": "held"})
	d.add(r.kase, store.KindSheet, fields{
		"meeting": meeting.String(), "meeting_kind": "intake", "proposed_on": "2026-11-20", "reason": "urgent", "stage": "discussed",
		"discussed_on": "2026-11-20", "safety_method": "家庭訪問", "safety_staff": []string{r.nurse.id.String()}, "summary": "日曜までに二人とも会う。",
	})
}

func (r *report) nurseSeesOne() {
	r.at("2026-11-22 10:40")
	at := moment(r, "2026-11-22 10:20")
	r.check = r.nurse.below(r.kase, r.intake, store.KindSafetyCheck, fields{
		"child": r.elder.String(), "at": at.Format(time.RFC3339), "method": "home", "checkers": []string{r.nurse.id.String()},
		"condition": "玄関で会った。傷は見えない。落ち着いて話す。", "result": "safe",
	})
	clocks := r.nurse.due(r.kase, casework.DL01SafetyCheck)
	sameList(r, "the nurse's own clocks", rules(clocks), []string{"DL01 湊"})
	same(r, "sent", r.nurse.record(r.check).Delivery.Stage, store.StageHere)
}

// officeDoesNotKnow is Sunday noon at the office: both clocks run, and it is
// told since when it has heard nothing.
func (r *report) officeDoesNotKnow() {
	r.at("2026-11-22 12:00")
	r.agree()
	clocks := concerning(r.director.today().Clocks, r.kase)
	sameList(r, "clocks at noon", rules(clocks), []string{"DL01 彩葉", "DL01 湊"})
	for _, c := range clocks {
		same(r, "due of "+c.Child.Name, c.Due.Equal(moment(r, "2026-11-22 17:40")), true)
		same(r, "stage of "+c.Child.Name, c.Stage(r.clock.now()), casework.Running)
		same(r, "heard last", c.Heard.In(japan).Format("01-02 15:04"), "11-20 17:50")
		same(r, "intake", c.Intake, r.intake)
		same(r, "partial", c.Partial, false)
	}
	sameList(r, "due at noon", rules(concerning(r.director.today().Due, r.kase)), nil)
}

func (r *report) clockRunsOut() {
	r.at("2026-11-22 17:41")
	today := r.director.today()
	for _, c := range concerning(today.Clocks, r.kase) {
		same(r, "stage of "+c.Child.Name, c.Stage(r.clock.now()), casework.Late)
	}
	sameList(r, "due once it ran out", rules(concerning(today.Due, r.kase)), []string{"DL03 unseen 彩葉", "DL03 unseen 湊"})
}

func (r *report) nurseComesBack() {
	r.at("2026-11-22 18:30")
	r.nurse.online()
	r.agree()
}

// atTheEnd has every machine show the same: one child was seen in time, of the
// other it has to be decided today.
func (r *report) atTheEnd() {
	for _, d := range r.desks {
		today := d.today()
		clocks := concerning(today.Clocks, r.kase)
		sameList(r, d.name+": clocks", rules(clocks), []string{"DL01 湊"})
		same(r, d.name+": clock", clocks[0].Stage(r.clock.now()), casework.Late)
		due := concerning(today.Due, r.kase)
		sameList(r, d.name+": due", rules(due), []string{"DL03 unseen 湊"})
		same(r, d.name+": to be decided by", due[0].DueDay.String(), "2026-11-22")
		r.registryOf(d)
		r.historyOf(d)
	}
	met, err := r.director.Store.FindDue(r.Context(), store.DueFilter{Case: &r.kase, IDs: []casework.DeadlineID{casework.DL01SafetyCheck}, Met: true})
	must(r, err)
	for _, c := range met {
		if c.Subject == r.elder.String() {
			same(r, "met at", c.Done.Equal(moment(r, "2026-11-22 10:20")), true)
			same(r, "met by", c.DoneBy, r.check.String())
			same(r, "stage", c.Stage(r.clock.now()), casework.Met)
		}
	}
	same(r, "clocks in all", len(met), 2)
}

func (r *report) registryOf(d *desk) {
	lines := d.registry(r.kase, false)
	if len(lines) != 2 {
		r.Fatalf("%s: got %d lines of the registry", d.name, len(lines))
	}
	for _, l := range lines {
		same(r, "family", l.Family, "野々村")
		same(r, "class", l.Class, "support")
		same(r, "registered", l.Registered, "2026-10-01")
		same(r, "in charge", l.LeadStaff, r.welfare.id)
		switch l.Person {
		case r.elder:
			same(r, "record", l.Record, r.elderLine)
			same(r, "clock of who was seen", l.Clock.IsZero(), true)
			same(r, "last seen", l.LastSeen, "2026-11-22")
			same(r, "unseen", l.Unseen, 0)
			sameList(r, "notes", l.Notes, nil)
		case r.younger:
			same(r, "record", l.Record, r.kidLine)
			same(r, "clock of who was not", l.Clock.Equal(moment(r, "2026-11-22 17:40")), true)
			same(r, "last seen", l.LastSeen, "")
			same(r, "unseen too long", l.UnseenOver, true)
			sameList(r, "notes", l.Notes, []casework.DeadlineID{casework.DL01SafetyCheck, casework.DL03RefusedSighting})
		default:
			r.Errorf("a line of nobody: %+v", l)
		}
	}
}

func (r *report) historyOf(d *desk) {
	changes, err := d.Store.FindChanges(r.Context(), r.kase, 100)
	must(r, err)
	same(r, d.name+": changes", len(changes), 11)
	first := changes[0]
	same(r, "the latest change", first.Record, r.check)
	same(r, "by", first.Author, r.nurse.id)
	same(r, "at", first.At.In(japan).Format("01-02 15:04"), "11-22 10:40")
	same(r, "from", first.Station, r.nurse.Store.Station())
	same(r, "receipted", first.Delivery.At.Equal(moment(r, "2026-11-22 18:30")), true)
	c := d.caseOf(r.kase)
	same(r, "intakes", len(c.Of(store.KindIntake)), 1)
	same(r, "checks", len(c.Of(store.KindSafetyCheck)), 1)
	history, err := d.Store.History(r.Context(), r.check)
	must(r, err)
	same(r, "versions of the check", len(history), 1)
	same(r, "result", history[0].Set["result"], any("safe"))
}
