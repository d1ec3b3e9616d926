package center_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// stranger speaks the protocol as PROTOCOL.md has it, with nothing but the
// standard library's TLS and HTTP.
type stranger struct {
	t    *testing.T
	base string
	http *http.Client
	id   uuid.UUID
	end  client.Endpoint
}

// enrolled makes a station of the center.
func enrolled(t *testing.T, c *centertest.Served) *stranger {
	t.Helper()
	code, _, err := c.Invite(t.Context(), "", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	e, err := client.Enrol(t.Context(), code, "L-02", ledger.StationLaptop)
	if err != nil {
		t.Fatal(err)
	}
	return speak(t, c.Address(), e.Endpoint, e.Station)
}

func speak(t *testing.T, address string, e client.Endpoint, id uuid.UUID) *stranger {
	t.Helper()
	ca, err := x509.ParseCertificate(e.Certificate.Certificate[1])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	transport := &http.Transport{ForceAttemptHTTP2: true, DisableCompression: true, TLSClientConfig: &tls.Config{
		RootCAs: roots, ServerName: wire.ServerName, Certificates: []tls.Certificate{e.Certificate}, MinVersion: tls.VersionTLS13,
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &stranger{t: t, base: "https://" + address, http: &http.Client{Transport: transport, Timeout: 20 * time.Second}, id: id, end: e}
}

// ask sends a request and returns the status and the whole body.
func (s *stranger) ask(method, path string, body []byte, headers ...string) (int, []byte, http.Header) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := s.http.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return resp.StatusCode, b, resp.Header
}

// get reads one message.
func (s *stranger) get(method, path string, body []byte, into any) {
	s.t.Helper()
	status, b, _ := s.ask(method, path, body)
	if status != http.StatusOK {
		s.t.Fatalf("%s %s: status %d: %x", method, path, status, b)
	}
	if err := trust.DecodeCanonical(b, into); err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
}

// refused reads an error.
func (s *stranger) refused(method, path string, body []byte) (int, wire.ErrorCode) {
	s.t.Helper()
	status, b, _ := s.ask(method, path, body)
	var e wire.Error
	if err := trust.DecodeCanonical(b, &e); err != nil {
		s.t.Fatalf("%s %s: status %d: %v", method, path, status, err)
	}
	return status, e.Code
}

// push sends changes and checks what every answer must have.
func (s *stranger) push(raws ...[]byte) *wire.PushAnswer {
	s.t.Helper()
	answer := new(wire.PushAnswer)
	s.get(http.MethodPost, wire.PathPush, bytes.Join(raws, nil), answer)
	if err := answer.Receipts.Verify(s.end.CenterPublic); err != nil {
		s.t.Error(err)
	}
	return answer
}

// codes returns the code of every change in the order given, 0 for a receipt.
func (s *stranger) codes(answer *wire.PushAnswer, raws ...[]byte) []wire.ErrorCode {
	s.t.Helper()
	out := make([]wire.ErrorCode, len(raws))
	answered := 0
	for i, raw := range raws {
		var c ledger.Change
		if err := trust.Decode(raw, &c); err != nil {
			s.t.Fatal(err)
		}
		for _, r := range answer.Receipts.Items {
			if r.Case == c.Case && r.Station == c.Station && r.N == c.N && r.Hash == ledger.HashOf(raw) {
				answered++
			}
		}
		for _, r := range answer.Refusals {
			if r.Case == c.Case && r.Station == c.Station && r.N == c.N {
				out[i] = wire.ErrorCode(r.Code)
				answered++
			}
		}
	}
	if total := len(answer.Receipts.Items) + len(answer.Refusals); answered != len(raws) || total != len(raws) {
		s.t.Errorf("%d changes have %d answers of %d", len(raws), answered, total)
	}
	return out
}

// all reads the whole log.
func (s *stranger) all(query string, headers ...string) (wire.ChangesHead, []ledger.Logged, http.Header) {
	s.t.Helper()
	status, b, header := s.ask(http.MethodGet, wire.PathChanges+query, nil, headers...)
	if status != http.StatusOK {
		s.t.Fatalf("changes: status %d: %x", status, b)
	}
	b = unpack(s.t, b, header)
	items, err := wire.SplitSequence(b)
	if err != nil {
		s.t.Fatal(err)
	}
	var head wire.ChangesHead
	if err := trust.DecodeCanonical(items[0], &head); err != nil {
		s.t.Fatal(err)
	}
	changes := make([]ledger.Logged, len(items)-1)
	for i := range changes {
		if err := trust.DecodeCanonical(items[i+1], &changes[i]); err != nil {
			s.t.Fatal(err)
		}
	}
	return head, changes, header
}

// office makes a founded center with one station.
func office(t *testing.T) (*centertest.Served, *stranger, *wiretest.Desk) {
	t.Helper()
	c := centertest.Start(t)
	s := enrolled(t, c)
	desk := wiretest.NewOffice(t, c.ID()).Desk(s.id)
	first := desk.Found()
	if got := s.codes(s.push(first), first); got[0] != 0 {
		t.Fatalf("founding: got code %d", got[0])
	}
	return c, s, desk
}
