package client_test

import (
	"crypto/tls"
	"encoding/hex"
	"io"
	"net/http"
	"testing"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// bare is an HTTP/2 client with a station's certificate and nothing else, to
// compare with in the same run.
type bare struct {
	transport *http.Transport
	address   string
}

func newBare(b *testing.B, e client.Endpoint) *bare {
	b.Helper()
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	t := &http.Transport{Protocols: &protocols, ForceAttemptHTTP2: true, DisableCompression: true, TLSClientConfig: &tls.Config{
		Certificates: []tls.Certificate{e.Certificate}, ServerName: wire.ServerName, InsecureSkipVerify: true, MinVersion: tls.VersionTLS13,
	}}
	b.Cleanup(t.CloseIdleConnections)
	return &bare{transport: t, address: "https://" + e.Address}
}

// get asks for a path, throws the answer away and returns how long it took
// and how many bytes came.
func (r *bare) get(b *testing.B, path string) (time.Duration, int64) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, r.address+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "zstd")
	began := time.Now()
	resp, err := r.transport.RoundTrip(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("get %s: status %d, %v", path, resp.StatusCode, err)
	}
	return time.Since(began), n
}

// request is the middle of a hundred bare requests for the center's status.
func (r *bare) request(b *testing.B) time.Duration {
	b.Helper()
	took := make([]time.Duration, 100)
	for i := range took {
		took[i], _ = r.get(b, wire.PathStatus)
	}
	return quantile(took, 0.5)
}

// BenchmarkBlob sends a scan of 16 MB and fetches it, against copying as many
// bytes over a bare connection.
func BenchmarkBlob(b *testing.B) {
	const chunks = 64
	y := newCity(b, 1)
	y.first.stop()
	here := shelve(y.first)
	var sending, fetching, copying time.Duration
	var size uint64
	rounds := uint64(0)
	other := enrol(b, y.center, y.office)
	raw := newBare(b, other.enrolled.Endpoint)
	for b.Loop() {
		kase := newCase()
		id := here.save(kase, rounds, chunks)
		size = here.blobs[id].manifest.Size
		began := time.Now()
		once(b, y.first, here)
		sending += time.Since(began)
		there := shelve(other)
		there.want(kase, id)
		began = time.Now()
		once(b, other, there)
		fetching += time.Since(began)
		if !here.receipted(id) || !there.has(id) {
			b.Fatal("the scan did not go both ways")
		}
		took, _ := raw.get(b, blobPath(kase.String(), id))
		copying += took
		rounds++
	}
	mega := float64(size*rounds) / 1e6
	b.ReportMetric(mega/sending.Seconds(), "sent-MB/s")
	b.ReportMetric(mega/fetching.Seconds(), "fetched-MB/s")
	b.ReportMetric(fetching.Seconds()/copying.Seconds(), "x-bare-copy")
}

// once runs one round of a station with a shelf.
func once(b *testing.B, s *station, blobs *shelf) {
	b.Helper()
	engine := client.New(client.Config{Store: s.memory, Blobs: blobs, Endpoint: s.enrolled.Endpoint})
	if err := engine.Round(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func blobPath(kase string, id ledger.Hash) string {
	return wire.PathBlob + "?case=" + kase + "&id=" + hex.EncodeToString(id[:]) + "&from=0"
}
