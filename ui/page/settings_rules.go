package page

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// rulesPart are the deadlines, what stands behind each, and what the center
// has set for it.
func (s *Settings) rulesPart() fyne.CanvasObject {
	rules := casework.Rules()
	list := widget.NewList([]widget.Column{
		{Title: present.T("settings.rule"), Weight: 2},
		{Title: present.T("settings.rule_behind"), Width: 20},
		{Title: present.T("settings.rule_set"), Weight: 3},
	})
	list.Length = func() int { return len(rules) }
	list.RowAt = func(i int) widget.Row { return s.ruleRow(rules[i]) }
	head := widget.LineFill(1, 0,
		widget.NewText(present.T("settings.rules_sub"), widget.Quiet),
		widget.NewPrimary(present.T("settings.rules_change"), s.changeRules))
	return newRowsFill(1, 1.75, head, list)
}

func (s *Settings) ruleRow(r casework.Rule) widget.Row {
	behind := widget.Cell{Text: present.T("hardness." + string(r.Hardness)), Chip: true, Tone: theme.Grey}
	if r.Hardness == casework.Law {
		behind.Tone = theme.Todo
	}
	return widget.Row{Cells: []widget.Cell{
		{Text: present.T("deadline." + string(r.ID)), Bold: true}, behind, {Text: s.ruleValues(r)},
	}}
}

// ruleValues are the numbers that hold for a rule, in the words of the form
// that sets them.
func (s *Settings) ruleValues(r casework.Rule) string {
	if len(r.Setting) == 0 {
		return present.T("settings.rule_fixed")
	}
	config := s.Store.Rules()
	f := s.Store.Library().Form(store.KindSettings)
	var parts []string
	for _, field := range r.Setting {
		it := f.Item(field)
		if n, ok := config.Setting(field); ok && it != nil {
			parts = append(parts, it.Label(lang())+" "+strconv.Itoa(n)+it.UnitLabel(lang()))
		}
	}
	return strings.Join(parts, present.T("case.separator"))
}

// changeRules opens the numbers of the center. Whoever may not manage it is
// told so.
func (s *Settings) changeRules() {
	if !s.Store.CanManage() {
		s.Nav.Fail(store.ErrNotAllowed)
		return
	}
	async.Run(s.owner, func(ctx context.Context) (*store.Record, error) {
		all, err := s.Store.FindOffice(ctx, store.KindSettings)
		for _, r := range all {
			if r.ID == s.Store.SettingsID() {
				return r, err
			}
		}
		return nil, err
	}, func(old *store.Record, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.editing = openEdit(s.Deps, edit{
			kase: s.Store.Office(), kind: store.KindSettings, old: old, id: s.Store.SettingsID(),
			done: func(*store.Record) { s.draw() },
		})
	})
}
