package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// TopBarLabels are the words of the top bar.
type TopBarLabels struct {
	Search string // placeholder of the search box
	Hint   string // the key that leads there: Ctrl+K
	Lock   string // beside the lock
}

// TopBar is the line over every page: search, state of the sync, who is
// signed in, lock.
type TopBar struct {
	fynewidget.BaseWidget
	OnSearch  func(text string) // at each change; the caller waits for a pause
	OnSubmit  func(text string) // Enter
	OnDown    func()            // arrow down: into the results
	OnSync    func()            // the words of the sync state were pressed
	OnPerson  func()
	OnLock    func()
	OnEscape  func() // Esc in the search box
	search    *input
	frame     *searchBox
	sync      *syncState
	avatar    *Avatar
	name      *Text
	content   *fyne.Container
	personBox *Area
}

var _ fyne.Widget = (*TopBar)(nil)

// NewTopBar returns the bar with nobody signed in.
func NewTopBar(l TopBarLabels) *TopBar {
	t := &TopBar{avatar: NewAvatar("", theme.Ours), name: NewText("", Body)}
	t.search = newInput(Style{})
	t.search.placeholder = l.Search
	t.search.onChanged = func(s string) { call(t.OnSearch, s) }
	t.search.onSubmitted = func(s string) { call(t.OnSubmit, s) }
	t.search.onKey = t.typedKey
	t.frame = newSearchBox(t.search, l.Hint)
	t.sync = newSyncState(func() { run(t.OnSync) })
	t.personBox = NewArea(PadXY(0.75, 0.5, Line(1, t.avatar, t.name)), func() { run(t.OnPerson) })
	lock := newIconButton("lock", l.Lock, func() { run(t.OnLock) })
	t.content = PadXY(2, 1, container.New(topLine{}, t.frame, t.sync, t.personBox, lock))
	t.ExtendBaseWidget(t)
	return t
}

func (t *TopBar) typedKey(e *fyne.KeyEvent) bool {
	switch {
	case e.Name == fyne.KeyDown && t.OnDown != nil:
		t.OnDown()
	case e.Name == fyne.KeyEscape && t.OnEscape != nil:
		t.OnEscape()
	default:
		return false
	}
	return true
}

// FocusSearch puts the keyboard into the search box.
func (t *TopBar) FocusSearch() {
	Focus(t.search)
	t.search.selectAll()
}

// SetSearch sets the text of the search box without calling back.
func (t *TopBar) SetSearch(s string) { t.search.setText(s) }

// SearchText returns what is typed there.
func (t *TopBar) SearchText() string { return t.search.text() }

// SearchBox is where results should hang below.
func (t *TopBar) SearchBox() fyne.CanvasObject { return t.frame }

// SetSync shows the state of the sync in a tone and words.
func (t *TopBar) SetSync(tone theme.Tone, words string) {
	t.sync.tone, t.sync.words = tone, words
	t.sync.Refresh()
	t.content.Refresh()
}

// SetPerson shows who is signed in.
func (t *TopBar) SetPerson(name, shown string) {
	t.avatar.SetName(name)
	t.name.SetText(shown)
	t.content.Refresh()
}

// CreateRenderer is called by Fyne.
func (t *TopBar) CreateRenderer() fyne.WidgetRenderer {
	ground, edge := &canvas.Rectangle{}, &canvas.Rectangle{}
	refresh := func() {
		paint(ground, look{fill: theme.Surface})
		paint(edge, look{fill: theme.Line})
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{ground, edge, t.content},
		min:     func() fyne.Size { return fyne.NewSize(t.content.MinSize().Width, theme.Space(7)) },
		layout: func(size fyne.Size) {
			ground.Resize(size)
			place(edge, 0, size.Height-1, size.Width, 1)
			t.content.Resize(size)
		},
		refresh: refresh,
	}
}

// run and call make optional callbacks.
func run(f func()) {
	if f != nil {
		f()
	}
}

func call[T any](f func(T), v T) {
	if f != nil {
		f(v)
	}
}
