package page

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// kindNewCase is the kind of the draft that holds a family until it is made.
// Like the phrases it is its own parent.
const kindNewCase = "newcase"

// NewFamily makes a case of a family and its first persons.
type NewFamily struct {
	base
	keep    *keeper
	parts   []*newPart
	content *fyne.Container
	column  *fyne.Container
	scroll  *widget.Scroll
	saved   *widget.Notice
	fault   *faultBox
	save    *widget.Button
	few     *newFew // nil for those who may not restrict
}

// newPart is one record to be made.
type newPart struct {
	prefix string // of its fields in the draft
	kind   string
	preset map[string]any
	view   *widget.FormView
}

var _ Page = (*NewFamily)(nil)

// NewNewFamily returns the page with what was typed when it was last left.
func NewNewFamily(d Deps) *NewFamily {
	n := &NewFamily{base: newBase(d), fault: newFaultBox(), saved: widget.NewNotice()}
	n.column = widget.Rows(1.5, widget.NewText(present.T("shell.loading"), widget.Small))
	n.scroll = widget.NewScroll(n.column)
	n.save = widget.NewPrimary(present.T("newcase.save"), n.create)
	head := widget.LineFill(1.75, 0, widget.NewText(present.T("cases.new"), widget.Heading), n.saved, n.save)
	n.content = widget.PadXY(3, 2.25, widget.RowsFill(1.5, head, n.fault, n.scroll))
	return n
}

// Title is the word on the tab.
func (n *NewFamily) Title() string { return present.T("cases.new") }

// Content is drawn.
func (n *NewFamily) Content() fyne.CanvasObject { return n.content }

// Show reads what was typed before, once.
func (n *NewFamily) Show() {
	if n.keep != nil {
		return
	}
	id := uuid.NewSHA1(n.Store.Me().ID, []byte(kindNewCase))
	async.Run(n.owner, func(ctx context.Context) (store.Draft, error) {
		d, err := n.Store.FindDraft(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return store.Draft{Record: id, Kind: kindNewCase, Parent: id, Fields: map[string]any{}}, nil
		}
		return *orZero(d), err
	}, func(d store.Draft, err error) {
		switch {
		case err != nil:
			n.Nav.Fail(err)
		case n.keep == nil:
			n.fill(d)
		}
	})
}

func (n *NewFamily) fill(d store.Draft) {
	n.keep = newKeeper(n.Store, n.owner, d)
	n.keep.active = n.Active
	n.keep.onError = n.Nav.Fail
	n.keep.onSaved = func(at time.Time) {
		n.saved.Say(theme.Done, present.T("visit.saved", present.ClockSeconds(at.Local())), "")
	}
	me := n.Store.Me()
	charge := map[string]any{"class": "mch"}
	if me.Has("welfare") && !me.Has("health") {
		charge["welfare_staff"] = me.ID.String()
	} else {
		charge["mch_staff"] = me.ID.String()
	}
	n.parts = []*newPart{
		{prefix: "family.", kind: store.KindFamily, preset: charge},
		{prefix: "mother.", kind: store.KindPerson, preset: map[string]any{"role": "mother", "sex": "F", "lives_with": true}},
		{prefix: "child.", kind: store.KindPerson, preset: map[string]any{"role": "child", "lives_with": true}},
	}
	n.column.Objects = []fyne.CanvasObject{widget.NewText(present.T("newcase.sub"), widget.SmallPara)}
	for i, p := range n.parts {
		n.column.Add(n.card(p, []string{"newcase.family", "newcase.mother", "newcase.child"}[i]))
	}
	if n.Store.May(ledger.ActRestrict) {
		n.few = newNewFew(n)
		n.column.Add(n.few.card)
	}
	n.column.Add(widget.NewSpacer(4))
	n.column.Refresh()
	n.parts[0].view.Focus("")
}

func (n *NewFamily) card(p *newPart, title string) fyne.CanvasObject {
	f := n.Store.Library().Form(p.kind)
	cfg := n.formConfig(f, "", nil)
	cfg.Outer = n.scroll
	cfg.Skip = map[string]bool{"mch_judgement": true, "welfare_judgement": true, "agreed_judgement": true, "severity": true, "deceased": true}
	p.view = widget.NewFormView(cfg)
	values := map[string]any{}
	for id, v := range p.preset {
		values[id] = v
	}
	for name, v := range n.keep.fields() {
		if id, ok := strings.CutPrefix(name, p.prefix); ok {
			values[id] = v
		}
	}
	p.view.SetValues(values)
	p.view.OnChanged = func(id string, v any) { n.keep.set(p.prefix+id, v) }
	return widget.NewCard(present.T(title), p.view)
}

// Leave saves what the last pause has not.
func (n *NewFamily) Leave() {
	if n.keep != nil {
		n.keep.leave()
	}
}

// Keep saves and waits for it.
func (n *NewFamily) Keep(ctx context.Context) error {
	if n.keep == nil || !n.keep.dirty() {
		return nil
	}
	return n.keep.saveNow(ctx)
}

// create makes the case, then the persons of whom anything was said.
func (n *NewFamily) create() {
	if n.keep == nil {
		return
	}
	n.save.Disable()
	n.fault.set(nil)
	family := n.parts[0].view.Values()
	var persons []map[string]any
	for _, p := range n.parts[1:] {
		if values := p.view.Values(); typedPerson(values) {
			for name, from := range map[string]string{"family_name": "name", "family_kana": "kana"} {
				if values[name] == nil {
					values[name] = family[from]
				}
			}
			persons = append(persons, values)
		}
	}
	few := n.few.restriction()
	async.Run(n.owner, func(ctx context.Context) (uuid.UUID, error) {
		kase, err := n.open(ctx, withoutNil(family), few)
		if kase == uuid.Nil {
			return uuid.Nil, err
		}
		for _, set := range persons {
			w := store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: withoutNil(set)}
			if _, err := n.Store.Put(ctx, w); err != nil {
				return kase, err
			}
		}
		return kase, n.Store.DiscardDraft(ctx, n.keep.draft.Record)
	}, n.created)
}

// open makes the case, kept to few from its first change on where that was
// asked for.
func (n *NewFamily) open(ctx context.Context, family map[string]any, few *store.Restriction) (uuid.UUID, error) {
	if few == nil {
		return n.Store.CreateCase(ctx, family)
	}
	return n.Store.CreateRestricted(ctx, family, *few)
}

func typedPerson(values map[string]any) bool {
	for _, name := range []string{"given_name", "given_kana", "birth_date", "due_date"} {
		if values[name] != nil {
			return true
		}
	}
	return false
}

func withoutNil(m map[string]any) map[string]any {
	for name, v := range m {
		if v == nil {
			delete(m, name)
		}
	}
	return m
}

func (n *NewFamily) created(kase uuid.UUID, err error) {
	n.save.Enable()
	if err != nil && kase == uuid.Nil {
		var invalid *store.InvalidError
		if errors.As(err, &invalid) {
			n.parts[0].view.Focus(n.parts[0].view.ShowProblems(invalid.Problems))
		}
		n.fault.set(err)
		n.content.Refresh()
		return
	}
	n.keep.forget()
	n.Nav.Done(n)
	n.Nav.OpenCase(kase)
	n.Nav.Say(present.T("newcase.saved"))
	if err != nil {
		n.Nav.Fail(err)
	}
}
