package page

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/sync/client/bundle"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// handOut are the steps of writing a file: for whom, what, where to.
type handOut struct {
	h       *handOver
	content *widget.Card
	rows    *fyne.Container
	for_    *widget.ChoiceField
	people  *widget.ManyField
	take    *widget.ChoiceField
	since   *widget.DateField
	cases   *caseChooser
	attach  *widget.Toggle
	size    *widget.ChoiceField
	path    *widget.Entry
	fault   *faultBox
	below   *fyne.Container // what the choice asks for beside
}

// Whom a file can be for.
const (
	forAll  = "all"
	forSome = "some"
)

// partSizes are the disks that a file may have to fit on, in bytes, with some
// room for what the disk itself needs.
var partSizes = map[string]int64{"one": 0, "cd": 650 << 20, "fat": 4000 << 20}

func newHandOut(h *handOver) *handOut {
	o := &handOut{h: h, below: widget.Rows(0), fault: newFaultBox()}
	o.for_ = widget.NewChoiceField(present.T("bundle.for"), "", []widget.Option{
		{Code: forAll, Word: present.T("bundle.for_all")}, {Code: forSome, Word: present.T("bundle.for_some")},
	})
	o.for_.SetMandatory(true)
	o.for_.SetCode(forAll)
	o.for_.OnChanged = func(string) { o.update() }
	var staff []widget.Option
	for _, p := range h.peopleOf(staffItem, nil) {
		staff = append(staff, widget.Option{Code: p.ID, Word: p.Name})
	}
	o.people = widget.NewManyField(present.T("bundle.people"), present.T("field.none"), present.T("case.separator"), staff)
	var takes []widget.Option
	for _, t := range []store.BundleTake{store.TakeUnsent, store.TakeLast, store.TakeSince, store.TakeCases} {
		takes = append(takes, widget.Option{Code: string(t), Word: present.T("bundle.take_" + string(t))})
	}
	o.take = widget.NewListField(present.T("bundle.what"), "", takes)
	o.take.SetMandatory(true)
	o.take.SetCode(string(store.TakeUnsent))
	o.take.OnChanged = func(string) { o.update() }
	o.since = widget.NewDateField(present.T("bundle.since"), h.dateParser(casework.InPast), inputProblem)
	o.cases = newCaseChooser(h)
	o.attach = widget.NewToggle(present.T("bundle.attachments"), nil)
	o.attach.SetOn(true)
	o.size = widget.NewListField(present.T("bundle.size"), "", []widget.Option{
		{Code: "one", Word: present.T("bundle.size_one")}, {Code: "cd", Word: present.T("bundle.size_cd")}, {Code: "fat", Word: present.T("bundle.size_fat")},
	})
	o.size.SetMandatory(true)
	o.size.SetCode("one")
	o.path = widget.NewEntry(present.T("bundle.path"))
	o.path.SetText(o.proposed(homeFolder()))
	choose := widget.Rows(0.75, widget.NewText(" ", widget.Label), widget.Line(0, widget.NewButton(present.T("bundle.choose_folder"), o.chooseTarget)))
	o.rows = widget.Rows(2,
		o.for_, o.people, o.take, o.below, widget.Line(0, o.attach), o.size, widget.LineFill(1, 0, o.path, choose),
		o.fault,
		widget.Line(1, widget.NewPrimary(present.T("bundle.check"), o.check)),
	)
	o.content = widget.NewCard(present.T("bundle.out"), o.rows)
	o.fault.within = o.rows
	o.update()
	return o
}

func homeFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}

// proposed is a name that says when it was written and nothing else.
func (o *handOut) proposed(folder string) string {
	return filepath.Join(folder, "yorisoi-"+o.h.Now().Local().Format("20060102-1504")+bundle.Extension)
}

// update shows what the choices ask for.
func (o *handOut) update() {
	o.people.Hidden = o.for_.Code() != forSome
	o.below.Objects = nil
	switch store.BundleTake(o.take.Code()) {
	case store.TakeSince:
		o.below.Objects = []fyne.CanvasObject{o.since}
	case store.TakeCases:
		o.below.Objects = []fyne.CanvasObject{o.cases.content}
	}
	o.below.Hidden = len(o.below.Objects) == 0
	o.below.Refresh()
	o.rows.Refresh()
	o.content.Refresh()
	o.h.content.Refresh()
}

// chooseTarget asks where to. What is there already is never written over.
func (o *handOut) chooseTarget() {
	name := filepath.Base(o.proposed(""))
	o.h.chooseFiles(o.h.owner, fileChoice{
		Purpose: "bundle_out", Title: present.T("bundle.path"), Do: present.T("bundle.choose_this"), Filter: files.Filter{bundle.Extension},
		Begin: []files.Kind{files.Media, files.Documents, files.Home}, Save: true, Name: name, Ending: bundle.Extension,
		Chosen: func(paths []string) { o.path.SetText(paths[0]) },
	})
}

// order is what was chosen, or what is missing.
func (o *handOut) order() (bundle.Order, error) {
	out := bundle.Order{Path: strings.TrimSpace(o.path.Text()), PartSize: partSizes[o.size.Code()]}
	out.Take, out.Attachments = store.BundleTake(o.take.Code()), o.attach.On
	if out.Group = o.for_.Code() == forAll; !out.Group {
		for _, id := range o.people.Codes() {
			out.Staff = append(out.Staff, parsed(id))
		}
		if len(out.Staff) == 0 {
			return out, refuse("bundle_nobody")
		}
	}
	switch out.Take {
	case store.TakeSince:
		day, err := casework.ParseISO(o.since.ISO())
		if err != nil {
			return out, refuse("bundle_no_day")
		}
		out.Since = time.Date(day.Year, time.Month(day.Month), day.Day, 0, 0, 0, 0, o.h.Now().Location())
	case store.TakeCases:
		if out.Cases = o.cases.chosen(); len(out.Cases) == 0 {
			return out, refuse("bundle_no_case")
		}
	}
	if out.Path == "" {
		return out, refuse("bundle_no_path")
	}
	if filepath.Ext(out.Path) == "" {
		out.Path += bundle.Extension
	}
	return out, nil
}

// check works out what would leave, and asks.
func (o *handOut) check() {
	order, err := o.order()
	o.fault.set(err)
	if err != nil {
		return
	}
	async.Run(o.h.owner, func(ctx context.Context) (store.BundleSize, error) {
		return o.h.Store.SizeBundle(ctx, order.BundleOrder)
	}, func(size store.BundleSize, err error) {
		o.fault.set(err)
		if err == nil {
			o.ask(order, size)
		}
	})
}

// ask names what leaves and for whom.
func (o *handOut) ask(order bundle.Order, size store.BundleSize) {
	var hide func()
	what := present.T("bundle.leaves_counts", size.Cases, size.Changes, size.Blobs, sizeWord(size.Bytes))
	rows := widget.Rows(1.5,
		widget.NewText(present.T("bundle.leaves"), widget.Title),
		widget.Columns(2, []float32{1, 1},
			widget.InfoRow(present.T("bundle.people"), o.h.readers(order.Group, order.Staff)),
			widget.InfoRow(present.T("bundle.what"), present.T("bundle.take_"+string(order.Take)))),
		widget.InfoRow(present.T("bundle.how_much"), what),
		widget.InfoRow(present.T("bundle.path"), order.Path),
	)
	if names := o.cases.names(); order.Take == store.TakeCases {
		rows.Add(widget.InfoRow(present.T("bundle.take_cases"), strings.Join(names, present.T("case.separator"))))
	}
	rows.Add(widget.NewText(present.T("bundle.leaves_sub", o.h.readers(order.Group, order.Staff)), widget.Paragraph))
	rows.Add(widget.Line(1.25,
		widget.NewPrimary(present.T("bundle.write"), func() {
			hide()
			o.write(order)
		}),
		widget.NewButton(present.T("button.cancel"), func() { hide() })))
	hide = ShowOverlay(o.h.Nav.Window(), 84, rows)
}

// write writes the file, with a bar and a way to stop it.
func (o *handOut) write(order bundle.Order) {
	run := o.h.begin(present.T("bundle.writing"))
	order.Progress = run.tell
	async.Run(o.h.owner, func(ctx context.Context) (bundle.Exported, error) {
		ctx, done := run.within(ctx)
		defer done()
		return bundle.Export(ctx, o.h.Store, order)
	}, func(done bundle.Exported, err error) {
		if run.end(err) {
			o.h.Nav.Say(present.T("bundle.stopped"))
			return
		}
		o.fault.set(err)
		if err == nil {
			o.written(order, done)
		}
	})
}

func (o *handOut) written(order bundle.Order, done bundle.Exported) {
	var hide func()
	names := make([]string, len(done.Paths))
	for i, path := range done.Paths {
		names[i] = filepath.Base(path)
	}
	rows := widget.Rows(1.5,
		widget.NewText(present.T("bundle.written"), widget.Title),
		widget.NewText(present.T("bundle.written_counts", done.Changes, done.Blobs, sizeWord(done.Bytes)), widget.Paragraph),
		widget.NewText(strings.Join(names, "\n"), widget.Style{Bold: true, Wrap: true}),
		widget.NewText(present.T("bundle.written_sub", o.h.readers(order.Group, order.Staff)), widget.Paragraph),
		widget.Line(1, widget.NewPrimary(present.T("button.close"), func() { hide() })))
	hide = ShowOverlay(o.h.Nav.Window(), 76, rows)
	o.path.SetText(o.proposed(filepath.Dir(order.Path)))
}
