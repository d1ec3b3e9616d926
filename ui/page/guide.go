package page

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// GuideDeps is what the guide needs.
type GuideDeps struct {
	Config  store.Config
	Owner   *async.Owner
	Library *form.Library
	Window  fyne.Window
	// Opened takes over the store of the new station.
	Opened func(*store.Store)
	// Demo makes and opens the made-up city; nil where there is none.
	Demo func(ctx context.Context, say func(done, total int)) error
	// DemoReady is called on the screen once Demo has returned.
	DemoReady func()
}

// Guide leads from the first start to an opened station in four steps.
type Guide struct {
	d     GuideDeps
	owner *async.Owner
	view  *split
	step  int

	founding bool
	// recovering is the way from the recovery sheet, all machines being lost.
	recovering bool
	code       *widget.Entry
	station    *widget.Entry
	kind       *widget.ChoiceField
	enrolment  store.Enrolment
	asked      string // the code that enrolment answers
	directory  []ledger.Logged
	staff      *ledger.Directory
	store      *store.Store // founded, until the sheet has been seen

	person    personStep
	sheetStep sheetStep
}

// NewGuide returns the guide at its first step.
func NewGuide(d GuideDeps) *Guide {
	g := &Guide{d: d, owner: d.Owner.Child()}
	g.code = widget.NewEntry(present.T("guide.code"))
	g.code.SetHint(present.T("guide.code_hint"))
	g.station = widget.NewEntry(present.T("guide.station"))
	g.station.SetHint(present.T("guide.station_hint"))
	g.station.SetMaxLength(40)
	g.kind = widget.NewChoiceField(present.T("guide.kind"), "", []widget.Option{
		{Code: ledger.StationOffice, Word: present.T("guide.office")},
		{Code: ledger.StationLaptop, Word: present.T("guide.laptop")},
	})
	g.kind.SetMandatory(true)
	g.kind.SetCode(ledger.StationOffice)
	g.person.build(g)
	g.view = newSplit(widget.Rows(0))
	g.showStart()
	return g
}

// Content is what the window shows.
func (g *Guide) Content() fyne.CanvasObject { return g.view }

// Close ends its work. A store that was founded but not handed over stays on
// the disk and is opened by signing in.
func (g *Guide) Close() {
	g.owner.Close()
	if g.store != nil {
		_ = g.store.Close()
	}
}

// Back goes one step back where that is possible.
func (g *Guide) Back() {
	switch g.step {
	case 2:
		g.showStart()
	case 3:
		g.showStation()
	}
}

// stepWords are the steps as the left side lists them.
var stepWords = []string{"guide.step1", "guide.step2", "guide.step3", "guide.step4"}

func (g *Guide) show(step int, content fyne.CanvasObject) {
	g.step = step
	var lines []string
	for i, key := range stepWords {
		mark := "guide.step_later"
		switch {
		case i+1 < step:
			mark = "guide.step_done"
		case i+1 == step:
			mark = "guide.step_now"
		}
		lines = append(lines, present.T(mark, present.T(key)))
	}
	g.view.setFacts(lines...)
	g.view.setRight(widget.Rows(2, widget.NewSpacer(8), content, widget.NewSpacer(4)))
}

// showStart is step 1: how to begin.
func (g *Guide) showStart() {
	rows := widget.Rows(2,
		widget.NewText(present.T("guide.welcome"), widget.Heading),
		widget.NewText(present.T("guide.welcome_sub"), widget.Paragraph),
		g.way("case", "guide.join", "guide.join_sub", func() { g.founding, g.recovering = false, false; g.showStation() }),
		g.way("add", "guide.found", "guide.found_sub", func() { g.founding, g.recovering = true, false; g.showStation() }),
		g.way("case", "guide.recover", "guide.recover_sub", func() { g.founding, g.recovering = false, true; g.showStation() }),
	)
	if g.d.Demo != nil {
		rows.Add(g.way("eye", "guide.try", "guide.try_sub", g.startDemo))
	}
	g.show(1, rows)
}

func (g *Guide) way(icon, title, sub string, act func()) fyne.CanvasObject {
	area := widget.NewArea(widget.Pad(2, widget.LineFill(2, 1,
		iconOf(icon, theme.Primary),
		widget.Rows(0.5, widget.NewText(present.T(title), widget.Title), widget.NewText(present.T(sub), widget.SmallPara)),
		iconOf("next", theme.Muted),
	)), act)
	area.Card = true
	return area
}

// showStation is step 2: the code, and what this machine is called.
func (g *Guide) showStation() { g.showStationFault(nil) }

func (g *Guide) showStationFault(err error) {
	title, sub := "guide.join", "guide.join_how"
	if g.founding {
		title, sub = "guide.found", "guide.found_how"
	}
	if g.recovering {
		title, sub = "guide.recover", "guide.recover_how"
	}
	fault := newFaultBox()
	fault.set(err)
	g.show(2, widget.Rows(2,
		widget.NewText(present.T(title), widget.Heading),
		widget.NewText(present.T(sub), widget.Paragraph),
		g.code, g.station, g.kind, fault,
		widget.Line(1.5, widget.NewPrimary(present.T("button.next"), g.enrol),
			widget.NewButton(present.T("button.back"), g.showStart)),
	))
	g.code.Focus()
}

// busy says what is being done while nothing can be pressed.
func (g *Guide) busy(step int, text string) {
	g.show(step, widget.Rows(2,
		widget.NewText(text, widget.Style{Size: theme.SizeTitle, Bold: true, Wrap: true}),
		widget.NewText(present.T("guide.wait"), widget.SmallPara)))
}

// startDemo makes the made-up city.
func (g *Guide) startDemo() {
	bar := widget.NewProgress(present.T("guide.try_begin"), "")
	g.show(1, widget.Rows(2, widget.NewText(present.T("guide.try"), widget.Heading), bar,
		widget.NewText(present.T("guide.wait"), widget.SmallPara)))
	async.Run(g.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, g.d.Demo(ctx, func(done, total int) {
			g.owner.Show(func() {
				bar.Set(float64(done)/float64(max(total, 1)), present.T("guide.try_progress", done, total), "")
			})
		})
	}, func(_ struct{}, err error) {
		if err != nil {
			g.showStart()
			ShowFault(g.d.Window, err)
			return
		}
		g.d.DemoReady()
	})
}

func (g *Guide) finish() {
	s := g.store
	g.store = nil
	g.d.Opened(s)
}

// people are the members of staff who can sign in, by name.
func (g *Guide) people() []widget.Person {
	var out []widget.Person
	for id, s := range g.staff.Staff {
		if !s.Removed && id != uuid.Nil {
			job := g.d.Library.Display("job", s.Job, string(present.CurrentLanguage()))
			out = append(out, widget.Person{ID: id.String(), Name: s.Name, Note: job})
		}
	}
	sortPeople(out)
	return out
}
