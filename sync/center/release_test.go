package center_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/center/sqlitelog"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// firstRelease is what stations of the first release sent to a center of the
// first release, to the byte, and what a center needs to be that center again.
type firstRelease struct {
	Folder   map[string]string    // files of the center's folder
	Keys     map[uuid.UUID][]byte // of stations, PKCS #8
	Requests []struct {
		Station      string // whose certificate it came with
		Method, Path string
		Header       map[string]string
		Body         []byte
		Status       int
		Type         string
		Answer       []byte // of enrolments and pushes
	}
}

// The messages as the first release reads them. They never change, whatever
// becomes of those in package wire.
type (
	firstIdentity struct {
		_             struct{} `cbor:",toarray"`
		ID            uuid.UUID
		Sign, Receive []byte
	}
	firstEnrolAnswer struct {
		_       struct{} `cbor:",toarray"`
		Station uuid.UUID
		Chain   [][]byte
		Center  firstIdentity
		Founder uuid.UUID
		LogID   uuid.UUID
		Time    int64
	}
	firstStatus struct {
		_       struct{} `cbor:",toarray"`
		Center  uuid.UUID
		LogID   uuid.UUID
		Time    int64
		Head    uint64
		Founder uuid.UUID
	}
	firstReceipt struct {
		_             struct{} `cbor:",toarray"`
		Case, Station uuid.UUID
		N             uint64
		Hash          [32]byte
		Seq           uint64
		At            int64
	}
	firstReceipts struct {
		_     struct{} `cbor:",toarray"`
		Items []firstReceipt
		Sig   []byte
	}
	firstRefusal struct {
		_             struct{} `cbor:",toarray"`
		Case, Station uuid.UUID
		N, Code       uint64
		Text          string
	}
	firstPushAnswer struct {
		_        struct{} `cbor:",toarray"`
		Receipts firstReceipts
		Refusals []firstRefusal
		Head     uint64
	}
	firstChangesHead struct {
		_           struct{} `cbor:",toarray"`
		LogID       uuid.UUID
		Head, Total uint64
	}
	firstLogged struct {
		_   struct{} `cbor:",toarray"`
		Seq uint64
		At  int64
		Raw []byte
	}
	firstNotice struct {
		_   struct{} `cbor:",toarray"`
		Seq uint64
	}
	firstHead struct {
		_             struct{} `cbor:",toarray"`
		Case, Station uuid.UUID
		N             uint64
		Hash          [32]byte
	}
	firstInvite struct {
		_       struct{} `cbor:",toarray"`
		Secret  []byte
		Address string
		Pin     []byte
		Expires int64
	}
)

// foretold gives the bytes that it was told to give, and then others.
type foretold struct {
	mu   sync.Mutex
	next []byte
}

func (f *foretold) Read(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.next) == 0 {
		return rand.Read(p)
	}
	n := copy(p, f.next)
	f.next = f.next[n:]
	return n, nil
}

func (f *foretold) tell(b []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next = append(f.next, b...)
}

// replay is the center of the first release's fixtures, served by today's
// program, and its stations.
type replay struct {
	*firstRelease
	t        *testing.T
	random   *foretold
	served   *centertest.Served
	address  string // where it listens; center.json has where it did
	stations map[string]*stranger
	public   trust.PublicIdentity // of the center
}

func newReplay(t *testing.T) *replay {
	t.Helper()
	raw, err := os.ReadFile("../wire/testdata/release1.json")
	if err != nil {
		t.Fatal(err)
	}
	r := &replay{firstRelease: new(firstRelease), t: t, random: new(foretold), stations: map[string]*stranger{}}
	if err := json.Unmarshal(raw, r.firstRelease); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "center")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range r.Folder {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := sqlitelog.Create(t.Context(), filepath.Join(dir, "center.db"), rand.Reader); err != nil {
		t.Fatal(err)
	}
	listener := centertest.Listen(t, "127.0.0.1:0")
	r.address = listener.Addr().String()
	r.served = centertest.Serve(t, center.Config{Dir: dir, Rand: r.random}, listener)
	return r
}

// TestFirstReleaseInTheField plays what stations of the first release sent
// against today's center. The answers read as the first release reads them
// and say the same.
func TestFirstReleaseInTheField(t *testing.T) {
	r := newReplay(t)
	for i := range r.Requests {
		t.Run(fmt.Sprintf("%02d%s", i, strings.ReplaceAll(r.Requests[i].Path, "/", "_")), func(t *testing.T) { r.request(t, i) })
	}
}

func (r *replay) request(t *testing.T, i int) {
	q := r.Requests[i]
	if q.Path == wire.PathEnrol {
		r.enrol(t, i)
		return
	}
	s := r.stations[q.Station]
	if s == nil {
		t.Fatalf("station %s is not enrolled", q.Station)
	}
	resp := r.send(t, s.http, i)
	defer resp.Body.Close()
	if resp.StatusCode != q.Status || resp.Header.Get("Content-Type") != q.Type {
		t.Fatalf("got status %d and %s, want %d and %s", resp.StatusCode, resp.Header.Get("Content-Type"), q.Status, q.Type)
	}
	path, _, _ := strings.Cut(q.Path, "?")
	if path == wire.PathNotices {
		var notice firstNotice
		if err := wire.NewReader(resp.Body).Next(&notice); err != nil {
			t.Fatal(err)
		}
		return
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	switch path {
	case wire.PathStatus:
		var got firstStatus
		read(t, b, &got)
	case wire.PathPush:
		r.samePush(t, b, q.Answer)
	case wire.PathChanges:
		readStream(t, b)
	case wire.PathDigests:
		var got [][32]byte
		if read(t, b, &got); len(got) != 256 {
			t.Errorf("got %d digests", len(got))
		}
	case wire.PathHeads:
		var got []firstHead
		if read(t, b, &got); len(got) == 0 {
			t.Error("got no heads")
		}
	case wire.PathInvites:
		var got firstInvite
		if read(t, b, &got); len(got.Secret) != 16 || len(got.Pin) != 32 {
			t.Errorf("got %+v", got)
		}
	default:
		t.Fatalf("nobody reads answers of %s", path)
	}
}

// send repeats a request to the byte.
func (r *replay) send(t *testing.T, with *http.Client, i int) *http.Response {
	t.Helper()
	q := r.Requests[i]
	req, err := http.NewRequestWithContext(t.Context(), q.Method, "https://"+r.address+q.Path, bytes.NewReader(q.Body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range q.Header {
		req.Header.Set(name, value)
	}
	resp, err := with.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func read(t *testing.T, b []byte, into any) {
	t.Helper()
	if err := trust.DecodeCanonical(b, into); err != nil {
		t.Fatalf("%T: %v", into, err)
	}
}

func readStream(t *testing.T, b []byte) {
	t.Helper()
	items, err := wire.SplitSequence(b)
	if err != nil || len(items) == 0 {
		t.Fatalf("got %d items, %v", len(items), err)
	}
	var head firstChangesHead
	read(t, items[0], &head)
	if head.Total != uint64(len(items)-1) {
		t.Errorf("got %d changes, %d announced", len(items)-1, head.Total)
	}
	for _, item := range items[1:] {
		var logged firstLogged
		read(t, item, &logged)
		if _, err := ledger.Decode(logged.Raw); err != nil {
			t.Error(err)
		}
	}
}

// samePush compares the receipts, which are the same, and the refusals: the
// first release reads any code, and what it calls a removed author's change
// is now kept in the hold box as well.
func (r *replay) samePush(t *testing.T, got, want []byte) {
	t.Helper()
	var now, then firstPushAnswer
	read(t, got, &now)
	read(t, want, &then)
	if len(now.Receipts.Items) != len(then.Receipts.Items) || len(now.Refusals) != len(then.Refusals) {
		t.Fatalf("got %d receipts and %d refusals, want %d and %d", len(now.Receipts.Items), len(now.Refusals), len(then.Receipts.Items), len(then.Refusals))
	}
	if err := r.public.Verify("yorisoi/v1 receipts", trust.MustEncode(now.Receipts.Items), now.Receipts.Sig); err != nil {
		t.Error(err)
	}
	for i, got := range now.Receipts.Items {
		want := then.Receipts.Items[i]
		want.At = got.At
		if got != want {
			t.Errorf("receipt %d: got %+v, want %+v", i, got, want)
		}
	}
	for i, r := range now.Refusals {
		o := then.Refusals[i]
		if o.Code == uint64(wire.CodeRemovedAuthor) {
			o.Code = uint64(wire.CodeHeld)
		}
		if r.Case != o.Case || r.Station != o.Station || r.N != o.N || r.Code != o.Code {
			t.Errorf("refusal %d: got %+v, want %+v", i, r, o)
		}
	}
}

// enrol repeats an enrolment; the center is told which secret it had given
// out, and which id it gave to the station.
func (r *replay) enrol(t *testing.T, i int) {
	t.Helper()
	var request wire.EnrolRequest
	if err := trust.Decode(r.Requests[i].Body, &request); err != nil {
		t.Fatal(err)
	}
	var then, now firstEnrolAnswer
	read(t, r.Requests[i].Answer, &then)
	r.random.tell(request.Secret)
	if _, _, err := r.served.Invite(t.Context(), "", time.Hour); err != nil {
		t.Fatal(err)
	}
	r.random.tell(then.Station[:])
	ca, err := x509.ParseCertificate(then.Chain[1])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: wire.ServerName}}
	defer transport.CloseIdleConnections()
	resp := r.send(t, &http.Client{Transport: transport}, i)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %x, %v", resp.StatusCode, b, err)
	}
	read(t, b, &now)
	if now.Station != then.Station || now.Founder != then.Founder || now.Center.ID != then.Center.ID || !bytes.Equal(now.Center.Sign, then.Center.Sign) || !bytes.Equal(now.Chain[1], then.Chain[1]) {
		t.Fatalf("got %+v, want %+v", now, then)
	}
	r.public = trust.PublicIdentity{ID: then.Center.ID, Sign: then.Center.Sign}
	key, err := x509.ParsePKCS8PrivateKey(r.Keys[now.Station])
	if err != nil {
		t.Fatal(err)
	}
	end := client.Endpoint{Certificate: tls.Certificate{Certificate: now.Chain, PrivateKey: key}}
	r.stations[now.Station.String()] = speak(r.t, r.address, end, now.Station)
}
