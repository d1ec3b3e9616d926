package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// rotationForm is the first step: the day, who leaves and who comes.
type rotationForm struct {
	of      uuid.UUID // the plan, zero for a new one
	changed time.Time // of the record as it was when the fields were filled
	on      *widget.DateField
	title   *widget.Entry
	leaves  *widget.MultiChoice
	comes   *widget.NoteEditor
	rest    *widget.ChoiceField
	content fyne.CanvasObject
}

// whoPart keeps what is typed: the fields are filled anew only when the plan
// is another.
func (v *rotationView) whoPart() fyne.CanvasObject {
	if v.plan != nil && v.plan.Done && !v.anew {
		return widget.NewScroll(v.donePart())
	}
	of, changed := uuid.Nil, time.Time{}
	if v.plan != nil && !v.anew {
		of, changed = v.plan.Record.ID, v.plan.Record.Changed
	}
	if v.who == nil || v.who.of != of || !v.who.changed.Equal(changed) {
		v.who = v.newForm(of, changed)
	}
	return v.who.content
}

func (v *rotationView) newForm(of uuid.UUID, changed time.Time) *rotationForm {
	f := &rotationForm{of: of, changed: changed}
	f.on = widget.NewDateField(v.fieldLabel(store.KindRotation, "on"), v.dateParser(casework.InFuture), inputProblem)
	f.title = widget.NewEntry(v.fieldLabel(store.KindRotation, "title"))
	people := staffChoices(v.active())
	f.leaves = widget.NewMultiChoice(v.fieldLabel(store.KindRotation, "leaves"), people)
	f.comes = widget.NewNoteEditor(v.fieldLabel(store.KindRotation, "comes"))
	f.comes.MinRows = 2
	f.comes.SetPlaceholder(present.T("rotation.comes_hint"))
	f.rest = widget.NewListField(v.fieldLabel(store.KindRotation, "rest"), present.T("rotation.nobody_yet"), people)
	if v.plan != nil && of != uuid.Nil {
		r := v.plan.Record
		f.on.SetISO(r.Text("on"))
		f.title.SetText(r.Text("title"))
		f.leaves.SetCodes(r.Texts("leaves"))
		f.comes.SetText(strings.Join(r.Texts("comes"), "\n"))
		f.rest.SetCode(r.Text("rest"))
	} else {
		day := nextApril(v.today())
		f.on.SetISO(day.String())
		f.title.SetText(present.T("rotation.title_of", present.EraMonth(day)))
	}
	act := widget.NewPrimary(present.T("rotation.save"), v.save)
	left := widget.Rows(2, f.on, f.title, f.comes, f.rest, widget.NewText(present.T("rotation.rest_sub"), widget.SmallPara))
	right := widget.Rows(2, f.leaves, widget.NewText(present.T("rotation.leaves_sub"), widget.SmallPara), v.fault, widget.Line(0, act))
	f.content = widget.NewScroll(widget.Rows(2,
		widget.NewText(present.T("rotation.lead"), widget.Paragraph), widget.Columns(3, []float32{1, 1}, left, right)))
	return f
}

// nextApril is the first of the next April.
func nextApril(today casework.Date) casework.Date {
	day := casework.Date{Year: today.Year, Month: 4, Day: 1}
	if day.Before(today) {
		day.Year++
	}
	return day
}

func (v *rotationView) save() {
	f := v.who
	n := store.NewRotation{On: dateOf(f.on.ISO()), Title: strings.TrimSpace(f.title.Text()), Leaves: chosenStaff(f.leaves.Codes())}
	n.Rest, _ = uuid.Parse(f.rest.Code())
	for line := range strings.SplitSeq(f.comes.Text(), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			n.Comes = append(n.Comes, line)
		}
	}
	switch {
	case n.On.IsZero():
		v.fault.set(refuse("rotation_day_missing"))
		return
	case n.Title == "":
		v.fault.set(refuse("rotation_title_missing"))
		return
	case len(n.Leaves) == 0:
		v.fault.set(refuse("rotation_leaves_missing"))
		return
	case slices.Contains(n.Leaves, n.Rest):
		v.fault.set(refuse("rotation_rest_leaves"))
		return
	}
	v.fault.set(nil)
	v.change(func(ctx context.Context) error {
		_, err := v.Store.SaveRotation(ctx, f.of, n)
		return err
	}, func() { v.anew = false }, present.T("rotation.saved"))
}

// donePart is a plan that was carried out, with the way to the next.
func (v *rotationView) donePart() fyne.CanvasObject {
	r := v.plan.Record
	families, _ := r.Int("done_families")
	at, _ := time.Parse(time.RFC3339, r.Text("done_at"))
	rows := widget.Rows(1.5, widget.NewBanner(theme.Done, r.Text("title"),
		present.T("rotation.done", v.moment(at), v.staffText(r.Text("done_by")), families, len(v.plan.Leaves))))
	for _, id := range v.plan.Leaves {
		rows.Add(widget.NewText(present.T("rotation.left", v.staff(id)), widget.Quiet))
	}
	if v.step == rotationWho {
		rows.Add(widget.Line(0, widget.NewButton(present.T("rotation.next"), func() {
			v.anew = true
			v.put(v.whoPart())
		})))
	}
	return rows
}
