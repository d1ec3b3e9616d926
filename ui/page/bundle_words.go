package page

import (
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/form"
	"yorisoi/sync/client/bundle"
	"yorisoi/ui/present"
)

// staffItem asks peopleOf for the staff.
var staffItem = &form.Item{Refers: "staff"}

func parsed(id string) uuid.UUID {
	out, err := uuid.Parse(id)
	if err != nil {
		return uuid.Nil
	}
	return out
}

// readers are the people whom a file is for.
func (d Deps) readers(group bool, staff []uuid.UUID) string {
	var names []string
	if group {
		names = append(names, present.T("bundle.for_all"))
	}
	for _, id := range staff {
		if name := d.staff(id); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, present.T("case.separator"))
}

// Sizes of files in words.
const (
	kib = 1 << 10
	mib = 1 << 20
)

func sizeWord(n int64) string {
	switch {
	case n < mib:
		return present.T("bundle.kb", (n+kib-1)/kib)
	case n < 10*mib:
		return present.T("bundle.mb_tenths", n/mib, n%mib*10/mib)
	}
	return present.T("bundle.mb", n/mib)
}

// importedWords say what an import did, one sentence a line.
func importedWords(done bundle.Imported) string {
	lines := []string{present.T("bundle.taken_counts", done.Fresh, max(done.Changes-done.Fresh-done.Refused, 0), done.Blobs)}
	if done.Resumed {
		lines = append(lines, present.T("bundle.taken_resumed"))
	}
	if done.Receipts > 0 {
		lines = append(lines, present.T("bundle.taken_receipts"))
	}
	if done.Refused > 0 {
		lines = append(lines, present.T("bundle.taken_refused", done.Refused))
	}
	if done.More {
		lines = append(lines, present.T("bundle.taken_more", done.Part))
	}
	return strings.Join(append(lines, present.T("bundle.taken_next")), "\n")
}
