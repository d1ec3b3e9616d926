package casework

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of a text that is compared when searching: NFKC, lower
// case, katakana as hiragana, small kana as large, ぢ づ ゐ ゑ を as they sound,
// repetition marks written out, variant kanji as one, every kind of long mark
// as ー, every run of white space as one space. Folding a fold changes nothing.
func Fold(text string) string {
	text = normalize(text)
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if r < firstCJK {
			r = unicode.ToLower(r)
		}
		out = appendFolded(out, r)
	}
	return strings.TrimRight(normalize(string(out)), " ")
}

// normalize is NFKC without invisible marks. Most notes hold nothing that it
// would change, and looking is five times as fast as doing.
func normalize(text string) string {
	if strings.IndexFunc(text, mayNormalize) < 0 {
		return text
	}
	return norm.NFKC.String(strings.Map(dropSelectors, text))
}

// mayNormalize reports whether a sign is not known to be its own NFKC form
// beside any other.
func mayNormalize(r rune) bool {
	switch {
	case r < 0x80, r >= firstHan && r <= 0x9FFF: // ASCII, kanji
		return false
	case r >= 'ぁ' && r <= 'ゖ', r >= 'ァ' && r <= 'ヾ', r >= '、' && r <= '〟':
		return false
	}
	return true
}

// firstCJK is where the Japanese signs of a normalized text begin; above it
// there is no case and no space.
const firstCJK = 0x2E80

// dropSelectors removes the marks that choose between shapes of one kanji, and
// other invisible ones.
func dropSelectors(r rune) rune {
	switch {
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF, r == 0x200B, r == 0xFEFF:
		return -1
	}
	return r
}

func appendFolded(out []rune, r rune) []rune {
	last := rune(0)
	if len(out) > 0 {
		last = out[len(out)-1]
	}
	if r < firstCJK && unicode.IsSpace(r) {
		if last == 0 || last == ' ' {
			return out
		}
		return append(out, ' ')
	}
	if r == 0x3099 || r == 0x309A {
		// A voicing mark that NFKC could not join to the kana before it would
		// join once that kana is written large.
		return out
	}
	if r = toHiragana(r); isLongMark(r) && isKana(last) {
		return append(out, 'ー')
	}
	switch r {
	case '々', '〻':
		if unicode.Is(unicode.Han, last) {
			return append(out, last)
		}
	case 'ゝ':
		if isKana(last) {
			return append(out, last)
		}
	case 'ゞ':
		if isKana(last) {
			return append(out, voiced(last))
		}
	}
	switch {
	case r >= firstHan:
		if v, ok := variants[r]; ok {
			r = v
		}
	case isKana(r):
		r = soundOf(r)
	}
	return append(out, r)
}

// firstHan is the first code of the kanji that names are written with.
const firstHan = 0x3400

// toHiragana maps a katakana letter or mark to its hiragana.
func toHiragana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' || r == 'ヽ' || r == 'ヾ' {
		return r - 'ァ' + 'ぁ'
	}
	return r
}

// soundOf maps small kana to large ones and old or doubled spellings to the
// letter that sounds the same today.
func soundOf(r rune) rune {
	if s, ok := sounds[r]; ok {
		return s
	}
	return r
}

var sounds = map[rune]rune{
	'ぁ': 'あ', 'ぃ': 'い', 'ぅ': 'う', 'ぇ': 'え', 'ぉ': 'お', 'っ': 'つ',
	'ゃ': 'や', 'ゅ': 'ゆ', 'ょ': 'よ', 'ゎ': 'わ', 'ゕ': 'か', 'ゖ': 'け',
	'ゐ': 'い', 'ゑ': 'え', 'を': 'お', 'ぢ': 'じ', 'づ': 'ず',
}

// voiced returns the kana with its voicing mark: す as ず.
func voiced(r rune) rune {
	v := []rune(norm.NFC.String(string([]rune{r, 0x3099})))
	if len(v) != 1 {
		return r
	}
	return soundOf(v[0])
}

// isKana reports whether r is a hiragana letter or the long mark.
func isKana(r rune) bool { return r >= 'ぁ' && r <= 'ゖ' || r == 'ー' }

// isLongMark reports whether r is one of the strokes that people type for ー
// behind a kana.
func isLongMark(r rune) bool {
	switch r {
	case 'ー', '-', '‐', '‑', '–', '—', '―', '−', '~', '〜':
		return true
	}
	return false
}

// KanaKey returns the fold of a reading without its long vowels, so that
// おおの, おーの and おの, or ゆうこ and ゆーこ, are the same.
func KanaKey(kana string) string {
	var out []rune
	for _, r := range Fold(kana) {
		if r == ' ' || r == 'ー' {
			continue
		}
		if len(out) > 0 && lengthens(out[len(out)-1], r) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// lengthens reports whether vowel only makes the kana before it longer.
func lengthens(before, vowel rune) bool {
	row := vowelOf(before)
	switch vowel {
	case 'う':
		return row == 'o' || row == 'u'
	case 'あ', 'い', 'え', 'お':
		return row == vowelOf(vowel)
	}
	return false
}

// FoldPhone returns the digits of a telephone number, with Japan's country code
// as the leading 0. Text without digits gives "".
func FoldPhone(text string) string {
	s := strings.TrimSpace(norm.NFKC.String(text))
	international := strings.HasPrefix(s, "+81")
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	if international {
		digits = "0" + strings.TrimPrefix(strings.TrimPrefix(digits, "81"), "0")
	}
	return digits
}
