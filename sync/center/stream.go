package center

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// What is read from the log at once for a stream.
const (
	pageChanges = 500
	pageBytes   = 256 << 10
)

// sender writes the items of one stream.
type sender struct {
	w    io.Writer
	out  *http.ResponseController
	time time.Duration // for the station to take one page
}

// patience gives the station time to take what is sent next.
func (s *sender) patience() error {
	return supported(s.out.SetWriteDeadline(time.Now().Add(s.time)))
}

// supported passes over what a caller inside this process has no need of.
func supported(err error) error {
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

// send writes one item.
func (s *sender) send(item any) error {
	b, err := trust.Encode(item)
	if err != nil {
		return err
	}
	_, err = s.w.Write(b)
	return err
}

func (s *sender) flush() error { return supported(s.out.Flush()) }

// stream admits a station and lets h write a sequence. An error before the
// first item is answered as such; later the stream is cut, which the station
// can tell from its end.
func (s *server) stream(h func(*sender, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from, err := s.admit(r)
		if err == nil && from.removed {
			err = fmt.Errorf("admit station %s: %w", from.station, wire.ErrRevoked)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), callerKeyType{}, from))
		out := &sender{w: &lazy{w: w}, out: http.NewResponseController(w), time: s.Limits.WriteTime}
		err = h(out, r)
		switch {
		case err == nil:
		case !out.w.(*lazy).begun:
			s.fail(w, r, err)
		default:
			if r.Context().Err() == nil && !errors.Is(err, wire.ErrRevoked) {
				s.Log.Info("stream cut", "path", r.URL.Path, "station", from.station, "err", err)
			}
			panic(http.ErrAbortHandler) // resets the stream without a proper end
		}
	}
}

// lazy sets the type of a sequence with the first byte.
type lazy struct {
	w     http.ResponseWriter
	begun bool
}

func (l *lazy) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		l.w.Header().Set("Content-Type", wire.SequenceType)
	}
	return l.w.Write(b)
}

// parseQuery reads after, limit and case of a request for changes.
func parseQuery(r *http.Request) (q logbook.Query, limit uint64, err error) {
	values := r.URL.Query()
	number := func(name string, otherwise uint64) uint64 {
		if !values.Has(name) || err != nil {
			return otherwise
		}
		n, bad := strconv.ParseUint(values.Get(name), 10, 63)
		if bad != nil {
			err = malformed(fmt.Errorf("%s is not a number", name))
		}
		return n
	}
	q.After, limit = number("after", 0), number("limit", math.MaxInt64)
	if values.Has("case") && err == nil {
		if q.Case, err = uuid.Parse(values.Get("case")); err != nil {
			err = malformed(errors.New("case is not a UUID"))
		}
	}
	return q, limit, err
}

// changes streams the log after a sequence number, up to its end as of now.
func (s *server) changes(out *sender, r *http.Request) error {
	q, limit, err := parseQuery(r)
	if err != nil {
		return err
	}
	// The end first: by the time that it is known who may read what, nothing
	// up to it can be of a case that was restricted since.
	if q.UpTo, err = s.log.Head(r.Context()); err != nil {
		return err
	}
	scope, err := s.scopeOf(r.Context(), callerOf(r))
	if err != nil {
		return err
	}
	if err := narrow(&q, scope, s.auditID()); err != nil {
		return err
	}
	if q.Case == s.auditID() {
		q.Station = callerOf(r)
	}
	if scope.Waiting {
		if q.UpTo, err = s.logEnd(r.Context(), callerOf(r), q.UpTo); err != nil {
			return err
		}
	}
	total, err := s.log.Count(r.Context(), q)
	if err != nil {
		return err
	}
	p := &pages{server: s, request: r, query: q, read: s.log.Changes}
	p.head = wire.ChangesHead{LogID: s.log.ID(), Head: q.UpTo, Total: min(total, limit)}
	if p.head.Total > pageChanges && strings.Contains(r.Header.Get("Accept-Encoding"), "zstd") {
		return s.packed(out, func() error { return p.send(out) })
	}
	return p.buffered(out)
}

// pages are what a stream of changes is read and sent in.
type pages struct {
	*server
	request *http.Request
	query   logbook.Query
	head    wire.ChangesHead
	read    func(context.Context, logbook.Query) ([]ledger.Logged, error)
}

// buffered gathers what send writes.
func (p *pages) buffered(out *sender) error {
	plain := out.w
	gathered := bufio.NewWriterSize(plain, pageBytes)
	out.w = gathered
	err := p.send(out)
	if err == nil {
		err = gathered.Flush()
	}
	out.w = plain
	return err
}

// send sends the head of a stream and as many changes as it says.
func (p *pages) send(out *sender) error {
	if err := out.patience(); err != nil {
		return err
	}
	if err := out.send(p.head); err != nil {
		return err
	}
	for left := p.head.Total; left > 0; {
		if err := p.mayGoOn(p.request); err != nil {
			return err
		}
		p.query.Limit, p.query.Bytes = int(min(left, pageChanges)), pageBytes
		changes, err := p.read(p.request.Context(), p.query)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			return fmt.Errorf("log ends at %d, %d changes early", p.query.After, left)
		}
		if err := out.patience(); err != nil {
			return err
		}
		for _, c := range changes {
			if err := out.send(c); err != nil {
				return err
			}
		}
		left -= uint64(len(changes))
		p.query.After = changes[len(changes)-1].Seq
	}
	return nil
}

// mayGoOn ends a stream when the center closes or its station was removed.
func (s *server) mayGoOn(r *http.Request) error {
	select {
	case <-s.closing:
		return errors.New("center is closing")
	default:
	}
	return s.active(r.Context(), callerOf(r))
}

// packed compresses what send writes, for whoever asks for a long stream.
func (s *server) packed(out *sender, send func() error) error {
	begin := out.w.(*lazy)
	begin.w.Header().Set("Content-Encoding", "zstd")
	pack, err := zstd.NewWriter(begin, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(256<<10))
	if err != nil {
		return err
	}
	out.w = pack
	err = send()
	if err == nil {
		err = pack.Close()
	}
	out.w = begin
	return err
}

// notices tells a station of every advance of the log, and every so often
// that there was none, until the station is removed or the center closes.
func (s *server) notices(out *sender, r *http.Request) error {
	heartbeat := time.NewTicker(heartbeatTime)
	defer heartbeat.Stop()
	if err := s.look(r.Context()); err != nil {
		return err
	}
	for {
		head, next := s.hub.now()
		directory, err := s.directoryUpTo(r.Context(), head)
		if err != nil {
			return err
		}
		if err := s.activeIn(r.Context(), directory, callerOf(r)); err != nil {
			return err
		}
		waits, err := s.waitsIn(r.Context(), directory, callerOf(r))
		if err != nil {
			return err
		}
		if waits {
			head = min(head, directory.last)
		}
		if err := out.patience(); err != nil {
			return err
		}
		if err := out.send(wire.Notice{Seq: head}); err != nil {
			return err
		}
		if err := out.flush(); err != nil {
			return err
		}
		select {
		case <-next:
		case <-heartbeat.C:
			if err := s.look(r.Context()); err != nil {
				return err
			}
		case <-s.closing:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
}

// look finds the end of the log, where nobody watches it.
func (s *server) look(ctx context.Context) error {
	head, err := s.log.Head(ctx)
	if err == nil {
		s.hub.advance(head)
	}
	return err
}
