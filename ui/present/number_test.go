package present_test

import (
	"os"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
	"yorisoi/ui/present"
)

func TestNumbers(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 3410: "3,410", 1234567: "1,234,567", -3410: "−3,410"} {
		if got := present.Number(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
	check(t, "weight", func() string { return present.Grams(3410) }, "3,410 g", "3,410 g")
	check(t, "length", func() string { return present.Centimetres("51.2") }, "51.2 cm", "51.2 cm")
	for _, c := range []struct {
		unit   string
		n      int
		ja, en string
	}{
		{"item", 3, "3件", "3 items"}, {"item", 1, "1件", "1 item"}, {"person", 2, "2人", "2 people"}, {"family", 30000, "30,000家庭", "30,000 families"},
		{"place", 2, "2か所", "2 places"}, {"character", 412, "412字", "412 characters"}, {"question", 4, "4問", "4 questions"}, {"day", 0, "0日", "0 days"},
		{"visit", 3, "3件", "3 visits"}, {"time", 1, "1回", "1 time"},
	} {
		check(t, c.unit, func() string { return present.Count(c.unit, c.n) }, c.ja, c.en)
	}
}

func TestGainPerDay(t *testing.T) {
	for _, c := range []struct {
		gain   casework.Gain
		ja, en string
	}{
		{casework.Gain{Grams: 520, Days: 16}, "+32.5 g/日", "+32.5 g/day"}, {casework.Gain{Grams: -100, Days: 3}, "−33.3 g/日", "−33.3 g/day"},
		{casework.Gain{Grams: 0, Days: 3}, "±0.0 g/日", "±0.0 g/day"},
	} {
		check(t, c.en, func() string { return present.GainPerDay(c.gain) }, c.ja, c.en)
	}
}

func TestPercentile(t *testing.T) {
	g, err := casework.LoadGrowth(os.DirFS("../../assets/growth"), "growth_r5.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kg             float64
		ja, en, advice string
	}{
		{3.41, "25–50 パーセンタイル", "25–50 percentile", ""},
		{2.5, "3 パーセンタイル未満", "below the 3rd percentile", "健診や小児科で相談し、経過をみましょう。"},
		{5.5, "97 パーセンタイル以上", "97th percentile or above", "健診や小児科で相談し、経過をみましょう。"},
	} {
		p, err := g.Place(casework.Weight, casework.Female, 21.0/31, c.kg)
		if err != nil {
			t.Fatal(err)
		}
		check(t, c.en, func() string { return present.Percentile(p) }, c.ja, c.en)
		if got := present.PercentileAdvice(p); got != c.advice {
			t.Errorf("%v kg: got advice %q, want %q", c.kg, got, c.advice)
		}
	}
	check(t, "survey", func() string { return present.GrowthSurvey(g.Survey(), casework.Female) }, "令和5年 乳幼児身体発育調査(女)", "2023 national growth survey (female)")
	check(t, "sex", func() string { return present.Sex("") }, "不明・その他", "unknown or other")
}

func TestParseNumbers(t *testing.T) {
	for typed, want := range map[string]string{
		"51.2": "51.2", "５１．２": "51.2", "51.20": "51.2", "051.2cm": "51.2", "3,410": "3410", "3,410 g": "3410", "0": "0", "0.50": "0.5", "36.8℃": "36.8", "51。2": "51.2",
	} {
		if got, err := present.ParseDecimal(typed); err != nil || got != want {
			t.Errorf("%q: got %q %v, want %q", typed, got, err, want)
		}
	}
	for _, bad := range []string{"", "　", "3.4.1", "34,10", "ー3", "-3", ".5", "三", "1e3"} {
		if got, err := present.ParseDecimal(bad); present.InputProblem(err) == "" {
			t.Errorf("%q: got %q %v, want an error for people", bad, got, err)
		}
	}
	for typed, want := range map[string]int64{"3410": 3410, "３，４１０": 3410, "3.41kg": 3410, "3.4105kg": -1, "3 kg": 3000, "3410.5": -1, "99999999999999999999": -1, "3,410ｇ": 3410} {
		got, err := present.ParseGrams(typed)
		if want < 0 && present.InputProblem(err) == "" || want >= 0 && (err != nil || got != want) {
			t.Errorf("%q: got %d %v, want %d", typed, got, err, want)
		}
	}
}

func TestNumberShownCanBeTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<40).Draw(t, "n")
		if got, err := present.ParseWhole(present.Number(n)); err != nil || got != n {
			t.Fatalf("%d is shown as %s, read as %d %v", n, present.Number(n), got, err)
		}
	})
}

func TestNames(t *testing.T) {
	check(t, "name", func() string { return present.NameWithKana("森田", "花子", "もりた", "はなこ") }, "森田 花子(もりた はなこ)", "森田 花子 (もりた はなこ)")
	check(t, "without kana", func() string { return present.NameWithKana("森田", "花子", "", " ") }, "森田 花子", "森田 花子")
	check(t, "nothing", func() string { return present.Name("", " ") }, "名前なし", "no name")
	check(t, "family", func() string { return present.Family("小野寺") }, "小野寺 家", "小野寺 family")
	check(t, "no family name", func() string { return present.Family("") }, "名前なし", "no name")
	check(t, "staff", func() string { return present.Staff("中野", "保健師") }, "中野(保健師)", "中野 (保健師)")
	check(t, "staff without job", func() string { return present.Staff("中野", "") }, "中野", "中野")
	for name, want := range map[string]string{"中野 由美": "中", "": "?", "Maria Santos": "MS", "maria": "M", "辻󠄀 健": "辻󠄀", "𠮷田": "𠮷"} {
		if got := present.Initials(name); got != want {
			t.Errorf("initials of %q: got %q, want %q", name, got, want)
		}
	}
}

func TestPhone(t *testing.T) {
	for typed, want := range map[string]string{
		"09000001234": "090-0000-1234", "0420003311": "042-000-3311", "0300001234": "03-0000-1234", "0422001234": "0422-00-1234",
		"0120000123": "0120-000-123", "０４２０００３３１１": "042-000-3311", "042-000-3311": "042-000-3311", "042(000)3311": "042(000)3311",
		"090 0000 1234": "090 0000 1234", "+81420003311": "+81420003311", "3311": "3311", "なし": "なし", " 0420003311 ": "042-000-3311", "": "",
	} {
		if got := present.Phone(typed); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}
