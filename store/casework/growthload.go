package casework

import (
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"
)

// growthHeader is the first line of a growth table.
const growthHeader = "survey,measure,unit,sex,band_key,band_label,age_from_m,age_to_m,plot_at_m,p3,p10,p25,p50,p75,p90,p97"

// Columns of a growth table.
const (
	colSurvey  = 0
	colMeasure = 1
	colUnit    = 2
	colSex     = 3
	colPlotAt  = 8
	colP3      = 9
)

var growthUnits = map[Measure]string{Weight: "kg", Height: "cm", Head: "cm"}

// LoadGrowth reads a growth table (CSV, one row for each measure, sex and plot
// point, ages ascending). It refuses a table of several surveys, with a measure
// or sex missing, with ages out of order or percentiles that do not rise; the
// error names the file and line.
func LoadGrowth(fsys fs.FS, name string) (*Growth, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("load growth table: %w", err)
	}
	defer f.Close()
	g := &Growth{curves: map[curveKey][]Point{}}
	if err := g.read(f); err != nil {
		return nil, fmt.Errorf("load growth table %s: %w", name, err)
	}
	for m := range growthUnits {
		for _, s := range []Sex{Male, Female} {
			if len(g.curves[curveKey{m, s}]) < 2 {
				return nil, fmt.Errorf("load growth table %s: no curve for %s %s", name, m, s)
			}
		}
	}
	return g, nil
}

func (g *Growth) read(r io.Reader) error {
	rows := csv.NewReader(r)
	header, err := rows.Read()
	if err != nil {
		return fmt.Errorf("read header: %w", err)
	}
	if strings.Join(header, ",") != growthHeader {
		return fmt.Errorf("read header: columns are not %s", growthHeader)
	}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := g.add(row); err != nil {
			line, _ := rows.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func (g *Growth) add(row []string) error {
	key := curveKey{Measure(row[colMeasure]), Sex(row[colSex])}
	if unit, ok := growthUnits[key.measure]; !ok || unit != row[colUnit] {
		return fmt.Errorf("measure %q in %q is unknown", key.measure, row[colUnit])
	}
	if key.sex != Male && key.sex != Female {
		return fmt.Errorf("sex %q is unknown", key.sex)
	}
	if g.survey == "" {
		g.survey = row[colSurvey]
	}
	if g.survey != row[colSurvey] {
		return fmt.Errorf("survey %q beside %q", row[colSurvey], g.survey)
	}
	p, err := parsePoint(row)
	if err != nil {
		return err
	}
	curve := g.curves[key]
	if len(curve) > 0 && curve[len(curve)-1].Months >= p.Months {
		return fmt.Errorf("age %v is not after %v", p.Months, curve[len(curve)-1].Months)
	}
	g.curves[key] = append(curve, p)
	return nil
}

func parsePoint(row []string) (p Point, err error) {
	if p.Months, err = parseFigure(row[colPlotAt]); err != nil {
		return p, err
	}
	for i := range p.Values {
		if p.Values[i], err = parseFigure(row[colP3+i]); err != nil {
			return p, err
		}
		if i > 0 && p.Values[i] <= p.Values[i-1] {
			return p, fmt.Errorf("percentile %d is not above percentile %d", Lines[i], Lines[i-1])
		}
	}
	return p, nil
}

func parseFigure(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
		return 0, fmt.Errorf("figure %q is not a number from 0", text)
	}
	return v, nil
}
