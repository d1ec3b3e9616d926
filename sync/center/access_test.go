package center_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

func unpack(t *testing.T, b []byte, header http.Header) []byte {
	t.Helper()
	if header.Get("Content-Encoding") != "zstd" {
		return b
	}
	r, err := zstd.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestNothingWithoutCertificate(t *testing.T) {
	c := centertest.Start(t)
	s := enrolled(t, c)
	anonymous := speak(t, c.Address(), s.end, s.id)
	anonymous.http.Transport.(*http.Transport).TLSClientConfig.Certificates = nil
	for _, path := range []string{wire.PathStatus, wire.PathChanges, wire.PathNotices, wire.PathDigests, wire.PathHeads + "?bucket=1"} {
		if status, code := anonymous.refused(http.MethodGet, path, nil); status != http.StatusUnauthorized || code != wire.CodeNoCertificate {
			t.Errorf("GET %s: got status %d, code %d", path, status, code)
		}
	}
	for _, path := range []string{wire.PathPush, wire.PathInvites} {
		if status, code := anonymous.refused(http.MethodPost, path, nil); status != http.StatusUnauthorized || code != wire.CodeNoCertificate {
			t.Errorf("POST %s: got status %d, code %d", path, status, code)
		}
	}
}

func TestCertificateOfAnotherCenter(t *testing.T) {
	here, there := centertest.Start(t), centertest.Start(t)
	mine, theirs := enrolled(t, here), enrolled(t, there)
	e := mine.end
	chain := [][]byte{theirs.end.Certificate.Certificate[0], mine.end.Certificate.Certificate[1]}
	e.Certificate = tls.Certificate{Certificate: chain, PrivateKey: theirs.end.Certificate.PrivateKey}
	intruder := speak(t, here.Address(), e, theirs.id)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, intruder.base+wire.PathStatus, nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := intruder.http.Do(req); err == nil {
		resp.Body.Close()
		t.Errorf("got status %d, want no connection", resp.StatusCode)
	}
}

func TestOnlyHTTP2(t *testing.T) {
	c := centertest.Start(t)
	s := enrolled(t, c)
	old := s.http.Transport.(*http.Transport)
	old.ForceAttemptHTTP2, old.TLSNextProto = false, map[string]func(string, *tls.Conn) http.RoundTripper{}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+wire.PathStatus, nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := s.http.Do(req); err == nil {
		resp.Body.Close()
		t.Errorf("HTTP/1.1: got status %d, want no answer", resp.StatusCode)
	}
}

func TestBadRequests(t *testing.T) {
	_, s, desk := office(t)
	many := bytes.Repeat(desk.Write(uuid.New(), "x"), wire.MaxPushChanges+1)
	for _, tc := range []struct {
		name, method, path string
		body               []byte
		status             int
		code               wire.ErrorCode
	}{
		{"NoPath", http.MethodGet, "/v1/everything", nil, 404, wire.CodeNotFound},
		{"NextVersion", http.MethodGet, "/v2/status", nil, 404, wire.CodeNotFound},
		{"NextVersionPush", http.MethodPost, "/v2/push", many, 404, wire.CodeNotFound},
		{"Root", http.MethodGet, "/", nil, 404, wire.CodeNotFound},
		{"Untidy", http.MethodGet, "/v1//status", nil, 404, wire.CodeNotFound},
		{"Below", http.MethodGet, "/v1/status/", nil, 404, wire.CodeNotFound},
		{"Method", http.MethodDelete, wire.PathStatus, nil, 404, wire.CodeNotFound},
		{"PushHTML", http.MethodPost, wire.PathPush, []byte("<html></html>"), 400, wire.CodeMalformed},
		{"PushNoChange", http.MethodPost, wire.PathPush, trust.MustEncode("変更"), 400, wire.CodeMalformed},
		{"PushMany", http.MethodPost, wire.PathPush, many, 413, wire.CodeTooLarge},
		{"PushLarge", http.MethodPost, wire.PathPush, make([]byte, wire.MaxPushBytes+1), 413, wire.CodeTooLarge},
		{"After", http.MethodGet, wire.PathChanges + "?after=-1", nil, 400, wire.CodeMalformed},
		{"Case", http.MethodGet, wire.PathChanges + "?case=x", nil, 400, wire.CodeMalformed},
		{"Bucket", http.MethodGet, wire.PathHeads + "?bucket=256", nil, 400, wire.CodeMalformed},
		{"Enrol", http.MethodPost, wire.PathEnrol, []byte{0x80}, 400, wire.CodeMalformed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if status, code := s.refused(tc.method, tc.path, tc.body); status != tc.status || code != tc.code {
				t.Errorf("got status %d, code %d; want %d, %d", status, code, tc.status, tc.code)
			}
		})
	}
}

func TestEnrolmentCodes(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	c := centertest.StartWith(t, center.Config{Now: func() time.Time { return now }})
	invite := func() wire.Code {
		// As the command does while serve runs: the folder opened once more.
		beside, err := center.Open(t.Context(), center.Config{Dir: c.Dir, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		defer beside.Close()
		code, _, err := beside.Invite(t.Context(), "", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	enrol := func(code wire.Code) error {
		_, err := client.Enrol(t.Context(), code, "PC", ledger.StationOffice)
		return err
	}
	used, expired, unknown := invite(), invite(), invite()
	unknown.Secret[0] ^= 1
	if err := enrol(used); err != nil {
		t.Fatal(err)
	}
	if err := enrol(used); !errors.Is(err, wire.ErrCodeUsed) {
		t.Errorf("used: got %v", err)
	}
	if err := enrol(unknown); !errors.Is(err, wire.ErrCodeUnknown) {
		t.Errorf("unknown: got %v", err)
	}
	now = now.Add(time.Hour + time.Second)
	if err := enrol(expired); !errors.Is(err, wire.ErrCodeExpired) {
		t.Errorf("expired: got %v", err)
	}
	for range 20 {
		if err := enrol(unknown); errors.Is(err, wire.ErrTooMany) {
			now = now.Add(time.Minute)
			if err := enrol(unknown); !errors.Is(err, wire.ErrCodeUnknown) {
				t.Errorf("a minute later: got %v, want an answer again", err)
			}
			return
		}
	}
	t.Error("twenty wrong secrets in a row and no end")
}

func TestStationInvites(t *testing.T) {
	c := centertest.Start(t)
	s := enrolled(t, c)
	code, until, err := client.Invite(t.Context(), s.end)
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(until); left < 71*time.Hour || left > 73*time.Hour || code.CenterSecret != nil {
		t.Errorf("invite: got %+v until %s", code, until)
	}
	second, err := client.Enrol(t.Context(), code, "PC-2", ledger.StationOffice)
	if err != nil || second.Center != c.ID() || second.Founder != uuid.Nil {
		t.Errorf("enrolled by a station's invite: got %+v, %v", second, err)
	}
}

func TestRemovedStation(t *testing.T) {
	_, s, desk := office(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+wire.PathNotices, nil)
	if err != nil {
		t.Fatal(err)
	}
	notices, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer notices.Body.Close()
	gone := desk.Direct(desk.Founder, ledger.KindStation, desk.ID, map[string]any{ledger.FieldName: "L-02", ledger.FieldRemoved: true})
	if got := s.codes(s.push(gone), gone); got[0] != 0 {
		t.Fatalf("remove: got code %d", got[0])
	}
	if _, err := io.ReadAll(notices.Body); err == nil || ctx.Err() != nil {
		t.Errorf("notices of a removed station: got %v, want them cut", err)
	}
	if status, code := s.refused(http.MethodGet, wire.PathStatus, nil); status != http.StatusForbidden || code != wire.CodeRevoked {
		t.Errorf("status: got %d, code %d", status, code)
	}
}

// TestStationThatTheBackupLacks restores a center from before a station was
// enrolled: the certificate is proof enough.
func TestStationThatTheBackupLacks(t *testing.T) {
	c := centertest.Start(t)
	c.Stop()
	backup := filepath.Join(t.TempDir(), "center")
	if err := os.CopyFS(backup, os.DirFS(c.Dir)); err != nil {
		t.Fatal(err)
	}
	c = centertest.Serve(t, center.Config{Dir: c.Dir}, centertest.Listen(t, c.Address()))
	s := enrolled(t, c)
	c.Stop()
	centertest.Serve(t, center.Config{Dir: backup}, centertest.Listen(t, c.Address()))
	s.http.CloseIdleConnections()
	var status wire.Status
	s.get(http.MethodGet, wire.PathStatus, nil, &status)
	if status.Center != c.ID() {
		t.Errorf("status: got %+v", status)
	}
}

func TestChanges(t *testing.T) {
	c, s, desk := office(t)
	kase := uuid.New()
	var raws [][]byte
	for i := range 1200 {
		if i%100 == 0 {
			raws = append(raws, desk.Write(kase, fmt.Sprint(i)))
			continue
		}
		raws = append(raws, desk.Write(uuid.New(), fmt.Sprint(i)))
	}
	s.push(raws...)
	head, plain, header := s.all("?after=0")
	if head.Total != 1201 || len(plain) != 1201 || head.Head != plain[1200].Seq || header.Get("Content-Encoding") != "" {
		t.Errorf("all: got %+v with %d changes, %v", head, len(plain), header)
	}
	_, packed, header := s.all("?after=0", "Accept-Encoding", "zstd")
	if header.Get("Content-Encoding") != "zstd" || len(packed) != len(plain) || !bytes.Equal(packed[700].Raw, plain[700].Raw) {
		t.Errorf("packed: got %d changes, %v", len(packed), header)
	}
	for _, tc := range []struct {
		name, query string
		total       uint64
	}{
		{"Resumed", fmt.Sprintf("?after=%d", plain[1000].Seq), 200},
		{"Limit", "?after=0&limit=7", 7},
		{"Case", "?after=0&case=" + kase.String(), 12},
		{"Directory", "?case=" + c.ID().String(), 1},
		{"AtTheEnd", fmt.Sprintf("?after=%d", head.Head), 0},
		{"BeyondTheEnd", fmt.Sprintf("?after=%d", head.Head+100), 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			head, changes, _ := s.all(tc.query)
			if head.Total != tc.total || uint64(len(changes)) != tc.total {
				t.Errorf("got %d changes, %d announced; want %d", len(changes), head.Total, tc.total)
			}
		})
	}
}

func TestInitAndOpen(t *testing.T) {
	c := centertest.Start(t)
	if err := center.Init(t.Context(), center.Config{Dir: c.Dir}, "10.1.2.3:8443"); !errors.Is(err, center.ErrExists) {
		t.Errorf("init over a center: got %v", err)
	}
	if err := center.Init(t.Context(), center.Config{Dir: t.TempDir() + "/x"}, "10.1.2.3"); !errors.Is(err, center.ErrAddress) {
		t.Errorf("init without a port: got %v", err)
	}
	if _, err := center.Open(t.Context(), center.Config{Dir: t.TempDir()}); !errors.Is(err, center.ErrNoCenter) {
		t.Errorf("open of nothing: got %v", err)
	}
	beside, err := center.Open(t.Context(), center.Config{Dir: c.Dir})
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	if err := beside.Serve(t.Context(), centertest.Listen(t, "127.0.0.1:0")); !errors.Is(err, center.ErrServing) {
		t.Errorf("serve twice: got %v", err)
	}
	entries, err := os.ReadDir(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got mode %v, %v; want 600", e.Name(), info.Mode(), err)
		}
	}
}
