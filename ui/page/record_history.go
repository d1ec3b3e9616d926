package page

import (
	"context"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// history lists the record's changes, the latest first: who, when, where, why,
// and what each field was before.
func (r *Record) history() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	versions := slices.Clone(r.versions)
	slices.SortStableFunc(versions, func(a, b store.Version) int { return b.At.Compare(a.At) })
	for i, v := range versions {
		first := i == len(versions)-1
		rows = append(rows, widget.PadXY(0, 1, r.version(v, first)))
	}
	return ruled(rows)
}

func (r *Record) version(v store.Version, first bool) fyne.CanvasObject {
	what := present.T("record.changed")
	switch {
	case v.Set[ledger.FieldState] == ledger.StateWithdrawn:
		what = present.T("record.withdrew")
	case first:
		what = present.T("record.made")
	}
	rows := widget.Rows(0.25,
		widget.NewSpans(widget.Body, widget.Span{Text: r.staff(v.Author), Bold: true}, widget.Span{Text: "  " + what}),
		widget.NewText(r.moment(v.At)+"  "+r.Store.StationName(v.Station), widget.Small),
	)
	if v.Reason != "" {
		rows.Add(widget.NewText(present.T("record.because", v.Reason), widget.Style{Size: theme.SizeSmall, Wrap: true, Color: theme.Primary}))
	}
	if !first {
		for _, name := range slices.Sorted(maps.Keys(v.Set)) {
			if line := r.changeLine(v, name); line != nil {
				rows.Add(line)
			}
		}
	}
	state, tone := present.T("record.here"), theme.Soon
	if v.Stage == store.StageReceipted {
		state, tone = present.T("record.receipted", present.Number(int64(v.Seq))), theme.Grey
	}
	rows.Add(widget.NewText(state, widget.Small.In(tone)))
	return rows
}

// changeLine shows one field before and after, in one text with its
// differences marked.
func (r *Record) changeLine(v store.Version, name string) fyne.CanvasObject {
	if name == ledger.FieldState || name == "parent" {
		return nil
	}
	kind := r.record.Kind
	before := r.showValue(kind, name, v.Before[name], r.file.Persons)
	after := r.showValue(kind, name, v.Set[name], r.file.Persons)
	spans := []widget.Span{{Text: r.fieldLabel(kind, name) + "  ", Color: theme.Muted}}
	if r.kept(name) {
		return widget.NewSpans(widget.Style{Size: theme.SizeSmall, Wrap: true}, append(spans, widget.Span{Text: present.T("restrict.kept")})...)
	}
	return widget.NewSpans(widget.Style{Size: theme.SizeSmall, Wrap: true}, append(spans, diffSpans(before, after)...)...)
}

// diffSpans mark what went in red and what came in green.
func diffSpans(before, after string) []widget.Span {
	var out []widget.Span
	for _, s := range present.Diff(before, after) {
		span := widget.Span{Text: s.Text}
		switch s.Mark {
		case present.Removed:
			span.Tint, span.Color = theme.RedTint, theme.Red
		case present.Added:
			span.Tint, span.Color = theme.GreenTint, theme.Green
		}
		out = append(out, span)
	}
	return out
}

// correct opens the editor; a reason is asked for where the record book wants
// one.
func (r *Record) correct() {
	r.editing = openEditor(r.Deps, r.file, r.record.Kind, nil, r.record, func(*store.Record) { r.load() })
}

// withdraw asks for the reason and takes the record back.
func (r *Record) withdraw() {
	fault := newFaultBox()
	reason := widget.NewEntry(present.T("record.reason"))
	var hide func()
	do := widget.NewDanger(present.T("record.withdraw_do"), func() {
		text := strings.TrimSpace(reason.Text())
		async.Run(r.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, r.Store.Withdraw(ctx, r.id, text)
		}, func(_ struct{}, err error) {
			if err != nil {
				fault.set(err)
				return
			}
			hide()
			r.load()
			r.Nav.Say(present.T("record.withdrawn_said"))
		})
	})
	hide = ShowOverlay(r.Nav.Window(), 64, widget.Rows(2,
		widget.NewText(present.T("record.withdraw_title"), widget.Title),
		widget.NewText(present.T("record.withdraw_text"), widget.Paragraph),
		reason, fault,
		widget.Line(1.25, do, widget.NewButton(present.T("button.cancel"), func() { hide() })),
	))
	reason.Focus()
}
