package page

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// columnChoice is the overlay that chooses the columns of the registry and
// their order.
type columnChoice struct {
	p      *Registry
	chosen []string
	order  *fyne.Container
	chips  map[string]*widget.Toggle
	hide   func()
}

func (p *Registry) chooseColumns() {
	c := &columnChoice{p: p, chosen: slices.Clone(p.view.columns), order: widget.Rows(0.75), chips: map[string]*widget.Toggle{}}
	all := widget.Flow(1)
	for _, column := range registryColumns {
		chip := widget.NewToggle(column.title(), func(on bool) { c.set(column.id, on) })
		c.chips[column.id] = chip
		all.Add(chip)
	}
	c.draw()
	head := widget.Rows(1, widget.NewText(present.T("registry.columns"), widget.Heading),
		widget.NewText(present.T("registry.columns_sub"), widget.SmallPara))
	// Each side scrolls by itself: the chips stay where they are while the
	// order grows.
	body := widget.Columns(3, []float32{1, 1.15},
		newRowsFill(1, 1, widget.NewText(present.T("registry.columns_order"), widget.Label), scrolled(c.order)),
		newRowsFill(1, 1, widget.NewText(present.T("registry.columns_all"), widget.Label), scrolled(all)))
	win := p.Nav.Window()
	c.hide = showTall(win, 116, container.New(&tall{height: editHeight, win: win}, newRowsFill(1, 2, head, body,
		widget.Line(1.25,
			widget.NewPrimary(present.T("registry.columns_do"), c.take),
			widget.NewButton(present.T("registry.columns_default"), func() {
				c.chosen = slices.Clone(registryDefault)
				c.draw()
			}),
			widget.NewButton(present.T("button.cancel"), func() { c.hide() })),
	)))
}

// set puts a column behind the others, or takes it out. The last one stays.
func (c *columnChoice) set(id string, on bool) {
	switch {
	case on && !slices.Contains(c.chosen, id):
		c.chosen = append(c.chosen, id)
	case !on && len(c.chosen) > 1:
		c.chosen = slices.DeleteFunc(c.chosen, func(s string) bool { return s == id })
	}
	c.draw()
}

// move exchanges a column with its neighbour; the same button keeps the
// keyboard.
func (c *columnChoice) move(i, by int) {
	j := i + by
	if j < 0 || j >= len(c.chosen) {
		return
	}
	c.chosen[i], c.chosen[j] = c.chosen[j], c.chosen[i]
	up, down := c.draw(), 1
	if by < 0 {
		down = 0
	}
	widget.Focus(up[j][down])
}

// draw shows the order anew and returns the buttons of each line.
func (c *columnChoice) draw() [][2]*widget.Button {
	var buttons [][2]*widget.Button
	c.order.Objects = nil
	for i, id := range c.chosen {
		column := registryColumnOf(id)
		if column == nil {
			continue
		}
		up := widget.NewSmall(present.T("registry.column_up"), func() { c.move(i, -1) })
		down := widget.NewSmall(present.T("registry.column_down"), func() { c.move(i, 1) })
		if i == 0 {
			up.Disable()
		}
		if i == len(c.chosen)-1 {
			down.Disable()
		}
		buttons = append(buttons, [2]*widget.Button{up, down})
		c.order.Add(widget.LineFill(1, 0, widget.NewText(column.title(), oneLine(widget.Body)), widget.Line(0.75, up, down)))
	}
	for id, chip := range c.chips {
		chip.SetOn(slices.Contains(c.chosen, id))
	}
	c.order.Refresh()
	return buttons
}

// take shows the table with the columns.
func (c *columnChoice) take() {
	c.hide()
	c.p.view.columns = c.chosen
	if !slices.Contains(c.chosen, c.p.view.sort) {
		c.p.view.sort, c.p.view.down = byFamily, false
	}
	c.p.list.SetColumns(c.p.listColumns())
	c.p.begin()
	c.p.keepView()
	c.p.list.Focus()
}
