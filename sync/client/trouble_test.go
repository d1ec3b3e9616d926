package client_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// TestWrongCenter puts another center at the address. The station says so,
// sends it nothing, and goes on when its own is back.
func TestWrongCenter(t *testing.T) {
	c, other := centertest.Start(t), centertest.Start(t)
	_, a := found(t, c)
	line := newCable(t, other.Address())
	a.run(quick, through(line))
	a.waitPhase(client.PhaseWrongCenter)
	if s := a.engine.Status(); !errors.Is(s.Err, client.ErrWrongCenter) || a.unsent() != 1 {
		t.Errorf("got %+v with %d unsent", s, a.unsent())
	}
	a.stop()
	a.run(quick)
	a.waitPhase(client.PhaseSynced)
	code, _, err := c.Invite(t.Context(), other.Address(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Enrol(t.Context(), code, "PC", ledger.StationOffice); !errors.Is(err, client.ErrWrongCenter) {
		t.Errorf("enrol at another center: got %v", err)
	}
	code.Address = closedAddress(t)
	if _, err := client.Enrol(t.Context(), code, "PC", ledger.StationOffice); !errors.Is(err, client.ErrUnreachable) {
		t.Errorf("enrol where nothing is: got %v", err)
	}
}

func closedAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// impostor answers with the true center's certificate authority and whatever
// handler says.
func impostor(t *testing.T, dir string, handler http.HandlerFunc) *cable {
	t.Helper()
	ca, caKey := authority(t, dir)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(9), Subject: pkix.Name{CommonName: "x"}, DNSNames: []string{wire.ServerName},
		NotBefore: ca.NotBefore, NotAfter: ca.NotAfter, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0), TLSConfig: &tls.Config{
		ClientAuth: tls.RequestClientCert, Certificates: []tls.Certificate{{Certificate: [][]byte{der, ca.Raw}, PrivateKey: key}},
	}}
	ended := make(chan error, 1)
	go func() { ended <- server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() {
		server.Close()
		<-ended
	})
	return newCable(t, listener.Addr().String())
}

// TestGarbage lets what answers speak nonsense in every way: the station says
// so, keeps its work and goes on when the center makes sense again.
func TestGarbage(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	status := wire.Status{Center: c.ID(), LogID: uuid.New(), Time: time.Now().UnixMilli(), Head: 1}
	say := func(kind string, body []byte) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", kind)
			w.Write(body)
		}
	}
	forged := wire.PushAnswer{Refusals: []ledger.Refusal{}}
	forged.Receipts.Items = []ledger.Receipt{{Case: c.ID(), Station: a.desk.ID, N: 1, Hash: a.desk.Head(c.ID()).Hash, Seq: 1}}
	forged.Receipts.Sign(wiretest.Person(t))
	for _, tc := range []struct {
		name string
		says map[string]func(http.ResponseWriter)
	}{
		{"HTML", map[string]func(http.ResponseWriter){wire.PathStatus: say("text/html", []byte("<html>メンテナンス中</html>"))}},
		{"HTMLAsCBOR", map[string]func(http.ResponseWriter){wire.PathStatus: say(wire.ContentType, []byte("<html>"))}},
		{"OtherMessage", map[string]func(http.ResponseWriter){wire.PathStatus: say(wire.ContentType, trust.MustEncode("はい"))}},
		{"HalfMessage", map[string]func(http.ResponseWriter){wire.PathStatus: say(wire.ContentType, trust.MustEncode(status)[:20])}},
		{"NothingButStatus", map[string]func(http.ResponseWriter){wire.PathStatus: say(wire.ContentType, trust.MustEncode(status))}},
		{"ChangesAreNone", map[string]func(http.ResponseWriter){
			wire.PathStatus: say(wire.ContentType, trust.MustEncode(status)), wire.PathChanges: say(wire.SequenceType, []byte{0xff, 0xff}),
		}},
		{"ForgedReceipts", map[string]func(http.ResponseWriter){
			wire.PathStatus: say(wire.ContentType, trust.MustEncode(status)), wire.PathPush: say(wire.ContentType, trust.MustEncode(forged)),
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			line := impostor(t, c.Dir, func(w http.ResponseWriter, r *http.Request) {
				if says := tc.says[r.URL.Path]; says != nil {
					says(w)
				} else if r.URL.Path == wire.PathNotices && len(tc.says) > 1 {
					<-r.Context().Done() // says nothing
				} else {
					http.NotFound(w, r)
				}
			})
			a.run(quick, through(line))
			defer a.stop()
			a.waitPhase(client.PhaseGarbage)
			if s := a.engine.Status(); !errors.Is(s.Err, client.ErrGarbage) || a.unsent() != 1 {
				t.Errorf("got %+v with %d unsent", s, a.unsent())
			}
		})
	}
	t.Run("NoTLS", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: http.NotFoundHandler()}
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(listener) }()
		defer func() { server.Close(); <-ended }()
		a.run(quick, through(newCable(t, listener.Addr().String())))
		defer a.stop()
		a.waitPhase(client.PhaseGarbage)
	})
	a.run(quick)
	a.waitPhase(client.PhaseSynced)
}

func TestRemovedStationIsTold(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	a.run(quick)
	a.waitPhase(client.PhaseSynced)
	b.run(quick)
	b.waitPhase(client.PhaseSynced)
	a.direct(func() []byte {
		return a.desk.Direct(office.Founder, ledger.KindStation, b.desk.ID, map[string]any{ledger.FieldName: "L-02", ledger.FieldRemoved: true})
	})
	b.waitPhase(client.PhaseRevoked)
	if s := b.engine.Status(); !errors.Is(s.Err, wire.ErrRevoked) {
		t.Errorf("got %+v", s)
	}
}

// TestClockTwoYearsOff reconciles all the same, and says it.
func TestClockTwoYearsOff(t *testing.T) {
	for _, years := range []int{-2, 2} {
		c := centertest.StartWith(t, center.Config{Now: func() time.Time { return time.Now().AddDate(years, 0, 0) }})
		_, a := found(t, c)
		a.write(newCase(), "記録")
		a.run(quick)
		a.waitPhase(client.PhaseSynced)
		if s := a.engine.Status(); !s.ClockOff() || s.ClockOffset.Round(24*time.Hour).Hours()*float64(years) >= 0 {
			t.Errorf("center %d years ahead: got %+v", years, s)
		}
	}
}

// TestRefusedIsHeldBack keeps what the center does not take, with the reason,
// once, and lets everything else go on.
func TestRefusedIsHeldBack(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	a.writeAs(wiretest.Person(t), newCase(), "名簿にない人の記録")
	a.write(newCase(), "記録")
	a.run(quick)
	a.waitPhase(client.PhaseSynced)
	if s := a.engine.Status(); s.HeldBack != 1 || s.Unsent != 0 || len(a.refused) != 1 || a.receipts != 2 {
		t.Errorf("got %+v with %d refused and %d receipts", s, len(a.refused), a.receipts)
	}
	for _, r := range a.refused {
		if wire.ErrorCode(r.Code) != wire.CodeUnknownAuthor || r.Text == "" {
			t.Errorf("refusal: got %+v", r)
		}
	}
	a.write(newCase(), "次の記録")
	eventually(t, "the next one is receipted", func() bool { a.mu.Lock(); defer a.mu.Unlock(); return a.receipts == 3 })
}

// TestStoreFails lets the station's own disk be full for a while.
func TestStoreFails(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	a.run(quick)
	a.waitPhase(client.PhaseSynced)
	b := enrol(t, c, office)
	full := errors.New("disk is full")
	b.failing = full
	b.run(quick)
	b.waitPhase(client.PhaseStoreFailed)
	if s := b.engine.Status(); !errors.Is(s.Err, client.ErrStore) || !errors.Is(s.Err, full) {
		t.Errorf("got %+v", s)
	}
	b.mu.Lock()
	b.failing = nil
	b.mu.Unlock()
	b.waitPhase(client.PhaseSynced)
	if b.total() != 1 {
		t.Errorf("got %d changes, want 1", b.total())
	}
}

func TestFetchDirectory(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	a.write(newCase(), "ケースの記録")
	a.run(quick)
	a.waitPhase(client.PhaseSynced)
	b := enrol(t, c, office)
	if b.enrolled.Founder != office.Founder.ID() || b.enrolled.Center != c.ID() {
		t.Errorf("enrolled: got %+v", b.enrolled)
	}
	got, err := client.FetchDirectory(t.Context(), b.enrolled.Endpoint, b.enrolled.Center)
	if err != nil || len(got) != 1 {
		t.Fatalf("got %d changes, %v; want the directory's one", len(got), err)
	}
	if change, err := ledger.Decode(got[0].Raw); err != nil || change.Case != c.ID() {
		t.Errorf("got %+v, %v", change, err)
	}
}

func TestEndpointIsKept(t *testing.T) {
	c := centertest.Start(t)
	office := wiretest.NewOffice(t, c.ID())
	a := enrol(t, c, office)
	b, err := a.enrolled.Endpoint.Encode()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := client.DecodeEndpoint(b)
	if err != nil {
		t.Fatal(err)
	}
	if kept.Address != c.Address() || kept.Pin != c.Pin() || kept.CenterPublic.ID != c.ID() {
		t.Errorf("got %+v", kept)
	}
	a.enrolled.Endpoint = kept
	a.save(office.Center, a.desk.Found())
	a.run(quick)
	a.waitPhase(client.PhaseSynced)
	for _, bad := range [][]byte{nil, []byte("x"), b[:len(b)-1], trust.MustEncode([]any{uint64(2), "", []byte{}, [][]byte{}, []byte{}, kept.CenterPublic})} {
		if got, err := client.DecodeEndpoint(bad); err == nil {
			t.Errorf("decode %x: got %+v", bad, got)
		}
	}
}
