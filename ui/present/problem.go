package present

// Problem is an error in words: one sentence each.
type Problem struct {
	What string // what happened
	Safe string // what is safe
	Next string // what to do
}

// ProblemOf returns the words for an error code; for a code without words those
// of "internal".
func ProblemOf(code string) Problem {
	if !Has("error." + code + ".what") {
		code = "internal"
	}
	return Problem{
		What: T("error." + code + ".what"),
		Safe: T("error." + code + ".safe"),
		Next: T("error." + code + ".next"),
	}
}
