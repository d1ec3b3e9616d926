package page

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// choose shows a resource in the pane.
func (p *Resources) choose(i int) {
	if i < 0 || i >= len(p.shown) {
		p.at = uuid.Nil
		p.pane.Objects = nil
		p.pane.Refresh()
		return
	}
	l := &p.all[p.shown[i]]
	if l.Record.ID != p.at {
		p.at, p.families = l.Record.ID, nil
	}
	p.drawPane()
	p.asking.Call(p.loadFamilies)
}

// chosen is whom the pane shows, nil for nobody.
func (p *Resources) chosen() *resourceLine {
	for i := range p.all {
		if p.all[i].Record.ID == p.at {
			return &p.all[i]
		}
	}
	return nil
}

// loadFamilies reads which families the resource works with.
func (p *Resources) loadFamilies() {
	at := p.at
	if at == uuid.Nil {
		return
	}
	async.Run(p.owner, func(ctx context.Context) ([]store.CaseRow, error) {
		return p.Store.FindResourceCases(ctx, at)
	}, func(rows []store.CaseRow, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		if at == p.at {
			p.families = rows
			p.drawPane()
		}
	})
}

func (p *Resources) drawPane() {
	l := p.chosen()
	if l == nil {
		return
	}
	r := l.Record
	rows := widget.Rows(1.5, p.paneHead(r),
		widget.Flow(1.25,
			widget.NewButton(present.T("button.edit"), func() { p.edit(r) }),
			p.endButton(r)),
		p.loadPart(l))
	for _, section := range p.Store.Library().Form(store.KindResource).Items {
		if part := p.sectionPart(r, section); part != nil {
			rows.Add(part)
		}
	}
	if !r.Bool("council_member") && r.Text("legal_basis") == "" {
		rows.Add(widget.NewBanner(theme.Soon, present.T("resource.no_basis"), present.T("resource.no_basis_sub")))
	}
	rows.Add(p.familiesPart(l))
	p.pane.Objects = []fyne.CanvasObject{widget.NewCard("", scrolled(rows))}
	p.pane.Refresh()
}

func (p *Resources) paneHead(r *store.Record) fyne.CanvasObject {
	chips := widget.Flow(1, widget.NewChip(p.code("agency_category", r.Text("category")), theme.Grey))
	if r.Bool("council_member") {
		chips.Add(widget.NewChip(present.T("resource.member_chip"), theme.Ours))
	}
	if ended := r.Text("ended_on"); ended != "" {
		chips.Add(widget.NewChip(present.T("resource.ended_on", p.shortDate(ended)), theme.Soon))
	}
	return widget.Rows(0.75,
		widget.NewText(r.Text("name"), widget.Style{Size: theme.SizeTitle, Bold: true, Wrap: true}),
		widget.NewText(r.Text("kana"), widget.SmallPara), chips)
}

// loadPart says what the resource carries, and against its capacity how near
// the end that is.
func (p *Resources) loadPart(l *resourceLine) fyne.CanvasObject {
	rows := widget.Rows(0.5,
		widget.KeyValue(present.T("resource.cases_long"), present.Count("family", l.Cases), theme.Grey),
		widget.KeyValue(present.T("resource.in_use_long"), present.Count("item", l.Services), theme.Grey),
		widget.KeyValue(present.T("resource.measures_long"), present.Count("item", l.Measures), theme.Grey))
	if capacity, ok := l.Record.Int("capacity"); ok && capacity > 0 {
		tone := theme.Done
		switch used := int64(l.Services) * 10; {
		case used >= capacity*10:
			tone = theme.Late
		case used >= capacity*8:
			tone = theme.Soon
		}
		rows.Add(widget.KeyValue(present.T("resource.capacity"), present.T("resource.capacity_used", capacity, l.Services), tone))
	}
	return rows
}

// paneSkips are the fields that the pane shows in its own way.
var paneSkips = map[string]bool{"name": true, "kana": true, "category": true, "council_member": true, "capacity": true, "ended_on": true}

// sectionPart are the filled fields of a section of the form, nil for none.
func (p *Resources) sectionPart(r *store.Record, section *form.Item) fyne.CanvasObject {
	rows := widget.Rows(0.5)
	walkItems(section.Items, func(it *form.Item) {
		v := r.Fields[it.LinkID]
		if v == nil || paneSkips[it.LinkID] || it.Type == form.Group || it.Type == form.Display {
			return
		}
		words := p.showValue(store.KindResource, it.LinkID, v, nil)
		if it.LinkID == "fax" || it.LinkID == "after_hours" {
			words = present.Phone(words)
		}
		label := widget.NewText(it.Label(lang()), widget.Style{Color: theme.Muted, Wrap: true})
		rows.Add(widget.LineTop(1, 1, newFixed(17, label), widget.NewText(words, widget.Paragraph)))
	})
	if len(rows.Objects) == 0 {
		return nil
	}
	return widget.Rows(1, widget.NewRule(), rows)
}

// familiesPart are the families that the resource works with.
func (p *Resources) familiesPart(l *resourceLine) fyne.CanvasObject {
	rows := widget.Rows(0, widget.NewRule(), widget.PadXY(0, 1.25, widget.NewText(present.T("resource.families"), widget.Label)))
	for _, f := range p.families {
		line := widget.Rows(0, widget.NewText(present.Family(f.Name), oneLine(widget.Strong)),
			widget.NewText(joined(p.code("case_class", f.Class), p.childrenLine(f.Children)), oneLine(widget.Small)))
		rows.Add(widget.NewArea(widget.PadXY(0.5, 0.75, line), func() { p.Nav.OpenCase(f.ID) }))
	}
	if len(p.families) == 0 && l.Cases+l.Services+l.Measures == 0 {
		rows.Add(widget.NewText(present.T("resource.no_families"), widget.SmallPara))
	}
	return rows
}

// add opens the form of a new resource.
func (p *Resources) add() {
	p.editing = openEdit(p.Deps, edit{
		kase: p.Store.Office(), kind: store.KindResource, title: present.T("resource.add"),
		done: func(r *store.Record) {
			p.at = r.ID
			p.load()
		},
	})
}

func (p *Resources) edit(r *store.Record) {
	p.editing = openEdit(p.Deps, edit{
		kase: r.Case, kind: r.Kind, old: r, title: r.Text("name"), done: func(*store.Record) { p.load() },
	})
}

// endButton is for a resource that is not used any more, or is used again.
func (p *Resources) endButton(r *store.Record) fyne.CanvasObject {
	if r.Text("ended_on") != "" {
		return widget.NewButton(present.T("resource.again"), func() { p.putEnd(r, nil) })
	}
	return widget.NewButton(present.T("resource.end"), func() { p.end(r) })
}

// end asks since when a resource is not used any more.
func (p *Resources) end(r *store.Record) {
	p.editing = openEdit(p.Deps, edit{
		kase: r.Case, kind: r.Kind, old: r, title: present.T("resource.end_of", r.Text("name")),
		skip:   allBut(p.Store.Library().Form(store.KindResource), map[string]bool{"ended_on": true}),
		preset: map[string]any{"ended_on": p.today().String()},
		done:   func(*store.Record) { p.load() },
	})
}

func (p *Resources) putEnd(r *store.Record, day any) {
	async.Run(p.owner, func(ctx context.Context) (*store.Record, error) {
		return p.Store.Put(ctx, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: map[string]any{"ended_on": day}})
	}, func(_ *store.Record, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		p.Nav.Say(present.T("record.saved"))
		p.load()
	})
}

// listAndPane puts a list and what it shows of the marked row beside each
// other; the pane keeps a width that can be read.
type listAndPane struct{}

// MinSize leaves the size to the page.
func (listAndPane) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Space(60), theme.Space(30))
}

// Layout gives the list what is left.
func (listAndPane) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := theme.Space(2)
	pane := min(theme.Space(50), size.Width*0.42)
	put(o[0], 0, 0, size.Width-pane-gap, size.Height)
	put(o[1], size.Width-pane, 0, pane, size.Height)
}
