package center

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// What is read from the center when a monitor asks.
var (
	gaugeHead      = gauge("yorisoi_log_head", "Last number of the log.")
	gaugeDisk      = gauge("yorisoi_disk_left_bytes", "Room left where the folder is.")
	gaugeReady     = gauge("yorisoi_ready", "1 when the center can take work.")
	gaugeConns     = gauge("yorisoi_connections", "Connections of stations open.")
	gaugeBackup    = gauge("yorisoi_backup_age_seconds", "Age of the last backup; absent: there was none.")
	gaugeChanges   = gauge("yorisoi_changes", "Changes in the log.")
	gaugeCases     = gauge("yorisoi_cases", "Cases in the log.")
	gaugeStations  = gauge("yorisoi_stations", "Stations enrolled.")
	gaugeInvites   = gauge("yorisoi_open_invites", "Enrolment codes that nobody has used.")
	gaugeHeld      = gauge("yorisoi_held", "Changes in the hold box.")
	gaugeBlobs     = gauge("yorisoi_blobs", "Blobs, whole and begun.")
	gaugeBlobBytes = gauge("yorisoi_blob_bytes", "Bytes of blobs.")
)

func gauge(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }

// reading collects them. What cannot be read is absent.
type reading struct{ center *Center }

var _ prometheus.Collector = reading{}

// Describe names all of them.
func (reading) Describe(names chan<- *prometheus.Desc) {
	for _, name := range []*prometheus.Desc{
		gaugeHead, gaugeDisk, gaugeReady, gaugeConns, gaugeBackup, gaugeChanges,
		gaugeCases, gaugeStations, gaugeInvites, gaugeHeld, gaugeBlobs, gaugeBlobBytes,
	} {
		names <- name
	}
}

// Collect reads them.
func (r reading) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	tell := func(name *prometheus.Desc, v float64) {
		out <- prometheus.MustNewConstMetric(name, prometheus.GaugeValue, v)
	}
	c, h := r.center, r.center.Health(ctx)
	if h.Checks["log"] == "ok" {
		tell(gaugeHead, float64(h.Head))
	}
	if h.Checks["disk"] != "not readable" {
		tell(gaugeDisk, float64(h.Disk))
	}
	ready := 0.0
	if h.Ready {
		ready = 1
	}
	tell(gaugeReady, ready)
	tell(gaugeConns, float64(c.live.gate.count()))
	if last, err := c.LastBackup(); err == nil && !last.At.IsZero() {
		tell(gaugeBackup, c.Now().Sub(last.At).Seconds())
	}
	if t, err := c.live.health.count(ctx, c); err == nil {
		tell(gaugeChanges, float64(t.Changes))
		tell(gaugeCases, float64(t.Cases))
		tell(gaugeStations, float64(t.Stations))
		tell(gaugeInvites, float64(t.OpenInvites))
		tell(gaugeHeld, float64(t.Held))
		tell(gaugeBlobs, float64(t.Blobs))
		tell(gaugeBlobBytes, float64(t.BlobBytes))
	}
}

// metricsHandler shows Prometheus what there is. A value that cannot be
// collected does not keep the others back.
func (c *Center) metricsHandler() http.Handler {
	return promhttp.HandlerFor(c.live.metrics.registry, promhttp.HandlerOpts{
		ErrorLog:      slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
		ErrorHandling: promhttp.ContinueOnError,
	})
}
