package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// ErrTooManyGuesses is returned when so many wrong passwords were given that
// this person's password opens the station no more: the recovery words do, and
// a colleague who signs in makes an end of it.
var ErrTooManyGuesses = errors.New("too many wrong passwords")

// WaitError says how long the next password has to wait after wrong ones.
type WaitError struct{ Wait time.Duration }

// Error says it in seconds.
func (e *WaitError) Error() string {
	return fmt.Sprintf("wait %d s after wrong passwords", int(e.Wait.Round(time.Second).Seconds()))
}

// The first few wrong passwords cost nothing, as people mistype; each further
// one doubles the wait.
const (
	freeGuesses   = 3
	firstWait     = 5 * time.Second
	longestWait   = 15 * time.Minute
	waitDoublings = 8
)

// mayGuess reports whether a person's password may be tried now: nil, a
// *WaitError or ErrTooManyGuesses. It holds back whoever sits at the keyboard.
// Whoever has the disk can put the file with the count back, and has the cost
// of every guess and the station's secret against them.
func (c Config) mayGuess(staff uuid.UUID) error {
	failed, err := Failures(c.Dir)
	if err != nil && !errors.Is(err, ErrFailuresAltered) {
		return err
	}
	wrong, last := 0, time.Time{}
	for _, f := range failed {
		if f.Staff == staff {
			wrong, last = wrong+f.Count, f.To
		}
	}
	if limit := c.guesses(); limit > 0 && wrong >= limit {
		return ErrTooManyGuesses
	}
	if wrong < freeGuesses {
		return nil
	}
	wait := min(firstWait<<min(wrong-freeGuesses, waitDoublings), longestWait)
	now := c.Now()
	if until := last.Add(wait); now.Before(until) && !now.Before(last) {
		return &WaitError{Wait: until.Sub(now)}
	}
	return nil
}

// guesses is the center's limit as this station last knew it.
func (c Config) guesses() int {
	info, err := Info(c.Dir)
	if err != nil || info.Guesses == nil {
		return new(ledger.Directory).PolicyNumber(ledger.PolicyGuesses)
	}
	return *info.Guesses
}
