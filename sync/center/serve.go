package center

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	shutdownTime  = 10 * time.Second
	heartbeatTime = 15 * time.Second
	readTime      = 3 * time.Minute // for the body of one request, over a slow line
	writeTime     = 2 * time.Minute // for one page of a stream
	largePush     = 256 << 10       // bytes from which a push waits for its turn
	largePushes   = 8               // large pushes in memory at once
	chunksAtOnce  = 64              // chunks of blobs in memory at once, 16 MiB
)

// server is one Serve, or the Handler.
type server struct {
	*Center
	closing chan struct{}
}

// Handler answers the protocol's requests, as Serve does. A request's TLS
// must hold the verified chain of the station's certificate; so a caller can
// speak to the center inside one process, without a connection.
func (c *Center) Handler() http.Handler {
	return (&server{Center: c, closing: c.closing}).handler()
}

// Serve answers stations on listener, which it closes, until ctx ends; then
// it finishes what is under way and returns nil. ErrServing when another
// process serves this folder.
func (c *Center) Serve(ctx context.Context, listener net.Listener) error {
	defer listener.Close()
	err := c.serve(ctx, listener)
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func (c *Center) serve(ctx context.Context, listener net.Listener) error {
	if !c.serving.TryLock() {
		return ErrServing
	}
	defer c.serving.Unlock()
	if c.settings.Database == "" {
		release, err := holdLock(ctx, c.Dir)
		if err != nil {
			return err
		}
		defer release()
	}
	if err := c.prepare(ctx); err != nil {
		return err
	}
	defer c.attend(context.WithoutCancel(ctx))()
	return c.answerUntil(ctx, listener)
}

// answerUntil runs the HTTP server, and shuts it down when ctx ends.
func (c *Center) answerUntil(ctx context.Context, listener net.Listener) error {
	s := &server{Center: c, closing: make(chan struct{})}
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	h := &http.Server{
		Handler: s.handler(), TLSConfig: c.tlsConfig(), Protocols: &protocols,
		ReadHeaderTimeout: c.Limits.HandshakeTime, IdleTimeout: c.Limits.IdleTime, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
		HTTP2:    &http.HTTP2Config{MaxConcurrentStreams: 32, SendPingTimeout: c.Limits.PingTime, PingTimeout: c.Limits.PingTime},
	}
	defer c.alive(ctx)()
	if c.Ready != nil {
		c.Ready()
	}
	ended := make(chan error, 1)
	go func() { ended <- h.ServeTLS(s.limited(listener), "", "") }()
	select {
	case err := <-ended:
		close(s.closing)
		h.Close()
		return err
	case <-ctx.Done():
	}
	c.live.health.draining.Store(true)
	close(s.closing)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.Limits.DrainTime)
	defer cancel()
	if err := h.Shutdown(last); err != nil {
		c.Log.Warn("connections were cut at the end", "err", err)
		h.Close()
	}
	<-ended
	return nil
}

// prepare reads what every request needs, so that the first one is not slow.
func (c *Center) prepare(ctx context.Context) error {
	head, err := c.log.Head(ctx)
	if err != nil {
		return err
	}
	c.hub.advance(head)
	if _, err := c.loadDirectory(ctx); err != nil {
		return err
	}
	_, err = c.log.Digests(ctx)
	return err
}

func (c *Center) tlsConfig() *tls.Config {
	stations := x509.NewCertPool()
	stations.AddCert(c.keys.ca)
	certificate := &serverCertificate{center: c}
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		// Enrolment has no certificate yet; every other handler demands one.
		ClientAuth:     tls.VerifyClientCertIfGiven,
		ClientCAs:      stations,
		Time:           c.Now,
		GetCertificate: certificate.get,
	}
}

// serverCertificate makes the certificate that is shown to stations, and
// another when half its life is over.
type serverCertificate struct {
	center *Center
	mu     sync.Mutex
	shown  *tls.Certificate
	until  time.Time
}

func (s *serverCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.center.Now()
	if s.shown != nil && now.Before(s.until) && s.until.Sub(now) <= serverLife/2 {
		return s.shown, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := s.center.keys.serverCertificate(now, &key.PublicKey, s.center.Address())
	if err != nil {
		return nil, err
	}
	s.shown = &tls.Certificate{Certificate: [][]byte{der, s.center.keys.ca.Raw}, PrivateKey: key}
	s.until = now.Add(serverLife / 2)
	return s.shown, nil
}
