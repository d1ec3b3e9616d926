package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Parts of the hold box.
const (
	partBox    = "box"
	partBarred = "barred"
)

// HoldBox is 預かり箱: what people wrote who had been removed before it came,
// and what was not taken by the center or by this machine. Nothing of it is
// lost; somebody decides.
type HoldBox struct {
	base
	part    string
	content *fyne.Container
	head    *fyne.Container
	tabs    *widget.SubTabs
	body    *fyne.Container
	reload  *async.Debouncer
	shown   holdBoxLoad
	chosen  ledger.Hash // which of the box
	take    *takeIn     // its right side
}

var _ Page = (*HoldBox)(nil)

// NewHoldBox returns the page, still empty.
func NewHoldBox(d Deps) *HoldBox {
	h := &HoldBox{base: newBase(d), part: partBox, body: container.NewStack()}
	h.reload = async.NewDebouncer(h.owner, 200*time.Millisecond)
	h.head = widget.Rows(0.5, widget.PageHead(present.T("holdbox.title"), ""))
	h.tabs = widget.NewSubTabs([]widget.Tab{
		{ID: partBox, Word: present.T("holdbox.box")}, {ID: partBarred, Word: present.T("holdbox.barred")},
	}, func(part string) {
		h.part = part
		h.draw()
	})
	h.content = pageOf(widget.Rows(1, h.head, widget.Rows(0, h.tabs, widget.NewRule())), h.body)
	return h
}

// Title is the word on the tab.
func (h *HoldBox) Title() string { return present.T("holdbox.title") }

// Content is drawn.
func (h *HoldBox) Content() fyne.CanvasObject { return h.content }

// Show reads anew.
func (h *HoldBox) Show() { h.load() }

// Changed reads anew, unless somebody is deciding.
func (h *HoldBox) Changed(store.Event) {
	h.reload.Call(func() {
		if h.take == nil || !h.take.begun() {
			h.load()
		}
	})
}

type holdBoxLoad struct {
	box      []store.HeldEdit
	unopened int
	aside    []store.AsideEdit
	held     []store.Held
	files    map[string][]*store.Record // persons, by case
}

func (h *HoldBox) load() {
	async.Run(h.owner, func(ctx context.Context) (l holdBoxLoad, err error) {
		if l.box, err = h.Store.FindHoldBox(ctx); err != nil {
			return l, err
		}
		if l.unopened, err = h.Store.CountUnopened(ctx); err != nil {
			return l, err
		}
		if l.aside, err = h.Store.FindAside(ctx); err != nil {
			return l, err
		}
		if l.held, err = h.Store.FindHeld(ctx); err != nil {
			return l, err
		}
		l.files = map[string][]*store.Record{}
		for _, e := range l.box {
			if c, err := h.Store.FindCase(ctx, e.Case); err == nil {
				l.files[e.Case.String()] = c.Persons
			}
		}
		return l, nil
	}, func(l holdBoxLoad, err error) {
		if err != nil {
			h.Nav.Fail(err)
			return
		}
		h.shown = l
		if h.part == partBox && len(l.box) == 0 && len(l.aside)+len(l.held) > 0 {
			h.part = partBarred
			h.tabs.Select(partBarred)
		}
		h.draw()
	})
}

func (h *HoldBox) draw() {
	h.head.Objects = []fyne.CanvasObject{
		widget.PageHead(present.T("holdbox.title"), present.T("holdbox.count", len(h.shown.box), len(h.shown.aside)+len(h.shown.held))),
		widget.NewText(present.T("holdbox.sub"), widget.Quiet),
	}
	h.head.Refresh()
	h.take = nil
	body := h.boxPart()
	if h.part == partBarred {
		body = h.barredPart()
	}
	h.body.Objects = []fyne.CanvasObject{body}
	h.body.Refresh()
	h.content.Refresh()
}

// boxPart lists what is held and shows one of it beside what stands now.
func (h *HoldBox) boxPart() fyne.CanvasObject {
	if len(h.shown.box) == 0 {
		text := present.T("holdbox.none_sub")
		if h.shown.unopened > 0 {
			text = present.T("holdbox.unopened", h.shown.unopened)
		}
		return widget.EmptyState("check", present.T("holdbox.none"), text)
	}
	at := slices.IndexFunc(h.shown.box, func(e store.HeldEdit) bool { return e.Hash == h.chosen })
	if at < 0 {
		at = 0
		h.chosen = h.shown.box[0].Hash
	}
	rows := widget.Rows(0.75)
	for i, e := range h.shown.box {
		rows.Add(h.boxRow(e, i == at))
	}
	if h.shown.unopened > 0 {
		rows.Add(widget.NewText(present.T("holdbox.unopened", h.shown.unopened), widget.SmallPara))
	}
	h.take = newTakeIn(h, h.shown.box[at])
	return widget.Columns(2, []float32{4, 9}, scrolled(rows), h.take.content)
}

func (h *HoldBox) boxRow(e store.HeldEdit, chosen bool) fyne.CanvasObject {
	line := joined(h.staff(e.Author), h.Store.StationName(e.Station), h.moment(e.At))
	area := widget.NewArea(widget.Pad(1.25, widget.Rows(0.25,
		widget.NewText(present.T("today.of_family", h.familyOf(e.Case, e.Family), heldTitle(e)), oneLine(widget.Strong)),
		widget.NewText(line, oneLine(widget.Small)))), func() {
		h.chosen = e.Hash
		h.draw()
	})
	area.Card, area.Selected = true, chosen
	return area
}

// heldTitle is which record a held change is of.
func heldTitle(e store.HeldEdit) string {
	if e.Title != "" {
		return present.T("conflict.of", KindWord(e.Kind), e.Title)
	}
	return KindWord(e.Kind)
}

// fieldName is what a field of a record is called, its state included.
func (d Deps) fieldName(kind, field string) string {
	if field == ledger.FieldState {
		return present.T("conflict.state")
	}
	return d.fieldLabel(kind, field)
}

// fieldValue is a field's value in words, "（空）" for none.
func (d Deps) fieldValue(kind, field string, v any, persons []*store.Record) string {
	if field == ledger.FieldState && v != nil {
		if v == ledger.StateWithdrawn {
			return present.T("conflict.withdraw")
		}
		return present.T("holdbox.confirmed")
	}
	if text := strings.TrimSpace(d.showValue(kind, field, v, persons)); v != nil && text != "" {
		return text
	}
	return present.T("conflict.empty")
}
