package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// showGuide leads a new machine to its center.
func (p *Program) showGuide() {
	var demo *Demo
	d := page.GuideDeps{
		Config: p.storeConfig(), Owner: p.root, Library: p.library, Window: p.win,
		Opened: p.showDesk,
		DemoReady: func() {
			p.demo = demo
			p.showDesk(demo.Store)
		},
	}
	if p.c.Demo != nil {
		d.Demo = func(ctx context.Context, say func(done, total int)) (err error) {
			demo, err = p.c.Demo(ctx, say)
			return err
		}
	}
	p.show(&guidePhase{page.NewGuide(d), p})
}

// showSignIn asks who uses the station.
func (p *Program) showSignIn() {
	s := page.NewSignIn(page.SignInDeps{
		Config: p.storeConfig(), Owner: p.root, Library: p.library, Window: p.win,
		Opened: p.showDesk, Password: p.demoPassword(),
	})
	p.show(&signInPhase{s, p})
	s.Focus()
}

// demoPassword is what opens the made-up city, "" for a real station.
func (p *Program) demoPassword() string {
	if p.demo == nil {
		return ""
	}
	return p.demo.Password
}

type guidePhase struct {
	*page.Guide
	p *Program
}

func (g *guidePhase) content() fyne.CanvasObject { return g.Content() }
func (g *guidePhase) shortcut(fyne.Shortcut)     {}
func (g *guidePhase) close()                     { g.Close() }

func (g *guidePhase) keep(context.Context) error { return nil }

func (g *guidePhase) typedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape && !page.CloseTop(g.p.win) {
		g.Back()
	}
}

type signInPhase struct {
	*page.SignIn
	p *Program
}

func (s *signInPhase) content() fyne.CanvasObject { return s.Content() }
func (s *signInPhase) shortcut(fyne.Shortcut)     {}
func (s *signInPhase) close()                     { s.Close() }

func (s *signInPhase) keep(context.Context) error { return nil }

func (s *signInPhase) typedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		page.CloseTop(s.p.win)
	}
}

// waiting is a phase in which nothing can be done.
type waiting struct{ view fyne.CanvasObject }

func newWaiting(key string) *waiting {
	return &waiting{container.NewCenter(widget.NewText(present.T(key), widget.Title))}
}

func (w *waiting) content() fyne.CanvasObject { return w.view }
func (w *waiting) typedKey(*fyne.KeyEvent)    {}
func (w *waiting) shortcut(fyne.Shortcut)     {}
func (w *waiting) keep(context.Context) error { return nil }
func (w *waiting) close()                     {}
