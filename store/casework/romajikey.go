package casework

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// kanaSigns returns the hiragana of a reading without spaces and middle dots.
func kanaSigns(kana string) []rune {
	var signs []rune
	for _, r := range norm.NFKC.String(strings.Map(dropSelectors, kana)) {
		switch r = toHiragana(r); {
		case unicode.IsSpace(r) || r == '・':
		case isLongMark(r):
			signs = append(signs, 'ー')
		case r == 'ゝ' && len(signs) > 0:
			signs = append(signs, signs[len(signs)-1])
		case r == 'ゞ' && len(signs) > 0:
			signs = append(signs, voiced(signs[len(signs)-1]))
		default:
			signs = append(signs, r)
		}
	}
	return signs
}

// RomajiKey returns the one key under which a reading is found by Latin
// letters, however they are spelled: Kunrei letters, no long vowels, no double
// consonants. "" when a sign is no kana.
func RomajiKey(kana string) string {
	units, ok := splitMoras(kana)
	if !ok {
		return ""
	}
	var latin strings.Builder
	for _, u := range units {
		switch u {
		case "ん":
			latin.WriteString("n")
		case "っ", "ー":
		default:
			latin.WriteString(moras[u][0])
		}
	}
	return romajiKeys(latin.String())[0]
}

// RomajiQuery returns the beginnings of keys that typed letters can mean: a
// name matches when its RomajiKey starts with one of them. They are several
// when the last letter may become one of two (a "c" becomes ち or く). nil when
// the text is not Latin letters.
func RomajiQuery(typed string) []string {
	letters, ok := plainLatin(typed)
	if !ok {
		return nil
	}
	return romajiKeys(letters)
}

// plainLatin returns the lower-case letters of a text without marks, spaces,
// apostrophes and hyphens. ok is false when anything else is in it.
func plainLatin(text string) (letters string, ok bool) {
	var out strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(norm.NFKC.String(text))) {
		switch {
		case r >= 'a' && r <= 'z':
			out.WriteRune(r)
		case unicode.IsSpace(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune("'’-^", r):
		default:
			return "", false
		}
	}
	return out.String(), out.Len() > 0
}

// romajiKeys rewrites letters, consonants and their vowel at a time. Letters
// that end in a consonant may have several keys.
func romajiKeys(letters string) []string {
	var key []byte
	start := 0
	for i := range len(letters) {
		v := letters[i]
		if !isVowel(v) {
			continue
		}
		key = append(key, onset(letters[start:i], v, lastOf(key))...)
		if last := lastOf(key); !(last == v || last == 'o' && v == 'u') {
			key = append(key, v)
		}
		start = i + 1
	}
	var keys []string
	for _, end := range pending(letters[start:], lastOf(key)) {
		keys = append(keys, string(key)+end)
	}
	return keys
}

func isVowel(b byte) bool { return strings.IndexByte("aiueo", b) >= 0 }

// lastOf returns the last letter of the key so far, or 0.
func lastOf(key []byte) byte {
	if len(key) == 0 {
		return 0
	}
	return key[len(key)-1]
}

// lead takes a consonant off the front that belongs to the mora before: ん
// written n or m, the h of a long vowel, the first of a double consonant.
func lead(cluster string, before byte) (key, rest string, ok bool) {
	if len(cluster) < 2 {
		return "", cluster, false
	}
	first, second := cluster[0], cluster[1]
	switch {
	case first == 'm' && strings.IndexByte("bpm", second) >= 0:
		return "n", cluster[1:], true
	case first == second, first == 't' && second == 'c':
		return "", cluster[1:], true
	case first == 'n' && second != 'y':
		return "n", cluster[1:], true
	case first == 'h' && second != 'y' && (before == 'o' || before == 'u'):
		return "", cluster[1:], true
	}
	return "", cluster, false
}

// consonants maps spellings to the key's, where the vowel makes no difference.
var consonants = map[string]string{
	"ts": "t", "dz": "z", "f": "h", "fy": "hy", "v": "b", "vy": "by", "l": "r", "ly": "ry",
	"c": "k", "ck": "k", "q": "k", "jy": "zy",
}

// onset returns the key's letters for consonants before a vowel.
func onset(cluster string, vowel, before byte) string {
	if key, rest, ok := lead(cluster, before); ok {
		return key + onset(rest, vowel, 0)
	}
	palatal := "y"
	if vowel == 'i' {
		palatal = ""
	}
	switch {
	case cluster == "sh":
		return "s" + palatal
	case cluster == "ch":
		return "t" + palatal
	case cluster == "j":
		return "z" + palatal
	case cluster == "d" && vowel == 'u':
		return "z"
	case cluster == "w" && vowel == 'o':
		return ""
	case cluster == "w" && (vowel == 'i' || vowel == 'e') && before != 'u' && before != 'o':
		return "u"
	case cluster == "w" && vowel != 'a':
		return ""
	}
	if key, ok := consonants[cluster]; ok {
		return key
	}
	return cluster
}

// pendings are the letters of the key that an unfinished end may become.
var pendings = map[string][]string{
	"sh": {"s"}, "c": {"t", "k"}, "ch": {"t"}, "j": {"z"}, "d": {"d", "z"}, "m": {"m", "n"}, "w": {"w", "o", "u"},
}

// pending returns what consonants at the end, with no vowel yet, can become.
func pending(cluster string, before byte) []string {
	if key, rest, ok := lead(cluster, before); ok {
		var ends []string
		for _, end := range pending(rest, 0) {
			ends = append(ends, key+end)
		}
		return ends
	}
	long := before == 'o' || before == 'u'
	switch {
	case cluster == "m" && before == 0:
		return []string{"m"}
	case cluster == "h" && long, cluster == "w" && long:
		return []string{""}
	}
	if ends, ok := pendings[cluster]; ok {
		return ends
	}
	if key, ok := consonants[cluster]; ok {
		return []string{key}
	}
	return []string{cluster}
}
