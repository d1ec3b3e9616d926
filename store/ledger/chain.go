package ledger

import (
	"errors"
	"fmt"
)

// Sentinels of a chain; a receiver that meets one keeps the change in
// quarantine with this reason.
var (
	// ErrGap is returned when a change comes before the one that it follows.
	ErrGap = errors.New("a change before it is missing")
	// ErrBrokenChain is returned when Prev is not the hash of the change before.
	ErrBrokenChain = errors.New("chain is broken")
	// ErrForked is returned when a station gave one number to two changes, as
	// one does that was restored from an old copy.
	ErrForked = errors.New("two changes have the same number")
)

// Head is the end of one station's chain in one case. Its zero value is the
// start of a chain.
type Head struct {
	N    uint64
	Hash Hash
	Seen Vector // what the chain's last change had seen, resolved
}

// Extend checks that change, whose canonical bytes are raw, follows h, and
// returns the new head and the change's whole Seen vector. A change that h
// already has gives ErrForked unless it is h's own last one, repeated.
func (h Head) Extend(change *Change, raw []byte) (Head, error) {
	hash := HashOf(raw)
	switch {
	case change.N == h.N && hash == h.Hash:
		return h, nil
	case change.N <= h.N:
		return h, fmt.Errorf("extend chain of %s at %d with %d: %w", change.Station, h.N, change.N, ErrForked)
	case change.N > h.N+1:
		return h, fmt.Errorf("extend chain of %s at %d with %d: %w", change.Station, h.N, change.N, ErrGap)
	case change.Prev != h.Hash:
		return h, fmt.Errorf("extend chain of %s at %d: %w", change.Station, h.N, ErrBrokenChain)
	}
	seen := h.Seen.Clone()
	for _, d := range change.Seen {
		if d.N <= seen[d.Station] || d.Station == change.Station {
			return h, fmt.Errorf("extend chain of %s at %d: seen goes back: %w", change.Station, h.N, ErrMalformed)
		}
		seen[d.Station] = d.N
	}
	if h.N > 0 {
		seen[change.Station] = h.N
	}
	return Head{N: change.N, Hash: hash, Seen: seen}, nil
}

// Follow fills in a new change's place in the chain: N, Prev, and Seen as
// the difference between have and what the change before had seen.
func (h Head) Follow(change *Change, have Vector) {
	base := h.Seen.Clone()
	base[change.Station] = max(have[change.Station], h.N)
	change.N, change.Prev, change.Seen = h.N+1, h.Hash, have.Since(base)
}
