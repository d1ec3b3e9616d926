package sim_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// letter is a request on its way: its bytes and whose it is.
type letter struct {
	method, url string
	header      http.Header
	body        []byte
	from        *x509.Certificate
}

func letterOf(r *http.Request, from *x509.Certificate) (*letter, error) {
	l := &letter{method: r.Method, url: r.URL.String(), header: r.Header.Clone(), from: from}
	if r.Body == nil {
		return l, nil
	}
	defer r.Body.Close()
	var err error
	l.body, err = io.ReadAll(r.Body)
	return l, err
}

// answer is what came back: status, header, body, and whether it was cut.
type answer struct {
	status int
	header http.Header
	body   []byte
	cut    bool
}

// deliver lets a center answer a letter. Of the body it gets the first upTo
// bytes and then a broken connection; all of it when upTo is negative.
func (l *letter) deliver(ctx context.Context, center http.Handler, upTo int) (answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var body io.Reader = bytes.NewReader(l.body)
	if upTo >= 0 && upTo < len(l.body) {
		body = io.MultiReader(bytes.NewReader(l.body[:upTo]), broken{})
	}
	r, err := http.NewRequestWithContext(ctx, l.method, l.url, io.NopCloser(body))
	if err != nil {
		return answer{}, err
	}
	r.Header, r.RequestURI, r.RemoteAddr = l.header.Clone(), r.URL.RequestURI(), "192.0.2.7:40000"
	r.ContentLength = int64(len(l.body))
	if l.from != nil {
		r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{l.from}, VerifiedChains: [][]*x509.Certificate{{l.from}}}
	} else {
		r.TLS = &tls.ConnectionState{}
	}
	out := &paper{header: http.Header{}}
	cut := serve(center, out, r)
	if out.status == 0 {
		out.status = http.StatusOK
	}
	return answer{status: out.status, header: out.sent, body: out.body.Bytes(), cut: cut}, nil
}

// serve reports whether the handler cut its answer off.
func serve(center http.Handler, out *paper, r *http.Request) (cut bool) {
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			cut = true
		} else if p != nil {
			panic(p)
		}
	}()
	center.ServeHTTP(out, r)
	out.WriteHeader(http.StatusOK)
	return false
}

// paper records an answer. It bears deadlines and flushes, as a connection does.
type paper struct {
	header http.Header
	sent   http.Header
	status int
	body   bytes.Buffer
}

func (p *paper) Header() http.Header { return p.header }

func (p *paper) WriteHeader(status int) {
	if p.status == 0 {
		p.status, p.sent = status, p.header.Clone()
	}
}

func (p *paper) Write(b []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return p.body.Write(b)
}

func (p *paper) Flush()                           {}
func (p *paper) FlushError() error                { return nil }
func (p *paper) SetReadDeadline(time.Time) error  { return nil }
func (p *paper) SetWriteDeadline(time.Time) error { return nil }
func (p *paper) EnableFullDuplex() error          { return nil }

// response is the answer as a client reads it, upTo bytes of its body and then
// a broken connection; all of it when upTo is negative.
func (a answer) response(r *http.Request, upTo int) *http.Response {
	var body io.Reader = bytes.NewReader(a.body)
	if upTo >= 0 && upTo < len(a.body) {
		body = io.MultiReader(bytes.NewReader(a.body[:upTo]), broken{})
	} else if a.cut {
		body = io.MultiReader(body, broken{})
	}
	return &http.Response{
		StatusCode: a.status, Status: http.StatusText(a.status), Proto: "HTTP/2.0", ProtoMajor: 2,
		Header: a.header.Clone(), Body: io.NopCloser(body), ContentLength: -1, Request: r,
	}
}

// broken is a connection that was reset.
type broken struct{}

var errReset = errors.New("connection reset by peer")

func (broken) Read([]byte) (int, error) { return 0, errReset }

// unreachable is what a dial gives when nothing answers.
func unreachable() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("no route to host")}
}

// direct is a network without any trouble.
type direct struct {
	center http.Handler
	from   *x509.Certificate
}

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	l, err := letterOf(r, d.from)
	if err != nil {
		return nil, err
	}
	a, err := l.deliver(r.Context(), d.center, -1)
	if err != nil {
		return nil, err
	}
	return a.response(r, -1), nil
}
