package load_test

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"yorisoi/sync/proof/prooftest"
)

// patience bounds every wait for a condition.
const patience = 5 * time.Minute

// The memory that the architecture allows, in bytes.
const (
	centerMemory  = 200 << 20 // at 100 stations
	stationMemory = 300 << 20 // at city scale
)

// full is whether everything runs at the scale of a city.
func full() bool { return os.Getenv("YORISOI_LOAD") != "" && !testing.Short() }

// scale is one of two sizes of a test.
func scale[T any](small, large T) T {
	if full() {
		return large
	}
	return small
}

func TestMain(m *testing.M) {
	if told := os.Getenv(asStation); told != "" {
		os.Exit(serveStation(told))
	}
	os.Exit(prooftest.Main(m.Run))
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// eventually waits until ok.
func eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			tb.Fatalf("waited in vain: %s", what)
		}
	}
}

// share is the time that so many in a hundred did not exceed.
func share(all []time.Duration, percent int) time.Duration {
	all = slices.Sorted(slices.Values(all))
	return all[min(len(all)-1, len(all)*percent/100)]
}

// mostMemory is the most memory that a process had at once, in bytes; 0 where
// the system does not say.
func mostMemory(tb testing.TB, pid int) int64 {
	tb.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if errors.Is(err, fs.ErrNotExist) {
		tb.Log("this system does not say how much memory a process has")
		return 0
	}
	must(tb, err)
	defer f.Close()
	var kib int64
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if said, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			if _, err := fmt.Sscan(said, &kib); err != nil {
				tb.Fatalf("read memory of %d: %v", pid, err)
			}
		}
	}
	return kib << 10
}

func mega(bytes int64) float64 { return float64(bytes) / (1 << 20) }
