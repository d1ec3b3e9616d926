package page

import (
	"context"
	"maps"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// workCard shows a record that has a life of its own in the case: what it is,
// its stage, the facts that are set, what hangs on it, and what can be done.
type workCard struct {
	record *store.Record
	title  string
	stage  string // in words, "" for none
	tone   theme.Tone
	facts  []string // fields to show, in this order
	below  []fyne.CanvasObject
	acts   []fyne.CanvasObject
}

func (c *Case) workCard(w workCard) fyne.CanvasObject {
	head := widget.Line(1, widget.NewText(w.title, widget.Style{Size: theme.SizeTitle, Bold: true}))
	if w.stage != "" {
		head.Add(widget.NewChip(w.stage, w.tone))
	}
	if word, tone := c.deliveryWord(w.record); w.record.Delivery.Stage != store.StageReceipted {
		head.Add(widget.NewChip(word, tone))
	}
	rows := widget.Rows(1.25, widget.LineFill(1, 1, head, widget.NewSpacer(0),
		widget.NewLink(present.T("work.mend"), func() { c.edit(edit{kind: w.record.Kind, old: w.record}) })))
	rows.Add(c.facts(w.record, w.facts))
	for _, o := range w.below {
		rows.Add(o)
	}
	if len(w.acts) > 0 {
		rows.Add(widget.Flow(1, w.acts...))
	}
	return widget.NewCard("", rows)
}

// facts are the fields of a record that are set.
func (c *Case) facts(r *store.Record, fields []string) fyne.CanvasObject {
	var facts []fact
	for _, field := range fields {
		if text := c.factText(r, field); text != "" && !c.kept(r.Kind, field) {
			facts = append(facts, fact{label: c.fieldLabel(r.Kind, field), text: text})
		}
	}
	return factRows(facts)
}

// fact is a field in words; long ones have lines of their own however short
// they are.
type fact struct {
	label, text string
	long        bool
}

// factRows shows facts: short ones in pairs, long ones in lines of their own.
func factRows(facts []fact) fyne.CanvasObject {
	rows := widget.Rows(1)
	var short []fyne.CanvasObject
	flush := func() {
		for i := 0; i < len(short); i += 2 {
			pair := []fyne.CanvasObject{short[i], widget.NewSpacer(0)}
			if i+1 < len(short) {
				pair[1] = short[i+1]
			}
			rows.Add(widget.Columns(2, []float32{1, 1}, pair...))
		}
		short = nil
	}
	for _, f := range facts {
		if f.long || len([]rune(f.text)) > longFrom || len([]rune(f.label)) > longLabel || strings.Contains(f.text, "\n") {
			flush()
			rows.Add(widget.Rows(0.5, widget.NewText(f.label, widget.Label), widget.NewText(f.text, widget.Note)))
			continue
		}
		short = append(short, widget.LineFill(1, 1, newFixed(16, widget.NewText(f.label, widget.Label)), widget.NewText(f.text, oneLine(widget.Body))))
	}
	flush()
	return rows
}

// longLabel is from how many characters on a label has a line of its own.
const longLabel = 9

// factText is a field in words; records that it refers to by their titles.
func (c *Case) factText(r *store.Record, field string) string {
	v, ok := r.Fields[field]
	if !ok || v == nil || v == "" {
		return ""
	}
	f := c.Store.Library().Form(r.Kind)
	if it := f.Item(field); it != nil && it.Refers != "" && it.Refers != "person" && it.Refers != "staff" {
		text, _ := v.(string)
		for _, other := range c.file.Records {
			if other.ID.String() == text {
				return c.titleOf(other)
			}
		}
		return ""
	}
	return c.showValue(r.Kind, field, v, c.file.Persons)
}

// moveButtons are the steps from a record's stage that the roles of the person
// signed in allow; sets gives what a step writes beside the stage.
func (c *Case) moveButtons(r *store.Record, prefix string, sets map[string]map[string]any) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	from := r.Text("stage")
	for _, m := range casework.MovesOf(r.Kind) {
		if m.From != from || !casework.MayMove(r.Kind, from, m.To, c.Store.Me().Roles) {
			continue
		}
		set := map[string]any{"stage": m.To}
		maps.Copy(set, sets[m.To])
		out = append(out, widget.NewSmall(present.T(prefix+m.To), func() { c.move(r, set) }))
	}
	return out
}

// move opens the record with the step made, so that the day and the words of
// it are seen before they are saved.
func (c *Case) move(r *store.Record, set map[string]any) {
	c.edit(edit{kind: r.Kind, old: r, preset: set})
}

// approvalOf is the latest submission of a document, nil when there is none.
func (c *Case) approvalOf(document uuid.UUID) (*casework.Entry, casework.ApprovalState) {
	return casework.ApprovalFor(c.file.Rules(), document.String(), c.Store.Rules().RolesOf)
}

// approvalLine says how the submission of a document stands and leads to it;
// where there is none, it can be submitted.
func (c *Case) approvalLine(document *store.Record, needed bool) fyne.CanvasObject {
	entry, state := c.approvalOf(document.ID)
	if entry == nil || state.Stage == casework.ApprovalPulledBack {
		if !needed {
			return nil
		}
		return widget.Line(1, widget.NewChip(present.T("work.not_submitted"), theme.Soon),
			widget.NewSmall(present.T("work.submit"), func() { c.submit(document.ID) }))
	}
	return widget.Line(1, widget.NewChip(c.approvalStands(state), approvalTone(state, false)),
		widget.NewSmall(present.T("work.see_approval"), func() {
			if id, err := uuid.Parse(entry.ID); err == nil {
				c.Nav.OpenApproval(id)
			}
		}))
}

func (c *Case) submit(document uuid.UUID) {
	async.Run(c.owner, func(ctx context.Context) (uuid.UUID, error) {
		return c.Store.Submit(ctx, document, nil, "")
	}, func(_ uuid.UUID, err error) {
		if err != nil {
			c.Nav.Fail(err)
			return
		}
		c.Nav.Say(present.T("approval.sent"))
		c.load()
	})
}

// lines are records of a list, one a line: the day, what it says, and a press
// that opens it.
func (c *Case) lines(records []*store.Record, day string, fields ...string) fyne.CanvasObject {
	rows := widget.Rows(0)
	for i, r := range records {
		if i > 0 {
			rows.Add(widget.NewRule())
		}
		var texts []string
		for _, f := range fields {
			if !c.kept(r.Kind, f) {
				texts = append(texts, c.factText(r, f))
			}
		}
		line := widget.LineFill(1.5, 1, newFixed(12, widget.NewText(c.shortDate(r.Text(day)), widget.Strong)),
			widget.NewText(joined(texts...), oneLine(widget.Body)))
		rows.Add(widget.NewArea(widget.PadXY(0, 0.75, line), func() { c.Nav.OpenRecord(r.ID) }))
	}
	return rows
}

// below are the confirmed records of a kind in a record's list, as they lie in
// the case: the latest first.
func (c *Case) below(parent uuid.UUID, kind string) []*store.Record {
	var out []*store.Record
	for _, r := range c.file.Of(kind) {
		if r.Parent == parent && r.State == store.StateConfirmed {
			out = append(out, r)
		}
	}
	return out
}

// confirmed are the records of a kind that are no drafts.
func (c *Case) confirmed(kind string) []*store.Record {
	var out []*store.Record
	for _, r := range c.file.Of(kind) {
		if r.State == store.StateConfirmed {
			out = append(out, r)
		}
	}
	return out
}
