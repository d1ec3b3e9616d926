package page

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// carryForm takes what is to be carried: cases, on which machine, by whom and
// until when.
type carryForm struct {
	page    *Carry
	content *fyne.Container
	search  *widget.Entry
	hits    *fyne.Container
	list    *fyne.Container
	station *widget.ChoiceField
	staff   *widget.ChoiceField
	until   *widget.DateField
	fault   *faultBox
	act     *widget.Button
	wait    *async.Debouncer
	turn    int
	chosen  []chosenCase
}

type chosenCase struct {
	id   uuid.UUID
	name string
}

func newCarryForm(c *Carry) *carryForm {
	f := &carryForm{page: c, hits: widget.Rows(0), list: widget.Rows(0), fault: c.fault, wait: async.NewDebouncer(c.owner, async.TypingPause)}
	f.search = widget.NewEntry(present.T("carry.search"))
	f.search.SetPlaceholder(present.T("shell.search"))
	f.search.OnChanged = f.typed
	stations, preferred := c.stationOptions()
	f.station = widget.NewListField(present.T("carry.station"), present.T("field.none"), stations)
	f.station.SetCode(preferred)
	f.staff = widget.NewListField(present.T("carry.staff"), present.T("field.none"), c.activeStaff())
	f.until = widget.NewMomentField(present.T("carry.until_label"), c.momentParser(casework.InFuture), inputProblem, c.momentTyped)
	f.act = widget.NewPrimary(present.T("carry.take_out_do"), f.checkOut)
	top := widget.Rows(1.25, f.search, f.hits, widget.NewText(present.T("carry.chosen"), widget.Label), f.list)
	foot := widget.Rows(1.5, widget.Columns(1.5, []float32{1, 1}, f.station, f.staff), f.until, f.fault, widget.Line(1, f.act))
	f.content = newRowsFill(0, 1.5, scrolled(top), foot)
	return f
}

// activeStaff are those who work here, as options.
func (d Deps) activeStaff() []widget.Option {
	var out []widget.Option
	for _, p := range d.Store.Directory().Staff {
		if !p.Removed {
			out = append(out, widget.Option{Code: p.ID.String(), Word: p.Name})
		}
	}
	slices.SortFunc(out, func(a, b widget.Option) int { return cmp.Compare(a.Word+a.Code, b.Word+b.Code) })
	return out
}

// stationOptions are the machines that are in use, and the one that is nearly
// always meant: this laptop, or one that holds what it carries.
func (d Deps) stationOptions() (options []widget.Option, preferred string) {
	for _, st := range d.Store.Directory().Stations {
		if st.Removed {
			continue
		}
		options = append(options, widget.Option{Code: st.ID.String(), Word: joined(st.Name, scopeWord(st.Scope))})
		if st.Scope == ledger.ScopeCarried && preferred == "" || st.ID == d.Store.Station() && st.Type == ledger.StationLaptop {
			preferred = st.ID.String()
		}
	}
	slices.SortFunc(options, func(a, b widget.Option) int { return cmp.Compare(a.Word+a.Code, b.Word+b.Code) })
	return options, preferred
}

// restart sets what is nearly always right, where nothing is chosen yet:
// oneself, and this evening.
func (f *carryForm) restart() {
	if len(f.chosen) == 0 {
		f.staff.SetCode(f.page.Store.Me().ID.String())
		f.until.SetISO(evening(f.page.Now()).Format(time.RFC3339))
	}
	f.draw()
}

// evening is until when a case is carried when nobody says: today at 17:15, or
// after that two hours from now.
func evening(now time.Time) time.Time {
	now = now.Local()
	at := time.Date(now.Year(), now.Month(), now.Day(), 17, 15, 0, 0, now.Location())
	if at.After(now) {
		return at
	}
	return now.Add(2 * time.Hour).Truncate(time.Minute)
}

func (f *carryForm) typed(text string) {
	f.turn++
	turn := f.turn
	f.wait.Call(func() { f.seek(strings.TrimSpace(text), turn) })
}

func (f *carryForm) seek(text string, turn int) {
	if utf8.RuneCountInString(text) < 2 {
		f.found(nil)
		return
	}
	async.Run(f.page.owner, func(ctx context.Context) ([]store.Hit, error) {
		return f.page.Store.Search(ctx, text, 12)
	}, func(hits []store.Hit, err error) {
		if err != nil {
			f.page.Nav.Fail(err)
			return
		}
		if turn == f.turn {
			f.found(hits)
		}
	})
}

// found offers each family once.
func (f *carryForm) found(hits []store.Hit) {
	f.hits.Objects = nil
	offered := map[uuid.UUID]bool{f.page.Store.Office(): true}
	for _, h := range hits {
		if offered[h.Case] || len(offered) > 5 {
			continue
		}
		offered[h.Case] = true
		name := present.Family(h.Family)
		f.hits.Add(widget.LineFill(1.5, 0,
			widget.NewText(joined(name, h.Sub), oneLine(widget.Quiet)),
			widget.NewSmall(present.T("button.add"), func() { f.choose(h.Case, name) })))
	}
	f.hits.Refresh()
	f.content.Refresh()
}

func (f *carryForm) choose(id uuid.UUID, name string) {
	if !slices.ContainsFunc(f.chosen, func(c chosenCase) bool { return c.id == id }) {
		f.chosen = append(f.chosen, chosenCase{id, name})
	}
	f.turn++
	f.search.SetText("")
	f.found(nil)
	f.draw()
}

func (f *carryForm) draw() {
	f.list.Objects = nil
	for _, c := range f.chosen {
		f.list.Add(widget.LineFill(1.5, 0, widget.NewText(c.name, oneLine(widget.Strong)),
			widget.NewSmall(present.T("carry.leave_out"), func() {
				f.chosen = slices.DeleteFunc(f.chosen, func(o chosenCase) bool { return o.id == c.id })
				f.draw()
			})))
	}
	if len(f.chosen) == 0 {
		f.list.Add(widget.NewText(present.T("carry.chosen_none"), widget.SmallPara))
	}
	f.list.Refresh()
	f.content.Refresh()
}

// checkOut writes what was chosen.
func (f *carryForm) checkOut() {
	until, err := time.Parse(time.RFC3339, f.until.ISO())
	station, staff := parsedID(f.station.Code()), parsedID(f.staff.Code())
	switch {
	case len(f.chosen) == 0:
		err = refuse("carry_nothing")
	case station == uuid.Nil:
		err = refuse("carry_station")
	case staff == uuid.Nil:
		err = refuse("carry_staff")
	case err != nil:
		err = refuse("carry_until")
	}
	if err != nil {
		f.fault.set(err)
		f.content.Refresh()
		return
	}
	cases := make([]uuid.UUID, len(f.chosen))
	for i, c := range f.chosen {
		cases[i] = c.id
	}
	f.act.Disable()
	async.Run(f.page.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.page.Store.CheckOut(ctx, station, cases, staff, until)
	}, func(_ struct{}, err error) {
		f.act.Enable()
		f.fault.set(err)
		if err == nil {
			f.chosen = nil
			f.page.Nav.Say(present.T("carry.is_out", len(cases)))
			f.draw()
			f.page.load()
		}
		f.content.Refresh()
	})
}

func carryIDs(rows ...store.CarryRow) []uuid.UUID {
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// scopeWord says what a station holds.
func scopeWord(scope string) string {
	switch scope {
	case ledger.ScopeOwn:
		return present.T("carry.scope_own")
	case "", ledger.ScopeAll:
		return present.T("carry.scope_all")
	}
	return present.T("carry.scope_carried")
}
