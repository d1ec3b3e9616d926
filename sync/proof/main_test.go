package proof_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yorisoi/assets"
	"yorisoi/store/form"
)

// asStation makes this test's program a station that is told what to do over
// its standard input.
const asStation = "YORISOI_PROOF_STATION"

// patience bounds every wait of these tests.
const patience = 30 * time.Second

var scratch string

func TestMain(m *testing.M) {
	if os.Getenv(asStation) != "" {
		serveStation(os.Stdin, os.Stdout)
		return
	}
	os.Exit(withScratch(m.Run))
}

func withScratch(run func() int) int {
	dir, err := os.MkdirTemp("", "yorisoi-proof-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	scratch = dir
	defer os.RemoveAll(dir)
	return run()
}

// centerProgram is the built yorisoi-center.
var centerProgram = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "yorisoi-center")
	out, err := exec.Command("go", "build", "-o", path, "yorisoi/cmd/yorisoi-center").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build yorisoi-center: %w: %s", err, out)
	}
	return path, nil
})

var library = sync.OnceValues(func() (*form.Library, error) { return form.LoadLibrary(assets.Forms, assets.Codes) })

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
