package wire_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

func TestSplitSequence(t *testing.T) {
	a, b := trust.MustEncode([]any{uint64(1), "x"}), trust.MustEncode(ledger.Logged{Seq: 9, Raw: make([]byte, 300)})
	got, err := wire.SplitSequence(append(append([]byte(nil), a...), b...))
	if err != nil || len(got) != 2 || !bytes.Equal(got[0], a) || !bytes.Equal(got[1], b) {
		t.Errorf("got %x, %v", got, err)
	}
	for name, bad := range map[string][]byte{
		"CutInside":  append(append([]byte(nil), a...), b[:len(b)-1]...),
		"NoCBOR":     {0xff},
		"Indefinite": {0x9f, 0x01, 0xff},
		"HTML":       []byte("<!DOCTYPE html><title>502</title>"),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := wire.SplitSequence(bad); !errors.Is(err, wire.ErrMalformed) {
				t.Errorf("got %x, %v; want malformed", got, err)
			}
		})
	}
}

// endless never ends and never completes an item.
type endless struct{ begun bool }

func (e *endless) Read(p []byte) (int, error) {
	clear(p)
	if !e.begun {
		e.begun = true
		return copy(p, []byte{0x83, 0x01, 0x01, 0x5b, 0, 0, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff}), nil
	}
	return len(p), nil
}

var errCable = errors.New("somebody pulled the cable")

func TestReader(t *testing.T) {
	item := trust.MustEncode(ledger.Logged{Seq: 1, At: 2, Raw: []byte{3}})
	for _, tc := range []struct {
		name  string
		r     io.Reader
		items int
		want  error
	}{
		{"End", bytes.NewReader(append(append([]byte(nil), item...), item...)), 2, io.EOF},
		{"CutInside", bytes.NewReader(append(append([]byte(nil), item...), item[:2]...)), 1, io.ErrUnexpectedEOF},
		{"Cable", io.MultiReader(bytes.NewReader(item), &failing{}), 1, errCable},
		{"OtherItem", bytes.NewReader(trust.MustEncode("text")), 0, wire.ErrMalformed},
		{"HTML", bytes.NewReader([]byte("<html>")), 0, wire.ErrMalformed},
		{"Endless", &endless{}, 0, wire.ErrItemTooLarge},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := wire.NewReader(tc.r)
			for n := 0; ; n++ {
				var logged ledger.Logged
				err := r.Next(&logged)
				if err == nil {
					continue
				}
				if n != tc.items || !errors.Is(err, tc.want) {
					t.Errorf("got %d items and %v, want %d and %v", n, err, tc.items, tc.want)
				}
				return
			}
		})
	}
}

type failing struct{}

func (*failing) Read([]byte) (int, error) { return 0, errCable }

func TestReaderLargestChange(t *testing.T) {
	raw := make([]byte, wire.MaxItem-64)
	r := wire.NewReader(bytes.NewReader(trust.MustEncode(ledger.Logged{Seq: 1, Raw: raw})))
	var logged ledger.Logged
	if err := r.Next(&logged); err != nil || len(logged.Raw) != len(raw) {
		t.Errorf("got %d bytes, %v; want %d", len(logged.Raw), err, len(raw))
	}
}

func FuzzReader(f *testing.F) {
	f.Add(trust.MustEncode(ledger.Logged{Seq: 1, Raw: []byte{3}}))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := wire.NewReader(bytes.NewReader(b))
		for n := 0; ; n++ {
			var logged ledger.Logged
			if err := r.Next(&logged); err != nil {
				return
			}
			if n > len(b) {
				t.Fatal("more items than bytes")
			}
		}
	})
}
