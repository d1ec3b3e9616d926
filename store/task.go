package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// saveTask keeps what lists of tasks sort and filter by.
func (b *batch) saveTask(t *touched) error {
	r := t.made
	if r.Kind != KindTask {
		return nil
	}
	if r.state == StateWithdrawn {
		_, err := b.exec(`DELETE FROM task WHERE record = ?`, r.ID[:])
		return err
	}
	staff, _ := r.values["staff"].([]string)
	_, err := b.exec(`INSERT INTO task (record, file, due, done, staff) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (record) DO UPDATE SET due = excluded.due, done = excluded.done, staff = excluded.staff`,
		r.ID[:], r.file[:], r.text("due"), r.text("done_on"), strings.Join(staff, " "))
	return err
}

// FindTasks lists tasks, open ones unless done is asked for, by date. staff
// and kase may be nil.
func (s *Store) FindTasks(ctx context.Context, staff, kase *uuid.UUID, done bool) ([]TaskRow, error) {
	parts, args := []string{`t.done = ''`}, []any{}
	if done {
		parts[0] = `t.done != ''`
	}
	if staff != nil {
		parts, args = append(parts, `instr(t.staff, ?) > 0`), append(args, staff.String())
	}
	if kase != nil {
		parts, args = append(parts, `coalesce(j.target, t.file) = ?`), append(args, kase[:])
	}
	rows, err := s.db.Read().QueryContext(ctx, `SELECT `+recordColumns+`, coalesce(j.target, t.file), coalesce(k.name, ''), p.fields
		FROM task t JOIN record r ON r.record = t.record JOIN change c ON c.id = r.latest
		LEFT JOIN shown j ON j.file = t.file LEFT JOIN casefile k ON k.file = coalesce(j.target, t.file)
		LEFT JOIN record p ON p.record = r.parent AND p.kind = 'sheet'
		WHERE `+strings.Join(parts, ` AND `)+` ORDER BY t.due, t.record`, args...)
	if err != nil {
		return nil, fmt.Errorf("find tasks: %w", s.fault(err))
	}
	defer rows.Close()
	var out []TaskRow
	for rows.Next() {
		t, err := scanTask(rows)
		if err != nil {
			return nil, fmt.Errorf("find tasks: %w", err)
		}
		out = append(out, t)
	}
	return out, s.fault(rows.Err())
}

func scanTask(row scanner) (TaskRow, error) {
	var t TaskRow
	var sheet []byte
	r, err := scanRecord(withMore{row, []any{&t.Case, &t.Family, &sheet}})
	if err != nil {
		return t, err
	}
	t.Record, t.From, t.What, t.Agency = r.ID, r.Parent, r.Text("what"), r.Text("agency")
	t.Due, t.Done = r.Text("due"), r.Text("done_on")
	for _, text := range r.Texts("staff") {
		if id := parseID(text); id != uuid.Nil {
			t.Staff = append(t.Staff, id)
		}
	}
	if sheet == nil {
		return t, nil
	}
	fields, err := decodeFields(sheet)
	if err != nil {
		return t, err
	}
	meeting, _ := fields["meeting"].(string)
	t.Meeting = parseID(meeting)
	return t, nil
}
