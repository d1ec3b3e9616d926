package page

import (
	"strings"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
)

// isChild reports whether a person of a case is a child that it is about.
func isChild(p *store.Record) bool {
	role := p.Text("role")
	return role == "child" || role == "fetus"
}

// rowOfPerson is a person as a row of a list.
func rowOfPerson(p *store.Record) store.ChildRow {
	order, _ := p.Int("birth_order")
	return store.ChildRow{
		ID: p.ID, Name: p.Text("given_name"), Role: p.Text("role"), Sex: p.Text("sex"),
		Order: order, Birth: p.Text("birth_date"), Due: p.Text("due_date"),
	}
}

// childWord is what a child is called within its family: 長女, 次男, 第2子, or
// the unborn one by its week.
func childWord(c store.ChildRow) string {
	if c.Role == "fetus" || c.Birth == "" && c.Due != "" {
		return present.T("case.fetus")
	}
	if c.Name != "" {
		return c.Name
	}
	if c.Order > 0 {
		return present.T("case.nth_child", c.Order)
	}
	return present.T("case.child")
}

// childAge is a child's age on a day, or how far the pregnancy is.
func (d Deps) childAge(c store.ChildRow) string {
	birth, due, today := dateOf(c.Birth), dateOf(c.Due), d.today()
	switch {
	case !birth.IsZero():
		return present.AgeCorrected(birth, due, today, casework.DefaultConfig().CorrectedUntilMonths)
	case !due.IsZero():
		if g, ok := casework.GestationOn(due, today); ok {
			return present.Pregnant(g)
		}
	}
	return present.T("age.unknown")
}

// childLine is a child with its age: 莉子(生後21日).
func (d Deps) childLine(c store.ChildRow) string {
	if c.Role == "fetus" || c.Birth == "" && c.Due != "" {
		return d.childAge(c)
	}
	age := d.childAge(c)
	if birth := dateOf(c.Birth); !birth.IsZero() && age != present.Age(birth, d.today()) {
		return present.T("case.child_corrected", childWord(c), age)
	}
	return present.T("case.child_age", childWord(c), age)
}

func (d Deps) childrenLine(children []store.ChildRow) string {
	var words []string
	for _, c := range children {
		words = append(words, d.childLine(c))
	}
	return strings.Join(words, present.T("case.separator"))
}

// classTone is the tone of a case's class.
func classTone(class string) theme.Tone {
	switch casework.Class(class) {
	case casework.Protection:
		return theme.Late
	case casework.Support:
		return theme.Soon
	case casework.Expectant:
		return theme.Todo
	}
	return theme.Grey
}

// judgementTone is the tone of a judgement.
func judgementTone(code string) theme.Tone {
	switch code {
	case "protection":
		return theme.Late
	case "support", "expectant":
		return theme.Soon
	}
	return theme.Grey
}

// seen says how long a child has not been seen, and in which tone.
func (d Deps) seen(class string, c store.ChildRow) (string, theme.Tone) {
	if c.Birth == "" {
		return present.T("case.unborn"), theme.Grey
	}
	last, today := dateOf(c.LastSeen), d.today()
	word := present.T("case.never_seen")
	if !last.IsZero() {
		word = present.RelativeDay(last, today)
	}
	if !watched(class) {
		return word, theme.Grey
	}
	unseen, ok := d.Store.Rules().UnseenOn(casework.Class(class), last, dateOf(c.Birth), today)
	switch {
	case ok && unseen.Over:
		return word, theme.Late
	case last.IsZero():
		return word, theme.Soon
	}
	return word, theme.Done
}

// watched are the classes whose children somebody must see regularly; the
// children of the others are seen when there is a reason.
func watched(class string) bool {
	return class == string(casework.Protection) || class == string(casework.Support)
}
