package proof_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"sync"
	"testing"

	"yorisoi/store"
)

// tap is somebody on the network between a machine and its center, who hears
// everything and may alter a byte now and then.
type tap struct {
	mu      sync.Mutex
	heard   bytes.Buffer
	every   int // bytes from one that is altered to the next; 0: none is
	passed  int
	altered int
}

type tapped struct {
	net.Conn
	tap *tap
}

func (p *tap) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &tapped{conn, p}, nil
}

// pass hears some bytes and returns what goes on in their place.
func (p *tap) pass(b []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard.Write(b)
	b = bytes.Clone(b)
	if p.every > 0 && len(b) > 0 {
		if p.passed += len(b); p.passed >= p.every {
			p.passed = 0
			p.altered++
			b[len(b)/2] ^= 1 << (p.altered % 8)
		}
	}
	return b
}

func (p *tap) alter(every int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.every = every
}

func (p *tap) count() (altered int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.altered
}

func (c *tapped) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	copy(b, c.tap.pass(b[:n]))
	return n, err
}

func (c *tapped) Write(b []byte) (int, error) { return c.Conn.Write(c.tap.pass(b)) }

// TestListenerOnTheNetwork hears what a machine and its center say to each
// other, and alters some of it. What was heard names no family, nobody of the
// staff, no case and no station; what was altered is as if it had never come:
// in the end all have what was written, and nothing else.
func TestListenerOnTheNetwork(t *testing.T) {
	h := newHouse(t, "2026-11-02 09:00", "中野", "石川")
	nurse, welfare := h.join("中野"), h.join("石川")
	nurse.offline()
	between := &tap{}
	nurse.Dial = between.dial
	kase := nurse.family(fields{"name": "霧ヶ峰", "kana": "きりがみね", "class": "protection", "address": "避難先の町 4-2"})
	nurse.online()
	h.agree()

	between.alter(2000)
	const notes = 20
	for n := range notes {
		nurse.add(kase, store.KindNote, fields{"on": "2026-11-02", "method": "phone", "facts": fmt.Sprintf("泣き声が続く %d", n)})
		welfare.add(kase, store.KindNote, fields{"on": "2026-11-02", "method": "phone", "facts": fmt.Sprintf("別居中の父 %d", n)})
		eventually(t, "a byte is altered", func() bool { nurse.Engine.Wake(); return between.count() > n/4 })
	}
	between.alter(0)
	h.agree()
	for _, d := range []*desk{nurse, welfare, h.director} {
		got := d.notes(kase)
		for n := range notes {
			if !got[fmt.Sprintf("泣き声が続く %d", n)] || !got[fmt.Sprintf("別居中の父 %d", n)] {
				t.Errorf("%s lacks a note of number %d", d.name, n)
			}
		}
	}
	held, err := nurse.Store.FindHeld(t.Context())
	must(t, err)
	same(t, "held here because of it", len(held), 0)

	never := needlesOf(append([]string{"中野", "大沢", "石川", "庁内PC-1", kase.String(), nurse.Store.Station().String()}, secretWords...))
	never["the case in bytes"] = kase[:]
	between.mu.Lock()
	defer between.mu.Unlock()
	if between.heard.Len() < 50_000 {
		t.Errorf("heard %d bytes only", between.heard.Len())
	}
	for name, b := range never {
		if bytes.Contains(between.heard.Bytes(), b) {
			t.Errorf("the network tells %s", name)
		}
	}
}
