package page

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// takeIn shows one held change beside what the record says now, and takes the
// decision.
type takeIn struct {
	page    *HoldBox
	edit    store.HeldEdit
	content *fyne.Container
	wanted  map[string]bool
	toggles map[string]*widget.Toggle
	reason  *widget.Entry
	fault   *faultBox
	buttons []*widget.Button
}

func newTakeIn(h *HoldBox, e store.HeldEdit) *takeIn {
	t := &takeIn{page: h, edit: e, wanted: map[string]bool{}, toggles: map[string]*widget.Toggle{}, fault: newFaultBox()}
	came := present.T("holdbox.own")
	if !e.Came.IsZero() {
		came = present.T("holdbox.came", h.moment(e.Came))
	}
	head := widget.Rows(0.5,
		widget.NewText(present.T("today.of_family", h.familyOf(e.Case, e.Family), heldTitle(e)), widget.Title),
		widget.NewText(present.T("holdbox.wrote", h.staff(e.Author), h.Store.StationName(e.Station), h.moment(e.At))+"　"+came, widget.SmallPara))
	if e.Reason != "" {
		head.Add(widget.NewText(present.T("holdbox.their_reason", e.Reason), widget.SmallPara))
	}
	if e.New {
		head.Add(widget.NewText(present.T("holdbox.new"), widget.SmallPara))
	}
	fields := widget.Rows(0)
	fields.Add(widget.Columns(2, fieldWidths, widget.NewText(present.T("holdbox.field"), widget.Label),
		widget.NewText(present.T("holdbox.now"), widget.Label), widget.NewText(present.T("holdbox.held"), widget.Label), widget.NewText("", widget.Label)))
	for _, f := range e.Fields {
		if h.told(e, f) {
			fields.Add(widget.NewRule())
			fields.Add(t.fieldRow(f))
		}
	}
	t.content = newRowsFill(0, 1.5, widget.NewCard("", newRowsFill(1, 1.25, head, scrolled(fields))), t.foot())
	return t
}

// fieldWidths are the columns: the field, what stands now, what is held, and
// whether it is taken.
var fieldWidths = []float32{3, 5, 5, 3}

// told reports whether a field says something to a person: that a new record
// was confirmed and what it hangs on goes without saying.
func (h *HoldBox) told(e store.HeldEdit, f store.HeldField) bool {
	return f.Name != "parent" && (f.Name != ledger.FieldState || f.Held == ledger.StateWithdrawn)
}

func (t *takeIn) fieldRow(f store.HeldField) fyne.CanvasObject {
	h, persons := t.page, t.page.shown.files[t.edit.Case.String()]
	now := widget.Rows(0.25, widget.NewText(h.fieldValue(t.edit.Kind, f.Name, f.Now, persons), widget.Paragraph))
	if f.Moved() {
		now.Add(widget.NewText(present.T("holdbox.moved", h.fieldValue(t.edit.Kind, f.Name, f.Before, persons)), widget.Style{Size: theme.SizeSmall, Wrap: true, Color: theme.Amber}))
	}
	held := widget.NewText(h.fieldValue(t.edit.Kind, f.Name, f.Held, persons), widget.Style{Bold: true, Wrap: true})
	row := []fyne.CanvasObject{widget.NewText(h.fieldName(t.edit.Kind, f.Name), widget.Paragraph), now, held}
	switch {
	case ledger.SameValue(f.Now, f.Held):
		row = append(row, widget.NewText(present.T("holdbox.same"), widget.Small))
	case !t.edit.May || t.edit.New:
		row = append(row, widget.NewText("", widget.Small))
		t.wanted[f.Name] = t.edit.New
	default:
		t.wanted[f.Name] = !f.Moved()
		toggle := widget.NewToggle(present.T("holdbox.take_field"), func(on bool) { t.wanted[f.Name] = on })
		toggle.SetOn(t.wanted[f.Name])
		t.toggles[f.Name] = toggle
		row = append(row, widget.Line(0, toggle))
	}
	return widget.PadXY(0, 1, widget.Columns(2, fieldWidths, row...))
}

// foot takes the reason and the decision, or says whose decision it is.
func (t *takeIn) foot() fyne.CanvasObject {
	if !t.edit.May {
		return widget.NewBanner(theme.Todo, present.T("holdbox.not_yours"), present.T("holdbox.not_yours_sub"))
	}
	t.reason = widget.NewEntry(present.T("record.reason"))
	t.reason.SetPlaceholder(present.T("conflict.reason_hint"))
	take := widget.NewPrimary(present.T("holdbox.take"), t.adopt)
	leave := widget.NewButton(present.T("holdbox.leave"), t.dismiss)
	t.buttons = []*widget.Button{take, leave}
	return widget.Rows(1, t.fault, t.reason, widget.Line(1.25, take, leave))
}

// begun reports whether somebody has typed a reason.
func (t *takeIn) begun() bool { return t.reason != nil && t.reason.Text() != "" }

func (t *takeIn) adopt() {
	var fields []string
	for _, f := range t.edit.Fields {
		if t.wanted[f.Name] {
			fields = append(fields, f.Name)
		}
	}
	if len(fields) == 0 {
		t.fail(refuse("holdbox_nothing"))
		return
	}
	t.decide(func(ctx context.Context, reason string) error {
		return t.page.Store.Adopt(ctx, t.edit, fields, reason)
	}, "holdbox.taken")
}

func (t *takeIn) dismiss() {
	t.decide(func(ctx context.Context, reason string) error {
		return t.page.Store.Dismiss(ctx, t.edit, reason)
	}, "holdbox.left")
}

func (t *takeIn) decide(do func(context.Context, string) error, said string) {
	reason := strings.TrimSpace(t.reason.Text())
	if reason == "" {
		t.fail(store.ErrReasonNeeded)
		t.reason.Focus()
		return
	}
	for _, b := range t.buttons {
		b.Disable()
	}
	async.Run(t.page.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx, reason)
	}, func(_ struct{}, err error) {
		for _, b := range t.buttons {
			b.Enable()
		}
		switch {
		case errors.Is(err, store.ErrMoved):
			t.page.Nav.Fail(err)
			t.page.load() // what stands there now is shown before anybody decides
		case err != nil:
			t.fail(err)
		default:
			t.page.Nav.Say(present.T(said))
			t.page.load()
		}
	})
}

func (t *takeIn) fail(err error) {
	t.fault.set(err)
	t.content.Refresh()
}
