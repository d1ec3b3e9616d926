package demo

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// house is one family while it is being made up.
type house struct {
	dice
	*world
	index int
	plan  plan
	kase  uuid.UUID
	opens casework.Date // the day the file was opened

	name     name
	address  string
	phone    string
	taken    map[string]bool // names in use
	language string          // spoken at home when not Japanese
	abroad   *foreign        // where the family's name is from

	mother, father            *person
	former                    *person // the mother's former husband
	elders                    []*person
	children                  []*person     // eldest first, the unborn last
	nursing                   *Staff        // in charge, maternal and child health
	social                    *Staff        // in charge, child welfare
	clinic, maternity, mental string        // where the family goes
	themes                    []string      // what the family's trouble is about
	agreed                    casework.Date // when child welfare took it on

	story    story
	familyID uuid.UUID
	agencies []string // categories that are in contact
	entries  []entry
	office   []store.Write               // the family's own meetings
	seen     map[uuid.UUID]casework.Date // when each child was last seen
	used     map[string]int              // topics and sentences written so far
	fixed    map[string]string           // what stays the same from visit to visit
}

// family makes the i-th family up.
func (w *world) family(i int) Family {
	h := &house{
		dice: newDice(w.Seed, uint64(i)), world: w, index: i, taken: make(map[string]bool, 8),
		seen: make(map[uuid.UUID]casework.Date, 4), used: make(map[string]int, 16), fixed: make(map[string]string, 4),
	}
	h.plan = h.makePlan()
	if h.plan.twinOf > 0 {
		h.dice = newDice(w.Seed, uint64(h.plan.twinOf)) // the same people
	}
	h.settle()
	h.populate()
	if h.plan.twinOf > 0 {
		return h.twice()
	}
	h.trouble()
	h.register()
	h.relate()
	h.contacts()
	h.live()
	h.casework()
	return Family{Case: h.kase, Writes: h.sorted(), Office: h.office}
}

// twice makes a second file of a family that somebody opened lately without
// finding the first.
func (h *house) twice() Family {
	h.dice = newDice(h.Seed, uint64(h.index))
	h.opens, h.nursing = h.workday(h.today.AddDays(-6)), h.health[min(1, len(h.health)-1)]
	h.register()
	return Family{Case: h.kase, Writes: h.sorted()}
}

// settle draws the home and who is in charge.
func (h *house) settle() {
	h.name = h.surname()
	if h.plan.surname != "" {
		for _, s := range h.words.surnames {
			if s.kanji == h.plan.surname {
				h.name = name{s.kanji, s.kana}
			}
		}
	}
	h.address = h.street()
	h.phone = h.landline()
	if h.chance(0.7) {
		h.phone = h.mobile()
	}
	h.clinic = pick(h.dice, h.words.places["pediatrics"])
	h.maternity = pick(h.dice, h.words.places["obstetrics"])
	if h.chance(0.5) {
		h.maternity = pick(h.dice, h.words.places["hospital"])
	}
	h.mental = pick(h.dice, h.words.places["psychiatry"])
	h.nursing = pick(h.dice, h.health)
	if h.plan.mine || h.chance(0.12) {
		h.nursing = h.nakano
	}
	if h.plan.registered() {
		h.social = pick(h.dice, h.welfare)
		if h.plan.cast != nil {
			h.social = h.welfare[0]
		}
	}
}

// street is an address in an invented town.
func (h *house) street() string {
	t := pick(h.dice, h.words.towns)
	a := CityName + t.name + strconv.Itoa(h.between(1, t.blocks)) + "丁目" +
		strconv.Itoa(h.between(1, 38)) + "-" + strconv.Itoa(h.between(1, 24))
	if h.chance(0.45) {
		a += " " + pick(h.dice, h.words.buildings) + " " + strconv.Itoa(h.between(1, 6)) + "0" + strconv.Itoa(h.between(1, 8))
	}
	return a
}

// at is a moment of a day.
func (w *world) at(day casework.Date, hour, minute int) time.Time {
	return time.Date(day.Year, time.Month(day.Month), day.Day, hour, minute, 0, 0, w.Today.Location())
}

// inHours is a moment of a working day.
func (h *house) inHours(day casework.Date) time.Time {
	return h.at(day, h.between(9, 16), h.IntN(60))
}

// workday moves a day back from weekends and from the turn of the year.
func (w *world) workday(day casework.Date) casework.Date {
	switch {
	case day.Month == 12 && day.Day > 28:
		day.Day = 28
	case day.Month == 1 && day.Day < 4:
		day = casework.Date{Year: day.Year - 1, Month: 12, Day: 28}
	}
	switch day.Weekday() {
	case time.Saturday:
		return day.AddDays(-1)
	case time.Sunday:
		return day.AddDays(-2)
	}
	return day
}

// born returns the children who are born by a day.
func (h *house) born(on casework.Date) []*person {
	var out []*person
	for _, c := range h.children {
		if !c.unborn() && !on.Before(c.birth) {
			out = append(out, c)
		}
	}
	return out
}

// youngest returns the child the file is about: the unborn one, or the last.
func (h *house) youngest() *person { return h.children[len(h.children)-1] }

// entry is a write with its moment, before they are put in order.
type entry struct {
	at    time.Time
	order int
	write store.Write
}
