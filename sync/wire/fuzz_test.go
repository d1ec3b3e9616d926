package wire_test

import (
	"bytes"
	"errors"
	"reflect"
	"runtime"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// messages are all messages of the protocol, with something in every item.
func messages() []any {
	receipt := ledger.Receipt{Case: vectorCase, Station: vectorStation, N: 1, Seq: 2, At: 3}
	return []any{
		&wire.EnrolRequest{Secret: make([]byte, 16), CSR: []byte{1}, Name: "L-02", Type: "laptop"},
		&wire.EnrolAnswer{Station: vectorStation, Chain: [][]byte{{1}, {2}}, LogID: vectorOther, Time: 1},
		&wire.Status{Center: vectorCase, LogID: vectorOther, Time: 1, Head: 2, Founder: vectorStation},
		&wire.PushAnswer{
			Receipts: ledger.Receipts{Items: []ledger.Receipt{receipt}, Sig: make([]byte, 64)},
			Refusals: []ledger.Refusal{{Case: vectorCase, Station: vectorStation, N: 2, Code: 21, Text: "gap"}}, Head: 2,
		},
		&wire.ChangesHead{LogID: vectorOther, Head: 2, Total: 1},
		&ledger.Logged{Seq: 2, At: 3, Raw: []byte{1}},
		&wire.Notice{Seq: 2},
		&[]ledger.CaseHead{{Case: vectorCase, Station: vectorStation, N: 1}},
		&[]ledger.Hash{{1}, {2}},
		&wire.Invite{Secret: make([]byte, 16), Address: "10.1.2.3:8443", Pin: make([]byte, 32), Expires: 1},
		&[]wire.BlobName{{Case: vectorCase, Blob: ledger.Hash{1}}},
		&[]wire.BlobState{{Blob: ledger.Hash{1}, Known: true, Have: 1, Receipt: &ledger.BlobReceipt{Case: vectorCase, Sig: make([]byte, 64)}}},
		&wire.BlobHead{Manifest: []byte{1}, From: 1, Total: 2},
		&wire.Error{Code: wire.CodeGap, Text: "gap"},
	}
}

// FuzzMessages reads anything as each message. What can be read as the one
// encoding of a message is written the same, and a few bytes never take much
// memory, whatever they claim to hold.
func FuzzMessages(f *testing.F) {
	for i, m := range messages() {
		f.Add(uint8(i), trust.MustEncode(m))
	}
	for _, hostile := range [][]byte{
		{0x9b, 0, 0, 0, 0, 0, 0x0f, 0xff, 0xff}, {0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		{0xbf, 0xff}, {0xc0, 0x60}, bytes.Repeat([]byte{0x81}, 100), {0x82, 0x80},
	} {
		for i := range messages() {
			f.Add(uint8(i), hostile)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		all := messages()
		kind := reflect.TypeOf(all[int(which)%len(all)]).Elem()
		m := reflect.New(kind)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := trust.Decode(b, m.Interface())
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(len(b))*200+1<<20 {
			t.Errorf("%s: %d bytes took %d bytes of memory", kind, len(b), used)
		}
		if err != nil {
			return
		}
		written := trust.MustEncode(m.Interface())
		again := reflect.New(kind)
		if err := trust.DecodeCanonical(written, again.Interface()); err != nil {
			t.Fatalf("%s: what was written cannot be read: %v", kind, err)
		}
		if !bytes.Equal(trust.MustEncode(again.Interface()), written) {
			t.Errorf("%s: written twice in two ways", kind)
		}
	})
}

// FuzzSplitSequence cuts anything into items, which together are what was
// given.
func FuzzSplitSequence(f *testing.F) {
	var all []byte
	for _, m := range messages() {
		all = append(all, trust.MustEncode(m)...)
	}
	f.Add(all)
	f.Add([]byte("<html>"))
	f.Add([]byte{0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		items, err := wire.SplitSequence(b)
		if err != nil {
			if !errors.Is(err, wire.ErrMalformed) {
				t.Errorf("got %v", err)
			}
			return
		}
		if got := bytes.Join(items, nil); !bytes.Equal(got, b) {
			t.Errorf("got %x, want %x", got, b)
		}
	})
}

// FuzzManifest reads anything as a blob's manifest; what is taken is the one
// encoding of it, within all limits.
func FuzzManifest(f *testing.F) {
	good := &ledger.Manifest{Case: vectorCase, Key: uuid.New(), Size: 5000, Chunks: []ledger.Hash{{1}}}
	f.Add(good.Encode())
	f.Add([]byte{0x85})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ledger.DecodeManifest(b)
		if err != nil {
			if !errors.Is(err, ledger.ErrBadBlob) {
				t.Errorf("got %v", err)
			}
			return
		}
		if !bytes.Equal(m.Encode(), b) || m.ID() != ledger.HashOf(b) {
			t.Errorf("got %x, want %x", m.Encode(), b)
		}
		if len(m.Chunks) > ledger.MaxBlobChunks || m.Size > ledger.MaxBlobChunks*ledger.MaxChunk {
			t.Errorf("got %d chunks of %d bytes", len(m.Chunks), m.Size)
		}
	})
}
