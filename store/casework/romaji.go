package casework

import "strings"

// maxSpellings bounds Romaji for readings with many long vowels.
const maxSpellings = 64

// moras is how each kana, or kana with a small one, is spelled: Hepburn first,
// then Kunrei and what people type into an input method.
var moras = readMoras(`
あ=a い=i う=u え=e お=o か=ka き=ki く=ku け=ke こ=ko さ=sa し=shi/si す=su せ=se そ=so
た=ta ち=chi/ti つ=tsu/tu て=te と=to な=na に=ni ぬ=nu ね=ne の=no は=ha ひ=hi ふ=fu/hu へ=he ほ=ho
ま=ma み=mi む=mu め=me も=mo や=ya ゆ=yu よ=yo ら=ra り=ri る=ru れ=re ろ=ro わ=wa ゐ=i/wi ゑ=e/we を=o/wo
が=ga ぎ=gi ぐ=gu げ=ge ご=go ざ=za じ=ji/zi ず=zu ぜ=ze ぞ=zo だ=da ぢ=ji/zi づ=zu で=de ど=do
ば=ba び=bi ぶ=bu べ=be ぼ=bo ぱ=pa ぴ=pi ぷ=pu ぺ=pe ぽ=po ゔ=vu/bu
きゃ=kya きゅ=kyu きょ=kyo しゃ=sha/sya しゅ=shu/syu しょ=sho/syo ちゃ=cha/tya ちゅ=chu/tyu ちょ=cho/tyo
にゃ=nya にゅ=nyu にょ=nyo ひゃ=hya ひゅ=hyu ひょ=hyo みゃ=mya みゅ=myu みょ=myo りゃ=rya りゅ=ryu りょ=ryo
ぎゃ=gya ぎゅ=gyu ぎょ=gyo じゃ=ja/zya/jya じゅ=ju/zyu/jyu じょ=jo/zyo/jyo ぢゃ=ja/zya ぢゅ=ju/zyu ぢょ=jo/zyo
びゃ=bya びゅ=byu びょ=byo ぴゃ=pya ぴゅ=pyu ぴょ=pyo
しぇ=she/sye じぇ=je/zye ちぇ=che/tye てぃ=ti でぃ=di とぅ=tu どぅ=du でゅ=dyu うぃ=wi うぇ=we うぉ=wo
ふぁ=fa ふぃ=fi ふぇ=fe ふぉ=fo ゔぁ=va ゔぃ=vi ゔぇ=ve ゔぉ=vo
ぁ=a ぃ=i ぅ=u ぇ=e ぉ=o ゃ=ya ゅ=yu ょ=yo ゎ=wa ゕ=ka ゖ=ke
`)

func readMoras(table string) map[string][]string {
	m := map[string][]string{}
	for _, line := range strings.Fields(table) {
		kana, latin, _ := strings.Cut(line, "=")
		m[kana] = strings.Split(latin, "/")
	}
	return m
}

// vowelOf returns the vowel that a kana ends in, or 0.
func vowelOf(kana rune) byte {
	spelled, ok := moras[string(soundOf(kana))]
	if !ok {
		return 0
	}
	return spelled[0][len(spelled[0])-1]
}

// Romaji returns the spellings of a reading in Latin letters, the usual one
// first: Hepburn, Kunrei and typing habits, long vowels written out, dropped or
// as oh, n or m before b, m and p. At most 64; nil when a sign is no kana. For
// matching what was typed use RomajiKey with RomajiQuery: one key a name.
func Romaji(kana string) []string {
	units, ok := splitMoras(kana)
	if !ok || len(units) == 0 {
		return nil
	}
	all := []string{""}
	for i := len(units) - 1; i >= 0; i-- {
		var next []string
		for _, choice := range spellings(units, i) {
			for _, rest := range all {
				if joined, fits := join(choice, rest); fits && len(next) < maxSpellings {
					next = append(next, joined)
				}
			}
		}
		all = next
	}
	return unique(all)
}

// splitMoras cuts a reading into moras. Spaces and middle dots are dropped.
func splitMoras(kana string) (units []string, ok bool) {
	signs := kanaSigns(kana)
	for i := 0; i < len(signs); i++ {
		if i+1 < len(signs) {
			if pair := string(signs[i : i+2]); moras[pair] != nil {
				units = append(units, pair)
				i++
				continue
			}
		}
		one := string(signs[i])
		if moras[one] == nil && !strings.ContainsAny(one, "んっー") {
			return nil, false
		}
		units = append(units, one)
	}
	return units, true
}

// spellings returns how the mora at i may be written. A long vowel's second
// half may be left out or, before a consonant or the end, be an h.
func spellings(units []string, i int) []string {
	switch u := units[i]; u {
	case "ん":
		return []string{"n", "m"}
	case "っ":
		return []string{"+"}
	case "ー":
		if v := lastVowel(units, i); v == "o" || v == "u" {
			return []string{"", v, "h"}
		} else {
			return []string{"", v}
		}
	case "う", "お":
		switch before := lastVowel(units, i); {
		case before == "o":
			return []string{"", moras[u][0], "h"}
		case before == "u" && u == "う":
			return []string{"", "u"}
		}
		return moras[u]
	default:
		return moras[u]
	}
}

// lastVowel returns the vowel before position i, or "".
func lastVowel(units []string, i int) string {
	for i--; i >= 0; i-- {
		if m := moras[units[i]]; m != nil {
			return m[0][len(m[0])-1:]
		}
		if units[i] != "ー" {
			break
		}
	}
	return ""
}

// join puts one mora before the rest and reports whether they go together.
func join(mora, rest string) (joined string, fits bool) {
	next := byte(0)
	if rest != "" {
		next = rest[0]
	}
	switch {
	case mora == "m" && !strings.ContainsRune("bmp", rune(next)):
		return "", false
	case mora == "h" && strings.ContainsRune("aiueoyh", rune(next)):
		return "", false
	case mora == "+" && strings.HasPrefix(rest, "ch"):
		return "t" + rest, true
	case mora == "+" && next != 0 && !strings.ContainsRune("aiueo", rune(next)):
		return string(next) + rest, true
	case mora == "+":
		return rest, true
	}
	return mora + rest, true
}

func unique(all []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
