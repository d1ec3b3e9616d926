package page_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/sync/client/bundle"
	"yorisoi/ui/files"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

// atHome gives the test a home folder of its own, and returns it.
func atHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	return home
}

// inHome copies a file into a folder; it is so many minutes old.
func inHome(t *testing.T, from string, minutes int, parts ...string) string {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-time.Duration(minutes) * time.Minute)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
	return path
}

// documents opens the documents of a case.
func (d *desk) documents(f family) {
	d.t.Helper()
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	c.ShowPart(page.PartDocuments)
	d.do(see("写真・書類を加える"))
}

func TestChooseSeveralPhotographs(t *testing.T) {
	home := atHome(t)
	d := newDesk(t).found()
	f := d.family()
	d.deps.Folders = &files.Memory{}
	photo := snapshot(t, "x.jpg", 60, 40).Path()
	inHome(t, photo, 30, home, "Pictures", "居間.jpg")
	inHome(t, photo, 20, home, "Pictures", "玄関.jpg")
	inHome(t, photo, 10, home, "Pictures", "iPhone.heic")
	inHome(t, photo, 5, home, "Pictures", "メモ.txt")
	inHome(t, photo, 1, home, "Pictures", ".かくし.jpg")
	inHome(t, photo, 1, home, "Pictures", "昔の写真", "祖母.jpg")
	d.documents(f)
	d.do(tap("写真・書類を加える"), see("写真・書類を選ぶ"), see("昔の写真"), see("居間.jpg"), see("玄関.jpg"), see("iPhone.heic"), see("ホーム"),
		see("4件  ほかの種類のファイル 1件は、選べないので出していません。"), gone("メモ.txt"), gone(".かくし.jpg"))
	d.look("choose")
	d.do(tap("iPhone.heic"), see("この写真はHEIC形式で、…"), see("…「互換性優先」（JPEG）…"))
	d.look("choose-heic")
	d.do(tap("居間.jpg"), see("1件を加える"), tap("玄関.jpg"), see("2件を加える"), gone("この写真はHEIC形式で、…"), tap("2件を加える"))
	d.until("both to be added", func() bool { return len(d.attachments(f.kase)) == 2 })
	d.do(gone("写真・書類を選ぶ"), see("居間"), see("玄関"))

	// The folder in which one chose is remembered for the purpose.
	if err := os.Rename(filepath.Join(home, "Pictures", "昔の写真"), filepath.Join(home, "アルバム")); err != nil {
		t.Fatal(err)
	}
	d.do(tap("写真・書類を加える"), tap("ホーム"), tap("アルバム"), see("祖母.jpg"), tap("祖母.jpg"), tap("1件を加える"))
	d.until("the third to be added", func() bool { return len(d.attachments(f.kase)) == 3 })
	d.do(tap("写真・書類を加える"), see("祖母.jpg"), see("アルバム"))
	d.do(tap("やめる"), gone("写真・書類を選ぶ"))
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

func TestChooseByKeysAlone(t *testing.T) {
	home := atHome(t)
	d := newDesk(t).found()
	now := time.Now()
	d.deps.Clock = func() time.Time { return now }
	f := d.family()
	photo := snapshot(t, "x.jpg", 60, 40).Path()
	for i := range 40 {
		inHome(t, photo, i+1, home, "Pictures", fmt.Sprintf("IMG_%d.jpg", i))
	}
	inHome(t, photo, 1, home, "カメラ", "一枚.jpg")
	d.documents(f)
	d.do(tap("写真・書類を加える"), see("IMG_0.jpg"), typed("img_37"), see("「img_37」をさがしています"), see("IMG_37.jpg"))
	d.do(key("BackSpace"), see("「img_3」をさがしています"))
	now = now.Add(10 * time.Second)
	d.do(key("Space"))
	d.do(see("1件を加える"), key("BackSpace"), see("カメラ"), typed("カメラ"), key("Return"), see("一枚.jpg"))
	now = now.Add(10 * time.Second)
	d.do(typed("~"), typed("/Pictures"), key("Return"), see("IMG_0.jpg"))
	d.do(typed("/"), typed("no/such"), key("Return"), see("打った場所が見つかりません。"))
	d.do(typed("/"), key("Escape"), typed("img_5."), key("Return"))
	d.until("it to be added", func() bool { return len(d.attachments(f.kase)) == 1 })
	if got := d.attachments(f.kase)[0].Text("title"); got != "IMG_5" {
		t.Errorf("added %s", got)
	}
	d.do(gone("写真・書類を選ぶ"), tap("写真・書類を加える"), see("IMG_0.jpg"))
	d.do(typed("/"), key("BackSpace"))
	d.do(typed(filepath.Join(home, "カメラ", "一枚.jpg")), key("Return"))
	d.until("the other one to be added", func() bool { return len(d.attachments(f.kase)) == 2 })
}

func TestChooseSortsAndGoesUp(t *testing.T) {
	home := atHome(t)
	d := newDesk(t).found()
	f := d.family()
	small, large := snapshot(t, "s.jpg", 20, 20).Path(), snapshot(t, "l.jpg", 900, 900).Path()
	inHome(t, small, 10, home, "Pictures", "2026", "b.jpg")
	inHome(t, large, 20, home, "Pictures", "2026", "a.jpg")
	d.documents(f)
	first := func(name string) func() bool {
		return func() bool {
			d.layOut()
			return d.above("a.jpg", "b.jpg") == (name == "a.jpg")
		}
	}
	d.do(tap("写真・書類を加える"), tap("2026"), see("a.jpg"))
	d.until("the newest to stand first", first("b.jpg"))
	d.do(tap("日時"))
	d.until("the oldest to stand first", first("a.jpg"))
	d.do(tap("大きさ"))
	d.until("the largest to stand first", first("a.jpg"))
	d.do(tap("大きさ"))
	d.until("the smallest to stand first", first("b.jpg"))
	d.do(tap("上へ"), gone("a.jpg"), see("2026"), tap("2026"), see("a.jpg"), tapIn("›", "写真"), gone("a.jpg"))
}

// above reports whether a text stands higher than another one.
func (d *desk) above(a, b string) bool {
	at := map[string]int{}
	done := make(chan tour.Answer, 1)
	go func() {
		done <- d.hand.Perform(tour.Deed{Do: "see", Text: "no such text", Seconds: 1})
		d.queue.Do(func() {})
	}()
	var answer tour.Answer
	d.queue.Until(30*time.Second, func() bool {
		select {
		case answer = <-done:
			return true
		default:
			return false
		}
	})
	for i, text := range answer.Seen {
		at[text] = i
	}
	return at[a] < at[b]
}

func TestChooseTellsOfAVanishedDrive(t *testing.T) {
	home := atHome(t)
	d := newDesk(t).found()
	f := d.family()
	d.deps.Folders = &files.Memory{}
	usb := filepath.Join(home, "usb")
	inHome(t, snapshot(t, "x.jpg", 20, 20).Path(), 1, usb, "DCIM", "a.jpg")
	inHome(t, snapshot(t, "x.jpg", 20, 20).Path(), 1, home, "b.jpg")
	d.deps.Folders.Keep("attach", usb)
	d.documents(f)
	d.do(tap("写真・書類を加える"), tap("DCIM"), see("a.jpg"))
	if err := os.RemoveAll(usb); err != nil {
		t.Fatal(err)
	}
	d.do(key("Return"), see("その場所かファイルは、もうありません。"), see("USBメモリーやカードなら、抜けていないか確かめてください。…"))
	d.look("choose-gone")
	d.do(tap("上へ"), see("その場所かファイルは、もうありません。"), tap("ホーム"), see("b.jpg"), gone("その場所かファイルは、もうありません。"))
	d.do(tap("やめる"))
	// What was remembered has gone: that is said, and home is shown.
	d.do(tap("写真・書類を加える"), see("その場所かファイルは、もうありません。"), see("b.jpg"))
	if n := len(d.attachments(f.kase)); n != 0 {
		t.Errorf("%d were added", n)
	}
}

func TestSaveAnAttachment(t *testing.T) {
	home := atHome(t)
	d := newDesk(t).found()
	f := d.family()
	if err := os.MkdirAll(filepath.Join(home, "Documents"), 0o700); err != nil {
		t.Fatal(err)
	}
	const content = "%PDF-1.7 決定通知"
	if _, err := d.store.Attach(t.Context(), store.NewAttachment{Record: store.NewRecordID(), Case: f.kase, Name: "決定通知.pdf", Content: strings.NewReader(content)}); err != nil {
		t.Fatal(err)
	}
	d.documents(f)
	saving := func() {
		d.do(tap("ファイルに保存"), see("よりそいの外に保存しますか"), tap("保存先をえらぶ"), see("ファイルの名前"), see("決定通知.pdf"))
	}
	d.do(see("決定通知"), tap("決定通知"))
	saving()
	d.do(see("ここには何もありません。"), tap("新しいフォルダー"), field("フォルダーの名前"), typed("渡す:分"), tap("つくる"), see("この名前は使えません。"))
	d.do(field("フォルダーの名前"))
	d.do(retyped("渡す分")...)
	d.do(key("Return"), gone("フォルダーの名前"), see("渡す分"))
	d.look("save")
	d.do(tap("保存"))
	target := filepath.Join(home, "Documents", "渡す分", "決定通知.pdf")
	d.until("the file to be written", func() bool { return len(d.said) > 0 })
	if data, err := os.ReadFile(target); err != nil || string(data) != content {
		t.Fatalf("got %q, %v", data, err)
	}
	// A second time it is asked before it is written over.
	if err := os.WriteFile(target, []byte("ほかのもの"), 0o600); err != nil {
		t.Fatal(err)
	}
	saving()
	d.do(tap("渡す分"), see("1件"), tap("保存"), see("前のファイルを上書きしますか"))
	d.look("save-over")
	d.do(tap("名前を変える"), gone("前のファイルを上書きしますか"))
	if data, _ := os.ReadFile(target); string(data) != "ほかのもの" {
		t.Fatal("it was written over without an answer")
	}
	d.do(tap("保存"), tap("上書きする"))
	d.until("the file to be written again", func() bool { return len(d.said) > 1 })
	if data, err := os.ReadFile(target); err != nil || string(data) != content {
		t.Fatalf("got %q, %v", data, err)
	}
	saving()
	d.do(tap("渡す分"), see("1件"), field("ファイルの名前"))
	d.do(retyped("うつし")...)
	d.do(key("Return"))
	d.until("the copy to be written", func() bool { return len(d.said) > 2 })
	entries, err := os.ReadDir(filepath.Dir(target))
	if err != nil || len(entries) != 2 || entries[0].Name() != "うつし.pdf" {
		t.Errorf("got %v, %v", entries, err)
	}
}

func TestChooseWhereABundleGoes(t *testing.T) {
	home := atHome(t)
	d := newDesk(t).found()
	d.family()
	if err := d.store.SetBundlePolicy(t.Context(), store.BundlesAll); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "前の"+bundle.Extension), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewSettings(d.deps))
	d.do(tap("受け渡し"), tap("場所を選ぶ"), see("…"+bundle.Extension), see("前の"+bundle.Extension), tap("前の"+bundle.Extension), tap("これにする"),
		see("同じ名前のものが、もうここにあります。"), field("ファイルの名前"))
	d.do(retyped("月曜")...)
	d.do(tap("これにする"), gone("ファイルの名前"), tap("確かめて書き出す"), see("これを書き出します"), tap("書き出す"), see("書き出しました"), tap("閉じる"))
	if _, err := bundle.Look(d.store, filepath.Join(home, "月曜"+bundle.Extension)); err != nil {
		t.Fatal(err)
	}
	d.do(tap("ファイルを選ぶ"), see("もらったファイルを選ぶ"), tap("前の"+bundle.Extension), tap("これにする"), see("受け渡しのファイルではありません"))
}
