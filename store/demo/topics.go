package demo

import (
	"fmt"
	"slices"
	"strings"
)

// topic is something that staff write about, with the sentences for it.
type topic struct {
	name, dept string
	from, to   int // age of the child in months; pregnancy is below 0
	weight     int
	flags      []string
	// By the letter in the table: facts, heard, opinion, response, next.
	f, h, o, r, n []sentence
}

func (t *topic) has(flag string) bool { return slices.Contains(t.flags, flag) }

// readTopics reads a table of topics: a heading "@ name dept from to weight
// flags" and lines that begin with the letter of their part.
func readTopics(file string) []topic {
	var out []topic
	for _, row := range rows(file) {
		if head, ok := strings.CutPrefix(row, "@ "); ok {
			f := strings.Fields(head)
			out = append(out, topic{
				name: f[0], dept: f[1], from: number(f[2]), to: number(f[3]), weight: number(f[4]), flags: f[5:],
			})
			continue
		}
		part, text, _ := strings.Cut(row, " ")
		t := &out[len(out)-1]
		switch part {
		case "f":
			t.f = append(t.f, readSentence(text))
		case "h":
			t.h = append(t.h, readSentence(text))
		case "o":
			t.o = append(t.o, readSentence(text))
		case "r":
			t.r = append(t.r, readSentence(text))
		case "n":
			t.n = append(t.n, readSentence(text))
		default:
			panic(fmt.Sprintf("read %s: %q begins with no part", file, row))
		}
	}
	return out
}

// expand fills the slots of a sentence: "{児}" and the like.
func expand(text string, slot func(name string) string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(slot(name))
		text = after
	}
}
