package page

import (
	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// inCharge are those on both sides.
func (d Deps) inCharge(row *store.CaseRow) string {
	health, welfare := d.staff(row.Health), d.staff(row.Welfare)
	switch {
	case health == "" && welfare == "":
		return present.T("case.none")
	case health == "" || health == welfare:
		return welfare
	case welfare == "":
		return health
	}
	return health + present.T("case.separator") + welfare
}

// longestUnseen is since when the child has not been seen that was unseen
// longest, red beyond what the class allows.
func (d Deps) longestUnseen(row *store.CaseRow) (string, theme.Tone) {
	word, worst := present.T("case.none"), -1
	late := false
	for _, child := range row.Children {
		birth := dateOf(child.Birth)
		if birth.IsZero() {
			continue
		}
		u, ok := d.Store.Rules().UnseenOn(casework.Class(row.Class), dateOf(child.LastSeen), birth, d.today())
		if !ok || u.Days <= worst {
			continue
		}
		worst, late = u.Days, u.Over && watched(row.Class)
		word = present.Count("day", u.Days)
		if u.Never {
			word = present.T("cases.never")
		}
	}
	if late {
		return word, theme.Late
	}
	return word, theme.Grey
}

// care is what else one should know.
func (d Deps) care(row *store.CaseRow) widget.Cell {
	switch {
	case row.Conflicts > 0:
		return widget.Cell{Text: present.T("cases.conflicts", row.Conflicts), Tone: theme.Todo}
	case row.Unsent > 0:
		return widget.Cell{Text: present.T("cases.unsent", row.Unsent), Tone: theme.Soon}
	case row.Severity != "" && row.Severity != "SV0":
		return widget.Cell{Text: present.T("cases.severity", d.code("severity", row.Severity))}
	}
	return widget.Cell{}
}
