package proof_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// TestCenterAnswersGarbage has something at the center's address, mostly with
// the center's own certificate, that answers anything but the protocol. The
// person is told, the station goes on working, nothing counts as sent, and all
// of it arrives once the center is itself again.
func TestCenterAnswersGarbage(t *testing.T) {
	p := newPair(t)
	address, dir := p.center.Address(), p.center.Dir
	status, err := p.center.Status(t.Context())
	must(t, err)
	polite := wire.Status{Center: status.ID, LogID: status.LogID, Head: status.Head, Founder: status.Founder}
	p.center.Stop()
	config := ownCertificate(t, dir)
	forger, err := trust.NewIdentity(rand.Reader, status.ID)
	must(t, err)
	say := func(kind string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(body)
		}
	}
	for i, tc := range []struct {
		name  string
		raw   func(net.Conn)
		serve http.HandlerFunc
		want  client.Phase
	}{
		{"PlainText", func(c net.Conn) { _, _ = io.WriteString(c, "220 ようこそ\r\n"); drain(c) }, nil, client.PhaseGarbage},
		{"NotHTTP", func(c net.Conn) { junk(tls.Server(c, config)) }, nil, client.PhaseOffline},
		{"HangsUp", func(net.Conn) {}, nil, client.PhaseOffline},
		{"WebPage", nil, say("text/html", []byte("<html>ログインしてください</html>")), client.PhaseGarbage},
		{"JunkBytes", nil, say(wire.ContentType, bytes.Repeat([]byte{0x9f, 0xff, 0x00, 0x81}, 999)), client.PhaseGarbage},
		{"Nothing", nil, say(wire.ContentType, nil), client.PhaseGarbage},
		{"OtherMessage", nil, say(wire.ContentType, trust.MustEncode([]any{"やあ", 1, nil})), client.PhaseGarbage},
		{"Endless", nil, endless, client.PhaseGarbage},
		{"ForgedReceipts", nil, forgedReceipts(polite, forger), client.PhaseGarbage},
		{"NoReceipts", nil, answering(polite, func([]byte) *wire.PushAnswer { return &wire.PushAnswer{} }), client.PhaseGarbage},
	} {
		t.Run(tc.name, func(t *testing.T) {
			phone := "042-555-000" + string(rune('0'+i))
			tries, stop := pretend(t, address, config, tc.raw, tc.serve)
			p.call(t, p.laptop, phone)
			defer stop()
			eventually(t, "phase "+string(tc.want), func() bool {
				p.laptop.Engine.Wake()
				// Who comes again has judged what came before.
				return tries.Load() > 4 && p.laptop.Engine.Status().Phase == tc.want
			})
			s := p.laptop.Engine.Status()
			if tc.want == client.PhaseGarbage && s.Err != nil && !errors.Is(s.Err, client.ErrGarbage) {
				t.Errorf("status: got %v", s.Err)
			}
			counts, err := p.laptop.Store.Counts(t.Context())
			if err != nil || counts.Unsent != i+1 || counts.Held != 0 {
				t.Errorf("counts: got %+v, %v, want %d unsent", counts, err, i+1)
			}
			r, err := p.laptop.Store.FindRecord(t.Context(), p.family)
			if err != nil || r.Text("phone") != phone || r.Delivery.Stage != store.StageHere {
				t.Errorf("record: got %+v, %v", r, err)
			}
		})
	}
	centertest.Serve(t, center.Config{Dir: dir}, centertest.Listen(t, address))
	// After so many failures the engines would wait up to a minute.
	eventually(t, "all of it has arrived", func() bool {
		p.office.Engine.Wake()
		p.laptop.Engine.Wake()
		return p.office.text(p.family, "phone") == "042-555-0009"
	})
	p.laptop.waitPhase(t, client.PhaseSynced)
	if held, err := p.laptop.Store.FindHeld(t.Context()); err != nil || len(held) != 0 {
		t.Errorf("held: got %v, %v", held, err)
	}
}

func drain(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// junk shakes hands and then sends bytes that are no frames.
func junk(c *tls.Conn) {
	if _, err := c.Write(bytes.Repeat([]byte("がらくた"), 2000)); err == nil {
		drain(c)
	}
}

// endless never comes to the end of its answer.
func endless(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", wire.ContentType)
	for block := make([]byte, 1<<20); r.Context().Err() == nil; {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// answering is a center that is polite but for its answers to pushes.
func answering(status wire.Status, push func([]byte) *wire.PushAnswer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", wire.ContentType)
		var answer any
		switch r.URL.Path {
		case wire.PathStatus:
			now := status
			now.Time = time.Now().UnixMilli()
			answer = now
		case wire.PathPush:
			body, _ := io.ReadAll(r.Body)
			answer = push(body)
		case wire.PathChanges:
			w.Header().Set("Content-Type", wire.SequenceType)
			answer = wire.ChangesHead{LogID: status.LogID, Head: status.Head}
		case wire.PathNotices:
			w.Header().Set("Content-Type", wire.SequenceType)
			_, _ = w.Write(trust.MustEncode(wire.Notice{Seq: status.Head}))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return
		}
		_, _ = w.Write(trust.MustEncode(answer))
	}
}

// forgedReceipts receipts everything with a signature of somebody else.
func forgedReceipts(status wire.Status, forger *trust.Identity) http.HandlerFunc {
	return answering(status, func(body []byte) *wire.PushAnswer {
		var answer wire.PushAnswer
		raws, err := wire.SplitSequence(body)
		for _, raw := range raws {
			if c, bad := ledger.Decode(raw); err == nil && bad == nil {
				answer.Receipts.Items = append(answer.Receipts.Items, ledger.Receipt{
					Case: c.Case, Station: c.Station, N: c.N, Hash: ledger.HashOf(raw), Seq: status.Head + 1, At: time.Now().UnixMilli(),
				})
			}
		}
		answer.Receipts.Sign(forger)
		return &answer
	})
}

// ownCertificate is a server's certificate by the center's authority, as only
// something that runs on the center's machine can have it.
func ownCertificate(tb testing.TB, dir string) *tls.Config {
	tb.Helper()
	block := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(tb, err)
		p, _ := pem.Decode(b)
		return p.Bytes
	}
	ca, err := x509.ParseCertificate(block("ca.pem"))
	must(tb, err)
	caKey, err := x509.ParsePKCS8PrivateKey(block("ca.key"))
	must(tb, err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(tb, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: []string{wire.ServerName}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca, &key.PublicKey, caKey)
	must(tb, err)
	return &tls.Config{
		MinVersion: tls.VersionTLS13, NextProtos: []string{"h2"},
		Certificates: []tls.Certificate{{Certificate: [][]byte{der, ca.Raw}, PrivateKey: key}},
	}
}

// counted counts the connections of a listener.
type counted struct {
	net.Listener
	accepted atomic.Int64
}

func (c *counted) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.accepted.Add(1)
	}
	return conn, err
}

// pretend listens at the center's address until stop.
func pretend(tb testing.TB, address string, config *tls.Config, raw func(net.Conn), serve http.HandlerFunc) (tries *atomic.Int64, stop func()) {
	tb.Helper()
	l := &counted{Listener: centertest.Listen(tb, address)}
	done := make(chan error, 1)
	if serve != nil {
		var protocols http.Protocols
		protocols.SetHTTP2(true)
		h := &http.Server{Handler: serve, TLSConfig: config, Protocols: &protocols, ErrorLog: log.New(io.Discard, "", 0)}
		go func() { done <- h.ServeTLS(l, "", "") }()
		return &l.accepted, func() { _ = h.Close(); _ = ended(tb, "the server", done) }
	}
	go func() {
		var talks sync.WaitGroup
		for {
			c, err := l.Accept()
			if err != nil {
				talks.Wait()
				done <- err
				return
			}
			talks.Go(func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(time.Second))
				raw(c)
			})
		}
	}()
	return &l.accepted, func() { _ = l.Close(); _ = ended(tb, "the listener", done) }
}
