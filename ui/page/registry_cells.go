package page

import (
	"strconv"
	"strings"
	"time"

	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// registrySight is what the cells of one sight of the table need: words are
// looked up once and not for each row that scrolls by.
type registrySight struct {
	Deps
	now   time.Time
	day   casework.Date
	rules casework.Config
	words map[[2]string]string
}

func (d Deps) newRegistrySight() *registrySight {
	return &registrySight{Deps: d, now: d.Now(), day: d.today(), rules: d.Store.Rules(), words: map[[2]string]string{}}
}

// word is the word for a code.
func (s *registrySight) word(list, code string) string {
	if code == "" {
		return ""
	}
	key := [2]string{list, code}
	w, ok := s.words[key]
	if !ok {
		w = s.code(list, code)
		s.words[key] = w
	}
	return w
}

// shareBoth says that the child guidance center has the child in hand too; a
// code of the list cgc_share.
const shareBoth = "both"

// orDash is a cell of plain words, or the sign for none.
func orDash(words string) widget.Cell {
	if words == "" {
		words = present.T("case.none")
	}
	return widget.Cell{Text: words}
}

// lateIf is a cell in red where something has passed.
func lateIf(late bool, words string) widget.Cell {
	c := widget.Cell{Text: words}
	if late {
		c.Tone = theme.Late
	}
	return c
}

func familyCell(_ *registrySight, l *registryLine) widget.Cell {
	return widget.Cell{Text: present.Family(l.Family), Bold: true}
}

func nameCell(_ *registrySight, l *registryLine) widget.Cell {
	c := orDash(l.Name)
	c.Bold = l.Name != ""
	return c
}

// whoCell says who of the family it is: a child by its given name, the mother
// with her role.
func whoCell(s *registrySight, l *registryLine) widget.Cell {
	switch l.Child.Role {
	case "", "child", "fetus":
		return widget.Cell{Text: childWord(l.Child)}
	}
	role := s.word("family_role", l.Child.Role)
	if l.Child.Name == "" {
		return orDash(role)
	}
	return widget.Cell{Text: present.T("case.child_age", l.Child.Name, role)}
}

func sexCell(_ *registrySight, l *registryLine) widget.Cell {
	if l.Child.Sex == "" {
		return orDash("")
	}
	return widget.Cell{Text: present.Sex(l.Child.Sex)}
}

func ageCell(s *registrySight, l *registryLine) widget.Cell {
	birth := dateOf(l.Child.Birth)
	if birth.IsZero() {
		if l.Child.Due == "" {
			return orDash("")
		}
		return widget.Cell{Text: s.childAge(l.Child)}
	}
	return widget.Cell{Text: present.Age(birth, s.day)}
}

func gradeCell(s *registrySight, l *registryLine) widget.Cell {
	if g, ok := casework.GradeOn(dateOf(l.Child.Birth), s.day); ok && isChildRole(l.Child.Role) {
		return widget.Cell{Text: present.Grade(g)}
	}
	return orDash("")
}

func isChildRole(role string) bool { return role == "child" || role == "fetus" || role == "" }

// classCell shows where the class came from, if it was another one.
func classCell(s *registrySight, l *registryLine) widget.Cell {
	class := s.class(l.Class)
	if l.Before != "" {
		class = present.T("registry.class_from", s.class(l.Before), class)
	}
	return orDash(class)
}

// class is the short word for a class, as the chips have it.
func (s *registrySight) class(code string) string {
	for _, f := range caseFilters {
		if f.class == code && code != "" {
			return present.T(f.key)
		}
	}
	return s.word("case_class", code)
}

func agenciesCell(_ *registrySight, l *registryLine) widget.Cell {
	return orDash(strings.Join(l.Agencies, present.T("field.separator")))
}

// planCell says how far the support plan is.
func planCell(_ *registrySight, l *registryLine) widget.Cell {
	if l.Plan == "" {
		return orDash("")
	}
	c := widget.Cell{Text: planWord(l.Plan)}
	if l.Plan == casework.PlanReviewDue {
		c.Tone = theme.Late
	}
	return c
}

// planWord is how far a plan is, in a word.
func planWord(stage string) string {
	if key := "registry.plan." + stage; present.Has(key) {
		return present.T(key)
	}
	return stage
}

// seenCell says for how many days nobody has seen the person.
func seenCell(s *registrySight, l *registryLine) widget.Cell {
	switch {
	case l.Unseen < 0:
		return orDash("")
	case l.Unseen == 0 && l.LastSeen != "":
		return widget.Cell{Text: present.T("day.today")}
	case l.LastSeen == "":
		return lateIf(l.UnseenOver, present.T("registry.never", l.Unseen))
	}
	return lateIf(l.UnseenOver, present.Count("day", l.Unseen))
}

func plainSeen(_ *registrySight, l *registryLine) string {
	if l.Unseen < 0 {
		return ""
	}
	return strconv.Itoa(l.Unseen)
}

// plainDate is a day as spreadsheets read it.
func plainDate(of func(*registryLine) string) func(*registrySight, *registryLine) string {
	return func(_ *registrySight, l *registryLine) string { return strings.ReplaceAll(of(l), "-", "/") }
}

func custodyCell(_ *registrySight, l *registryLine) widget.Cell {
	switch {
	case l.Custody:
		return widget.Cell{Text: present.T("registry.custody"), Tone: theme.Soon}
	case l.InCare:
		return widget.Cell{Text: present.T("registry.in_care"), Bold: true}
	}
	return orDash("")
}

// careCell is what one should know of a line before all else: a clock that
// runs, what is due, and who else has the child in hand.
func careCell(s *registrySight, l *registryLine) widget.Cell {
	if l.Ended != "" {
		return widget.Cell{}
	}
	var words []string
	tone := theme.Soon
	if !l.Clock.IsZero() {
		left := l.Clock.Sub(s.now)
		words = append(words, present.T("registry.clock", present.TimeLeft(left)))
		if left < 0 {
			tone = theme.Late
		}
	}
	for _, id := range l.Notes {
		if id != casework.DL01SafetyCheck || l.Clock.IsZero() {
			words = append(words, present.T("registry.note."+string(id)))
		}
	}
	if l.Custody {
		words = append(words, present.T("registry.custody"))
	}
	if l.Share == shareBoth {
		words = append(words, present.T("registry.both"))
	}
	return widget.Cell{Text: strings.Join(words, present.T("case.separator")), Tone: tone}
}

// urgent tells whether a line is red: nobody has seen the child for too long,
// or the 48 hours are over.
func (l *registryLine) urgent(s *registrySight) bool {
	return l.UnseenOver || !l.Clock.IsZero() && l.Clock.Before(s.now)
}

// row is what a line of the table shows.
func (s *registrySight) row(l *registryLine, number int, columns []*registryColumn) widget.Row {
	out := widget.Row{Cells: make([]widget.Cell, 0, len(columns)+1)}
	out.Cells = append(out.Cells, widget.Cell{Text: strconv.Itoa(number)})
	for _, c := range columns {
		out.Cells = append(out.Cells, c.cell(s, l))
	}
	if l.urgent(s) {
		out.Tint = theme.Late
	}
	return out
}
