package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// newAlbum is the section of the visit with its photographs and documents.
// They are part of the draft: kept at once, confirmed with it.
func (v *Visit) newAlbum() fyne.CanvasObject {
	v.photos = newAttachments(v.Deps, v.owner, v.draft.Case, v.draft.Record)
	labels := widget.FoldLabels{Open: present.T("button.unfold"), Close: present.T("button.fold")}
	v.album = widget.NewFoldSection(present.T("attach.section"), labels, true, v.photos.content)
	v.photos.changed = v.photos.loadDrafts
	v.photos.onSet = func(records []*store.Record) {
		v.album.SetSummary(present.T("attach.count", len(records)))
		v.column.Refresh()
	}
	v.photos.loadDrafts()
	return v.album
}

// Dropped adds files that were let fall on the window.
func (v *Visit) Dropped(files []fyne.URI) {
	if v.photos != nil {
		v.album.SetOpen(true)
		v.photos.dropped(files)
	}
}
