package page

import (
	"yorisoi/store"
	"yorisoi/ui/present"
)

// writer is who wrote a record, and beside them who took it in where it lay in
// the hold box.
func (b *base) writer(file *store.Case, r *store.Record) string {
	if file == nil {
		return b.staff(r.Author)
	}
	by, taken := file.WrittenBy(r)
	if !taken {
		return b.staff(by)
	}
	return present.T("adopted.by", b.staff(by), b.staff(r.Author))
}
