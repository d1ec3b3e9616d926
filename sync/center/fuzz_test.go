package center_test

import (
	"bytes"
	"context"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// maxFuzzed is how much memory one small request may take, whatever it
// claims: a few times the largest body.
const maxFuzzed = 64 << 20

// FuzzRequests gives the center anything by way of method, path, query and
// body, from a station with a good certificate. It never panics, never calls
// the station's fault its own, and what it answers can be read.
func FuzzRequests(f *testing.F) {
	x := newLocal(f)
	desk := wiretest.NewOffice(f, x.center).Desk(x.station)
	founded, note := desk.Found(), desk.Write(uuid.New(), "家庭訪問")
	if w := x.ask(f.Context(), http.MethodPost, wire.PathPush, append(bytes.Clone(founded), note...)); w.Code != http.StatusOK {
		f.Fatalf("founding: status %d", w.Code)
	}
	p := newPhoto(uuid.New(), 1, 1)
	huge := []byte{0x9b, 0, 0, 0, 1, 0, 0, 0, 0}
	for _, seed := range []struct {
		method, target string
		body           []byte
	}{
		{"POST", wire.PathPush, note}, {"POST", wire.PathPush, note[:len(note)-3]}, {"POST", wire.PathPush, huge},
		{"POST", wire.PathPush, []byte{0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
		{"POST", wire.PathPush, bytes.Repeat([]byte{0x81}, 5000)},
		{"POST", wire.PathPush, trust.MustEncode(ledger.Change{Case: x.center, Station: x.station, N: 2, Author: uuid.New()})},
		{"POST", wire.PathPush, trust.MustEncode(ledger.Change{Case: ledger.CarriageOf(x.center), Station: x.station, N: 1, Author: desk.Founder.ID()})},
		{"POST", wire.PathEnrol, huge}, {"POST", wire.PathEnrol, trust.MustEncode(wire.EnrolRequest{CSR: []byte{1}, Type: "laptop"})},
		{"POST", wire.PathInvites, nil}, {"GET", wire.PathStatus, nil}, {"GET", wire.PathNotices, nil}, {"GET", wire.PathDigests, nil},
		{"GET", wire.PathHeads + "?bucket=7", nil}, {"GET", wire.PathHeads + "?bucket=%zz", nil},
		{"GET", wire.PathChanges + "?after=18446744073709551615&limit=0", nil}, {"GET", wire.PathChanges + "?case=00000000-0000-0000-0000-000000000000", nil},
		{"GET", wire.PathChanges + "?after=9223372036854775807", nil}, {"GET", wire.PathHeld + "?after=1&limit=9223372036854775807", nil},
		{"POST", wire.PathBlobs, trust.MustEncode([]wire.BlobName{p.name()})}, {"POST", wire.PathBlobs, huge},
		{"POST", wire.PathBlob, p.Encode()}, {"PUT", p.path("&n=0"), p.chunks[0]}, {"PUT", p.path("&n=65536"), p.chunks[0]}, {"GET", p.path("&from=1"), nil},
		{"GET", wire.PathBlob + "?case=&id=", nil}, {"GET", "/v2/changes", nil}, {"", "", nil}, {"GET", "*", nil}, {"CONNECT", "center:443", nil}, {"GET", "/v1/../v1/status", nil},
	} {
		f.Add(seed.method, seed.target, seed.body)
	}
	f.Fuzz(func(t *testing.T, method, target string, body []byte) {
		ctx := t.Context()
		if bytes.Contains([]byte(target), []byte("notices")) { // has no end of its own
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, 20*time.Millisecond)
			defer cancel()
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w := x.ask(ctx, method, target, body)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > maxFuzzed {
			t.Errorf("%s %q with %d bytes took %d bytes of memory", method, target, len(body), used)
		}
		if w.Code >= 500 && ctx.Err() == nil {
			t.Errorf("%s %q with %d bytes: status %d", method, target, len(body), w.Code)
		}
		if w.Code == http.StatusOK {
			return
		}
		var refusal wire.Error
		if err := trust.DecodeCanonical(w.Body.Bytes(), &refusal); err != nil || refusal.Code == 0 {
			t.Errorf("%s %q: status %d with %x: %v", method, target, w.Code, w.Body.Bytes(), err)
		}
	})
}
