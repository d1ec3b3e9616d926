package client_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// shelve gives a station a shelf.
func shelve(s *station) *shelf { return newShelf(s.tb, s.enrolled.Endpoint.CenterPublic) }

func with(blobs client.Blobs) func(*client.Config) {
	return func(c *client.Config) { c.Blobs = blobs }
}

func TestBlobsGoBothWays(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	here, there := shelve(a), shelve(b)
	kase := newCase()
	photo, scan := here.save(kase, 1, 1), here.save(kase, 2, 9)
	a.write(kase, "写真と診断書")
	a.run(with(here))
	a.waitPhase(client.PhaseSynced)
	if !here.receipted(photo) || !here.receipted(scan) {
		t.Error("synced without the receipts of the attachments")
	}
	if s := a.engine.Status(); s.Unsent != 0 || s.UnsentBlobs != 0 || s.Sending != (client.Bytes{}) {
		t.Errorf("status: got %+v", s)
	}
	b.run(with(there))
	b.waitPhase(client.PhaseSynced)
	if there.has(photo) {
		t.Error("an attachment came that nobody waits for")
	}
	there.want(kase, photo)
	there.want(kase, scan)
	eventually(t, "both are here", func() bool { return there.has(photo) && there.has(scan) })
	eventually(t, "nothing is shown as under way", func() bool { return b.engine.Status().Fetching == client.Bytes{} })
	if n := there.count(there.missing, photo); n != 0 {
		t.Errorf("told to be missing %d times", n)
	}
}

// TestUnsentBlobsAreCounted says of an attachment without a receipt that it
// is unsent, and is not synced.
func TestUnsentBlobsAreCounted(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	here := shelve(a)
	a.run(quick, with(here), func(config *client.Config) { config.Dial = (&nowhere{}).dial })
	here.save(newCase(), 1, 2)
	a.waitPhase(client.PhaseOffline)
	a.engine.Wake()
	eventually(t, "one attachment and one change are unsent", func() bool {
		s := a.engine.Status()
		return s.UnsentBlobs == 1 && s.Phase != client.PhaseSynced
	})
}

// TestBlobsResume cuts the line every few hundred kilobytes, in the middle of
// chunks, both ways: a blob goes on at the chunk where it was cut.
func TestBlobsResume(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	line := newCable(t, c.Address())
	here, there := shelve(a), shelve(b)
	const chunks = 24
	kase := newCase()
	scan := here.save(kase, 3, chunks)
	a.run(quick, through(line), with(here))
	cuts := cutEvery(t, line, 700_000, func() bool { return here.receipted(scan) })
	if read := here.count(here.read, scan); read > chunks+2*cuts || cuts < 3 {
		t.Errorf("read %d chunks of %d for %d cuts: begins anew each time", read, chunks, cuts)
	}
	a.waitPhase(client.PhaseSynced)
	there.want(kase, scan)
	b.run(quick, through(line), with(there))
	if cuts := cutEvery(t, line, 900_000, func() bool { return there.has(scan) }); cuts < 3 {
		t.Errorf("the line was cut %d times only", cuts)
	}
}

// cutEvery cuts a line after so many bytes again and again until done, and
// returns how often it did.
func cutEvery(t *testing.T, line *cable, bytes int64, done func() bool) int {
	t.Helper()
	before := line.cuts.Load()
	eventually(t, "the attachment is there in spite of cuts", func() bool {
		line.budget.CompareAndSwap(0, bytes)
		return done()
	})
	line.budget.Store(0)
	return int(line.cuts.Load() - before)
}

// localStation makes a station that speaks to a center in this process.
func localStation(t *testing.T, c *centertest.Served, s *station) *local {
	t.Helper()
	return newLocal(t, c.Handler(), s.enrolled.Endpoint)
}

func via(l *local) func(*client.Config) {
	return func(c *client.Config) { c.Via = l }
}

// TestChangesGoFirst holds a chunk on its way to the center: a change that is
// saved meanwhile is sent all the same. Then it holds the change: no further
// chunk sets out until the center has it.
func TestChangesGoFirst(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	here := shelve(a)
	l := localStation(t, c, a)
	chunk, change := make(chan struct{}), make(chan struct{})
	var chunks, pushing atomic.Int64
	held := make(chan struct{}, 1)
	l.before = func(_ int, r *http.Request) error {
		switch {
		case r.Method == http.MethodPut:
			if chunks.Add(1) == 2 {
				held <- struct{}{}
				<-chunk
			}
		case r.URL.Path == wire.PathPush && chunks.Load() == 2:
			pushing.Add(1)
			<-change
		}
		return nil
	}
	a.run(via(l), with(here))
	a.waitPhase(client.PhaseSynced)
	scan := here.save(newCase(), 4, 6)
	<-held
	a.write(newCase(), "写真より急ぐ記録")
	eventually(t, "the change sets out past the chunk", func() bool { return pushing.Load() == 1 })
	close(change)
	eventually(t, "the change is receipted before the blob", func() bool { return a.unsent() == 0 })
	if here.receipted(scan) || chunks.Load() != 2 {
		t.Errorf("%d chunks went before the change", chunks.Load())
	}
	close(chunk)
	a.waitPhase(client.PhaseSynced)
	if !here.receipted(scan) {
		t.Error("synced without the blob")
	}
}

// TestSmallDoesNotWaitForLarge sends a photograph that was saved after a scan
// of forty chunks long before that is through.
func TestSmallDoesNotWaitForLarge(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	here := shelve(a)
	l := localStation(t, c, a)
	scan := here.save(newCase(), 5, 40)
	var sent int // chunks, until the photograph had its receipt
	var photo ledger.Hash
	l.before = func(_ int, r *http.Request) error {
		if r.Method == http.MethodPut && !here.receipted(photo) {
			sent++
		}
		return nil
	}
	photo = here.save(newCase(), 6, 2)
	if err := client.New(client.Config{Store: a.memory, Blobs: here, Endpoint: a.enrolled.Endpoint, Via: l}).Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !here.receipted(scan) || !here.receipted(photo) || sent > 6 {
		t.Errorf("%d chunks went until the photograph of two was through", sent)
	}
}

// TestLatestWishFirst stops fetching a scan for a photograph that somebody
// has just opened, and goes on with the scan afterwards where it was.
func TestLatestWishFirst(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	here := shelve(a)
	kase := newCase()
	const chunks = 60
	scan, photo := here.save(kase, 7, chunks), here.save(kase, 8, 2)
	a.run(with(here))
	a.waitPhase(client.PhaseSynced)
	there := &watchedShelf{shelf: shelve(b)}
	there.kept = func(n int) {
		if n == 3 {
			there.want(kase, photo)
		}
		if n >= 3 && !there.has(photo) {
			time.Sleep(20 * time.Millisecond) // the wish reaches the engine by another goroutine
		}
	}
	there.want(kase, scan)
	b.run(with(there))
	eventually(t, "both are here", func() bool { return there.has(scan) && there.has(photo) })
	there.order.Lock()
	defer there.order.Unlock()
	last := slices.Index(there.came, photo)
	if last < 0 || last >= chunks || len(there.came) != chunks+2 {
		t.Errorf("the photograph came after %d chunks of the scan; %d chunks in all, want %d", last, len(there.came), chunks+2)
	}
}

// watchedShelf notes which chunks are kept.
type watchedShelf struct {
	*shelf
	order sync.Mutex
	came  []ledger.Hash
	kept  func(n int)
}

func (w *watchedShelf) KeepChunk(ctx context.Context, id ledger.Hash, n int, chunk []byte) error {
	err := w.shelf.KeepChunk(ctx, id, n, chunk)
	w.order.Lock()
	w.came = append(w.came, id)
	many := len(w.came)
	w.order.Unlock()
	w.kept(many)
	return err
}

// TestLostBlobsAreSentAgain restores a center from a copy that lacks an
// attachment which it had receipted.
func TestLostBlobsAreSentAgain(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	here := shelve(a)
	kept := here.save(newCase(), 9, 2)
	a.run(with(here))
	a.waitPhase(client.PhaseSynced)
	a.stop()
	c.Stop()
	backup := copyCenter(t, c.Dir)
	c = centertest.Serve(t, center.Config{Dir: c.Dir}, centertest.Listen(t, c.Address()))
	lost := here.save(newCase(), 10, 3)
	a.run(with(here))
	a.waitPhase(client.PhaseSynced)
	a.stop()
	c.Stop()
	if !here.receipted(lost) {
		t.Fatal("synced without a receipt")
	}
	centertest.Serve(t, center.Config{Dir: backup}, centertest.Listen(t, c.Address()))
	before := here.count(here.read, kept)
	a.run(with(here))
	eventually(t, "the center has it again", func() bool { return here.count(here.read, lost) == 6 && here.receipted(lost) })
	a.waitPhase(client.PhaseSynced)
	if here.lost != 1 || here.count(here.read, kept) != before {
		t.Errorf("%d lost, and the other was read %d times more", here.lost, here.count(here.read, kept)-before)
	}
}

// TestMissingBlobComesLater waits for an attachment whose record came before
// it: the store is told once, and it comes when the center has it.
func TestMissingBlobComesLater(t *testing.T) {
	c := centertest.Start(t)
	office, a := found(t, c)
	b := enrol(t, c, office)
	here, there := shelve(a), shelve(b)
	kase := newCase()
	m, _ := sealedBlob(kase, 11, 3)
	there.want(kase, m.ID())
	a.run()
	a.waitPhase(client.PhaseSynced)
	b.run(with(there))
	eventually(t, "the store is told", func() bool { return there.count(there.missing, m.ID()) == 1 })
	a.stop()
	here.save(kase, 11, 3)
	a.run(with(here))
	a.waitPhase(client.PhaseSynced)
	a.write(kase, "写真を送った")
	eventually(t, "it comes with the next notice", func() bool { return there.has(m.ID()) })
	if n := there.count(there.missing, m.ID()); n != 1 {
		t.Errorf("the store was told %d times", n)
	}
}

// TestDamagedBlobKeepsNothingElse leaves an attachment that is damaged on
// this machine's disk unsent, and sends all others.
func TestDamagedBlobKeepsNothingElse(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	here := shelve(a)
	damaged := here.save(newCase(), 12, 3)
	here.blobs[damaged].chunks[1][5] ^= 1
	var others []ledger.Hash
	for i := range 12 {
		others = append(others, here.save(newCase(), uint64(20+i), 2))
	}
	a.run(with(here))
	eventually(t, "all others are receipted", func() bool {
		return !slices.ContainsFunc(others, func(id ledger.Hash) bool { return !here.receipted(id) })
	})
	eventually(t, "one is said to be unsent", func() bool { return a.engine.Status().UnsentBlobs == 1 })
	if s := a.engine.Status(); s.Phase == client.PhaseSynced || s.Err != nil || here.receipted(damaged) {
		t.Errorf("got %+v", s)
	}
	a.write(newCase(), "記録")
	eventually(t, "changes go on", func() bool { return a.unsent() == 0 })
}

// TestOlderCenter has no blobs, no hold box and no scope: everything else
// works as before, and attachments stay unsent and are counted.
func TestOlderCenter(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	here := shelve(a)
	l := localStation(t, c, a)
	l.answer = func(r *http.Request) (wire.ErrorCode, bool) {
		return wire.CodeNotFound, slices.Contains([]string{wire.PathBlob, wire.PathBlobs, wire.PathHeld}, r.URL.Path)
	}
	here.save(newCase(), 13, 2)
	for i := range 3 {
		a.write(newCase(), fmt.Sprint("記録 ", i))
	}
	a.run(via(l), with(here), func(config *client.Config) { config.HoldBox = &box{} })
	eventually(t, "changes are receipted and the attachment is counted", func() bool {
		s := a.engine.Status()
		return a.unsent() == 0 && s.BlobsOff && s.UnsentBlobs == 1
	})
	if s := a.engine.Status(); s.Phase == client.PhaseSynced || s.Err != nil {
		t.Errorf("got %+v: an attachment is unsent", s)
	}
	a.stop()
	l.answer = nil
	a.run(via(l), with(here))
	a.waitPhase(client.PhaseSynced)
	if s := a.engine.Status(); s.BlobsOff || s.UnsentBlobs != 0 {
		t.Errorf("with a newer center: got %+v", s)
	}
}
