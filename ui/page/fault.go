package page

import (
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/store"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/client/bundle"
	"yorisoi/sync/wire"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Fault is an error in words for people. Technical holds no case data: errors
// name records by their ids only.
type Fault struct {
	Code             string
	What, Safe, Next string
	Technical        string
}

// Explain turns an error into words. What nobody can do anything about is
// shown as internal.
func Explain(err error) Fault {
	code := codeOf(err)
	if !present.Has("error." + code + ".what") {
		code = "internal"
	}
	var words *trust.WordsError
	var group int
	if errors.As(err, &words) {
		group = words.Group
	}
	return Fault{
		Code:      code,
		What:      present.T("error."+code+".what", group),
		Safe:      present.T("error." + code + ".safe"),
		Next:      present.T("error." + code + ".next"),
		Technical: technical(err),
	}
}

func codeOf(err error) string {
	var own *inputError
	if errors.As(err, &own) {
		return own.code
	}
	for _, c := range syncCodes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return store.CodeOf(err)
}

// syncCodes are the errors of reconciling, by the keys of their words.
var syncCodes = []struct {
	err  error
	code string
}{
	{wire.ErrCodeMistyped, "code_mistyped"},
	{wire.ErrCodeNewer, "code_newer"},
	{wire.ErrCodeUnknown, "code_unknown"},
	{wire.ErrCodeUsed, "code_used"},
	{wire.ErrCodeExpired, "code_expired"},
	{wire.ErrTooMany, "too_many"},
	{wire.ErrRevoked, "revoked"},
	{wire.ErrNoCertificate, "revoked"},
	{client.ErrWrongCenter, "center_other_certificate"},
	{client.ErrGarbage, "center_garbage"},
	{client.ErrUnreachable, "center_unreachable"},
	{bundle.ErrNotBundle, "bundle_other_file"},
	{bundle.ErrNewer, "bundle_newer"},
	{bundle.ErrTooOld, "bundle_too_old"},
	{bundle.ErrOtherCenter, "bundle_other_center"},
	{bundle.ErrMaker, "bundle_maker"},
	{bundle.ErrCut, "bundle_cut"},
	{bundle.ErrDamaged, "bundle_damaged"},
	{bundle.ErrUnreadable, "bundle_unreadable"},
	{bundle.ErrExists, "bundle_exists"},
	{bundle.ErrTarget, "bundle_target"},
}

func technical(err error) string {
	var broken *async.PanicError
	if errors.As(err, &broken) {
		return fmt.Sprintf("%v\n%s", err, broken.Stack)
	}
	return err.Error()
}

// inputError is something that a person typed and a page refuses.
type inputError struct{ code string }

func (e *inputError) Error() string { return "check input: " + e.code }

func refuse(code string) error { return &inputError{code: code} }

// faultView shows a fault: the three sentences and, unfolded, the rest.
func faultView(f Fault) fyne.CanvasObject {
	detail := widget.NewText(f.Technical, widget.SmallPara)
	detail.Hide()
	rows := widget.Rows(1)
	more := widget.NewLink(present.T("shell.technical"), func() {
		if detail.Visible() {
			detail.Hide()
		} else {
			detail.Show()
		}
		rows.Refresh()
	})
	rows.Objects = []fyne.CanvasObject{
		widget.NewText(f.What, widget.Style{Size: theme.SizeTitle, Bold: true, Wrap: true}),
		widget.NewText(f.Safe, widget.Style{Wrap: true, Color: theme.Green}),
		widget.NewText(f.Next, widget.Paragraph),
		widget.Line(0, more),
		detail,
	}
	return rows
}

// ShowFault tells over the window what went wrong.
func ShowFault(win fyne.Window, err error) { ShowFaultAnd(win, err, "", nil) }

// ShowFaultAnd also offers to go on all the same.
func ShowFaultAnd(win fyne.Window, err error, word string, act func()) {
	var hide func()
	ok := widget.NewPrimary(present.T("button.close"), func() { hide() })
	buttons := widget.Line(1, ok)
	if act != nil {
		buttons.Add(widget.NewButton(word, func() {
			hide()
			act()
		}))
	}
	hide = ShowOverlay(win, 76, widget.Rows(2, faultView(Explain(err)), buttons))
	widget.Focus(ok)
}

// faultBox is the place on a page where a fault stands beside what caused it.
type faultBox struct {
	fynewidget.BaseWidget
	rows *fyne.Container
	// within is laid out again when the box grows or shrinks.
	within fyne.CanvasObject
}

func newFaultBox() *faultBox {
	b := &faultBox{rows: widget.Rows(1)}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is called by Fyne.
func (b *faultBox) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(b.rows) }

// set shows a fault, or none for nil.
func (b *faultBox) set(err error) {
	if err == nil {
		b.show()
		return
	}
	card := widget.NewCard("", faultSmall(Explain(err)))
	card.SetTone(theme.Late)
	b.show(card)
}

// show puts something else in the fault's place: what a person has to decide
// before it can go on.
func (b *faultBox) show(objects ...fyne.CanvasObject) {
	b.rows.Objects = objects
	b.rows.Refresh()
	b.Refresh()
	if b.within != nil {
		b.within.Refresh()
	}
}

// faultSmall is a fault within a form.
func faultSmall(f Fault) fyne.CanvasObject {
	return widget.Rows(0.5,
		widget.NewText(f.What, widget.Style{Bold: true, Wrap: true, Color: theme.Red}),
		widget.NewText(f.Safe, widget.SmallPara),
		widget.NewText(f.Next, widget.Style{Size: theme.SizeSmall, Wrap: true}),
	)
}
