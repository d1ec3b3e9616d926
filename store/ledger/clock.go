package ledger

import "time"

// Time is a hybrid logical clock: milliseconds since 1970 in the upper 48
// bits, a counter in the lower 16. It orders what vectors leave open and
// nothing else.
type Time uint64

// counterBits is the width of the counter that tells apart what one
// millisecond holds.
const counterBits = 16

// TimeOf returns the lowest Time of t's millisecond.
func TimeOf(t time.Time) Time {
	ms := t.UnixMilli()
	if ms < 0 {
		return 0
	}
	return Time(uint64(ms) << counterBits)
}

// Wall returns the time of day that the clock shows.
func (t Time) Wall() time.Time { return time.UnixMilli(int64(t >> counterBits)) }

// MaxAhead is how far ahead of the reader's clock a change may be and still
// pull that clock along.
const MaxAhead = time.Hour

// Next returns a time after last and not before now.
func Next(last Time, now time.Time) Time { return max(last+1, TimeOf(now)) }

// Follow returns the later of last and seen, but never follows a clock that
// is more than MaxAhead ahead of now: one wrong laptop must not drag others
// along. The second result says that seen was not followed.
func Follow(last, seen Time, now time.Time) (Time, bool) {
	if seen.Wall().After(now.Add(MaxAhead)) {
		return last, true
	}
	return max(last, seen), false
}
