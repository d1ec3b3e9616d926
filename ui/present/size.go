package present

import "strconv"

// Size says how much of some bytes is done, in the unit of the whole: 1.5 / 12 MB.
func Size(done, total uint64) string {
	unit, name := uint64(1000), "KB"
	if total >= 1_000_000 {
		unit, name = 1_000_000, "MB"
	}
	return inUnit(done, unit) + " / " + inUnit(total, unit) + " " + name
}

func inUnit(n, unit uint64) string {
	if n >= 10*unit {
		return strconv.FormatUint((n+unit/2)/unit, 10)
	}
	return strconv.FormatFloat(float64(n)/float64(unit), 'f', 1, 64)
}
