package center

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"runtime"
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
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		var text bytes.Buffer
		c.live.metrics.write(&text)
		c.writeGauges(r.Context(), &text)
		w.Header().Set("Content-Type", textType)
		w.Write(text.Bytes())
	})
	return mux
}

// writeGauges writes what is read from the center when a monitor asks. What
// cannot be read is absent.
func (c *Center) writeGauges(ctx context.Context, w io.Writer) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	write := func(name, help string, v float64) {
		g := gauge(name, help)
		g.add(v)
		g.write(w)
	}
	h := c.Health(ctx)
	if h.Checks["log"] == "ok" {
		write("yorisoi_log_head", "Last number of the log.", float64(h.Head))
	}
	if h.Checks["disk"] != "not readable" {
		write("yorisoi_disk_left_bytes", "Room left where the folder is.", float64(h.Disk))
	}
	ready := 0.0
	if h.Ready {
		ready = 1
	}
	write("yorisoi_ready", "1 when the center can take work.", ready)
	write("yorisoi_connections", "Connections of stations open.", float64(c.live.gate.count()))
	if last, err := c.LastBackup(); err == nil && !last.At.IsZero() {
		write("yorisoi_backup_age_seconds", "Age of the last backup; absent: there was none.", c.Now().Sub(last.At).Seconds())
	}
	version := gauge("yorisoi_build_info", "Version of the program.", "version")
	version.inc(Version())
	version.write(w)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	write("yorisoi_memory_bytes", "Memory that the program holds.", float64(memory.Sys-memory.HeapReleased))
	write("yorisoi_goroutines", "Goroutines of the program.", float64(runtime.NumGoroutine()))
	if t, err := c.live.health.count(ctx, c); err == nil {
		write("yorisoi_changes", "Changes in the log.", float64(t.Changes))
		write("yorisoi_cases", "Cases in the log.", float64(t.Cases))
		write("yorisoi_stations", "Stations enrolled.", float64(t.Stations))
		write("yorisoi_open_invites", "Enrolment codes that nobody has used.", float64(t.OpenInvites))
		write("yorisoi_held", "Changes in the hold box.", float64(t.Held))
		write("yorisoi_blobs", "Blobs, whole and begun.", float64(t.Blobs))
		write("yorisoi_blob_bytes", "Bytes of blobs.", float64(t.BlobBytes))
	}
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
