package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"time"

	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

const (
	callTimeout = 30 * time.Second // for one short message and its answer
	pushTimeout = 3 * time.Minute  // for a whole push, over a slow line
	maxAnswer   = 16 << 20         // the largest answer that is one message
	pingAfter   = 15 * time.Second // of silence, to find a dead line
	pingTimeout = 30 * time.Second // a push may be in front of the answer
)

// link is one connection to a center.
type link struct {
	transport http.RoundTripper
	base      string
	end       func()
}

// linkVia speaks through a carrier that somebody else owns.
func linkVia(address string, via http.RoundTripper) *link {
	return &link{base: "https://" + address, transport: via, end: func() {}}
}

// newLink connects on first use. own is nil before enrolment.
func newLink(address string, config *tls.Config, dial Dial) *link {
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	t := &http.Transport{
		DialContext:            dial,
		TLSClientConfig:        config,
		Protocols:              &protocols,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  pushTimeout,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingTimeout, PingTimeout: pingTimeout, MaxReadFrameSize: 1 << 20},
	}
	return &link{base: "https://" + address, transport: t, end: t.CloseIdleConnections}
}

func (l *link) close() { l.end() }

// call sends one message and reads one.
func (l *link) call(ctx context.Context, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeoutCause(ctx, callTimeout, ErrUnreachable)
	defer cancel()
	var body []byte
	if in != nil {
		body = trust.MustEncode(in)
	}
	return l.exchange(ctx, method, path, body, out)
}

// exchange sends bytes and reads one message.
func (l *link) exchange(ctx context.Context, method, path string, body []byte, out any) error {
	answer, err := l.open(ctx, method, path, body, wire.ContentType)
	if err != nil {
		return err
	}
	defer answer.Close()
	b, err := io.ReadAll(io.LimitReader(answer, maxAnswer+1))
	if err != nil {
		return fmt.Errorf("read answer of %s: %w", path, transportError(ctx, err))
	}
	if len(b) > maxAnswer {
		return fmt.Errorf("read answer of %s: more than %d bytes: %w", path, maxAnswer, ErrGarbage)
	}
	if err := trust.Decode(b, out); err != nil {
		return fmt.Errorf("read answer of %s: %w: %w", path, ErrGarbage, err)
	}
	return nil
}

// open sends a request and returns the body of its answer, which must be of
// the wanted type. The caller closes it.
func (l *link) open(ctx context.Context, method, path string, body []byte, want string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, method, l.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w: %w", path, ErrUnreachable, err)
	}
	req.Header.Set("Content-Type", wire.ContentType)
	req.Header.Set("Accept", want)
	if want == wire.SequenceType {
		req.Header.Set("Accept-Encoding", "zstd")
	}
	resp, err := l.transport.RoundTrip(req)
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", path, transportError(ctx, err))
	}
	if err := checkAnswer(resp, want); err != nil {
		resp.Body.Close()
		return nil, fmt.Errorf("ask for %s: %w", path, transportError(ctx, err))
	}
	if resp.Header.Get("Content-Encoding") != "zstd" {
		return resp.Body, nil
	}
	unpacked, err := unpack(resp.Body)
	if err != nil {
		resp.Body.Close()
		return nil, fmt.Errorf("ask for %s: %w", path, err)
	}
	return unpacked, nil
}
