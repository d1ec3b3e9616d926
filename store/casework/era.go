package casework

// Era is one of the eras whose years Japanese documents count in.
type Era struct {
	Name  string // 令和
	Short string // R
	First Date   // its first day
	Last  Date   // its last day; no date for the present era
}

// Eras from the present one backwards; boundaries as in reference §0.1.
var eras = []Era{
	{Name: "令和", Short: "R", First: Date{2019, 5, 1}},
	{Name: "平成", Short: "H", First: Date{1989, 1, 8}, Last: Date{2019, 4, 30}},
	{Name: "昭和", Short: "S", First: Date{1926, 12, 25}, Last: Date{1989, 1, 7}},
	{Name: "大正", Short: "T", First: Date{1912, 7, 30}, Last: Date{1926, 12, 24}},
}

// Eras returns the known eras, the present one first.
func Eras() []Era { return append([]Era(nil), eras...) }

// Era returns the era of d and the year in it (1 for 元年). ok is false before
// 大正 and for no date.
func (d Date) Era() (era Era, year int, ok bool) {
	for _, e := range eras {
		if e.Contains(d) {
			return e, d.Year - e.First.Year + 1, true
		}
	}
	return Era{}, 0, false
}

// Contains reports whether d lies in the era, both ends included.
func (e Era) Contains(d Date) bool {
	return !d.Before(e.First) && (e.Last.IsZero() || !d.After(e.Last))
}

// year returns the western year of the era's n-th year.
func (e Era) year(n int) int { return e.First.Year + n - 1 }

// findEra returns the era called by its name or its short letter.
func findEra(name string) (Era, bool) {
	for _, e := range eras {
		if name == e.Name || name == e.Short {
			return e, true
		}
	}
	return Era{}, false
}
