package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// overview is あらまし: the household at the left, the children in the
// middle, what comes next and what to write at the right.
func (c *Case) overview() fyne.CanvasObject {
	return widget.Columns(2, []float32{56, 34, 29},
		c.leftCards(),
		scrolled(c.middleCards()),
		scrolled(widget.Rows(2, c.nextCard(), c.writeCard())),
	)
}

func (c *Case) middleCards() fyne.CanvasObject {
	rows := widget.Rows(2, c.seenCard(), c.voiceCard())
	if health := c.healthCard(); health != nil {
		rows.Add(health)
	}
	rows.Add(c.agencyCard())
	return rows
}

func (c *Case) householdCard() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, p := range c.file.Persons {
		rows = append(rows, c.personRow(p))
	}
	list := fyne.CanvasObject(ruled(rows))
	if len(rows) == 0 {
		list = widget.EmptyState("person", present.T("case.no_persons"), present.T("case.no_persons_sub"))
	}
	add := widget.NewSmall(present.T("case.add_person"), func() { c.editRecord(c.newPerson(), store.KindPerson, nil) })
	return widget.NewCardWith(present.T("case.household"), add, scrolled(list))
}

// personRow is a person: role, name with reading, age, and what is known.
func (c *Case) personRow(p *store.Record) fyne.CanvasObject {
	name := present.NameWithKana(p.Text("family_name"), p.Text("given_name"), p.Text("family_kana"), p.Text("given_kana"))
	role := c.code("family_role", p.Text("role"))
	if role == "" {
		role = present.T("case.role_unknown")
	}
	tone := theme.Grey
	if isChild(p) {
		tone = theme.Ours
	}
	age := present.T("age.unknown")
	switch {
	case p.Bool("deceased"):
		age = present.T("case.deceased")
	case isChild(p):
		age = c.childAge(rowOfPerson(p))
	case p.Text("birth_date") != "":
		age = present.Age(dateOf(p.Text("birth_date")), c.today())
	}
	row := widget.LineFill(1.5, 1,
		newFixed(9, widget.Line(0, widget.NewChip(role, tone))),
		widget.Rows(0, widget.NewText(name, oneLine(widget.Strong)), widget.NewText(c.personFacts(p), oneLine(widget.Small))),
		widget.NewText(age, widget.Body.AtEnd()),
	)
	return widget.NewArea(widget.PadXY(0.5, 1, row), func() { c.editRecord(p, store.KindPerson, p) })
}

// personFacts is the small line below a name.
func (c *Case) personFacts(p *store.Record) string {
	var facts []string
	add := func(s string) {
		if s != "" {
			facts = append(facts, s)
		}
	}
	if birth := dateOf(p.Text("birth_date")); !birth.IsZero() {
		add(present.T("case.born", present.EraDate(birth)))
	} else if due := dateOf(p.Text("due_date")); !due.IsZero() {
		add(present.T("case.due", present.EraDate(due)))
	}
	if grams, ok := p.Int("birth_weight_g"); ok {
		add(present.T("case.birth_weight", present.Grams(grams)))
	}
	if p.Bool("lives_with") {
		add(present.T("case.lives_with"))
	}
	if !c.kept(store.KindPerson, "school") {
		add(p.Text("school"))
		add(p.Text("occupation"))
		add(present.Phone(p.Text("phone")))
	}
	return strings.Join(facts, present.T("case.separator"))
}

func (c *Case) seenCard() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	class := string(c.file.Standing.Class)
	for _, child := range c.children() {
		word, tone := c.seen(class, child)
		rows = append(rows, widget.PadXY(0, 1, widget.KeyValue(c.childLine(child), word, tone)))
	}
	if len(rows) == 0 {
		rows = append(rows, widget.NewText(present.T("case.no_children"), widget.SmallPara))
	}
	return widget.NewCard(present.T("case.seen"), ruled(rows))
}

// voiceLimit is how many sayings of the children stand on the overview.
const voiceLimit = 4

func (c *Case) voiceCard() fyne.CanvasObject {
	rows := widget.Rows(1)
	for _, v := range voices(c.file) {
		if len(rows.Objects) == voiceLimit {
			break
		}
		rows.Add(widget.NewArea(widget.NewSpans(widget.Style{Size: theme.SizeSmall, Wrap: true, Rows: 3},
			widget.Span{Text: quoted(v.text)},
			widget.Span{Text: "  " + c.shortDate(v.day) + present.T("case.separator") + c.staff(v.by), Color: theme.Muted},
		), func() { c.Nav.OpenRecord(v.record) }))
	}
	if len(rows.Objects) == 0 {
		rows.Add(widget.NewText(present.T("case.no_voice"), widget.SmallPara))
	}
	return widget.NewCard(present.T("case.voice"), rows)
}

// quoted puts a saying into quotation marks, unless it brings its own or
// describes a gesture.
func quoted(text string) string {
	if strings.HasPrefix(text, "「") || strings.HasPrefix(text, "（") || strings.HasPrefix(text, "(") {
		return text
	}
	return present.T("case.quote", text)
}

func (c *Case) agencyCard() fyne.CanvasObject {
	rows := widget.Rows(0.5)
	for _, a := range c.file.Of(store.KindAgency) {
		kept := c.kept(store.KindAgency, "name")
		line := a.Text("name")
		if person := a.Text("person"); person != "" {
			line += "  " + person
		}
		if kept {
			line = c.code("agency_category", a.Text("category"))
		}
		spans := []widget.Span{{Text: line}}
		if phone := a.Text("phone"); phone != "" && !kept {
			spans = append(spans, widget.Span{Text: "  " + present.Phone(phone), Color: theme.Muted})
		}
		if a.Bool("main") {
			spans = append(spans, widget.Span{Text: "  " + present.T("case.main_agency"), Bold: true, Color: theme.Primary})
		}
		text := widget.NewSpans(widget.Style{Size: theme.SizeSmall, Wrap: true}, spans...)
		rows.Add(widget.NewArea(widget.PadXY(0, 0.5, text), func() { c.editRecord(a, store.KindAgency, a) }))
	}
	if len(rows.Objects) == 0 {
		rows.Add(widget.NewText(present.T("case.no_agency"), widget.SmallPara))
	}
	add := widget.NewSmall(present.T("button.add"), func() { c.editRecord(nil, store.KindAgency, nil) })
	return widget.NewCardWith(present.T("case.agencies"), add, rows)
}

// nextLimit is how many of the coming things stand on the overview.
const nextLimit = 6

// nextCard is what has a date: appointments and what the rules ask for.
func (c *Case) nextCard() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	things := c.nextThings()
	for i, n := range things {
		if i == nextLimit {
			rows = append(rows, widget.PadXY(0, 0.5, widget.NewText(present.T("case.next_more", len(things)-nextLimit), widget.Small)))
			break
		}
		style := widget.Strong
		if n.tone != theme.Grey {
			style = style.In(n.tone)
		}
		row := widget.Rows(0, widget.NewText(n.when, style),
			widget.NewText(n.what, widget.Style{Size: theme.SizeSmall, Wrap: true, LineHeight: 1.36}))
		rows = append(rows, widget.PadXY(0, 0.5, row))
	}
	if len(rows) == 0 {
		rows = append(rows, widget.NewText(present.T("case.nothing_next"), widget.SmallPara))
	}
	return widget.NewCard(present.T("case.next"), ruled(rows))
}

func (c *Case) writeCard() fyne.CanvasObject {
	left := func(b *widget.Button) *widget.Button {
		b.Left = true
		return b
	}
	return widget.NewCard("", widget.Rows(1,
		widget.NewText(present.T("case.write"), widget.Label),
		left(widget.NewPrimary(present.T("case.write_visit"), func() { c.startVisit(c.owner, c.id, nil) })),
		left(widget.NewButton(present.T("case.write_note"), func() { c.startNote(c.owner, c.id) })),
		left(widget.NewButton(present.T("case.to_meeting"), c.propose)),
		left(widget.NewButton(present.T("case.plan_visit"), func() { c.editRecord(c.newAppointment(), store.KindAppointment, nil) })),
		left(widget.NewButton(present.T("case.write_measurement"), func() { c.editRecord(c.newMeasurement(), store.KindMeasurement, nil) })),
		left(widget.NewButton(present.T("case.edit_family"), func() { c.editRecord(c.file.Family, store.KindFamily, c.file.Family) })),
	))
}

// leftCards are the household and, where there is one, the policy.
func (c *Case) leftCards() fyne.CanvasObject {
	policy := c.file.Family.Text("policy")
	if policy == "" {
		return c.householdCard()
	}
	return newRowsFill(0, 2, c.householdCard(), widget.NewCard(c.fieldLabel(store.KindFamily, "policy"),
		widget.NewText(policy, widget.Style{Wrap: true, Rows: 3})))
}
