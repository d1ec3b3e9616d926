package page

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Glass is the page of the envelopes for emergencies: why, who, whom one looks
// for, and then what stands in the envelope, once it was announced that it is
// opened. What it shows is in memory only and goes with the page.
type Glass struct {
	base
	content *fyne.Container
	column  *fyne.Container
	fault   *faultBox

	room      *store.Glass
	announced *store.Announced // waits for the center, or is shown
	shown     bool
}

var _ Page = (*Glass)(nil)

// NewGlass returns the page at its first step.
func NewGlass(d Deps) *Glass {
	g := &Glass{base: newBase(d), fault: newFaultBox(), column: widget.Rows(2)}
	head := widget.PageHead(present.T("glass.title"), "")
	g.content = pageOf(head, widget.NewScroll(widget.Pad(0.5, widget.Rows(2, g.column, g.fault))))
	g.fault.within = g.content
	g.askWhy()
	return g
}

// Title is the word on the tab.
func (g *Glass) Title() string { return present.T("glass.title") }

// Content is drawn.
func (g *Glass) Content() fyne.CanvasObject { return g.content }

// Changed looks whether the center knows by now.
func (g *Glass) Changed(e store.Event) {
	if e.Sync && g.announced != nil && !g.shown {
		g.show()
	}
}

// SyncChanged does the same: a receipt may have come.
func (g *Glass) SyncChanged() { g.Changed(store.Event{Sync: true}) }

func (g *Glass) fill(objects ...fyne.CanvasObject) {
	g.fault.set(nil)
	g.column.Objects = objects
	g.column.Refresh()
	g.content.Refresh()
}

// askWhy is the first step.
func (g *Glass) askWhy() {
	g.room, g.announced, g.shown = nil, nil, false
	rules := g.Store.GlassRules()
	if !rules.Member {
		word := "glass.not_you"
		if !rules.Used {
			word = "glass.not_used"
		}
		g.fill(widget.NewBanner(theme.Todo, present.T(word), present.T(word+"_text")))
		return
	}
	reason := widget.NewNoteEditor(present.T("glass.reason"))
	password := widget.NewSecret(present.T("glass.password"))
	var next *widget.Button
	enter := func() {
		next.Disable()
		why, secret := reason.Text(), password.Text()
		async.Run(g.owner, func(ctx context.Context) (*store.Glass, error) {
			return g.Store.EnterGlass(ctx, why, secret)
		}, func(room *store.Glass, err error) {
			next.Enable()
			if err != nil {
				g.fault.set(err)
				return
			}
			g.room = room
			g.askWhom(nil, "")
		})
	}
	next = widget.NewPrimary(present.T("button.next"), enter)
	password.OnSubmitted = func(string) { enter() }
	told := present.T("glass.told_online")
	if rules.Offline {
		told = present.T("glass.told_offline")
	}
	g.fill(widget.NewText(present.T("glass.sub"), widget.Paragraph),
		widget.NewBanner(theme.Soon, present.T("glass.told"), told),
		reason, widget.NewText(present.T("glass.reason_who"), widget.SmallPara), password, widget.Line(1.25, next))
}

// askWhom is the second step: a search, and how many envelopes it found.
func (g *Glass) askWhom(hits []store.GlassHit, asked string) {
	words := widget.NewEntry(present.T("glass.whom"))
	words.SetText(asked)
	var search *widget.Button
	ask := func() {
		search.Disable()
		said := strings.TrimSpace(words.Text())
		async.Run(g.owner, func(ctx context.Context) ([]store.GlassHit, error) {
			return g.room.Search(ctx, said)
		}, func(hits []store.GlassHit, err error) {
			search.Enable()
			if err != nil {
				g.fault.set(err)
				return
			}
			g.askWhom(hits, said)
		})
	}
	search = widget.NewPrimary(present.T("glass.search"), ask)
	words.OnSubmitted = func(string) { ask() }
	rows := []fyne.CanvasObject{widget.NewText(present.T("glass.whom_sub"), widget.SmallPara), words, widget.Line(1.25, search)}
	switch {
	case asked != "" && len(hits) == 0:
		rows = append(rows, widget.NewText(present.T("glass.none", asked), widget.Strong),
			widget.NewText(present.T("glass.none_text"), widget.SmallPara))
	case asked != "":
		rows = append(rows, widget.NewText(present.T("glass.found", len(hits)), widget.Strong),
			widget.NewText(present.T("glass.found_text"), widget.SmallPara))
	}
	for _, hit := range hits {
		rows = append(rows, widget.LineFill(1.25, 0,
			widget.NewText(present.T("glass.hit", hit.At+1, present.T("glass.by_"+hit.By)), widget.Body),
			widget.NewDanger(present.T("glass.open"), func() { g.announce(hit) })))
	}
	g.fill(rows...)
}

// announce says that an envelope is opened, and shows it as soon as it may be
// shown.
func (g *Glass) announce(hit store.GlassHit) {
	async.Run(g.owner, func(ctx context.Context) (*store.Announced, error) {
		return g.room.Announce(ctx, hit)
	}, func(a *store.Announced, err error) {
		if err != nil {
			g.fault.set(err)
			return
		}
		g.announced, g.shown = a, false
		g.Sync.Wake()
		g.show()
	})
}

func (g *Glass) show() {
	a := g.announced
	async.Run(g.owner, func(ctx context.Context) (*store.Envelope, error) {
		return g.Store.Show(ctx, a)
	}, func(e *store.Envelope, err error) {
		switch {
		case g.announced != a || g.shown:
		case errors.Is(err, store.ErrAwaitsCenter):
			g.fill(widget.NewBanner(theme.Soon, present.T("glass.waits"), present.T("glass.waits_text"),
				widget.NewSmall(present.T("glass.again"), func() {
					g.Sync.Wake()
					g.show()
				})))
		case err != nil:
			g.fault.set(err)
		default:
			g.shown = true
			g.fill(g.envelope(e)...)
		}
	})
}

// envelope is what stands in one that was opened.
func (g *Glass) envelope(e *store.Envelope) []fyne.CanvasObject {
	done := widget.NewButton(present.T("glass.close"), func() { g.Nav.Done(g) })
	another := widget.NewButton(present.T("glass.another"), func() {
		g.announced, g.shown = nil, false
		g.askWhom(nil, "")
	})
	return append([]fyne.CanvasObject{
		widget.NewBanner(theme.Soon, present.T("glass.opened"), present.T("glass.opened_text")),
	}, append(g.envelopeRows(e), widget.Line(1.25, done, another))...)
}
