package center

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// metrics are a process's counts, in a registry of their own: what a library
// may count of itself elsewhere is not shown. No label carries an id: what a
// monitoring system keeps for years must not say who wrote about whom.
type metrics struct {
	registry *prometheus.Registry

	requests       *prometheus.CounterVec
	open           *prometheus.GaugeVec
	received, sent prometheus.Counter
	turnedAway     *prometheus.CounterVec
	receipted      prometheus.Counter
	refused        *prometheus.CounterVec
	appendErrors   prometheus.Counter
	answers        *prometheus.HistogramVec
	appends        prometheus.Histogram
}

// seconds are the steps of histograms: from a fast answer to a full minute.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

func newMetrics() *metrics {
	m := &metrics{
		registry:     prometheus.NewRegistry(),
		requests:     counters("yorisoi_requests_total", "Requests answered, by path and HTTP status; 0: cut before the end.", "path", "code"),
		open:         prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yorisoi_requests_open", Help: "Requests under way; for /v1/notices the stations that listen."}, []string{"path"}),
		received:     counter("yorisoi_received_bytes_total", "Bytes of request bodies."),
		sent:         counter("yorisoi_sent_bytes_total", "Bytes of answers, before TLS."),
		turnedAway:   counters("yorisoi_turned_away_total", "What a limit turned away: connections, requests over their rate, or blobs.", "limit"),
		receipted:    counter("yorisoi_changes_receipted_total", "Changes receipted, repeated ones included."),
		refused:      counters("yorisoi_changes_refused_total", "Changes refused, by the code of PROTOCOL.md; 30: kept in the hold box.", "code"),
		appendErrors: counter("yorisoi_append_errors_total", "Pushes that the log could not keep."),
		answers:      prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yorisoi_request_seconds", Help: "How long an answer took, notices excepted.", Buckets: seconds}, []string{"path"}),
		appends:      prometheus.NewHistogram(prometheus.HistogramOpts{Name: "yorisoi_append_seconds", Help: "How long the log took to bring a push to the disk.", Buckets: seconds}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "yorisoi_build_info", Help: "Version of the program.", ConstLabels: prometheus.Labels{"version": Version()}})
	build.Set(1)
	m.registry.MustRegister(
		m.requests, m.open, m.received, m.sent, m.turnedAway, m.receipted, m.refused, m.appendErrors, m.answers, m.appends, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

// paths are the labels that a path can have.
var paths = map[string]bool{
	wire.PathEnrol: true, wire.PathStatus: true, wire.PathPush: true, wire.PathChanges: true, wire.PathNotices: true,
	wire.PathDigests: true, wire.PathHeads: true, wire.PathInvites: true, wire.PathHeld: true, wire.PathBlobs: true, wire.PathBlob: true,
	wire.PathAudit: true, wire.PathAuditHeads: true, wire.PathRemoval: true, wire.PathClosed: true, wire.PathDestroyed: true,
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

func (m *metrics) begin(w *countedWriter) { m.open.WithLabelValues(w.path).Inc() }

// done counts an answer; one that was cut panics through and is counted as
// such.
func (m *metrics) done(w *countedWriter) {
	cut := recover()
	m.open.WithLabelValues(w.path).Dec()
	m.sent.Add(float64(w.bytes))
	status := w.status
	if cut != nil {
		status = 0
	}
	m.requests.WithLabelValues(w.path, strconv.Itoa(status)).Inc()
	if !w.stream {
		m.answers.WithLabelValues(w.path).Observe(time.Since(w.begun).Seconds())
	}
	if cut != nil {
		panic(cut)
	}
}

// turned counts what a limit turned away.
func (m *metrics) turned(limit string) { m.turnedAway.WithLabelValues(limit).Inc() }

// answered counts what a push came to.
func (m *metrics) answered(answer *wire.PushAnswer) {
	m.receipted.Add(float64(len(answer.Receipts.Items)))
	for _, r := range answer.Refusals {
		m.refused.WithLabelValues(strconv.FormatUint(r.Code, 10)).Inc()
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
	l.metrics.appends.Observe(time.Since(begun).Seconds())
	if err != nil && !errors.Is(err, logbook.ErrMoved) {
		l.metrics.appendErrors.Inc()
	}
	return seqs, err
}
