package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// changesShown is how many changes the history reads at once.
const changesShown = 400

// history shows who changed what in the whole file, latest first: a change is
// never taken out of it.
func (c *Case) history() fyne.CanvasObject {
	body := container.NewStack(widget.NewText(present.T("shell.loading"), widget.Small))
	async.Run(c.owner, func(ctx context.Context) ([]store.CaseChange, error) {
		return c.Store.FindChanges(ctx, c.id, changesShown)
	}, func(changes []store.CaseChange, err error) {
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		body.Objects = []fyne.CanvasObject{c.changeList(changes)}
		body.Refresh()
	})
	return body
}

func (c *Case) changeList(changes []store.CaseChange) fyne.CanvasObject {
	list := widget.NewList([]widget.Column{
		{Title: present.T("history.when"), Width: 22},
		{Title: present.T("history.who"), Width: 18},
		{Title: present.T("history.what"), Width: 24},
		{Title: present.T("history.fields"), Weight: 3},
		{Title: present.T("history.reason"), Weight: 2},
		{Title: present.T("history.where"), Width: 20},
	})
	list.Length = func() int { return len(changes) }
	list.RowAt = func(i int) widget.Row { return c.changeRow(changes[i]) }
	list.OnOpened = func(i int) { c.Nav.OpenRecord(changes[i].Record) }
	beside := present.T("history.count", len(changes))
	if len(changes) == changesShown {
		beside = present.T("history.latest", changesShown)
	}
	return newRowsFill(1, 1, widget.NewText(beside, widget.Quiet), list)
}

func (c *Case) changeRow(ch store.CaseChange) widget.Row {
	what := present.T("today.changed", KindWord(ch.Kind))
	switch {
	case ch.State == store.StateWithdrawn:
		what = present.T("history.withdrawn", KindWord(ch.Kind))
	case ch.First:
		what = present.T("today.added", KindWord(ch.Kind))
	}
	var fields []string
	for _, name := range ch.Fields {
		if label := c.fieldLabel(ch.Kind, name); label != name && !c.hiddenField(ch.Kind, name) {
			fields = append(fields, label)
		}
	}
	return widget.Row{Cells: []widget.Cell{
		{Text: c.moment(ch.At)}, {Text: c.staff(ch.Author), Bold: true}, {Text: what},
		{Text: strings.Join(fields, present.T("case.separator"))}, {Text: ch.Reason}, c.changeWhere(ch),
	}}
}

// hiddenField reports whether a form keeps a field to itself.
func (d Deps) hiddenField(kind, name string) bool {
	f := d.Store.Library().Form(kind)
	if f == nil {
		return false
	}
	it := f.Item(name)
	return it != nil && it.Hidden
}

// changeWhere is the station of a change, and that the center lacks it yet.
func (c *Case) changeWhere(ch store.CaseChange) widget.Cell {
	switch ch.Delivery.Stage {
	case store.StageHere:
		return widget.Cell{Text: present.T("history.here"), Chip: true, Tone: theme.Soon}
	case store.StageRefused:
		return widget.Cell{Text: present.T("history.refused"), Chip: true, Tone: theme.Late}
	}
	return widget.Cell{Text: c.Store.StationName(ch.Station)}
}
