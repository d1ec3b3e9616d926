package page_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/ui/files"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/tour"
)

const newPassword = "あたらしいことばです"

// A director is reminded of the sheet, saves it to print, types two groups back
// and is reminded no more.
func TestMakeTheRecoverySheet(t *testing.T) {
	home := atHome(t)
	d := newDesk(t).found()
	d.deps.Folders = &files.Memory{}
	d.show(page.NewToday(d.deps))
	d.do(see("復旧シートをつくり、金庫に入れる"), tap("つくる"), see("…前のシートと、係がいま持つ持ち分は使えなくなります。…"))
	d.do(tap("復旧シートをつくる"), see("1　印刷する、または書き写す"))
	d.look("sheet")
	d.do(tap("印刷用のPDFを保存"), see("ファイルの名前"), tap("保存"), see("PDFを保存しました。…"))
	path := filepath.Join(home, "復旧シート.pdf")
	raw, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(raw, []byte("%PDF-")) {
		t.Fatalf("the file: %d bytes, %v", len(raw), err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file can be read by others: %v, %v", info.Mode(), err)
	}
	d.look("sheet-saved")
	d.do(tap("ファイルを消す"), see("ファイルを消しました。…"))
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
	d.do(tap("手で書き写す"), see("13."))
	words, asked := d.sheetOnScreen()
	d.do(tap("手で書き写す"), gone("13."))
	d.do(tap("確かめて終わる"), see("打った組が、シートのものとちがいます。"))
	for _, n := range asked {
		d.do(field(present.T("recovery.group", n)), typed(words[n-1]))
	}
	d.do(tap("確かめて終わる"), see("先に片づけること"))
	d.until("the reminder to go", func() bool { return !d.store.SheetDue() })
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

// sheetOnScreen are the groups of kana that are shown, and which of them are
// asked for.
func (d *desk) sheetOnScreen() (words []string, asked []int) {
	d.t.Helper()
	group := regexp.MustCompile(`^[あ-ん]{5}$`)
	for _, text := range d.texts() {
		var n int
		if group.MatchString(text) {
			words = append(words, text)
		} else if _, err := fmt.Sscanf(text, "%d番目の組", &n); err == nil {
			asked = append(asked, n)
		}
	}
	if len(words) != 13 || len(asked) != 2 {
		d.t.Fatalf("shown: words %q, asked for %v", words, asked)
	}
	return words, asked
}

// texts are all that can be read in the window.
func (d *desk) texts() []string {
	d.t.Helper()
	done := make(chan tour.Answer, 1)
	go func() {
		done <- d.hand.Perform(tour.Deed{Do: "see", Text: "there is no such text", Seconds: 1})
		d.queue.Do(func() {})
	}()
	var answer tour.Answer
	d.until("what can be read", func() bool {
		select {
		case answer = <-done:
			return true
		default:
			return false
		}
	})
	return answer.Seen
}

// With the sheet the key is shared anew; then the director and the coordinator
// help a nurse, and everybody sees that they did.
func TestHelpSomebodyWhoForgot(t *testing.T) {
	d := newDesk(t).found()
	sheet := strings.Join(trust.LatinWords(d.store.TakeSheet().Words), " ")
	for name, role := range map[string]string{"中野": ledger.RoleHealth, "三浦": ledger.RoleCoordinator} {
		id, err := d.store.AddStaff(t.Context(), store.NewStaff{Name: name, Job: "nurse", Roles: []string{role}, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.store.AddSignIn(t.Context(), id, password); err != nil {
			t.Fatal(err)
		}
	}
	s := page.NewSettings(d.deps)
	d.show(s)
	d.do(tap("復旧"), see("パスワードを忘れた職員"), see("中野"), see("持ち分のそろう係が2人いないので、…"), see("係ですが、まだ持ち分がありません：三浦"))
	d.look("recovery-single")
	d.do(tap("復旧の係を決めなおす"), field("復旧のことば"), typed("a i u e o"), tap("次へ"), see("1番目の組…"))
	d.look("recovery-unseal")
	d.do(field("復旧のことば"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed(sheet), tap("次へ"))
	d.until("the members to hold shares", func() bool { return d.store.Recovery().Pair() })
	d.do(tapIn("中野", "助ける"), see("中野 さんを助ける"), tapIn("もう1人の係", "三浦"), field("その人のパスワード"), typed(password))
	d.look("recovery-member")
	d.do(tap("次へ"), see("どこで使いますか"), tap("庁内PC-11"), tap("見る"), see("…ほかの人、ほかの端末では使えません。"), see("13."))
	d.look("recovery-words")
	d.do(tap("閉じる"), see("中野 さんの 庁内PC-11 を開くことばを見た"))
	d.look("recovery")
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

// The sheet lets the only person of a new center in again.
func TestForgottenPasswordAtTheSignIn(t *testing.T) {
	d := newDesk(t).found()
	words := strings.Join(d.store.TakeSheet().Words, " ")
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	var opened *store.Store
	s := page.NewSignIn(page.SignInDeps{
		Config: d.config, Owner: d.owner, Library: lib, Window: d.win,
		Opened: func(s *store.Store) { opened = s },
	})
	d.t.Cleanup(s.Close)
	d.body.Objects = []fyne.CanvasObject{s.Content()}
	d.body.Refresh()
	d.do(see("大沢"), tap("パスワードを忘れたとき"), see("大沢 さんのパスワードを忘れたとき"))
	d.look("forgot")
	d.do(field("復旧のことば"), typed(words), field("新しいパスワード"), typed(newPassword), tap("新しいパスワードで開く"), see("2つのパスワードが同じではありません。"))
	d.do(field("もう一度"), typed(newPassword), tap("新しいパスワードで開く"))
	d.until("the store to open", func() bool { return opened != nil })
	if opened.Me().Name != "大沢" {
		t.Errorf("signed in as %s", opened.Me().Name)
	}
	if err := opened.Close(); err != nil {
		t.Error(err)
	}
}
