package casework

// The parts of rules that have more than one deadline.
const (
	PartUnseen = "unseen" // DL03: the child could not be seen
	PartDanger = "danger" // DL03: danger, or a high urgency

	PartTwoWeeks = "two_weeks" // DL09
	PartOneMonth = "one_month" // DL09

	PartCheckup1Month   = "m1"  // DL11: 1か月児健診
	PartCheckup3Months  = "m3"  // DL11: 3〜4か月児健診
	PartCheckup9Months  = "m9"  // DL11: 9〜10か月児健診
	PartCheckup18Months = "m18" // DL11: 1歳6か月児健診
	PartCheckup3Years   = "y3"  // DL11: 3歳児健診
	PartCheckup5Years   = "y5"  // DL11: 5歳児健診

	PartSend    = "send"    // DL15: the papers go to the other city
	PartConfirm = "confirm" // DL15: the other city says it has them

	PartFirst  = "first"  // DL16: the earlier mark
	PartSecond = "second" // DL16: the later one
)
