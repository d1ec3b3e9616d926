package page

import (
	"strconv"

	"fyne.io/fyne/v2"

	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// registryChips are the choices above the table.
var registryChips = []struct {
	key  string
	keep func(p *Registry) func(*registryLine) bool
}{
	{"registry.all", func(*Registry) func(*registryLine) bool { return (*registryLine).open }},
	{"cases.protection", ofClass(casework.Protection)},
	{"cases.support", ofClass(casework.Support)},
	{"cases.expectant", ofClass(casework.Expectant)},
	{"cases.mine", func(p *Registry) func(*registryLine) bool {
		me := p.Store.Me().ID
		return func(l *registryLine) bool { return l.open() && l.LeadStaff == me }
	}},
	{"registry.ended", func(*Registry) func(*registryLine) bool {
		return func(l *registryLine) bool { return !l.open() }
	}},
}

// open tells whether a line has not ended.
func (l *registryLine) open() bool { return l.Ended == "" }

func ofClass(class casework.Class) func(*Registry) func(*registryLine) bool {
	return func(*Registry) func(*registryLine) bool {
		return func(l *registryLine) bool { return l.open() && l.Class == string(class) }
	}
}

// registryGroups are what the lines can be gathered by.
var registryGroups = []struct {
	id, key, none string
	of            func(*registryLine) string
}{
	{"school", "registry.group_school", "registry.no_school", func(l *registryLine) string { return l.School }},
	{"agency", "registry.group_agency", "registry.no_agency", func(l *registryLine) string { return l.LeadAgency }},
	{"staff", "registry.group_staff", "registry.no_staff", func(l *registryLine) string { return l.staff }},
	{"town", "registry.group_town", "registry.no_town", func(l *registryLine) string { return townOf(l.Address) }},
}

func groupOptions() []widget.Option {
	var out []widget.Option
	for _, g := range registryGroups {
		out = append(out, widget.Option{Code: g.id, Word: present.T(g.key)})
	}
	return out
}

func registryGroupOf(id string) func(*registryLine) string {
	for _, g := range registryGroups {
		if g.id == id {
			return g.of
		}
	}
	return nil
}

// headingWord is what stands above a group.
func (p *Registry) headingWord(g *registryGroup) string {
	if g.name != "" {
		return g.name
	}
	for _, kind := range registryGroups {
		if kind.id == p.view.group {
			return present.T(kind.none)
		}
	}
	return present.T("case.none")
}

// headingRow is the line above a group: its name, how many it has, and how
// many of them nobody has seen for too long.
func (p *Registry) headingRow(g *registryGroup) widget.Row {
	late := 0
	for _, i := range g.lines {
		if p.table.lines[i].urgent(p.sight) {
			late++
		}
	}
	beside := present.Count("person", len(g.lines))
	if late > 0 {
		beside = present.T("registry.group_late", beside, late)
	}
	return widget.Row{Heading: p.headingWord(g), Beside: beside, Folded: g.folded}
}

// headLine is the title with what the whole registry holds.
func (p *Registry) headLine() fyne.CanvasObject {
	return newRoomHead(
		widget.NewText(present.T("registry.title"), widget.Heading),
		widget.NewSpans(widget.Quiet, p.countSpans()...),
		widget.Line(2, newRoomSwitch(roomRegistry, p.Nav), widget.Line(1.25,
			widget.NewButton(present.T("registry.columns"), p.chooseColumns),
			widget.NewButton(present.T("registry.copy"), p.askCopy))),
	)
}

func (p *Registry) countSpans() []widget.Span {
	if p.table == nil {
		return nil
	}
	children, mothers, reviews, unseen := 0, 0, 0, 0
	today := p.sight.day.String()
	for i := range p.table.lines {
		l := &p.table.lines[i]
		switch {
		case !l.open():
			continue
		case isChildRole(l.Child.Role):
			children++
		default:
			mothers++
		}
		if l.ReviewOn != "" && l.ReviewOn < today {
			reviews++
		}
		if l.UnseenOver {
			unseen++
		}
	}
	return []widget.Span{
		{Text: present.T("registry.count_people", present.Number(int64(children)), present.Number(int64(mothers))) + "　"},
		{Text: present.T("registry.count_review") + " "}, counted(reviews, theme.Soon), {Text: "　"},
		{Text: p.unseenWord() + " "}, counted(unseen, theme.Late),
	}
}

// unseenWord names the days after which a child counts as unseen, where they
// are the same for both classes.
func (p *Registry) unseenWord() string {
	a, b := p.sight.rules.UnseenLimit(casework.Protection), p.sight.rules.UnseenLimit(casework.Support)
	if a != b {
		return present.T("registry.count_unseen")
	}
	return present.T("registry.count_unseen_days", a)
}

// counted is a number in its colour, grey when there is nothing.
func counted(n int, tone theme.Tone) widget.Span {
	if n == 0 {
		return widget.Span{Text: "0"}
	}
	return widget.Span{Text: strconv.Itoa(n), Bold: true, Color: tone.Text()}
}

// countChips writes the numbers into the chips and the head.
func (p *Registry) countChips() {
	for i, c := range registryChips {
		keep, n := c.keep(p), 0
		for j := range p.table.lines {
			if keep(&p.table.lines[j]) {
				n++
			}
		}
		p.filters.SetWord(i, present.T("cases.counted", present.T(c.key), present.Number(int64(n))))
	}
	p.filters.Refresh()
	p.head.Objects = []fyne.CanvasObject{p.headLine()}
	p.head.Refresh()
}

// showParts shows the table, or says why there is none.
func (p *Registry) showParts() {
	p.empty.Objects = nil
	switch {
	case len(p.table.shown) > 0:
	case len(p.table.lines) == 0:
		p.empty.Add(widget.EmptyState("registry", present.T("registry.none"), present.T("registry.none_sub"),
			widget.NewButton(present.T("registry.to_meetings"), p.Nav.OpenMeetings)))
	default:
		p.empty.Add(widget.EmptyState("search", present.T("registry.nothing_found"), present.T("registry.nothing_found_sub"),
			widget.NewButton(present.T("registry.show_all"), p.showAll)))
	}
	p.empty.Hidden = len(p.table.shown) > 0
	p.list.Hidden = !p.empty.Hidden
	p.showFoot()
	p.content.Refresh()
}

// showAll takes every filter back.
func (p *Registry) showAll() {
	p.chip = 0
	p.filters.Choose(0)
	p.find.SetText("")
	p.begin()
	p.list.Focus()
}

// showFoot says how many lines there are, what keys do, and how many columns
// find no room.
func (p *Registry) showFoot() {
	if p.table == nil || len(p.table.shown) == 0 {
		p.foot.SetText("")
		return
	}
	spans := []widget.Span{{Text: present.T("registry.foot", present.Number(int64(p.table.count)))}}
	if p.leftOut > 0 {
		spans = append(spans, widget.Span{Text: "　" + present.T("registry.left_out", p.leftOut), Bold: true, Color: theme.Amber})
	}
	p.foot.SetSpans(spans...)
}
