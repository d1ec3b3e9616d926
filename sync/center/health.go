package center

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"yorisoi/sync/center/logbook"
)

const (
	// leastDisk is the room below which a center calls itself not ready: it
	// still takes what fits, but somebody has to make room.
	leastDisk = 512 << 20
	probeTime = 5 * time.Second
	// totalsAge is how old counts may be that are shown to a monitor.
	totalsAge = 15 * time.Second
)

// healthState is what serving tells of itself beside the log.
type healthState struct {
	serving  atomic.Bool
	draining atomic.Bool

	mu     sync.Mutex
	totals logbook.Totals
	asked  time.Time
}

// Health is what /healthz answers. It names nobody.
type Health struct {
	Ready    bool              `json:"ready"`
	Serving  bool              `json:"serving"`
	Draining bool              `json:"draining"`
	Checks   map[string]string `json:"checks"` // "ok", or what is wrong
	Head     uint64            `json:"head"`
	Disk     uint64            `json:"disk_left_bytes"`
}

// Health reports whether this process can take work now.
func (c *Center) Health(ctx context.Context) Health {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	state := &c.live.health
	h := Health{Serving: state.serving.Load(), Draining: state.draining.Load(), Checks: map[string]string{"log": "ok", "disk": "ok"}}
	var err error
	if h.Head, err = c.log.Head(ctx); err != nil {
		h.Checks["log"] = "not reachable"
		c.Log.Warn("health: log is not reachable", "err", err)
	}
	if h.Disk, err = diskLeft(c.Dir); err != nil {
		h.Checks["disk"] = "not readable"
	} else if h.Disk < leastDisk {
		h.Checks["disk"] = "nearly full"
	}
	h.Ready = h.Serving && !h.Draining
	for _, said := range h.Checks {
		h.Ready = h.Ready && said == "ok"
	}
	return h
}

// Ops answers whoever watches over the process: /healthz is 200 when it can
// take work and 503 when not, /livez is 200 while it runs at all, /metrics is
// for Prometheus. It is not for stations and asks nobody for a certificate.
func (c *Center) Ops() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		h := c.Health(r.Context())
		w.Header().Set("Content-Type", "application/json")
		if !h.Ready {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		json.NewEncoder(w).Encode(h)
	})
	mux.Handle("GET /metrics", c.metricsHandler())
	return mux
}

// count returns the log's totals, which are not counted anew at every look.
func (s *healthState) count(ctx context.Context, c *Center) (logbook.Totals, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); s.asked.IsZero() || now.Sub(s.asked) > totalsAge {
		totals, err := c.log.Totals(ctx, c.Now())
		if err != nil {
			return totals, err
		}
		s.totals, s.asked = totals, now
	}
	return s.totals, nil
}
