package tour

import (
	"fmt"
	"time"
)

// Deed is one thing that the tour does at a station. It travels as a line of
// JSON.
type Deed struct {
	Do      string `json:"do"` // tap, ready, field, type, key, see, gone, shot, size, read, quit
	Text    string `json:"text,omitempty"`
	In      string `json:"in,omitempty"`     // what Text stands together with
	InNth   int    `json:"in_nth,omitempty"` // how many of those to pass over
	Nth     int    `json:"nth,omitempty"`    // how many such texts to pass over
	Path    string `json:"path,omitempty"`
	Seconds int    `json:"seconds,omitempty"` // patience; 0: a few
}

// Answer is how a deed went.
type Answer struct {
	OK   bool     `json:"ok"`
	Err  string   `json:"err,omitempty"`
	Text string   `json:"text,omitempty"`
	Seen []string `json:"seen,omitempty"`
}

func (d Deed) patience() time.Duration {
	if d.Seconds > 0 {
		return time.Duration(d.Seconds) * time.Second
	}
	return 8 * time.Second
}

// perform does a deed.
func (h *hand) perform(d Deed) Answer {
	text, err := h.act(d)
	if err == nil {
		return Answer{OK: true, Text: text}
	}
	a := Answer{Err: err.Error()}
	_ = h.do(func() error {
		a.Seen = h.seen()
		return nil
	})
	return a
}

func (h *hand) act(d Deed) (string, error) {
	switch d.Do {
	case "tap":
		return "", h.tap(d)
	case "ready":
		return "", h.until(d.patience(), func() error {
			n, err := h.find(d)
			if err == nil {
				_, _, err = h.ready(n)
			}
			return err
		})
	case "field":
		return "", h.until(d.patience(), func() error {
			n, err := h.fieldOf(d)
			if err != nil {
				return err
			}
			return h.press(n)
		})
	case "type":
		return "", h.write(d.Text)
	case "key":
		return "", h.key(d.Text)
	case "see":
		return "", h.until(d.patience(), func() error {
			_, err := h.find(d)
			return err
		})
	case "gone":
		return "", h.until(d.patience(), func() error {
			if _, err := h.find(d); err != nil {
				return nil
			}
			return fmt.Errorf("wait until %q is gone: %w", d.Text, errNotYet)
		})
	case "read":
		return h.read(d)
	case "shot":
		return "", h.capture(d.Path)
	}
	return "", fmt.Errorf("do %q: unknown deed", d.Do)
}

// read returns the first whole text that matches.
func (h *hand) read(d Deed) (text string, err error) {
	err = h.until(d.patience(), func() error {
		n, err := h.find(d)
		if err != nil {
			return err
		}
		text, _ = n.text()
		return nil
	})
	return text, err
}
