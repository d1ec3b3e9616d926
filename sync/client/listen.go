package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"yorisoi/sync/wire"
)

// listen follows the center's notices.
func (s *session) listen(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(silence, func() { cancel(fmt.Errorf("listen: silence: %w", ErrUnreachable)) })
	defer watchdog.Stop()
	body, err := s.link.open(ctx, http.MethodGet, wire.PathNotices, nil, wire.SequenceType)
	if err != nil {
		return err
	}
	defer body.Close()
	notices := wire.NewReader(body)
	for {
		var notice wire.Notice
		err := notices.Next(&notice)
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("listen: the center ended it: %w", ErrUnreachable)
		}
		if err != nil {
			return fmt.Errorf("listen: %w", transportError(ctx, err))
		}
		watchdog.Reset(silence)
		s.noticed(notice.Seq)
	}
}

func (s *session) noticed(seq uint64) {
	if seq > s.head.Load() {
		s.head.Store(seq)
		poke(s.advance)
		poke(s.wishes) // a blob that was missing may have come with it
	} else {
		poke(s.aside) // the log has not grown: perhaps the hold box has
	}
	poke(s.audits)
	s.markSynced()
}

// lineTimeout is how long the center may take to show, after the network of
// this machine has changed, that the line still reaches it.
const lineTimeout = 5 * time.Second

// watchLine looks whether the line still stands when the network looks
// different. A dead one is given up for a new one at once, not after silence.
func (s *session) watchLine(ctx context.Context) error {
	if s.Via != nil {
		return nil
	}
	network := s.Network()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		}
		now := s.Network()
		if now == network {
			continue
		}
		network = now
		ask, cancel := context.WithTimeoutCause(ctx, lineTimeout, fmt.Errorf("network has changed: %w", ErrUnreachable))
		var status wire.Status
		err := s.link.call(ask, http.MethodGet, wire.PathStatus, nil, &status)
		cancel()
		if err != nil {
			return err
		}
	}
}
