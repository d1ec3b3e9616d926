package page_test

import (
	"os"
	"path/filepath"
	"testing"

	"yorisoi/store"
	"yorisoi/sync/client/bundle"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/tour"
)

func retyped(text string) []tour.Deed {
	return []tour.Deed{{Do: "key", Text: "Ctrl+A"}, {Do: "key", Text: "BackSpace"}, typed(text)}
}

func TestHandOverIsForbiddenAtFirst(t *testing.T) {
	d := newDesk(t).found()
	d.show(page.NewSettings(d.deps))
	d.do(tap("受け渡し"), see("…止めてあります…"), see("…変えられる人：大沢…"), tap("職員ならだれでも"))
	d.until("the policy to be set", func() bool { return d.store.BundlePolicy() == store.BundlesAll })
	d.do(see("だれに渡しますか"), see("もらったファイル"))
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

func TestHandOver(t *testing.T) {
	d := newDesk(t).found()
	d.family()
	if err := d.store.SetBundlePolicy(t.Context(), store.BundlesAll); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "渡す"+bundle.Extension)
	d.show(page.NewSettings(d.deps))
	d.do(tap("受け渡し"), field("どこに保存しますか"))
	d.do(retyped(path)...)
	d.do(tap("確かめて書き出す"), see("これを書き出します"), see("…センターにまだ届いていないもの…"), see("…職員全員だけです…"))
	if _, err := os.Stat(path); err == nil {
		t.Fatal("the file is there before it was confirmed")
	}
	d.do(tap("書き出す"), see("書き出しました"), tap("閉じる"))
	if _, err := bundle.Look(d.store, path); err != nil {
		t.Fatal(err)
	}
	d.do(field("もらったファイル"), typed(path), tap("中を確かめる"), see("このファイルを取り込みますか"), see("大沢"), tap("取り込む"),
		see("大沢さんのファイルを終わりまで取り込みました"), see("…もうあった記録…"))
	traces, err := d.store.FindBundles(t.Context())
	if err != nil || len(traces) != 2 || traces[0].Outcome != store.BundleDone || traces[1].Outcome != store.BundleDone {
		t.Errorf("got %+v, %v", traces, err)
	}
	// The director sees what left, allowed or not.
	if err := d.store.SetBundlePolicy(t.Context(), store.BundlesForbidden); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewSettings(d.deps))
	d.do(tap("受け渡し"), see("…大沢さんが書き出し…"), see("…大沢さんが取り込み…"))
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

func TestHandOverAsksForWhatIsMissing(t *testing.T) {
	d := newDesk(t).found()
	d.family()
	if err := d.store.SetBundlePolicy(t.Context(), store.BundlesAll); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.txt")
	if err := os.WriteFile(other, []byte("an old letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewSettings(d.deps))
	d.do(tap("受け渡し"), tap("人を選ぶ"), tap("確かめて書き出す"), see(present.T("error.bundle_nobody.what")))
	d.do(tap("中を確かめる"), see(present.T("error.bundle_no_file.what")))
	d.do(field("もらったファイル"), typed(other), tap("中を確かめる"), see(present.T("error.bundle_other_file.what")), see(present.T("error.bundle_other_file.next")))
}

func TestHandOverChosenCases(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	if err := d.store.SetBundlePolicy(t.Context(), store.BundlesAll); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "c"+bundle.Extension)
	d.show(page.NewSettings(d.deps))
	d.do(tap("受け渡し"), tap(present.T("bundle.take_unsent")), tap("選んだケース"), tap("確かめて書き出す"), see(present.T("error.bundle_no_case.what")))
	d.do(field("ケースをさがす"), typed("森田"), tap(present.T("bundle.cases_add", present.Family("森田"))), field("どこに保存しますか"))
	d.do(retyped(path)...)
	d.do(tap("確かめて書き出す"), see("…1ケースの記録…"), tap("書き出す"), see("書き出しました"), tap("閉じる"))
	traces, err := d.store.FindBundles(t.Context())
	if err != nil || len(traces) != 1 || traces[0].Take != store.TakeCases || traces[0].Cases != 1 {
		t.Errorf("got %+v, %v for %s", traces, err, f.kase)
	}
}
