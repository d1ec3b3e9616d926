package page_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
)

// TestEnvelopePages puts an envelope, opens it as somebody would in an
// emergency, and notes that it was opened.
func TestEnvelopePages(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	ctx := t.Context()
	settings := page.NewSettings(d.deps)
	d.show(settings)
	d.do(tap("守り"), see("緊急時の封筒を開ける人"), see("つながらないときに封筒を開く"))
	d.look("glass-policy")
	if alone, err := d.store.Claim(ctx); !alone || err != nil {
		t.Fatalf("claim: %v, %v", alone, err)
	}
	glass := page.NewGlass(d.deps)
	d.show(glass)
	d.do(see("封筒は使われていません  このセンターでは、だれも封筒を開けないことになっています。センター長が設定の「守り」で変えられます。"))
	for name, value := range map[string]string{ledger.PolicyGlass: ledger.GlassLeaders, ledger.PolicyGlassOffline: ledger.GlassOnline} {
		if err := d.store.SetPolicy(ctx, name, value); err != nil {
			t.Fatal(err)
		}
	}

	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	d.do(tap("閲覧を限る"), see("読める人"), tap("封筒を置く"), field("読める人への連絡のとり方"), typed("内線1234"))
	d.look("glass-put")
	d.do(tap("挙げた人だけにする"), see("封筒に書かれること"), see("くわしく聞ける人"))
	d.look("glass-preview")
	d.do(tap("戻る"), tap("やめる"))
	r := store.Restriction{Readers: []uuid.UUID{d.store.Me().ID}, Kind: "dv", Glass: true, Contact: "内線1234"}
	if err := d.store.Restrict(ctx, f.kase, r); err != nil {
		t.Fatal(err)
	}

	glass = page.NewGlass(d.deps)
	d.show(glass)
	d.do(see("開いたことは、かならず知らされます…"))
	d.look("glass-why")
	d.do(field("開く理由（10文字以上）"), typed("急いで"), field("あなたのパスワード（もう一度）"), typed(password), tap("次へ"), see("開く理由が短すぎます。"))
	d.do(field("開く理由（10文字以上）"), typed("交番に来た母子の安全を確かめるため"), tap("次へ"), see("だれをさがしますか"))
	d.do(field("だれをさがしますか"), typed("もりた"), tap("封筒をさがす"), see("あう封筒が1通あります"))
	d.look("glass-found")
	name := d.theFamily(f.kase)
	if shows(glass.Content(), present.Family(name)) {
		t.Error("the family's name stands on the page before the envelope is opened")
	}
	d.do(tap("知らせて開く"), see("センターに届くのを待っています…"))
	d.look("glass-waits")
	if shows(glass.Content(), present.Family(name)) {
		t.Error("shown before the center knows")
	}
	if err := d.store.SetPolicy(ctx, ledger.PolicyGlassOffline, ledger.GlassOffline); err != nil {
		t.Fatal(err)
	}
	d.do(tap("もう一度たしかめる"), see("この家庭の人"), see("連絡のとり方: 内線1234"))
	d.look("glass-envelope")

	d.show(page.NewToday(d.deps))
	d.do(see("見る"))
	d.look("glass-today")
	d.do(tap("見る"), see("確認したこと"))
	d.look("glass-note")
	d.do(field("確認したこと"), typed("本人に聞きました"), tap("確認したことを書く"))
	d.until("noted", func() bool {
		all, err := d.store.FindOpenings(ctx)
		return err == nil && len(all) == 1 && all[0].Word == "本人に聞きました"
	})
	settings = page.NewSettings(d.deps)
	d.show(settings)
	d.do(tap("閲覧の制限"), see("開かれた封筒"), see("封筒のページへ"))
	d.look("glass-settings")
	d.do(tap("閲覧の記録"), see("緊急時の封筒を開いた"), see("緊急時の封筒をさがした"))
	d.look("glass-audit")
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

// theFamily is the name of a family.
func (d *desk) theFamily(kase uuid.UUID) string {
	d.t.Helper()
	c, err := d.store.FindCase(d.t.Context(), kase)
	if err != nil {
		d.t.Fatal(err)
	}
	return c.Family.Text("name")
}
