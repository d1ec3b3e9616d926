package sealed_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"yorisoi/store/sealed"
)

var firstSeed = flag.Uint64("seed", 1, "the first seed of tests that draw many")

// full says whether to try more than there is time for at every saving.
func full() bool { return os.Getenv("YORISOI_FAULTS") != "" && !testing.Short() }

// times is how many seeds a test tries.
func times(few, many int) int {
	switch {
	case testing.Short():
		return max(1, few/4)
	case full():
		return many
	}
	return few
}

// crashes plays a scene and takes, at moments drawn from the seed, what a
// power loss would leave of the disk then: everything that was acknowledged
// must be in each, whatever was torn, lost or done in another order.
func crashes(dir string, seed uint64) error {
	s, err := makeScene(dir, seed, nil)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 2))
	var images []image
	s.m.Step = func(m *sealed.Machine) {
		if random.IntN(30) == 0 {
			images = append(images, s.image(m.Crash(random.Uint64())))
		}
		if random.IntN(90) == 0 {
			images = append(images, s.image(m.Kill()))
		}
	}
	s.play(40)
	s.m.Step = nil
	images = append(images, s.image(s.m.Crash(random.Uint64())))
	if err := errors.Join(append(s.errs, s.close())...); err != nil {
		return fmt.Errorf("seed %d: without a fault: %w", seed, err)
	}
	for i, left := range images {
		if err := s.again(left, random.Uint64()); err != nil {
			return fmt.Errorf("seed %d, image %d of %d after %d transactions: %w", seed, i, len(images), left.acked, err)
		}
	}
	return nil
}

// again opens what was left, and lets the power fail once more meanwhile.
func (s *scene) again(left image, seed uint64) error {
	random := rand.New(rand.NewPCG(seed, 3))
	var second *sealed.Machine
	left.m.Step = func(m *sealed.Machine) {
		if random.IntN(6) == 0 {
			second = m.Crash(random.Uint64())
		}
	}
	if err := s.check(left); err != nil {
		return err
	}
	left.m.Step = nil
	if second == nil {
		return nil
	}
	if err := s.check(image{second, left.shown, left.acked}); err != nil {
		return fmt.Errorf("after a second loss of power: %w", err)
	}
	return nil
}

// TestCrash replays a seed with -seed.
func TestCrash(t *testing.T) {
	for seed := *firstSeed; seed < *firstSeed+uint64(times(8, 80)); seed++ {
		if err := crashes(t.TempDir(), seed); err != nil {
			t.Fatal(err)
		}
	}
}
