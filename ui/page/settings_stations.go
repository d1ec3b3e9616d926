package page

import (
	"cmp"
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/protect"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// stationsLoad is what is known of the stations beside the directory.
type stationsLoad struct {
	held    []store.Held
	carries []store.CarryRow
	unsent  int // of this one: what another holds back nobody here can know
	box     int
	kept    protect.How // this one's secret
}

// stationsPart are the machines as the directory has them, and what each may
// hold.
func (s *Settings) stationsPart() fyne.CanvasObject {
	var stations []*ledger.Station
	for _, st := range s.Store.Directory().Stations {
		stations = append(stations, st)
	}
	slices.SortFunc(stations, func(a, b *ledger.Station) int { return cmp.Compare(a.Name+a.ID.String(), b.Name+b.ID.String()) })
	list := widget.NewList([]widget.Column{
		{Title: present.T("settings.station"), Weight: 3},
		{Title: present.T("settings.station_kind"), Width: 18},
		{Title: present.T("carry.holds"), Weight: 3},
		{Title: present.T("carry.carries"), Width: 20},
		{Title: present.T("carry.unsent"), Width: 11, AtEnd: true},
		{Title: present.T("settings.station_now"), Width: 16},
	})
	list.Length = func() int { return len(stations) }
	list.RowAt = func(i int) widget.Row { return s.stationRow(stations[i]) }
	list.OnOpened = func(i int) {
		switch {
		case !s.Store.May(ledger.ActStations):
		case stations[i].Removed:
			s.openLost(stations[i])
		case s.waits(stations[i]):
			s.judgeStation(stations[i], s.draw)
		default:
			s.scopeOf(stations[i])
		}
	}
	head := widget.LineFill(1, 0,
		widget.NewText(present.T("settings.station_count", len(stations)), widget.Quiet),
		widget.NewButton(present.T("carry.open"), s.Nav.OpenCarry),
		widget.NewButton(present.T("holdbox.title"), s.Nav.OpenHoldBox),
		widget.NewPrimary(present.T("settings.enrol"), s.invite))
	cards := widget.Columns(2, []float32{1, 1},
		widget.NewCard(present.T("settings.cannot"), widget.Rows(1, widget.NewText(present.T("settings.cannot_text"), widget.SmallPara),
			widget.NewText(s.keptWords(), widget.SmallPara))),
		widget.Rows(1.75, s.approvalCard(), s.heldCard()),
	)
	return newRowsFill(1, 1.75, head, list, cards)
}

func (s *Settings) stationRow(st *ledger.Station) widget.Row {
	kind := present.T("guide.office")
	if st.Type == ledger.StationLaptop {
		kind = present.T("guide.laptop")
	}
	name, now, unsent := widget.Cell{Text: st.Name, Bold: true}, widget.Cell{}, widget.Cell{Text: present.T("case.none")}
	switch {
	case st.Removed:
		now = widget.Cell{Text: present.T("settings.removed"), Tone: theme.Late, Chip: true}
	case s.waits(st):
		now, name.Sub = waitingCell(), store.SignsOf(st)
	case st.ID == s.Store.Station():
		now = widget.Cell{Text: present.T("settings.this"), Tone: theme.Ours, Chip: true}
		unsent.Text = itoa(s.stations.unsent)
	}
	holds := widget.Cell{Text: scopeWord(st.Scope)}
	if st.Scope == ledger.ScopeOwn {
		var names []string
		for _, id := range st.Users {
			names = append(names, s.staff(id))
		}
		holds.Sub = joined(names...)
	}
	if !st.Removed && s.waits(st) {
		holds.Sub = present.T("waiting.holds")
	}
	return widget.Row{Cells: []widget.Cell{name, {Text: kind}, holds, s.carriedCell(st.ID), unsent, now}}
}

// carriedCell is how many cases a station carries, and how many of them are
// late.
func (s *Settings) carriedCell(station uuid.UUID) widget.Cell {
	out, late := 0, 0
	for _, c := range s.stations.carries {
		if c.Station == station {
			out++
			if c.Overdue {
				late++
			}
		}
	}
	switch {
	case late > 0:
		return widget.Cell{Text: present.T("carry.carries_late", out, late), Tone: theme.Late}
	case out > 0:
		return widget.Cell{Text: present.T("carry.carries_n", out)}
	}
	return widget.Cell{Text: present.T("case.none")}
}

// scopeOf asks what a station is to hold.
func (s *Settings) scopeOf(st *ledger.Station) {
	scope := widget.NewChoiceField("", "", []widget.Option{
		{Code: ledger.ScopeAll, Word: present.T("carry.scope_all")},
		{Code: ledger.ScopeOwn, Word: present.T("carry.scope_own")},
		{Code: ledger.ScopeCarried, Word: present.T("carry.scope_carried")},
	})
	scope.SetMandatory(true)
	scope.SetCode(cmp.Or(st.Scope, ledger.ScopeAll))
	users := widget.NewManyField(present.T("carry.users"), present.T("field.none"), present.T("field.separator"), s.activeStaff())
	var codes []string
	for _, id := range st.Users {
		codes = append(codes, id.String())
	}
	users.SetCodes(codes)
	says := widget.NewText("", widget.SmallPara)
	var fields *fyne.Container
	tell := func(code string) {
		says.SetText(present.T(map[string]string{
			ledger.ScopeAll: "carry.all_sub", ledger.ScopeOwn: "carry.own_sub", ledger.ScopeCarried: "carry.carried_sub",
		}[code]))
		if code == ledger.ScopeOwn {
			users.Show()
		} else {
			users.Hide()
		}
		fields.Refresh()
	}
	fields = widget.Rows(1.5, scope, says, users)
	if st.ID != s.Store.Station() {
		fields.Add(widget.Line(2, widget.NewLink(present.T("settings.remove_station"), func() {
			CloseTop(s.Nav.Window())
			s.removeStation(st)
		}), widget.NewLink(present.T("lost.link"), func() {
			CloseTop(s.Nav.Window())
			s.openLost(st)
		})))
	}
	scope.OnChanged = tell
	tell(scope.Code())
	s.ask(present.T("carry.set_scope", st.Name), present.T("button.save"),
		[]fyne.CanvasObject{widget.NewText(present.T("carry.set_scope_sub"), widget.Paragraph), fields}, func() {},
		func(ctx context.Context) error {
			var ids []uuid.UUID
			for _, code := range users.Codes() {
				ids = append(ids, parsedID(code))
			}
			return s.Store.SetStationScope(ctx, st.ID, scope.Code(), ids)
		}, present.T("carry.scope_set"))
}

// removeStation asks before a machine gets nothing more from the center.
func (s *Settings) removeStation(st *ledger.Station) {
	hint := widget.NewText(present.T("settings.remove_station_sub"), widget.Paragraph)
	s.ask(present.T("settings.remove_station_title", st.Name), present.T("settings.remove_station_do"), []fyne.CanvasObject{hint}, func() {},
		func(ctx context.Context) error { return s.Store.RemoveStation(ctx, st.ID) }, present.T("settings.station_removed"))
}

// keptWords say what a stolen machine gives away.
func (s *Settings) keptWords() string {
	switch s.stations.kept {
	case protect.ByFile:
		return present.T("settings.secret_file")
	case protect.ByDPAPI:
		return present.T("settings.secret_dpapi")
	case protect.BySecretService:
		return present.T("settings.secret_ring")
	}
	return ""
}

// heldCard says what was not taken, by reason, without anything of a case, and
// leads to where it is decided.
func (s *Settings) heldCard() fyne.CanvasObject {
	rows := widget.Rows(1)
	for i, h := range s.stations.held {
		if i < heldShown {
			why, _ := heldWords(h)
			rows.Add(widget.NewText(present.T("settings.held_line", s.moment(h.At), why, s.Store.StationName(h.Dot.Station)), widget.SmallPara))
		}
	}
	if len(s.stations.held) == 0 {
		rows.Add(widget.NewText(present.T("settings.held_none"), widget.SmallPara))
	}
	if s.stations.box > 0 {
		rows.Add(widget.LineFill(1, 0, widget.NewText(present.T("today.holdbox_when", s.stations.box), widget.Strong),
			widget.NewSmall(present.T("button.open"), s.Nav.OpenHoldBox)))
	}
	return widget.NewCard(present.T("settings.held", len(s.stations.held)), rows)
}

// heldShown is how many of them stand on the page of the stations.
const heldShown = 4

func (s *Settings) loadStations() {
	async.Run(s.owner, func(ctx context.Context) (l stationsLoad, err error) {
		if l.held, err = s.Store.FindHeld(ctx); err != nil {
			return l, err
		}
		if l.carries, err = s.Store.FindCarries(ctx, store.CarryFilter{}); err != nil {
			return l, err
		}
		box, err := s.Store.FindHoldBox(ctx)
		if err != nil {
			return l, err
		}
		if l.kept, err = s.Store.SecretKeptBy(ctx); err != nil {
			return l, err
		}
		counts, err := s.Store.Counts(ctx)
		l.box, l.unsent = len(box), counts.Unsent
		return l, err
	}, func(l stationsLoad, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.stations = l
		if s.part == partStations {
			s.draw()
		}
	})
}
