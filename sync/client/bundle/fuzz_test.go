package bundle_test

import (
	"slices"
	"testing"

	"yorisoi/sync/client/bundle"
)

// FuzzReader reads whatever a stick may hold: nothing opens that its maker did
// not write.
func FuzzReader(f *testing.F) {
	_, laptop, raw := small(f)
	f.Add(raw)
	f.Add(raw[:len(raw)/2])
	f.Add([]byte("YORIBNDL\x00\x01\x00\x01"))
	f.Add([]byte("YORIBNDL\x00\x02"))
	f.Fuzz(func(t *testing.T, got []byte) {
		_, err := bundle.ReadThrough(laptop.Store, got)
		if err == nil && !slices.Equal(got, raw) {
			t.Fatal("a file opened that nobody wrote")
		}
		if err != nil && !isKnown(err) {
			t.Fatalf("got an error that says nothing: %v", err)
		}
	})
}

// FuzzItems puts anything into a file that opens: what a colleague with the
// keys could write.
func FuzzItems(f *testing.F) {
	office, laptop, _ := small(f)
	f.Add([]byte{0x82, 0x02, 0x41, 0x00}, true)
	f.Add([]byte{0x84, 0x04, 0x40, 0x00, 0x40}, true)
	f.Add([]byte{0x82, 0x05, 0x80}, false)
	f.Fuzz(func(t *testing.T, items []byte, preface bool) {
		path := forge(t, office, func(f *bundle.Forger) {
			if preface {
				must(t, f.Preface(office.Me().ID))
			}
			must(t, f.Bytes(items))
		})
		if _, err := bundle.Import(t.Context(), laptop.Store, path, nil); err != nil && !isKnown(err) {
			t.Fatalf("got an error that says nothing: %v", err)
		}
	})
}
