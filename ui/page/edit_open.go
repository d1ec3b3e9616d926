package page

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/theme"
)

// edit says which record an editor opens, and with what.
type edit struct {
	kase   uuid.UUID // the case, or the office file
	kind   string
	parent uuid.UUID      // the record whose list a new one belongs to, or zero
	preset map[string]any // what a new record begins with, or what is to be changed in an old one
	old    *store.Record  // the saved record that is changed, nil for a new one
	id     uuid.UUID      // of a new record, zero where any will do
	// skip leaves out fields that the program sets: give their values in
	// preset.
	skip  map[string]bool
	title string // "" is the form's
	// wide gives a long form a page of its own, with sections that fold.
	wide bool
	// whole says which items have a line for themselves; nil: none.
	whole func(it *form.Item) bool
	// derive returns the fields that follow from the others; nil: none do.
	derive func(values map[string]any) map[string]any
	// result says in words, beside the buttons, what the answers lead to.
	result func(values map[string]any) (string, theme.Tone)
	// offer are answers that a new record may begin with, if the person wants.
	offer *offer
	// slot keeps what is typed for a new record apart from what is typed for
	// another new one of the same kind and parent, "" where there is one only.
	slot string
	// persons and choices are whom and which records of the case others may
	// refer to; where they are nil they are read.
	persons []*store.Record
	choices []*store.Record
	done    func(*store.Record) // after saving; may be nil
}

// kindEdit is the kind of the draft that holds an edit. Like the phrases it is
// its own parent, so that it does not stand among the drafts to finish.
const kindEdit = "edit"

// draftID is the draft of the edit of a record, or of a new one.
func (e edit) draftID() uuid.UUID {
	switch {
	case e.old != nil:
		return uuid.NewSHA1(e.old.ID, []byte(kindEdit))
	case e.parent != uuid.Nil:
		return uuid.NewSHA1(e.parent, []byte(kindEdit+" "+e.kind+e.slot))
	}
	return uuid.NewSHA1(e.kase, []byte(kindEdit+" "+e.kind+e.slot))
}

// openEdit opens an editor over the page. The page asks it to keep what is
// typed (keepNow) before it is locked.
func openEdit(d Deps, ed edit) *editor {
	if ed.old != nil {
		ed.parent = ed.old.Parent
	}
	e := &editor{base: newBase(d), edit: ed, record: store.NewRecordID(), fault: newFaultBox(), marked: map[string]bool{}}
	async.Run(e.owner, e.read, func(l opened, err error) {
		if err != nil {
			d.Nav.Fail(err)
			return
		}
		e.open(l)
	})
	return e
}

// openEditor opens the editor of a record of the case. Shown are the fields of
// from; old is the saved record that is changed, nil for a new one.
func openEditor(d Deps, file *store.Case, kind string, from, old *store.Record, done func(*store.Record)) *editor {
	e := edit{kase: file.ID, kind: kind, old: old, persons: file.Persons, choices: file.Records, done: done}
	if from != nil && old == nil {
		e.preset = from.Fields
	}
	return openEdit(d, e)
}

// editRecord opens the editor of a record of the case. Shown are the fields of
// from; old is the saved record that is changed, nil for a new one.
func (c *Case) editRecord(from *store.Record, kind string, old *store.Record) {
	c.editing = openEditor(c.Deps, c.file, kind, from, old, func(*store.Record) { c.load() })
}

// edit opens the editor of a record of the case, a child of another one
// perhaps.
func (c *Case) edit(e edit) {
	e.kase, e.choices = c.id, c.file.Records
	if e.persons == nil {
		e.persons = c.file.Persons
	}
	done := e.done
	e.done = func(r *store.Record) {
		c.load()
		if done != nil {
			done(r)
		}
	}
	c.editing = openEdit(c.Deps, e)
}

// opened is what an editor reads before it shows.
type opened struct {
	draft   store.Draft
	persons []*store.Record
	records []*store.Record
}

// read finds what was typed before and what the fields may refer to.
func (e *editor) read(ctx context.Context) (opened, error) {
	l := opened{persons: e.persons, records: e.choices}
	id := e.draftID()
	draft, err := e.Store.FindDraft(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		l.draft = store.Draft{Record: id, Kind: kindEdit, Parent: id, Fields: map[string]any{}}
	case err != nil:
		return l, err
	default:
		l.draft = *draft
	}
	office := e.kase == e.Store.Office()
	if !office && (l.records == nil || l.persons == nil) {
		file, err := e.Store.OpenCase(ctx, e.kase, "edit")
		if err != nil {
			return l, err
		}
		l.persons, l.records = file.Persons, file.Records
	}
	for _, kind := range refersTo(e.Store.Library().Form(e.kind)) {
		if !office && !slices.Contains(officeKinds, kind) {
			continue
		}
		records, err := e.Store.FindOffice(ctx, kind)
		if err != nil {
			return l, err
		}
		l.records = append(slices.Clip(l.records), records...)
	}
	return l, nil
}

// officeKinds are the kinds of records that cases refer to and that lie in the
// office file.
var officeKinds = []string{store.KindMeeting, store.KindResource}

// refersTo are the kinds of records, other than people, that a form's items
// refer to.
func refersTo(f *form.Form) []string {
	var kinds []string
	f.Walk(func(it *form.Item, _ int) bool {
		if it.Refers != "" && it.Refers != "person" && it.Refers != "staff" && !slices.Contains(kinds, it.Refers) {
			kinds = append(kinds, it.Refers)
		}
		return true
	})
	return kinds
}
