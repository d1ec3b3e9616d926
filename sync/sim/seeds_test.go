package sim_test

import (
	"os"
	"strconv"
	"testing"
)

// number reads a number from the environment.
func number(name string, otherwise uint64) uint64 {
	n, err := strconv.ParseUint(os.Getenv(name), 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}

// fail tells how a seed failed and how to see it again.
func (r result) fail(t *testing.T) {
	t.Errorf("seed %d: %s\nreplay with: YORISOI_SIM_SEED=%d YORISOI_SIM_TRACE=1 go test -count=1 -run TestSeed$ -v ./sync/sim", r.Seed, r.Failure, r.Seed)
}

// TestSeed replays the seed YORISOI_SIM_SEED, with its whole trace when
// YORISOI_SIM_TRACE is set.
func TestSeed(t *testing.T) {
	r := run(t, number("YORISOI_SIM_SEED", 1), system{}, -1)
	if r.Failure != "" {
		r.fail(t)
	}
	t.Logf("%+v", r.Figures)
}

// TestReplay runs seeds twice in this process and once in another: everything
// that happens must be the same.
func TestReplay(t *testing.T) {
	const first, n = 100, 6
	others := make(chan result, n)
	if err := shareOf(first, n, 1, others); err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(n) {
		a, b, c := run(t, first+seed, system{}, -1), run(t, first+seed, system{}, -1), <-others
		if a != b || a != c {
			t.Errorf("seed %d: got %+v, then %+v, and in another process %+v", first+seed, a, b, c)
		}
	}
}

// TestSeeds runs some seeds.
func TestSeeds(t *testing.T) {
	first, n := number("YORISOI_SIM_FIRST", 1), number("YORISOI_SIM_SEEDS", 30)
	var sum figures
	for seed := first; seed < first+n; seed++ {
		r := run(t, seed, system{}, -1)
		if r.Failure != "" {
			r.fail(t)
		}
		sum.add(r.Figures)
	}
	t.Logf("%+v", sum)
}
