package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// notShown leaves out cases, named k, that are shown in another one.
const notShown = `k.file NOT IN (SELECT file FROM shown)`

// where gives the condition of a filter and its values.
func (f CaseFilter) where() (string, []any) {
	parts := []string{notShown}
	var args []any
	if f.Class != nil {
		parts, args = append(parts, `k.class = ?`), append(args, *f.Class)
	}
	if f.Staff != nil {
		parts, args = append(parts, `(k.health = ? OR k.welfare = ?)`), append(args, f.Staff.String(), f.Staff.String())
	}
	return ` WHERE ` + strings.Join(parts, ` AND `), args
}

func (f CaseFilter) order() string {
	switch f.Order {
	case OrderChanged:
		return ` ORDER BY k.changed DESC, k.file`
	case OrderUnseen:
		return ` ORDER BY (SELECT min(seen) FROM child WHERE child.file = k.file) NULLS LAST, k.kana, k.file`
	}
	return ` ORDER BY k.kana, k.file`
}

// FindCases returns one window of the list of cases and how many there are
// in all.
func (s *Store) FindCases(ctx context.Context, f CaseFilter) (found []CaseRow, total int, err error) {
	where, args := f.where()
	if err := s.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM casefile k`+where, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count cases: %w", s.fault(err))
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	found, err = s.listCases(ctx, where+f.order()+` LIMIT ? OFFSET ?`, append(args, f.Limit, f.Offset)...)
	return found, total, err
}

// listCases lists cases, named k, as a condition asks for them.
func (s *Store) listCases(ctx context.Context, where string, args ...any) (found []CaseRow, err error) {
	const here = ` IN (SELECT k.file UNION ALL SELECT file FROM shown WHERE target = k.file) AND `
	rows, err := s.db.Read().QueryContext(ctx, `SELECT k.file, k.number, k.name, k.kana, k.class, k.severity, k.address, k.health, k.welfare, k.changed,
		(SELECT count(*) FROM record r WHERE r.file`+here+`r.conflicts != ''),
		(SELECT count(*) FROM change c WHERE c.file`+here+`c.seq = 0) + (SELECT count(*) FROM blob b WHERE b.file`+here+unsentBlob+`)
		FROM casefile k`+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find cases: %w", s.fault(err))
	}
	defer rows.Close()
	at := map[uuid.UUID]int{}
	for rows.Next() {
		var c CaseRow
		var health, welfare string
		var changed int64
		err := rows.Scan(&c.ID, &c.Number, &c.Name, &c.Kana, &c.Class, &c.Severity, &c.Address, &health, &welfare, &changed, &c.Conflicts, &c.Unsent)
		if err != nil {
			return nil, fmt.Errorf("find cases: %w", err)
		}
		c.Health, c.Welfare, c.Changed = parseID(health), parseID(welfare), ledger.Time(changed).Wall()
		at[c.ID] = len(found)
		found = append(found, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find cases: %w", s.fault(err))
	}
	return found, s.addChildren(ctx, found, at)
}

// parseID reads an id that a person's choice left in a field, zero if none.
func parseID(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}

func (s *Store) addChildren(ctx context.Context, cases []CaseRow, at map[uuid.UUID]int) error {
	if len(cases) == 0 {
		return nil
	}
	args := make([]any, len(cases))
	for i := range cases {
		args[i] = cases[i].ID[:]
	}
	marks := strings.TrimSuffix(strings.Repeat("?,", len(cases)), ",")
	rows, err := s.db.Read().QueryContext(ctx, `SELECT file, `+childColumns+` FROM child h WHERE file IN (`+marks+`) ORDER BY rank, birth, due`, args...)
	if err != nil {
		return fmt.Errorf("find children: %w", s.fault(err))
	}
	defer rows.Close()
	for rows.Next() {
		var file uuid.UUID
		var child ChildRow
		if err := rows.Scan(append([]any{&file}, child.into()...)...); err != nil {
			return fmt.Errorf("find children: %w", err)
		}
		c := &cases[at[file]]
		c.Children = append(c.Children, child)
		if child.Role == "child" && (len(c.Children) == 1 || child.LastSeen < c.LastSeen) {
			c.LastSeen = child.LastSeen
		}
	}
	return s.fault(rows.Err())
}

// childColumns are what ChildRow.into reads, of the table child named h.
const childColumns = `h.record, h.name, h.role, h.sex, h.rank, h.birth, h.due, h.seen`

func (c *ChildRow) into() []any {
	return []any{&c.ID, &c.Name, &c.Role, &c.Sex, &c.Order, &c.Birth, &c.Due, &c.LastSeen}
}

// Counts are the store's totals.
type Counts struct {
	Cases     int
	Unsent    int // own work that the center has not receipted, and contents of attachments
	Held      int // changes in quarantine, or refused by the center
	Conflicts int // records with fields in conflict
	Drafts    int // of the person signed in
	Complete  bool
	ByClass   map[string]int
}

// Counts counts what the frame of the window shows.
func (s *Store) Counts(ctx context.Context) (Counts, error) {
	c := Counts{ByClass: map[string]int{}}
	me, station, audit := s.who, s.Station(), s.Audit()
	err := s.db.Read().QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM change WHERE seq = 0 AND station = ? AND refused = '' AND file != ? AND kind != 'audit_mark') + (SELECT count(*) FROM blob b WHERE `+unsentBlob+`),
		(SELECT count(*) FROM held) + (SELECT count(*) FROM change WHERE seq = 0 AND refused != '') +
			(SELECT count(*) FROM aside WHERE settled = ''),
		(SELECT count(*) FROM record WHERE conflicts != ''),
		(SELECT count(*) FROM draft WHERE staff = ? AND `+ownDraft+`)`, station[:], audit[:], me[:]).
		Scan(&c.Unsent, &c.Held, &c.Conflicts, &c.Drafts)
	if err != nil {
		return c, fmt.Errorf("count: %w", s.fault(err))
	}
	rows, err := s.db.Read().QueryContext(ctx, `SELECT class, count(*) FROM casefile k WHERE `+notShown+` GROUP BY class`)
	if err != nil {
		return c, fmt.Errorf("count cases: %w", s.fault(err))
	}
	defer rows.Close()
	for rows.Next() {
		var class string
		var n int
		if err := rows.Scan(&class, &n); err != nil {
			return c, fmt.Errorf("count cases: %w", err)
		}
		c.ByClass[class] = n
		c.Cases += n
	}
	s.shared.RLock()
	c.Complete = s.about.complete
	s.shared.RUnlock()
	return c, s.fault(rows.Err())
}
