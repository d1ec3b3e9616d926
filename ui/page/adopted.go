package page

import (
	"yorisoi/store"
	"yorisoi/ui/present"
)

// writers are who wrote a record, and who took it in where it lay in the hold
// box, "" where it did not.
func (b *base) writers(file *store.Case, r *store.Record) (by, took string) {
	if file == nil {
		return b.staff(r.Author), ""
	}
	author, taken := file.WrittenBy(r)
	if taken {
		took = present.T("adopted.took", b.staff(r.Author))
	}
	return b.staff(author), took
}

// writer is both on one line.
func (b *base) writer(file *store.Case, r *store.Record) string {
	by, took := b.writers(file, r)
	if took == "" {
		return by
	}
	return present.T("adopted.by", by, took)
}
