package present_test

import (
	"testing"
	"time"

	"yorisoi/ui/present"
)

func TestHours(t *testing.T) {
	for _, c := range []struct {
		d      time.Duration
		ja, en string
	}{
		{0, "0分", "0 min"},
		{-time.Hour, "0分", "0 min"},
		{59*time.Minute + 59*time.Second, "59分", "59 min"},
		{time.Hour, "1時間0分", "1 h 0 min"},
		{48 * time.Hour, "48時間0分", "48 h 0 min"},
		{95*time.Hour + 59*time.Minute, "95時間59分", "95 h 59 min"},
		{96 * time.Hour, "4日0時間", "4 d 0 h"},
	} {
		check(t, c.d.String(), func() string { return present.Hours(c.d) }, c.ja, c.en)
	}
}
