package trust

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// WordsKind says what a secret in words is for, so that words for one thing
// typed where another is asked for are told apart from mistyped ones.
type WordsKind byte

// The kinds of words.
const (
	WordsSheet   WordsKind = 1 // the recovery key, on the sheet
	WordsStation WordsKind = 2 // one person's slot of one station
)

const (
	wordsGroups  = 13 // of four kana that carry, and one that checks
	wordsGroup   = 5
	wordsLongest = 8192 // bytes; more than anybody types
)

// WordsGroups is how many groups of kana a secret is written in.
const WordsGroups = wordsGroups

// wordsAlphabet are 32 kana that nobody takes for one another, each five bits.
var wordsAlphabet = []rune("あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみ")

// Errors of ParseWords, within a *WordsError that says where.
var (
	// ErrWordsLetter is returned for a letter that is none of the 32.
	ErrWordsLetter = errors.New("a letter that the words do not have")
	// ErrWordsCount is returned when kana are missing or too many.
	ErrWordsCount = errors.New("kana are missing or too many")
	// ErrWordsCheck is returned for a group with a wrong kana, or kana that
	// changed places.
	ErrWordsCheck = errors.New("the group does not check")
)

// WordsError says in which group something is wrong.
type WordsError struct {
	Group  int  // from 1
	Letter rune // with ErrWordsLetter
	Err    error
}

// Error names the group, never what was typed.
func (e *WordsError) Error() string { return fmt.Sprintf("read words: group %d: %v", e.Group, e.Err) }

// Unwrap is the reason.
func (e *WordsError) Unwrap() error { return e.Err }

// Words writes a secret of 32 bytes as 13 groups of five hiragana. It panics
// for another length.
func Words(kind WordsKind, secret []byte) []string {
	if len(secret) != 32 {
		panic("words of other than 32 bytes")
	}
	bits := append([]byte{byte(kind)}, secret...)
	at := 4 // the kind is the lower half of the first byte
	groups := make([]string, wordsGroups)
	for g := range groups {
		var letters strings.Builder
		check := byte(g + 1)
		for j := range wordsGroup - 1 {
			value := fiveBits(bits, at)
			at += 5
			check ^= times32(value, j+1)
			letters.WriteRune(wordsAlphabet[value])
		}
		letters.WriteRune(wordsAlphabet[check])
		groups[g] = letters.String()
	}
	clear(bits)
	return groups
}

// ParseWords reads what Words wrote, as people type it: hiragana, katakana of
// either width or Latin letters, with anything that is no letter in between.
// It returns a *WordsError that names the group when a kana is wrong, missing,
// too many, or in another's place: of a group any one wrong kana and any two
// that changed places are found.
func ParseWords(text string) (WordsKind, []byte, error) {
	groups, err := wordsIn(text)
	if err != nil {
		return 0, nil, err
	}
	bits := make([]byte, 33)
	at := 4
	for g, values := range groups {
		if len(values) != wordsGroup {
			return 0, nil, &WordsError{Group: g + 1, Err: ErrWordsCount}
		}
		if !groupChecks(g, values) {
			return 0, nil, &WordsError{Group: g + 1, Err: ErrWordsCheck}
		}
		for _, value := range values[:wordsGroup-1] {
			putFiveBits(bits, at, value)
			at += 5
		}
	}
	return WordsKind(bits[0]), bits[1:], nil
}

// LatinWords writes groups of kana in Latin letters, as a scanner that types
// what it reads can give them back.
func LatinWords(groups []string) []string {
	out := make([]string, len(groups))
	for i, group := range groups {
		for _, r := range group {
			at := slices.Index(wordsAlphabet, r)
			if at >= 0 {
				out[i] += consonants[at/5] + vowels[at%5]
			}
		}
	}
	return out
}

// SameWords reports whether two texts are the same kana, for a person who types
// a group back.
func SameWords(typed, want string) bool {
	got, err := valuesOf(norm.NFKC.String(typed))
	if err != nil {
		return false
	}
	expect, err := valuesOf(want)
	return err == nil && slices.Equal(slices.Concat(got...), slices.Concat(expect...))
}

// wordsIn finds the groups of a text: as it is divided, where it is divided
// into as many as there are, else by counting.
func wordsIn(text string) ([][]byte, error) {
	if len(text) > wordsLongest {
		return nil, &WordsError{Group: wordsGroups, Err: ErrWordsCount}
	}
	parts, err := valuesOf(norm.NFKC.String(text))
	if err != nil {
		return nil, err
	}
	if len(parts) == wordsGroups {
		return parts, nil
	}
	all := slices.Concat(parts...)
	groups := slices.Collect(slices.Chunk(all, wordsGroup))
	if len(groups) == wordsGroups && len(all) == wordsGroups*wordsGroup {
		return groups, nil
	}
	// Where the first group does not check, a kana is missing or too many.
	for g := range min(len(groups), wordsGroups) {
		if len(groups[g]) != wordsGroup || !groupChecks(g, groups[g]) {
			return nil, &WordsError{Group: g + 1, Err: ErrWordsCount}
		}
	}
	return nil, &WordsError{Group: min(len(groups)+1, wordsGroups), Err: ErrWordsCount}
}

// valuesOf reads the kana of a text, divided where something other than a
// letter stands.
func valuesOf(text string) ([][]byte, error) {
	var parts [][]byte
	var part []byte
	count := 0
	end := func() {
		if len(part) > 0 {
			parts, part = append(parts, part), nil
		}
	}
	for rest := []rune(strings.ToLower(text)); len(rest) > 0; {
		value, n := kanaAt(rest)
		if n == 0 {
			if unicode.IsLetter(rest[0]) && rest[0] != 'ー' || unicode.IsMark(rest[0]) {
				group := min(count/wordsGroup, wordsGroups-1) + 1
				return nil, &WordsError{Group: group, Letter: rest[0], Err: ErrWordsLetter}
			}
			end()
			rest = rest[1:]
			continue
		}
		part, rest = append(part, value), rest[n:]
		count++
	}
	end()
	return parts, nil
}

// kanaAt reads one kana, written in one to three letters; n is 0 for none.
func kanaAt(rest []rune) (value byte, n int) {
	r := rest[0]
	if r >= 'ァ' && r <= 'ヶ' {
		r -= 'ァ' - 'ぁ'
	}
	if i := slices.Index(wordsAlphabet, r); i >= 0 {
		return byte(i), 1
	}
	for n := min(3, len(rest)); n > 0; n-- {
		if i, ok := romaji[string(rest[:n])]; ok {
			return i, n
		}
	}
	return 0, 0
}

// consonants and vowels are the rows and columns of the alphabet.
var (
	consonants = []string{"", "k", "s", "t", "n", "h", "m"}
	vowels     = []string{"a", "i", "u", "e", "o"}
)

// romaji are the kana in Latin letters, in both usual spellings.
var romaji = romajiOf()

func romajiOf() map[string]byte {
	all := map[string]byte{"shi": 11, "chi": 16, "tsu": 17, "fu": 27}
	for row, consonant := range consonants {
		for column, vowel := range vowels {
			if i := row*5 + column; i < len(wordsAlphabet) {
				all[consonant+vowel] = byte(i)
			}
		}
	}
	return all
}

// groupChecks reports whether a group's last kana fits the others and the
// group's number.
func groupChecks(group int, values []byte) bool {
	sum := byte(group + 1)
	for j, value := range values[:wordsGroup-1] {
		sum ^= times32(value, j+1)
	}
	return sum == values[wordsGroup-1]
}

// times32 multiplies in GF(32), by the polynomial x⁵+x²+1, with x to a power.
// Every place of a group has a factor of its own, so that one wrong kana and
// two exchanged ones always change the sum.
func times32(value byte, power int) byte {
	for range power {
		value = value<<1 ^ 0x25&-(value>>4&1)
	}
	return value
}

// fiveBits are the bits of b from at on, the most significant first.
func fiveBits(b []byte, at int) byte {
	var value byte
	for i := at; i < at+5; i++ {
		value = value<<1 | b[i/8]>>(7-i%8)&1
	}
	return value
}

func putFiveBits(b []byte, at int, value byte) {
	for i := range 5 {
		b[(at+i)/8] |= value >> (4 - i) & 1 << (7 - (at+i)%8)
	}
}
