package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// handOver is the part of the settings where one writes a file for a colleague
// without a network, and takes one in. It stays while its page does, so that
// nothing that was chosen is lost when something new comes in.
type handOver struct {
	*Settings
	content *fyne.Container
	out     *handOut
	in      *handIn
	traces  *fyne.Container
	policy  store.BundlePolicy
}

func newHandOver(s *Settings) *handOver {
	h := &handOver{Settings: s, content: container.NewStack(), traces: container.NewStack()}
	h.out, h.in = newHandOut(h), newHandIn(h)
	h.draw()
	return h
}

// bundlePart is the page, or why there is none.
func (s *Settings) bundlePart() fyne.CanvasObject {
	if s.bundles == nil {
		s.bundles = newHandOver(s)
	} else {
		s.bundles.draw()
	}
	return s.bundles.content
}

func (h *handOver) draw() {
	rows := widget.Rows(2)
	if why := h.Store.MayBundle(); why != nil {
		rows.Add(widget.NewBanner(theme.Todo, Explain(why).What, Explain(why).Safe))
		rows.Add(widget.NewText(present.T("bundle.who_may", h.managers()), widget.Paragraph))
	} else {
		rows.Add(widget.NewText(present.T("bundle.sub"), widget.Paragraph))
		rows.Add(widget.Columns(2, []float32{1, 1}, h.out.content, h.in.content))
	}
	if h.Store.CanManage() {
		rows.Add(h.policyCard())
	}
	rows.Add(widget.NewCard(present.T("bundle.traces"), h.traces))
	h.content.Objects = []fyne.CanvasObject{scrolled(rows)}
	h.content.Refresh()
	h.load()
}

// managers are the people who can change the policy, by name.
func (h *handOver) managers() string {
	var names []string
	for _, p := range h.peopleOf(staffItem, nil) {
		if who := h.Store.Staff(parsed(p.ID)); who.Has(ledger.RoleDirector, ledger.RoleCoordinator, ledger.RoleAdmin) {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, present.T("case.separator"))
}

// policyCard sets who may, for the whole center.
func (h *handOver) policyCard() fyne.CanvasObject {
	var options []widget.Option
	if f := h.Store.Library().Form(store.KindSettings); f != nil && f.Item("bundles") != nil {
		for _, o := range f.Item("bundles").Options {
			options = append(options, widget.Option{Code: o.Code, Word: o.Label(lang())})
		}
	}
	field := widget.NewChoiceField(present.T("bundle.policy"), "", options)
	field.SetMandatory(true)
	h.policy = h.Store.BundlePolicy()
	field.SetCode(string(h.policy))
	field.OnChanged = func(code string) {
		async.Run(h.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, h.Store.SetBundlePolicy(ctx, store.BundlePolicy(code))
		}, func(_ struct{}, err error) {
			if err != nil {
				h.Nav.Fail(err)
			}
			h.draw()
		})
	}
	return widget.NewCard(present.T("bundle.policy_title"), widget.Rows(1.5, field, widget.NewText(present.T("bundle.policy_sub"), widget.SmallPara)))
}

// changed draws anew what others, or this station, have done meanwhile.
func (h *handOver) changed() {
	if h.policy != h.Store.BundlePolicy() {
		h.draw()
		return
	}
	h.load()
}

// load lists what was written and taken in anywhere.
func (h *handOver) load() {
	async.Run(h.owner, func(ctx context.Context) ([]store.BundleTrace, error) {
		return h.Store.FindBundles(ctx)
	}, func(traces []store.BundleTrace, err error) {
		if err != nil {
			h.Nav.Fail(err)
			return
		}
		h.showTraces(traces)
	})
}

// shownTraces is how many stand on the page.
const shownTraces = 20

func (h *handOver) showTraces(traces []store.BundleTrace) {
	var rows []fyne.CanvasObject
	for i, t := range traces {
		if i < shownTraces {
			rows = append(rows, h.traceRow(t))
		}
	}
	h.traces.Objects = []fyne.CanvasObject{ruled(rows)}
	if len(rows) == 0 {
		h.traces.Objects = []fyne.CanvasObject{widget.NewText(present.T("bundle.traces_none"), widget.SmallPara)}
	}
	h.traces.Refresh()
	h.content.Refresh()
}

func (h *handOver) traceRow(t store.BundleTrace) fyne.CanvasObject {
	what := present.T("bundle.trace_in", h.staff(t.Author), h.staff(t.Maker))
	if t.Export {
		what = present.T("bundle.trace_out", h.staff(t.Author), h.readers(t.Group, t.Readers))
	}
	sub := present.T("bundle.take_"+string(t.Take)) + present.T("case.separator") + present.T("bundle.trace_counts", t.Tally.Changes, t.Tally.Blobs)
	if t.Cases > 0 {
		sub = present.T("bundle.trace_cases", t.Cases) + present.T("case.separator") + sub
	}
	tone := theme.Grey
	switch t.Outcome {
	case store.BundleDamaged, store.BundleFailed:
		tone = theme.Late
	case store.BundleBegun, store.BundleStopped:
		tone = theme.Todo
	}
	return widget.PadXY(0, 1, widget.LineFill(1.5, 0,
		widget.Rows(0.25, widget.NewText(what, oneLine(widget.Body)), widget.NewText(h.moment(t.At)+"　"+sub, oneLine(widget.Small))),
		widget.NewChip(present.T("bundle.outcome_"+string(t.Outcome)), tone)))
}
