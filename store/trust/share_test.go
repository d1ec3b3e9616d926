package trust_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store/trust"
)

func TestAnyTwoSharesGiveTheSecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret")
		n := rapid.IntRange(2, 255).Draw(t, "n")
		shares, err := trust.Divide(rand.Reader, secret, n)
		if err != nil {
			t.Fatal(err)
		}
		a := rapid.IntRange(0, n-1).Draw(t, "a")
		b := rapid.IntRange(0, n-1).Draw(t, "b")
		got, err := trust.Combine(shares[a], shares[b])
		if a == b {
			if !errors.Is(err, trust.ErrShares) {
				t.Fatalf("one share twice: got %v, %v", got, err)
			}
			return
		}
		if err != nil || !bytes.Equal(got, secret) {
			t.Fatalf("got %x, %v, want %x", got, err, secret)
		}
	})
}

func TestChangedSharesAreNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret")
		shares, err := trust.Divide(rand.Reader, secret, 3)
		if err != nil {
			t.Fatal(err)
		}
		bad := shares[0]
		bad.Y = bytes.Clone(bad.Y)
		switch rapid.IntRange(0, 2).Draw(t, "what") {
		case 0:
			bad.Y[rapid.IntRange(0, len(bad.Y)-1).Draw(t, "byte")] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		case 1:
			bad.X = uint64(rapid.IntRange(4, 255).Draw(t, "x"))
		case 2: // of another sharing of the same secret, under this one's name
			other, err := trust.Divide(rand.Reader, secret, 3)
			if err != nil {
				t.Fatal(err)
			}
			bad.Y = other[0].Y
		}
		for _, pair := range [][2]trust.Share{{bad, shares[1]}, {shares[2], bad}} {
			if got, err := trust.Combine(pair[0], pair[1]); !errors.Is(err, trust.ErrShares) {
				t.Fatalf("got %x, %v", got, err)
			}
		}
	})
}

func TestSharesOfTwoSharingsDoNotFit(t *testing.T) {
	secret := bytes.Repeat([]byte{7}, 32)
	a, errA := trust.Divide(rand.Reader, secret, 2)
	b, errB := trust.Divide(rand.Reader, secret, 2)
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	if _, err := trust.Combine(a[0], b[1]); !errors.Is(err, trust.ErrShares) {
		t.Errorf("got %v", err)
	}
}

// One share is the value of a line at one point, and a line through that point
// leads to every value at 0: all 256 values of each byte of a share come up as
// often for one secret as for another, the bytes that check included. The
// bound is that of a chi-squared test with 255 degrees of freedom at one in a
// million for each of the bytes of both secrets.
func TestOneShareSaysNothing(t *testing.T) {
	const draws = 256 * 80
	for name, secret := range map[string][]byte{"zeros": make([]byte, 32), "ones": bytes.Repeat([]byte{0xff}, 32)} {
		t.Run(name, func(t *testing.T) {
			var counts [48][256]int
			for range draws {
				shares, err := trust.Divide(rand.Reader, secret, 1)
				if err != nil {
					t.Fatal(err)
				}
				for i, y := range shares[0].Y {
					counts[i][y]++
				}
			}
			for i := range counts {
				var chi float64
				for _, n := range counts[i] {
					d := float64(n) - draws/256
					chi += d * d / (draws / 256)
				}
				if chi > 380 {
					t.Errorf("byte %d: chi-squared %.0f with 255 degrees of freedom", i, chi)
				}
			}
		})
	}
}

func TestDivideRefuses(t *testing.T) {
	for _, tc := range []struct {
		name string
		size int
		n    int
	}{{"ErrShort", 31, 2}, {"ErrLong", 33, 2}, {"ErrNone", 32, 0}, {"ErrMany", 32, 256}} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := trust.Divide(rand.Reader, make([]byte, tc.size), tc.n); err == nil {
				t.Error("got nil")
			}
		})
	}
}

// shareVectors are shares that another implementation must read alike.
type shareVectors struct {
	Secret string
	Set    string
	Shares []struct {
		X uint64
		Y string
	}
}

func TestShareVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/shares.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []shareVectors
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		var shares []trust.Share
		for _, s := range v.Shares {
			y, err := hex.DecodeString(s.Y)
			if err != nil {
				t.Fatal(err)
			}
			shares = append(shares, trust.Share{Set: uuid.MustParse(v.Set), X: s.X, Y: y})
		}
		for i := range shares {
			for j := range shares {
				if i == j {
					continue
				}
				got, err := trust.Combine(shares[i], shares[j])
				if err != nil || hex.EncodeToString(got) != v.Secret {
					t.Errorf("shares %d and %d: got %x, %v, want %s", i, j, got, err, v.Secret)
				}
			}
		}
	}
}

func FuzzDecodeShare(f *testing.F) {
	shares, err := trust.Divide(rand.Reader, make([]byte, 32), 2)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(trust.MustEncode(shares[0]))
	f.Add([]byte{0x83})
	f.Fuzz(func(t *testing.T, raw []byte) {
		share, err := trust.DecodeShare(raw)
		if err != nil {
			return
		}
		if again := trust.MustEncode(share); !bytes.Equal(again, raw) {
			t.Errorf("got %x, want %x", again, raw)
		}
		if _, err := trust.Combine(share, shares[1]); err == nil && share.Set != shares[1].Set {
			t.Error("a share of another sharing fits")
		}
	})
}
