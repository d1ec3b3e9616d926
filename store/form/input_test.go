package form_test

import (
	"testing"

	"yorisoi/store/form"
)

func TestParseInput(t *testing.T) {
	visit := library(t).Form("visit")
	tests := []struct {
		item, typed string
		want        any
		bad         bool
	}{
		{item: "weight_g", typed: "3410", want: int64(3410)},
		{item: "weight_g", typed: "3,410", want: int64(3410)},
		{item: "weight_g", typed: "３，４１０", want: int64(3410)},
		{item: "weight_g", typed: " ３４１０ ｇ ", want: int64(3410)},
		{item: "weight_g", typed: "3410g", want: int64(3410)},
		{item: "weight_g", typed: "3410.0", want: int64(3410)},
		{item: "weight_g", typed: "", want: nil},
		{item: "weight_g", typed: "　", want: nil},
		{item: "weight_g", typed: "3,41", bad: true},
		{item: "weight_g", typed: "3,4100", bad: true},
		{item: "weight_g", typed: ",410", bad: true},
		{item: "weight_g", typed: "3.41", bad: true},
		{item: "weight_g", typed: "3kg", bad: true},
		{item: "weight_g", typed: "三千", bad: true},
		{item: "height_cm", typed: "51.20", want: "51.2"},
		{item: "height_cm", typed: "５１．２", want: "51.2"},
		{item: "height_cm", typed: "５１。２ｃｍ", want: "51.2"},
		{item: "height_cm", typed: ".5", want: "0.5"},
		{item: "height_cm", typed: "-0.0", want: "0"},
		{item: "height_cm", typed: "1e2", bad: true},
		{item: "height_cm", typed: "51.", bad: true},
		{item: "mother_temp_c", typed: "36.8℃", want: "36.8"},
		{item: "start_time", typed: "10:34", want: "10:34"},
		{item: "start_time", typed: "1034", want: "10:34"},
		{item: "start_time", typed: "９３４", want: "09:34"},
		{item: "start_time", typed: "9時5分", want: "09:05"},
		{item: "start_time", typed: "１０時", want: "10:00"},
		{item: "start_time", typed: "24:00", bad: true},
		{item: "start_time", typed: "10:6", bad: true},
		{item: "start_time", typed: "1", bad: true},
		{item: "visited_on", typed: "２０２６-11-22", want: "2026-11-22"},
		{item: "visited_on", typed: "昨日", bad: true},
		{item: "met", typed: "　母 ", want: "母"},
		{item: "note", typed: " 一行目\n", want: " 一行目\n"},
		{item: "note", typed: "", want: nil},
	}
	for _, tt := range tests {
		got, err := visit.Item(tt.item).ParseInput(tt.typed)
		if (err != nil) != tt.bad || got != tt.want {
			t.Errorf("%s %q: got %v, %v, want %v", tt.item, tt.typed, got, err, tt.want)
		}
	}
}

func TestShow(t *testing.T) {
	l := library(t)
	tests := []struct {
		kind, item string
		v          any
		ja, en     string
	}{
		{"visit", "weight_g", int64(3410), "3,410", "3,410"},
		{"visit", "weight_g", int64(410), "410", "410"},
		{"visit", "height_cm", "51.2", "51.2", "51.2"},
		{"visit", "result", "met", "面接できた", "Met"},
		{"visit", "result", "of another city", "of another city", "of another city"},
		{"visit", "skin", []string{"dry", "rash"}, "乾燥、湿しん", "Dry, Rash"},
		{"visit", "note", nil, "", ""},
		{"person", "lives_with", true, "はい", "Yes"},
		{"epds", "item10", "3", "3（最も強い）", "3 (strongest)"},
	}
	for _, tt := range tests {
		it := l.Form(tt.kind).Item(tt.item)
		if got := it.Show(tt.v, "ja"); got != tt.ja {
			t.Errorf("%s: got %q, want %q", tt.item, got, tt.ja)
		}
		if got := it.Show(tt.v, "en"); got != tt.en {
			t.Errorf("%s: got %q, want %q", tt.item, got, tt.en)
		}
	}
}

func TestDecimal(t *testing.T) {
	tests := []struct{ in, want string }{
		{"0", "0"}, {"-0", "0"}, {"007", "7"}, {"3.410", "3.41"}, {"-0.5", "-0.5"}, {"100", "100"},
		{"0.000000000000000001", "0.000000000000000001"}, {"999999999999999999", "999999999999999999"},
		{"1000000000000000000", ""}, {"1e3", ""}, {"", ""}, {"-", ""}, {".5", ""}, {"5.", ""}, {"+5", ""}, {"0x1", ""},
	}
	for _, tt := range tests {
		d, err := form.ParseDecimal(tt.in)
		if err != nil != (tt.want == "") || err == nil && d.String() != tt.want {
			t.Errorf("%q: got %s, %v, want %q", tt.in, d, err, tt.want)
		}
	}
}
