package casework_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

func TestRomaji(t *testing.T) {
	for _, c := range []struct {
		kana string
		want []string // each must be among the spellings; the first must be first
	}{
		{"もりた", []string{"morita"}}, {"さとう", []string{"sato", "satou", "satoh"}}, {"おおの", []string{"ono", "oono", "ohno"}},
		{"しょうじ", []string{"shoji", "syozi", "shouji", "syouzi", "syoji"}}, {"つじ", []string{"tsuji", "tuzi", "tuji"}},
		{"ふじい", []string{"fujii", "huzii"}}, {"ほんま", []string{"honma", "homma"}}, {"なんば", []string{"nanba", "namba"}},
		{"はっとり", []string{"hattori"}}, {"ほっち", []string{"hotchi", "hotti"}}, {"しんいち", []string{"shinichi", "siniti"}},
		{"ユーコ", []string{"yuko", "yuuko"}}, {"じゅん", []string{"jun", "zyun", "jyun"}}, {"ちづ", []string{"chizu", "tizu"}},
		{"マリア・ヴィーナ", []string{"mariavina"}}, {"きのした あい", []string{"kinoshitaai", "kinositaai"}},
	} {
		got := casework.Romaji(c.kana)
		if len(got) == 0 || got[0] != c.want[0] {
			t.Errorf("%s: got %v, want %s first", c.kana, got, c.want[0])
		}
		for _, w := range c.want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %v lacks %s", c.kana, got, w)
			}
		}
	}
	for _, bad := range []string{"森田", "mori", "もり田", ""} {
		if got := casework.Romaji(bad); got != nil {
			t.Errorf("%s: got %v, want none", bad, got)
		}
	}
	if got := len(casework.Romaji("しょうじょうじしょうじょうじ")); got > 64 {
		t.Errorf("got %d spellings, want 64 at most", got)
	}
}

func TestRomajiQuery(t *testing.T) {
	for _, c := range []struct {
		kana string
		find []string
		not  []string
	}{
		{"もりた", []string{"mo", "mor", "Morita", "ＭＯＲＩＴＡ"}, []string{"morida", "ita"}},
		{"さとう", []string{"sat", "sato", "satou", "satō", "satoh", "satoo"}, []string{"sata"}},
		{"おおうち", []string{"oouchi", "ouchi", "ōuchi", "outi", "oh"}, []string{"auchi"}},
		{"おおの", []string{"ohno", "ono", "oono", "ohn"}, []string{"ana"}},
		{"ほんま", []string{"honma", "homma", "hom", "hon"}, []string{"hoba"}},
		{"しんいち", []string{"shin'ichi", "shinichi", "sinniti", "shin-ichi"}, nil},
		{"ちはる", []string{"c", "ch", "chi", "ti", "chiharu"}, []string{"k"}},
		{"かをる", []string{"kaoru", "kaworu", "kaw"}, nil},
		{"じゅんこ", []string{"junko", "zyunko", "jyunko", "j", "jy", "ju"}, []string{"g"}},
		{"えんどう", []string{"endo", "endou", "endoh", "enndou"}, []string{"edo"}},
		{"つづき", []string{"tsuduki", "tsuzuki", "tuzuki", "tsud"}, nil},
		{"はっとり", []string{"hattori", "hat", "hatt"}, nil},
		{"ウィリアム", []string{"wi", "wiri", "uiri", "william"}, nil},
	} {
		key := casework.RomajiKey(c.kana)
		for _, typed := range c.find {
			if !found(key, typed) {
				t.Errorf("%s (%s): not found by %s (%v)", c.kana, key, typed, casework.RomajiQuery(typed))
			}
		}
		for _, typed := range c.not {
			if found(key, typed) {
				t.Errorf("%s (%s): found by %s (%v)", c.kana, key, typed, casework.RomajiQuery(typed))
			}
		}
	}
	for _, bad := range []string{"もり", "森", "12", "a1", "", " - "} {
		if got := casework.RomajiQuery(bad); got != nil {
			t.Errorf("%q: got %v, want none", bad, got)
		}
	}
	if got := casework.RomajiKey("森田"); got != "" {
		t.Errorf("key of kanji: got %q", got)
	}
}

func found(key, typed string) bool {
	return slices.ContainsFunc(casework.RomajiQuery(typed), func(q string) bool { return strings.HasPrefix(key, q) })
}

// Whatever way a name is spelled, each beginning of it finds the name.
func TestEverySpellingFindsTheName(t *testing.T) {
	moras := strings.Fields("あ い う え お か き く け こ さ し す せ そ た ち つ て と な に ぬ ね の は ひ ふ へ ほ ま み む め も や ゆ よ ら り る れ ろ わ " +
		"が ぎ ぐ げ ご ざ じ ず ぜ ぞ だ ぢ づ で ど ば び ぶ べ ぼ ぱ ぴ きゃ きゅ きょ しゃ しゅ しょ ちゃ ちゅ ちょ にゃ ひょ みゅ りょ ぎょ じゃ じゅ じょ びゃ " +
		"おう おお こう とう しょう じょう ゆう りゅう ー ん んば んま んぺ っか っさ っと っち っちゃ っぱ")
	rapid.Check(t, func(t *rapid.T) {
		kana := rapid.SampledFrom(moras[:60]).Draw(t, "first") +
			strings.Join(rapid.SliceOfN(rapid.SampledFrom(moras), 0, 5).Draw(t, "rest"), "")
		if strings.Contains(kana, "んん") {
			t.Skip("no word has ん twice")
		}
		key := casework.RomajiKey(kana)
		spelled := rapid.SampledFrom(casework.Romaji(kana)).Draw(t, "spelled")
		typed := spelled[:rapid.IntRange(1, len(spelled)).Draw(t, "length")]
		if !found(key, typed) {
			t.Fatalf("%s (%s), spelled %s: not found by %s (%v)", kana, key, spelled, typed, casework.RomajiQuery(typed))
		}
	})
}
