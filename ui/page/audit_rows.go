package page

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func auditColumns() []widget.Column {
	return []widget.Column{
		{Title: present.T("history.when"), Width: 22},
		{Title: present.T("history.who"), Width: 18},
		{Title: present.T("history.what"), Width: 24},
		{Title: present.T("audit.family"), Weight: 2},
		{Title: present.T("audit.beside"), Weight: 3},
		{Title: present.T("history.where"), Width: 20},
	}
}

// rowAt draws an entry, and asks for more near the end of what is here.
func (a *auditView) rowAt(i int) widget.Row {
	if i > len(a.rows)-auditNear {
		a.more()
	}
	return a.auditRow(a.rows[i])
}

func (d Deps) auditRow(r store.AuditRow) widget.Row {
	return widget.Row{Cells: []widget.Cell{
		{Text: d.moment(r.At)}, {Text: d.auditWho(r.Who), Bold: true}, auditWhat(r),
		{Text: auditFamily(r)}, d.auditBeside(r), {Text: d.Store.StationName(r.Station)},
	}}
}

// auditWho is the name of who did something, in words also where the directory
// here does not have them.
func (d Deps) auditWho(id uuid.UUID) string {
	if name := d.staff(id); name != "" {
		return name
	}
	return present.T("audit.unknown_staff")
}

// auditWhat is what was done; what is seldom and grave has a colour.
func auditWhat(r store.AuditRow) widget.Cell {
	if r.Closed {
		return widget.Cell{Text: present.T("audit.closed"), Tone: theme.Soon}
	}
	c := widget.Cell{Text: present.T("audit.act." + string(r.Act))}
	switch r.Act {
	case store.AuditFailed, store.AuditLost, store.AuditGlass:
		c.Tone = theme.Late
	case store.AuditExported, store.AuditSaved, store.AuditBundleOut, store.AuditPrinted, store.AuditReset, store.AuditGlassSearch:
		c.Tone = theme.Soon
	}
	if r.Count > 1 {
		c.Text = present.T("audit.times", c.Text, r.Count)
	}
	return c
}

// auditFamily is the family of an entry, or that it is not on this machine.
func auditFamily(r store.AuditRow) string {
	switch {
	case r.Case == uuid.Nil:
		return ""
	case r.Family == "":
		return present.T("audit.not_here")
	}
	return present.Family(r.Family)
}

// auditBeside is what a director should notice, in words.
func (d Deps) auditBeside(r store.AuditRow) widget.Cell {
	var words []string
	tone := theme.Grey
	add := func(yes bool, key string, t theme.Tone) {
		if yes {
			words = append(words, present.T(key))
			tone = max(tone, t)
		}
	}
	for _, said := range []string{r.Reason, r.Terms} {
		if said != "" {
			words = append(words, present.T("audit.said", said))
		}
	}
	add(r.Kin, "audit.only.kin", theme.Late)
	add(r.Outside, "audit.only.outside", theme.Soon)
	add(r.Odd, "audit.only.odd", theme.Soon)
	if r.Late {
		words = append(words, present.T("audit.late", d.moment(r.Taken)))
	} else {
		add(r.Offline, "audit.only.offline", theme.Grey)
	}
	add(d.goneBefore(r), "audit.gone", theme.Late)
	return widget.Cell{Text: strings.Join(words, present.T("case.separator")), Tone: tone}
}

// goneBefore reports whether somebody did something who is on the staff no
// more, or on a machine that was removed: such entries are taken however late
// they come.
func (d Deps) goneBefore(r store.AuditRow) bool {
	p, at := d.Store.Staff(r.Who), d.Store.Directory().Stations[r.Station]
	return p != nil && p.Removed || at != nil && at.Removed
}

// allStaff are all people of the directory, by name; those who left come last.
func (d Deps) allStaff() []*ledger.Staff {
	var out []*ledger.Staff
	for _, p := range d.Store.Directory().Staff {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *ledger.Staff) int {
		if a.Removed != b.Removed {
			if a.Removed {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}
