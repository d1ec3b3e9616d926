package center

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"yorisoi/sync/wire"
)

// live is what a serving process knows of itself. It outlives no process.
type live struct {
	metrics   *metrics
	gate      gate
	stations  buckets
	addresses buckets
	underway  underway
	heard     heard
	revoked   revokedCache
	health    healthState
}

func newLive() *live { return &live{metrics: newMetrics()} }

// wrap puts around the protocol's handler what concerns every request alike:
// the limits, the counts, and when a station was last heard of.
func (s *server) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		counted := &countedWriter{ResponseWriter: w, begun: time.Now(), path: pathLabel(r.URL.Path)}
		counted.stream = counted.path == wire.PathNotices
		defer s.live.metrics.done(counted)
		s.live.metrics.begin(counted)
		station := presented(r)
		release, wait, ok := s.permit(r, station)
		if !ok {
			s.live.metrics.turned("rate")
			counted.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
			s.fail(counted, r, wire.ErrTooMany)
			return
		}
		defer release()
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = s.patient(counted, r.Body)
		}
		h.ServeHTTP(counted, r)
		if station != uuid.Nil && counted.status < 400 {
			s.live.heard.note(station, s.Now())
		}
	})
}

// presented is the station whose verified certificate a request came with,
// zero for a caller without one.
func presented(r *http.Request) uuid.UUID {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.PeerCertificates) == 0 {
		return uuid.Nil
	}
	id, err := uuid.Parse(r.TLS.PeerCertificates[0].Subject.CommonName)
	if err != nil {
		return uuid.Nil
	}
	return id
}

// permit takes a token of the caller's address and of the station.
func (s *server) permit(r *http.Request, station uuid.UUID) (release func(), wait time.Duration, ok bool) {
	release = func() {}
	now := s.Now()
	if r.RemoteAddr != "" {
		if wait, ok = s.live.addresses.take(hostOf(r.RemoteAddr), s.Limits.Address, now); !ok {
			return nil, wait, false
		}
	}
	if station == uuid.Nil {
		return release, 0, true
	}
	if wait, ok = s.live.stations.take(station.String(), s.Limits.Station, now); !ok {
		return nil, wait, false
	}
	if !s.live.underway.begin(station, s.Limits.Parallel) {
		return nil, time.Second, false
	}
	return func() { s.live.underway.end(station) }, 0, true
}

// patientBody fails when a body comes too slowly: a few callers that send a
// byte now and then would otherwise hold every place for large pushes.
type patientBody struct {
	io.ReadCloser
	deadlines *http.ResponseController
	limits    Limits
	received  prometheus.Counter
	begun     time.Time
	got       int
	until     time.Time
}

func (s *server) patient(w http.ResponseWriter, body io.ReadCloser) *patientBody {
	return &patientBody{
		ReadCloser: body, deadlines: http.NewResponseController(w),
		limits: s.Limits, received: s.live.metrics.received, begun: time.Now(),
	}
}

// Read reads from the body, as long as it comes fast enough.
func (b *patientBody) Read(p []byte) (int, error) {
	end := b.begun.Add(b.limits.BodyTime)
	if b.limits.BodyRate > 0 {
		earned := time.Duration(float64(b.got) / float64(b.limits.BodyRate) * float64(time.Second))
		if due := b.begun.Add(b.limits.BodyGrace + earned); due.Before(end) {
			end = due
		}
	}
	if end.Sub(b.until).Abs() >= 100*time.Millisecond {
		b.until = end
		b.deadlines.SetReadDeadline(end)
	}
	n, err := b.ReadCloser.Read(p)
	b.got += n
	b.received.Add(float64(n))
	return n, err
}
