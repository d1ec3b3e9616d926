package page

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// guess pairs the persons that are likely to be the same, each with one at
// most; the one that the two cases were found by comes first.
func (w *twins) guess() {
	taken := map[uuid.UUID]bool{}
	pair := func(theirs, ours uuid.UUID) {
		w.pairs[theirs], taken[ours] = ours, true
	}
	if personOf(w.a, w.twin.Person) != nil && personOf(w.b, w.twin.Partner) != nil {
		pair(w.twin.Partner, w.twin.Person)
	}
	for _, theirs := range w.b.Persons {
		if _, done := w.pairs[theirs.ID]; done {
			continue
		}
		var best *store.Record
		score := casework.LikelySame - 1
		for _, ours := range w.a.Persons {
			like := identity(w.b, theirs).Compare(identity(w.a, ours))
			if !taken[ours.ID] && like.Score > score {
				best, score = ours, like.Score
			}
		}
		if best != nil {
			pair(theirs.ID, best.ID)
		}
	}
}

// pairCard says who of the one file is who of the other, and which file stays.
func (w *twins) pairCard() fyne.CanvasObject {
	rows := widget.Rows(1.5, widget.NewText(present.T("alike.pairs_sub"), widget.SmallPara))
	for _, theirs := range w.b.Persons {
		options := []widget.Option{}
		for _, ours := range w.a.Persons {
			options = append(options, widget.Option{Code: ours.ID.String(), Word: w.personLine(ours)})
		}
		choice := widget.NewListField("", present.T("alike.other_person"), options)
		if ours, ok := w.pairs[theirs.ID]; ok {
			choice.SetCode(ours.String())
		}
		choice.OnChanged = func(code string) { w.setPair(theirs.ID, code) }
		rows.Add(widget.Columns(2, nil, widget.NewText(w.personLine(theirs), widget.Paragraph), choice))
	}
	stay := widget.NewChoiceField(present.T("alike.into"), present.T("field.none"), []widget.Option{
		{Code: w.a.ID.String(), Word: w.fileWord(w.a)}, {Code: w.b.ID.String(), Word: w.fileWord(w.b)},
	})
	stay.SetMandatory(true)
	stay.SetCode(w.into.ID.String())
	stay.OnChanged = func(code string) {
		w.into = w.a
		if code == w.b.ID.String() {
			w.into = w.b
		}
	}
	rows.Add(stay)
	return widget.NewCard(present.T("alike.pairs"), rows)
}

// fileWord tells two files of one name apart.
func (w *twins) fileWord(file *store.Case) string {
	number := file.Family.Text("number")
	if number == "" {
		number = present.EraDate(casework.DateOf(file.Family.Created.Local()))
	}
	return joined(present.Family(file.Family.Text("name")), number)
}

// setPair takes who a person is; two persons of one file cannot be the same
// one of the other.
func (w *twins) setPair(theirs uuid.UUID, code string) {
	ours := parsedID(code)
	if ours == uuid.Nil {
		delete(w.pairs, theirs)
		return
	}
	for other, one := range w.pairs {
		if one == ours && other != theirs {
			delete(w.pairs, other)
		}
	}
	w.pairs[theirs] = ours
	w.draw()
}
