package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// drawnByHand are the items of the form that the page asks for in its own way,
// and those that come after the call.
var drawnByHand = map[string]bool{
	"received_at": true, "receiver": true, "route": true, "method": true, "consultation": true, "number": true,
	"abuse_main": true, "heard": true, "witnessed": true,
	"whereabouts": true, "safe_now": true, "siblings": true,
	"previous": true, "same_call": true,
	"stage": true, "outcome": true, "outcome_on": true, "outcome_meeting": true, "outcome_reason": true,
}

// addSections draws what else the form asks, folded: a call is short, and what
// was not said stays empty.
func (p *Intake) addSections() {
	for _, it := range p.form.Sections() {
		left := false
		walkItems(it.Items, func(item *form.Item) {
			left = left || item.Type != form.Group && item.Type != form.Display && !drawnByHand[item.LinkID]
		})
		if !left {
			continue
		}
		cfg := p.formConfig(p.form, it.LinkID, nil)
		cfg.Outer, cfg.Skip = p.scroll, drawnByHand
		s := p.addView(it, cfg)
		s.fold = p.fold(present.T("intake.more_of", it.Label(lang())), s.view)
		s.fold.OnToggled = func(bool) { p.showSection(s) }
		p.showSection(s)
		p.column.Add(s.fold)
	}
	p.column.Add(p.eachChild())
	p.column.Add(p.reporterSection())
}

func (p *Intake) fold(title string, content fyne.CanvasObject) *widget.FoldSection {
	labels := widget.FoldLabels{Open: present.T("button.unfold"), Close: present.T("button.fold")}
	return widget.NewFoldSection(title, labels, false, content)
}

// addView draws a part of the form.
func (p *Intake) addView(it *form.Item, cfg widget.FormConfig) *intakeSection {
	s := &intakeSection{item: it, view: widget.NewFormView(cfg)}
	s.view.SetValues(p.keep.fields())
	s.view.OnChanged = func(name string, value any) { p.set(name, value) }
	p.views = append(p.views, s)
	return s
}

// showSection hides what is not asked for, and says what is in a closed part.
func (p *Intake) showSection(s *intakeSection) {
	if s.fold == nil {
		return
	}
	fields := p.keep.fields()
	s.fold.Hidden = !p.form.Enabled(fields)[s.item.LinkID]
	n := 0
	walkItems(s.item.Items, func(it *form.Item) {
		if _, answered := fields[it.LinkID]; answered && s.view.Has(it.LinkID) {
			n++
		}
	})
	summary := ""
	if n > 0 && !s.fold.Open() {
		summary = present.T("intake.answered", n)
	}
	s.fold.SetSummary(summary)
}

// eachChild is what was said of each child of the call alone.
func (p *Intake) eachChild() fyne.CanvasObject {
	p.each = widget.Rows(2)
	p.eachFold = p.fold(present.T("intake.each_child"), p.each)
	p.showEachChild()
	return p.eachFold
}

// showEachChild draws a form for each child of the call.
func (p *Intake) showEachChild() {
	if p.each == nil {
		return
	}
	p.each.Objects = nil
	f := p.Store.Library().Form(store.KindIntakeChild)
	for i, child := range p.call.Children {
		cfg := p.formConfig(f, "", nil)
		cfg.Outer, cfg.Skip = p.scroll, map[string]bool{"child": true}
		view := widget.NewFormView(cfg)
		view.SetValues(child.More)
		view.OnChanged = func(name string, value any) {
			if child.More == nil {
				child.More = map[string]any{}
			}
			if value == nil {
				delete(child.More, name)
			} else {
				child.More[name] = value
			}
			p.keepCall()
		}
		title := present.T("intake.child_nth", i+1)
		if child.Given != "" {
			title = child.Given
		}
		p.each.Add(widget.Rows(1, widget.NewText(title, widget.Strong), view))
	}
	p.each.Refresh()
	p.column.Refresh()
}

// reporterSection asks who called, with who may read it.
func (p *Intake) reporterSection() fyne.CanvasObject {
	f := p.Store.Library().Form(store.KindReporter)
	cfg := p.formConfig(f, "", nil)
	cfg.Outer = p.scroll
	p.reporter = widget.NewFormView(cfg)
	p.reporter.SetValues(p.call.Reporter)
	p.reporter.OnChanged = p.tellReporter
	p.reporterFold = p.fold(present.T("intake.reporter"), widget.Rows(1.5, widget.NewText(present.T("intake.reporter_secret"), widget.SmallPara), p.reporter))
	p.reporterFold.SetSummary(present.T("intake.reporter_sub"))
	return p.reporterFold
}

// tellReporter takes an answer about the reporter; the wish to be told stands
// in two places.
func (p *Intake) tellReporter(name string, value any) {
	if value == nil {
		delete(p.call.Reporter, name)
	} else {
		p.call.Reporter[name] = value
	}
	p.keepCall()
	if name == "reply_wanted" {
		wanted, ok := value.(bool)
		if ok {
			p.reply.SetValue(&wanted)
		} else {
			p.reply.SetValue(nil)
		}
	}
}
