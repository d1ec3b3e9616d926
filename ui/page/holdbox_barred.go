package page

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// barredPart is what was not taken: first what a person can do something
// about.
func (h *HoldBox) barredPart() fyne.CanvasObject {
	if len(h.shown.aside)+len(h.shown.held) == 0 {
		return widget.EmptyState("check", present.T("holdbox.barred_none"), present.T("holdbox.barred_none_sub"))
	}
	rows := widget.Rows(1.5)
	for _, a := range h.shown.aside {
		rows.Add(h.asideCard(a))
	}
	for _, e := range h.shown.held {
		rows.Add(h.heldCard(e))
	}
	return scrolled(rows)
}

// asideCard is an own change that waits to be written anew.
func (h *HoldBox) asideCard(a store.AsideEdit) fyne.CanvasObject {
	code, _, _ := strings.Cut(a.Refused, " ")
	title := KindWord(a.Kind)
	if a.Family != "" {
		title = present.T("today.of_family", h.familyOf(a.Case, a.Family), title)
	}
	rows := widget.Rows(0.75,
		widget.NewText(title, oneLine(widget.Strong)),
		widget.NewText(joined(h.staff(a.Author), h.moment(a.At), centerWhy(atoi(code))), widget.SmallPara))
	for _, line := range h.asideLines(a) {
		rows.Add(widget.NewText(line, widget.Paragraph))
	}
	buttons := widget.Line(1, widget.NewSmall(present.T("holdbox.anew"), func() { h.anew(a) }),
		widget.NewSmall(present.T("button.copy"), func() { h.copy(a) }),
		widget.NewSmall(present.T("holdbox.let_go"), func() { h.letGo(a) }))
	if a.Author != h.Store.Me().ID && !h.Store.CanManage() {
		buttons = widget.Line(1, widget.NewText(present.T("holdbox.theirs", h.staff(a.Author)), widget.Small))
	}
	rows.Add(buttons)
	return widget.NewCard("", rows)
}

// asideLines are the fields of such a change in words.
func (h *HoldBox) asideLines(a store.AsideEdit) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(a.Set)) {
		if name == "parent" || name == "_state" {
			continue
		}
		line := present.T("conflict.edited", h.fieldName(a.Kind, name), h.fieldValue(a.Kind, name, a.Set[name], nil))
		if now, there := a.Now[name]; there {
			line += present.T("holdbox.now_is", h.fieldValue(a.Kind, name, now, nil))
		}
		lines = append(lines, line)
	}
	return lines
}

// copy puts the words of a change on the clipboard, so that no work is lost.
func (h *HoldBox) copy(a store.AsideEdit) {
	lines := append([]string{KindWord(a.Kind), joined(h.staff(a.Author), h.moment(a.At))}, h.asideLines(a)...)
	widget.Copy(strings.Join(lines, "\n"))
	h.Nav.Say(present.T("settings.copied"))
}

func (h *HoldBox) anew(a store.AsideEdit) {
	h.run("holdbox.is_anew", func(ctx context.Context) error { return h.Store.WriteAnew(ctx, a.Hash) })
}

// letGo asks before a change is taken off the list.
func (h *HoldBox) letGo(a store.AsideEdit) {
	var hide func()
	hide = ShowOverlay(h.Nav.Window(), 72, widget.Rows(2,
		widget.NewText(present.T("holdbox.let_go_title"), widget.Title),
		widget.NewText(present.T("holdbox.let_go_sub"), widget.Paragraph),
		widget.Line(1.25, widget.NewDanger(present.T("holdbox.let_go"), func() {
			hide()
			h.run("holdbox.is_gone", func(ctx context.Context) error { return h.Store.LetGo(ctx, a.Hash) })
		}), widget.NewButton(present.T("button.cancel"), func() { hide() }))))
}

// heldCard is a change that the center or this machine did not take, with the
// reason and what to do.
func (h *HoldBox) heldCard(e store.Held) fyne.CanvasObject {
	why, next := heldWords(e)
	what := present.T("holdbox.foreign", h.Store.StationName(e.Dot.Station))
	if e.Kind != "" {
		what = KindWord(e.Kind)
	}
	if e.Family != "" {
		what = present.T("today.of_family", h.familyOf(e.Case, e.Family), what)
	}
	rows := widget.Rows(0.75,
		widget.NewText(what, oneLine(widget.Strong)),
		widget.NewText(joined(h.staff(e.Author), h.moment(e.At), why), widget.SmallPara),
		widget.NewText(next, widget.SmallPara))
	if e.Own && e.Refusal != 0 {
		rows.Add(widget.Line(1,
			widget.NewSmall(present.T("holdbox.again"), func() { h.run("holdbox.is_again", h.Store.RetryRefused) }),
			widget.NewSmall(present.T("holdbox.aside"), func() {
				h.run("holdbox.is_aside", func(ctx context.Context) error { return h.Store.SetAside(ctx, e.Case, e.Dot) })
			})))
	}
	return widget.NewCard("", rows)
}

// heldWords say why a change was not taken, and what to do.
func heldWords(e store.Held) (why, next string) {
	if e.Refusal != 0 {
		return centerWhy(e.Refusal), present.T("holdbox.next_center")
	}
	return present.T("holdbox.why_" + e.Code), present.T("holdbox.next_" + e.Code)
}

// centerWhy says in words why the center did not take a change.
func centerWhy(code int) string {
	if key := fmt.Sprint("holdbox.center_", code); present.Has(key) {
		return present.T(key)
	}
	return present.T("holdbox.center_other", code)
}

// run does something and reads anew.
func (h *HoldBox) run(said string, do func(context.Context) error) {
	async.Run(h.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			h.Nav.Fail(err)
			return
		}
		h.Nav.Say(present.T(said))
		h.load()
	})
}
