package center

import (
	"sync"
	"time"

	"github.com/google/uuid"
)

// maxBuckets is how many callers' buckets are remembered; a caller that was
// forgotten begins with a full one.
const maxBuckets = 16384

// buckets hold tokens by caller. The zero value is ready.
type buckets struct {
	mu   sync.Mutex
	left map[string]attempts
}

// take takes one token of a caller and reports how long they have to wait
// when there is none.
func (b *buckets) take(caller string, r Rate, now time.Time) (wait time.Duration, ok bool) {
	if r.PerSecond <= 0 || r.Burst < 1 {
		return 0, true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left == nil {
		b.left = map[string]attempts{}
	}
	a, known := b.left[caller]
	if !known {
		if len(b.left) >= maxBuckets {
			b.forget(r, now)
		}
		a = attempts{left: r.Burst, at: now}
	}
	// A clock that was set back gives nothing and takes nothing.
	a.left = min(r.Burst, a.left+max(0, now.Sub(a.at).Seconds())*r.PerSecond)
	a.at = now
	if ok = a.left >= 1; ok {
		a.left--
	} else {
		wait = time.Duration((1 - a.left) / r.PerSecond * float64(time.Second))
	}
	b.left[caller] = a
	return wait, ok
}

// forget drops full buckets, and all of them when none is full.
func (b *buckets) forget(r Rate, now time.Time) {
	for caller, a := range b.left {
		if a.left+now.Sub(a.at).Seconds()*r.PerSecond >= r.Burst {
			delete(b.left, caller)
		}
	}
	if len(b.left) >= maxBuckets {
		clear(b.left)
	}
}

// underway counts requests of each station.
type underway struct {
	mu sync.Mutex
	n  map[uuid.UUID]int
}

// begin counts one more request, unless the station has most of them already.
func (u *underway) begin(station uuid.UUID, most int) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n == nil {
		u.n = map[uuid.UUID]int{}
	}
	if most > 0 && u.n[station] >= most {
		return false
	}
	u.n[station]++
	return true
}

func (u *underway) end(station uuid.UUID) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n[station]--; u.n[station] <= 0 {
		delete(u.n, station)
	}
}
