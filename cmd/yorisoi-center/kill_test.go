package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// writer is a station that pushes without an engine and counts receipts.
type writer struct {
	t        *testing.T
	http     *http.Client
	base     string
	end      client.Endpoint
	desk     *wiretest.Desk
	mu       sync.Mutex
	receipts map[ledger.Receipt]bool
}

func enrol(t *testing.T, dir, address string) *writer {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "yorisoi-center", "invite", dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	var code wire.Code
	for _, line := range strings.Split(string(out), "\n") {
		if strings.HasPrefix(line, "YORI1-") {
			if code, err = wire.ParseCode(line); err != nil {
				t.Fatal(err)
			}
		}
	}
	code.Address = address
	e, err := client.Enrol(t.Context(), code, "PC", ledger.StationOffice)
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{
		t: t, base: "https://" + address, end: e.Endpoint,
		desk: wiretest.NewOffice(t, e.Center).Desk(e.Station), receipts: map[ledger.Receipt]bool{},
	}
	// Trust in the server is not what this test is about.
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{
		Certificates: []tls.Certificate{e.Endpoint.Certificate}, InsecureSkipVerify: true,
	}}
	t.Cleanup(transport.CloseIdleConnections)
	w.http = &http.Client{Transport: transport, Timeout: 20 * time.Second}
	return w
}

func (w *writer) ask(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, w.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(resp.Body)
	return b.Bytes(), err
}

// push sends changes and keeps their receipts. A push that the kill cuts off
// has none.
func (w *writer) push(ctx context.Context, raws ...[]byte) error {
	b, err := w.ask(ctx, http.MethodPost, wire.PathPush, bytes.Join(raws, nil))
	if err != nil {
		return err
	}
	var answer wire.PushAnswer
	if err := trust.Decode(b, &answer); err != nil {
		return err
	}
	if err := answer.Receipts.Verify(w.end.CenterPublic); err != nil {
		w.t.Error(err)
	}
	if len(answer.Refusals) > 0 {
		w.t.Errorf("refused: %+v", answer.Refusals)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range answer.Receipts.Items {
		w.receipts[r] = true
	}
	return nil
}

// TestKilledWhilePushing kills the serving process with SIGKILL while eight
// lines push, several times: after every restart each receipted change is
// there, in its place, with its bytes.
func TestKilledWhilePushing(t *testing.T) {
	address := freeAddress(t)
	dir := newCenter(t, address)
	p := start(t, dir, address)
	w := enrol(t, dir, address)
	if err := w.push(t.Context(), w.desk.Found()); err != nil {
		t.Fatal(err)
	}
	for round := range 4 {
		ctx, stop := context.WithCancel(t.Context())
		var pushing sync.WaitGroup
		for line := range 8 {
			desk := w.desk.Office.Desk(w.desk.ID)
			pushing.Go(func() {
				kase := uuid.New()
				for i := 0; ctx.Err() == nil; i++ {
					raw := desk.Write(kase, fmt.Sprintf("%d回目 %d列 %d件", round, line, i))
					if err := w.push(ctx, raw, desk.Write(kase, "続き")); err != nil {
						return // the kill
					}
				}
			})
		}
		time.Sleep(250 * time.Millisecond)
		p.kill()
		pushing.Wait()
		stop()
		p = start(t, dir, address)
		w.http.CloseIdleConnections()
		w.checkLog(round)
	}
	if len(w.receipts) < 50 {
		t.Errorf("only %d receipts: the test did not push", len(w.receipts))
	}
	t.Logf("%d receipts kept over four kills", len(w.receipts))
}

func (w *writer) checkLog(round int) {
	w.t.Helper()
	b, err := w.ask(w.t.Context(), http.MethodGet, wire.PathChanges+"?after=0", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	items, err := wire.SplitSequence(b)
	if err != nil {
		w.t.Fatal(err)
	}
	kept := map[ledger.Receipt]bool{}
	for _, item := range items[1:] {
		var logged ledger.Logged
		if err := trust.Decode(item, &logged); err != nil {
			w.t.Fatal(err)
		}
		change, err := ledger.Decode(logged.Raw)
		if err != nil {
			w.t.Fatal(err)
		}
		kept[ledger.Receipt{
			Case: change.Case, Station: change.Station, N: change.N, Hash: ledger.HashOf(logged.Raw), Seq: logged.Seq, At: logged.At,
		}] = true
	}
	for r := range w.receipts {
		if !kept[r] {
			w.t.Errorf("round %d: receipted change %d of %s at %d is gone", round, r.N, r.Case, r.Seq)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
