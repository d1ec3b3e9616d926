package client_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// errCut is what a local line answers where it was cut.
var errCut = errors.New("line was cut")

// local is a line to a center in the same process: it notes every request
// and can break, before or after the center has taken it.
type local struct {
	handler http.Handler
	chain   []*x509.Certificate

	mu     sync.Mutex
	trace  []string
	before func(n int, r *http.Request) error                        // nil: none; n counts requests from 1
	after  func(n int, r *http.Request, resp *http.Response) error   // nil: none
	answer func(r *http.Request) (code wire.ErrorCode, instead bool) // nil: the center answers
}

var _ http.RoundTripper = (*local)(nil)

func newLocal(tb testing.TB, handler http.Handler, e client.Endpoint) *local {
	tb.Helper()
	l := &local{handler: handler}
	for _, der := range e.Certificate.Certificate {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			tb.Fatal(err)
		}
		l.chain = append(l.chain, c)
	}
	return l
}

func (l *local) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	l.trace = append(l.trace, r.Method+" "+r.URL.Path)
	n, before, after, answer := len(l.trace), l.before, l.after, l.answer
	l.mu.Unlock()
	if before != nil {
		if err := before(n, r); err != nil {
			return nil, err
		}
	}
	r = r.Clone(r.Context())
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.1:1"
	r.TLS = &tls.ConnectionState{PeerCertificates: l.chain, VerifiedChains: [][]*x509.Certificate{l.chain}}
	handler := l.handler
	if answer != nil {
		if code, instead := answer(r); instead {
			handler = refuse(code)
		}
	}
	resp := serveLocal(handler, r)
	if after != nil {
		if err := after(n, r, resp); err != nil {
			resp.Body.Close()
			return nil, err
		}
	}
	return resp, nil
}

// requests counts those of the trace whose text begins so.
func (l *local) requests(prefix string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.trace {
		if strings.HasPrefix(line, prefix) {
			n++
		}
	}
	return n
}

// refuse answers with an error of the protocol.
func refuse(code wire.ErrorCode) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", wire.ContentType)
		w.WriteHeader(http.StatusTeapot)
		w.Write(trust.MustEncode(&wire.Error{Code: code, Text: "no"}))
	})
}

// serveLocal runs a handler and returns its answer once it has begun.
func serveLocal(handler http.Handler, r *http.Request) *http.Response {
	reader, writer := io.Pipe()
	w := &localWriter{header: http.Header{}, body: writer, begun: make(chan struct{})}
	go func() {
		defer func() {
			if gone := recover(); gone != nil {
				writer.CloseWithError(errCut)
			} else {
				writer.Close()
			}
			w.WriteHeader(http.StatusOK)
		}()
		handler.ServeHTTP(w, r)
	}()
	<-w.begun
	return &http.Response{
		StatusCode: w.status, Header: w.header.Clone(), Body: reader, Request: r, Proto: "HTTP/2.0", ProtoMajor: 2, ContentLength: -1,
	}
}

// localWriter hands what a handler writes to whoever asked.
type localWriter struct {
	header http.Header
	body   *io.PipeWriter
	once   sync.Once
	begun  chan struct{}
	status int
}

func (w *localWriter) Header() http.Header { return w.header }
func (w *localWriter) WriteHeader(status int) {
	w.once.Do(func() { w.status = status; close(w.begun) })
}

func (w *localWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *localWriter) Flush()                           {}
func (w *localWriter) SetReadDeadline(time.Time) error  { return nil }
func (w *localWriter) SetWriteDeadline(time.Time) error { return nil }
