package form_test

import (
	"errors"
	"io/fs"
	"testing"

	"yorisoi/assets"
	"yorisoi/store/form"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte(scoredForm(sumOfAB, ruleText("r", "a", ">=", `"valueInteger":1`))))
	for _, kind := range []string{"relation", "measurement"} {
		data, err := fs.ReadFile(assets.Forms, kind+".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	lists := builtIn(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := form.Parse("fuzz.json", data, lists)
		if err != nil {
			var r *form.Refused
			if !errors.As(err, &r) || len(r.Faults) == 0 || got != nil || r.Ja() == "" {
				t.Fatalf("got %v, %v, want a refusal with a fault", got, err)
			}
			return
		}
		if all, read := form.Account("fuzz.json", data, lists); all != read {
			t.Fatalf("read %d of %d values", read, all)
		}
		fields := got.Initial()
		got.Validate(fields)
		got.Compute(fields)
		got.Findings(fields)
		got.Progress(fields, "")
	})
}

func FuzzParseCodeList(f *testing.F) {
	f.Add([]byte("\ufeffcode,ja,en,parent,from,to\na,あ,a,,2026-04-01,\nb,い,b,a,,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := form.ParseCodeList("fuzz.csv", "fuzz", data)
		if (list == nil) == (err == nil) {
			t.Fatalf("got %v, %v", list, err)
		}
	})
}

func FuzzParseInput(f *testing.F) {
	f.Add("３，４１０．５")
	f.Fuzz(func(t *testing.T, typed string) {
		s, err := form.ParseDecimalInput(typed)
		if err != nil {
			return
		}
		if again, err := form.ParseDecimalInput(s); err != nil || again != s {
			t.Fatalf("%q gave %q, which gave %q, %v", typed, s, again, err)
		}
	})
}
