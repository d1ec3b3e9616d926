package page

import (
	"bytes"
	"context"
	"encoding/hex"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/paper"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// sheetMaker shows what goes onto the recovery sheet, has it printed or written
// down, and asks for two of its groups: then somebody has read it.
type sheetMaker struct {
	Deps
	owner *async.Owner
	sheet *store.Sheet
	done  func() // after it was read back
	later func() // to go on without

	center *widget.Entry // its name, for the print-out
	asked  []int         // groups to type back, from 0
	back   []*widget.Entry
	fault  *faultBox
	file   *fyne.Container // what to do with the file that was written
	hand   *fyne.Container // the words, for those who write them down
	rows   *fyne.Container
	around fyne.CanvasObject // is laid out again too when the rows grow; may be nil
}

func newSheetMaker(d Deps, owner *async.Owner, sheet *store.Sheet) *sheetMaker {
	m := &sheetMaker{Deps: d, owner: owner, sheet: sheet, fault: newFaultBox(), file: widget.Rows(1), hand: widget.Rows(1)}
	m.center = widget.NewEntry(present.T("recovery.center_name"))
	m.center.SetHint(present.T("recovery.center_hint"))
	m.center.SetMaxLength(40)
	m.asked = rand.Perm(len(sheet.Words))[:2]
	slices.Sort(m.asked)
	for _, i := range m.asked {
		m.back = append(m.back, widget.NewEntry(present.T("recovery.group", i+1)))
	}
	m.back[len(m.back)-1].OnSubmitted = func(string) { m.check() }
	return m
}

// content is the whole, with a heading.
func (m *sheetMaker) content(heading widget.Style) fyne.CanvasObject {
	m.rows = widget.Rows(2,
		widget.NewText(present.T("sheet.title"), heading),
		widget.NewText(present.T("recovery.sheet_sub"), widget.Paragraph),
		widget.NewCard(present.T("recovery.print"), widget.Rows(1.5, m.center,
			widget.Line(2, widget.NewPrimary(present.T("recovery.save_pdf"), m.save), widget.NewLink(present.T("recovery.by_hand"), m.showWords)),
			m.file, m.hand)),
		widget.NewCard(present.T("recovery.read_back"), widget.Rows(1.5,
			widget.NewText(present.T("recovery.read_back_sub"), widget.SmallPara),
			widget.Columns(2, []float32{1, 1}, m.back[0], m.back[1]), m.fault,
			widget.Line(2, widget.NewPrimary(present.T("recovery.check"), m.check), widget.NewLink(present.T("recovery.later"), m.later)))),
	)
	return m.rows
}

// redraw lays out again after something has come or gone.
func (m *sheetMaker) redraw() {
	m.rows.Refresh()
	if m.around != nil {
		m.around.Refresh()
	}
}

// tell shows a fault, or none.
func (m *sheetMaker) tell(err error) {
	m.fault.set(err)
	m.redraw()
}

// showWords shows them on the screen, or takes them away again.
func (m *sheetMaker) showWords() {
	if len(m.hand.Objects) > 0 {
		m.hand.Objects = nil
	} else {
		m.hand.Objects = []fyne.CanvasObject{newWordGrid(m.sheet.Words)}
	}
	m.hand.Refresh()
	m.redraw()
}

// newWordGrid are numbered groups of kana in three columns.
func newWordGrid(words []string) fyne.CanvasObject {
	const columns = 3
	high := (len(words) + columns - 1) / columns
	var stacks []fyne.CanvasObject
	for c := range columns {
		stack := widget.Rows(0.5)
		for i := c * high; i < min((c+1)*high, len(words)); i++ {
			stack.Add(widget.Line(1, widget.NewText(present.T("recovery.number", i+1), widget.Small),
				widget.NewText(words[i], widget.Style{Size: theme.SizeTitle, Bold: true})))
		}
		stacks = append(stacks, stack)
	}
	return widget.NewCard("", widget.Columns(2, []float32{1, 1, 1}, stacks...))
}

// save asks where the PDF goes.
func (m *sheetMaker) save() {
	m.chooseFiles(m.owner, fileChoice{
		Purpose: "paper", Title: present.T("recovery.save_pdf"), Do: present.T("files.save"),
		Begin: []files.Kind{files.Documents, files.Home}, Save: true, Name: present.T("sheet.title") + ".pdf", Ending: ".pdf", Replaces: true,
		Chosen: func(paths []string) { m.write(paths[0]) },
	})
}

func (m *sheetMaker) write(path string) {
	center := strings.TrimSpace(m.center.Text())
	async.Run(m.owner, func(ctx context.Context) (struct{}, error) {
		raw, err := m.pdf(center)
		if err != nil {
			return struct{}{}, err
		}
		if err := m.Store.Note(ctx, store.AuditEntry{Act: store.AuditPrinted, Screen: "recovery"}); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, writeWhole(path, bytes.NewReader(raw))
	}, func(_ struct{}, err error) {
		m.tell(err)
		if err == nil {
			m.written(path)
		}
	})
}

// pdf lays the sheet out.
func (m *sheetMaker) pdf(center string) ([]byte, error) {
	var address string
	if endpoint, err := client.DecodeEndpoint(m.Store.Endpoint()); err == nil {
		address = endpoint.Address // the made-up city has none to print
	}
	about := paper.About{
		Title: present.T("sheet.title"), By: m.Store.Me().Name, At: m.Now(), Center: center,
		Serial: strings.ToUpper(uuid.NewString()[:8]),
	}
	return paper.Recovery(about, paper.Sheet{
		Sheet: m.sheet, Address: address, Fingerprint: fingerprintText(m.sheet.Founder), Secret: SecretText(m.sheet.Secret),
	}).Bytes()
}

// fingerprintText is a fingerprint in groups of four figures.
func fingerprintText(founder trust.PublicIdentity) string {
	mark := wire.FingerprintOf(founder)
	text := strings.ToUpper(hex.EncodeToString(mark[:]))
	return strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, " ")
}

// written says what to do with the file, and does it.
func (m *sheetMaker) written(path string) {
	var open, remove *widget.Button
	open = widget.NewButton(present.T("recovery.open_pdf"), func() {
		slashed := filepath.ToSlash(path)
		if !strings.HasPrefix(slashed, "/") {
			slashed = "/" + slashed // a drive's letter
		}
		m.tell(fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: slashed}))
	})
	remove = widget.NewButton(present.T("recovery.remove_pdf"), func() {
		if err := os.Remove(path); err != nil {
			m.tell(withoutPath(err))
			return
		}
		m.file.Objects = []fyne.CanvasObject{widget.NewText(present.T("recovery.removed_pdf"), widget.Style{Wrap: true, Color: theme.Green})}
		m.file.Refresh()
		m.redraw()
	})
	m.file.Objects = []fyne.CanvasObject{
		widget.NewBanner(theme.Soon, present.T("recovery.saved_pdf"), present.T("recovery.saved_pdf_sub"), open, remove),
	}
	m.file.Refresh()
	m.redraw()
}

// check holds what was typed back against the sheet.
func (m *sheetMaker) check() {
	for n, i := range m.asked {
		if !trust.SameWords(m.back[n].Text(), m.sheet.Words[i]) {
			m.tell(refuse("group_differs"))
			m.back[n].Focus()
			return
		}
	}
	async.Run(m.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.Store.ConfirmSheet(ctx)
	}, func(_ struct{}, err error) {
		m.tell(err)
		if err == nil {
			m.done()
		}
	})
}

// showSheetMaker shows a sheet over the page; done is called however it ends.
func (d Deps) showSheetMaker(owner *async.Owner, sheet *store.Sheet, done func()) {
	m := newSheetMaker(d, owner, sheet)
	var hide func()
	m.done = func() {
		hide()
		d.Nav.Say(present.T("recovery.confirmed"))
		done()
	}
	m.later = func() {
		hide()
		done()
	}
	grows, grown := newGrowing(m.content(widget.Title))
	m.around = grown.Objects[0]
	hide = showOver(d.Nav.Window(), grown, &middle{width: 96, grows: grows})
}

// makeSheet asks before a recovery key is made, because an earlier sheet opens
// nothing new from then on.
func (d Deps) makeSheet(owner *async.Owner, done func()) {
	var hide func()
	fault := newFaultBox()
	title, sub := "recovery.make_first", "recovery.make_sub"
	if d.Store.Recovery().Made {
		title, sub = "recovery.make_again", "recovery.make_again_sub"
	}
	rows := widget.Rows(2, widget.NewText(present.T(title), widget.Title), widget.NewText(present.T(sub), widget.Paragraph), fault)
	fault.within = rows
	rows.Add(widget.Line(1.25, widget.NewPrimary(present.T("recovery.make"), func() {
		async.Run(owner, d.Store.MakeRecovery, func(sheet *store.Sheet, err error) {
			if err != nil {
				fault.set(err)
				return
			}
			hide()
			d.showSheetMaker(owner, sheet, done)
		})
	}), widget.NewButton(present.T("button.cancel"), func() { hide() })))
	hide = ShowOverlay(d.Nav.Window(), 70, rows)
}
