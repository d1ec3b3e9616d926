package page

import (
	"context"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/present"
)

// fileOf is the case that a record lies in. The office file has no family: a
// page that shows one of its records gets a case of nobody.
func (d Deps) fileOf(ctx context.Context, kase uuid.UUID) (*store.Case, error) {
	if kase != d.Store.Office() {
		return d.Store.OpenCase(ctx, kase, "record")
	}
	nobody := &store.Record{Case: kase, Kind: store.KindFamily, State: store.StateConfirmed, Fields: map[string]any{}}
	return &store.Case{ID: kase, Family: nobody}, nil
}

// familyOf is what a case is called on a line: the family, or the center for
// what belongs to none.
func (d Deps) familyOf(kase uuid.UUID, name string) string {
	if kase == d.Store.Office() {
		return present.T("shell.center")
	}
	return present.Family(name)
}

// openFile opens what a record belongs to: its case, or the page that the
// office file's records of its kind stand on.
func (d Deps) openFile(kase uuid.UUID, kind string, record uuid.UUID) {
	switch {
	case kase != d.Store.Office():
		d.Nav.OpenCase(kase)
	case kind == store.KindMeeting:
		d.Nav.OpenMeeting(record)
	case kind == store.KindResource:
		d.Nav.OpenResources()
	case kind == store.KindTask:
		d.Nav.OpenMeetings()
	default:
		d.Nav.OpenSettings()
	}
}
