package page

import (
	"context"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// showMenu offers what else can be done with a line.
func (p *Registry) showMenu(i int) {
	l := p.at(i)
	if l == nil {
		return
	}
	var hide func()
	act := func(do func(*registryLine)) func() {
		return func() {
			hide()
			do(l)
		}
	}
	first := widget.NewPrimary(present.T("registry.review"), act(p.review))
	buttons := widget.Flow(1.25, first,
		widget.NewButton(present.T("registry.open"), act(func(l *registryLine) { p.Nav.OpenCase(l.Case) })),
		widget.NewButton(present.T("registry.edit"), act(p.editEntry)))
	if l.open() {
		buttons.Add(widget.NewButton(present.T("registry.end"), act(p.endEntry)))
	}
	buttons.Add(widget.NewButton(present.T("button.close"), func() {
		hide()
		p.list.Focus()
	}))
	facts := widget.Rows(1,
		p.factLine("registry.col.class", classCell(p.sight, l).Text),
		p.factLine("registry.col.seen", seenCell(p.sight, l).Text),
		p.factLine("registry.col.review", p.shortDate(l.ReviewOn)),
	)
	if l.State != "" {
		facts.Add(p.factLine("registry.col.state", l.State))
	}
	if l.Policy != "" {
		facts.Add(p.factLine("registry.col.policy", l.Policy))
	}
	hide = ShowOverlay(p.Nav.Window(), 88, widget.Rows(2,
		widget.NewText(p.lineTitle(l), widget.Heading),
		widget.NewText(joined(l.Number, l.LeadAgency, l.staff), widget.Small),
		facts, buttons))
	widget.Focus(first)
}

func (p *Registry) factLine(key, words string) fyne.CanvasObject {
	label := widget.NewText(present.T(key), widget.Style{Color: theme.Muted, Wrap: true})
	return widget.LineTop(1, 1, newFixed(16, label), widget.NewText(words, widget.Paragraph))
}

// lineTitle says whom a line is about.
func (p *Registry) lineTitle(l *registryLine) string {
	return present.T("today.of_family", present.Family(l.Family), whoCell(p.sight, l).Text)
}

// review opens the review of an entry, at today and with the next one after
// as many months as the center has set.
func (p *Registry) review(l *registryLine) {
	day := p.today()
	p.withRecord(l, func(r *store.Record) {
		p.editing = openEdit(p.Deps, edit{
			kase: r.Case, kind: store.KindRegistryReview, parent: r.ID,
			title: present.T("registry.review_of", p.lineTitle(l)),
			preset: map[string]any{
				"on": day.String(), "next_on": day.AddMonths(p.Store.Rules().ReviewMonthsRegistry).String(),
			},
			done: func(*store.Record) { p.load() },
		})
	})
}

// editEntry opens the whole entry.
func (p *Registry) editEntry(l *registryLine) {
	p.withRecord(l, func(r *store.Record) {
		p.editing = openEdit(p.Deps, edit{kase: r.Case, kind: r.Kind, old: r, title: p.lineTitle(l), done: func(*store.Record) { p.load() }})
	})
}

// endFields are what is asked when an entry ends.
var endFields = map[string]bool{"ended_on": true, "end_reason": true, "end_meeting": true, "end_note": true}

// endEntry asks for the end of an entry.
func (p *Registry) endEntry(l *registryLine) {
	skip := allBut(p.Store.Library().Form(store.KindRegistry), endFields)
	p.withRecord(l, func(r *store.Record) {
		p.editing = openEdit(p.Deps, edit{
			kase: r.Case, kind: r.Kind, old: r, skip: skip,
			title:  present.T("registry.end_of", p.lineTitle(l)),
			preset: map[string]any{"ended_on": p.today().String()},
			done:   func(*store.Record) { p.load() },
		})
	})
}

// allBut are the items of a form, its sections too, that neither are among
// some fields nor hold any of them.
func allBut(f *form.Form, keep map[string]bool) map[string]bool {
	skip := map[string]bool{}
	for _, section := range f.Items {
		holds := false
		walkItems([]*form.Item{section}, func(it *form.Item) {
			holds = holds || keep[it.LinkID]
			skip[it.LinkID] = !keep[it.LinkID]
		})
		skip[section.LinkID] = !holds
	}
	return skip
}

// withRecord reads the record of a line: after a merge it lies in another
// file than the one it is shown in.
func (p *Registry) withRecord(l *registryLine, do func(*store.Record)) {
	id := l.Record
	async.Run(p.owner, func(ctx context.Context) (*store.Record, error) {
		return p.Store.FindRecord(ctx, id)
	}, func(r *store.Record, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		do(r)
	})
}
