package tour

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"yorisoi/ui/async"
)

// hand uses one window. Its methods are called from a goroutine of its own.
type hand struct {
	win    fyne.Window
	screen async.Screen
}

// errNotYet is returned by an attempt that may succeed a moment later.
var errNotYet = errors.New("not there")

// do runs f on the screen and waits for it.
func (h *hand) do(f func() error) error {
	done := make(chan error, 1)
	h.screen.Do(func() { done <- f() })
	select {
	case err := <-done:
		return err
	case <-time.After(screenPatience):
		return fmt.Errorf("wait for the screen: nothing was drawn for %v", screenPatience)
	}
}

const (
	// screenPatience is after how long a screen that does not answer is stuck.
	screenPatience = 20 * time.Second
	// glance is how often the window is looked at while waiting.
	glance = 40 * time.Millisecond
)

// until tries f on the screen until it succeeds or patience ends.
func (h *hand) until(patience time.Duration, f func() error) error {
	deadline := time.Now().Add(patience)
	for {
		err := h.do(f)
		if err == nil || !errors.Is(err, errNotYet) || time.Now().After(deadline) {
			return err
		}
		time.Sleep(glance)
	}
}

// tap presses what says text; inside of what is near a second text, if given.
func (h *hand) tap(d Deed) error {
	return h.until(d.patience(), func() error {
		n, err := h.find(d)
		if err != nil {
			return err
		}
		return h.press(n)
	})
}

// ready finds what can be pressed at the middle of a node, if nothing lies over
// it and it is switched on.
func (h *hand) ready(n *node) (hit *node, at fyne.Position, err error) {
	at = n.middle()
	hit = underPointer(tree(h.win.Canvas()), at)
	if hit == nil {
		return nil, at, fmt.Errorf("press at %v: nothing there can be pressed: %w", at, errNotYet)
	}
	if off, ok := hit.object.(fyne.Disableable); ok && off.Disabled() {
		return nil, at, fmt.Errorf("press at %v: it is switched off: %w", at, errNotYet)
	}
	return hit, at, nil
}

// press presses the middle of a node.
func (h *hand) press(n *node) error {
	hit, at, err := h.ready(n)
	if err != nil {
		return err
	}
	event := fyne.PointEvent{AbsolutePosition: at, Position: at.Subtract(hit.at)}
	c := h.win.Canvas()
	if focusable, ok := hit.object.(fyne.Focusable); !ok {
		c.Unfocus()
	} else if c.Focused() != focusable {
		c.Focus(focusable)
	}
	if mouse, ok := hit.object.(desktop.Mouseable); ok {
		e := &desktop.MouseEvent{PointEvent: event, Button: desktop.MouseButtonPrimary}
		mouse.MouseDown(e)
		mouse.MouseUp(e)
	}
	if tappable, ok := hit.object.(fyne.Tappable); ok {
		tappable.Tapped(&event)
	}
	return nil
}

// keystroke is the pause between two keys.
const keystroke = 6 * time.Millisecond

// write types into what has the keyboard, sign by sign.
func (h *hand) write(text string) error {
	for _, r := range text {
		err := h.do(func() error {
			focused := h.win.Canvas().Focused()
			if focused == nil {
				return errors.New("type text: nothing has the keyboard")
			}
			if r == '\n' {
				focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			} else {
				focused.TypedRune(r)
			}
			return nil
		})
		if err != nil {
			return err
		}
		time.Sleep(keystroke)
	}
	return nil
}

// key presses a key: "Escape", "F2", "Return", or with "Ctrl+" or "Alt+".
func (h *hand) key(name string) error {
	return h.do(func() error {
		var modifier fyne.KeyModifier
		for prefix, m := range map[string]fyne.KeyModifier{"Ctrl+": fyne.KeyModifierControl, "Alt+": fyne.KeyModifierAlt} {
			if rest, ok := strings.CutPrefix(name, prefix); ok {
				name, modifier = rest, m
			}
		}
		c := h.win.Canvas()
		if modifier != 0 {
			s := shortcut(fyne.KeyName(name), modifier)
			if target, ok := c.Focused().(fyne.Shortcutable); ok {
				target.TypedShortcut(s)
				return nil
			}
			c.(fyne.Shortcutable).TypedShortcut(s)
			return nil
		}
		e := &fyne.KeyEvent{Name: fyne.KeyName(name)}
		if focused := c.Focused(); focused != nil {
			focused.TypedKey(e)
		} else if typed := c.OnTypedKey(); typed != nil {
			typed(e)
		}
		return nil
	})
}

// shortcut is what the window system would make of the keys.
func shortcut(key fyne.KeyName, modifier fyne.KeyModifier) fyne.Shortcut {
	if key == fyne.KeyA && modifier == fyne.KeyModifierControl {
		return &fyne.ShortcutSelectAll{}
	}
	return &desktop.CustomShortcut{KeyName: key, Modifier: modifier}
}

// capture writes what the window shows.
func (h *hand) capture(path string) error {
	time.Sleep(settle)
	return h.do(func() error {
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		return errors.Join(png.Encode(f, pictureOf(h.win)), f.Close())
	})
}

// settle is how long a window is left alone before its picture is taken.
const settle = 350 * time.Millisecond

// Hand is a hand for tests of single pages.
type Hand struct{ h hand }

// NewHand returns a hand in a window whose drawing goroutine is screen.
func NewHand(win fyne.Window, screen async.Screen) *Hand {
	return &Hand{hand{win: win, screen: screen}}
}

// Perform does a deed; call it from another goroutine than the drawing one.
func (h *Hand) Perform(d Deed) Answer { return h.h.perform(d) }
