package page

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// recoveryPart is how the center is prepared for forgotten passwords, and the
// way to help somebody.
func (s *Settings) recoveryPart() fyne.CanvasObject {
	state := s.Store.Recovery()
	left := widget.Rows(2, s.keyCard(state))
	if len(s.Store.Directory().Resets) > 0 {
		left.Add(s.actsCard())
	}
	return widget.Columns(2, []float32{1, 1}, scrolled(left), scrolled(s.helpCard(state)))
}

// keyCard says where the recovery key is.
func (s *Settings) keyCard(state store.RecoveryState) fyne.CanvasObject {
	director := s.Store.Me().Has(ledger.RoleDirector)
	if !state.Made {
		rows := widget.Rows(1.5, widget.NewText(present.T("recovery.none"), widget.Paragraph))
		if director {
			rows.Add(lineOf(widget.NewPrimary(present.T("recovery.make"), func() { s.makeSheet(s.owner, s.draw) })))
		}
		return widget.NewCard(present.T("recovery.key"), rows)
	}
	rows := widget.Rows(1.5)
	if state.Sheet == "" {
		rows.Add(widget.NewBanner(theme.Soon, present.T("recovery.unread"), present.T("recovery.unread_sub")))
	} else {
		rows.Add(widget.InfoRow(present.T("sheet.title"), present.T("recovery.read_on", dayWord(state.Sheet))))
	}
	rows.Add(widget.InfoRow(present.T("recovery.holders"), s.namesOf(state.Holders)))
	for _, line := range []struct {
		key string
		who []uuid.UUID
	}{{"recovery.lacking", state.Lacking}, {"recovery.former", state.Former}, {"recovery.uncovered", state.Uncovered}} {
		if len(line.who) > 0 {
			rows.Add(widget.NewText(present.T(line.key, s.namesOf(line.who)), widget.SmallPara))
		}
	}
	if !state.Pair() {
		rows.Add(widget.NewText(present.T("recovery.single"), widget.Style{Wrap: true, Color: theme.Amber}))
	}
	if director {
		rows.Add(widget.Line(1.25,
			widget.NewButton(present.T("recovery.reshare"), s.reshare),
			widget.NewButton(present.T("recovery.print_again"), s.printAgain)))
		rows.Add(lineOf(widget.NewLink(present.T("recovery.make_again"), func() { s.makeSheet(s.owner, s.draw) })))
	}
	return widget.NewCard(present.T("recovery.key"), rows)
}

// dayWord is an ISO date as people read it.
func dayWord(iso string) string { return present.Date(dateOf(iso)) }

func (s *Settings) namesOf(ids []uuid.UUID) string {
	var names []string
	for _, id := range ids {
		if person := s.Store.Staff(id); person != nil {
			names = append(names, person.Name)
		}
	}
	slices.Sort(names)
	return joinWords(names)
}

func joinWords(words []string) string {
	out := ""
	for i, w := range words {
		if i > 0 {
			out += present.T("field.separator")
		}
		out += w
	}
	return out
}

// helpCard lists the staff, for members of the recovery group.
func (s *Settings) helpCard(state store.RecoveryState) fyne.CanvasObject {
	rows := widget.Rows(1, widget.NewText(present.T("recovery.help_sub"), widget.SmallPara))
	if !state.Made || !s.Store.Me().May(ledger.ActRecover) {
		rows.Add(widget.NewText(present.T("recovery.help_others"), widget.Paragraph))
		return widget.NewCard(present.T("recovery.help"), rows)
	}
	var people []*ledger.Staff
	for _, p := range s.Store.Directory().Staff {
		if !p.Removed && p.ID != s.Store.Me().ID {
			people = append(people, p)
		}
	}
	slices.SortFunc(people, func(a, b *ledger.Staff) int { return cmp.Compare(a.Name+a.ID.String(), b.Name+b.ID.String()) })
	var list []fyne.CanvasObject
	for i, p := range people {
		row := widget.LineFill(1.5, 1,
			widget.NewAvatar(p.Name, avatarTones[i%len(avatarTones)]),
			widget.Rows(0, widget.NewText(p.Name, oneLine(widget.Strong)), widget.NewText(s.code("job", p.Job), oneLine(widget.Small))))
		if slices.Contains(state.Uncovered, p.ID) {
			row.Add(widget.NewChip(present.T("recovery.not_yet"), theme.Grey))
		} else {
			row.Add(widget.NewSmall(present.T("recovery.help_do"), func() { s.help(p) }))
		}
		list = append(list, widget.PadXY(0, 1, row))
	}
	rows.Add(ruled(list))
	return widget.NewCard(present.T("recovery.help"), rows)
}

// actsShown is how many notes the page lists.
const actsShown = 30

// actsCard are the notes of what was done with the key, the latest first.
func (s *Settings) actsCard() fyne.CanvasObject {
	today := casework.DateOf(s.Now().Local())
	var rows []fyne.CanvasObject
	for _, r := range slices.Backward(s.Store.Directory().Resets) {
		if len(rows) == actsShown {
			break
		}
		with := present.T("recovery.with_sheet")
		if r.Second != uuid.Nil {
			with = s.namesOf([]uuid.UUID{r.Second})
		}
		rows = append(rows, widget.PadXY(0, 0.75, widget.Rows(0,
			widget.NewText(s.actWord(r), widget.Style{Wrap: true}),
			widget.NewText(present.T("recovery.act_by", present.Moment(r.At.Wall().Local(), today), s.namesOf([]uuid.UUID{r.By}), with), widget.SmallPara))))
	}
	return widget.NewCard(present.T("recovery.acts"), ruled(rows))
}

func (s *Settings) actWord(r ledger.Reset) string {
	switch {
	case r.Of == uuid.Nil:
		return present.T("recovery.act_key")
	case r.Station != uuid.Nil:
		return present.T("recovery.act_words", s.namesOf([]uuid.UUID{r.Of}), s.Store.StationName(r.Station))
	}
	return present.T("recovery.act_once", s.namesOf([]uuid.UUID{r.Of}))
}
