package proof_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// moving is a family that leaves for another city.
type moving struct {
	*house
	welfare, nurse             *desk
	kase, child, line, transit uuid.UUID
	sheet, meeting             uuid.UUID
}

// TestFamilyThatMovesAway stays the city's until the other one says that it has
// taken over: only then does the first page let go of it.
func TestFamilyThatMovesAway(t *testing.T) {
	h := newHouse(t, "2026-10-01 09:00", "石川", "中野")
	m := &moving{house: h, welfare: h.join("石川"), nurse: h.join("中野")}
	m.known()
	m.sent()
	m.movedButNotConfirmed()
	m.confirmed()
	for _, d := range m.desks {
		m.atTheEnd(d)
	}
}

func (m *moving) known() {
	m.at("2026-10-05 10:00")
	w := m.welfare
	m.kase = w.family(fields{"name": "桐谷", "kana": "きりたに", "class": "support", "welfare_staff": w.id.String(), "mch_staff": m.nurse.id.String()})
	m.child = w.child(m.kase, "桐谷", "朔", "さく", "2021-11-30")
	m.line = w.add(m.kase, store.KindRegistry, fields{"person": m.child.String(), "class": "support", "registered_on": "2026-09-01"})
	m.transit = w.add(m.kase, store.KindTransfer, fields{
		"direction": "out", "known_on": "2026-10-05", "moves_on": "2026-10-20", "city": "ひがし市", "staff": w.id.String(),
	})
	m.agree()
	due := m.director.due(m.kase, casework.DL15Transfer)
	sameList(m, "due once it is known", rules(due), []string{"DL15 send"})
	same(m, "the papers go by", due[0].DueDay.String(), "2026-10-20")
	sameList(m, "by whom", due[0].People, []uuid.UUID{w.id})
}

func (m *moving) sent() {
	m.at("2026-10-16 11:00")
	m.welfare.set(m.kase, m.transit, store.KindTransfer, fields{"phoned_on": "2026-10-15", "sent_on": "2026-10-16"})
	m.agree()
	due := m.nurse.due(m.kase, casework.DL15Transfer)
	sameList(m, "due once it was sent", rules(due), []string{"DL15 confirm"})
	same(m, "confirmed by", due[0].DueDay.String(), "2026-10-20")
}

// movedButNotConfirmed is two days after the move: nobody has answered.
func (m *moving) movedButNotConfirmed() {
	m.at("2026-10-22 09:00")
	due := concerning(m.welfare.today().Due, m.kase)
	sameList(m, "due two days after the move", rules(due), []string{"DL15 confirm"})
	same(m, "stage", due[0].Stage(m.clock.now()), casework.Late)
	sameList(m, "in the registry", m.director.registry(m.kase, false)[0].Notes, []casework.DeadlineID{casework.DL15Transfer})
}

func (m *moving) confirmed() {
	m.at("2026-10-23 14:00")
	w := m.welfare
	w.set(m.kase, m.transit, store.KindTransfer, fields{"confirmed_on": "2026-10-23", "seen_there_on": "2026-10-22"})
	m.meeting = m.director.add(m.director.Store.Office(), store.KindMeeting, fields{"kind": "joint", "on": "2026-10-23", "stage": "held"})
	m.agree()
	m.sheet = w.add(m.kase, store.KindSheet, fields{
		"meeting": m.meeting.String(), "meeting_kind": "joint", "proposed_on": "2026-10-22", "reason": "registry_review", "stage": "discussed",
		"discussed_on": "2026-10-23", "registration": "end", "summary": "ひがし市が引き継いだ。登録を終える。",
	})
	_, err := w.try(store.Write{Case: m.kase, Record: m.line, Kind: store.KindRegistry, Set: fields{"ended_on": "2026-10-23"}})
	refused(m, "ended without a reason", err, "end_reason:"+casework.FaultEndWithoutReason)
	w.set(m.kase, m.line, store.KindRegistry, fields{"ended_on": "2026-10-23", "end_reason": "moved", "end_meeting": m.meeting.String(), "end_note": "ひがし市の担当が家で会った。"})
	m.agree()
}

func (m *moving) atTheEnd(d *desk) {
	same(m, d.name+": lines that stand", len(d.registry(m.kase, false)), 0)
	ended := d.registry(m.kase, true)
	if len(ended) != 1 {
		m.Fatalf("%s: lines that ended: got %+v", d.name, ended)
	}
	l := ended[0]
	same(m, "record", l.Record, m.line)
	same(m, "person", l.Person, m.child)
	same(m, "ended", l.Ended, "2026-10-23")
	same(m, "why", l.EndReason, "moved")
	same(m, "class", l.Class, "support")
	same(m, "last meeting", l.Meeting, "2026-10-23")
	same(m, "unseen too long", l.UnseenOver, false)
	sameList(m, "notes", l.Notes, nil)

	today := d.today()
	sameList(m, d.name+": due", rules(concerning(today.Due, m.kase)), nil)
	same(m, d.name+": clocks", len(today.Clocks), 0)
	all, err := d.Store.FindDue(m.Context(), store.DueFilter{Case: &m.kase})
	must(m, err)
	sameList(m, d.name+": anything open", rules(all), nil)

	c := d.caseOf(m.kase)
	parts := map[string]casework.Stage{}
	for _, dl := range c.Deadlines {
		if dl.ID == casework.DL15Transfer {
			parts[dl.Part] = dl.Stage(m.clock.now())
		}
	}
	same(m, d.name+": papers", parts[casework.PartSend], casework.Met)
	same(m, d.name+": confirmation", parts[casework.PartConfirm], casework.MetLate)
	same(m, "sheets", len(c.Of(store.KindSheet)), 1)
	history, err := d.Store.History(m.Context(), m.transit)
	must(m, err)
	same(m, d.name+": versions of the transfer", len(history), 3)
	same(m, "confirmed in", history[0].Set["confirmed_on"], any("2026-10-23"))
	same(m, "before that", history[0].Before["confirmed_on"], any(nil))
	changes, err := d.Store.FindChanges(m.Context(), m.kase, 1)
	must(m, err)
	same(m, "the latest change", changes[0].Record, m.line)
	sameList(m, "of", changes[0].Fields, []string{"end_meeting", "end_note", "end_reason", "ended_on"})
}

// growing is a boy who is about to turn 18 while the registry holds him.
type growing struct {
	*house
	coordinator, welfare *desk
	kase, boy, line      uuid.UUID
	meeting, sheet       uuid.UUID
}

// TestBoyWhoTurns18 has the marks of six months and of one month, and the
// meeting that ends the registration on his birthday.
func TestBoyWhoTurns18(t *testing.T) {
	h := newHouse(t, "2026-03-01 09:00", "三浦", "石川")
	g := &growing{house: h, coordinator: h.join("三浦"), welfare: h.join("石川")}
	g.registered()
	g.sixMonths()
	g.oneMonth()
	g.birthday()
	for _, d := range g.desks {
		g.atTheEnd(d)
	}
}

func (g *growing) registered() {
	g.at("2026-03-02 10:00")
	w := g.welfare
	g.kase = w.family(fields{"name": "羽田野", "kana": "はたの", "class": "support", "welfare_staff": w.id.String()})
	g.boy = w.child(g.kase, "羽田野", "航", "わたる", "2008-12-01")
	g.line = w.add(g.kase, store.KindRegistry, fields{
		"person": g.boy.String(), "class": "support", "registered_on": "2026-03-02", "lead_staff": w.id.String(), "review_on": "2027-03-01",
	})
	g.agree()
	sameList(g, "nine months before", rules(concerning(g.director.today().Due, g.kase)), nil)
}

// sixMonths comes with a week's notice, and is met by a meeting.
func (g *growing) sixMonths() {
	g.at("2026-05-26 09:00")
	due := concerning(g.welfare.today().Due, g.kase)
	sameList(g, "in the week before the mark", rules(due), []string{"DL16 first 航"})
	same(g, "mark", due[0].DueDay.String(), "2026-06-01")
	agenda, err := g.coordinator.Store.FindAgenda(g.Context(), "joint", casework.Date{Year: 2026, Month: 5, Day: 28})
	must(g, err)
	if len(agenda) != 1 || agenda[0].Case != g.kase {
		g.Fatalf("agenda: got %+v", agenda)
	}
	g.at("2026-05-28 14:00")
	g.talked("2026-05-28", "進学と住まいの相談先を決める。")
	sameList(g, "after the meeting", rules(g.director.due(g.kase, casework.DL16Adult)), []string{"DL16 second 航"})
}

// talked is a joint meeting about the boy's turning 18.
func (g *growing) talked(on, summary string) {
	g.Helper()
	c := g.coordinator
	g.meeting = c.add(c.Store.Office(), store.KindMeeting, fields{"kind": "joint", "on": on, "stage": "held", "chair": c.id.String()})
	g.sheet = c.add(g.kase, store.KindSheet, fields{
		"meeting": g.meeting.String(), "meeting_kind": "joint", "proposed_on": on, "reason": "adult", "subject": g.boy.String(),
		"stage": "discussed", "discussed_on": on, "summary": summary,
	})
	g.agree()
}

func (g *growing) oneMonth() {
	g.at("2026-10-30 09:00")
	due := concerning(g.coordinator.today().Due, g.kase)
	sameList(g, "before the second mark", rules(due), []string{"DL16 second 航"})
	same(g, "mark", due[0].DueDay.String(), "2026-11-01")
	g.at("2026-11-03 09:00")
	same(g, "passed", concerning(g.coordinator.today().Due, g.kase)[0].Stage(g.clock.now()), casework.Late)
}

func (g *growing) birthday() {
	g.at("2026-11-05 14:00")
	g.talked("2026-11-05", "若者の相談窓口につなぐ。誕生日に登録を終える。")
	g.at("2026-12-01 09:00")
	g.welfare.set(g.kase, g.line, store.KindRegistry, fields{"ended_on": "2026-12-01", "end_reason": "adult", "end_meeting": g.meeting.String()})
	g.agree()
}

func (g *growing) atTheEnd(d *desk) {
	same(g, d.name+": lines that stand", len(d.registry(g.kase, false)), 0)
	ended := d.registry(g.kase, true)
	if len(ended) != 1 {
		g.Fatalf("%s: lines that ended: got %+v", d.name, ended)
	}
	same(g, "ended", ended[0].Ended, "2026-12-01")
	same(g, "why", ended[0].EndReason, "adult")
	same(g, "meeting", ended[0].Meeting, "2026-11-05")
	same(g, "birth", ended[0].Child.Birth, "2008-12-01")
	sameList(g, d.name+": due", rules(concerning(d.today().Due, g.kase)), nil)
	marks := map[string]casework.Stage{}
	for _, dl := range d.caseOf(g.kase).Deadlines {
		if dl.ID == casework.DL16Adult {
			marks[dl.Part] = dl.Stage(g.clock.now())
		}
	}
	same(g, d.name+": six months", marks[casework.PartFirst], casework.Met)
	same(g, d.name+": one month", marks[casework.PartSecond], casework.MetLate)
	same(g, "sheets", len(d.caseOf(g.kase).Of(store.KindSheet)), 2)
	history, err := d.Store.History(g.Context(), g.line)
	must(g, err)
	same(g, d.name+": versions of the line", len(history), 2)
	same(g, "ended by", history[0].Author, g.welfare.id)
}
