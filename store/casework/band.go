package casework

// newbornDays is how long a child is 新生児: within 28 days of birth.
const newbornDays = 28

// lowBirthWeight is the weight in grams below which a birth is notified
// separately (母子保健法18条).
const lowBirthWeight = 2500

// adultYears is the age at which somebody is no longer 児童.
const adultYears = 18

// LifeStage is the law's name for a child of an age.
type LifeStage string

// The stages of reference §0.1, the narrowest that applies.
const (
	Unborn   LifeStage = "unborn"
	Newborn  LifeStage = "newborn"  // 新生児: within 28 days
	Infant   LifeStage = "infant"   // 乳児: under 1 year
	Toddler  LifeStage = "toddler"  // 幼児: 1 year to school entry
	Juvenile LifeStage = "juvenile" // 少年: school entry to under 18
	Adult    LifeStage = "adult"
)

// LifeStageOn returns the stage on a day; Unborn before birth. ok is false when
// a date is missing.
func LifeStageOn(birth, on Date) (stage LifeStage, ok bool) {
	if !birth.Valid() || !on.Valid() {
		return "", false
	}
	age, born := AgeOn(birth, on)
	if !born {
		return Unborn, true
	}
	grade, _ := GradeOn(birth, on)
	switch {
	case age.TotalDays <= newbornDays:
		return Newborn, true
	case age.Years < 1:
		return Infant, true
	case age.Years >= adultYears:
		return Adult, true
	case grade < 1:
		return Toddler, true
	default:
		return Juvenile, true
	}
}

// IsLowBirthWeight reports whether a weight at birth, in grams, is notified as low.
func IsLowBirthWeight(grams int64) bool { return grams > 0 && grams < lowBirthWeight }

// IsPostpartum reports whether a day is within 1 year after giving birth, the
// time in which a mother counts as 妊産婦.
func IsPostpartum(birth, on Date) bool {
	age, ok := AgeOn(birth, on)
	return ok && age.Years < 1
}
