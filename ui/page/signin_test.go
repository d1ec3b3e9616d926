package page_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"

	"fyne.io/fyne/v2"
)

func TestWrongPasswordLeavesTheProgramRunning(t *testing.T) {
	d := newDesk(t).found()
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
	d.do(see("大沢"), field("パスワード"), typed("ちがうことばです"), tap("開く"), see("パスワードがちがいます。"))
	if opened != nil {
		t.Fatal("a wrong password opens the store")
	}
	d.do(field("パスワード"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed(password), tap("開く"))
	d.until("the store to open", func() bool { return opened != nil })
	if opened.Me().Name != "大沢" {
		t.Errorf("signed in as %s", opened.Me().Name)
	}
	if err := opened.Close(); err != nil {
		t.Error(err)
	}
}
