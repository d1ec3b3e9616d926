package proof_test

import (
	"context"
	"os"
	"testing"
	"time"

	"yorisoi/sync/proof/prooftest"
)

// asStation makes this test's program a station that is told what to do over
// its standard input.
const asStation = "YORISOI_PROOF_STATION"

// patience bounds every wait of these tests.
const patience = 30 * time.Second

func TestMain(m *testing.M) {
	if os.Getenv(asStation) != "" {
		serveStation(os.Stdin, os.Stdout)
		return
	}
	os.Exit(prooftest.Main(m.Run))
}

// eventually waits until ok, looking often.
func eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			tb.Fatalf("waited in vain: %s", what)
		}
	}
}

// ended waits for something that was told to end.
func ended(tb testing.TB, what string, done <-chan error) error {
	tb.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		tb.Fatalf("%s did not end", what)
		return context.DeadlineExceeded
	}
}
