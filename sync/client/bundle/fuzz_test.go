package bundle_test

import (
	"bytes"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/trust"
	"yorisoi/sync/client/bundle"
)

// FuzzReader reads whatever a stick may hold: nothing opens that its maker did
// not write.
func FuzzReader(f *testing.F) {
	key, err := trust.KeyFromSecret(uuid.UUID{0: 0xf1}, bytes.Repeat([]byte{1}, 32))
	must(f, err)
	items := bytes.Repeat([]byte("item"), 20<<10) // two chunks
	raw, err := bundle.SealItems(key, uuid.UUID{0: 0xce}, [][]byte{make([]byte, store.BundleSlot)}, items)
	must(f, err)
	f.Add(raw)
	f.Add(raw[:len(raw)/2])
	f.Add([]byte("YORIBNDL\x00\x01\x00\x01"))
	f.Add([]byte("YORIBNDL\x00\x02"))
	f.Fuzz(func(t *testing.T, got []byte) {
		out, err := bundle.OpenItems(key, got)
		switch {
		case err == nil && !bytes.Equal(got, raw):
			t.Fatal("a file opened that nobody wrote")
		case err != nil && !isKnown(err):
			t.Fatalf("got an error that says nothing: %v", err)
		case !bytes.HasPrefix(items, out):
			t.Fatal("something was given out that nobody wrote")
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
