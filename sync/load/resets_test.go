package load_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/proof/prooftest"
)

// TestNetworkIsReset breaks all lines again and again, both ways, while people
// write and attach papers: in the end all agree and every paper is whole
// wherever somebody looks at it.
func TestNetworkIsReset(t *testing.T) {
	stations := scale(4, 20)
	way := newStreet(t)
	center := prooftest.NewCenter(t, filepath.Join(t.TempDir(), "center"), way.address())
	address := prooftest.FreeAddress(t)
	center.Serve("--listen", address)
	way.leadTo(address)
	f := newFleet(t, center, stations)

	began := time.Now()
	stop := way.cutEvery(scale(400*time.Millisecond, 3*time.Second))
	var papers papers
	w := f.begin(scale(100*time.Millisecond, 500*time.Millisecond), papers.attach)
	for way.broken() < scale(15, 300) {
		w.goOn(int64(stations))
	}
	saves := w.end()
	cuts := stop()
	quiet := time.Now()
	f.agree()
	t.Logf("%d stations saved %d times and attached %d papers of %.1f MB in %.0f s, and %d lines were reset; all agreed %.1f s after the last",
		stations, saves, len(papers.all), mega(papers.size), quiet.Sub(began).Seconds(), cuts, time.Since(quiet).Seconds())
	f.shown(began)
	if len(papers.all) == 0 {
		t.Error("nobody attached anything")
	}

	stop = way.cutEvery(scale(300*time.Millisecond, 3*time.Second)) // also while they are fetched
	began = time.Now()
	some := papers.all[:min(len(papers.all), scale(8, 1000))]
	for i, p := range some {
		if reader := f.stations[(i+1)%stations]; reader != p.by {
			reader.fetches(p)
		}
	}
	t.Logf("%d papers were fetched by another station in %.1f s, and %d lines were reset meanwhile", len(some), time.Since(began).Seconds(), stop())
}

// paper is what somebody attached.
type paper struct {
	by      *station
	record  uuid.UUID
	content []byte
}

// papers are all that were attached.
type papers struct {
	mu   sync.Mutex
	all  []paper
	size int64
}

// attach takes a paper of some chunks into the station's family with every
// third save.
func (p *papers) attach(ctx context.Context, s *station, n int) error {
	if n%3 != 1 {
		return nil
	}
	dice := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), s.family[14], s.family[15]})
	content := append([]byte("%PDF-1.7\n"), make([]byte, 50_000+n*7919%700_000)...)
	_, _ = dice.Read(content[9:])
	record := store.NewRecordID()
	_, err := s.Store.Attach(ctx, store.NewAttachment{Record: record, Case: s.kase, Name: fmt.Sprintf("紙 %d.pdf", n), Content: bytes.NewReader(content)})
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all, p.size = append(p.all, paper{s, record, content}), p.size+int64(len(content))
	return nil
}

// fetches looks at a paper that was attached at another station.
func (s *station) fetches(p paper) {
	f := s.fleet
	f.Helper()
	must(f, s.Store.WantAttachment(f.Context(), p.record))
	var got []byte
	eventually(f, "a paper comes", func() bool {
		r, err := s.Store.OpenAttachment(f.Context(), p.record)
		if err != nil {
			return false // not yet all of it
		}
		defer r.Close()
		got, err = io.ReadAll(r)
		must(f, err)
		return true
	})
	if !bytes.Equal(got, p.content) {
		f.Errorf("%s shows %d bytes that are not the %d that %s attached", s.name, len(got), len(p.content), p.by.name)
	}
}

// cutEvery resets all lines at intervals until stop, which says how many.
func (s *street) cutEvery(interval time.Duration) (stop func() int) {
	over, done := make(chan struct{}), make(chan struct{})
	before := s.broken()
	go func() {
		defer close(done)
		for tick := time.NewTicker(interval); ; {
			select {
			case <-tick.C:
				s.cut()
			case <-over:
				tick.Stop()
				return
			}
		}
	}()
	return func() int {
		close(over)
		<-done
		return s.broken() - before
	}
}
