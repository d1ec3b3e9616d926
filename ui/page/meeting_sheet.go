package page

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// caseSheet is one family on the agenda. What is typed on it is kept as it is
// typed and goes into the record when the sheet is left or decided.
type caseSheet struct {
	*Meeting
	record    *store.Record
	row       store.SheetRow
	file      *store.Case
	fresh     map[string]any // what the case's record says for a sheet not yet begun
	approvals map[uuid.UUID]store.ApprovalRow
	keep      *keeper

	content fyne.CanvasObject // nil until the case was read
	parts   sheetParts
}

// sheetLoad is what a sheet reads.
type sheetLoad struct {
	file      *store.Case
	fresh     map[string]any
	draft     store.Draft
	approvals []store.ApprovalRow
}

// infoFields are filled from the case's record.
var infoFields = []string{"mch_info", "welfare_info", "risk", "strengths", "missing"}

// drawSheet shows the sheet of the chosen family, read anew.
func (m *Meeting) drawSheet() {
	row := m.sheetRow(m.chosen)
	if row == nil {
		m.showRight(widget.NewCard("", widget.EmptyState("meeting", present.T("meeting.no_cases"), present.T("meeting.no_cases_sub"))))
		return
	}
	s := m.sheets[m.chosen]
	if s == nil {
		s = &caseSheet{Meeting: m}
		m.sheets[m.chosen] = s
	}
	s.row, s.record = *row, row.Record
	if s.content != nil {
		m.showRight(s.content)
	} else {
		m.showRight(widget.NewCard("", widget.NewText(present.T("shell.loading"), widget.Small)))
	}
	s.load()
}

func (m *Meeting) showRight(o fyne.CanvasObject) {
	if len(m.right.Objects) == 1 && m.right.Objects[0] == o {
		return
	}
	m.right.Objects = []fyne.CanvasObject{o}
	m.right.Refresh()
}

// draftID is where what is typed on the sheet is kept.
func (s *caseSheet) draftID() uuid.UUID { return uuid.NewSHA1(s.record.ID, []byte(store.KindSheet)) }

func (s *caseSheet) load() {
	kase, id, typed := s.record.Case, s.draftID(), s.keep != nil
	async.Run(s.owner, func(ctx context.Context) (l sheetLoad, err error) {
		if l.file, err = s.Store.OpenCase(ctx, kase, "sheet"); err != nil {
			return l, err
		}
		if l.fresh, err = s.Store.DraftSheet(ctx, kase); err != nil {
			return l, err
		}
		maps.DeleteFunc(l.fresh, func(name string, _ any) bool { return !slices.Contains(infoFields, name) })
		if l.approvals, err = s.Store.FindApprovals(ctx, store.ApprovalFilter{Case: &kase, All: true}); err != nil || typed {
			return l, err
		}
		draft, err := s.Store.FindDraft(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			l.draft = store.Draft{Record: id, Kind: kindEdit, Parent: id, Fields: map[string]any{}}
			return l, nil
		}
		l.draft = *orZero(draft)
		return l, err
	}, s.loaded)
}

func (s *caseSheet) loaded(l sheetLoad, err error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		s.content = widget.NewCard("", widget.EmptyState("lock", present.T("meeting.not_here"), present.T("meeting.not_here_sub")))
	case err != nil:
		s.Nav.Fail(err)
		return
	default:
		s.file, s.fresh = l.file, l.fresh
		s.approvals = map[uuid.UUID]store.ApprovalRow{}
		for _, a := range l.approvals {
			s.approvals[a.Document] = a
		}
		if s.keep == nil {
			s.keep = newKeeper(s.Store, s.owner, l.draft)
			s.keep.active, s.keep.onError = s.Active, s.Nav.Fail
		}
		if s.parts.column == nil {
			s.build()
		}
		s.update()
	}
	if s.chosen == s.record.ID {
		s.showRight(s.content)
	}
}

// isField tells a field of the sheet from what else is typed on it, such as a
// judgement that is not recorded yet: those have a dot in their names.
func isField(name string) bool { return !strings.Contains(name, ".") }

// text is what is typed under a name, "" if nothing.
func (s *caseSheet) text(name string) string {
	t, _ := s.keep.fields()[name].(string)
	return t
}

// begun reports whether the sheet has words of its own: until then it shows
// what the case's record says today.
func (s *caseSheet) begun() bool {
	if s.record.Text("stage") == sheetDiscussed {
		return true
	}
	for _, name := range infoFields {
		if _, typed := s.keep.fields()[name]; typed || s.record.Fields[name] != nil {
			return true
		}
	}
	return false
}

// values are the sheet's answers as it shows them.
func (s *caseSheet) values() map[string]any {
	out := maps.Clone(s.record.Fields)
	if !s.begun() {
		for name, v := range s.fresh {
			if out[name] == nil {
				out[name] = v
			}
		}
	}
	for name, v := range s.keep.fields() {
		if isField(name) {
			out[name] = v
		}
	}
	return withoutNil(out)
}

// set takes what a person typed. With the first word the sheet is begun: what
// it was filled with from the record is then its own.
func (s *caseSheet) set(name string, v any) {
	if isField(name) && !s.begun() {
		for field, filled := range s.fresh {
			if s.record.Fields[field] == nil {
				s.put(field, filled)
			}
		}
	}
	s.put(name, v)
}

// put keeps a value, and what the record showed before the first one.
func (s *caseSheet) put(name string, v any) {
	if _, typed := s.keep.fields()[name]; !typed && isField(name) {
		s.keep.began(name, s.record.Fields[name])
	}
	s.keep.put(name, v)
}

// forget drops what was typed under some names.
func (s *caseSheet) forget(names ...string) {
	for _, name := range names {
		delete(s.keep.draft.Fields, name)
		delete(s.keep.draft.Was, name)
	}
	s.keep.changed()
}

// typed are the fields of the sheet that were typed and are not in the record
// yet.
func (s *caseSheet) typed() map[string]any {
	out := map[string]any{}
	for name, v := range s.keep.fields() {
		if isField(name) {
			out[name] = v
		}
	}
	return out
}

func (s *caseSheet) write(set map[string]any) store.Write {
	return store.Write{Case: s.record.Case, Record: s.record.ID, Kind: store.KindSheet, Set: set, Was: maps.Clone(s.keep.draft.Was)}
}

// leave saves what was typed into the record, without waiting for it.
func (s *caseSheet) leave() {
	if s.keep == nil {
		return
	}
	s.keep.leave()
	if set := s.typed(); len(set) > 0 && s.locked() == "" {
		s.settle([]store.Write{s.write(maps.Clone(set))}, nil)
	}
}

// settle writes records and takes what they hold out of the draft. What does
// not fit its form stays typed.
func (s *caseSheet) settle(writes []store.Write, done func(error)) {
	set := maps.Clone(s.keep.fields())
	save := s.keep.saver()
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		if err := save(ctx); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.Store.PutTogether(ctx, writes)
	}, func(_ struct{}, err error) {
		if err == nil {
			s.settled(set, writes)
		}
		var invalid *store.InvalidError
		var moved *store.MovedError
		switch {
		case errors.As(err, &moved) && moved.Record == s.record.ID:
			s.askMoved(moved)
		case done != nil:
			done(err)
		case err != nil && !errors.As(err, &invalid):
			s.Nav.Fail(err)
		}
	})
}

// settled forgets what has gone into the record, unless it was typed anew
// meanwhile.
func (s *caseSheet) settled(set map[string]any, writes []store.Write) {
	for _, w := range writes {
		if w.Record != s.record.ID {
			continue
		}
		for name := range w.Set {
			s.record.Fields[name] = w.Set[name]
			if v, typed := s.keep.fields()[name]; typed && ledger.SameValue(v, set[name]) {
				delete(s.keep.draft.Fields, name)
				delete(s.keep.draft.Was, name)
			}
		}
	}
	if len(s.keep.fields()) > 0 {
		s.keep.changed()
		s.keep.leave()
		return
	}
	k, turn := s.keep, s.keep.turn
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.saved > turn {
			return struct{}{}, nil // more was typed and saved since
		}
		return struct{}{}, s.Store.DiscardDraft(ctx, k.draft.Record)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.Nav.Fail(err)
		}
	})
}

// keepNow saves what was typed and waits: as a draft first, then into the
// record.
func (s *caseSheet) keepNow(ctx context.Context) error {
	if s.keep == nil {
		return nil
	}
	if s.keep.dirty() {
		if err := s.keep.saveNow(ctx); err != nil {
			return err
		}
	}
	set := s.typed()
	if len(set) == 0 || s.locked() != "" {
		return nil
	}
	var invalid *store.InvalidError
	_, err := s.Store.Put(ctx, s.write(set))
	switch {
	case errors.As(err, &invalid), errors.Is(err, store.ErrMoved), errors.Is(err, store.ErrInConflict):
		return nil // it stays typed
	case err != nil:
		return err
	}
	return s.keepRest(ctx)
}

// keepRest leaves in the draft what is no field of the sheet: a draft of what
// the record holds would stand over what others write there later.
func (s *caseSheet) keepRest(ctx context.Context) error {
	rest := s.keep.draft
	rest.Fields = maps.Clone(rest.Fields)
	maps.DeleteFunc(rest.Fields, func(name string, _ any) bool { return isField(name) })
	if len(rest.Fields) == 0 {
		return s.Store.DiscardDraft(ctx, rest.Record)
	}
	_, err := s.Store.SaveDraft(ctx, rest)
	return err
}

// locked says why nothing can be entered, "" when it can.
func (s *caseSheet) locked() string {
	switch {
	case s.file == nil:
		return present.T("shell.loading")
	case s.record.State == store.StateWithdrawn:
		return present.T("meeting.locked_sheet")
	case s.file.Family.State == store.StateWithdrawn:
		return present.T("meeting.locked_withdrawn")
	case s.file.Into != uuid.Nil:
		return present.T("meeting.locked_merged")
	case stageOf(s.data.Record) == meetingClosed:
		return present.T("meeting.locked_closed")
	}
	return ""
}
