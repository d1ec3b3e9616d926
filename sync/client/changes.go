package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// changeStream is an answer to wire.PathChanges or wire.PathHeld being read.
type changeStream struct {
	ctx  context.Context
	stop context.CancelFunc // makes a read that waits return; then close
	body io.ReadCloser
	seq  *wire.Reader
	head wire.ChangesHead
	last uint64 // sequence number of the last change read
	read uint64 // how many were read
}

// changes asks a path, of the log or of the hold box, for the changes after a
// sequence number, of one case or, with the zero id, of all. The caller closes
// the stream.
func (l *link) changes(ctx context.Context, path string, after uint64, kase uuid.UUID) (*changeStream, error) {
	query := url.Values{"after": {strconv.FormatUint(after, 10)}}
	if kase != uuid.Nil {
		query.Set("case", kase.String())
	}
	ctx, stop := context.WithCancel(ctx)
	body, err := l.open(ctx, http.MethodGet, path+"?"+query.Encode(), nil, wire.SequenceType)
	if err != nil {
		stop()
		return nil, err
	}
	s := &changeStream{ctx: ctx, stop: stop, body: body, seq: wire.NewReader(body), last: after}
	if err := s.seq.Next(&s.head); err != nil {
		err = s.sort(err)
		s.close()
		return nil, err
	}
	return s, nil
}

// close must not be called while another goroutine reads.
func (s *changeStream) close() {
	s.stop()
	s.body.Close()
}

// next returns the next change, or io.EOF when all that were announced are
// read. A stream that ends before that was cut.
func (s *changeStream) next() (ledger.Logged, error) {
	var logged ledger.Logged
	err := s.seq.Next(&logged)
	if errors.Is(err, io.EOF) && s.read == s.head.Total {
		return logged, io.EOF
	}
	if err != nil {
		return logged, s.sort(err)
	}
	if logged.Seq <= s.last || s.read == s.head.Total {
		return logged, fmt.Errorf("read changes: %d after %d: %w", logged.Seq, s.last, ErrGarbage)
	}
	s.last = logged.Seq
	s.read++
	return logged, nil
}

// sort gives an error of the stream its sentinel.
func (s *changeStream) sort(err error) error {
	return fmt.Errorf("read changes: %w", transportError(s.ctx, err))
}
