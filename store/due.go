package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/trust"
)

// where gives the condition of a filter and its values.
func (f DueFilter) where(now time.Time) (string, []any) {
	parts, args := []string{`d.done = 0`}, []any{}
	if f.Before.IsZero() && len(f.IDs) == 0 {
		parts[0] = `+d.done = 0` // all of them: faster in their own order than by an index
	}
	if f.Met {
		parts, args = []string{`(d.done = 0 OR d.done >= ?)`}, []any{now.Add(-keepMet).UnixMilli()}
	}
	if f.Case != nil {
		parts, args = append(parts, `d.file = ?`), append(args, f.Case[:])
	}
	if f.Staff != nil {
		id := f.Staff.String()
		parts, args = append(parts, `(instr(d.staff, ?) > 0 OR k.health = ? OR k.welfare = ?)`), append(args, id, id, id)
	}
	if len(f.IDs) > 0 {
		for _, id := range f.IDs {
			args = append(args, string(id))
		}
		parts = append(parts, `d.rule IN (`+strings.TrimSuffix(strings.Repeat("?,", len(f.IDs)), ",")+`)`)
	}
	if !f.Before.IsZero() {
		parts, args = append(parts, `d.at < ?`), append(args, f.Before.UnixMilli())
	}
	return ` WHERE ` + strings.Join(parts, ` AND `), args
}

// FindDue lists deadlines of the casework, the earliest first. What a birth
// date alone brings (DL06–DL11) is not among them.
func (s *Store) FindDue(ctx context.Context, f DueFilter) ([]DueRow, error) {
	s.refreshDues(ctx)
	where, args := f.where(s.c.Now())
	rows, err := s.db.Read().QueryContext(ctx, `SELECT d.file, d.rule, d.record, d.subject, d.intake, d.staff, d.title, d.partial, d.body,
		coalesce(k.name, ''), coalesce(k.class, ''), coalesce(k.health, ''), coalesce(k.welfare, '')
		FROM due d LEFT JOIN casefile k ON k.file = d.file`+where+` ORDER BY d.at, d.file, d.key`, args...)
	if err != nil {
		return nil, fmt.Errorf("find deadlines: %w", s.fault(err))
	}
	defer rows.Close()
	var out []DueRow
	loc := s.place()
	for rows.Next() {
		r, err := scanDue(rows, loc)
		if err != nil {
			return nil, fmt.Errorf("find deadlines: %w", err)
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find deadlines: %w", s.fault(err))
	}
	return out, s.completeDues(ctx, out)
}

func scanDue(row scanner, loc *time.Location) (DueRow, error) {
	var r DueRow
	var subject uuid.UUID
	var rule, staff, health, welfare string
	var body []byte
	err := row.Scan(&r.Case, &rule, &r.Record, &subject, &r.Intake, &staff, &r.Title, &r.Partial, &body, &r.Family, &r.Class, &health, &welfare)
	if err != nil {
		return r, err
	}
	var p packed
	if err := trust.Decode(body, &p); err != nil {
		return r, err
	}
	p.unpack(&r.Deadline, loc)
	r.ID, r.Entry, r.Subject, r.Staff = casework.DeadlineID(rule), idText(r.Record), idText(subject), strings.Fields(staff)
	in := r.Staff
	if len(in) == 0 {
		in = []string{welfare, health}
	}
	for _, text := range in {
		if id := parseID(text); id != uuid.Nil {
			r.People = append(r.People, id)
		}
	}
	return r, nil
}

// completeDues fills in what lies in other tables: the children, and of 48-hour
// clocks how far the word of them has come.
func (s *Store) completeDues(ctx context.Context, rows []DueRow) error {
	children, err := s.childrenOf(ctx, rows)
	if err != nil {
		return err
	}
	var heard map[uuid.UUID]int64
	for i := range rows {
		r := &rows[i]
		if c, ok := children[parseID(r.Subject)]; ok {
			r.Child = &c
		}
		if r.ID != casework.DL01SafetyCheck {
			continue
		}
		if heard == nil {
			if heard, err = s.heardElsewhere(ctx); err != nil {
				return err
			}
		}
		last := int64(0)
		for _, id := range r.People {
			last = max(last, heard[id])
		}
		r.Heard = millis(last)
		if r.Unsent, err = s.unsentOf(ctx, r.Intake); err != nil {
			return err
		}
	}
	return nil
}

// childrenOf finds the children that deadlines are about.
func (s *Store) childrenOf(ctx context.Context, due []DueRow) (map[uuid.UUID]ChildRow, error) {
	var ids []uuid.UUID
	out := map[uuid.UUID]ChildRow{}
	for _, r := range due {
		id := parseID(r.Subject)
		if _, known := out[id]; !known && id != uuid.Nil {
			ids, out[id] = append(ids, id), ChildRow{}
		}
	}
	clear(out)
	for len(ids) > 0 {
		part := ids[:min(len(ids), 500)]
		ids = ids[len(part):]
		marks, args := inList(part)
		rows, err := s.db.Read().QueryContext(ctx, `SELECT `+childColumns+` FROM child h WHERE h.record IN (`+marks+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("find children: %w", s.fault(err))
		}
		for rows.Next() {
			var c ChildRow
			if err := rows.Scan(c.into()...); err != nil {
				rows.Close()
				return nil, fmt.Errorf("find children: %w", err)
			}
			out[c.ID] = c
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("find children: %w", s.fault(err))
		}
	}
	return out, nil
}

// unsentOf reports whether this station has something of a report, or of a
// check that was made for it, that the center has not receipted.
func (s *Store) unsentOf(ctx context.Context, intake uuid.UUID) (bool, error) {
	var unsent bool
	err := s.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM record i
		JOIN record r ON r.file = i.file AND r.kind IN ('intake', 'intake_child', 'safety_check') AND (r.record = i.record OR r.parent = i.record)
		JOIN change c ON c.record = r.record AND c.record != x'' AND c.seq = 0 WHERE i.record = ?)`, intake[:]).Scan(&unsent)
	if err != nil {
		return false, fmt.Errorf("find unsent checks: %w", s.fault(err))
	}
	return unsent, nil
}
