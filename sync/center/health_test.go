package center_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// founded is office for a center that is there already.
func founded(t *testing.T, c *centertest.Served) (*stranger, *wiretest.Desk) {
	t.Helper()
	s := enrolled(t, c)
	desk := wiretest.NewOffice(t, c.ID()).Desk(s.id)
	first := desk.Found()
	if got := s.codes(s.push(first), first); got[0] != 0 {
		t.Fatalf("founding: got code %d", got[0])
	}
	return s, desk
}

func watch(t testing.TB, c *centertest.Served, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	c.Ops().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

// gauges reads /metrics as Prometheus does and fails on what it would not
// take.
func gauges(t testing.TB, c *centertest.Served) map[string]float64 {
	t.Helper()
	_, text := watch(t, c, "/metrics")
	out, typed := map[string]float64{}, map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if rest, ok := strings.CutPrefix(line, "# TYPE "); ok {
			name, _, _ := strings.Cut(rest, " ")
			if typed[name] {
				t.Errorf("%s is there twice", name)
			}
			typed[name] = true
			continue
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		at := strings.LastIndex(line, " ")
		value, err := strconv.ParseFloat(line[at+1:], 64)
		if err != nil {
			t.Errorf("line %q: %v", line, err)
		}
		name, _, _ := strings.Cut(line[:at], "{")
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			if base, ok := strings.CutSuffix(name, part); ok && typed[base] {
				name = base
			}
		}
		if _, twice := out[line[:at]]; twice || !typed[name] {
			t.Errorf("line %q: no type, or twice", line)
		}
		out[line[:at]] = value
	}
	return out
}

func TestHealth(t *testing.T) {
	c := centertest.Start(t)
	s, desk := founded(t, c)
	s.push(desk.Write(uuid.New(), "記録"))
	status, body := watch(t, c, "/healthz")
	var h center.Health
	if err := json.Unmarshal([]byte(body), &h); err != nil || status != http.StatusOK {
		t.Fatalf("got status %d, %s, %v", status, body, err)
	}
	if !h.Ready || !h.Serving || h.Draining || h.Head != 2 || h.Disk == 0 {
		t.Errorf("got %+v", h)
	}
	c.Stop()
	if status, body := watch(t, c, "/healthz"); status != http.StatusServiceUnavailable {
		t.Errorf("after the end: got %d, %s", status, body)
	}
	if status, _ := watch(t, c, "/livez"); status != http.StatusOK {
		t.Errorf("alive: got %d", status)
	}
}

func TestMetricsCount(t *testing.T) {
	c := centertest.Start(t)
	s, desk := founded(t, c)
	stranger := wiretest.Person(t)
	kase := uuid.New()
	s.push(desk.Write(kase, "記録"), desk.Write(kase, "続き"), desk.WriteAs(stranger, uuid.New(), "知らない人"))
	s.ask(http.MethodGet, "/v1/everything", nil)
	s.listen()
	got := gauges(t, c)
	for name, want := range map[string]float64{
		`yorisoi_requests_total{code="200",path="/v1/push"}`:     2,
		`yorisoi_requests_total{code="404",path="other"}`:        1,
		`yorisoi_requests_open{path="/v1/notices"}`:              1,
		`yorisoi_changes_receipted_total`:                        3,
		`yorisoi_changes_refused_total{code="25"}`:               1,
		`yorisoi_append_seconds_count`:                           2,
		`yorisoi_append_seconds_bucket{le="+Inf"}`:               2,
		`yorisoi_request_seconds_count{path="/v1/push"}`:         2,
		`yorisoi_log_head`:                                       3,
		`yorisoi_changes`:                                        3,
		`yorisoi_stations`:                                       1,
		`yorisoi_ready`:                                          1,
		`yorisoi_append_errors_total`:                            0,
		`yorisoi_held`:                                           0,
		`yorisoi_request_seconds_bucket{path="other",le="+Inf"}`: 1,
	} {
		if v, ok := got[name]; !ok || v != want {
			t.Errorf("%s: got %v, %v; want %v", name, v, ok, want)
		}
	}
	if got[`yorisoi_connections`] < 1 || got[`yorisoi_received_bytes_total`] < 500 || got[`yorisoi_sent_bytes_total`] < 500 {
		t.Errorf("connections and bytes: got %v, %v, %v", got[`yorisoi_connections`], got[`yorisoi_received_bytes_total`], got[`yorisoi_sent_bytes_total`])
	}
	if _, there := got[`yorisoi_backup_age_seconds`]; there {
		t.Error("the age of a backup that was never made")
	}
	if _, err := c.Backup(t.Context(), center.BackupOptions{Out: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	if age, there := gauges(t, c)[`yorisoi_backup_age_seconds`]; !there || age < 0 || age > 600 {
		t.Errorf("age of the backup: got %v, %v", age, there)
	}
}

// kept is a log that can be read while it is written.
type kept struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (k *kept) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.b.Write(b)
}

func (k *kept) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.b.String()
}

// TestLogsNameNoFamily keeps a center busy with everything that can go right
// and wrong, its log at its most talkative, and looks for what was planted.
func TestLogsNameNoFamily(t *testing.T) {
	log := &kept{}
	c := centertest.StartWith(t, center.Config{Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	s, desk := founded(t, c)
	planted := []string{"森田花子", "042-000-3311", "相談室の職員"}
	nurse, stranger := wiretest.Person(t), wiretest.Person(t)
	s.push(desk.Direct(desk.Founder, "staff", nurse.ID(), map[string]any{"name": "相談室の職員"}))
	var cases []uuid.UUID
	for i := range 20 {
		kase := uuid.New()
		cases = append(cases, kase)
		text := fmt.Sprintf("森田花子 042-000-3311 %d", i)
		s.push(desk.Write(kase, text), desk.WriteAs(stranger, kase, text))
		s.push(spoil(t, desk.Write(kase, text)))
		s.ask(http.MethodGet, wire.PathChanges+"?case="+kase.String(), nil)
		s.ask(http.MethodGet, wire.PathChanges+"?after=x&case="+kase.String(), nil)
		s.ask(http.MethodGet, "/v1/"+kase.String(), nil)
		m, chunks := sealedBlob(t, kase, 4096)
		s.ask(http.MethodPost, wire.PathBlob, m.Encode())
		s.ask(http.MethodPut, fmt.Sprintf("%s?case=%s&id=%x&n=0", wire.PathBlob, kase, m.ID()), chunks[0])
		s.ask(http.MethodPut, fmt.Sprintf("%s?case=%s&id=%x&n=7", wire.PathBlob, kase, m.ID()), []byte("森田花子"))
	}
	s.push(desk.Direct(desk.Founder, "staff", nurse.ID(), map[string]any{"removed": true}))
	spoilLog(t, c.Dir)
	for _, kase := range cases {
		s.ask(http.MethodPost, wire.PathPush, desk.Write(kase, "森田花子"))
		s.ask(http.MethodGet, wire.PathChanges+"?case="+kase.String(), nil)
	}
	_, metrics := watch(t, c, "/metrics")
	said := log.String()
	if !strings.Contains(said, "request failed") || !strings.Contains(said, "push") {
		t.Errorf("the log does not say what the test needs: %s", said)
	}
	for _, text := range planted {
		if strings.Contains(said, text) || strings.Contains(metrics, text) {
			t.Errorf("%q is in the log or in the metrics", text)
		}
	}
	for _, kase := range cases {
		if strings.Contains(said, kase.String()) || strings.Contains(metrics, kase.String()) {
			t.Errorf("case %s is in the log or in the metrics", kase)
		}
	}
	if strings.Contains(metrics, s.id.String()) {
		t.Error("the station is in the metrics")
	}
}

// spoilLog makes every later push and pull fail inside of the log.
func spoilLog(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "center.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `PRAGMA busy_timeout = 10000; ALTER TABLE change RENAME COLUMN raw TO gone`); err != nil {
		t.Fatal(err)
	}
}

func TestKeeping(t *testing.T) {
	c := centertest.Start(t)
	s, _ := founded(t, c)
	silent := enrolled(t, c)
	beside := open(t, c.Dir)
	k, err := beside.Keeping(t.Context())
	if err != nil || k.Served != center.ServedYes || len(k.Stations) != 2 || k.DiskLeft == 0 || k.Database != "" {
		t.Errorf("while it is served: got %+v, %v", k, err)
	}
	c.Stop()
	if k, err = beside.Keeping(t.Context()); err != nil || k.Served != center.ServedNo {
		t.Errorf("after its end: got %+v, %v", k, err)
	}
	for _, one := range k.Stations {
		switch {
		case one.ID == s.id && time.Since(one.Heard) > time.Hour:
			t.Errorf("station that spoke: heard %s", one.Heard)
		case one.ID == silent.id && !one.Heard.IsZero():
			t.Errorf("station that did not speak: heard %s", one.Heard)
		}
	}
	// What cannot be read is of no harm.
	if err := os.WriteFile(filepath.Join(c.Dir, "heard.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := beside.Keeping(t.Context()); err != nil {
		t.Error(err)
	}
	centertest.Serve(t, center.Config{Dir: c.Dir}, centertest.Listen(t, c.Address()))
	s.http.CloseIdleConnections()
	if status, _, _ := s.ask(http.MethodGet, wire.PathStatus, nil); status != http.StatusOK {
		t.Errorf("served again: got status %d", status)
	}
}

func TestRedact(t *testing.T) {
	for _, tc := range []struct {
		name, database, want string
		secret               bool
	}{
		{"None", "", "", false},
		{"NoPassword", "postgres://yorisoi@db/yorisoi", "postgres://yorisoi@db/yorisoi", false},
		{"Password", "postgres://yorisoi:p4ss@db:5432/yorisoi", "postgres://yorisoi:…@db:5432/yorisoi", true},
		{"ManyHosts", "postgres://y:p4ss@db1:5432,db2:5432/y?sslmode=verify-full", "postgres://y:…@db1:5432,db2:5432/y?sslmode=verify-full", true},
		{"Ports", "postgres://db1:5432,db2:5432/y", "postgres://db1:5432,db2:5432/y", false},
		{"Parameter", "postgres://db/y?user=y&password=p4ss&x=1", "postgres://db/y?user=y&password=…&x=1", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, secret := center.Redact(tc.database)
			if got != tc.want || secret != tc.secret || strings.Contains(got, "p4ss") {
				t.Errorf("got %q, %v; want %q, %v", got, secret, tc.want, tc.secret)
			}
		})
	}
}
