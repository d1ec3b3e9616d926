package page

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Conflict lets a person decide between values that were written without
// knowledge of each other.
type Conflict struct {
	base
	id       uuid.UUID
	conflict *store.Conflict
	persons  []*store.Record
	fields   []*conflictField
	content  *fyne.Container
	reason   *widget.Entry
	fault    *faultBox
	settle   *widget.Button
	reload   *async.Debouncer
}

var _ Page = (*Conflict)(nil)

// NewConflict returns the page of a record's conflict, still empty.
func NewConflict(d Deps, record uuid.UUID) *Conflict {
	c := &Conflict{base: newBase(d), id: record, fault: newFaultBox()}
	c.reload = async.NewDebouncer(c.owner, 200*time.Millisecond)
	c.reason = widget.NewEntry("")
	c.reason.SetPlaceholder(present.T("conflict.reason_hint"))
	c.settle = widget.NewPrimary(present.T("button.settle"), c.decide)
	c.content = widget.PadXY(3, 2.25, widget.NewText(present.T("shell.loading"), widget.Small))
	return c
}

// Title is the family whose record it is.
func (c *Conflict) Title() string {
	if c.conflict == nil {
		return present.T("conflict.tab", "")
	}
	return present.T("conflict.tab", c.familyOf(c.conflict.Case, c.conflict.Family))
}

// Content is drawn.
func (c *Conflict) Content() fyne.CanvasObject { return c.content }

// Show reads once; what was chosen is not read over.
func (c *Conflict) Show() {
	if c.conflict == nil {
		c.load()
	}
}

// Changed reads anew while nothing has been chosen: a third value may come.
func (c *Conflict) Changed(e store.Event) {
	for _, id := range e.Cases {
		if c.conflict != nil && id == c.conflict.Case && !c.chosen() {
			c.reload.Call(c.load)
			return
		}
	}
}

func (c *Conflict) chosen() bool {
	for _, f := range c.fields {
		if f.chosen != choseNothing {
			return true
		}
	}
	return c.reason.Text() != ""
}

type conflictLoad struct {
	conflict *store.Conflict
	file     *store.Case
}

func (c *Conflict) load() { async.Run(c.owner, c.read, c.shown) }

func (c *Conflict) read(ctx context.Context) (l conflictLoad, err error) {
	if l.conflict, err = c.Store.FindConflict(ctx, c.id); err != nil {
		return l, err
	}
	l.file, err = c.fileOf(ctx, l.conflict.Case)
	return l, err
}

func (c *Conflict) shown(l conflictLoad, err error) {
	switch {
	case store.CodeOf(err) == "record_missing", err == nil && len(l.conflict.Fields) == 0:
		c.none()
	case err != nil:
		c.Nav.Fail(err)
	case l.conflict.Kind == store.KindReporter && !c.mayReadReporter(intakeOf(l.file, c.id)):
		c.hidden(l.conflict.Case)
	default:
		c.conflict, c.persons = l.conflict, l.file.Persons
		c.draw()
		c.Nav.Retitle()
	}
}

// again shows what has come since, and why nothing was decided. The reason that
// was typed stays.
func (c *Conflict) again(why error) {
	async.Run(c.owner, c.read, func(l conflictLoad, err error) {
		c.shown(l, err)
		if err == nil && c.conflict != nil {
			c.fault.set(why)
			c.content.Refresh()
		}
	})
}

// none says that somebody else has settled it.
func (c *Conflict) none() {
	c.content.Objects = []fyne.CanvasObject{widget.EmptyState("check", present.T("conflict.none"), present.T("conflict.none_sub"),
		widget.NewPrimary(present.T("shell.today"), func() {
			c.Nav.Done(c)
			c.Nav.OpenToday()
		}))}
	c.content.Refresh()
}

// hidden stands in place of a conflict about who called, for those who may not
// know: somebody who may has to settle it.
func (c *Conflict) hidden(kase uuid.UUID) {
	c.content.Objects = []fyne.CanvasObject{c.reporterHidden(kase)}
	c.content.Refresh()
}

func (c *Conflict) draw() {
	c.fields = nil
	cards := widget.Rows(1.75)
	for _, f := range c.conflict.Fields {
		field := newConflictField(c, f)
		c.fields = append(c.fields, field)
		cards.Add(field.card)
	}
	title := present.T("conflict.title", c.familyOf(c.conflict.Case, c.conflict.Family), len(c.conflict.Fields))
	head := widget.Rows(0.5,
		widget.NewText(title, widget.Heading),
		widget.NewText(present.T("conflict.sub"), widget.Quiet),
	)
	if whole := c.wholeButtons(); whole != nil {
		head.Add(widget.PadXY(0, 0.75, whole))
	}
	foot := widget.Rows(1, c.fault, widget.LineFill(1.5, 1,
		widget.NewText(present.T("record.reason"), widget.Label), c.reason, c.settle))
	c.content.Objects = []fyne.CanvasObject{newRowsFill(1, 2, head, widget.NewScroll(cards), foot)}
	c.content.Refresh()
}

// conflictSide is one person on one station, whose values may be taken whole.
type conflictSide struct{ author, station uuid.UUID }

// wholeButtons take all values of one side, where there is more than one field
// and a side has a value in each.
func (c *Conflict) wholeButtons() fyne.CanvasObject {
	if len(c.fields) < 2 {
		return nil
	}
	var buttons []fyne.CanvasObject
	for _, v := range c.conflict.Fields[0].Values {
		side := conflictSide{v.Author, v.Station}
		if slices.ContainsFunc(c.fields, func(f *conflictField) bool { return f.of(side) < 0 }) {
			continue
		}
		label := present.T("conflict.whole", c.staff(side.author), c.Store.StationName(side.station))
		buttons = append(buttons, widget.NewSmall(label, func() {
			for _, f := range c.fields {
				f.choose(f.of(side))
			}
		}))
	}
	if len(buttons) == 0 {
		return nil
	}
	return widget.Line(1, buttons...)
}

// decide writes what was chosen in every field.
func (c *Conflict) decide() {
	values := map[string]any{}
	for _, f := range c.fields {
		v, err := f.value()
		if err != nil {
			c.fault.set(err)
			c.content.Refresh()
			return
		}
		values[f.field.Name] = v
	}
	reason := strings.TrimSpace(c.reason.Text())
	if reason == "" {
		c.fault.set(store.ErrReasonNeeded)
		c.content.Refresh()
		c.reason.Focus()
		return
	}
	c.settle.Disable()
	shown := c.conflict
	async.Run(c.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, c.Store.Settle(ctx, shown, values, reason)
	}, func(_ struct{}, err error) {
		c.settle.Enable()
		if errors.Is(err, store.ErrMoved) {
			c.again(err)
			return
		}
		if err != nil {
			c.fault.set(err)
			c.content.Refresh()
			return
		}
		c.Nav.Say(present.T("conflict.settled"))
		kase := c.conflict.Case
		c.Nav.Done(c)
		c.Nav.OpenCase(kase)
	})
}
