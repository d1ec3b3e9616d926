package center

import (
	"sync"
	"time"
)

// Enrolment is open to callers without a certificate, so each address may
// try only so often.
const (
	enrolBurst = 10
	enrolEvery = 6 * time.Second // one more attempt
	maxCallers = 4096            // addresses remembered
)

// limiter counts attempts by address. Its zero value is ready.
type limiter struct {
	mu      sync.Mutex
	callers map[string]attempts
}

// attempts is how many a caller has left, as of a time.
type attempts struct {
	left float64
	at   time.Time
}

// allow takes one attempt of a caller, if it has one left.
func (l *limiter) allow(caller string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.callers == nil {
		l.callers = map[string]attempts{}
	}
	if len(l.callers) >= maxCallers {
		l.forget(now)
	}
	a, known := l.callers[caller]
	if !known {
		a = attempts{left: enrolBurst, at: now}
	}
	a.left = min(enrolBurst, a.left+now.Sub(a.at).Seconds()/enrolEvery.Seconds())
	a.at = now
	allowed := a.left >= 1
	if allowed {
		a.left--
	}
	l.callers[caller] = a
	return allowed
}

// refund gives back the attempt of a caller who had a right to it: a whole
// office may enrol its machines through one address.
func (l *limiter) refund(caller string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, known := l.callers[caller]; known {
		a.left = min(enrolBurst, a.left+1)
		l.callers[caller] = a
	}
}

// forget drops callers that have all their attempts again, and when that is
// not enough, all: memory stays bounded whoever knocks.
func (l *limiter) forget(now time.Time) {
	for caller, a := range l.callers {
		if now.Sub(a.at) > enrolBurst*enrolEvery {
			delete(l.callers, caller)
		}
	}
	if len(l.callers) >= maxCallers {
		clear(l.callers)
	}
}
