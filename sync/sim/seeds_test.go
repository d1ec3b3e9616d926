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
	t.Errorf("seed %d: %s\nreplay with: %sYORISOI_SIM_SEED=%d YORISOI_SIM_TRACE=1 go test -count=1 -run TestSeed$ -v ./sync/sim", r.Seed, r.Failure, underHarsh(), r.Seed)
}

// TestSeed replays the seed YORISOI_SIM_SEED: with its whole trace when
// YORISOI_SIM_TRACE is set, and only its first YORISOI_SIM_STEPS steps when
// that is. Of a seed that fails it says how many steps are needed.
func TestSeed(t *testing.T) {
	seed, steps := number("YORISOI_SIM_SEED", 1), int(number("YORISOI_SIM_STEPS", 1<<30))
	r := run(t, seed, whole(), steps)
	t.Logf("%+v", r.Figures)
	if r.Failure == "" {
		return
	}
	r.fail(t)
	if !verbose {
		t.Logf("YORISOI_SIM_STEPS=%d is enough", shrink(t, seed, r.Figures.Steps))
	}
}

// shrink finds how few of its first steps make a seed fail, by halves: what is
// cut off may be needed, so the answer is small rather than the smallest.
func shrink(t *testing.T, seed uint64, fails int) int {
	for works := 0; fails-works > 1; {
		half := (works + fails) / 2
		if run(t, seed, whole(), half).Failure != "" {
			fails = half
		} else {
			works = half
		}
	}
	return fails
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
		a, b, c := run(t, first+seed, whole(), -1), run(t, first+seed, whole(), -1), <-others
		if a != b || a != c {
			t.Errorf("seed %d: got %+v, then %+v, and in another process %+v", first+seed, a, b, c)
		}
	}
}

// TestSeeds runs some seeds.
func TestSeeds(t *testing.T) {
	first, n := number("YORISOI_SIM_FIRST", 1), number("YORISOI_SIM_SEEDS", 50)
	var sum figures
	for seed := first; seed < first+n; seed++ {
		r := run(t, seed, whole(), -1)
		if r.Failure != "" {
			r.fail(t)
		}
		sum.add(r.Figures)
	}
	t.Logf("%+v", sum)
}
