package center_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"yorisoi/sync/center/centertest"
)

// TestMetricsAreWellFormed holds what is served, once everything has a value,
// to the customs of Prometheus.
func TestMetricsAreWellFormed(t *testing.T) {
	c := centertest.Start(t)
	s, desk := founded(t, c)
	s.push(desk.Write(uuid.New(), "記録"))
	status, text := watch(t, c, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("got status %d", status)
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	got := gauges(t, c)
	for _, name := range []string{"go_goroutines", "process_start_time_seconds", "yorisoi_log_head", "yorisoi_append_seconds_count"} {
		if _, there := got[name]; !there {
			t.Errorf("%s is not there", name)
		}
	}
}

// TestMetricsAreNotForStations asks for them where stations ask.
func TestMetricsAreNotForStations(t *testing.T) {
	c := centertest.Start(t)
	s, _ := founded(t, c)
	for _, path := range []string{"/metrics", "/healthz", "/livez"} {
		if status, body, _ := s.ask(http.MethodGet, path, nil); status != http.StatusNotFound || strings.Contains(string(body), "yorisoi_") {
			t.Errorf("%s: got status %d", path, status)
		}
	}
}

// TestMetricsWithoutALog reads them once the log cannot be read: what can is
// there, the rest is absent.
func TestMetricsWithoutALog(t *testing.T) {
	c := centertest.Start(t)
	s, desk := founded(t, c)
	s.push(desk.Write(uuid.New(), "記録"))
	c.Stop()
	got := gauges(t, c)
	if v, there := got["yorisoi_ready"]; !there || v != 0 {
		t.Errorf("ready: got %v, %v; want 0", v, there)
	}
	if got["yorisoi_changes_receipted_total"] != 2 || got["yorisoi_disk_left_bytes"] == 0 {
		t.Errorf("got %v changes, %v left", got["yorisoi_changes_receipted_total"], got["yorisoi_disk_left_bytes"])
	}
	for _, name := range []string{"yorisoi_log_head", "yorisoi_changes"} {
		if v, there := got[name]; there {
			t.Errorf("%s: got %v, want none", name, v)
		}
	}
}
