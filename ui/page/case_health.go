package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// healthCard are the sensitive facts of health, for those who may read them.
// For everybody else it is not there, whether or not something is written.
func (c *Case) healthCard() fyne.CanvasObject {
	if !ledger.Entitled(ledger.GroupHealth, c.Store.Me()) {
		return nil
	}
	rows := widget.Rows(1, widget.NewText(present.T("case.health_detail_sub"), widget.SmallPara))
	list := c.file.Of(store.KindHealthDetail)
	for _, r := range list {
		if r.State != store.StateDraft {
			rows.Add(c.healthRow(r))
		}
	}
	if len(list) == 0 {
		rows.Add(widget.NewText(present.T("case.health_detail_none"), widget.SmallPara))
	}
	add := widget.NewSmall(present.T("button.add"), func() {
		c.edit(edit{kind: store.KindHealthDetail, preset: map[string]any{"on": c.today().String()}})
	})
	return widget.NewCardWith(present.T("case.health_detail"), add, rows)
}

// healthRow is one of them: whose, what, since when.
func (c *Case) healthRow(r *store.Record) fyne.CanvasObject {
	title := joined(c.personName(r.Text("subject")), c.code("health_detail", r.Text("sort")), r.Text("since"))
	rows := widget.Rows(0, widget.NewText(title, oneLine(widget.Strong)))
	for _, field := range []string{"detail", "care"} {
		if text := r.Text(field); text != "" {
			rows.Add(widget.NewText(text, widget.SmallPara))
		}
	}
	return widget.NewArea(widget.PadXY(0, 0.5, rows), func() { c.edit(edit{kind: store.KindHealthDetail, old: r}) })
}
