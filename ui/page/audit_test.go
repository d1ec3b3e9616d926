package page_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
)

// TestWhoLookedIsShown opens families as a director would and reads who looked,
// in the settings and on the case.
func TestWhoLookedIsShown(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	if _, err := d.store.OpenCase(t.Context(), f.kase, "case"); err != nil {
		t.Fatal(err)
	}
	for _, e := range []store.AuditEntry{
		{Act: store.AuditExported, Screen: "registry", Count: 240},
		{Act: store.AuditSearched, Terms: "もりた", Count: 3},
		{Act: store.AuditFailed, Who: uuid.New(), Count: 4},
		{Act: store.AuditRestricted, Case: uuid.New(), Reason: "搬送先からの照会"},
	} {
		if err := d.store.Note(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	d.show(page.NewSettings(d.deps))
	d.do(tap("閲覧の記録"), see("ケースを開いた"), see("表を写した（240）"), see("…「もりた」…"), see("サインインに失敗（4）"), see("この端末にない家庭"))
	d.look("audit")
	d.do(tap("月のまとめ"), see("開いた回数"), see("1時間に20家庭以上を開いた人はいません。"))
	d.look("audit-month")
	d.do(tap("権限と端末"), see("職員を加えた"), see("…ひとつずつ署名された…"))
	d.look("audit-decisions")
	d.do(tap("記録の点検"), tap("点検する"), see("点検できる記録がまだありません…"))
	d.look("audit-check")
	d.show(page.NewCase(d.deps, f.kase))
	d.do(tap("履歴"), tap("閲覧"), see("ケースを開いた"))
	d.look("case-looks")
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

// TestCopyOfTheAuditIsAnEntry copies the list, and finds that in it.
func TestCopyOfTheAuditIsAnEntry(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	if _, err := d.store.OpenCase(t.Context(), f.kase, "case"); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewSettings(d.deps))
	d.do(tap("閲覧の記録"), see("ケースを開いた"), tap("一覧を写す"), see("一覧をプログラムの外に写しますか"), tap("写す"))
	d.until("the copy to be noted", func() bool {
		rows, err := d.store.FindAudit(t.Context(), store.AuditFilter{Act: store.AuditExported})
		return err == nil && len(rows) == 1 && rows[0].Screen == "audit" && rows[0].Count >= 1
	})
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

// TestEveryActHasItsWord keeps the list of acts and the words together.
func TestEveryActHasItsWord(t *testing.T) {
	newDesk(t)
	for _, act := range store.AuditActs {
		if key := "audit.act." + string(act); present.T(key) == key {
			t.Errorf("no word for %s", act)
		}
	}
	for _, code := range []store.AuditFaultCode{
		store.AuditMissing, store.AuditAltered, store.AuditForged, store.AuditDoubled, store.AuditOrder, store.AuditWithheld,
	} {
		if key := "audit.fault." + string(code); present.T(key) == key {
			t.Errorf("no word for %s", code)
		}
	}
}
