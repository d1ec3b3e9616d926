package center_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/center/pglog/pgtest"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// inside carries requests to a handler in this process, as if they had come
// over a line with a station's certificate.
type inside struct {
	http.Handler
	station *x509.Certificate
}

// RoundTrip answers one request; a stream without an end has none.
func (i inside) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	i.ServeHTTP(w, i.request(r))
	return w.Result(), nil
}

// request is a request with the station's certificate.
func (i inside) request(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{i.station}, VerifiedChains: [][]*x509.Certificate{{i.station}}}
	return r
}

// beside opens the center's folder once more, in this process, as a second
// process over the same log would, and returns the station as it speaks to it.
func (s *stranger) beside(c *centertest.Served, config center.Config) *stranger {
	s.t.Helper()
	config.Dir = c.Dir
	opened, err := center.Open(s.t.Context(), config)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { opened.Close() })
	other := *s
	other.http = &http.Client{Transport: inside{opened.Handler(), s.end.Certificate.Leaf}}
	return &other
}

// both makes a founded center that two processes serve over one log, and
// returns a station that speaks to the first, and how one speaks to the other.
type both func(t *testing.T) (c *centertest.Served, s *stranger, desk *wiretest.Desk, other func(*stranger) *stranger)

// inOneFolder is a log in a folder, of which only one process has a listener.
func inOneFolder(t *testing.T) (*centertest.Served, *stranger, *wiretest.Desk, func(*stranger) *stranger) {
	c, s, desk := office(t)
	return c, s, desk, func(s *stranger) *stranger { return s.beside(c, center.Config{}) }
}

// overOneDatabase is a log in PostgreSQL, served by two with a copy of the
// folder each.
func overOneDatabase(cluster *pgtest.Cluster) both {
	return func(t *testing.T) (*centertest.Served, *stranger, *wiretest.Desk, func(*stranger) *stranger) {
		url := cluster.URL(cluster.Database(t))
		c, s, desk := officeWith(t, center.Config{Database: url})
		dir := filepath.Join(t.TempDir(), "second")
		if err := os.CopyFS(dir, os.DirFS(c.Dir)); err != nil {
			t.Fatal(err)
		}
		listener := centertest.Listen(t, "127.0.0.1:0")
		centertest.Serve(t, center.Config{Dir: dir}, listener)
		return c, s, desk, func(s *stranger) *stranger { return speak(t, listener.Addr().String(), s.end, s.id) }
	}
}

// TestSeveralProcesses has stations that speak to two processes over one log:
// what one of them has receipted counts in the other at once, and none of
// them is special.
func TestSeveralProcesses(t *testing.T) {
	tests := map[string]func(*testing.T, both){
		"OneLog": testOneLog, "Notices": testNoticesOfAnother, "RemovalRaces": testRemovalRaces, "OneEnds": testOneEnds,
		"Walls": testWallsOfAnother, "Waiting": testWaitingOfAnother,
	}
	t.Run("SQLite", func(t *testing.T) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) { test(t, inOneFolder) })
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		cluster := pgtest.Start(t, pgtest.Options{NoSync: true})
		for name, test := range tests {
			t.Run(name, func(t *testing.T) { test(t, overOneDatabase(cluster)) })
		}
	})
}

func testOneLog(t *testing.T, start both) {
	c, s, desk, beside := start(t)
	other := beside(s)
	nurse := wiretest.Person(t)
	kase := uuid.New()
	s.taken(desk.Hire(desk.Founder, nurse, ledger.RoleHealth))
	other.taken(desk.WriteAs(nurse, kase, "もう一方へ"))
	s.taken(desk.WriteAs(nurse, kase, "続きはこちらへ"))
	desk.Clock = desk.Clock.Add(time.Minute)
	s.taken(desk.Direct(desk.Founder, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRemoved: true}))
	desk.Clock = desk.Clock.Add(time.Minute)
	late, later := desk.WriteAs(nurse, kase, "除かれた後に"), desk.WriteAs(nurse, kase, "さらに後に")
	if got := other.codes(other.push(late), late); got[0] != wire.CodeHeld {
		t.Errorf("removed through the other process: got code %d, want %d", got[0], wire.CodeHeld)
	}
	if got := s.codes(s.push(later), later); got[0] != wire.CodeHeld {
		t.Errorf("what follows what the other holds: got code %d, want %d", got[0], wire.CodeHeld)
	}
	for name, side := range map[string]*stranger{"served": s, "beside": other} {
		if _, raws := side.held(""); !sameRaws(raws, [][]byte{late, later}) {
			t.Errorf("%s: hold box has %d changes, want 2", name, len(raws))
		}
		if _, changes, _ := side.all(""); len(changes) != 5 {
			t.Errorf("%s: log has %d changes, want 5", name, len(changes))
		}
	}
	laptop := enrolled(t, c)
	asLaptop := beside(laptop)
	s.taken(limit(desk, laptop.id, ledger.ScopeCarried))
	if got := asLaptop.cases(c.ID(), ""); len(got) != 0 {
		t.Errorf("limited through the other process: got %v", got)
	}
	loan := carry(kase, laptop.id, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	other.taken(record(desk, desk.Founder, loan))
	if got := laptop.cases(c.ID(), ""); !slices.Equal(got, []uuid.UUID{kase}) {
		t.Errorf("lent through the other process: got %v, want %v", got, kase)
	}
	p := newPhoto(kase, 2, 7)
	s.announce(p)
	other.put(p, 0)
	if receipt := s.put(p, 1).Receipt; receipt == nil {
		t.Error("a blob through both: got no receipt")
	}
	if _, chunks := asLaptop.fetch(p, 0); !sameRaws(chunks, p.chunks) {
		t.Errorf("fetched from the other: got %d chunks", len(chunks))
	}
	other.taken(desk.Direct(desk.Founder, ledger.KindStation, laptop.id, map[string]any{ledger.FieldRemoved: true}))
	if status, code := laptop.refused(http.MethodGet, wire.PathStatus, nil); status != http.StatusForbidden || code != wire.CodeRevoked {
		t.Errorf("a station removed through the other: got status %d, code %d", status, code)
	}
}

// testNoticesOfAnother listens to one process while another writes, until the
// other one removes the station.
func testNoticesOfAnother(t *testing.T, start both) {
	c, s, desk, beside := start(t)
	other := beside(s)
	laptop := enrolled(t, c)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, laptop.base+wire.PathNotices, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := laptop.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	notices := wire.NewReader(resp.Body)
	var notice wire.Notice
	if err := notices.Next(&notice); err != nil || notice.Seq != 1 {
		t.Fatalf("first notice: got %+v, %v", notice, err)
	}
	head := other.push(desk.Write(uuid.New(), "別のプロセスから")).Head
	for notice.Seq < head {
		if err := notices.Next(&notice); err != nil {
			t.Fatalf("no notice of %d: %v", head, err)
		}
	}
	other.taken(desk.Direct(desk.Founder, ledger.KindStation, laptop.id, map[string]any{ledger.FieldRemoved: true}))
	for err == nil {
		err = notices.Next(&notice)
	}
	if err == io.EOF || t.Context().Err() != nil {
		t.Errorf("notices of a station that the other process removed: got %v, want them cut", err)
	}
}

// testRemovalRaces removes an author through one process while the other is
// full of their work: nothing that is in the log after the removal was
// written after it, and every change has one answer.
func testRemovalRaces(t *testing.T, start both) {
	_, s, desk, beside := start(t)
	other := beside(s)
	nurse := wiretest.Person(t)
	s.taken(desk.Hire(desk.Founder, nurse, ledger.RoleHealth))
	desk.Clock = desk.Clock.Add(time.Minute)
	gone := desk.Direct(desk.Founder, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRemoved: true})
	desk.Clock = desk.Clock.Add(time.Minute)
	const writers, each = 4, 25
	raws := make([][][]byte, writers)
	for w := range writers {
		d := desk.Office.Desk(uuid.New())
		d.Clock = desk.Clock
		for range each {
			raws[w] = append(raws[w], d.WriteAs(nurse, uuid.New(), "最後の日に"))
		}
	}
	var work sync.WaitGroup
	answers := make([][]wire.ErrorCode, writers)
	for w := range writers {
		side := []*stranger{s, other}[w%2]
		work.Go(func() {
			for _, raw := range raws[w] {
				answers[w] = append(answers[w], side.codes(side.push(raw), raw)...)
			}
		})
	}
	s.taken(gone)
	work.Wait()
	_, changes, _ := s.all("")
	removed := slices.IndexFunc(changes, func(l ledger.Logged) bool { return bytes.Equal(l.Raw, gone) })
	if removed < 0 {
		t.Fatal("the removal is not in the log")
	}
	for _, logged := range changes[removed+1:] {
		t.Errorf("change %d of a removed author is in the log after the removal", logged.Seq)
	}
	taken := 0
	for w := range writers {
		for i, code := range answers[w] {
			if code == 0 {
				taken++
			} else if code != wire.CodeHeld {
				t.Errorf("writer %d, change %d: got code %d", w, i, code)
			}
		}
	}
	_, held := s.held("")
	if got := fmt.Sprintf("%d+%d", len(changes)-3, len(held)); got != fmt.Sprintf("%d+%d", taken, writers*each-taken) {
		t.Errorf("log and hold box: got %s changes, want %d+%d", got, taken, writers*each-taken)
	}
}

// testOneEnds ends the first process: the other one goes on with everything.
func testOneEnds(t *testing.T, start both) {
	c, s, desk, beside := start(t)
	kase := uuid.New()
	s.taken(desk.Write(kase, "一方へ"))
	p := newPhoto(kase, 2, 8)
	s.announce(p)
	s.put(p, 0)
	c.Stop()
	other := beside(s)
	other.taken(desk.Write(kase, "もう一方へ"))
	if receipt := other.put(p, 1).Receipt; receipt == nil {
		t.Error("a blob that was begun with the first: got no receipt")
	}
	if _, changes, _ := other.all("?case=" + kase.String()); len(changes) != 2 {
		t.Errorf("got %d changes, want 2", len(changes))
	}
}
