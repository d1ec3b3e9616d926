package page_test

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
)

// TestRemovedPage: whoever sits at a machine that was removed reads by whom, that
// no work is lost, and what is left where not everything could be removed.
func TestRemovedPage(t *testing.T) {
	d := newDesk(t).found()
	on := 0
	deps := page.RemovedDeps{
		Removal: ledger.Removal{By: d.store.Me().ID, Name: "大沢", At: time.Now().Add(-time.Hour)},
		Station: "L-02", Now: time.Now(), On: func() { on++ },
	}
	d.body.Add(page.NewRemoved(deps).Content())
	d.do(see("この端末は、センターから外されました"), see("…大沢さんが…"), see("この端末には、もう家庭の記録も鍵も残っていません。"))
	d.look("removed")
	d.do(tap("はじめの画面へ"))
	deps.Fault = errors.New("busy")
	d.body.RemoveAll()
	d.body.Add(page.NewRemoved(deps).Content())
	d.do(see("消しきれないファイルがあります。…"), gone("この端末には、もう家庭の記録も鍵も残っていません。"))
	d.look("removed-fault")
	if on != 1 {
		t.Errorf("led on %d times", on)
	}
}

// TestSettingsInLargeText: the last of the parts can be reached, whatever the
// size of the letters.
func TestSettingsInLargeText(t *testing.T) {
	d := newDesk(t).found()
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Options{Mode: theme.Light, Scale: 1.5}))
	d.win.Resize(fyne.NewSize(1274, 674))
	d.deps.Look = plainLook{present.Japanese}
	s := page.NewSettings(d.deps)
	d.show(s)
	d.settle(s.Content())
	d.look("large-settings")
	if got := s.Content().MinSize().Width; got > 1274 {
		t.Errorf("the settings are %.0f wide", got)
	}
	d.do(tap("表示"), see("文字の大きさ"))
	d.look("large-settings-look")
}

// TestForgottenInLargeText: a card over the window that is higher than it
// scrolls to what is typed.
func TestForgottenInLargeText(t *testing.T) {
	d := newDesk(t).found()
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Options{Mode: theme.Light, Scale: 1.5}))
	d.win.Resize(fyne.NewSize(1274, 674))
	s := page.NewSignIn(page.SignInDeps{Config: d.config, Owner: d.owner, Library: lib, Window: d.win, Opened: func(*store.Store) {}})
	t.Cleanup(s.Close)
	d.body.Objects = []fyne.CanvasObject{s.Content()}
	d.body.Refresh()
	d.do(tap("パスワードを忘れたとき"), see("大沢 さんのパスワードを忘れたとき"))
	d.look("large-forgot")
	d.do(field("もう一度"), typed("ことば"))
	room := d.win.Canvas().Size().Height - 40
	if got := d.win.Canvas().Focused(); got == nil {
		t.Error("nothing has the focus")
	} else if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(got.(fyne.CanvasObject)); at.Y+got.(fyne.CanvasObject).Size().Height > room {
		t.Errorf("what is typed lies at %v, below what can be seen", at)
	}
}
