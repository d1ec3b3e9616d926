package ui

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/ui/async"
	"yorisoi/ui/widget"
)

// session is an opened store and the engine that reconciles it.
type session struct {
	store  *store.Store
	dir    string // of the store
	engine *client.Engine
	log    *slog.Logger
	cancel context.CancelFunc
	tasks  sync.WaitGroup
	synced chan time.Time
	spoke  chan time.Time // by the center's clock

	// leaving says that nobody was there for so long that the program locks.
	leaving atomic.Bool

	mu       sync.Mutex
	listener func()                // told of each change of the engine's state
	removed  func(*ledger.Removal) // told when staff have removed this station
}

// openSession starts the engine of an opened store.
func (p *Program) openSession(s *store.Store) (*session, error) {
	endpoint, err := client.DecodeEndpoint(s.Endpoint())
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	engine := client.New(client.Config{
		Store: s, Blobs: s, Scoped: s, HoldBox: s, Audit: s, Endpoint: endpoint, Now: p.c.Now, Log: p.c.Log,
		Pending: func(ctx context.Context) (unsent, held int, err error) {
			counts, err := s.Counts(ctx)
			return counts.Unsent, counts.Held, err
		},
	})
	se := &session{store: s, dir: p.storeConfig().Dir, engine: engine, log: p.c.Log, cancel: cancel, synced: make(chan time.Time, 1), spoke: make(chan time.Time, 1)}
	se.removed = func(r *ledger.Removal) { p.root.Show(func() { p.leaveRemoved(se, r) }) }
	s.SetOnline(func() bool { return engine.Status().Online() })
	se.tasks.Go(func() { se.noteAct(ctx, store.AuditSignedIn) })
	engine.OnStatus(func(st client.Status) { se.note(st, p.c.Now()) })
	se.tasks.Go(func() { se.keepTime(ctx, p.c.Log) })
	se.tasks.Go(func() {
		if err := engine.Run(ctx); err != nil {
			p.c.Log.Error("sync ended", "error", err)
		}
	})
	return se, nil
}

// note hears of each change of the engine's state.
func (s *session) note(st client.Status, now time.Time) {
	if st.Online() {
		offer(s.spoke, now.Add(-st.ClockOffset))
	}
	if st.Phase == client.PhaseSynced && !st.Incomplete {
		offer(s.synced, st.SyncedAt)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		s.listener()
	}
	if st.Removed != nil {
		s.removed(st.Removed)
	}
}

// offer hands over a time; while the one before is still being written, the
// next will do.
func offer(to chan<- time.Time, at time.Time) {
	select {
	case to <- at:
	default:
	}
}

// listen sets who hears of changes; nil for nobody.
func (s *session) listen(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listener = f
}

// keepTime writes down when the station was last in agreement with the
// center, for the sign-in page, and when it last spoke to it, for the lease,
// each at most once a minute.
func (s *session) keepTime(ctx context.Context, log *slog.Logger) {
	var synced, spoke time.Time
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case at := <-s.synced:
			if at.Sub(synced) < time.Minute {
				continue
			}
			synced = at
			err = s.store.Synced(ctx, at, true)
		case at := <-s.spoke:
			if at.Sub(spoke).Abs() < time.Minute {
				continue
			}
			spoke = at
			err = s.store.Spoke(ctx, at)
		}
		if err != nil && ctx.Err() == nil {
			log.Error("note sync", "error", err)
		}
	}
}

// close ends the engine, waits for it and locks the store.
func (s *session) close() {
	act := store.AuditSignedOut
	if s.leaving.Load() {
		act = store.AuditLocked
	}
	s.noteAct(context.Background(), act)
	s.cancel()
	s.tasks.Wait()
	if s.store != nil {
		_ = s.store.Close() // nothing can be done any more, and nothing is pending
	}
}

// follow keeps the desk informed of the store and the engine, and locks it
// when nobody is there.
func (d *desk) follow() {
	events, stop := d.session.store.Watch()
	d.owner.Go(func(ctx context.Context) {
		defer stop()
		for {
			select {
			case <-ctx.Done():
				return
			case e, ok := <-events:
				if !ok {
					return
				}
				d.owner.Show(func() {
					if !d.shutOut(e) {
						d.changed(e)
					}
				})
			}
		}
	})
	last := async.NewDebouncer(d.owner, 50*time.Millisecond)
	d.session.listen(func() { last.Call(d.showSync) })
	d.showSync()
	d.owner.Every(20*time.Second, d.lockWhenIdle)
}

// lockWhenIdle locks when nobody has touched the program for long enough.
func (d *desk) lockWhenIdle() {
	minutes := d.idleMinutes()
	if minutes > 0 && d.program.c.Now().Sub(d.touched) >= time.Duration(minutes)*time.Minute {
		d.session.leaving.Store(true)
		d.program.lock(d)
	}
}

// idleMinutes is how long nobody may touch the program before it locks: what
// the center has set, or less where this machine was set to less; 0 is never.
func (d *desk) idleMinutes() int {
	own, all := d.program.prefs.idleMinutes(), d.session.store.Directory().PolicyNumber(ledger.PolicyLock)
	if own == 0 || all > 0 && all < own {
		return all
	}
	return own
}

// lock saves what was typed, closes the store and asks for the password.
func (p *Program) lock(d *desk) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := d.keep(ctx); err != nil {
		d.Fail(err)
		return
	}
	widget.ForgetCopies()
	end := d.takeAway()
	p.show(newWaiting("shell.locking"))
	async.Run(p.root, func(context.Context) (struct{}, error) {
		end()
		return struct{}{}, nil
	}, func(struct{}, error) { p.Start() })
}
