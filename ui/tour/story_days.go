package tour

import "time"

// Days of the story, counted from today, as a person types them.

func day(back int) string { return time.Now().AddDate(0, 0, -back).Format("2006/01/02") }

// birthDay is 21 days ago: the newborn visit is due within a week.
func birthDay() string { return day(21) }

// dischargeDay is when the child came home.
func dischargeDay() string { return day(16) }

// tapNthIn presses text together with the n-th label of that name.
func tapNthIn(near string, n int, text string) Deed {
	return Deed{Do: "tap", In: near, InNth: n, Text: text}
}
