package trust_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/trust"
)

const kanaOfWords = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみ"

func TestWordsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret")
		kind := rapid.SampledFrom([]trust.WordsKind{trust.WordsSheet, trust.WordsStation}).Draw(t, "kind")
		groups := trust.Words(kind, secret)
		between := rapid.SampledFrom([]string{"", " ", "　", "-", "ー", "\n", "、 ", " 3. "}).Draw(t, "between")
		gotKind, got, err := trust.ParseWords(strings.Join(groups, between))
		if err != nil || gotKind != kind || !bytes.Equal(got, secret) {
			t.Fatalf("got %v %x %v, want %v %x", gotKind, got, err, kind, secret)
		}
	})
}

// Any one kana that is wrong, and any two of a group that changed places, are
// found, and in which group.
func TestSlipsInWordsAreFound(t *testing.T) {
	letters := []rune(kanaOfWords)
	rapid.Check(t, func(t *rapid.T) {
		groups := trust.Words(trust.WordsSheet, rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret"))
		g := rapid.IntRange(0, len(groups)-1).Draw(t, "group")
		kana := []rune(groups[g])
		i := rapid.IntRange(0, 4).Draw(t, "i")
		if rapid.Bool().Draw(t, "swap") {
			j := rapid.IntRange(0, 4).Draw(t, "j")
			kana[i], kana[j] = kana[j], kana[i]
		} else {
			kana[i] = rapid.SampledFrom(letters).Draw(t, "letter")
		}
		if string(kana) == groups[g] {
			t.Skip("nothing changed")
		}
		groups[g] = string(kana)
		for _, text := range []string{strings.Join(groups, " "), strings.Join(groups, "")} {
			_, _, err := trust.ParseWords(text)
			var wrong *trust.WordsError
			if !errors.As(err, &wrong) || wrong.Group != g+1 || !errors.Is(err, trust.ErrWordsCheck) {
				t.Fatalf("got %v, want a check of group %d", err, g+1)
			}
		}
	})
}

// Kana of two groups that changed places are two wrong kana, and whole groups
// that did are found because each knows its number.
func TestExchangesAcrossGroupsAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := trust.Words(trust.WordsSheet, rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "secret"))
		a := rapid.IntRange(0, len(groups)-2).Draw(t, "a")
		b := rapid.IntRange(a+1, len(groups)-1).Draw(t, "b")
		if rapid.Bool().Draw(t, "whole") {
			groups[a], groups[b] = groups[b], groups[a]
		} else {
			i, j := rapid.IntRange(0, 4).Draw(t, "i"), rapid.IntRange(0, 4).Draw(t, "j")
			one, other := []rune(groups[a]), []rune(groups[b])
			if one[i] == other[j] {
				t.Skip("the same kana")
			}
			one[i], other[j] = other[j], one[i]
			groups[a], groups[b] = string(one), string(other)
		}
		if _, _, err := trust.ParseWords(strings.Join(groups, " ")); !errors.Is(err, trust.ErrWordsCheck) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestWordsAsPeopleTypeThem(t *testing.T) {
	secret, err := hex.DecodeString("00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210")
	if err != nil {
		t.Fatal(err)
	}
	groups := trust.Words(trust.WordsSheet, secret)
	plain := strings.Join(groups, " ")
	katakana := strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ん' {
			return r + 'ァ' - 'ぁ'
		}
		return r
	}, plain)
	for _, tc := range []struct {
		name, text string
		want       error
		group      int
	}{
		{"OK", plain, nil, 0},
		{"Katakana", katakana, nil, 0},
		{"HalfWidth", halfWidth(katakana), nil, 0},
		{"Hepburn", latin(plain, true), nil, 0},
		{"Kunrei", strings.ToUpper(latin(plain, false)), nil, 0},
		{"Scanned", strings.Join(trust.LatinWords(groups), " "), nil, 0},
		{"FullWidthLatin", strings.Map(func(r rune) rune {
			if r > ' ' && r < 0x7f {
				return r + 0xfee0
			}
			return r
		}, latin(plain, true)), nil, 0},
		{"Numbered", numbered(groups), nil, 0},
		{"ErrOldKana", strings.Replace(plain, groups[3], "ゐ"+string([]rune(groups[3])[1:]), 1), trust.ErrWordsLetter, 4},
		{"ErrVoiced", strings.Replace(plain, groups[6], "が"+string([]rune(groups[6])[1:]), 1), trust.ErrWordsLetter, 7},
		{"ErrVoicedHalf", strings.Replace(plain, groups[6], "ｶﾞ"+string([]rune(groups[6])[1:]), 1), trust.ErrWordsLetter, 7},
		{"ErrKanji", strings.Replace(plain, groups[12], "山"+string([]rune(groups[12])[1:]), 1), trust.ErrWordsLetter, 13},
		{"ErrMissing", strings.Replace(plain, groups[8], string([]rune(groups[8])[1:]), 1), trust.ErrWordsCount, 9},
		{"ErrTooMany", strings.Replace(plain, groups[1], groups[1]+"あ", 1), trust.ErrWordsCount, 2},
		{"ErrGroupMissing", strings.Join(groups[:12], " "), trust.ErrWordsCount, 13},
		{"ErrGroupTooMany", plain + " あいうえお", trust.ErrWordsCount, 13},
		{"ErrNothing", "", trust.ErrWordsCount, 1},
		{"ErrLong", strings.Repeat("あ", 5000), trust.ErrWordsCount, 13},
	} {
		t.Run(tc.name, func(t *testing.T) {
			kind, got, err := trust.ParseWords(tc.text)
			if tc.want == nil {
				if err != nil || kind != trust.WordsSheet || !bytes.Equal(got, secret) {
					t.Errorf("got %v %x, %v", kind, got, err)
				}
				return
			}
			var wrong *trust.WordsError
			if !errors.As(err, &wrong) || !errors.Is(err, tc.want) || wrong.Group != tc.group {
				t.Errorf("got %v, want %v in group %d", err, tc.want, tc.group)
			}
		})
	}
}

func TestSameWords(t *testing.T) {
	for _, tc := range []struct {
		typed string
		want  bool
	}{{"あいうえお", true}, {"アイウエオ", true}, {"a i u e o", true}, {"あいうえか", false}, {"あいうえ", false}, {"がいうえお", false}, {"", false}} {
		if got := trust.SameWords(tc.typed, "あいうえお"); got != tc.want {
			t.Errorf("%s: got %v", tc.typed, got)
		}
	}
}

func numbered(groups []string) string {
	var b strings.Builder
	for i, g := range groups {
		b.WriteString(strings.Repeat("①", i%2) + string(rune('0'+i%10)) + "." + g + "\n")
	}
	return b.String()
}

func halfWidth(text string) string {
	const full, half = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミ", "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐ"
	to := []rune(half)
	for i, r := range []rune(full) {
		text = strings.ReplaceAll(text, string(r), string(to[i]))
	}
	return text
}

func latin(text string, hepburn bool) string {
	var b strings.Builder
	rows, vowels := []string{"", "k", "s", "t", "n", "h", "m"}, "aiueo"
	for _, r := range text {
		i := strings.IndexRune(kanaOfWords, r) / len("あ")
		switch {
		case i < 0 || r == ' ':
			b.WriteRune(r)
		case hepburn && r == 'し':
			b.WriteString("shi")
		case hepburn && r == 'ち':
			b.WriteString("chi")
		case hepburn && r == 'つ':
			b.WriteString("tsu")
		case hepburn && r == 'ふ':
			b.WriteString("fu")
		default:
			b.WriteString(rows[i/5] + vowels[i%5:i%5+1])
		}
	}
	return b.String()
}

func TestWordVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/words.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Kind   byte
		Secret string
		Words  string
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		secret, err := hex.DecodeString(v.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(trust.Words(trust.WordsKind(v.Kind), secret), " "); got != v.Words {
			t.Errorf("got %s, want %s", got, v.Words)
		}
	}
}

func FuzzParseWords(f *testing.F) {
	f.Add(strings.Join(trust.Words(trust.WordsSheet, make([]byte, 32)), " "))
	f.Add("ka ki ku shi ﾂ ゐ 5 ー")
	f.Fuzz(func(t *testing.T, text string) {
		kind, secret, err := trust.ParseWords(text)
		var wrong *trust.WordsError
		if err != nil {
			if !errors.As(err, &wrong) || wrong.Group < 1 || wrong.Group > trust.WordsGroups {
				t.Fatalf("got %v", err)
			}
			return
		}
		againKind, again, err := trust.ParseWords(strings.Join(trust.Words(kind, secret), ""))
		if err != nil || againKind != kind || !bytes.Equal(again, secret) {
			t.Fatalf("got %v %x %v, want %v %x", againKind, again, err, kind, secret)
		}
	})
}
