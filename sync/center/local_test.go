package center_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/wire"
)

// local is a center in this process, without limits, and a station of it.
type local struct {
	handler http.Handler
	state   *tls.ConnectionState
	center  uuid.UUID
	station uuid.UUID
}

func newLocal(tb testing.TB) *local {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "center")
	if err := center.Init(tb.Context(), center.Config{Dir: dir}, "127.0.0.1:8443"); err != nil {
		tb.Fatal(err)
	}
	none := center.Rate{PerSecond: -1}
	c, err := center.Open(tb.Context(), center.Config{Dir: dir, Limits: center.Limits{Station: none, Address: none}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	code, _, err := c.Invite(tb.Context(), "", time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		tb.Fatal(err)
	}
	x := &local{handler: c.Handler(), center: c.ID()}
	request := trust.MustEncode(wire.EnrolRequest{Secret: code.Secret[:], CSR: csr, Type: ledger.StationLaptop})
	var answer wire.EnrolAnswer
	if err := trust.Decode(x.ask(tb.Context(), http.MethodPost, wire.PathEnrol, request).Body.Bytes(), &answer); err != nil {
		tb.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(answer.Chain[0])
	if err != nil {
		tb.Fatal(err)
	}
	x.station = answer.Station
	x.state = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{leaf}, VerifiedChains: [][]*x509.Certificate{{leaf}}}
	return x
}

func (x *local) ask(ctx context.Context, method, target string, body []byte) *httptest.ResponseRecorder {
	r := &http.Request{
		Method: method, URL: &url.URL{}, Header: http.Header{"Accept-Encoding": {"zstd"}}, TLS: x.state,
		Body: http.NoBody, ContentLength: int64(len(body)), ProtoMajor: 2, Host: wire.ServerName,
	}
	if u, err := url.ParseRequestURI(target); err == nil {
		r.URL = u
	} else {
		r.URL.Path = target
	}
	if len(body) > 0 {
		r.Body = http.NoBody
		r = r.WithContext(ctx)
		r.Body = readCloser{bytes.NewReader(body)}
	}
	w := httptest.NewRecorder()
	x.handler.ServeHTTP(w, r.WithContext(ctx))
	return w
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// mustPush pushes changes all of which the log must take.
func (x *local) mustPush(tb testing.TB, raws [][]byte) {
	tb.Helper()
	var answer wire.PushAnswer
	w := x.ask(tb.Context(), http.MethodPost, wire.PathPush, bytes.Join(raws, nil))
	if err := trust.Decode(w.Body.Bytes(), &answer); err != nil || len(answer.Receipts.Items) != len(raws) {
		tb.Fatalf("push: status %d, %d receipts for %d changes, %v", w.Code, len(answer.Receipts.Items), len(raws), err)
	}
}
