package center

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// metrics are a process's counts. No label carries an id: what a monitoring
// system keeps for years must not say who wrote about whom.
type metrics struct {
	requests, open   *metric
	received, sent   *metric
	turnedAway       *metric
	receipted        *metric
	refused          *metric
	appendErrors     *metric
	answers, appends *histogram
}

func newMetrics() *metrics {
	return &metrics{
		requests:     counter("yorisoi_requests_total", "Requests answered, by path and HTTP status; 0: cut before the end.", "path", "code"),
		open:         gauge("yorisoi_requests_open", "Requests under way; for /v1/notices the stations that listen.", "path"),
		received:     counter("yorisoi_received_bytes_total", "Bytes of request bodies."),
		sent:         counter("yorisoi_sent_bytes_total", "Bytes of answers, before TLS."),
		turnedAway:   counter("yorisoi_turned_away_total", "What a limit turned away: connections, or requests over their rate.", "limit"),
		receipted:    counter("yorisoi_changes_receipted_total", "Changes receipted, repeated ones included."),
		refused:      counter("yorisoi_changes_refused_total", "Changes refused, by the code of PROTOCOL.md; 30: kept in the hold box.", "code"),
		appendErrors: counter("yorisoi_append_errors_total", "Pushes that the log could not keep."),
		answers:      newHistogram("yorisoi_request_seconds", "How long an answer took, notices excepted.", "path"),
		appends:      newHistogram("yorisoi_append_seconds", "How long the log took to bring a push to the disk."),
	}
}

func (m *metrics) write(w io.Writer) {
	for _, one := range []interface{ write(io.Writer) }{
		m.requests, m.open, m.received, m.sent, m.turnedAway, m.receipted, m.refused, m.appendErrors, m.answers, m.appends,
	} {
		one.write(w)
	}
}

// paths are the labels that a path can have.
var paths = map[string]bool{
	wire.PathEnrol: true, wire.PathStatus: true, wire.PathPush: true, wire.PathChanges: true, wire.PathNotices: true,
	wire.PathDigests: true, wire.PathHeads: true, wire.PathInvites: true, wire.PathHeld: true, wire.PathBlobs: true, wire.PathBlob: true,
}

// pathLabel keeps callers from making up labels.
func pathLabel(path string) string {
	if paths[path] {
		return path
	}
	return "other"
}

// countedWriter knows what was answered.
type countedWriter struct {
	http.ResponseWriter
	path   string
	stream bool
	begun  time.Time
	status int
	bytes  int
}

// Unwrap lets an http.ResponseController reach the connection.
func (w *countedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader remembers the status.
func (w *countedWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts what is sent.
func (w *countedWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += n
	return n, err
}

func (m *metrics) begin(w *countedWriter) { m.open.inc(w.path) }

// done counts an answer; one that was cut panics through and is counted as
// such.
func (m *metrics) done(w *countedWriter) {
	cut := recover()
	m.open.add(-1, w.path)
	m.sent.add(float64(w.bytes))
	status := w.status
	if cut != nil {
		status = 0
	}
	m.requests.inc(w.path, strconv.Itoa(status))
	if !w.stream {
		m.answers.observe(time.Since(w.begun).Seconds(), w.path)
	}
	if cut != nil {
		panic(cut)
	}
}

// answered counts what a push came to.
func (m *metrics) answered(answer *wire.PushAnswer) {
	m.receipted.add(float64(len(answer.Receipts.Items)))
	for _, r := range answer.Refusals {
		m.refused.inc(strconv.FormatUint(r.Code, 10))
	}
}

// measuredLog times what the log brings to the disk.
type measuredLog struct {
	logbook.Log
	metrics *metrics
}

// Append keeps a batch.
func (l *measuredLog) Append(ctx context.Context, b logbook.Batch) ([][]uint64, error) {
	begun := time.Now()
	seqs, err := l.Log.Append(ctx, b)
	l.metrics.appends.observe(time.Since(begun).Seconds())
	if err != nil && !errors.Is(err, logbook.ErrMoved) {
		l.metrics.appendErrors.inc()
	}
	return seqs, err
}
