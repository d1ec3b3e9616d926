package store

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// adoptedWithin is how soon after a record that was taken in whole the note of it
// is written: both are of one transaction.
const adoptedWithin = 10 * time.Second

// WrittenBy is who wrote a record of the case first. Where that lay in the hold
// box and was taken in by somebody else, the record's author, it is whoever the
// words are by, and taken is true.
func (c *Case) WrittenBy(r *Record) (by uuid.UUID, taken bool) {
	for _, note := range c.Records {
		if note.Kind != KindAdoption || note.Text("outcome") != outcomeAdopted || note.Text("record") != r.ID.String() {
			continue
		}
		later := note.Created.Sub(r.Created)
		whole := note.Author == r.Author && later >= 0 && later < adoptedWithin && slices.Contains(note.Texts("fields"), ledger.FieldState)
		if author := parseID(note.Text("author")); whole && author != uuid.Nil {
			return author, true
		}
	}
	return r.Author, false
}
