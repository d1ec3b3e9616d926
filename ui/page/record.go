package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Record shows one confirmed record for reading, with its history.
type Record struct {
	base
	id       uuid.UUID
	record   *store.Record
	file     *store.Case
	versions []store.Version
	content  *fyne.Container
	reload   *async.Debouncer
	editing  *editor // the last one that was opened
	contact  bool    // how a protected family is reached was asked for
}

var _ Page = (*Record)(nil)

// NewRecord returns the page of a record, still empty.
func NewRecord(d Deps, id uuid.UUID) *Record {
	r := &Record{base: newBase(d), id: id}
	r.reload = async.NewDebouncer(r.owner, 150*time.Millisecond)
	r.content = widget.PadXY(3, 2.25, widget.NewText(present.T("shell.loading"), widget.Small))
	return r
}

// Title is the kind of record and the family.
func (r *Record) Title() string {
	if r.record == nil {
		return present.T("shell.loading")
	}
	return KindWord(r.record.Kind) + " " + r.familyOf(r.file.ID, r.file.Family.Text("name"))
}

// Content is drawn.
func (r *Record) Content() fyne.CanvasObject { return r.content }

// Show reads anew.
func (r *Record) Show() { r.load() }

// Changed reads anew when the case changed or was sent.
func (r *Record) Changed(e store.Event) {
	for _, id := range e.Cases {
		if r.file != nil && id == r.file.ID {
			r.reload.Call(r.load)
			return
		}
	}
	if e.Sync {
		r.reload.Call(r.load)
	}
}

type recordLoad struct {
	record   *store.Record
	file     *store.Case
	versions []store.Version
}

func (r *Record) load() {
	async.Run(r.owner, func(ctx context.Context) (l recordLoad, err error) {
		if l.record, err = r.Store.FindRecord(ctx, r.id); err != nil {
			return l, err
		}
		if l.file, err = r.fileOf(ctx, l.record.Case); err != nil {
			return l, err
		}
		l.versions, err = r.Store.History(ctx, r.id)
		return l, err
	}, func(l recordLoad, err error) {
		if err != nil {
			r.Nav.Fail(err)
			return
		}
		first := r.record == nil
		r.record, r.file, r.versions = l.record, l.file, l.versions
		r.draw()
		if first {
			r.Nav.Retitle()
		}
	})
}

func (r *Record) draw() {
	rec := r.record
	if secret := r.secret(); secret != nil {
		r.content.Objects = []fyne.CanvasObject{secret}
		r.content.Refresh()
		return
	}
	word, tone := r.deliveryWord(rec)
	title := widget.Line(1.5, widget.NewText(r.Title(), widget.Heading), widget.NewChip(word, tone))
	by := present.T("record.by", r.writer(r.file, rec), r.moment(rec.Created))
	var buttons []fyne.CanvasObject
	if rec.State == store.StateConfirmed {
		buttons = append(buttons,
			widget.NewButton(present.T("record.correct"), r.correct),
			widget.NewButton(present.T("button.withdraw"), r.withdraw))
	}
	buttons = append(buttons, widget.NewPrimary(present.T("record.to_case"), func() { r.openFile(rec.Case, rec.Kind, rec.ID) }))
	head := widget.Rows(0.5, widget.LineFill(1.5, 1, title, widget.NewSpacer(0), widget.Line(1.25, buttons...)),
		widget.NewText(by, widget.Quiet))
	if reaching[rec.Kind] != nil && r.file.Guards() && !r.contact {
		head.Add(widget.Line(0, widget.NewLink(present.T("restrict.show_contact"), func() {
			r.contact = true
			r.draw()
		})))
	}
	if len(rec.Conflicts) > 0 {
		head.Add(widget.NewBanner(theme.Todo, present.T("case.conflicts", len(rec.Conflicts)), present.T("case.conflicts_sub"),
			widget.NewSmall(present.T("button.settle"), func() { r.Nav.OpenConflict(rec.ID) })))
	}
	body := widget.Columns(2, []float32{78, 43},
		scrolled(widget.Rows(1.5, r.cards()...)),
		widget.NewCard(present.T("record.history"), scrolled(r.history())),
	)
	r.content.Objects = []fyne.CanvasObject{widget.RowsFill(2, head, body)}
	r.content.Refresh()
}

// cards are the sections of the record with what was answered in them.
func (r *Record) cards() []fyne.CanvasObject {
	f := r.Store.Library().Form(r.record.Kind)
	if f == nil {
		return nil
	}
	var out []fyne.CanvasObject
	var loose []fyne.CanvasObject
	for _, it := range f.Items {
		if it.Type != form.Group {
			loose = append(loose, r.answers([]*form.Item{it})...)
			continue
		}
		if rows := r.answers(it.Items); len(rows) > 0 {
			out = append(out, widget.NewCard(it.Label(lang()), widget.Rows(1, rows...)))
		}
	}
	for _, child := range r.file.Records {
		if child.Parent == r.id && child.State != store.StateDraft {
			out = append(out, r.partCard(child))
		}
	}
	if len(loose) > 0 {
		out = append(out, widget.NewCard("", widget.Rows(1, loose...)))
	}
	return append(out, widget.NewSpacer(2))
}

// partCard is a questionnaire that belongs to the record.
func (r *Record) partCard(part *store.Record) fyne.CanvasObject {
	rows := widget.Rows(1)
	if total, ok := part.Int("total"); ok {
		rows.Add(widget.KeyValue(present.T("record.total"), present.Number(total), theme.Grey))
	}
	f := r.Store.Library().Form(part.Kind)
	for _, finding := range f.Findings(part.Fields) {
		rows.Add(widget.NewBanner(severityTone(finding.Severity), KindWord(part.Kind), finding.Text(lang())))
	}
	open := widget.NewSmall(present.T("button.open"), func() { r.Nav.OpenRecord(part.ID) })
	return widget.NewCardWith(KindWord(part.Kind), open, rows)
}

// kept reports whether a field is not shown until somebody asks for it.
func (r *Record) kept(field string) bool {
	return !r.contact && reaches(r.record.Kind, field) && r.file.Guards()
}

// longFrom is from how many characters a value gets lines of its own.
const longFrom = 18

func (r *Record) answers(items []*form.Item) []fyne.CanvasObject {
	var facts []fact
	walkItems(items, func(it *form.Item) {
		v, ok := r.record.Fields[it.LinkID]
		if !ok || v == nil || it.Hidden || it.LinkID == "parent" {
			return
		}
		text := r.showValue(r.record.Kind, it.LinkID, v, r.file.Persons)
		if r.kept(it.LinkID) {
			text = present.T("restrict.kept")
		}
		facts = append(facts, fact{label: it.Label(lang()), text: text, long: it.Type == form.Text})
	})
	if len(facts) == 0 {
		return nil
	}
	return []fyne.CanvasObject{factRows(facts)}
}
