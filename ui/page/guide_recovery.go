package page

import (
	"cmp"
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/paper"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// sheetStep is step 3 where everything begins anew from the recovery sheet.
type sheetStep struct {
	who      *widget.ChoiceField
	words    *widget.NoteEditor
	password newPassword
}

// showRecovery asks who begins, and for the words of the sheet.
func (g *Guide) showRecovery(err error) {
	st := &g.sheetStep
	if st.words == nil {
		st.words, st.password = newWordsField(), newPasswordFields()
	}
	chosen := ""
	if st.who != nil {
		chosen = st.who.Code()
	}
	st.who = widget.NewPersonPicker(present.T("guide.who"), present.T("guide.who_none"), g.recoverers())
	if chosen != "" {
		st.who.SetCode(chosen)
	}
	fault := newFaultBox()
	fault.set(err)
	g.show(3, widget.Rows(2,
		widget.NewText(present.T("guide.recover"), widget.Heading),
		widget.NewText(present.T("guide.recover_who"), widget.Paragraph),
		st.who, st.words, st.password.first, st.password.second, fault,
		widget.Line(1.5, widget.NewPrimary(present.T("guide.recover_do"), g.recover),
			widget.NewButton(present.T("button.back"), g.showStation)),
	))
	st.who.Focus()
}

// recoverers are the members of the recovery group.
func (g *Guide) recoverers() []widget.Person {
	return slices.DeleteFunc(g.people(), func(p widget.Person) bool {
		id, err := uuid.Parse(p.ID)
		return err != nil || !g.staff.Staff[id].May(ledger.ActRecover)
	})
}

func (g *Guide) recover() {
	st := &g.sheetStep
	staff, err := uuid.Parse(st.who.Code())
	if err != nil {
		g.showRecovery(refuse("who_missing"))
		return
	}
	next, err := st.password.text()
	if err != nil {
		g.showRecovery(err)
		return
	}
	words, e := paper.WordsIn(st.words.Text()), g.enrolment
	g.busy(3, present.T("guide.joining"))
	async.Run(g.owner, func(ctx context.Context) (*store.Store, error) {
		return store.Recover(ctx, g.d.Config, e, g.directory, staff, words, next)
	}, func(s *store.Store, err error) {
		if err != nil {
			g.showRecovery(err)
			return
		}
		g.store = s
		g.finish()
	})
}

// showSheet is step 4 for a founder: the recovery sheet.
func (g *Guide) showSheet() {
	sheet := g.store.TakeSheet()
	if sheet == nil {
		g.finish()
		return
	}
	deps := Deps{
		Store: g.store, Owner: g.owner, Nav: windowOnly{win: g.d.Window}, Dir: g.d.Config.Dir,
		Folders: &files.Memory{}, Clock: g.d.Config.Now,
	}
	m := newSheetMaker(deps, g.owner, sheet)
	m.done, m.later = g.finish, g.finish
	g.show(4, m.content(widget.Heading))
	m.around = g.view.right.Objects[0]
}

// windowOnly is the Nav of a guide that has nowhere to go yet: choosing a file
// asks it for the window, and nothing else is asked.
type windowOnly struct {
	Nav
	win fyne.Window
}

// Window is the guide's.
func (w windowOnly) Window() fyne.Window { return w.win }

// sortOptions puts options into the order of their words.
func sortOptions(options []widget.Option) {
	slices.SortFunc(options, func(a, b widget.Option) int { return cmp.Compare(a.Word+a.Code, b.Word+b.Code) })
}
