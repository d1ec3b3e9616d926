package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"yorisoi/store/casework"
)

// fieldNumber is the field that holds a record's number.
const fieldNumber = "number"

// metaMark is the row in meta that holds this station's mark.
const metaMark = "mark"

// longestRival is how many signs of another station's mark are left alone: all
// that it may ever take.
const longestRival = 6

// number gives a new record the next number of its series. Counters belong to
// the station and its mark is in the number, so that two stations without a
// network never give the same.
func (b *batch) number(e *casework.Entry) (string, error) {
	mark, err := b.mark()
	if err != nil {
		return "", err
	}
	now := b.s.c.Now()
	day, err := casework.ParseISO(b.s.dayOf(e.Kind, e.Fields))
	if err != nil {
		day = casework.DateOf(now)
	}
	series := casework.SeriesOf(e.Kind, e)
	var last int
	err = b.scan(`INSERT INTO series (kind, year, last) VALUES (?, ?, 1)
		ON CONFLICT (kind, year) DO UPDATE SET last = last + 1 RETURNING last`,
		[]any{cmp.Or(series, e.Kind), day.FiscalYear()}, &last)
	if err != nil {
		return "", fmt.Errorf("give number: %w", err)
	}
	return casework.FormatNumber(series, day.FiscalYear(), mark, last), nil
}

// heedNumber goes on after a number that this station gave and does not know
// of: it was set back to an older copy, and its own records come back from the
// center. What was typed in by hand in another form is none of the series'.
func (b *batch) heedNumber(a *arrival) error {
	text, _ := a.edit.Set[fieldNumber].(string)
	if a.change.Station != b.s.Station() || text == "" || !casework.Numbered(a.edit.Kind) {
		return nil
	}
	var mark string
	if err := loadMeta(b.ctx, b.tx, metaMark, &mark); err != nil {
		return err
	}
	if mark == "" {
		mark = b.s.newMark()
	}
	day, err := casework.ParseISO(b.s.dayOf(a.edit.Kind, a.edit.Set))
	if err != nil {
		day = casework.DateOf(a.change.At.Wall().In(b.s.place()))
	}
	series := casework.SeriesOf(a.edit.Kind, &casework.Entry{Kind: a.edit.Kind, Fields: a.edit.Set})
	n, err := strconv.Atoi(text[strings.LastIndexByte(text, '-')+1:])
	if err != nil || casework.FormatNumber(series, day.FiscalYear(), mark, n) != text {
		return nil
	}
	_, err = b.exec(`INSERT INTO series (kind, year, last) VALUES (?, ?, ?)
		ON CONFLICT (kind, year) DO UPDATE SET last = max(last, excluded.last)`, cmp.Or(series, a.edit.Kind), day.FiscalYear(), n)
	if err != nil {
		return fmt.Errorf("heed number: %w", err)
	}
	return nil
}

// mark is what tells this station's numbers from those of every other one. It
// is chosen once, when the first number is given, and kept: paper carries it.
func (b *batch) mark() (string, error) {
	var mark string
	if err := loadMeta(b.ctx, b.tx, metaMark, &mark); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	if mark != "" {
		return mark, nil
	}
	mark = b.s.newMark()
	return mark, saveMeta(b.ctx, b.tx, metaMark, mark)
}

// newMark chooses the shortest mark that no other station of the directory has
// or will have, however long theirs had to become.
func (s *Store) newMark() string {
	taken := map[string]bool{}
	for id := range s.Directory().Stations {
		if id == s.Station() {
			continue
		}
		theirs := map[string]bool{}
		for range longestRival {
			mark := casework.StationMark(id.String(), theirs)
			theirs[mark], taken[mark] = true, true
		}
	}
	return casework.StationMark(s.Station().String(), taken)
}
