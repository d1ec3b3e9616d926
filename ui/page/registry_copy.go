package page

import (
	"context"
	"strings"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// askCopy asks once before the table leaves the program, and names what
// leaves.
func (p *Registry) askCopy() {
	if p.table == nil || p.table.count == 0 {
		p.Nav.Say(present.T("registry.copy_nothing"))
		return
	}
	if !widget.CopiesLeave() {
		p.Nav.Say(present.T("copy.stays"))
		return
	}
	var titles []string
	for _, c := range p.view.chosen() {
		titles = append(titles, c.title())
	}
	var hide func()
	hide = ShowOverlay(p.Nav.Window(), 72, widget.Rows(2,
		widget.NewText(present.T("registry.copy_ask"), widget.Heading),
		widget.NewText(present.T("registry.copy_what", present.Number(int64(p.table.count)), strings.Join(titles, present.T("field.separator"))), widget.Paragraph),
		widget.NewBanner(theme.Soon, present.T("registry.copy_leaves"), present.T("registry.copy_leaves_sub")),
		widget.Line(1.25,
			widget.NewPrimary(present.T("registry.copy_do"), func() {
				hide()
				p.copyTable()
			}),
			widget.NewButton(present.T("button.cancel"), func() { hide() })),
	))
}

// copyTable notes in the audit that the table leaves, and only then lets it.
func (p *Registry) copyTable() {
	text, count := p.plainTable(), p.table.count
	async.Run(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.Store.Note(ctx, store.AuditEntry{Act: store.AuditExported, Screen: "registry", Count: count})
	}, func(_ struct{}, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		widget.Copy(text)
		p.Nav.Say(present.T("registry.copied", present.Number(int64(count))))
	})
}

// plainTable is the table as tab-separated text, with its titles; a grouped
// one says the group in a column of its own.
func (p *Registry) plainTable() string {
	columns := p.view.chosen()
	var b strings.Builder
	grouped := registryGroupOf(p.view.group) != nil
	if grouped {
		for _, g := range registryGroups {
			if g.id == p.view.group {
				b.WriteString(plainCell(present.T(g.key)) + "\t")
			}
		}
	}
	b.WriteString(plainCell(present.T("registry.col.line")))
	for _, c := range columns {
		b.WriteString("\t" + plainCell(c.title()))
	}
	b.WriteString("\r\n")
	n := 0
	for _, e := range p.table.shown {
		lines, before := []int{e.line}, ""
		if grouped {
			if e.group == nil {
				continue // stands in its group, folded or not
			}
			lines, before = e.group.lines, plainCell(p.headingWord(e.group))+"\t"
		}
		for _, i := range lines {
			n++
			b.WriteString(before + present.Number(int64(n)))
			for _, c := range columns {
				b.WriteString("\t" + plainCell(p.sight.plain(c, &p.table.lines[i])))
			}
			b.WriteString("\r\n")
		}
	}
	return b.String()
}

// plain is what stands in a spreadsheet.
func (s *registrySight) plain(c *registryColumn, l *registryLine) string {
	if c.plain != nil {
		return c.plain(s, l)
	}
	if words := c.cell(s, l).Text; words != present.T("case.none") {
		return words
	}
	return ""
}

// plainCell keeps a text within its cell, and keeps a spreadsheet from taking
// it for a formula.
func plainCell(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\t' || r == '\n' || r == '\r' }), " ")
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return " " + text
	}
	return text
}
