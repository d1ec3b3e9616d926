package page

import (
	"context"
	"strconv"
	"strings"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// copyRows is how many entries leave the program at once.
const copyRows = 20_000

// askCopy asks once before the list leaves the program. That it did is itself
// an entry.
func (a *auditView) askCopy() {
	if len(a.rows) == 0 {
		a.Nav.Say(present.T("registry.copy_nothing"))
		return
	}
	if !widget.CopiesLeave() {
		a.Nav.Say(present.T("copy.stays"))
		return
	}
	var hide func()
	hide = a.Nav.Overlay(widget.Rows(2,
		widget.NewText(present.T("audit.copy_ask"), widget.Heading),
		widget.NewText(present.T("audit.copy_what"), widget.Paragraph),
		widget.NewBanner(theme.Soon, present.T("registry.copy_leaves"), present.T("registry.copy_leaves_sub")),
		widget.Line(1.25,
			widget.NewPrimary(present.T("audit.copy_do"), func() {
				hide()
				a.copyAll()
			}),
			widget.NewButton(present.T("button.cancel"), func() { hide() })),
	))
}

// copyAll reads everything that was asked for, notes it, and only then hands
// it to the clipboard.
func (a *auditView) copyAll() {
	f := a.filter
	f.Limit, f.After = copyRows, nil
	async.Run(a.owner, func(ctx context.Context) ([]store.AuditRow, error) {
		rows, err := a.Store.FindAudit(ctx, f)
		if err != nil {
			return nil, err
		}
		return rows, a.Store.Note(ctx, store.AuditEntry{Act: store.AuditExported, Screen: "audit", Count: len(rows), Case: f.Case})
	}, func(rows []store.AuditRow, err error) {
		if err != nil {
			a.Nav.Fail(err)
			return
		}
		widget.Copy(a.plainAudit(rows))
		a.Nav.Say(present.T("registry.copied", present.Number(int64(len(rows)))))
	})
}

// plainAudit are entries as tab-separated text, with titles.
func (a *auditView) plainAudit(rows []store.AuditRow) string {
	var b strings.Builder
	line := func(cells ...string) {
		for i, c := range cells {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(plainCell(c))
		}
		b.WriteString("\r\n")
	}
	line(present.T("history.when"), present.T("history.who"), present.T("history.what"), present.T("audit.family"),
		present.T("audit.beside"), present.T("history.where"), present.T("audit.copy_number"))
	for _, r := range rows {
		line(a.moment(r.At), a.auditWho(r.Who), auditWhat(r).Text, auditFamily(r), a.auditBeside(r).Text,
			a.Store.StationName(r.Station), strconv.FormatUint(r.N, 10))
	}
	return b.String()
}
