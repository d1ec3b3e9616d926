package sealed_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"yorisoi/store/sealed"
)

// faultSteps is how long the work is that faults are tried on.
const faultSteps = 16

// faulted plays a scene in which one call fails, or all from one on. Meanwhile
// nothing may be wrong, only refused; afterwards the work goes on; and what a
// kill or a power loss leaves at either time has all that was acknowledged.
func faulted(dir string, seed uint64, fault sealed.Fault) (struck bool, err error) {
	s, err := makeScene(dir, seed, nil)
	if err != nil {
		return false, err
	}
	defer sealed.Above(s.m)()
	s.m.Fail(&fault)
	s.play(faultSteps)
	struck = s.m.Struck()
	left := []image{s.image(s.m.Kill())}
	if !fault.Lossy {
		left = append(left, s.image(s.m.Crash(seed)))
	}
	s.m.Fail(nil)
	err = errors.Join(s.verdict(struck), s.goOn())
	left = append(left, s.image(s.m.Kill()), s.image(s.m.Crash(seed)))
	err = errors.Join(err, s.close())
	if err == nil {
		left = append(left, s.image(s.m))
	}
	for i, l := range left {
		if err2 := s.check(l); err2 != nil {
			err = errors.Join(err, fmt.Errorf("image %d: %w", i, err2))
		}
	}
	return struck, err
}

// verdict looks at the errors of a scene: a device that fails is not a store
// that is damaged, and without a fault there is no error at all.
func (s *scene) verdict(struck bool) error {
	all := errors.Join(s.errs...)
	switch {
	case !struck:
		return all
	case errors.Is(all, errWrong), errors.Is(all, sealed.ErrDamaged), errors.Is(all, sealed.ErrTruncated):
		return fmt.Errorf("a fault was taken for damage: %w", all)
	}
	for _, err := range s.errs {
		if c := sealed.Classify(err); errors.Is(c, sealed.ErrDamaged) || errors.Is(c, sealed.ErrTruncated) {
			return fmt.Errorf("a fault was taken for damage: %w", err)
		}
	}
	return nil
}

// goOn works on when the fault is over: in the same process.
func (s *scene) goOn() error {
	s.errs = nil
	if s.d == nil {
		s.reopen()
	}
	if s.d != nil {
		s.commit(3)
		s.exec("PRAGMA wal_checkpoint(TRUNCATE)")
		s.commit(3)
	}
	if err := errors.Join(s.errs...); err != nil {
		return fmt.Errorf("after the fault: %w", err)
	}
	return nil
}

// kinds returns the ways in which a call of this kind fails.
func kinds(op string) []sealed.Fault {
	list := []sealed.Fault{{Op: op}, {Op: op, Lasting: true}}
	switch op {
	case "write", "own write":
		list = append(list, sealed.Fault{Op: op, Full: true}, sealed.Fault{Op: op, Full: true, Half: true, Lasting: true},
			sealed.Fault{Op: op, Half: true})
	case "sync", "own sync":
		list = append(list, sealed.Fault{Op: op, Lossy: true})
	}
	return list
}

// nextCall is which call to fail after the nth.
func nextCall(n int) int {
	switch {
	case testing.Short():
		return 2*n + 1
	case full():
		return n + 1
	}
	return n + 1 + n/2
}

// TestFaults fails the first call of each kind, then the second, and so on
// until the work is done without meeting the fault. Where calls are many, it
// goes in longer and longer steps unless all are asked for.
func TestFaults(t *testing.T) {
	for _, op := range slices.Concat(sealed.Ops, sealed.UpperOps) {
		t.Run(op, func(t *testing.T) {
			tried := 0
			for _, f := range kinds(op) {
				tried += everyCall(t, f)
			}
			t.Logf("%d faults", tried)
		})
	}
}

func everyCall(t *testing.T, f sealed.Fault) (tried int) {
	t.Helper()
	for f.N = 1; ; tried++ {
		struck, err := faulted(t.TempDir(), 5, f)
		if err != nil {
			t.Fatalf("%+v: %v", f, err)
		}
		if !struck {
			return tried
		}
		f.N = nextCall(f.N)
	}
}
