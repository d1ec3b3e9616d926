package load_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"yorisoi/sync/center/pglog/pgtest"
	"yorisoi/sync/proof/prooftest"
)

// TestOneOfTwoCentersIsKilled has two processes serve one center behind one
// address and kills one of them under load: its stations go to the other,
// nothing receipted is lost, and once there are two again a save at a station
// of the one is told to the stations of the other.
func TestOneOfTwoCentersIsKilled(t *testing.T) {
	stations := scale(4, 20)
	cluster := pgtest.Start(t, pgtest.Options{})
	url, way := cluster.URL("postgres"), newStreet(t)
	dir, addresses := t.TempDir(), []string{prooftest.FreeAddress(t), prooftest.FreeAddress(t)}
	one := prooftest.NewCenter(t, filepath.Join(dir, "one"), way.address(), "--database", url)
	must(t, os.CopyFS(filepath.Join(dir, "two"), os.DirFS(one.Dir)))
	two := prooftest.CenterOf(t, filepath.Join(dir, "two"))
	for i, c := range []*prooftest.Center{one, two} {
		c.Serve("--listen", addresses[i])
		way.leadTo(addresses[i])
	}
	f := newFleet(t, one, stations)
	f.acrossCenters(way)

	began := time.Now()
	w := f.begin(scale(30*time.Millisecond, 400*time.Millisecond))
	w.goOn(int64(10 * stations))
	_ = two.End(syscall.SIGKILL)
	ended := time.Now()
	w.goOn(0)
	t.Logf("everybody had a further receipt within %.1f s of the kill", time.Since(ended).Seconds())
	w.goOn(int64(scale(10, 50) * stations))
	two.Serve("--listen", addresses[1])
	w.goOn(int64(scale(10, 50) * stations))
	t.Logf("%d stations saved %d times in %.0f s", stations, w.end(), time.Since(began).Seconds())
	f.agree()
	f.shown(began)
	f.acrossCenters(way)
	f.agree()
	f.checkReceipts(url)
}

// acrossCenters has a station of each center save, one after the other, and
// times until a station of the other center shows it. All lines are new before.
func (f *fleet) acrossCenters(way *street) {
	f.Helper()
	way.cut()
	var here, there *station
	eventually(f, "the stations are spread over both centers", func() bool {
		here, there = f.at(way, 0), f.at(way, 1)
		if here == nil || there == nil {
			way.cut()
			time.Sleep(500 * time.Millisecond) // for who finds the line broken
			return false
		}
		return true
	})
	f.agree()
	var took []time.Duration
	for i := range 20 {
		from, to := here, there
		if i%2 == 1 {
			from, to = there, here
		}
		took = append(took, from.tells(to, fmt.Sprintf("電話 %s %d %d", from.name, i, time.Now().UnixNano())))
	}
	f.Logf("saved at one center, shown at the other: p50 %d ms, at most %d ms", share(took, 50).Milliseconds(), share(took, 100).Milliseconds())
}

// at is a station that is synced with a center.
func (f *fleet) at(way *street, center int) *station {
	i := slices.IndexFunc(f.stations, func(s *station) bool {
		s.mu.Lock()
		line := s.line
		s.mu.Unlock()
		if line == nil || !s.isSynced() {
			return false
		}
		leads, ok := way.leadsTo(line)
		return ok && leads == center
	})
	if i < 0 {
		return nil
	}
	return f.stations[i]
}

// tells saves here and returns how long it took until the other station, told
// of it, shows it.
func (s *station) tells(to *station, phone string) time.Duration {
	f := s.fleet
	f.Helper()
	events, stop := to.Store.Watch()
	defer stop()
	began := time.Now()
	must(f, s.write(f.Context(), s, "phone", phone))
	for {
		r, err := to.Store.FindRecord(f.Context(), s.family)
		must(f, err)
		if r.Text("phone") == phone {
			return time.Since(began)
		}
		select {
		case <-events:
		case <-time.After(patience):
			f.Fatalf("%s was not told of what %s saved", to.name, s.name)
		}
	}
}

// dial remembers the line that the station has.
func (s *station) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.line = conn.LocalAddr()
	return conn, nil
}
