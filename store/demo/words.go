package demo

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.txt
var data embed.FS

// words are the tables that names, places and sentences are made from.
type words struct {
	surnames  []surname
	weightSum int
	foreign   []foreign
	given     []givenTable
	towns     []town
	buildings []string
	places    map[string][]string // by code of agency_category
	roles     map[string][]string // of an agency, by the same code
	jobs      map[string][]string // m, f, g: mother, father, grandparent
	voices    []voice
	lists     map[string][]sentence
	aims      map[string][]aim // by what troubles a family
	topics    []topic
}

type surname struct {
	kanji, kana string
	upTo        int // running sum of the weights
}

type name struct{ text, kana string }

type foreign struct {
	text, latin, language string
	men, women            []name // kana holds the name in Latin letters
}

type givenTable struct {
	sex      string
	from, to int
	names    []name
}

type town struct {
	name   string
	blocks int
}

type voice struct {
	from, to int // months
	text     string
}

// vocabulary reads the built-in tables once; they are never written to.
var vocabulary = sync.OnceValue(func() *words {
	w := &words{}
	w.readSurnames()
	w.readGiven()
	for _, f := range fields("towns.txt", 2) {
		w.towns = append(w.towns, town{f[0], number(f[1])})
	}
	w.buildings = rows("buildings.txt")
	w.places = grouped("places.txt", " ")
	w.roles = grouped("roles.txt", " ")
	w.jobs = grouped("jobs.txt", " ")
	w.lists = map[string][]sentence{}
	for key, lines := range grouped("lists.txt", ": ") {
		w.lists[key] = readSentences(lines)
	}
	for key, lines := range grouped("work.txt", ": ") {
		w.lists[key] = readSentences(lines)
	}
	w.readAims()
	for _, row := range rows("voices.txt") {
		head, text, _ := strings.Cut(row, ": ")
		from, to, _ := strings.Cut(head, " ")
		w.voices = append(w.voices, voice{number(from), number(to), text})
	}
	w.topics = append(readTopics("topics_health.txt"), readTopics("topics_welfare.txt")...)
	return w
})

func (w *words) readSurnames() {
	for _, f := range fields("surnames.txt", 3) {
		w.weightSum += number(f[2])
		w.surnames = append(w.surnames, surname{f[0], f[1], w.weightSum})
	}
	for _, f := range strings.Split(strings.Join(rows("foreign.txt"), "\n"), "\n") {
		w.foreign = append(w.foreign, readForeign(f))
	}
}

// readForeign reads a row: family name, men, women, family name in Latin
// letters, language. Latin names contain blanks, so the row is cut at both ends.
func readForeign(row string) foreign {
	text, rest, _ := strings.Cut(row, " ")
	front, language := cutLast(rest)
	names, latin := cutLast(front)
	// The women begin at the blank that is followed by a name not in Latin.
	for i := range names {
		if names[i] == ' ' && i+1 < len(names) && names[i+1] >= 0x80 {
			return foreign{text, latin, language, pairs(names[:i], ","), pairs(names[i+1:], ",")}
		}
	}
	panic(fmt.Sprintf("read foreign names: %q has no women", row))
}

func cutLast(s string) (before, last string) {
	i := strings.LastIndex(s, " ")
	return s[:i], s[i+1:]
}

func (w *words) readGiven() {
	for _, row := range rows("given.txt") {
		head, list, _ := strings.Cut(row, ": ")
		f := strings.Fields(head)
		w.given = append(w.given, givenTable{f[0], number(f[1]), number(f[2]), pairs(list, " ")})
	}
}

// aim is what a support plan does about one thing that troubles a family.
type aim struct {
	issue, goal, measure, service, frequency, family string // service: code of service_type, or ""
}

func (w *words) readAims() {
	w.aims = map[string][]aim{}
	for theme, lines := range grouped("plans.txt", ": ") {
		for _, line := range lines {
			f := strings.Split(line, " | ")
			if len(f) != 6 {
				panic(fmt.Sprintf("read plans: %q has %d parts, want 6", line, len(f)))
			}
			w.aims[theme] = append(w.aims[theme], aim{f[0], f[1], f[2], strings.Trim(f[3], "-"), f[4], f[5]})
		}
	}
}

func pairs(list, sep string) []name {
	var names []name
	for _, pair := range strings.Split(list, sep) {
		text, kana, ok := strings.Cut(pair, "/")
		if !ok {
			panic(fmt.Sprintf("read names: %q has no reading", pair))
		}
		names = append(names, name{text, kana})
	}
	return names
}

// rows returns the lines of a table without comments and empty ones.
func rows(file string) []string {
	raw, err := data.ReadFile("data/" + file)
	if err != nil {
		panic(err) // the tables are built in
	}
	var out []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

func fields(file string, n int) [][]string {
	var out [][]string
	for _, row := range rows(file) {
		f := strings.Fields(row)
		if len(f) != n {
			panic(fmt.Sprintf("read %s: %q has %d fields, want %d", file, row, len(f), n))
		}
		out = append(out, f)
	}
	return out
}

func grouped(file, sep string) map[string][]string {
	out := map[string][]string{}
	for _, row := range rows(file) {
		key, text, ok := strings.Cut(row, sep)
		if !ok {
			panic(fmt.Sprintf("read %s: %q has no key", file, row))
		}
		out[key] = append(out[key], text)
	}
	return out
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(fmt.Sprintf("read number: %v", err))
	}
	return n
}
