package ui

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/protect"
	"yorisoi/store/trust"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// ID is the program's name to the system.
const ID = "jp.yorisoi.desktop"

// Config is what the command gives the window.
type Config struct {
	App     fyne.App
	Dir     string // the station's folder
	Lang    present.Language
	Version string
	Now     func() time.Time
	KDF     trust.KDF      // zero: the store's default
	Keeper  protect.Keeper // of the station secret; nil: a file
	Screen  async.Screen   // nil: the running program's
	Log     *slog.Logger
	// Demo opens the made-up city; nil where there is none.
	Demo func(ctx context.Context, say func(done, total int)) (*Demo, error)
}

// Demo is an opened made-up city with its own center.
type Demo struct {
	Store    *store.Store
	Config   store.Config // opens the store again after a lock
	Password string       // of everyone in it; the sign-in shows it
	Stop     func()
}

// Program is the window and what it shows.
type Program struct {
	c       Config
	prefs   prefs
	library *form.Library
	win     fyne.Window
	root    *async.Owner
	body    *fyne.Container
	phase   phase
	leaving bool         // a station that was removed is being destroyed
	demo    *Demo        // the made-up city, once it is open
	folders files.Memory // where files were chosen last
}

// phase is what the whole window shows.
type phase interface {
	content() fyne.CanvasObject
	typedKey(*fyne.KeyEvent)
	shortcut(fyne.Shortcut)
	keep(context.Context) error
	close()
}

// New loads what is built in and makes the window; Start fills it.
func New(ctx context.Context, c Config) (*Program, error) {
	if err := present.Load(assets.I18n); err != nil {
		return nil, err
	}
	library, err := form.LoadLibrary(assets.Forms, assets.Codes)
	if err != nil {
		return nil, fmt.Errorf("load forms: %w", err)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Screen == nil {
		c.Screen = async.Fyne{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	p := &Program{c: c, library: library, prefs: prefs{c.App.Preferences()}, root: async.NewOwner(ctx, c.Screen)}
	if c.Lang != "" {
		p.prefs.setLanguage(c.Lang)
	}
	present.SetLanguage(p.prefs.language())
	theme.Apply(c.App, theme.New(p.prefs.look()))
	p.openWindow()
	return p, nil
}

// Window is the one window.
func (p *Program) Window() fyne.Window { return p.win }

// Start shows the guide on a new machine, else the sign-in.
func (p *Program) Start() {
	people, err := store.SignIns(p.storeConfig().Dir)
	switch {
	case err != nil && store.CodeOf(err) == "not_enrolled":
		p.showGuide()
	case err != nil:
		p.showSignIn()
		page.ShowFault(p.win, err)
	case len(people) == 0:
		p.showGuide()
	default:
		p.showSignIn()
	}
}

// Run shows the window until it is closed, then ends what is running.
func (p *Program) Run() {
	p.Start()
	p.win.ShowAndRun()
	p.End()
}

// End closes the store and waits for all work; the window is gone by then.
func (p *Program) End() {
	if p.phase != nil {
		p.phase.close()
		p.phase = nil
	}
	p.root.Close()
	if p.demo != nil {
		p.demo.Stop()
	}
}

// show replaces what the window shows.
func (p *Program) show(ph phase) {
	p.phase = ph
	p.win.Canvas().Focus(nil)
	for top := p.win.Canvas().Overlays().Top(); top != nil; top = p.win.Canvas().Overlays().Top() {
		p.win.Canvas().Overlays().Remove(top)
	}
	p.body.Objects = []fyne.CanvasObject{ph.content()}
	p.body.Refresh()
}

func (p *Program) openWindow() {
	p.win = p.c.App.NewWindow(present.T("shell.window"))
	p.body = container.NewStack()
	p.win.SetPadded(false)
	p.win.SetContent(container.New(atLeast{fyne.NewSize(1100, 700)}, p.body))
	p.win.Resize(p.prefs.windowSize())
	p.win.SetMaster()
	p.win.SetCloseIntercept(p.quit)
	p.listen()
}

// Quit closes the window as a person would. It may be called from any
// goroutine.
func (p *Program) Quit() { p.c.Screen.Do(p.quit) }

// quit saves what was typed before the window goes.
func (p *Program) quit() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	p.prefs.setWindowSize(p.win.Canvas().Size())
	widget.ForgetCopies() // while there is a clipboard
	if p.phase != nil {
		if err := p.phase.keep(ctx); err != nil {
			page.ShowFaultAnd(p.win, err, present.T("shell.quit_anyway"), p.win.Close)
			return
		}
	}
	p.win.Close()
}

// storeConfig is how the station's store is opened.
func (p *Program) storeConfig() store.Config {
	if p.demo != nil {
		return p.demo.Config
	}
	return store.Config{Dir: p.c.Dir, Now: p.c.Now, Library: p.library, KDF: p.c.KDF, Keeper: p.c.Keeper, Log: p.c.Log}
}

// atLeast is a stack that is never smaller than a size.
type atLeast struct{ size fyne.Size }

func (a atLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return a.size
}

func (a atLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}
