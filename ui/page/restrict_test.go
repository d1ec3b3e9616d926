package page_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// TestRestrictAndLift makes the machine one's own, keeps a family to the person
// signed in, asks for its address, and lifts that again.
func TestRestrictAndLift(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	settings := page.NewSettings(d.deps)
	d.show(settings)
	d.do(tap("閲覧の制限"), see("この端末は、専用になっていません  閲覧を限った家庭は、この端末には来ません。"), see("ここにはありません。"))
	d.look("restrict-common")
	d.do(tap("わたし専用にする"), see("この端末を、あなただけが使うものにします。閲覧を限った家庭で、あなたが読めるものが、この端末に来ます。そのあいだ、ほかの人をこの端末に加えることはできません。"), tap("やめる"))
	if d.store.Alone() {
		t.Error("claimed though it was called off")
	}
	if alone, err := d.store.Claim(t.Context()); !alone || err != nil {
		t.Fatalf("claim: %v, %v", alone, err)
	}

	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	d.do(tap("閲覧を限る"), see("読める人"), see("これからこの家庭がある端末: 庁内PC-11。"))
	d.look("restrict-sheet")
	d.do(tap("やめる"))
	me := d.store.Me().ID
	if err := d.store.Restrict(t.Context(), f.kase, store.Restriction{Readers: []uuid.UUID{me}, Kind: "dv", Until: "2027-11-23"}); err != nil {
		t.Fatal(err)
	}
	c.Show()
	d.do(see("読める人を変える"), see("制限を解く"))
	d.look("restrict-banner")
	d.do(tap("制限を解く"), field("解く理由"), typed("支援措置が終わった"), tap("制限を解く"), see("閲覧を限る"))
	d.until("lifted", func() bool {
		r, err := d.store.FindRestriction(t.Context(), f.kase)
		return err == nil && r == nil
	})
}
