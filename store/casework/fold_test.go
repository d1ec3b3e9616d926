package casework_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"髙橋", "高橋"}, {"山﨑", "山崎"}, {"渡邊", "渡辺"}, {"渡邉", "渡辺"}, {"濵田", "浜田"}, {"濱田", "浜田"},
		{"齋藤", "斎藤"}, {"齊藤", "斉藤"}, {"斉藤", "斎藤"}, {"藤澤", "藤沢"}, {"廣瀨", "広瀬"}, {"國枝", "国枝"},
		{"小嶋", "小島"}, {"小嶌", "小島"}, {"櫻井", "桜井"}, {"眞理", "真理"}, {"德永", "徳永"}, {"惠", "恵"}, {"北條", "北条"},
		{"靜香", "静香"}, {"龍", "竜"}, {"鐵男", "鉄男"}, {"豐田", "豊田"}, {"藏", "蔵"}, {"當間", "当間"}, {"曾根", "曽根"},
		{"檜山", "桧山"}, {"田淵", "田渕"}, {"舘", "館"}, {"彌生", "弥生"}, {"榮", "栄"}, {"圓", "円"}, {"壽", "寿"}, {"實", "実"},
		{"學", "学"}, {"與", "与"}, {"來", "来"}, {"禮", "礼"}, {"萬", "万"}, {"縣", "県"}, {"晉", "晋"}, {"步", "歩"},
		{"𠮷田", "吉田"}, {"𡈽屋", "土屋"}, {"神", "神"}, {"福", "福"}, {"社", "社"}, {"祐", "祐"}, {"晴", "晴"}, {"塚", "塚"}, {"都", "都"},
		{"辻󠄀", "辻"}, {"葛󠄁飾", "葛飾"}, {"佐々木", "佐佐木"},
		{"モリタ", "もりた"}, {"ﾓﾘﾀ", "もりた"}, {"ショウコ", "しようこ"}, {"すゞ", "すず"}, {"いすヾ", "いすず"}, {"みづき", "みずき"},
		{"かをる", "かおる"}, {"竜ヶ崎", "竜ケ崎"}, {"ﾊﾟｳﾛ", "ぱうろ"}, {"ｿｰﾆｬ", "そーにや"}, {"そ－にゃ", "そーにや"}, {"そ−にゃ", "そーにや"},
		{"ＡＢＣ１２", "abc12"}, {"森田　 花子 ", "森田 花子"}, {"\t森田\n花子", "森田 花子"}, {"㌔", "きろ"},
	} {
		if x, y := casework.Fold(c.a), casework.Fold(c.b); x != y {
			t.Errorf("%s folds to %s, %s to %s", c.a, x, c.b, y)
		}
	}
	for _, c := range []struct{ a, b string }{
		{"森田", "盛田"}, {"もりた", "もりだ"}, {"とーの", "とうの"}, {"高田", "岡田"}, {"042-1", "0421"}, {"", "ー"},
	} {
		if x, y := casework.Fold(c.a), casework.Fold(c.b); x == y {
			t.Errorf("%s and %s both fold to %s", c.a, c.b, x)
		}
	}
}

// nameText draws text as it stands in names and notes, with what is hard to fold.
func nameText() *rapid.Generator[string] {
	hard := []string{"髙", "邉", "﨑", "𠮷", "々", "ゞ", "ゝ", "ー", "-", "〜", "ｶﾞ", "ガ", "ヷ", "ゔ", "ヴ", "っ", "ッ", "ヶ", "゙", "゚",
		"\uFE00", "\U000E0100", "　", " ", "\n", "Ａ", "İ", "ß", "㍻", "①", "ﾞ", "が", "カ", "\u200b", "〻", "を", "ヲ", "一", "舘", "é", "ǅ"}
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(hard), rapid.String()), 0, 12).Draw(t, "parts")
		return strings.Join(parts, "")
	})
}

func TestFoldTwiceIsFoldOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := nameText().Draw(t, "text")
		once := casework.Fold(text)
		if twice := casework.Fold(once); twice != once {
			t.Fatalf("%q folds to %q, and that to %q", text, once, twice)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"髙橋 ゞ", "カ\uFE00゙", "ＡＢ-ー", "\xff", "々"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := casework.Fold(text)
		if twice := casework.Fold(once); twice != once {
			t.Fatalf("%q folds to %q, and that to %q", text, once, twice)
		}
	})
}

func TestKanaKey(t *testing.T) {
	for _, group := range [][]string{
		{"おおの", "オーノ", "おの", "おうの"}, {"ゆうこ", "ゆーこ", "ユウコ", "ゆこ"}, {"さとう", "サトー", "さとお"}, {"しょうこ", "ショーコ", "しよこ"},
	} {
		for _, kana := range group[1:] {
			if x, y := casework.KanaKey(group[0]), casework.KanaKey(kana); x != y {
				t.Errorf("%s: %s, %s: %s", group[0], x, kana, y)
			}
		}
	}
	if x, y := casework.KanaKey("いのうえ"), casework.KanaKey("いのえ"); x != y {
		t.Errorf("いのうえ: %s, いのえ: %s", x, y)
	}
	if x, y := casework.KanaKey("けいこ"), casework.KanaKey("けこ"); x == y {
		t.Errorf("けいこ and けこ both have %s", x)
	}
}

func TestFoldPhone(t *testing.T) {
	for typed, want := range map[string]string{
		"042-000-3311": "0420003311", "０４２（０００）３３１１": "0420003311", "+81 42-000-3311": "0420003311",
		"+81 (0)42-000-3311": "0420003311", "090 0000 1234 母": "09000001234", "なし": "", "": "",
	} {
		if got := casework.FoldPhone(typed); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"森田 花子", []string{"森田", "田花", "花子"}}, {"堀", []string{"堀"}}, {"", nil}, {"。、", nil},
		{"髙橋。泣く", []string{"高橋", "泣く"}}, {"042-000", []string{"04", "42", "20", "00"}}, {"EPDS 9点", []string{"ep", "pd", "ds", "9点"}},
		{"ママ", []string{"まま"}}, {"まままま", []string{"まま"}},
	} {
		if got := casework.SearchTokens(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %v, want %v", c.text, got, c.want)
		}
	}
	if got, want := casework.QueryTokens("森田　花子"), []string{"森田", "花子"}; !slices.Equal(got, want) {
		t.Errorf("query of two words: got %v, want %v", got, want)
	}
}

func TestWhatIsTypedFromATextFindsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []rune(rapid.StringOfN(rapid.SampledFrom([]rune("森田花子髙邊もりたモッユー042-1 。、aB")), 2, 30, -1).Draw(t, "text"))
		from := rapid.IntRange(0, len(text)-2).Draw(t, "from")
		to := rapid.IntRange(from+2, len(text)).Draw(t, "to")
		tokens := casework.SearchTokens(string(text))
		for _, q := range casework.QueryTokens(string(text[from:to])) {
			if !slices.Contains(tokens, q) && len([]rune(q)) > 1 {
				t.Fatalf("%q has no token %q of %q", string(text), q, string(text[from:to]))
			}
		}
	})
}

// What is taken as normal must be: each sign beside every mark that joins.
func TestNormalizingIsNotSkipped(t *testing.T) {
	for r := rune(1); r < 0x3FFFF; r++ {
		if r >= 0xD800 && r <= 0xDFFF {
			continue
		}
		for _, text := range []string{string(r), string(r) + "\u3099", "か" + string(r)} {
			if got := casework.Fold(text); !norm.NFKC.IsNormalString(got) {
				t.Fatalf("%q (U+%04X) folds to %q, which is not normal", text, r, got)
			}
		}
		if a, b := casework.Fold(string(r)), casework.Fold(norm.NFKC.String(string(r))); a != b {
			t.Fatalf("U+%04X folds to %q, its normal form to %q", r, a, b)
		}
	}
}
