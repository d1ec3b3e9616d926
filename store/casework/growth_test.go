package casework_test

import (
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

const growthFile = "growth_r5.csv"

func loadGrowth(t testing.TB) *casework.Growth {
	t.Helper()
	g, err := casework.LoadGrowth(os.DirFS("../../assets/growth"), growthFile)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The expected figures are those of reference §7.
func TestPercentilesAtPlotPoints(t *testing.T) {
	g := loadGrowth(t)
	if got := g.Survey(); got != "R5-2023" {
		t.Errorf("survey: got %s", got)
	}
	for _, c := range []struct {
		m      casework.Measure
		s      casework.Sex
		months float64
		want   casework.Percentiles
	}{
		{casework.Weight, casework.Male, 0, casework.Percentiles{2.32, 2.58, 2.80, 3.06, 3.31, 3.56, 3.81}},
		{casework.Weight, casework.Female, 1, casework.Percentiles{3.05, 3.32, 3.60, 3.91, 4.21, 4.48, 4.74}},
		{casework.Weight, casework.Male, 8.5, casework.Percentiles{6.85, 7.35, 7.86, 8.42, 8.99, 9.49, 10.00}},
		{casework.Weight, casework.Female, 75, casework.Percentiles{15.52, 16.58, 17.85, 19.53, 21.63, 24.00, 27.01}},
		{casework.Height, casework.Male, 15, casework.Percentiles{71.6, 73.2, 74.8, 76.5, 78.2, 79.7, 81.1}},
		{casework.Height, casework.Female, 45, casework.Percentiles{89.9, 92.1, 94.3, 96.7, 99.2, 101.4, 103.6}},
		{casework.Head, casework.Male, 33, casework.Percentiles{47.0, 47.8, 48.6, 49.5, 50.5, 51.3, 52.3}},
		{casework.Head, casework.Female, 3.5, casework.Percentiles{37.6, 38.4, 39.1, 40.0, 40.8, 41.5, 42.2}},
	} {
		if got, err := g.Percentiles(c.m, c.s, c.months); err != nil || got != c.want {
			t.Errorf("%s %s %v months: got %v %v, want %v", c.m, c.s, c.months, got, err, c.want)
		}
	}
}

func TestPercentilesBetween(t *testing.T) {
	g := loadGrowth(t)
	got, err := g.Percentiles(casework.Weight, casework.Male, 18) // halfway from 15 to 21 months
	if want := (9.66 + 10.84) / 2; err != nil || math.Abs(got[3]-want) > 1e-9 {
		t.Errorf("boys' median at 18 months: got %v %v, want %v", got[3], err, want)
	}
	got, err = g.Percentiles(casework.Weight, casework.Female, 0.25)
	if want := 2.95 + 0.25*(3.91-2.95); err != nil || math.Abs(got[3]-want) > 1e-9 {
		t.Errorf("girls' median at a week: got %v %v, want %v", got[3], err, want)
	}
	for _, c := range []struct {
		m      casework.Measure
		s      casework.Sex
		months float64
	}{
		{casework.Head, casework.Male, 33.1}, {casework.Weight, casework.Male, 75.1}, {casework.Weight, "U", 3},
		{casework.Weight, casework.Male, -0.1}, {"chest", casework.Male, 3}, {casework.Weight, casework.Male, math.NaN()},
	} {
		if _, err := g.Percentiles(c.m, c.s, c.months); !errors.Is(err, casework.ErrNoGrowthData) {
			t.Errorf("%s %s %v: got %v, want ErrNoGrowthData", c.m, c.s, c.months, err)
		}
	}
}

func TestPlace(t *testing.T) {
	g := loadGrowth(t)
	for _, c := range []struct {
		name      string
		m         casework.Measure
		s         casework.Sex
		months    float64
		value     float64
		band      string
		low, high int
		consult   bool
	}{
		{"girl of 21 days, 3,410 g", casework.Weight, casework.Female, 21.0 / 31, 3.41, "25–50", 25, 50, false},
		{"below the lowest line", casework.Weight, casework.Male, 1, 3.22, "<3", 0, 3, true},
		{"on the lowest line", casework.Weight, casework.Male, 1, 3.23, "3–10", 3, 10, false},
		{"on the median", casework.Weight, casework.Male, 1, 4.15, "50–75", 50, 75, false},
		{"on the 90th", casework.Height, casework.Male, 1, 55.8, "90–97", 90, 97, false},
		{"on the highest line", casework.Weight, casework.Male, 1, 5.04, "≥97", 97, 100, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := g.Place(c.m, c.s, c.months, c.value)
			if err != nil || p.Band != c.band || p.Low != c.low || p.High != c.high || p.Consult != c.consult {
				t.Errorf("got %+v %v, want %s %d %d %v", p, err, c.band, c.low, c.high, c.consult)
			}
		})
	}
	before, _ := g.Place(casework.Weight, casework.Female, 1, 4.0)
	after, _ := g.Place(casework.Weight, casework.Female, 2.5, 4.6)
	if got := casework.LinesCrossed(before, after); got != -3 {
		t.Errorf("from %s to %s: crossed %d, want -3", before.Band, after.Band, got)
	}
	if _, err := g.Place(casework.Head, casework.Male, 40, 50); !errors.Is(err, casework.ErrNoGrowthData) {
		t.Errorf("head at 40 months: got %v", err)
	}
}

func TestPlaceRisesWithValue(t *testing.T) {
	g := loadGrowth(t)
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]casework.Measure{casework.Weight, casework.Height, casework.Head}).Draw(t, "measure")
		s := rapid.SampledFrom([]casework.Sex{casework.Male, casework.Female}).Draw(t, "sex")
		from, to, err := g.Ages(m, s)
		if err != nil {
			t.Fatal(err)
		}
		months := rapid.Float64Range(from, to).Draw(t, "months")
		lines, err := g.Percentiles(m, s, months)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(lines); i++ {
			if lines[i] <= lines[i-1] {
				t.Fatalf("%s %s %v months: %v does not rise", m, s, months, lines)
			}
		}
		value := rapid.Float64Range(1, 130).Draw(t, "value")
		more := value + rapid.Float64Range(0, 30).Draw(t, "more")
		a, _ := g.Place(m, s, months, value)
		b, _ := g.Place(m, s, months, more)
		if casework.LinesCrossed(a, b) < 0 || a.Low > b.Low {
			t.Fatalf("%v is at %s, %v at %s", value, a.Band, more, b.Band)
		}
	})
}

func TestCurve(t *testing.T) {
	g := loadGrowth(t)
	curve, err := g.Curve(casework.Weight, casework.Female, 0, 3, 7)
	if err != nil {
		t.Fatal(err)
	}
	var months []float64
	for _, p := range curve {
		months = append(months, p.Months)
		want, err := g.Percentiles(casework.Weight, casework.Female, p.Months)
		if err != nil || p.Values != want {
			t.Errorf("%v months: got %v, want %v %v", p.Months, p.Values, want, err)
		}
	}
	want := []float64{0, 0.5, 1, 1.5, 2, 2.5, 3}
	if len(months) != len(want) {
		t.Fatalf("got months %v, want %v", months, want)
	}
	curve, err = g.Curve(casework.Weight, casework.Female, -5, 2, 2)
	if err != nil || len(curve) != 4 || curve[0].Months != 0 || curve[1].Months != 1 || curve[2].Months != 1.5 || curve[3].Months != 2 {
		t.Errorf("two points keep the corners between: got %v %v", curve, err)
	}
	if _, err := g.Curve(casework.Head, casework.Male, 40, 50, 5); !errors.Is(err, casework.ErrNoGrowthData) {
		t.Errorf("beyond the survey: got %v", err)
	}
	if _, err := g.Curve(casework.Weight, casework.Male, 0, 5, 1); !errors.Is(err, casework.ErrNoGrowthData) {
		t.Errorf("one point: got %v", err)
	}
}

func TestLoadGrowthRefuses(t *testing.T) {
	good, err := os.ReadFile("../../assets/growth/" + growthFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(good), "\n")
	change := func(line int, old, new string) string {
		changed := append([]string(nil), lines...)
		if changed[line] = strings.Replace(lines[line], old, new, 1); changed[line] == lines[line] {
			t.Fatalf("line %d has no %q", line, old)
		}
		return strings.Join(changed, "")
	}
	for name, c := range map[string]struct{ text, want string }{
		"ErrHeader":      {change(0, "survey", "year"), "header"},
		"ErrMeasure":     {change(1, "weight", "girth"), "line 2: measure"},
		"ErrUnit":        {change(1, "kg", "g"), "line 2: measure"},
		"ErrSex":         {change(1, ",M,", ",X,"), "line 2: sex"},
		"ErrSurvey":      {change(2, "R5-2023", "H22-2010"), "line 3: survey"},
		"ErrNotNumber":   {change(1, "2.32", "light"), "line 2: figure"},
		"ErrNaN":         {change(1, "2.32", "NaN"), "line 2: figure"},
		"ErrNotRising":   {change(1, "2.58", "2.30"), "line 2: percentile 10"},
		"ErrAges":        {change(3, ",1.0,", ",0.0,"), "line 4: age"},
		"ErrColumns":     {change(1, ",2.32", ""), "wrong number of fields"},
		"ErrCurveAbsent": {strings.Join(lines[:100], ""), "no curve for"},
		"ErrEmpty":       {"", "header"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := casework.LoadGrowth(fstest.MapFS{growthFile: {Data: []byte(c.text)}}, growthFile)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	if _, err := casework.LoadGrowth(fstest.MapFS{}, growthFile); err == nil {
		t.Error("no file: got no error")
	}
}

func TestGain(t *testing.T) {
	for _, c := range []struct {
		baseOn string
		base   int64
		on     string
		grams  int64
		tenths int64
		ok     bool
	}{
		{"2026-11-04", 2890, "2026-11-20", 3410, 325, true},
		{"2026-11-04", 3000, "2026-11-07", 2900, -333, true},
		{"2026-11-04", 3000, "2026-11-10", 3100, 167, true},
		{"2026-11-04", 2890, "2026-11-04", 3410, 0, false},
		{"2026-11-04", 0, "2026-11-20", 3410, 0, false},
		{"", 2890, "2026-11-20", 3410, 0, false},
	} {
		g, ok := casework.GainSince(day(t, c.baseOn), c.base, day(t, c.on), c.grams)
		if ok != c.ok || g.PerDayTenths() != c.tenths {
			t.Errorf("%d → %d: got %d %v, want %d %v", c.base, c.grams, g.PerDayTenths(), ok, c.tenths, c.ok)
		}
	}
	if got := casework.Kilograms(3410); got != 3.41 {
		t.Errorf("3,410 g: got %v kg", got)
	}
}
