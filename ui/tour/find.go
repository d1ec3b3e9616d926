package tour

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/widget"
)

// matches compares what is seen with what is looked for. "…" at an end of the
// wanted text stands for anything.
func matches(seen, wanted string) bool {
	begin, after := strings.CutPrefix(wanted, "…")
	middle, before := strings.CutSuffix(begin, "…")
	switch {
	case after && before:
		return strings.Contains(seen, middle)
	case after:
		return strings.HasSuffix(seen, middle)
	case before:
		return strings.HasPrefix(seen, middle)
	}
	return seen == wanted || strings.TrimRight(seen, " 　") == wanted
}

// find looks for a text, the n-th one, inside of what stands together with
// d.In if that is given. It scrolls to what is out of view.
func (h *hand) find(d Deed) (*node, error) {
	nodes := tree(h.win.Canvas())
	scopes := []*node{nil}
	if d.In != "" {
		scopes = around(nodes, d.In, d.InNth)
		if len(scopes) == 0 {
			return nil, fmt.Errorf("find %q: %w", d.In, errNotYet)
		}
	}
	for _, scope := range scopes {
		left := d.Nth
		for _, n := range nodes {
			text, ok := n.text()
			if !ok || !matches(text, d.Text) || scope != nil && !n.within(scope) {
				continue
			}
			if left > 0 {
				left--
				continue
			}
			if !n.inView() {
				return nil, h.scrollTo(n)
			}
			return n, nil
		}
	}
	return nil, fmt.Errorf("find %q: %w", d.Text, errNotYet)
}

// around are the objects that a text stands in, the closest first.
func around(nodes []*node, text string, nth int) []*node {
	var out []*node
	for _, n := range nodes {
		if seen, ok := n.text(); ok && matches(seen, text) {
			if nth > 0 {
				nth--
				continue
			}
			for up := n.parent; up != nil; up = up.parent {
				out = append(out, up)
			}
			return out
		}
	}
	return nil
}

// fieldOf is the part of a field that takes the keyboard, found by its label.
func (h *hand) fieldOf(d Deed) (*node, error) {
	nodes := tree(h.win.Canvas())
	left := d.Nth
	for _, n := range nodes {
		text, ok := n.text()
		if !ok || !matches(text, d.Text) && !matches(text, d.Text+"（必須）") {
			continue
		}
		if left > 0 {
			left--
			continue
		}
		for up := n.parent; up != nil; up = up.parent {
			for _, inner := range nodes {
				if _, focus := inner.object.(fyne.Focusable); focus && inner.within(up) && inner != up && typedInto(inner) {
					if !inner.inView() {
						return nil, h.scrollTo(inner)
					}
					return inner, nil
				}
			}
			if _, area := up.object.(*widget.Scroll); area {
				break
			}
		}
	}
	return nil, fmt.Errorf("find field %q: %w", d.Text, errNotYet)
}

// typedInto tells fields from buttons: what takes text has no text of its own
// to press.
func typedInto(n *node) bool {
	switch n.object.(type) {
	case *widget.Button, *widget.Area, *widget.Toggle:
		return false
	}
	_, tappable := n.object.(fyne.Tappable)
	return tappable || isInput(n)
}

func isInput(n *node) bool {
	_, ok := n.object.(fyne.Shortcutable)
	return ok
}

// scrollTo turns the wheel over what n scrolls in, and says that it has to be
// looked for again.
func (h *hand) scrollTo(n *node) error {
	again := fmt.Errorf("scroll to it: %w", errNotYet)
	for up := n.parent; up != nil; up = up.parent {
		scroll, ok := up.object.(fyne.Scrollable)
		if !ok {
			continue
		}
		switch up.object.(type) {
		case *container.Scroll, *widget.Scroll:
		default:
			continue
		}
		view := up.area()
		by := float32(0)
		switch at := n.middle().Y; {
		case at >= view.y1-8:
			by = -min(at-view.y1+80, 240)
		case at < view.y0+8:
			by = min(view.y0-at+80, 240)
		default:
			continue
		}
		scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: by}})
		return again
	}
	return again
}

// seen are all texts that the window shows, for the message of a failure.
func (h *hand) seen() []string {
	var out []string
	for _, n := range tree(h.win.Canvas()) {
		if text, ok := n.text(); ok && text != "" && n.inView() {
			out = append(out, text)
		}
	}
	return out
}
