package pglog_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/pglog"
)

// cutter stands between a log and its database and cuts the connection around
// a commit.
type cutter struct {
	mu   sync.Mutex
	how  string // "before" or "after" the database hears of the next commit
	cuts int
}

// cutOnce has the next commit cut.
func (c *cutter) cutOnce(how string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.how, c.cuts = how, 0
}

func (c *cutter) done() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cuts
}

// now says whether this is the commit to cut.
func (c *cutter) now(sent []byte) (how string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.how == "" || !bytes.Contains(bytes.ToLower(sent), []byte("commit\x00")) {
		return ""
	}
	how, c.how = c.how, ""
	c.cuts++
	return how
}

// carry passes on what one connection sends and is answered.
func (c *cutter) carry(from net.Conn, socket string) {
	defer from.Close()
	to, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	var swallow atomic.Bool // the next answer, and the connection with it
	var answering sync.WaitGroup
	answering.Go(func() {
		defer from.Close()
		buffer := make([]byte, 64<<10)
		for {
			n, err := to.Read(buffer)
			if err != nil || swallow.Load() {
				return
			}
			if _, err := from.Write(buffer[:n]); err != nil {
				return
			}
		}
	})
	defer answering.Wait()
	defer to.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		switch c.now(buffer[:n]) {
		case "before":
			return
		case "after":
			swallow.Store(true)
			if _, err := to.Write(buffer[:n]); err == nil {
				answering.Wait()
			}
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// cut gives an address behind a cutter, of the network and not of a socket.
func cut(t *testing.T, address string) (*cutter, string) {
	t.Helper()
	c := &cutter{}
	return c, between(t, address, c.carry)
}

// TestCommitInDoubt loses the connection just before and just after the
// database hears of a commit. What it kept is told as ErrMoved, which leads
// whoever asks to the heads; what it did not keep is kept by another attempt.
// Nothing is there twice, and nothing that was done once is done twice.
func TestCommitInDoubt(t *testing.T) {
	address := address(t)
	center := create(t, address)
	cutter, behind := cut(t, address)
	log := open(t, behind, center)
	x := extend(chain(), ledger.Head{}, 2)
	key, chunk := uuid.New(), []byte("sealed")
	m := &ledger.Manifest{Case: x.Case, Key: key, Size: uint64(len(chunk)), Chunks: []ledger.Hash{ledger.HashOf(chunk)}}
	station := logbook.Station{ID: uuid.New(), Name: "訪問 1", Type: ledger.StationLaptop, Key: []byte{1}, At: 1}
	for _, how := range []string{"before", "after"} {
		appended := map[string]error{"before": nil, "after": logbook.ErrMoved}[how]
		for _, call := range []struct {
			name string
			do   func() error
			want error
		}{
			{"Append", func() error {
				_, err := log.Append(t.Context(), batch(x))
				x = extend(x.Chain, x.To, 1)
				return err
			}, appended},
			{"Hold", func() error {
				_, err := log.Hold(t.Context(), 1, []logbook.Held{{Dot: logbook.Dot{Chain: x.Chain, N: 1}, Raw: chunk}})
				return err
			}, nil},
			{"AddInvite", func() error {
				return log.AddInvite(t.Context(), logbook.Invite{Hash: []byte(how), Expires: x0})
			}, nil},
			{"UseInvite", func() error {
				used, err := log.UseInvite(t.Context(), []byte(how), station)
				if err == nil && used.ID != station.ID {
					err = errors.New("another station")
				}
				return err
			}, nil},
			{"AddBlob", func() error { return log.AddBlob(t.Context(), 1, uuid.Nil, m.ID(), m) }, nil},
			{"AddChunk", func() error { return log.AddChunk(t.Context(), m.ID(), 0, chunk) }, nil},
		} {
			t.Run(call.name+"/"+how, func(t *testing.T) {
				cutter.cutOnce(how)
				if err := call.do(); !errors.Is(err, call.want) {
					t.Errorf("got %v, want %v", err, call.want)
				}
				if cutter.done() != 1 {
					t.Error("no commit was cut")
				}
			})
		}
	}
	got, err := log.Totals(t.Context(), x0)
	if want := (logbook.Totals{Changes: 3, Cases: 1, Stations: 1, Held: 1, Blobs: 1, BlobBytes: uint64(len(chunk))}); err != nil || got != want {
		t.Errorf("totals: got %+v, %v; want %+v", got, err, want)
	}
	if err := log.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestCreateInDoubt makes a log once, although the answer to its commit is lost.
func TestCreateInDoubt(t *testing.T) {
	address := address(t)
	create(t, address) // the schema is there: the next commit is that of a center
	for _, how := range []string{"before", "after"} {
		cutter, behind := cut(t, address)
		cutter.cutOnce(how)
		center := uuid.New()
		if err := pglog.Create(t.Context(), behind, center, rand.Reader); err != nil || cutter.done() != 1 {
			t.Errorf("%s: got %v after %d cuts", how, err, cutter.done())
		}
		open(t, address, center)
	}
}
