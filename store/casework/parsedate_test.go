package casework_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

func TestParseDate(t *testing.T) {
	near := casework.Near{Today: day(t, "2026-11-20")}
	for _, c := range []struct{ typed, want string }{
		{"r8.11.22", "2026-11-22"}, {"R081122", "2026-11-22"}, {"R8/11/22", "2026-11-22"}, {"R8-11-22", "2026-11-22"},
		{"令和8年11月22日", "2026-11-22"}, {"令和8年11月22日(日)", "2026-11-22"}, {"令和８年１１月２２日（日）", "2026-11-22"},
		{"2026/11/22", "2026-11-22"}, {"2026-11-22", "2026-11-22"}, {"2026.11.22", "2026-11-22"}, {"20261122", "2026-11-22"},
		{"2026年11月22日", "2026-11-22"}, {"1122", "2026-11-22"}, {"11/22", "2026-11-22"}, {"11月22日", "2026-11-22"},
		{"１１２２", "2026-11-22"}, {"Ｒ８．１１．２２", "2026-11-22"}, {"Ｒ８。１１。２２", "2026-11-22"}, {"R81122", "2026-11-22"},
		{"令和元年5月1日", "2019-05-01"}, {"R元.5.1", "2019-05-01"}, {"R1.5.1", "2019-05-01"}, {"㋿8年11月22日", "2026-11-22"},
		{"H31.4.30", "2019-04-30"}, {"S64.1.7", "1989-01-07"}, {"h1.1.8", "1989-01-08"}, {"T1.7.30", "1912-07-30"},
		{"S1.12.25", "1926-12-25"}, {"T15.12.24", "1926-12-24"}, {"r6.4.1", "2024-04-01"}, {"R060401", "2024-04-01"},
		{"2024/4/1", "2024-04-01"}, {" 1/5 ", "2026-01-05"}, {"今日", "2026-11-20"}, {"きのう", "2026-11-19"},
		{"明日", "2026-11-21"}, {"11ー22", "2026-11-22"}, {"R4 .2.28", ""},
	} {
		got, err := casework.ParseDate(c.typed, near)
		if got.String() != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q: got %v %v, want %s", c.typed, got, err, c.want)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	near := casework.Near{Today: day(t, "2026-11-20")}
	for _, c := range []struct {
		typed string
		want  casework.ParseCode
	}{
		{"", casework.DateEmpty}, {"　", casework.DateEmpty},
		{"あした晴れ", casework.DateShape}, {"R8", casework.DateShape}, {"112", casework.DateShape}, {"2026/11", casework.DateShape},
		{"8/11/22", casework.DateShortYear}, {"26.11.22", casework.DateShortYear}, {"081122", casework.DateShortYear},
		{"2026/2/29", casework.DateNotExist}, {"R8.13.1", casework.DateNotExist}, {"0230", casework.DateNotExist}, {"R8.0.1", casework.DateNotExist},
		{"H31.5.1", casework.DateOutsideEra}, {"R1.4.30", casework.DateOutsideEra}, {"S64.1.8", casework.DateOutsideEra},
		{"S1.12.24", casework.DateOutsideEra}, {"R0.5.1", casework.DateOutsideEra}, {"H32.1.1", casework.DateOutsideEra},
		{"0026/11/22", casework.DateOutOfRange}, {"9999/1/1", casework.DateOutOfRange},
	} {
		got, err := casework.ParseDate(c.typed, near)
		if codeOf(err) != c.want {
			t.Errorf("%q: got %v %v, want code %s", c.typed, got, err, c.want)
		}
	}
	if _, err := casework.ParseDate("11/22", casework.Near{}); codeOf(err) != casework.DateShape {
		t.Errorf("11/22 without a reference: got %v", err)
	}
}

func TestParseDateWithoutYear(t *testing.T) {
	for _, c := range []struct {
		typed, today string
		prefer       casework.Prefer
		want         string
	}{
		{"1/5", "2026-11-20", casework.ThisYear, "2026-01-05"},
		{"1/5", "2026-11-20", casework.InPast, "2026-01-05"}, {"12/5", "2026-11-20", casework.InPast, "2025-12-05"},
		{"11/20", "2026-11-20", casework.InPast, "2026-11-20"}, {"11/20", "2026-11-20", casework.InFuture, "2026-11-20"},
		{"1/5", "2026-11-20", casework.InFuture, "2027-01-05"}, {"1/5", "2026-11-20", casework.Nearest, "2027-01-05"},
		{"12/28", "2027-01-04", casework.Nearest, "2026-12-28"}, {"6/1", "2026-11-20", casework.Nearest, "2026-06-01"},
		{"0229", "2026-11-20", casework.InPast, "2024-02-29"}, {"2/29", "2026-11-20", casework.InFuture, "2028-02-29"},
	} {
		got, err := casework.ParseDate(c.typed, casework.Near{Today: day(t, c.today), Prefer: c.prefer})
		if err != nil || got != day(t, c.want) {
			t.Errorf("%s on %s, %d: got %v %v, want %s", c.typed, c.today, c.prefer, got, err, c.want)
		}
	}
}

func TestParseDateReadsEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "d")
		if d.Year > 2117 {
			t.Skip("an era year of three digits is not typed")
		}
		era, n, _ := d.Era()
		forms := []string{
			d.String(), strings.ReplaceAll(d.String(), "-", ""), strings.ReplaceAll(d.String(), "-", "/"),
			fmt.Sprintf("%s%d.%d.%d", era.Short, n, d.Month, d.Day),
			fmt.Sprintf("%s%02d%02d%02d", strings.ToLower(era.Short), n, d.Month, d.Day),
			fmt.Sprintf("%s%d年%d月%d日", era.Name, n, d.Month, d.Day),
		}
		typed := rapid.SampledFrom(forms).Draw(t, "typed")
		if rapid.Bool().Draw(t, "full width") {
			typed = fullWidth(typed)
		}
		got, err := casework.ParseDate(typed, casework.Near{})
		if err != nil || got != d {
			t.Fatalf("%q: got %v %v, want %v", typed, got, err, d)
		}
	})
}

// fullWidth turns ASCII into the wide signs of a Japanese input method.
func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r <= unicode.MaxASCII {
			return r - '!' + '！'
		}
		return r
	}, s)
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"r8.11.22", "令和元年5月1日", "1122", "２０２６／１１／２２", "R0", "今日", "ー1-1"} {
		f.Add(seed)
	}
	near := casework.Near{Today: casework.Date{Year: 2026, Month: 11, Day: 20}, Prefer: casework.Nearest}
	f.Fuzz(func(t *testing.T, typed string) {
		d, err := casework.ParseDate(typed, near)
		if err != nil {
			if codeOf(err) == "" || !d.IsZero() {
				t.Fatalf("%q: got %v %v, want no date and a code", typed, d, err)
			}
			return
		}
		if !d.Valid() {
			t.Fatalf("%q: got %v, which is no day", typed, d)
		}
		if again, err := casework.ParseDate(d.String(), near); err != nil || again != d {
			t.Fatalf("%q: got %v, read back as %v %v", typed, d, again, err)
		}
	})
}

func TestParseTimeOfDay(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"1034", "10:34"}, {"10:34", "10:34"}, {"１０：３４", "10:34"}, {"934", "09:34"}, {"9:05", "09:05"}, {"0000", "00:00"},
		{"10時34分", "10:34"}, {"10時5分", "10:05"}, {"10時半", "10:30"}, {"9時", "09:00"}, {"14", "14:00"}, {"23:59", "23:59"},
		{"午後2時10分", "14:10"}, {"午前9時", "09:00"}, {"午後0時", "12:00"}, {"午前12時", "00:00"}, {"10.34", "10:34"},
	} {
		got, err := casework.ParseTimeOfDay(c.typed)
		if err != nil || got.String() != c.want {
			t.Errorf("%q: got %v %v, want %s", c.typed, got, err, c.want)
		}
	}
	for typed, want := range map[string]casework.ParseCode{
		"": casework.TimeEmpty, "　": casework.TimeEmpty, "24:00": casework.TimeNotExist, "2400": casework.TimeNotExist,
		"10:60": casework.TimeNotExist, "午後14時": casework.TimeNotExist, "ひる": casework.TimeShape, "10:3": casework.TimeShape, "12345": casework.TimeShape,
	} {
		if got, err := casework.ParseTimeOfDay(typed); codeOf(err) != want {
			t.Errorf("%q: got %v %v, want code %s", typed, got, err, want)
		}
	}
}

func FuzzParseTimeOfDay(f *testing.F) {
	for _, seed := range []string{"1034", "10時半", "午後2時", "9", "25:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := casework.ParseTimeOfDay(typed)
		if err != nil {
			if codeOf(err) == "" {
				t.Fatalf("%q: got %v without a code", typed, err)
			}
			return
		}
		if again, err := casework.ParseTimeOfDay(got.String()); err != nil || again != got || got.Minutes() >= 24*60 {
			t.Fatalf("%q: got %v, read back as %v %v", typed, got, again, err)
		}
	})
}
