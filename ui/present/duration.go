package present

import "time"

// Hours is a span of time in the two units that people say it in: 5時間12分,
// 41分, and from four days on 4日3時間. The minute under way is not counted.
func Hours(d time.Duration) string {
	minutes := int(max(d, 0) / time.Minute)
	switch hours := minutes / 60; {
	case hours == 0:
		return T("duration.minutes", minutes)
	case hours < 96:
		return T("duration.hours", hours, minutes%60)
	default:
		return T("duration.days", hours/24, hours%24)
	}
}
