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
	w   io.Writer
	out *http.ResponseController
}

// patience gives the station writeTime to take what is sent next.
func (s *sender) patience() error { return s.out.SetWriteDeadline(time.Now().Add(writeTime)) }

// send writes one item.
func (s *sender) send(item any) error {
	b, err := trust.Encode(item)
	if err != nil {
		return err
	}
	_, err = s.w.Write(b)
	return err
}

func (s *sender) flush() error { return s.out.Flush() }

// stream admits a station and lets h write a sequence. An error before the
// first item is answered as such; later the stream is cut, which the station
// can tell from its end.
func (s *server) stream(h func(*sender, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		station, err := s.admit(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), stationKeyType{}, station))
		out := &sender{w: &lazy{w: w}, out: http.NewResponseController(w)}
		err = h(out, r)
		switch {
		case err == nil:
		case !out.w.(*lazy).begun:
			s.fail(w, r, err)
		default:
			if r.Context().Err() == nil && !errors.Is(err, wire.ErrRevoked) {
				s.Log.Info("stream cut", "path", r.URL.Path, "station", station, "err", err)
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
	ctx := r.Context()
	q.UpTo, _ = s.hub.now()
	total, err := s.log.Count(ctx, q)
	if err != nil {
		return err
	}
	total = min(total, limit)
	if total > pageChanges && strings.Contains(r.Header.Get("Accept-Encoding"), "zstd") {
		return s.packed(out, func() error { return s.page(ctx, out, q, total) })
	}
	buffered := bufio.NewWriterSize(out.w, pageBytes)
	plain := out.w
	out.w = buffered
	err = s.page(ctx, out, q, total)
	if err == nil {
		err = buffered.Flush()
	}
	out.w = plain
	return err
}

// page sends the head of a stream and total changes.
func (s *server) page(ctx context.Context, out *sender, q logbook.Query, total uint64) error {
	if err := out.patience(); err != nil {
		return err
	}
	if err := out.send(wire.ChangesHead{LogID: s.log.ID(), Head: q.UpTo, Total: total}); err != nil {
		return err
	}
	for total > 0 {
		select {
		case <-s.closing:
			return errors.New("center is closing")
		default:
		}
		q.Limit, q.Bytes = int(min(pageChanges, total)), pageBytes
		changes, err := s.log.Changes(ctx, q)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			return fmt.Errorf("log ends at %d, %d changes early", q.After, total)
		}
		if err := out.patience(); err != nil {
			return err
		}
		for _, c := range changes {
			if err := out.send(c); err != nil {
				return err
			}
		}
		total -= uint64(len(changes))
		q.After = changes[len(changes)-1].Seq
	}
	return nil
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
	for {
		head, next := s.hub.now()
		if err := s.active(r.Context(), callerOf(r)); err != nil {
			return err
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
		case <-s.closing:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
}
