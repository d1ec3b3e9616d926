package client

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// pull brings what the center has and this station lacks: once at the
// beginning, and whenever the log has grown.
func (s *session) pull(ctx context.Context) error {
	done := s.pulled
	for {
		if err := s.pullNow(ctx); err != nil {
			return err
		}
		if done != nil {
			close(done)
			done = nil
		}
		s.countPulled(ctx)
		s.markSynced()
		select {
		case <-ctx.Done():
			return nil
		case <-s.advance:
		case <-s.now:
			for _, part := range []chan struct{}{s.save, s.blobs, s.wishes, s.receipted, s.aside} {
				poke(part)
			}
			if s.Status().Incomplete || s.unseen.Load() {
				poke(s.recheck)
			}
		}
	}
}

// countPulled counts what a pull may have changed, or leaves it to the push that
// is under way: each of its parts lets the log grow.
func (s *session) countPulled(ctx context.Context) {
	var later bool
	s.update(func(_ *Status, a *activity) {
		later = a.pushing
		a.uncounted = a.uncounted || later
	})
	if !later {
		s.count(ctx)
	}
}

// pullNow brings what the log has beyond the cursor and says that it did. The
// figures of a first sync stay until both sides were found equal.
func (s *session) pullNow(ctx context.Context) error {
	leave := s.traffic.enter()
	defer leave()
	if err := s.pullOnce(ctx); err != nil {
		return err
	}
	s.update(func(st *Status, a *activity) {
		a.pulled, a.pulling = true, false
		st.Left = 0
		if !a.first {
			st.Done, st.Total = 0, 0
		}
	})
	return nil
}

// pullOnce reads the log from the cursor to its end.
func (s *session) pullOnce(ctx context.Context) error {
	s.cursorMu.Lock()
	from := s.cursor
	s.cursorMu.Unlock()
	stream, err := s.link.changes(ctx, wire.PathChanges, from.Seq, uuid.Nil)
	if err != nil {
		return err
	}
	if stream.head.LogID != from.LogID {
		stream.close()
		return fmt.Errorf("pull: the log was replaced by %s: %w", stream.head.LogID, ErrUnreachable)
	}
	shown := s.show(stream.head.Total)
	err = s.drain(ctx, stream, func(changes []ledger.Logged) error {
		from.Seq = changes[len(changes)-1].Seq
		if err := s.receive(ctx, &from, changes); err != nil {
			return err
		}
		shown.add(len(changes))
		return nil
	})
	if err != nil {
		return err
	}
	if stream.head.Head > from.Seq {
		s.passedOver()
	}
	// What lies beyond the last change is not for this station.
	from.Seq = max(from.Seq, stream.head.Head)
	return s.keepCursor(ctx, from)
}

// keepCursor tells the store of a log that it has not heard of, or of a place
// in it to which nothing has brought it.
func (s *session) keepCursor(ctx context.Context, at ledger.Cursor) error {
	kept, err := s.Store.Cursor(ctx)
	if err != nil {
		return storeError(ctx, "read cursor", err)
	}
	if kept == at {
		return nil
	}
	return s.receive(ctx, &at, nil)
}

// progress shows how far a pull is.
type progress struct {
	s          *session
	began      time.Time
	got, total uint64
}

// show begins to show a pull of total changes.
func (s *session) show(total uint64) *progress {
	p := &progress{s: s, began: s.Now(), total: total}
	if total > 0 {
		s.update(func(st *Status, a *activity) {
			a.pulling, st.Done, st.Total, st.Left = true, 0, total, 0
			if a.first {
				st.Done, st.Total = s.known.first, s.known.first+total
			}
		})
	}
	return p
}

// add shows that n more changes are here. What is left is known once there
// was a second to measure.
func (p *progress) add(n int) {
	p.got += uint64(n)
	took := p.s.Now().Sub(p.began)
	p.s.update(func(st *Status, a *activity) {
		st.Done += uint64(n)
		if a.first {
			p.s.known.first += uint64(n)
		}
		if took >= time.Second && p.got > 0 {
			st.Left = time.Duration(float64(took) * float64(p.total-p.got) / float64(p.got)).Round(time.Second)
		}
	})
}
