package demo

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// person is somebody of a household, born or not.
type person struct {
	id         uuid.UUID
	family     name
	given      name
	alias      string
	sex        string
	role       string // code of family_role
	birth      casework.Date
	away       bool // lives elsewhere
	dead       bool
	phone      string
	occupation string
	note       string
	listed     time.Time // when the person was first written down
	known      time.Time // when a child was written down as born

	// Children only.
	due        casework.Date
	gestation  casework.Gestation
	weight     int64 // at birth, g
	order      int64
	z, zHeight float64 // place on the growth curves, in deviations
	school     string
	schoolKind string        // code of agency_category
	hidden     casework.Date // nobody saw the child after this day
	earlier    bool          // of an earlier relation of the mother
	delivery   delivery
	visited    casework.Date // the first visit after the birth
	visitedAs  string        // its visit_type
}

func (p *person) unborn() bool { return p.role == "fetus" }

// arrival is the day of birth, for the unborn the day it is expected.
func (p *person) arrival() casework.Date {
	if p.unborn() {
		return p.due
	}
	return p.birth
}

// months returns the age on a day in whole months, negative before birth.
func (p *person) months(on casework.Date) int {
	if p.unborn() || on.Before(p.birth) {
		due := p.due
		if due.IsZero() {
			due = p.birth
		}
		return -1 - due.DaysSince(on)/31
	}
	age, _ := casework.AgeOn(p.birth, on)
	return age.TotalMonths()
}

// surname draws a family name.
func (h *house) surname() name {
	n := h.IntN(h.words.weightSum)
	lo, hi := 0, len(h.words.surnames)
	for lo < hi {
		if mid := (lo + hi) / 2; h.words.surnames[mid].upTo > n {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	s := h.words.surnames[lo]
	return name{s.kanji, s.kana}
}

// givenName draws a name of the birth year that nobody in the household has.
func (h *house) givenName(sex string, year int) name {
	if sex != "M" {
		sex = "F"
	}
	for _, t := range h.words.given {
		if t.sex != sex || year > t.to {
			continue
		}
		for range 20 {
			n := pick(h.dice, t.names)
			if !h.taken[n.text] && !h.taken[n.kana] {
				h.taken[n.text], h.taken[n.kana] = true, true
				return n
			}
		}
	}
	return name{"千", "せん"}
}

// foreignName draws a given name of a language that nobody in the household
// has, its alias in Latin letters. When all are in use it draws a Japanese one.
func (h *house) foreignName(f *foreign, sex string, year int) (given name, alias string) {
	list := f.women
	if sex == "M" {
		list = f.men
	}
	start := h.IntN(len(list))
	for i := range list {
		if n := list[(start+i)%len(list)]; !h.taken[n.text] {
			h.taken[n.text] = true
			return name{n.text, hiragana(n.text)}, f.latin + " " + n.kana
		}
	}
	return h.givenName(sex, year), ""
}

// hiragana writes a katakana name as its reading, without the dots.
func hiragana(katakana string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '・':
			return -1
		case r >= 'ァ' && r <= 'ヶ':
			return r - 'ァ' + 'ぁ'
		}
		return r
	}, katakana)
}

// mobile and landline are numbers that no exchange has: a block of zeros
// follows the prefix.
func (h *house) mobile() string {
	return share(h.dice, weight[string]{5, "090"}, weight[string]{4, "080"}, weight[string]{2, "070"}) + "-0000-" + h.digits(4)
}

func (h *house) landline() string { return "042-000-" + h.digits(4) }
