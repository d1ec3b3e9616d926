package casework

import "strings"

// Identity is what two entries of a person are compared by. Any part may be
// missing.
type Identity struct {
	FamilyName, GivenName string
	FamilyKana, GivenKana string
	Sex                   Sex
	Birth                 Date
	Phones                []string
	Address               string
}

// Reason says why two persons may, or may not, be the same one. The codes are
// also keys of translations ("likeness." + reason).
type Reason string

// The reasons in order of appearance in Likeness.Reasons.
const (
	SameName       Reason = "same_name"
	SameGivenName  Reason = "same_given_name" // the family name differs, as after a marriage
	SameKana       Reason = "same_kana"
	SimilarKana    Reason = "similar_kana" // but for long vowels
	DifferentGiven Reason = "different_given_name"
	SameBirth      Reason = "same_birth"
	NearBirth      Reason = "near_birth" // one digit off, or day and month swapped
	DifferentBirth Reason = "different_birth"
	DifferentSex   Reason = "different_sex"
	SamePhone      Reason = "same_phone"
	SameAddress    Reason = "same_address"
)

// points is what each reason counts. Twins share everything but the given name
// and the sex, so a different given name weighs as much as any two agreements.
var points = map[Reason]int{
	SameName: 35, SameGivenName: 15, SameKana: 25, SimilarKana: 20, DifferentGiven: -45,
	SameBirth: 35, NearBirth: 15, DifferentBirth: -30, DifferentSex: -20,
	SamePhone: 20, SameAddress: 15,
}

// sameKanaBesideName is what an equal reading adds when the name is equal.
const sameKanaBesideName = 10

// LikelySame is the score from which two entries are shown to a person as
// perhaps the same.
const LikelySame = 60

// Likeness is how alike two persons are.
type Likeness struct {
	Score   int // 0–100
	Reasons []Reason
}

// Likely reports whether a person should look at the two.
func (l Likeness) Likely() bool { return l.Score >= LikelySame }

// Compare returns how alike two persons are; the order makes no difference.
func (a Identity) Compare(b Identity) Likeness {
	l := Likeness{Reasons: compareNames(a, b)}
	l.Reasons = append(l.Reasons, compareBirth(a.Birth, b.Birth)...)
	if a.knownSex() && b.knownSex() && a.Sex != b.Sex {
		l.Reasons = append(l.Reasons, DifferentSex)
	}
	if sharePhone(a.Phones, b.Phones) {
		l.Reasons = append(l.Reasons, SamePhone)
	}
	if same(FoldAddress(a.Address), FoldAddress(b.Address)) {
		l.Reasons = append(l.Reasons, SameAddress)
	}
	named := false
	for _, r := range l.Reasons {
		named = named || r == SameName
		if named && (r == SameKana || r == SimilarKana) {
			l.Score += sameKanaBesideName
			continue
		}
		l.Score += points[r]
	}
	l.Score = min(max(l.Score, 0), 100)
	return l
}

func compareNames(a, b Identity) (reasons []Reason) {
	sameGiven := same(Fold(a.GivenName), Fold(b.GivenName))
	sameGivenKana := same(KanaKey(a.GivenKana), KanaKey(b.GivenKana))
	switch {
	case sameGiven && same(Fold(a.FamilyName), Fold(b.FamilyName)):
		reasons = append(reasons, SameName)
	case sameGiven && sameUnlessMissing(a.GivenKana, b.GivenKana):
		reasons = append(reasons, SameGivenName)
	}
	switch {
	case !sameGivenKana:
	case Fold(a.FamilyKana) != "" && Fold(a.kana()) == Fold(b.kana()):
		reasons = append(reasons, SameKana)
	case same(KanaKey(a.FamilyKana), KanaKey(b.FamilyKana)):
		reasons = append(reasons, SimilarKana)
	case !sameGiven:
		reasons = append(reasons, SameGivenName)
	}
	if differ(a.GivenName, b.GivenName, Fold) && !sameGivenKana ||
		differ(a.GivenKana, b.GivenKana, KanaKey) && !sameGiven {
		reasons = append(reasons, DifferentGiven)
	}
	return reasons
}

func (a Identity) kana() string   { return a.FamilyKana + " " + a.GivenKana }
func (a Identity) knownSex() bool { return a.Sex == Male || a.Sex == Female }
func same(a, b string) bool       { return a != "" && a == b }
func sameUnlessMissing(a, b string) bool {
	return KanaKey(a) == "" || KanaKey(b) == "" || KanaKey(a) == KanaKey(b)
}

// differ reports whether both are known and do not fold to the same.
func differ(a, b string, fold func(string) string) bool {
	x, y := fold(a), fold(b)
	return x != "" && y != "" && x != y
}

func compareBirth(a, b Date) []Reason {
	switch {
	case !a.Valid() || !b.Valid():
		return nil
	case a == b:
		return []Reason{SameBirth}
	case nearlySame(a, b):
		return []Reason{NearBirth}
	default:
		return []Reason{DifferentBirth}
	}
}

// nearlySame reports whether one date may be the other mistyped.
func nearlySame(a, b Date) bool {
	if a.Year == b.Year && a.Month == b.Day && a.Day == b.Month {
		return true
	}
	x, y := a.String(), b.String()
	off := 0
	for i := range len(x) {
		if x[i] != y[i] {
			off++
		}
	}
	return off == 1
}

func sharePhone(a, b []string) bool {
	for _, p := range a {
		for _, q := range b {
			if same(FoldPhone(p), FoldPhone(q)) {
				return true
			}
		}
	}
	return false
}

// FoldAddress returns the fold of an address with its ways of writing numbers
// made one: 4丁目3番2号, 4-3-2 and 四丁目3-2 are the same. No spaces remain.
func FoldAddress(address string) string {
	s := addressWords.Replace(strings.ReplaceAll(Fold(address), " ", ""))
	return strings.Trim(s, "-")
}

var addressWords = strings.NewReplacer(
	"一丁目", "1-", "二丁目", "2-", "三丁目", "3-", "四丁目", "4-", "五丁目", "5-", "六丁目", "6-",
	"七丁目", "7-", "八丁目", "8-", "九丁目", "9-", "丁目", "-", "番地の", "-", "番地", "-", "番", "-", "号", "",
	"‐", "-", "−", "-", "–", "-", "ー", "-",
)
