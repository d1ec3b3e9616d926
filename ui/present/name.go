package present

import (
	"regexp"
	"strings"
	"unicode"

	"yorisoi/store/casework"
)

// Name returns family and given name with a space between, or the words for no
// name.
func Name(family, given string) string {
	name := strings.TrimSpace(strings.TrimSpace(family) + " " + strings.TrimSpace(given))
	if name == "" {
		return T("name.none")
	}
	return name
}

// NameWithKana returns the name with its reading, 森田 花子(もりた はなこ).
func NameWithKana(family, given, familyKana, givenKana string) string {
	kana := strings.TrimSpace(strings.TrimSpace(familyKana) + " " + strings.TrimSpace(givenKana))
	if kana == "" {
		return Name(family, given)
	}
	return T("name.with_kana", Named{"name": Name(family, given), "kana": kana})
}

// Family returns the title of a family's case, 小野寺 家.
func Family(name string) string {
	if name = strings.TrimSpace(name); name == "" {
		return T("name.none")
	}
	return T("name.family", name)
}

// Staff returns a member of staff with the job, 中野(保健師).
func Staff(name, job string) string {
	if strings.TrimSpace(job) == "" {
		return strings.TrimSpace(name)
	}
	return T("name.staff", Named{"name": strings.TrimSpace(name), "job": strings.TrimSpace(job)})
}

// Initials returns what stands in the circle beside a name: the first sign of a
// Japanese name, the first letters of the first and last word of a Latin one.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first := firstSign(words[0])
	if len(words) > 1 && first[0] < unicode.MaxASCII && unicode.IsLetter(rune(first[0])) {
		first += firstSign(words[len(words)-1])
	}
	return strings.ToUpper(first)
}

// firstSign returns the first rune with the marks that belong to it, so that
// the shape of a kanji that its variation selector chose is kept.
func firstSign(word string) string {
	for i, r := range word {
		if i > 0 && !unicode.IsMark(r) {
			return word[:i]
		}
	}
	return word
}

var onlyDigits = regexp.MustCompile(`^\d+$`)

// Phone returns a telephone number for reading: typed without hyphens it gets
// them, typed with them it stays as it is. What is stored is never changed.
func Phone(typed string) string {
	typed = strings.TrimSpace(typed)
	digits := casework.FoldPhone(typed)
	if !onlyDigits.MatchString(digits) || len([]rune(typed)) != len(digits) {
		return typed
	}
	for _, plan := range phonePlans {
		if len(digits) == plan.digits && strings.HasPrefix(digits, plan.prefix) {
			a, b := plan.first, plan.first+plan.second
			return digits[:a] + "-" + digits[a:b] + "-" + digits[b:]
		}
	}
	return typed
}

// phonePlans are how digits are grouped; the first that fits holds. Area codes
// of four digits are listed for the city and its neighbours only, as others
// read well enough in threes.
var phonePlans = []struct {
	prefix                string
	digits, first, second int
}{
	{"0120", 10, 4, 3}, {"0570", 10, 4, 3}, {"0800", 11, 4, 3}, {"0422", 10, 4, 2}, {"0428", 10, 4, 2},
	{"0", 11, 3, 4}, {"03", 10, 2, 4}, {"06", 10, 2, 4}, {"0", 10, 3, 3},
}
