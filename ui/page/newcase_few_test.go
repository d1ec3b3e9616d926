package page_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// TestNewFamilyForFew begins a family that is kept to the person signed in.
func TestNewFamilyForFew(t *testing.T) {
	d := newDesk(t).found()
	if alone, err := d.store.Claim(t.Context()); !alone || err != nil {
		t.Fatalf("claim: %v, %v", alone, err)
	}
	d.show(page.NewNewFamily(d.deps))
	d.do(see("この世帯を見る人を限る"), field("家名"), typed("蛇穴"), tap("限る"))
	d.look("newcase-few")
	d.do(field("理由の種類"), tap("DV等支援措置"), tap("ケースをつくる"))
	var rows []store.RestrictedRow
	d.until("the restricted case", func() bool {
		var err error
		rows, err = d.store.FindRestricted(t.Context())
		return err == nil && len(rows) == 1
	})
	if rows[0].Family != "蛇穴" || rows[0].Kind != "dv" || len(rows[0].Readers) != 1 {
		t.Errorf("got %+v", rows[0])
	}
	acts, err := d.store.FindAudit(t.Context(), store.AuditFilter{Act: store.AuditRestricted})
	if err != nil || len(acts) != 1 || acts[0].Case != rows[0].Case {
		t.Errorf("audit: got %+v, %v", acts, err)
	}
}
