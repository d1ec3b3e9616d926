package demo

import (
	"strings"

	"yorisoi/store/casework"
)

// sentence is a line of a table with what it asks of a family.
type sentence struct {
	text     string
	from, to int // months of the child it can be said of; below 0 before birth
	needs    needs
}

// needs are what a family must have for a sentence to be true of it.
type needs uint8

const (
	aFather     needs = 1 << iota // who lives with them
	someFather                    // who is known
	aChild                        // who is born
	aPlace                        // a nursery or school
	anElder                       // an older brother or sister
	anotherHome                   // another language
)

// words by which a sentence shows what it asks.
var asks = []struct {
	word string
	need needs
}{
	{"{父}", aFather}, {"夫", aFather}, {"父", someFather}, {"{児}", aChild},
	{"{所属}", aPlace}, {"{園}", aPlace}, {"{校}", aPlace}, {"上の子", anElder}, {"前のお産", anElder}, {"下の子", anElder}, {"兄弟", anElder}, {"母国", anotherHome},
}

// ages bound what can be said of a child by its months.
var ages = []struct {
	word     string
	from, to int
}{
	{"登校", 78, 216}, {"担任", 78, 216}, {"学校", 78, 216}, {"学期", 78, 216}, {"ゲーム", 60, 216}, {"給食", 14, 216}, {"おむつ", 0, 40},
	{"夜泣き", 0, 30}, {"自分から外に", 24, 216}, {"うそをつ", 48, 216}, {"あやし", 0, 24}, {"ベランダ", 18, 150}, {"朝起こし", 48, 216},
	{"ミルク", 0, 14}, {"沐浴", 0, 3}, {"ベビーベッド", 0, 18}, {"ベビーカー", 0, 36}, {"抱いて出て", 0, 24}, {"おもちゃ", 6, 100}, {"哺乳瓶", 0, 14},
	{"ことば", 16, 216}, {"心理相談", 16, 216}, {"歯みがき", 9, 60}, {"朝ごはん", 12, 216}, {"絵本", 6, 100}, {"母のひざ", 3, 40},
	{"目で追う", 0, 7}, {"そり返ることが", 0, 10}, {"生活のめど", 0, 10}, {"1か月健診", 0, 2}, {"産婦健診", 0, 2}, {"傷の痛み", 0, 1}, {"入院中", 0, 3}, {"お産を思い出", 0, 4},
	{"むくみ", -5, -1}, {"肌着", -4, -1}, {"つわり", -9, -6}, {"産休", -7, -1}, {"陣痛", -4, -1},
}

// The months of before birth, and beyond school age.
const youngestAge, oldestAge = -20, 400

func readSentence(text string) sentence {
	s := sentence{text: text, from: youngestAge, to: oldestAge}
	for _, a := range asks {
		if strings.Contains(text, a.word) {
			s.needs |= a.need
		}
	}
	for _, a := range ages {
		if strings.Contains(text, a.word) {
			s.from, s.to = max(s.from, a.from), min(s.to, a.to)
		}
	}
	return s
}

func readSentences(lines []string) []sentence {
	var out []sentence
	for _, text := range lines {
		out = append(out, readSentence(text))
	}
	return out
}

// sentence draws one of the sentences that go with the family and the age; one
// that was not written of this family before, where there is any.
func (h *house) sentence(lines []sentence, c *person, day casework.Date, checkup string) string {
	months, has := -1, h.has(c)
	if c != nil {
		months = c.months(day)
	}
	if months < 0 {
		has &^= aChild
	}
	if months < 8 {
		has &^= aPlace
	}
	start := h.IntN(len(lines))
	found := ""
	for i := range lines {
		s := &lines[(start+i)%len(lines)]
		if s.needs&^has != 0 || months < s.from || months > s.to {
			continue
		}
		if found = s.text; h.used[found] == 0 {
			break
		}
	}
	h.used[found]++
	return expand(found, func(name string) string { return h.slot(name, c, day, checkup) })
}

// has returns what sentences may ask of the family and the child.
func (h *house) has(c *person) needs {
	has := aChild
	if h.cared() {
		has |= aFather | someFather
	}
	if h.father != nil || h.mother == nil {
		has |= someFather
	}
	if c != nil && c.school != "" {
		has |= aPlace
	}
	if c != nil && c.order > 1 {
		has |= anElder
	}
	if h.language != "" {
		has |= anotherHome
	}
	return has
}
