package page

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// attachments shows the photographs and documents of a case, or of the visit
// that is being typed, and takes new ones.
type attachments struct {
	Deps
	owner  *async.Owner
	kase   uuid.UUID
	parent uuid.UUID // the draft that new ones belong to, or zero
	big    bool      // field mode

	content *fyne.Container
	rows    *fyne.Container
	working *fyne.Container // how far adding is
	fault   *faultBox
	choose  *widget.Button

	records []*store.Record
	states  map[uuid.UUID]store.AttachmentState
	shown   map[uuid.UUID]*widget.PhotoRow
	small   map[string]*image.RGBA // as drawn in the list, by record and turn
	all     bool                   // more than the first ones are listed
	reading int                    // the last reading that was begun
	view    *attachView

	changed func()                // something was added, or changed; nil: nobody reads anew
	onSet   func([]*store.Record) // other ones are shown; may be nil
}

// listedFirst is how many attachments are listed until somebody asks for all.
const listedFirst = 6

func newAttachments(d Deps, owner *async.Owner, kase, parent uuid.UUID) *attachments {
	a := &attachments{
		Deps: d, owner: owner, kase: kase, parent: parent, big: parent != uuid.Nil, fault: newFaultBox(),
		rows: widget.Rows(1), working: widget.Rows(1),
		states: map[uuid.UUID]store.AttachmentState{}, shown: map[uuid.UUID]*widget.PhotoRow{}, small: map[string]*image.RGBA{},
	}
	a.choose = widget.NewButton(present.T("attach.add"), a.chooseFile)
	a.choose.Icon, a.choose.Big = "camera", a.big
	a.content = widget.Rows(1.25,
		widget.LineFill(1.5, 1, a.choose, widget.NewText(present.T("attach.hint"), widget.SmallPara)), a.working, a.fault, a.rows)
	a.fault.within = a.content
	a.working.Hide()
	return a
}

// set shows records of attachments, in their order.
func (a *attachments) set(records []*store.Record) {
	a.records = records
	a.draw()
	a.read()
	if a.onSet != nil {
		a.onSet(records)
	}
}

// attachLoad is where the contents are.
type attachLoad map[uuid.UUID]store.AttachmentState

// read finds out where the contents are, and draws them small.
func (a *attachments) read() {
	a.reading++
	turn, records := a.reading, a.records
	async.Run(a.owner, func(ctx context.Context) (attachLoad, error) {
		return a.Store.AttachmentStates(ctx, records)
	}, func(l attachLoad, err error) {
		if turn != a.reading {
			return
		}
		if err != nil {
			a.Nav.Fail(err)
			return
		}
		a.states = l
		a.draw()
		a.drawSmall(turn)
		if a.view != nil {
			a.view.refresh()
		}
	})
}

// listed are the attachments that have rows.
func (a *attachments) listed() []*store.Record {
	if a.all || len(a.records) <= listedFirst {
		return a.records
	}
	return a.records[:listedFirst]
}

func (a *attachments) draw() {
	objects := make([]fyne.CanvasObject, 0, len(a.records))
	kept := map[uuid.UUID]*widget.PhotoRow{}
	for _, r := range a.listed() {
		row := a.shown[r.ID]
		if row == nil {
			icon := "case"
			if isPicture(r) {
				icon = "camera"
			}
			row = widget.NewPhotoRow(icon, func() { a.open(r.ID) })
		}
		word, tone := a.stateWord(r)
		row.Set(a.title(r), a.facts(r), word, tone)
		if img := a.small[smallKey(r)]; img != nil {
			row.SetImage(img)
		}
		kept[r.ID] = row
		objects = append(objects, row)
	}
	if left := len(a.records) - len(objects); left > 0 {
		objects = append(objects, widget.Line(0, widget.NewLink(present.T("attach.more", left), func() {
			a.all = true
			a.draw()
			a.read()
		})))
	}
	if len(objects) == 0 {
		objects = append(objects, widget.NewText(present.T("attach.none"), widget.Small))
	}
	a.shown, a.rows.Objects = kept, objects
	a.rows.Refresh()
	a.content.Refresh()
}

// Sides of a picture in pixels: in the list, and large.
const (
	smallSide = 192
	largeSide = 1600
)

// smallKey names a picture as it is drawn in the list.
func smallKey(r *store.Record) string {
	return fmt.Sprintf("%s %v %v", r.ID, r.Fields[store.FieldRotation], r.Fields[store.FieldMirrored])
}

// drawSmall draws the pictures that are listed and not drawn yet, one by one.
func (a *attachments) drawSmall(turn int) {
	var missing []*store.Record
	for _, r := range a.listed() {
		if isPicture(r) && a.small[smallKey(r)] == nil {
			missing = append(missing, r)
		}
	}
	a.owner.Go(func(ctx context.Context) {
		for _, r := range missing {
			img, err := a.Store.DrawAttachment(ctx, r.ID, smallSide)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				continue // not here yet; the row says so
			}
			a.owner.Show(func() {
				a.small[smallKey(r)] = img
				if row := a.shown[r.ID]; row != nil && turn <= a.reading {
					row.SetImage(img)
				}
			})
		}
	})
}

func isPicture(r *store.Record) bool { return r.Text(store.FieldMediaType) != store.MediaPDF }

func (a *attachments) title(r *store.Record) string {
	if title := r.Text("title"); title != "" {
		return title
	}
	return KindWord(store.KindAttachment)
}

// facts are when it was taken, by whom it was added, what it is and how large.
func (a *attachments) facts(r *store.Record) string {
	taken := ""
	if on := r.Text(store.FieldTakenOn); on != "" {
		taken = present.T("attach.taken", a.shortDate(on)+" "+r.Text(store.FieldTakenTime))
	}
	what := present.T("attach.document")
	if isPicture(r) {
		what = a.code("attachment_sort", r.Text("sort"))
	}
	size := ""
	if n, ok := r.Int(store.FieldSize); ok {
		size = sizeWord(n)
	}
	return joined(taken, present.T("attach.by", a.staff(r.Author)), what, size)
}

// stateWord says in words where the content is.
func (a *attachments) stateWord(r *store.Record) (string, theme.Tone) {
	st, known := a.states[r.ID]
	switch {
	case !known:
		return "", theme.Grey
	case st.Stage == store.AttachmentFetching && st.Of > 0:
		return present.T("attach.fetching_of", st.Have, st.Of), theme.Todo
	case st.Stage == store.AttachmentFetching:
		return present.T("attach.fetching"), theme.Todo
	case st.Stage == store.AttachmentMissing:
		return present.T("attach.missing"), theme.Soon
	case st.Stage == store.AttachmentAway:
		return present.T("attach.away"), theme.Grey
	case r.State == store.StateDraft:
		return present.T("record.draft"), theme.Soon
	case st.Unsent || r.Delivery.Stage == store.StageHere:
		return present.T("attach.unsent"), theme.Soon
	}
	return present.T("attach.here"), theme.Grey
}

// added reads anew what is shown.
func (a *attachments) added() {
	if a.changed != nil {
		a.changed()
	}
}

// loadDrafts shows the attachments of the draft that is being typed.
func (a *attachments) loadDrafts() {
	async.Run(a.owner, func(ctx context.Context) ([]store.Draft, error) {
		return a.Store.FindDraftsOf(ctx, a.parent)
	}, func(drafts []store.Draft, err error) {
		if err != nil {
			a.Nav.Fail(err)
			return
		}
		var records []*store.Record
		for _, d := range drafts {
			if d.Kind == store.KindAttachment {
				records = append(records, &store.Record{
					ID: d.Record, Case: d.Case, Kind: d.Kind, Parent: d.Parent, State: store.StateDraft, Fields: d.Fields,
					Created: d.Began, Changed: d.Saved, Author: d.Staff, Delivery: store.Delivery{Stage: store.StageDraft},
				})
			}
		}
		a.set(records)
	})
}

// put sets fields of an attachment, of a draft too.
func (a *attachments) put(ctx context.Context, r *store.Record, set map[string]any) error {
	if r.State != store.StateDraft {
		_, err := a.Store.Put(ctx, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Parent: r.Parent, Set: set})
		return err
	}
	d, err := a.Store.FindDraft(ctx, r.ID)
	if errors.Is(err, store.ErrNotFound) { // it was confirmed meanwhile
		_, err := a.Store.Put(ctx, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Parent: r.Parent, Set: set})
		return err
	}
	if err != nil {
		return err
	}
	for name, v := range set {
		d.Fields[name] = v
	}
	_, err = a.Store.SaveDraft(ctx, *d)
	return err
}

// progressAfter is when work shows how far it is.
const progressAfter = 300 * time.Millisecond
