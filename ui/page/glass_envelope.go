package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// envelopeRows are what stands in an envelope, as whoever opens it reads it and
// as whoever restricts a case sees it before.
func (d Deps) envelopeRows(e *store.Envelope) []fyne.CanvasObject {
	title := joined(present.Family(e.Family), e.Kana)
	if e.Number != "" {
		title = joined(title, e.Number)
	}
	rows := []fyne.CanvasObject{widget.NewText(title, widget.Title)}
	for _, line := range []struct{ key, text string }{{"glass.address", e.Address}, {"glass.phone", present.Phone(e.Phone)}} {
		if line.text != "" {
			rows = append(rows, widget.NewText(present.T(line.key, line.text), widget.Body))
		}
	}
	rows = append(rows, envelopeCard("glass.people", d.envelopePeople(e)), envelopeCard("glass.concerns", d.envelopeConcerns(e)))
	ask := []string{present.T("restrict.readers", d.names(e.Readers))}
	if e.Contact != "" {
		ask = append(ask, present.T("glass.contact_is", e.Contact))
	}
	return append(rows, envelopeCard("glass.ask", ask))
}

func envelopeCard(title string, lines []string) fyne.CanvasObject {
	rows := widget.Rows(0.5)
	for _, line := range lines {
		rows.Add(widget.NewText(line, widget.Paragraph))
	}
	if len(lines) == 0 {
		rows.Add(widget.NewText(present.T("glass.nothing"), widget.SmallPara))
	}
	return widget.NewCard(present.T(title), rows)
}

func (d Deps) envelopePeople(e *store.Envelope) (out []string) {
	for _, p := range e.People {
		words := []string{p.Name}
		for _, word := range []string{p.Kana, d.code("family_role", p.Role)} {
			if word != "" {
				words = append(words, word)
			}
		}
		if p.Birth != "" {
			words = append(words, present.T("glass.born", present.Date(dateOf(p.Birth))))
		}
		if p.Here {
			words = append(words, present.T("glass.lives_here"))
		} else if p.Address != "" {
			words = append(words, present.T("glass.address", p.Address))
		}
		if p.Phone != "" {
			words = append(words, present.T("glass.phone", present.Phone(p.Phone)))
		}
		out = append(out, strings.Join(words, "　"))
	}
	return out
}

// concernLists are the code lists of what an envelope warns of.
var concernLists = map[string]string{
	store.ConcernCaution: "caution_flag", store.ConcernClass: "case_class", store.ConcernSeverity: "severity",
	store.ConcernUrgency: "urgency_rank", store.ConcernSafety: "safety_result",
}

func (d Deps) envelopeConcerns(e *store.Envelope) (out []string) {
	for _, c := range e.Concerns {
		words := []string{}
		if list := concernLists[c.What]; list != "" && c.Code != "" {
			words = append(words, d.code(list, c.Code))
		}
		if c.Text != "" {
			words = append(words, c.Text)
		}
		if day, _, _ := strings.Cut(c.On, "T"); day != "" {
			words = append(words, d.shortDate(day))
		}
		out = append(out, present.T("glass.concern", present.T("glass.is_"+c.What), strings.Join(words, "　")))
	}
	return out
}
