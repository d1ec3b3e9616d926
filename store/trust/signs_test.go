package trust_test

import (
	"crypto/sha256"
	"testing"

	"yorisoi/store/trust"
)

func TestSigns(t *testing.T) {
	sum := sha256.Sum256([]byte("key"))
	for _, c := range []struct {
		hash []byte
		want string
	}{
		{make([]byte, 32), "ああああ　ああああ"},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0xff}, "みみみみ　みみみみ"},
		{[]byte{0x00, 0x44, 0x32, 0x14, 0xc7}, "あいうえ　おかきく"},
		{sum[:4], ""},
	} {
		if got := trust.Signs(c.hash); got != c.want {
			t.Errorf("%x: got %q, want %q", c.hash, got, c.want)
		}
	}
	if trust.Signs(sum[:]) != trust.Signs(sum[:5]) {
		t.Error("signs are of more than the first five bytes")
	}
}
