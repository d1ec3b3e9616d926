package demo

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// Office makes up what belongs to no family: the resources of the city, the
// regular meetings, and tasks of the house. Its writes are of the case
// c.Office, in order of time; the meetings of one family alone come with it.
func Office(c Config) []store.Write {
	w := newWorld(c)
	o := &office{world: w, dice: newDice(c.Seed, ^uint64(0)-3)}
	for _, r := range w.resources {
		o.resource(r)
	}
	for _, m := range slices.Concat(w.joint, w.working) {
		o.write(w.meetingWrites(m, o.dice)...)
	}
	o.houseTasks()
	slices.SortStableFunc(o.writes, func(a, b store.Write) int { return a.At.Compare(b.At) })
	return o.writes
}

// office is the office file while it is being made up.
type office struct {
	*world
	dice
	writes []store.Write
}

func (o *office) write(writes ...store.Write) { o.writes = append(o.writes, writes...) }

// officeWrite is a write to the office file.
func (w *world) officeWrite(at time.Time, kind string, record uuid.UUID, set map[string]any, by *Staff) store.Write {
	return store.Write{Case: w.Office, Record: record, Kind: kind, Set: set, At: at, By: by.Sign}
}

// preparation is how long before a regular meeting it is put down.
const preparation = 12

// meetingWrites are what is written of a meeting up to today: that it is
// planned, that it was held, and that its record was closed.
func (w *world) meetingWrites(m meeting, d dice) []store.Write {
	set := map[string]any{
		"kind": m.kind, "occasion": m.occasion, "on": m.on.String(), "start_time": m.start.Format("15:04"), "end_time": m.end.Format("15:04"),
		"place": "会議室2", "chair": w.coordinator.ID.String(), "recorder": pick(d, w.welfare).ID.String(), "stage": "planned",
	}
	if m.number > 0 {
		set["number"] = int64(m.number)
	}
	planned := m.start.AddDate(0, 0, -preparation)
	if m.occasion == "extra" {
		planned = m.start.Add(-20 * time.Minute)
	}
	if !planned.Before(w.Today) {
		planned = w.at(w.today.AddDays(-1), 15, 0)
	}
	out := []store.Write{w.officeWrite(planned, store.KindMeeting, m.id, set, w.coordinator)}
	held := m.end.Add(10 * time.Minute)
	if !held.Before(w.Today) || !m.on.Before(w.today) && m.kind != intakeMeeting {
		return out
	}
	out = append(out, w.officeWrite(held, store.KindMeeting, m.id, map[string]any{
		"stage": "held", "attendees": w.attendees(m.kind), "guests": guests[m.kind], "note": notes[m.kind],
	}, w.coordinator))
	for _, field := range []string{"guests", "note"} {
		if out[1].Set[field] == "" {
			delete(out[1].Set, field)
		}
	}
	if closed := w.at(casework.AddWorkdays(m.on, 3), 16, 30); closed.Before(w.Today) {
		out = append(out, w.officeWrite(closed, store.KindMeeting, m.id, map[string]any{"stage": "closed"}, w.coordinator))
	}
	return out
}

var guests = map[string]string{
	workingMeeting:    "北みどり児童相談所、ひばり警察署、市教育委員会、保育課、生活福祉課、主任児童委員",
	individualMeeting: "所属の担当者、主任児童委員",
}

var notes = map[string]string{
	jointMeeting:   "両方の判断を先に出してから話し合った。資料は回収。",
	workingMeeting: "台帳の全件を確かめた。資料は回収。",
}

// attendees are who comes: an intake is taken up by those who are there.
func (w *world) attendees(kind string) []string {
	var ids []string
	for i := range w.Staff {
		if kind != intakeMeeting || w.Staff[i].Job != "midwife" && w.Staff[i].Job != "public_health_nurse" || &w.Staff[i] == w.nakano {
			ids = append(ids, w.Staff[i].ID.String())
		}
	}
	return ids
}

// houseTasks are tasks of no family.
func (o *office) houseTasks() {
	for _, t := range []struct {
		what string
		days int
		done bool
		who  *Staff
	}{
		{"実務者会議の名簿を更新する", -20, true, o.coordinator},
		{"次の合同ケース会議の資料を配る", 2, false, o.coordinator},
		{"資源一覧の連絡先を確かめる", 12, false, cmp.Or(o.nakano, o.coordinator)},
	} {
		made := o.at(o.today.AddDays(min(t.days, 0)-10), 10, o.IntN(60))
		id := o.id(made)
		o.write(o.officeWrite(made, store.KindTask, id, map[string]any{
			"what": t.what, "staff": []string{t.who.ID.String()}, "due": o.today.AddDays(t.days).String(),
		}, o.coordinator))
		if t.done {
			on := o.today.AddDays(t.days - 1)
			o.write(o.officeWrite(o.at(on, 17, 0), store.KindTask, id, map[string]any{"done_on": on.String(), "result": o.plainLine("task_result")}, t.who))
		}
	}
}

func (o *office) plainLine(list string) string { return pick(o.dice, o.words.lists[list]).text }
