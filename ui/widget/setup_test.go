package widget_test

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"yorisoi/ui/theme"
)

// start gives a test the program's look.
func start(t testing.TB, o theme.Options) {
	t.Helper()
	if o.Mode == theme.System {
		o.Mode = theme.Light
	}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(o))
}

// show puts content into a window of a size.
func show(t testing.TB, content fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, content)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	// A second pass, as the real canvas does for wrapped text.
	content.Refresh()
	w.Resize(fyne.NewSize(width, height+1))
	w.Resize(fyne.NewSize(width, height))
	return w
}

// picture writes what a window shows, where somebody wants to look at it.
func picture(t testing.TB, w fyne.Window, name string) {
	t.Helper()
	dir := os.Getenv("YORISOI_GALLERY")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

// onPaper lays content over the ground of a page.
func onPaper(content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(stackLayout{}, canvas.NewRectangle(theme.Color(theme.Paper)), content)
}

type stackLayout struct{}

func (stackLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

func (stackLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m
}
