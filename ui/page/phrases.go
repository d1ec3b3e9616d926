package page

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Phrases of one's own are kept as a draft that is never confirmed: sealed on
// this station, for the person who made them. It is its own parent, so that it
// does not stand among the drafts to finish.
const kindPhrases = "phrases"

func phrasesID(staff uuid.UUID) uuid.UUID { return uuid.NewSHA1(staff, []byte(kindPhrases)) }

// phrasesAt lets F2 offer the phrases in a section's notes.
func (v *Visit) phrasesAt(s *visitSection) {
	if note, ok := s.view.Field("note").(*widget.NoteEditor); ok {
		offerPhrases(v.Deps, v.owner, note)
	}
}

// offerPhrases opens the list of phrases at F2.
func offerPhrases(d Deps, owner *async.Owner, note *widget.NoteEditor) {
	note.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyF2 {
			return false
		}
		p := &phrases{d: d, owner: owner, note: note}
		p.load()
		return true
	}
}

type phrases struct {
	d     Deps
	owner *async.Owner
	note  *widget.NoteEditor
	list  []string
	hide  func()
}

func (p *phrases) load() {
	async.Run(p.owner, func(ctx context.Context) ([]string, error) {
		draft, err := p.d.Store.FindDraft(ctx, phrasesID(p.d.Store.Me().ID))
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		list, _ := draft.Fields["list"].([]string)
		return list, nil
	}, func(list []string, err error) {
		if err != nil {
			p.d.Nav.Fail(err)
			return
		}
		p.list = list
		p.show()
	})
}

func (p *phrases) show() {
	rows := widget.Rows(1)
	for i, phrase := range p.list {
		take := widget.NewArea(widget.PadXY(1, 0.75, widget.NewText(phrase, widget.Paragraph)), func() {
			p.hide()
			p.note.Insert(phrase)
			p.note.Focus()
		})
		remove := widget.NewSmall(present.T("button.remove"), func() {
			p.save(append(append([]string{}, p.list[:i]...), p.list[i+1:]...))
		})
		rows.Add(widget.LineFill(1, 0, take, remove))
	}
	if len(p.list) == 0 {
		rows.Add(widget.NewText(present.T("visit.phrases_none"), widget.SmallPara))
	}
	entry := widget.NewEntry(present.T("visit.phrase_new"))
	add := func(string) {
		if text := strings.TrimSpace(entry.Text()); text != "" {
			p.save(append(append([]string{}, p.list...), text))
		}
	}
	entry.OnSubmitted = add
	p.hide = ShowOverlay(p.d.Nav.Window(), 80, widget.Rows(1.5,
		widget.NewText(present.T("visit.phrases"), widget.Title),
		rows, entry,
		widget.Line(1.25, widget.NewPrimary(present.T("button.add"), func() { add("") }),
			widget.NewButton(present.T("button.close"), func() {
				p.hide()
				p.note.Focus()
			})),
	))
	entry.Focus()
}

// save keeps the list and shows it anew.
func (p *phrases) save(list []string) {
	p.hide()
	id := phrasesID(p.d.Store.Me().ID)
	fields := map[string]any{"list": list}
	if len(list) == 0 {
		fields = map[string]any{}
	}
	async.Run(p.owner, func(ctx context.Context) (struct{}, error) {
		_, err := p.d.Store.SaveDraft(ctx, store.Draft{Record: id, Kind: kindPhrases, Parent: id, Fields: fields})
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			p.d.Nav.Fail(err)
			return
		}
		p.list = list
		p.show()
	})
}
