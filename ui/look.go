package ui

import (
	"context"
	"time"

	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
)

// lookOf lets the settings change how the window looks and speaks.
type lookOf struct{ p *Program }

var _ page.Look = lookOf{}

// Options are the look in force.
func (l lookOf) Options() theme.Options { return l.p.prefs.look() }

// SetOptions changes the look at once.
func (l lookOf) SetOptions(o theme.Options) {
	l.p.prefs.setLook(o)
	l.p.c.App.Settings().SetTheme(theme.New(o))
}

// Language is the language in force.
func (l lookOf) Language() present.Language { return l.p.prefs.language() }

// SetLanguage changes it at once: everything is drawn anew in the other one.
func (l lookOf) SetLanguage(lang present.Language) {
	l.p.prefs.setLanguage(lang)
	present.SetLanguage(lang)
	l.p.redraw()
}

// IdleMinutes is after how many minutes the program locks by itself.
func (l lookOf) IdleMinutes() int { return l.p.prefs.idleMinutes() }

// SetIdleMinutes changes it.
func (l lookOf) SetIdleMinutes(n int) { l.p.prefs.setIdleMinutes(n) }

// redraw builds what the window shows anew, in another language. What was
// typed is in the drafts by then.
func (p *Program) redraw() {
	d, ok := p.phase.(*desk)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := d.keep(ctx); err != nil {
		d.Fail(err)
		return
	}
	opened := d.deck.open
	d.leavePages()
	again := newDesk(p, d.session)
	p.win.SetTitle(present.T("shell.window"))
	p.show(again)
	for _, id := range opened {
		if again.canMake(id) {
			again.open(id)
		}
	}
	again.open(idSettings)
}
