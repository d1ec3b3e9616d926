package ledger

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"
)

// Dot names a change inside its case: the station that wrote it and the
// station's count, from 1 and without gaps.
type Dot struct {
	_       struct{} `cbor:",toarray"`
	Station uuid.UUID
	N       uint64
}

// String gives the dot for logs.
func (d Dot) String() string { return fmt.Sprintf("%s:%d", d.Station, d.N) }

// Vector says, per station, up to which N the changes of a case are known.
// The nil vector knows nothing and can be read.
type Vector map[uuid.UUID]uint64

// Covers reports whether the change named by d is known.
func (v Vector) Covers(d Dot) bool { return d.N <= v[d.Station] }

// Clone returns a copy that can be changed.
func (v Vector) Clone() Vector {
	if v == nil {
		return Vector{}
	}
	return maps.Clone(v)
}

// Merge raises v to know everything that o knows.
func (v Vector) Merge(o Vector) {
	for s, n := range o {
		v[s] = max(v[s], n)
	}
}

// CoversAll reports whether v knows everything that o knows.
func (v Vector) CoversAll(o Vector) bool {
	for s, n := range o {
		if n > v[s] {
			return false
		}
	}
	return true
}

// Since returns the entries of v that are higher than in base, as a change
// carries them.
func (v Vector) Since(base Vector) Seen {
	var seen Seen
	for s, n := range v {
		if n > base[s] {
			seen = append(seen, Dot{Station: s, N: n})
		}
	}
	slices.SortFunc(seen, func(a, b Dot) int { return bytes.Compare(a.Station[:], b.Station[:]) })
	return seen
}

// Dots returns the whole vector in a change's form, sorted by station.
func (v Vector) Dots() Seen { return v.Since(nil) }

// Seen is a vector, or the difference of two, in its canonical form: sorted
// by station, each station once, no zero.
type Seen []Dot

// Vector returns the entries as a vector.
func (s Seen) Vector() Vector {
	v := make(Vector, len(s))
	for _, d := range s {
		v[d.Station] = d.N
	}
	return v
}

// Check reports an order, repetition or zero that Since never gives.
func (s Seen) Check() error {
	for i, d := range s {
		if d.N == 0 {
			return fmt.Errorf("check seen: zero for %s", d.Station)
		}
		if i > 0 && bytes.Compare(s[i-1].Station[:], d.Station[:]) >= 0 {
			return fmt.Errorf("check seen: %s is out of order", d.Station)
		}
	}
	return nil
}
