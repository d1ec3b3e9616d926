package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Approval is one submitted document and the decision on it.
type Approval struct {
	base
	id      uuid.UUID
	content *fyne.Container
	reload  *async.Debouncer
	shown   *store.Approval
	file    *store.Case       // of the document, for names in it
	named   map[string]string // families by their ids, where the document is a rotation
	typed   string            // the comment, not yet saved
	fault   *faultBox
}

var _ Page = (*Approval)(nil)

// NewApproval returns the page, still empty.
func NewApproval(d Deps, id uuid.UUID) *Approval {
	a := &Approval{base: newBase(d), id: id, fault: newFaultBox()}
	a.reload = async.NewDebouncer(a.owner, 200*time.Millisecond)
	a.content = widget.PadXY(3, 2.25, widget.NewText(present.T("shell.loading"), widget.Small))
	return a
}

// Title is the document's.
func (a *Approval) Title() string {
	if a.shown == nil {
		return present.T("shell.approvals")
	}
	return present.T("approval.of", KindWord(a.shown.Kind))
}

// Content is drawn.
func (a *Approval) Content() fyne.CanvasObject { return a.content }

// Show reads anew.
func (a *Approval) Show() { a.load() }

// Changed reads anew: the document may be another now.
func (a *Approval) Changed(e store.Event) {
	for _, id := range e.Cases {
		if a.shown == nil || id == a.shown.Case {
			a.reload.Call(a.load)
			return
		}
	}
	if e.Sync {
		a.reload.Call(a.load)
	}
}

type approvalLoad struct {
	approval *store.Approval
	file     *store.Case
	named    map[string]string
}

func (a *Approval) load() {
	async.Run(a.owner, func(ctx context.Context) (l approvalLoad, err error) {
		if l.approval, err = a.Store.FindApproval(ctx, a.id); err != nil {
			return l, err
		}
		if l.approval.Kind == store.KindRotation {
			l.named, err = rotationNames(ctx, a.Store, l.approval.ApprovalRow.Document)
		}
		if l.approval.Case != a.Store.Office() {
			l.file, err = a.Store.OpenCase(ctx, l.approval.Case, "approval")
		}
		return l, err
	}, func(l approvalLoad, err error) {
		if err != nil {
			a.Nav.Fail(err)
			return
		}
		first := a.shown == nil
		a.shown, a.file, a.named = l.approval, l.file, l.named
		a.draw()
		if first {
			a.Nav.Retitle()
		}
	})
}

func (a *Approval) draw() {
	s := a.shown
	stands := widget.NewChip(a.approvalStands(s.State), approvalTone(s.State, s.Mine))
	title := widget.Line(1.5, widget.NewText(s.Title, widget.Heading), stands)
	if s.Family != "" {
		title = widget.Line(1.5, widget.NewText(present.Family(s.Family), widget.Heading),
			widget.NewText(s.Title, widget.Style{Size: theme.SizeTitle}), stands)
	}
	head := widget.Rows(0.5,
		widget.LineFill(1.5, 1, title, widget.NewSpacer(0), widget.NewButton(present.T("approval.to_document"), a.openDocument)),
		widget.NewText(present.T("approval.submitted", a.staff(s.By), a.moment(s.At)), widget.Quiet))
	if s.State.Changed {
		head.Add(widget.NewBanner(theme.Late, present.T("approval.changed"), present.T("approval.changed_sub")))
	}
	body := widget.Columns(2, []float32{78, 43}, scrolled(a.document()), a.sideColumn())
	a.content.Objects = []fyne.CanvasObject{widget.RowsFill(2, head, body)}
	a.content.Refresh()
}

// openDocument opens what was submitted where it is worked on.
func (a *Approval) openDocument() {
	switch s := a.shown; s.Kind {
	case store.KindPlan:
		a.Nav.OpenCasePart(s.Case, PartPlan)
	case store.KindService:
		a.Nav.OpenCasePart(s.Case, PartServices)
	case store.KindCommission, store.KindReferral:
		a.Nav.OpenCasePart(s.Case, PartDocuments)
	case store.KindUrgency:
		a.Nav.OpenCasePart(s.Case, PartAssess)
	case store.KindRotation:
		a.Nav.OpenSettings()
	default:
		a.Nav.OpenRecord(s.ApprovalRow.Document)
	}
}

// mayDecide reports whether a decision of the person signed in would count.
func (a *Approval) mayDecide() bool {
	return a.shown.Mine && a.shown.State.Stage == casework.ApprovalWaiting && !a.shown.State.Changed
}

// decide records a step on the text that was read.
func (a *Approval) decide(action string) {
	comment, digest := a.typed, a.shown.Digest
	if action == store.ActionReturn && comment == "" {
		a.fault.set(refuse("return_reason"))
		return
	}
	a.act(present.T("approval.done."+action), func(ctx context.Context) error {
		return a.Store.Decide(ctx, a.id, action, comment, digest)
	})
}

// act saves and reads anew. What was typed stays where saving failed.
func (a *Approval) act(said string, do func(context.Context) error) {
	async.Run(a.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) {
		a.fault.set(err)
		if err == nil {
			a.typed = ""
			a.Nav.Say(said)
		}
		a.load()
	})
}
