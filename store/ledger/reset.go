package ledger

import (
	"github.com/google/uuid"
)

// KindReset is the kind of the directory's notes of acts with the recovery
// key. A note is written once and says nothing that anybody relies on: it is
// there for people to see.
const KindReset = "reset"

// Fields of such a note, beside FieldStation: the machine whose words were
// shown, an id; none for a one-time password.
const (
	FieldOf     = "of"     // whose password it was, an id; none for an act about the key itself
	FieldSecond = "second" // the member who joined in, an id; none with the sheet
)

// Reset is such a note.
type Reset struct {
	ID      uuid.UUID
	Of      uuid.UUID // zero: an act about the recovery key itself
	Station uuid.UUID // zero: a one-time password
	By      uuid.UUID // who was signed in
	Second  uuid.UUID // zero: the sheet
	At      Time
}

// addReset keeps a note, by its one change.
func (d *Directory) addReset(w Written) {
	id := func(name string) uuid.UUID {
		text, _ := w.Edit.Set[name].(string)
		out, _ := uuid.Parse(text)
		return out
	}
	d.Resets = append(d.Resets, Reset{
		ID: w.Edit.Record, Of: id(FieldOf), Station: id(FieldStation), By: w.Author, Second: id(FieldSecond), At: w.At,
	})
}
