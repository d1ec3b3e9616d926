package center_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
)

// photo is a sealed blob as a station has it; the center only sees bytes.
type photo struct {
	*ledger.Manifest
	chunks [][]byte
}

// newPhoto makes a blob of a case with n chunks; seed decides its bytes.
func newPhoto(kase uuid.UUID, n int, seed uint64) photo {
	p := photo{Manifest: &ledger.Manifest{Case: kase, Key: uuid.New()}}
	random := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	for i := range n {
		chunk := make([]byte, ledger.BlobChunk+16)
		if i == n-1 {
			chunk = chunk[:4<<10]
		}
		random.Read(chunk)
		p.chunks = append(p.chunks, chunk)
		p.Chunks = append(p.Chunks, ledger.HashOf(chunk))
		p.Size += uint64(len(chunk))
	}
	p.Content = ledger.HashOf(p.chunks[0])
	return p
}

func (p photo) name() wire.BlobName { return wire.BlobName{Case: p.Case, Blob: p.ID()} }

// path is that of the blob, or of its n-th chunk.
func (p photo) path(rest string) string {
	id := p.ID()
	return fmt.Sprintf("%s?case=%s&id=%s%s", wire.PathBlob, p.Case, hex.EncodeToString(id[:]), rest)
}

func (s *stranger) announce(p photo) (state wire.BlobState) {
	s.t.Helper()
	s.get(http.MethodPost, wire.PathBlob, p.Encode(), &state)
	return state
}

func (s *stranger) put(p photo, n int) (state wire.BlobState) {
	s.t.Helper()
	s.get(http.MethodPut, p.path(fmt.Sprintf("&n=%d", n)), p.chunks[n], &state)
	return state
}

// upload brings a whole blob and returns its receipt.
func (s *stranger) upload(p photo) *ledger.BlobReceipt {
	s.t.Helper()
	state := s.announce(p)
	for n := int(state.Have); n < len(p.chunks); n++ {
		state = s.put(p, n)
	}
	return state.Receipt
}

func (s *stranger) states(names ...wire.BlobName) (states []wire.BlobState) {
	s.t.Helper()
	s.get(http.MethodPost, wire.PathBlobs, trust.MustEncode(names), &states)
	return states
}

// fetch reads the chunks of a blob from one on.
func (s *stranger) fetch(p photo, from int) (wire.BlobHead, [][]byte) {
	s.t.Helper()
	status, b, _ := s.ask(http.MethodGet, p.path(fmt.Sprintf("&from=%d", from)), nil)
	if status != http.StatusOK {
		s.t.Fatalf("fetch from %d: status %d: %x", from, status, b)
	}
	items, err := wire.SplitSequence(b)
	if err != nil {
		s.t.Fatal(err)
	}
	var head wire.BlobHead
	if err := trust.DecodeCanonical(items[0], &head); err != nil {
		s.t.Fatal(err)
	}
	chunks := make([][]byte, len(items)-1)
	for i := range chunks {
		if err := trust.DecodeCanonical(items[i+1], &chunks[i]); err != nil {
			s.t.Fatal(err)
		}
	}
	return head, chunks
}

func TestBlob(t *testing.T) {
	_, s, _ := office(t)
	p := newPhoto(uuid.New(), 3, 1)
	if got := s.states(p.name()); len(got) != 1 || got[0].Known || got[0].Blob != p.ID() {
		t.Errorf("before: got %+v", got)
	}
	if status, code := s.refused(http.MethodPut, p.path("&n=0"), p.chunks[0]); status != http.StatusNotFound || code != wire.CodeBlobUnknown {
		t.Errorf("a chunk of no manifest: got status %d, code %d", status, code)
	}
	if state := s.announce(p); !state.Known || state.Have != 0 || state.Receipt != nil {
		t.Errorf("announced: got %+v", state)
	}
	// In any order, repeated: only what is there without a gap counts.
	for _, step := range []struct{ n, have int }{{2, 0}, {0, 1}, {0, 1}} {
		if state := s.put(p, step.n); state.Have != uint64(step.have) || state.Receipt != nil {
			t.Errorf("after chunk %d: got %+v, want %d", step.n, state, step.have)
		}
	}
	if status, code := s.refused(http.MethodGet, p.path(""), nil); status != http.StatusNotFound || code != wire.CodeBlobUnknown {
		t.Errorf("before it is whole: got status %d, code %d", status, code)
	}
	receipt := s.put(p, 1).Receipt
	if receipt == nil || receipt.Case != p.Case || receipt.Blob != p.ID() || receipt.Verify(s.end.CenterPublic) != nil {
		t.Fatalf("receipt: got %+v", receipt)
	}
	for name, again := range map[string]*ledger.BlobReceipt{
		"state": s.states(p.name())[0].Receipt, "manifest": s.announce(p).Receipt, "chunk": s.put(p, 2).Receipt,
	} {
		if again == nil || again.At != receipt.At || again.Verify(s.end.CenterPublic) != nil {
			t.Errorf("%s again: got %+v, want %+v", name, again, receipt)
		}
	}
	for from := range 4 {
		head, chunks := s.fetch(p, from)
		if !bytes.Equal(head.Manifest, p.Encode()) || head.From != uint64(from) || head.Total != uint64(len(chunks)) || !sameRaws(chunks, p.chunks[from:]) {
			t.Errorf("from %d: got %d chunks, head %d+%d", from, len(chunks), head.From, head.Total)
		}
	}
}

func TestBlobRefuses(t *testing.T) {
	_, s, _ := office(t)
	p, elsewhere := newPhoto(uuid.New(), 2, 1), newPhoto(uuid.New(), 1, 2)
	s.announce(p)
	s.upload(elsewhere)
	moved := photo{Manifest: &ledger.Manifest{Case: p.Case}, chunks: elsewhere.chunks}
	*moved.Manifest = *elsewhere.Manifest
	liar := *p.Manifest
	liar.Size = 1 << 40
	many := *p.Manifest
	for range ledger.MaxBlobChunks {
		many.Chunks = append(many.Chunks, ledger.Hash{1})
	}
	id := elsewhere.ID()
	ofAnotherCase := fmt.Sprintf("%s?case=%s&id=%s", wire.PathBlob, p.Case, hex.EncodeToString(id[:]))
	tooMany := trust.MustEncode(make([]wire.BlobName, wire.MaxBlobAsk+1))
	for _, tc := range []struct {
		name, method, path string
		body               []byte
		status             int
		code               wire.ErrorCode
	}{
		{"ErrChunk", http.MethodPut, p.path("&n=0"), p.chunks[1], 400, wire.CodeBlobBad},
		{"ErrEmptyChunk", http.MethodPut, p.path("&n=0"), nil, 400, wire.CodeBlobBad},
		{"ErrLargeChunk", http.MethodPut, p.path("&n=0"), make([]byte, ledger.MaxChunk+1), 413, wire.CodeTooLarge},
		{"ErrNumber", http.MethodPut, p.path("&n=2"), p.chunks[1], 400, wire.CodeBlobBad},
		{"ErrNoNumber", http.MethodPut, p.path(""), p.chunks[1], 400, wire.CodeMalformed},
		{"ErrNegative", http.MethodPut, p.path("&n=-1"), p.chunks[1], 400, wire.CodeMalformed},
		{"ErrID", http.MethodGet, wire.PathBlob + "?case=" + p.Case.String() + "&id=zz", nil, 400, wire.CodeMalformed},
		{"ErrCase", http.MethodGet, wire.PathBlob + "?id=00", nil, 400, wire.CodeMalformed},
		{"ErrFrom", http.MethodGet, elsewhere.path("&from=2"), nil, 400, wire.CodeMalformed},
		{"ErrUnknown", http.MethodGet, newPhoto(p.Case, 1, 9).path(""), nil, 404, wire.CodeBlobUnknown},
		{"ErrOfAnotherCase", http.MethodGet, ofAnotherCase, nil, 404, wire.CodeBlobUnknown},
		{"ErrPutOfAnotherCase", http.MethodPut, ofAnotherCase + "&n=0", elsewhere.chunks[0], 404, wire.CodeBlobUnknown},
		{"ErrNoManifest", http.MethodPost, wire.PathBlob, []byte("<html>"), 400, wire.CodeBlobBad},
		{"ErrSize", http.MethodPost, wire.PathBlob, liar.Encode(), 400, wire.CodeBlobBad},
		{"ErrManyChunks", http.MethodPost, wire.PathBlob, many.Encode(), 400, wire.CodeBlobBad},
		{"ErrLargeManifest", http.MethodPost, wire.PathBlob, make([]byte, 1<<20), 413, wire.CodeTooLarge},
		{"ErrQuestion", http.MethodPost, wire.PathBlobs, []byte{0x81, 0x80}, 400, wire.CodeMalformed},
		{"ErrLongQuestion", http.MethodPost, wire.PathBlobs, tooMany, 413, wire.CodeTooLarge},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if status, code := s.refused(tc.method, tc.path, tc.body); status != tc.status || code != tc.code {
				t.Errorf("got status %d, code %d; want %d, %d", status, code, tc.status, tc.code)
			}
		})
	}
	if state := s.states(wire.BlobName{Case: p.Case, Blob: id})[0]; state.Known {
		t.Errorf("named with another case: got %+v, want unknown", state)
	}
	if state := s.states(p.name())[0]; state.Have != 0 {
		t.Errorf("after what was refused: got %+v, want no chunk", state)
	}
	if got := s.states(); len(got) != 0 {
		t.Errorf("no question: got %+v", got)
	}
}

// TestBlobResumes cuts the line inside every chunk both ways, and restarts the
// center in between; each time both sides go on with what is missing.
func TestBlobResumes(t *testing.T) {
	c, s, _ := office(t)
	p := newPhoto(uuid.New(), 4, 3)
	s.announce(p)
	for n := range p.chunks {
		half := &cutting{data: p.chunks[n][:len(p.chunks[n])/2]}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.base+p.path(fmt.Sprintf("&n=%d", n)), half)
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = int64(len(p.chunks[n]))
		if resp, err := s.http.Do(req); err == nil {
			resp.Body.Close()
			t.Fatalf("half of chunk %d: got status %d, want a cut", n, resp.StatusCode)
		}
		if state := s.states(p.name())[0]; state.Have != uint64(n) {
			t.Fatalf("after half of chunk %d: got %+v", n, state)
		}
		if n == 2 {
			c.Stop()
			c = centertest.Serve(t, center.Config{Dir: c.Dir}, centertest.Listen(t, c.Address()))
			s.http.CloseIdleConnections()
		}
		s.put(p, n)
	}
	var got [][]byte
	for len(got) < len(p.chunks) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+p.path(fmt.Sprintf("&from=%d", len(got))), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := s.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		// One chunk and a part of the next arrive, then the line is cut.
		r := wire.NewReader(io.LimitReader(resp.Body, ledger.BlobChunk*3/2))
		var head wire.BlobHead
		if err := r.Next(&head); err != nil {
			t.Fatal(err)
		}
		for {
			var chunk []byte
			if err := r.Next(&chunk); err != nil {
				break
			}
			if err := p.Check(len(got), chunk); err != nil {
				t.Fatal(err)
			}
			got = append(got, chunk)
		}
		resp.Body.Close()
	}
}

// cutting breaks off in the middle of a body.
type cutting struct{ data []byte }

func (c *cutting) Read(b []byte) (int, error) {
	if len(c.data) == 0 {
		return 0, io.ErrClosedPipe
	}
	n := copy(b, c.data)
	c.data = c.data[n:]
	return n, nil
}

func TestBlobScope(t *testing.T) {
	clock := newClock()
	c, s, desk := officeWith(t, center.Config{Now: clock.now})
	laptop := enrolled(t, c)
	out, home := newPhoto(uuid.New(), 1, 4), newPhoto(uuid.New(), 1, 5)
	s.upload(out)
	s.upload(home)
	s.taken(limit(desk, laptop.id, ledger.ScopeCarried), record(desk, desk.Founder, carry(out.Case, laptop.id, clock.inFuture(1e12))))
	if _, chunks := laptop.fetch(out, 0); !sameRaws(chunks, out.chunks) {
		t.Errorf("of the carried case: got %d chunks", len(chunks))
	}
	if status, code := laptop.refused(http.MethodGet, home.path(""), nil); status != http.StatusForbidden || code != wire.CodeOutOfScope {
		t.Errorf("of another case: got status %d, code %d", status, code)
	}
	late := newPhoto(home.Case, 2, 6)
	if receipt := laptop.upload(late); receipt == nil || receipt.Verify(s.end.CenterPublic) != nil {
		t.Errorf("what it still has of another case: got %+v, want a receipt", receipt)
	}
}

func TestBlobsBegun(t *testing.T) {
	_, s, _ := office(t)
	var begun []photo
	for i := range 64 {
		p := newPhoto(uuid.New(), 1, uint64(100+i))
		s.announce(p)
		begun = append(begun, p)
	}
	more := newPhoto(uuid.New(), 1, 99)
	s.unfinished(more)
	if state := s.announce(begun[7]); !state.Known {
		t.Errorf("one that is begun, again: got %+v", state)
	}
	s.put(begun[0], 0)
	if receipt := s.upload(more); receipt == nil {
		t.Error("after one came whole: got no receipt")
	}
}

// unfinished announces a photo and demands that it has to wait.
func (s *stranger) unfinished(p photo) {
	s.t.Helper()
	status, body, header := s.ask(http.MethodPost, wire.PathBlob, p.Encode())
	var refusal wire.Error
	if err := trust.Decode(body, &refusal); err != nil || refusal.Code != wire.CodeUnfinished || status != http.StatusTooManyRequests || header.Get("Retry-After") == "" {
		s.t.Errorf("one too many: got status %d, %+v, %v, %v", status, refusal, header, err)
	}
}

// TestBlobsBegunBytes limits what a station may have begun by its bytes, over
// a restart of the center; another station, and a single blob however large,
// have their way.
func TestBlobsBegunBytes(t *testing.T) {
	small, large := newPhoto(uuid.New(), 1, 10), newPhoto(uuid.New(), 3, 11)
	limits := center.Limits{BegunBytes: int(small.Size)}
	c, s, _ := officeWith(t, center.Config{Limits: limits})
	s.announce(large)
	s.unfinished(small)
	c.Stop()
	c = centertest.Serve(t, center.Config{Dir: c.Dir, Limits: limits}, centertest.Listen(t, c.Address()))
	s.http.CloseIdleConnections()
	s.unfinished(small)
	if got := gauges(t, c)[`yorisoi_turned_away_total{limit="blobs"}`]; got != 1 {
		t.Errorf("turned away: got %v, want 1", got)
	}
	if receipt := s.upload(large); receipt == nil {
		t.Error("the large one: got no receipt")
	}
	s.announce(small)
	another := newPhoto(uuid.New(), 1, 12)
	s.unfinished(another)
	enrolled(t, c).announce(another)
	if receipt := s.upload(small); receipt == nil {
		t.Error("the small one: got no receipt")
	}
}

// TestBlobsGivenUp lets one that never came whole be forgotten after a month,
// and another, whole, stay.
func TestBlobsGivenUp(t *testing.T) {
	clock := newClock()
	c, s, _ := officeWith(t, center.Config{Now: clock.now})
	whole, begun := newPhoto(uuid.New(), 1, 10), newPhoto(uuid.New(), 2, 11)
	s.upload(whole)
	s.announce(begun)
	s.put(begun, 0)
	c.Stop()
	clock.advance(29 * 24 * time.Hour)
	c = centertest.Serve(t, center.Config{Dir: c.Dir, Now: clock.now}, centertest.Listen(t, c.Address()))
	s.at(clock.now)
	if state := s.states(begun.name())[0]; state.Have != 1 {
		t.Errorf("after 29 days: got %+v, want one chunk", state)
	}
	c.Stop()
	clock.advance(2 * 24 * time.Hour)
	centertest.Serve(t, center.Config{Dir: c.Dir, Now: clock.now}, centertest.Listen(t, c.Address()))
	s.at(clock.now)
	for end := time.Now().Add(30 * time.Second); s.states(begun.name())[0].Known; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("after 31 days: it is still known")
		}
	}
	if state := s.states(whole.name())[0]; state.Receipt == nil {
		t.Errorf("the whole one: got %+v, want its receipt", state)
	}
}

// interrupted is a reader of an answer to whom something happens after the
// first chunk.
type interrupted struct {
	*httptest.ResponseRecorder
	happens func()
}

// Write takes bytes of the answer.
func (i *interrupted) Write(b []byte) (int, error) {
	n, err := i.ResponseRecorder.Write(b)
	if i.Body.Len() > ledger.BlobChunk && i.happens != nil {
		i.happens()
		i.happens = nil
	}
	return n, err
}

// TestRemovedWhileItReads removes a station in the middle of an answer.
func TestRemovedWhileItReads(t *testing.T) {
	c, s, desk := office(t)
	laptop := enrolled(t, c)
	p := newPhoto(uuid.New(), 4, 12)
	laptop.upload(p)
	side := laptop.beside(c, center.Config{}).http.Transport.(inside)
	w := &interrupted{ResponseRecorder: httptest.NewRecorder(), happens: func() {
		s.taken(desk.Direct(desk.Founder, ledger.KindStation, laptop.id, map[string]any{ledger.FieldRemoved: true}))
	}}
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("got %v, want the answer cut", got)
		}
		if n := w.Body.Len(); n > 2*ledger.BlobChunk {
			t.Errorf("got %d bytes, want none after the removal", n)
		}
	}()
	side.ServeHTTP(w, side.request(httptest.NewRequestWithContext(t.Context(), http.MethodGet, p.path(""), nil)))
}
