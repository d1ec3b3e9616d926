package widget_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

var fileWords = widget.FileWords{
	Up: "上へ", Type: "場所を打つ", TypeHint: "場所", Places: "場所", Columns: [3]string{"名前", "日時", "大きさ"},
}

// manyFiles is a picker of a folder with five thousand photographs.
func manyFiles(t testing.TB, many bool) (*widget.FilePicker, keyboard, map[int]int) {
	t.Helper()
	start(t, theme.Options{})
	asked := map[int]int{}
	p := widget.NewFilePicker(fileWords, many)
	p.Length = func() int { return 5000 }
	p.Row = func(i int) widget.FileRow {
		asked[i]++
		return widget.FileRow{Icon: "camera", Name: fmt.Sprintf("IMG_%d.jpg", i), Date: "11/22 14:32", Size: "2.1 MB", Folder: i == 0, Ticked: many && i == 2, Barred: i == 3}
	}
	return p, keyboard{show(t, p, 900, 500)}, asked
}

func TestFilePickerAsksOnlyForRowsThatAreSeen(t *testing.T) {
	p, k, asked := manyFiles(t, true)
	p.List.Focus()
	k.key(fyne.KeyEnd)
	if p.List.Selected() != 4999 || asked[4999] == 0 || asked[2500] != 0 || len(asked) > 40 {
		t.Errorf("at %d, asked for %d rows", p.List.Selected(), len(asked))
	}
}

func TestFilePickerTellsWhatIsPressed(t *testing.T) {
	p, k, _ := manyFiles(t, false)
	var did []string
	note := func(what string) func(int) { return func(i int) { did = append(did, fmt.Sprint(what, i)) } }
	p.OnSort, p.List.OnOpened, p.List.OnPressed = note("sort "), note("enter "), note("press ")
	p.OnUp = func() { did = append(did, "up") }
	p.OnFolder = func(path string) { did = append(did, "folder "+path) }
	p.OnTyped = func(path string) { did = append(did, "typed "+path) }
	p.List.OnRune = func(r rune) { did = append(did, string(r)) }
	p.List.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyBackspace {
			p.OnUp()
		}
		return e.Name == fyne.KeyBackspace
	}
	p.SetPlaces([]widget.FilePlace{{Icon: "visit", Word: "ホーム", Path: "/home"}, {Icon: "drive", Word: "KINGSTON", Path: "/usb"}}, "/home")
	p.SetWay([]widget.FileCrumb{{Word: "ホーム", Path: "/home"}, {Word: "写真", Path: "/home/p"}}, false)
	p.List.Focus()
	k.key(fyne.KeyDown, fyne.KeyReturn, fyne.KeyBackspace)
	k.w.Canvas().Focused().TypedRune('居')
	at := func(o fyne.CanvasObject) fyne.Position {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	}
	test.TapCanvas(k.w.Canvas(), at(p.List).AddXY(120, 34+44*4+10))
	p.TypePath("/ho")
	typeText(k, "me")
	k.key(fyne.KeyReturn)
	if got := strings.Join(did, ", "); got != "enter 1, up, 居, press 4, typed /home" {
		t.Errorf("got %s", got)
	}
	did = nil
	p.TypePath("/x")
	k.key(fyne.KeyEscape)
	if len(did) != 0 || strings.Contains(test.RenderToMarkup(k.w.Canvas()), "/x") {
		t.Errorf("after Esc: %v, and the box shows", did)
	}
}

func typeText(k keyboard, text string) {
	for _, r := range text {
		k.w.Canvas().Focused().TypedRune(r)
	}
}

func TestLongWaysBeginWithWhatIsLeftOut(t *testing.T) {
	p, k, _ := manyFiles(t, false)
	var way []widget.FileCrumb
	for i := range 12 {
		way = append(way, widget.FileCrumb{Word: fmt.Sprintf("とても長いフォルダー%d", i), Path: fmt.Sprint(i)})
	}
	p.SetWay(way, false)
	k.w.Resize(fyne.NewSize(900, 501))
	m := test.RenderToMarkup(k.w.Canvas())
	if !strings.Contains(m, "とても長いフォルダー11") || strings.Contains(m, "とても長いフォルダー0<") || !strings.Contains(m, "… ›") {
		t.Error("the end of the way does not show, or its beginning does")
	}
	p.SetWay(way[:2], true)
	if m = test.RenderToMarkup(k.w.Canvas()); !strings.Contains(m, "とても長いフォルダー0<") || strings.Contains(m, "… ›") {
		t.Error("a short way does not show whole")
	}
}

func TestFilePickerInPictures(t *testing.T) {
	p, k, _ := manyFiles(t, true)
	p.SetPlaces([]widget.FilePlace{{Icon: "visit", Word: "ホーム", Path: "/home"}, {Icon: "drive", Word: "KINGSTON", Path: "/usb"}}, "/usb")
	p.SetWay([]widget.FileCrumb{{Word: "KINGSTON", Path: "/usb"}, {Word: "DCIM", Path: "/usb/DCIM"}}, false)
	p.SetSorted(1, true)
	p.List.Select(1)
	picture(t, k.w, "files")
	for i, want := range map[int]string{0: "IMG_0.jpg", 2: "IMG_2.jpg"} {
		if !strings.Contains(test.RenderToMarkup(k.w.Canvas()), want) {
			t.Errorf("row %d is not shown", i)
		}
	}
}
