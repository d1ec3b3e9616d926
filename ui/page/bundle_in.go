package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/sync/client/bundle"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// handIn are the steps of taking a file in: which, by whom, and what came.
type handIn struct {
	h       *handOver
	content *widget.Card
	rows    *fyne.Container
	path    *widget.Entry
	fault   *faultBox
	result  *fyne.Container
}

func newHandIn(h *handOver) *handIn {
	i := &handIn{h: h, fault: newFaultBox(), result: widget.Rows(0)}
	i.path = widget.NewEntry(present.T("bundle.file"))
	i.path.SetPlaceholder(present.T("bundle.file_hint"))
	i.path.OnSubmitted = func(string) { i.look() }
	choose := widget.Rows(0.75, widget.NewText(" ", widget.Label), widget.Line(0, widget.NewButton(present.T("bundle.choose_file"), i.choose)))
	i.rows = widget.Rows(2,
		widget.NewText(present.T("bundle.in_sub"), widget.Paragraph),
		widget.LineFill(1, 0, i.path, choose),
		widget.Line(1, widget.NewPrimary(present.T("bundle.look"), i.look)),
		i.fault,
		i.result,
	)
	i.content = widget.NewCard(present.T("bundle.in"), i.rows)
	i.fault.within = i.rows
	return i
}

func (i *handIn) choose() {
	i.h.chooseFiles(i.h.owner, fileChoice{
		Purpose: "bundle_in", Title: present.T("bundle.choose"), Do: present.T("bundle.choose_this"), Filter: files.Filter{bundle.Extension},
		Begin: []files.Kind{files.Media, files.Downloads, files.Home},
		Chosen: func(paths []string) {
			i.path.SetText(paths[0])
			i.look()
		},
	})
}

// dropped takes the first of the files that were let fall on the window.
func (i *handIn) dropped(files []fyne.URI) {
	for _, f := range files {
		if f.Scheme() == "file" {
			i.path.SetText(f.Path())
			i.look()
			return
		}
	}
}

// look reads whose file it is, and asks.
func (i *handIn) look() {
	path := strings.TrimSpace(i.path.Text())
	i.show(nil)
	if path == "" {
		i.fault.set(refuse("bundle_no_file"))
		return
	}
	async.Run(i.h.owner, func(context.Context) (bundle.Label, error) {
		return bundle.Look(i.h.Store, path)
	}, func(label bundle.Label, err error) {
		i.fault.set(err)
		if err == nil {
			i.ask(path, label)
		}
	})
}

// ask names who wrote the file before anything of it is taken in.
func (i *handIn) ask(path string, l bundle.Label) {
	var hide func()
	maker := i.h.staff(l.Maker)
	if !l.Known {
		maker = present.T("bundle.maker_unknown")
	}
	rows := widget.Rows(1.5,
		widget.NewText(present.T("bundle.comes"), widget.Title),
		widget.Columns(2, []float32{1, 1},
			widget.InfoRow(present.T("bundle.maker"), maker), widget.InfoRow(present.T("bundle.made_at"), i.h.moment(l.MadeAt))),
		widget.Columns(2, []float32{1, 1},
			widget.InfoRow(present.T("bundle.made_on"), i.h.Store.StationName(l.Station)),
			widget.InfoRow(present.T("bundle.people"), i.h.readers(l.Group, l.Readers))),
		widget.InfoRow(present.T("bundle.how_much"), sizeWord(l.Size)),
		widget.NewText(present.T("bundle.comes_sub"), widget.Paragraph),
		widget.Line(1.25,
			widget.NewPrimary(present.T("bundle.take"), func() {
				hide()
				i.take(path)
			}),
			widget.NewButton(present.T("button.cancel"), func() { hide() })))
	hide = ShowOverlay(i.h.Nav.Window(), 76, rows)
}

// take takes the file in, with a bar and a way to stop it.
func (i *handIn) take(path string) {
	run := i.h.begin(present.T("bundle.taking"))
	async.Run(i.h.owner, func(ctx context.Context) (bundle.Imported, error) {
		ctx, done := run.within(ctx)
		defer done()
		return bundle.Import(ctx, i.h.Store, path, run.tell)
	}, func(done bundle.Imported, err error) {
		switch {
		case run.end(err):
			i.show(widget.NewText(present.T("bundle.taken_stopped", done.Fresh), widget.Paragraph))
		case err != nil:
			i.fault.set(err)
			i.show(widget.NewText(present.T("bundle.taken_before", done.Fresh), widget.Paragraph))
		default:
			i.path.SetText("")
			i.show(widget.Rows(0.5,
				widget.NewText(present.T("bundle.taken", i.h.staff(done.Maker)), widget.Style{Bold: true, Wrap: true}),
				widget.NewText(importedWords(done), widget.Paragraph)))
		}
	})
}

// show puts the result beside what led to it; nil takes it away.
func (i *handIn) show(what fyne.CanvasObject) {
	i.result.Objects = nil
	if what != nil {
		i.result.Objects = []fyne.CanvasObject{what}
	}
	i.result.Refresh()
	i.rows.Refresh()
	i.content.Refresh()
	i.h.content.Refresh()
}

// takeDrops lets files fall on the window while this part is in front.
func (s *Settings) takeDrops(on bool) {
	win := s.Nav.Window()
	switch {
	case on:
		win.SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
			if s.part == partBundles && s.Store.MayBundle() == nil {
				s.bundles.in.dropped(files)
			}
		})
	case s.bundles != nil:
		win.SetOnDropped(nil)
	}
}

// Leave gives the window's drops back.
func (s *Settings) Leave() {
	s.forgetKey()
	s.takeDrops(false)
	s.front = false
}
