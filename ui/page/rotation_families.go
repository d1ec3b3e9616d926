package page

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func (v *rotationView) newList() *widget.List {
	l := widget.NewList([]widget.Column{
		{Title: present.T("rotation.family"), Weight: 1, Min: 14, Sorts: true},
		{Title: present.T("rotation.side"), Width: 12, Sorts: true},
		{Title: present.T("rotation.from"), Width: 14, Sorts: true},
		{Title: present.T("rotation.to"), Width: 18, Sorts: true},
		{Title: present.T("rotation.note"), Weight: 1.4, Min: 14},
	})
	l.Length = func() int { return len(v.rows) }
	l.RowAt = v.rowAt
	l.OnOpened = func(i int) { v.openHand(v.rows[i]) }
	l.OnSort = func(column int) {
		v.down = v.sorted == column && !v.down
		v.sorted = column
		v.arrange()
		v.list.Reload()
	}
	return l
}

func (v *rotationView) rowAt(i int) widget.Row {
	r := v.rows[i]
	to := widget.Cell{Text: v.staff(r.To)}
	switch {
	case r.Moved:
		to = widget.Cell{Text: present.T("rotation.moved"), Tone: theme.Soon, Chip: true}
	case r.Handed:
		to.Sub = present.T("rotation.handed")
	case r.To == uuid.Nil:
		to = widget.Cell{Text: present.T("rotation.undecided"), Tone: theme.Late, Chip: true}
	}
	return widget.Row{Cells: []widget.Cell{
		{Text: present.Family(r.Family), Sub: v.code("case_class", r.Class), Bold: true},
		{Text: v.code("handover_side", r.Side)}, {Text: v.staff(r.From)}, to,
		{Text: strings.Join(strings.Fields(r.Note), " ")},
	}}
}

// arrange sorts the rows by the chosen column, families by kana within it.
func (v *rotationView) arrange() {
	v.rows = slices.Clone(v.plan.Families)
	if !v.mayPlan() {
		me := v.Store.Me().ID
		v.rows = slices.DeleteFunc(v.rows, func(r store.HandRow) bool { return r.From != me })
	}
	key := func(r store.HandRow) string {
		switch v.sorted {
		case 1:
			return r.Side
		case 2:
			return v.staff(r.From)
		case 3:
			return v.staff(r.To)
		}
		return r.Kana
	}
	slices.SortStableFunc(v.rows, func(a, b store.HandRow) int {
		c := cmp.Compare(key(a), key(b))
		if v.down {
			return -c
		}
		return c
	})
	v.list.SetSorted(v.sorted, v.down)
}

// familiesPart is the table of the families of those who leave.
func (v *rotationView) familiesPart() fyne.CanvasObject {
	v.arrange()
	v.list.RefreshAll()
	if len(v.rows) == 0 {
		return widget.EmptyState("check", present.T("rotation.no_families"), present.T("rotation.no_families_sub"))
	}
	without := 0
	for _, r := range v.rows {
		if r.To == uuid.Nil {
			without++
		}
	}
	count := widget.NewText(present.T("rotation.count", len(v.rows), without), widget.Quiet)
	head := widget.LineFill(1, 0, count, widget.NewSpacer(0))
	if !v.plan.Done && v.mayPlan() {
		head = widget.LineFill(1, 0, count,
			widget.NewButton(present.T("rotation.together"), v.askTogether),
			widget.NewPrimary(present.T("rotation.propose"), v.propose))
	}
	sub := present.T("rotation.families_sub")
	if !v.mayPlan() {
		sub = present.T("rotation.notes_sub")
	}
	return newRowsFill(2, 1.25, head, widget.NewText(sub, widget.SmallPara), v.list)
}

// propose fills in whoever would have the fewest; each can be changed.
func (v *rotationView) propose() {
	hands, plan := v.plan.Proposed(), v.plan.Record.ID
	if len(hands) == 0 {
		v.Nav.Say(present.T("rotation.proposed_none"))
		return
	}
	v.change(func(ctx context.Context) error { return v.Store.SetSuccessors(ctx, plan, hands) }, func() {}, present.T("rotation.proposed", len(hands)))
}

// successors are those who could take over, with how many families they would
// have then.
func (v *rotationView) successors(side string) []widget.Option {
	var out []widget.Option
	for _, id := range v.plan.Successors(side) {
		out = append(out, widget.Option{Code: id.String(), Word: present.T("rotation.with_load", v.staff(id), v.plan.Load[id].After)})
	}
	return out
}

// openHand asks who takes over one family, and what they should know.
func (v *rotationView) openHand(r store.HandRow) {
	plan := v.plan.Record.ID
	to := widget.NewListField(present.T("rotation.to"), present.T("rotation.nobody_yet"), v.successors(r.Side))
	to.SetCode(codeOfID(r.To))
	note := widget.NewNoteEditor(present.T("rotation.note"))
	note.SetText(r.Note)
	note.SetMaxLength(4000)
	about := widget.NewText(present.T("rotation.hand_sub", v.code("handover_side", r.Side), v.staff(r.From)), widget.Quiet)
	fields := []fyne.CanvasObject{about, to, note, widget.NewText(present.T("rotation.note_sub"), widget.SmallPara)}
	fixed := v.plan.Done || r.Moved || r.Handed || !v.mayPlan()
	if fixed {
		fields = []fyne.CanvasObject{about, note}
	}
	v.ask(present.Family(r.Family), present.T("button.save"), fields, note.Focus, func(ctx context.Context) error {
		if note.Text() != r.Note {
			if err := v.Store.SetHandoverNote(ctx, plan, r.Hand, note.Text()); err != nil {
				return err
			}
		}
		h := r.Hand
		if h.To, _ = uuid.Parse(to.Code()); fixed || h.To == r.To {
			return nil
		}
		return v.Store.SetSuccessors(ctx, plan, []store.Hand{h})
	}, present.T("rotation.saved"))
}

// askTogether gives all families of one leaver on one side to one person.
func (v *rotationView) askTogether() {
	plan, rows := v.plan.Record.ID, slices.Clone(v.plan.Families)
	var leavers []widget.Option
	count := map[string]int{}
	for _, r := range rows {
		if !r.Moved && !r.Handed {
			count[r.From.String()+" "+r.Side]++
		}
	}
	for _, id := range v.plan.Leaves {
		for _, side := range []string{store.SideHealth, store.SideWelfare} {
			if code := id.String() + " " + side; count[code] > 0 {
				word := present.T("rotation.of_leaver", v.staff(id), v.code("handover_side", side), count[code])
				leavers = append(leavers, widget.Option{Code: code, Word: word})
			}
		}
	}
	from := widget.NewListField(present.T("rotation.from"), present.T("rotation.choose"), leavers)
	to := widget.NewListField(present.T("rotation.to"), present.T("rotation.choose"), staffChoices(v.staying()))
	v.ask(present.T("rotation.together"), present.T("rotation.together_do"), []fyne.CanvasObject{from, to}, from.Focus, func(ctx context.Context) error {
		next, err := uuid.Parse(to.Code())
		if err != nil || from.Code() == "" {
			return refuse("rotation_together")
		}
		var hands []store.Hand
		for _, r := range rows {
			if h := r.Hand; !r.Moved && !r.Handed && h.From.String()+" "+h.Side == from.Code() {
				h.To = next
				hands = append(hands, h)
			}
		}
		return v.Store.SetSuccessors(ctx, plan, hands)
	}, present.T("rotation.saved"))
}
