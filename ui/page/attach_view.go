package page

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/picture"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// attachView shows one attachment large, over the page.
type attachView struct {
	a       *attachments
	id      uuid.UUID
	turns   map[uuid.UUID]int64 // as turned here
	unsaved []uuid.UUID         // turned, and still to be written
	writing bool

	photo *widget.Photo
	head  *widget.Text
	place *widget.Text
	name  *widget.Entry
	save  *widget.Button
	facts *fyne.Container
	turn  *fyne.Container // the buttons that turn a picture
	turnL *widget.Button
	turnR *widget.Button
	back  *widget.Button
	on    *widget.Button
	fetch *widget.Button
	fault *faultBox
	side  *fyne.Container
	all   *fyne.Container
	hide  func()

	drawn string // what the picture shows: its record and whether it was here
	asked int    // the last drawing that was asked for
	slow  *async.Debouncer
}

// Size of the overlay in units of space.
const (
	attachWidth  = 168
	attachHeight = 110
)

// open shows an attachment large.
func (a *attachments) open(id uuid.UUID) {
	v := &attachView{a: a, id: id, turns: map[uuid.UUID]int64{}, fault: newFaultBox(), slow: async.NewDebouncer(a.owner, progressAfter)}
	v.build()
	a.view = v
	win := a.Nav.Window()
	v.hide = showTall(win, attachWidth, container.New(&tall{height: attachHeight, win: win}, v.all))
	v.refresh()
	v.note()
	widget.Focus(v.photo)
}

// note notes in the audit that the attachment is looked at.
func (v *attachView) note() {
	r, _ := v.record()
	if r == nil {
		return
	}
	e := store.AuditEntry{Act: store.AuditAttachment, Case: r.Case, Record: r.ID, Screen: "attachment"}
	async.Run(v.a.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.a.Store.Note(ctx, e)
	}, func(_ struct{}, err error) {
		if err != nil {
			v.a.Nav.Fail(err)
		}
	})
}

func (v *attachView) build() {
	v.head, v.place = widget.NewText("", oneLine(widget.Title)), widget.NewText("", widget.Quiet)
	v.photo = widget.NewPhoto()
	v.photo.OnKey, v.photo.OnTyp = v.key, v.typed
	v.name = widget.NewEntry(present.T("attach.title"))
	v.name.SetMaxLength(200)
	v.name.OnSubmitted = func(string) { v.rename() }
	v.save = widget.NewSmall(present.T("attach.rename"), v.rename)
	v.facts = widget.Rows(0.75)
	v.turnL = widget.NewSmall(present.T("attach.turn_left"), func() { v.rotate(270) })
	v.turnR = widget.NewSmall(present.T("attach.turn_right"), func() { v.rotate(90) })
	v.turn = widget.Flow(1, v.turnL, v.turnR)
	v.fetch = widget.NewPrimary(present.T("attach.fetch"), v.want)
	v.side = widget.Rows(1.5, v.facts, v.fetch, v.turn, widget.Rows(0.75, v.name, widget.Line(0, v.save)), v.fault,
		widget.NewRule(),
		widget.Line(0, widget.NewLink(present.T("attach.save"), v.askSave)),
		widget.Line(0, widget.NewLink(present.T("button.withdraw"), v.askWithdraw)),
		widget.NewText(present.T("attach.keys"), widget.SmallPara))
	v.fault.within = v.side
	v.back = widget.NewSmall(present.T("attach.previous"), func() { v.leaf(-1) })
	v.on = widget.NewSmall(present.T("attach.next"), func() { v.leaf(1) })
	top := widget.LineFill(1.5, 0, v.head, v.place,
		v.back, v.on,
		widget.NewSmall(present.T("button.close"), v.close))
	body := widget.Columns(2, []float32{96, 36}, v.photo, scrolled(widget.PadXY(0.5, 0.5, v.side)))
	v.all = newRowsFill(1, 1.25, top, body)
}

func (v *attachView) close() {
	v.hide()
	if v.a.view == v {
		v.a.view = nil
	}
}

// record is what is shown, nil when it is no longer there.
func (v *attachView) record() (*store.Record, int) {
	for i, r := range v.a.records {
		if r.ID == v.id {
			return r, i
		}
	}
	return nil, -1
}

// refresh shows what is known of the attachment now.
func (v *attachView) refresh() {
	r, at := v.record()
	if r == nil {
		v.close()
		return
	}
	st := v.a.states[r.ID]
	v.head.SetText(v.a.title(r))
	v.place.SetText(present.T("attach.of", at+1, len(v.a.records)))
	enable(v.back, at > 0)
	enable(v.on, at < len(v.a.records)-1)
	word, tone := v.a.stateWord(r)
	v.facts.Objects = []fyne.CanvasObject{widget.Line(0, widget.NewChip(word, tone)), widget.NewText(v.a.facts(r), widget.Paragraph)}
	if note := r.Text("note"); note != "" {
		v.facts.Add(widget.NewText(note, widget.Paragraph))
	}
	v.turn.Hidden = !isPicture(r)
	v.fetch.Hidden = st.Stage != store.AttachmentAway && st.Stage != store.AttachmentMissing
	v.facts.Refresh()
	v.side.Refresh()
	v.all.Refresh()
	v.draw(r, st)
}

func enable(b *widget.Button, on bool) {
	if on {
		b.Enable()
		return
	}
	b.Disable()
}

// draw shows the picture, or says why there is none.
func (v *attachView) draw(r *store.Record, st store.AttachmentState) {
	key := r.ID.String() + " " + string(st.Stage)
	if key == v.drawn {
		return
	}
	if r.ID.String() != v.drawn[:min(len(v.drawn), 36)] {
		v.name.SetText(v.a.title(r))
		v.fault.set(nil)
		v.show(nil, "")
	}
	v.drawn = key
	v.asked++
	asked := v.asked
	switch {
	case !isPicture(r):
		v.show(nil, present.T("attach.document_here"))
		return
	case st.Stage != store.AttachmentHere:
		v.show(nil, present.T("attach.not_here"))
		return
	}
	v.slow.Call(func() {
		if asked == v.asked && v.photo.Shown() == nil {
			v.show(nil, present.T("shell.loading"))
		}
	})
	async.Run(v.a.owner, func(ctx context.Context) (*image.RGBA, error) {
		return v.a.Store.DrawAttachment(ctx, r.ID, largeSide)
	}, func(img *image.RGBA, err error) {
		switch {
		case asked != v.asked:
		case errors.Is(err, store.ErrAttachmentAway):
			v.show(nil, present.T("attach.not_here"))
		case err != nil:
			v.show(nil, "")
			v.fault.set(err)
		default:
			v.show(img, "")
		}
	})
}

// show puts a picture up, or with nil a word; only a picture can be turned.
func (v *attachView) show(img *image.RGBA, word string) {
	if img == nil {
		v.photo.SetImage(nil, word)
		v.turnL.Disable()
		v.turnR.Disable()
		return
	}
	v.photo.SetImage(img, word)
	v.turnL.Enable()
	v.turnR.Enable()
}

// leaf goes to another attachment.
func (v *attachView) leaf(by int) {
	_, at := v.record()
	if to := at + by; at >= 0 && to >= 0 && to < len(v.a.records) {
		v.id = v.a.records[to].ID
		v.refresh()
		v.note()
	}
}

func (v *attachView) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyLeft:
		v.leaf(-1)
	case fyne.KeyRight:
		v.leaf(1)
	case fyne.KeyHome:
		v.leaf(-v.at())
	case fyne.KeyEnd:
		v.leaf(len(v.a.records) - 1 - v.at())
	default:
		return false
	}
	return true
}

func (v *attachView) at() int {
	_, at := v.record()
	return at
}

func (v *attachView) typed(r rune) bool {
	switch r {
	case 'r', 'R', 'ｒ', 'Ｒ':
		v.rotate(90)
	case 'l', 'L', 'ｌ', 'Ｌ':
		v.rotate(270)
	default:
		return false
	}
	return true
}

// rotate turns the picture at once, and writes how it is to be held; several
// turns in a row are one change, or two.
func (v *attachView) rotate(by int64) {
	r, _ := v.record()
	img, ok := v.photo.Shown().(*image.RGBA)
	if r == nil || !ok || img == nil || !isPicture(r) {
		return
	}
	was, turned := v.turns[r.ID]
	if !turned {
		was, _ = r.Int(store.FieldRotation)
	}
	v.turns[r.ID] = (was + by) % 360
	v.show(picture.Turn(img, int(by), false), "")
	if !slices.Contains(v.unsaved, r.ID) {
		v.unsaved = append(v.unsaved, r.ID)
	}
	v.writeTurns()
}

// writeTurns writes how pictures are to be held, one after the other; what is
// turned on meanwhile is written once more.
func (v *attachView) writeTurns() {
	if v.writing || len(v.unsaved) == 0 {
		return
	}
	id := v.unsaved[0]
	v.unsaved = v.unsaved[1:]
	at := slices.IndexFunc(v.a.records, func(r *store.Record) bool { return r.ID == id })
	if at < 0 {
		v.writeTurns() // taken back meanwhile
		return
	}
	v.writing = true
	r, to := v.a.records[at], v.turns[id]
	async.Run(v.a.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.a.put(ctx, r, map[string]any{store.FieldRotation: to})
	}, func(_ struct{}, err error) {
		v.writing = false
		if err != nil {
			delete(v.turns, id)
			v.drawn = ""
			v.refresh()
			v.fault.set(err)
		}
		if len(v.unsaved) > 0 {
			v.writeTurns()
			return
		}
		v.a.added()
	})
}

// rename writes another title.
func (v *attachView) rename() {
	r, _ := v.record()
	title := strings.TrimSpace(v.name.Text())
	if r == nil || title == v.a.title(r) {
		return
	}
	v.save.Disable()
	async.Run(v.a.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.a.put(ctx, r, map[string]any{"title": title})
	}, func(_ struct{}, err error) {
		v.save.Enable()
		v.fault.set(err)
		if err == nil {
			v.a.Nav.Say(present.T("attach.renamed"))
			v.a.added()
		}
	})
}

// want asks for the content.
func (v *attachView) want() {
	id := v.id
	async.Run(v.a.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.a.Store.WantAttachment(ctx, id)
	}, func(_ struct{}, err error) {
		v.fault.set(err)
		if err == nil {
			widget.Focus(v.photo) // the button goes away
			v.a.Sync.Wake()
			v.a.read()
		}
	})
}
