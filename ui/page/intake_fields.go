package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Choices that most calls need stand on the page, by their codes; all others
// are in the list behind the last segment.
var (
	shortRoutes   = []string{"RT01", "RT02", "RT12", "RT16", "RT20"}
	shortMethods  = []string{"phone", "visit", "letter", "dial189"}
	shortAbuse    = []string{"AB1", "AB2", "AB3", "AB4"}
	shortSubjects = []string{consultationAbuse}
)

// choice draws a field of the intake as a few segments and a list.
func (p *Intake) choice(name, list string, few []string) *widget.ShortChoice {
	all := codeOptions(p.Store.Library(), list, p.today().String())
	var short []widget.Option
	for _, code := range few {
		for _, o := range all {
			if o.Code == code {
				short = append(short, inShort(o))
			}
		}
	}
	if few == nil {
		for _, o := range all {
			short = append(short, inShort(o))
		}
	}
	c := widget.NewShortChoice(p.fieldLabel(p.form.Kind, name), present.T("intake.more"), present.T("field.none"), short, all)
	c.SetCode(p.text(name))
	c.OnChanged = func(code string) { p.set(name, code) }
	p.fields[name] = c
	return c
}

// inShort is an option with the word that people say of it, where the list's
// own is long.
func inShort(o widget.Option) widget.Option {
	if key := "intake.short_" + o.Code; present.Has(key) {
		o.Word = present.T(key)
	}
	return o
}

// whoCard asks from whom the call comes, and how.
func (p *Intake) whoCard() fyne.CanvasObject {
	return widget.NewCard("", widget.GiveWay(2, []float32{47, 29},
		p.choice("route", "intake_route", shortRoutes), p.choice("method", "intake_method", shortMethods)))
}

// aboutCard asks what the call is about, and whether it was seen or heard.
func (p *Intake) aboutCard() fyne.CanvasObject {
	p.abuse = p.choice("abuse_main", "abuse_type", shortAbuse)
	p.about = widget.GiveWay(2, []float32{134, 353, 219},
		p.choice("consultation", "consultation_type", shortSubjects), p.abuse, p.choice("witnessed", "witness_kind", nil))
	p.showAbout()
	return widget.NewCard("", p.about)
}

// showAbout asks for the kind of abuse only where it is about abuse.
func (p *Intake) showAbout() {
	p.abuse.Hidden = !p.isAbuse()
	p.about.Refresh()
	for _, s := range p.views {
		p.showSection(s)
	}
	p.column.Refresh()
}

// heardCard takes down what was said, in the words it was said in.
func (p *Intake) heardCard() fyne.CanvasObject {
	note := widget.NewNoteEditor(p.fieldLabel(p.form.Kind, "heard"))
	note.MinRows, note.Outer = 4, p.scroll
	note.SetPlain(true)
	note.SetPlaceholder(present.T("intake.heard_hint"))
	note.SetText(p.text("heard"))
	note.OnChanged = func(s string) {
		note.SetError("")
		p.set("heard", s)
	}
	offerPhrases(p.Deps, p.owner, note)
	p.fields["heard"] = note
	return widget.NewCard("", note)
}

// line draws a field of the intake that is one line of text.
func (p *Intake) line(name string) *widget.Entry {
	e := widget.NewEntry(p.fieldLabel(p.form.Kind, name))
	if it := p.form.Item(name); it != nil {
		e.SetMaxLength(it.MaxLength)
		e.SetPlaceholder(it.EntryFormat)
	}
	e.SetText(p.text(name))
	e.OnSubmitted = p.goOn
	e.OnChanged = func(s string) {
		e.SetError("")
		p.set(name, s)
	}
	p.fields[name] = e
	return e
}

// goOn leads from a line of text to the next field: Enter accepts nothing.
func (p *Intake) goOn(string) { p.Nav.Window().Canvas().FocusNext() }
