package client_test

import (
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// TestOneBlobAtATime has a center that takes no other blob before the one
// that was begun is whole: all get there, one after the other.
func TestOneBlobAtATime(t *testing.T) {
	c := centertest.StartWith(t, center.Config{Limits: center.Limits{BegunBytes: 1}})
	_, a := found(t, c)
	here := shelve(a)
	var all []ledger.Hash
	for i := range 10 {
		all = append(all, here.save(newCase(), uint64(i), 1+i%3))
	}
	a.run(with(here))
	a.waitPhase(client.PhaseSynced)
	if i := slices.IndexFunc(all, func(id ledger.Hash) bool { return !here.receipted(id) }); i >= 0 {
		t.Errorf("blob %d has no receipt", i)
	}
	if s := a.engine.Status(); s.BlobsFull || s.UnsentBlobs != 0 {
		t.Errorf("at last: got %+v", s)
	}
}

// TestBlobsFull has a center that takes no attachment for some time: this is
// said, changes go on, and it is tried again without anybody asking.
func TestBlobsFull(t *testing.T) {
	c := centertest.Start(t)
	_, a := found(t, c)
	here := shelve(a)
	l := localStation(t, c, a)
	var full atomic.Bool
	full.Store(true)
	l.answer = func(r *http.Request) (wire.ErrorCode, bool) {
		return wire.CodeUnfinished, full.Load() && r.Method == http.MethodPost && r.URL.Path == wire.PathBlob
	}
	photo := here.save(newCase(), 1, 2)
	a.run(via(l), with(here))
	eventually(t, "the engine says that the center is full", func() bool {
		s := a.engine.Status()
		return s.BlobsFull && s.UnsentBlobs == 1
	})
	a.write(newCase(), "記録")
	eventually(t, "changes go on", func() bool { return a.unsent() == 0 })
	if s := a.engine.Status(); s.Phase == client.PhaseSynced || s.Err != nil || here.receipted(photo) {
		t.Errorf("got %+v: an attachment is unsent", s)
	}
	full.Store(false)
	a.waitPhase(client.PhaseSynced)
	if s := a.engine.Status(); s.BlobsFull || !here.receipted(photo) {
		t.Errorf("afterwards: got %+v", s)
	}
}
