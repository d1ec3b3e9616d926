package present_test

import (
	"testing"
	"time"

	"yorisoi/ui/present"
)

func TestHours(t *testing.T) {
	for _, tc := range []struct {
		d    time.Duration
		want string
	}{
		{0, "0分"},
		{-time.Hour, "0分"},
		{59*time.Minute + 59*time.Second, "59分"},
		{time.Hour, "1時間0分"},
		{48 * time.Hour, "48時間0分"},
		{95*time.Hour + 59*time.Minute, "95時間59分"},
		{96 * time.Hour, "4日0時間"},
	} {
		if got := present.Hours(tc.d); got != tc.want {
			t.Errorf("%v: got %q, want %q", tc.d, got, tc.want)
		}
	}
}
