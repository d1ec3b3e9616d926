package casework_test

import (
	"testing"

	"yorisoi/store/casework"
)

func TestParseBirthQuery(t *testing.T) {
	for _, c := range []struct{ typed, from, to string }{
		{"R5.3.2", "2023-03-02", "2023-03-02"}, {"r050302", "2023-03-02", "2023-03-02"}, {"20230302", "2023-03-02", "2023-03-02"},
		{"2023/3/2", "2023-03-02", "2023-03-02"}, {"令和5年3月2日", "2023-03-02", "2023-03-02"},
		{"R5.3", "2023-03-01", "2023-03-31"}, {"2023/2", "2023-02-01", "2023-02-28"}, {"２０２３年２月", "2023-02-01", "2023-02-28"},
		{"令和5年", "2023-01-01", "2023-12-31"}, {"R1", "2019-05-01", "2019-12-31"}, {"平成31年", "2019-01-01", "2019-04-30"}, {"2023", "2023-01-01", "2023-12-31"},
		{"S64", "1989-01-01", "1989-01-07"}, {"11/22", "", ""}, {"1122", "", ""}, {"H31.5", "", ""}, {"R5.13", "", ""}, {"森田", "", ""}, {"", "", ""},
	} {
		got := casework.ParseBirthQuery(c.typed)
		if got.From != day(t, c.from) || got.To != day(t, c.to) {
			t.Errorf("%q: got %v to %v, want %s to %s", c.typed, got.From, got.To, c.from, c.to)
		}
	}
	r := casework.ParseBirthQuery("R5.3")
	for iso, want := range map[string]bool{"2023-02-28": false, "2023-03-01": true, "2023-03-31": true, "2023-04-01": false, "": false} {
		if got := r.Contains(day(t, iso)); got != want {
			t.Errorf("R5.3 contains %s: got %v", iso, got)
		}
	}
	if (casework.DateRange{}).Contains(day(t, "2023-03-01")) {
		t.Error("no range contains a day")
	}
}

func TestParseQuery(t *testing.T) {
	q := casework.ParseQuery("ＭＯＲＩ")
	if q.Fold != "mori" || len(q.Romaji) != 1 || q.Romaji[0] != "mori" || q.Phone != "" || !q.Birth.IsZero() {
		t.Errorf("letters: got %+v", q)
	}
	q = casework.ParseQuery("042-000-33")
	if q.Phone != "04200033" || q.Romaji != nil {
		t.Errorf("telephone: got %+v", q)
	}
	if q = casework.ParseQuery("33"); q.Phone != "" {
		t.Errorf("two digits: got %+v", q)
	}
	if q = casework.ParseQuery("20230302"); q.Phone != "20230302" || q.Birth.From != day(t, "2023-03-02") {
		t.Errorf("eight digits are both: got %+v", q)
	}
	if q = casework.ParseQuery(" 髙橋　花 "); q.Fold != "高橋 花" || len(q.Tokens) != 2 {
		t.Errorf("name: got %+v", q)
	}
}
