package present_test

import (
	"testing"

	"yorisoi/ui/present"
)

func TestSize(t *testing.T) {
	for _, tc := range []struct {
		done, total uint64
		want        string
	}{
		{0, 900, "0.0 / 0.9 KB"}, {262_144, 524_288, "262 / 524 KB"}, {1_500_000, 12_400_000, "1.5 / 12 MB"},
	} {
		if got := present.Size(tc.done, tc.total); got != tc.want {
			t.Errorf("%d of %d: got %q, want %q", tc.done, tc.total, got, tc.want)
		}
	}
}
