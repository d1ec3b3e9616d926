package proof_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// pair is an office and a laptop, both online at a real center on loopback.
type pair struct {
	center         *centertest.Served
	office, laptop *machine
	nurse          uuid.UUID
	kase, family   uuid.UUID
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// lockLater locks a machine at the test's end, if nobody has.
func lockLater(tb testing.TB, m *machine) *machine {
	tb.Cleanup(func() {
		if err := m.Lock(); err != nil {
			tb.Errorf("lock: %v", err)
		}
	})
	return m
}

// code makes an enrolment code of a center that is served in this process.
func code(tb testing.TB, c *centertest.Served, expires time.Duration) string {
	tb.Helper()
	made, _, err := c.Invite(tb.Context(), "", expires)
	must(tb, err)
	text, err := made.Text()
	must(tb, err)
	return text
}

func newPair(tb testing.TB) *pair {
	tb.Helper()
	ctx := tb.Context()
	p := &pair{center: centertest.Start(tb)}
	p.office = lockLater(tb, newMachine(tb.TempDir()))
	must(tb, p.office.Found(ctx, code(tb, p.center, time.Hour), "庁内PC-11", "大沢"))
	var err error
	p.nurse, err = p.office.Store.AddStaff(ctx, store.NewStaff{Name: "中野", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	must(tb, err)
	must(tb, p.office.online(ctx))
	p.office.waitPhase(tb, client.PhaseSynced)
	p.laptop = lockLater(tb, newMachine(tb.TempDir()))
	text, err := p.office.Invite(ctx)
	must(tb, err)
	must(tb, p.laptop.Join(ctx, text, "訪問L-02", "中野"))
	must(tb, p.laptop.online(ctx))
	p.kase, err = p.office.Store.CreateCase(ctx, map[string]any{"name": "早乙女", "kana": "さおとめ", "phone": "042-555-7310", "class": "mch"})
	must(tb, err)
	c, err := p.office.Store.FindCase(ctx, p.kase)
	must(tb, err)
	p.family = c.Family.ID
	p.laptop.waitText(tb, p.family, "phone", "042-555-7310")
	return p
}

// waitPhase waits until the engine says where it stands.
func (m *machine) waitPhase(tb testing.TB, want client.Phase) {
	tb.Helper()
	eventually(tb, fmt.Sprintf("phase %s, is %+v", want, m.Engine.Status()), func() bool { return m.Engine.Status().Phase == want })
}

// waitText waits until a record shows a value.
func (m *machine) waitText(tb testing.TB, record uuid.UUID, field, want string) {
	tb.Helper()
	eventually(tb, want+" has arrived", func() bool { return m.text(record, field) == want })
}

func (m *machine) text(record uuid.UUID, field string) string {
	r, err := m.Store.FindRecord(context.Background(), record)
	if err != nil {
		return ""
	}
	return r.Text(field)
}

func (p *pair) call(tb testing.TB, m *machine, phone string) {
	tb.Helper()
	_, err := m.Store.Put(tb.Context(), store.Write{Case: p.kase, Record: p.family, Kind: store.KindFamily, Set: map[string]any{"phone": phone}})
	must(tb, err)
}

// arrival saves on one machine and returns how long it took until the other
// had been told of it and showed it.
func (p *pair) arrival(tb testing.TB, from, to *machine, phone string) time.Duration {
	tb.Helper()
	events, stop := to.Store.Watch()
	defer stop()
	began := time.Now()
	p.call(tb, from, phone)
	for to.text(p.family, "phone") != phone {
		select {
		case <-events:
		case <-time.After(patience):
			tb.Fatalf("%s did not arrive", phone)
		}
	}
	return time.Since(began)
}

func TestSavedHereIsShownThere(t *testing.T) {
	p := newPair(t)
	p.office.waitPhase(t, client.PhaseSynced)
	p.laptop.waitPhase(t, client.PhaseSynced)
	for i := range 20 {
		from, to := p.office, p.laptop
		if i%2 == 1 {
			from, to = to, from
		}
		p.arrival(t, from, to, fmt.Sprintf("042-555-%04d", i))
	}
	history, err := p.office.Store.History(t.Context(), p.family)
	if err != nil || len(history) != 21 {
		t.Errorf("history: got %d versions, %v, want 21", len(history), err)
	}
	if found, err := p.office.Store.FindConflicts(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("conflicts of people who took turns: got %v, %v", found, err)
	}
}

// arrivals is how many saves one round of BenchmarkArrival times.
const arrivals = 100

// BenchmarkArrival gives the time from a save on one online station until
// another shows it, beside the time of a bare round trip over TLS on the same
// machine in the same run.
func BenchmarkArrival(b *testing.B) {
	p := newPair(b)
	p.office.waitPhase(b, client.PhaseSynced)
	p.laptop.waitPhase(b, client.PhaseSynced)
	var took, trips []time.Duration
	ping := echo(b)
	for b.Loop() {
		for i := range arrivals {
			took = append(took, p.arrival(b, p.office, p.laptop, fmt.Sprintf("042-%03d-%04d", len(took)/1000, i)))
			trips = append(trips, ping())
			time.Sleep(60 * time.Millisecond) // nobody saves faster
		}
	}
	p50, p99, trip := share(took, 50), share(took, 99), share(trips, 50)
	b.ReportMetric(float64(p50.Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(trip.Microseconds())/1000, "tls-p50-ms")
	b.ReportMetric(float64(p50)/float64(trip), "p50/tls")
	b.ReportMetric(0, "ns/op") // of a whole round: says nothing
}

func share(all []time.Duration, percent int) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*percent/100)]
}

// echo returns a function that times one byte to a TLS 1.3 server and back.
func echo(tb testing.TB) func() time.Duration {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(tb, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(tb, err)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
	})
	must(tb, err)
	done := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_, err = io.Copy(conn, conn)
		}
		done <- err
	}()
	conn, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true})
	must(tb, err)
	tb.Cleanup(func() {
		must(tb, conn.Close())
		_ = ended(tb, "echo", done)
		must(tb, l.Close())
	})
	one := []byte{1}
	return func() time.Duration {
		began := time.Now()
		if _, err := conn.Write(one); err != nil {
			tb.Fatal(err)
		}
		if _, err := io.ReadFull(conn, one); err != nil {
			tb.Fatal(err)
		}
		return time.Since(began)
	}
}
