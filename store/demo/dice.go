package demo

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// dice is one family's source of chance.
type dice struct{ *rand.Rand }

// stream keeps the families' streams apart from other uses of the seed.
const stream = 0x796f7269736f69 // "yorisoi"

func newDice(seed, index uint64) dice {
	return dice{rand.New(rand.NewPCG(seed, stream^(index+1)*0x9e3779b97f4a7c15))}
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// between returns a whole number from a to b, both included.
func (d dice) between(a, b int) int {
	if b <= a {
		return a
	}
	return a + d.IntN(b-a+1)
}

// normal returns a number around mean, never further than 2.2 deviations away.
// Here and elsewhere float64(a*b) keeps compilers from fusing the product into
// a sum, so that every processor makes the same city.
func (d dice) normal(mean, deviation float64) float64 {
	return mean + float64(deviation*math.Max(-2.2, math.Min(2.2, d.NormFloat64())))
}

// weighted returns the index of one of the weights.
func (d dice) weighted(weights ...int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	n := d.IntN(total)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// share picks one of the pairs of a weight and a value.
func share[T any](d dice, choices ...weight[T]) T {
	total := 0
	for _, c := range choices {
		total += c.n
	}
	n := d.IntN(total)
	for _, c := range choices {
		if n -= c.n; n < 0 {
			return c.value
		}
	}
	panic("unreachable: weights add up")
}

type weight[T any] struct {
	n     int
	value T
}

// id returns an id of the shape of UUIDv7 for the time at.
func (d dice) id(at time.Time) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|d.Uint64()&0x0fff|0x7000)
	binary.BigEndian.PutUint64(id[8:], d.Uint64()&^(3<<62)|1<<63)
	return id
}

// digits returns so many digits.
func (d dice) digits(n int) string {
	var b [8]byte
	for i := range n {
		b[i] = byte('0' + d.IntN(10))
	}
	return string(b[:n])
}
