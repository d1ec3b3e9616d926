package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// strengthFields are the strengths of a risk assessment.
var strengthFields = []string{"f_child", "f_guardian", "f_family", "f_community"}

// ratingSuffix ends the name of every rating of the form, built in or
// imported.
const ratingSuffix = "_rating"

// risks are the risk assessments, the latest first.
func (c *Case) risks() []*store.Record { return c.all(store.KindRisk) }

// riskItem is one topic of an assessment, beside the one before it.
type riskItem struct {
	id, label     string
	section       string
	rating, was   string // codes of the list risk_rating, "" for not answered
	evidence      string
	before        bool // there is an assessment before this one
	changed, open bool // differs from the one before; unknown or not answered
}

// riskItems are the topics of the form in its order.
func (c *Case) riskItems(risk, before *store.Record) []riskItem {
	var out []riskItem
	f := c.Store.Library().Form(store.KindRisk)
	for _, group := range f.Items {
		walkItems(group.Items, func(it *form.Item) {
			id, ok := strings.CutSuffix(it.LinkID, ratingSuffix)
			if !ok {
				return
			}
			item := riskItem{
				id: id, label: it.Label(lang()), section: group.Label(lang()),
				rating: risk.Text(it.LinkID), evidence: risk.Text(id + "_evidence"), before: before != nil,
			}
			if before != nil {
				item.was = before.Text(it.LinkID)
				item.changed = item.was != item.rating
			}
			item.open = item.rating == "unknown" || item.rating == ""
			out = append(out, item)
		})
	}
	return out
}

// previousRisk is the assessment that one followed: the one it names, else the
// one before it of the same child.
func (c *Case) previousRisk(risk *store.Record, all []*store.Record) *store.Record {
	if p := recordOf(c.file, risk.Text("previous")); p != nil && p.State == store.StateConfirmed {
		return p
	}
	if i := slices.Index(all, risk); i >= 0 && i+1 < len(all) {
		return all[i+1]
	}
	return nil
}

// riskCard is the latest risk assessment of a child beside the one before it.
func (c *Case) riskCard() fyne.CanvasObject {
	all := c.ofChild(store.KindRisk, c.assessed())
	if len(all) == 0 {
		return widget.NewCard(present.T("assess.risk"), widget.NewText(present.T("assess.no_risk"), widget.SmallPara))
	}
	risk := all[0]
	before := c.previousRisk(risk, all)
	items := c.riskItems(risk, before)
	rows := widget.Rows(1.5, c.ratingCounts(items))
	if n := c.unknownCount(items); n > 0 {
		rows.Add(widget.NewBanner(theme.Soon, present.T("assess.unknown", n), present.T("assess.unknown_sub")))
	}
	if summary := risk.Text("summary"); summary != "" {
		rows.Add(widget.InfoRow(c.fieldLabel(store.KindRisk, "summary"), summary))
	}
	rows.Add(c.strengthsBox(risk))
	rows.Add(c.riskTable(items, risk, before))
	open := widget.NewLink(present.T("assess.open_record"), func() { c.Nav.OpenRecord(risk.ID) })
	facts := joined(c.personName(risk.Text("subject")), c.shortDate(risk.Text("on")), c.code("assessment_phase", risk.Text("phase")), c.staff(risk.Author))
	return widget.NewCardWith(present.T("assess.risk"), widget.Line(1.5, widget.NewText(facts, widget.Small), open), rows)
}

// ratingCounts are how many topics got which rating. There is no sum: a number
// would look like a finding.
func (c *Case) ratingCounts(items []riskItem) fyne.CanvasObject {
	chips := widget.Flow(1)
	for _, code := range []string{"high", "mid", "low", "none"} {
		n := 0
		for _, it := range items {
			if it.rating == code {
				n++
			}
		}
		tone := ratingTone(code)
		if n == 0 {
			tone = theme.Grey
		}
		chips.Add(widget.NewChip(present.T("assess.count", c.code("risk_rating", code), n), tone))
	}
	if blank := slices.DeleteFunc(slices.Clone(items), func(it riskItem) bool { return it.rating != "" }); len(blank) > 0 {
		chips.Add(widget.NewChip(present.T("assess.unanswered", len(blank)), theme.Grey))
	}
	return chips
}

func (c *Case) unknownCount(items []riskItem) int {
	n := 0
	for _, it := range items {
		if it.rating == "unknown" {
			n++
		}
	}
	return n
}

func ratingTone(code string) theme.Tone {
	switch code {
	case "high":
		return theme.Late
	case "mid", "unknown":
		return theme.Soon
	case "none":
		return theme.Done
	}
	return theme.Grey
}

// strengthsBox is what the child, the guardian, the family and the community
// can do: as much a finding as any risk.
func (c *Case) strengthsBox(risk *store.Record) fyne.CanvasObject {
	var cells []fyne.CanvasObject
	for _, field := range strengthFields {
		text, style := risk.Text(field), widget.Style{Wrap: true, LineHeight: 1.5}
		if text == "" {
			text, style.Color = present.T("plan.unwritten"), theme.Muted
		}
		cells = append(cells, widget.Rows(0.25, widget.NewText(c.fieldLabel(store.KindRisk, field), widget.Label), widget.NewText(text, style)))
	}
	return widget.Rows(1, widget.NewText(present.T("assess.strengths"), widget.Strong.In(theme.Done)),
		widget.Columns(2, []float32{1, 1}, cells[0], cells[1]), widget.Columns(2, []float32{1, 1}, cells[2], cells[3]))
}

// The ways to look at the topics.
const (
	itemsAll = iota
	itemsChanged
	itemsOpen
)

// riskTable is topic by topic, now and before.
func (c *Case) riskTable(items []riskItem, risk, before *store.Record) fyne.CanvasObject {
	keep := []func(riskItem) bool{
		itemsAll:     func(riskItem) bool { return true },
		itemsChanged: func(it riskItem) bool { return it.changed },
		itemsOpen:    func(it riskItem) bool { return it.open },
	}
	count := func(i int) int {
		return len(items) - len(slices.DeleteFunc(slices.Clone(items), keep[i]))
	}
	words := []string{present.T("assess.items_all", len(items)), present.T("assess.items_changed", count(itemsChanged)), present.T("assess.items_open", count(itemsOpen))}
	list := widget.Rows(0)
	show := func(i int) {
		c.assess.items = i
		list.Objects = c.riskRows(items, keep[i], risk, before)
		list.Refresh()
	}
	chips := widget.NewFilters(words, show)
	chips.Choose(c.assess.items)
	show(c.assess.items)
	return widget.Rows(1, chips, list)
}

// riskWeights are the columns of the table: topic, now, before.
var riskWeights = []float32{50, 20, 20}

func (c *Case) riskRows(items []riskItem, keep func(riskItem) bool, risk, before *store.Record) []fyne.CanvasObject {
	head := []fyne.CanvasObject{widget.NewText("", widget.Label),
		widget.NewText(present.T("assess.now", c.shortDate(risk.Text("on"))), widget.Label), widget.NewText("", widget.Label)}
	if before != nil {
		head[2] = widget.NewText(present.T("assess.before", c.shortDate(before.Text("on"))), widget.Label)
	}
	rows := []fyne.CanvasObject{widget.PadXY(0.5, 0.5, widget.Columns(1, riskWeights, head...))}
	section := ""
	for _, it := range items {
		if !keep(it) {
			continue
		}
		if it.section != section {
			section = it.section
			rows = append(rows, widget.PadXY(0.5, 0.75, widget.NewText(section, widget.Strong)))
		}
		rows = append(rows, widget.NewRule(), c.riskRow(it))
	}
	if section == "" {
		rows = append(rows, widget.PadXY(0.5, 1, widget.NewText(present.T("assess.no_items"), widget.SmallPara)))
	}
	return rows
}

func (c *Case) riskRow(it riskItem) fyne.CanvasObject {
	chip := func(code string) fyne.CanvasObject {
		if code == "" {
			return widget.NewText(present.T("case.none"), widget.Quiet)
		}
		return widget.Line(0, widget.NewChip(c.code("risk_rating", code), ratingTone(code)))
	}
	topic := widget.Rows(0)
	spans := []widget.Span{{Text: it.label, Bold: it.changed}}
	if it.changed {
		spans = append(spans, widget.Span{Text: "  " + present.T("assess.changed"), Bold: true, Color: theme.Blue})
	}
	topic.Add(widget.NewSpans(widget.Style{Wrap: true, LineHeight: 1.4}, spans...))
	if it.evidence != "" {
		topic.Add(widget.NewText(it.evidence, widget.SmallPara))
	}
	was := fyne.CanvasObject(widget.NewText("", widget.Quiet))
	if it.before {
		was = chip(it.was)
	}
	row := widget.PadXY(0.5, 0.5, widget.Columns(1, riskWeights, topic, chip(it.rating), was))
	if it.changed {
		return widget.NewGround(theme.Todo, row)
	}
	return row
}

// assessRisk opens a new risk assessment; the answers of the last one may be
// taken over.
func (c *Case) assessRisk() {
	child := c.subjectText()
	all := c.ofChild(store.KindRisk, c.assessed())
	phase := "review"
	if len(all) == 0 {
		phase = "investigated"
		if c.openIntake() != nil {
			phase = "intake"
		}
	}
	preset := map[string]any{"on": c.today().String(), "phase": phase}
	if child != "" {
		preset["subject"] = child
	}
	e := edit{
		kind: store.KindRisk, preset: preset, wide: true, slot: child, derive: riskUnknown, result: riskResult,
		whole: func(it *form.Item) bool { return strings.HasSuffix(it.LinkID, ratingSuffix) },
		skip:  map[string]bool{"previous": true}, persons: c.childPersons(),
	}
	if c.assessed() != uuid.Nil && len(all) > 0 {
		preset["previous"] = all[0].ID.String()
		e.offer = c.riskOffer(all[0])
	}
	c.edit(e)
}

// riskOffer are the ratings and strengths of an assessment, for the next one.
func (c *Case) riskOffer(last *store.Record) *offer {
	values := map[string]any{}
	for name, v := range last.Fields {
		if topic := topicOf(name); topic != "" && last.Fields[topic+ratingSuffix] != nil || slices.Contains(strengthFields, name) {
			values[name] = v
		}
	}
	day := c.shortDate(last.Text("on"))
	return &offer{
		words: present.T("assess.offer", day), sub: present.T("assess.offer_sub"), button: present.T("assess.offer_take"),
		mark: present.T("assess.taken_over", day), values: values,
	}
}

// topicOf is the topic that a field of a risk assessment belongs to, "" for
// none.
func topicOf(field string) string {
	for _, suffix := range []string{ratingSuffix, "_evidence", "_source", "_checked"} {
		if topic, ok := strings.CutSuffix(field, suffix); ok {
			return topic
		}
	}
	return ""
}

// riskUnknown counts what is answered with unknown.
func riskUnknown(values map[string]any) map[string]any {
	n, _ := casework.UnknownRatings(values)
	return map[string]any{"unknown_count": int64(n)}
}

// riskResult says how much is unknown while the topics are rated.
func riskResult(values map[string]any) (string, theme.Tone) {
	if n, _ := casework.UnknownRatings(values); n > 0 {
		return present.T("assess.unknown", n), theme.Soon
	}
	return "", theme.Grey
}
