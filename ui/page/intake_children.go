package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// childrenCard asks whom the call is about. Several children of one call stand
// below each other.
func (p *Intake) childrenCard() fyne.CanvasObject {
	p.children, p.found = widget.Rows(1.25), widget.Rows(1)
	p.found.Hide()
	p.showChildren()
	return widget.NewCard("", p.children)
}

// showChildren draws the children anew, after one came or went. While one is
// typed, nothing is drawn anew.
func (p *Intake) showChildren() {
	p.children.Objects, p.births = nil, nil
	if p.family != nil {
		p.children.Add(p.familyBanner())
		if flow := p.knownChildren(); flow != nil {
			p.children.Add(flow)
		}
	}
	for i, child := range p.call.typed() {
		p.children.Add(p.childRow(child, i))
	}
	p.children.Add(p.found)
	if p.family == nil {
		p.children.Add(p.homeRow())
	}
	add := widget.NewLink(present.T("intake.add_child"), p.addChild)
	add.Icon = "add"
	p.children.Add(widget.Line(0, add))
	p.children.Refresh()
	p.column.Refresh()
}

// familyBanner says in whose file the call will be.
func (p *Intake) familyBanner() fyne.CanvasObject {
	family := p.family.Family
	return widget.NewBanner(theme.Ours, present.T("intake.to_family", present.Family(family.Text("name"))), reachLine(p.family),
		widget.NewSmall(present.T("intake.other_family"), p.leaveFamily))
}

// knownChildren are the children that the family's file has, to be pressed.
func (p *Intake) knownChildren() fyne.CanvasObject {
	flow := widget.Flow(1)
	for _, person := range p.family.Persons {
		if !isChild(person) || person.Bool("deceased") {
			continue
		}
		t := widget.NewToggle(p.childLine(rowOfPerson(person)), func(on bool) { p.pickChild(person, on) })
		t.SetOn(p.call.known(person.ID) != nil)
		flow.Add(t)
	}
	if len(flow.Objects) == 0 {
		return nil
	}
	return widget.Rows(0.75, widget.NewText(present.T("intake.about_whom"), widget.Label), flow)
}

// pickChild takes a child of the family into the call, or out of it.
func (p *Intake) pickChild(person *store.Record, on bool) {
	if old := p.call.known(person.ID); old != nil {
		p.call.drop(old)
	}
	if on {
		p.call.take(person)
	}
	p.keepCall()
	p.showEachChild()
}

// addChild makes room for one more.
func (p *Intake) addChild() {
	child := newCallChild()
	if p.family != nil {
		child.Family = p.family.Family.Text("name")
	} else {
		child.Family = p.call.familyName()
	}
	p.call.Children = append(p.call.Children, child)
	p.keepCall()
	p.showChildren()
	p.showEachChild()
}

func (p *Intake) removeChild(child *callChild) {
	p.call.drop(child)
	p.keepCall()
	p.showChildren()
	p.showEachChild()
}

// childRow asks for a child's name, birth and sex.
func (p *Intake) childRow(child *callChild, nth int) fyne.CanvasObject {
	surname, given := widget.NewEntry(present.T("intake.surname")), widget.NewEntry(present.T("intake.given"))
	surname.SetPlaceholder(present.T("intake.kana_too"))
	surname.SetText(child.Family)
	given.SetText(child.Given)
	surname.OnChanged = func(s string) { child.Family = strings.TrimSpace(s); p.childTyped(child) }
	given.OnChanged = func(s string) { child.Given = strings.TrimSpace(s); p.childTyped(child) }
	surname.OnSubmitted, given.OnSubmitted = p.goOn, p.goOn
	birth := widget.NewDateField(p.fieldLabel(store.KindPerson, "birth_date"), p.birthParser(), inputProblem)
	birth.SetPlaceholder(present.T("field.date_hint"))
	birth.SetISO(child.Birth)
	p.births = append(p.births, birth)
	birth.OnChanged = func(iso string) { child.Birth = iso; p.childTyped(child) }
	all := codeOptions(p.Store.Library(), "sex", p.today().String())
	sex := widget.NewShortChoice(p.fieldLabel(store.KindPerson, "sex"), present.T("intake.more"), present.T("field.none"), all[:2], all)
	sex.SetCode(child.Sex)
	sex.OnChanged = func(code string) { child.Sex = code; p.childTyped(child) }
	row := widget.GiveWay(1.5, []float32{15, 14, 29, 13}, surname, given, birth, sex)
	if nth == 0 && len(p.call.Children) == 1 {
		return row
	}
	return widget.Rows(0.5, row, widget.Line(0, widget.NewLink(present.T("intake.remove_child"), func() { p.removeChild(child) })))
}

// birthParser reads a birthday and shows the age behind it; a day to come is
// no birthday.
func (p *Intake) birthParser() widget.DateParser {
	parse := p.dateParser(casework.InPast)
	return func(typed string) (iso, display string, err error) {
		if iso, display, err = parse(typed); err == nil {
			display += "　" + present.Age(dateOf(iso), p.today())
		}
		return iso, display, err
	}
}

// homeRow asks where the family lives, while it has no file that says so.
func (p *Intake) homeRow() fyne.CanvasObject {
	address, phone := widget.NewEntry(p.fieldLabel(store.KindFamily, "address")), widget.NewEntry(p.fieldLabel(store.KindFamily, "phone"))
	address.SetText(p.call.Address)
	phone.SetText(p.call.Phone)
	address.OnSubmitted, phone.OnSubmitted = p.goOn, p.goOn
	address.OnChanged = func(s string) { p.call.Address = strings.TrimSpace(s); p.homeTyped() }
	phone.OnChanged = func(s string) { p.call.Phone = strings.TrimSpace(s); p.homeTyped() }
	return widget.GiveWay(1.5, []float32{46, 25}, address, phone)
}

func (p *Intake) homeTyped() {
	p.keepCall()
	if typed := p.call.typed(); len(typed) > 0 {
		p.search(typed[0])
	}
}

// childTyped keeps what was typed and looks who that may be.
func (p *Intake) childTyped(child *callChild) {
	p.keepCall()
	p.search(child)
	p.Nav.Retitle()
}
