package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// recordColumns are what scanRecord reads: a record, its delivery, and whether
// the center has the record of an attachment without its content.
const recordColumns = `r.record, r.file, r.kind, r.parent, r.state, r.fields, r.conflicts, r.created, r.changed, r.author,
	c.seq, c.taken, c.refused, r.kind = '` + KindAttachment + `' AND EXISTS (SELECT 1 FROM attached n JOIN blob b ON b.blob = n.blob
	WHERE n.record = r.record AND ` + unsentBlob + `)`

const recordFrom = ` FROM record r JOIN change c ON c.id = r.latest `

// scanner is a row.
type scanner interface{ Scan(...any) error }

func scanRecord(row scanner) (*Record, error) {
	var r Record
	var fields []byte
	var state, conflicts, refused string
	var created, changed, seq, taken int64
	var bare bool // without its content
	err := row.Scan(&r.ID, &r.Case, &r.Kind, &r.Parent, &state, &fields, &conflicts, &created, &changed, &r.Author,
		&seq, &taken, &refused, &bare)
	if err != nil {
		return nil, err
	}
	if r.Fields, err = decodeFields(fields); err != nil {
		return nil, err
	}
	if conflicts != "" {
		r.Conflicts = strings.Split(conflicts, "\n")
	}
	r.State = State(state)
	r.Created, r.Changed = ledger.Time(created).Wall(), ledger.Time(changed).Wall()
	r.Delivery = deliveryOf(seq, taken, refused)
	if bare && r.Delivery.Stage == StageReceipted {
		r.Delivery = Delivery{Stage: StageHere} // a photograph is at the center when its picture is
	}
	return &r, nil
}

func deliveryOf(seq, taken int64, refused string) Delivery {
	switch {
	case seq > 0:
		return Delivery{Stage: StageReceipted, Seq: uint64(seq), At: millis(taken)}
	case refused != "":
		return Delivery{Stage: StageRefused}
	}
	return Delivery{Stage: StageHere}
}

// decodeFields reads field values back into their five types.
func decodeFields(raw []byte) (map[string]any, error) {
	fields := map[string]any{}
	if err := trust.Decode(raw, &fields); err != nil {
		return nil, fmt.Errorf("decode fields: %w", err)
	}
	for name, v := range fields {
		list, ok := v.([]any)
		if !ok {
			continue
		}
		texts := make([]string, 0, len(list))
		for _, item := range list {
			if s, ok := item.(string); ok {
				texts = append(texts, s)
			}
		}
		fields[name] = texts
	}
	return fields, nil
}

// FindRecord returns one confirmed or withdrawn record, or ErrNotFound.
func (s *Store) FindRecord(ctx context.Context, id uuid.UUID) (*Record, error) {
	r, err := s.findRecord(ctx, s.db.Read(), id)
	if err != nil {
		return nil, err
	}
	n, err := s.readAs(ctx, s.db.Read(), r.Case)
	if err != nil {
		return nil, s.fault(err)
	}
	r.written = n.renamed(s.Library().Form(r.Kind), r.Fields)
	return r, nil
}

func (s *Store) findRecord(ctx context.Context, q querier, id uuid.UUID) (*Record, error) {
	file, err := s.homeOf(ctx, q, id)
	if err != nil {
		return nil, fmt.Errorf("find record %s: %w", id, err)
	}
	return s.findRecordIn(ctx, q, id, file)
}

// findRecordIn is findRecord for a record that lies in a case, if anywhere.
func (s *Store) findRecordIn(ctx context.Context, q querier, id, file uuid.UUID) (*Record, error) {
	r, err := scanRecord(q.QueryRowContext(ctx, `SELECT `+recordColumns+recordFrom+`WHERE r.record = ?`, id[:]))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("find record %s: %w", id, s.fault(err))
	}
	narrow, dberr := s.narrowIn(ctx, q, file)
	switch {
	case dberr != nil:
		return nil, fmt.Errorf("find record %s: %w", id, dberr)
	case len(narrow[id]) > 0:
		return s.withNarrow(ctx, q, file, r, narrow[id])
	case err != nil:
		return nil, fmt.Errorf("find record %s: %w", id, ErrNotFound)
	}
	return r, nil
}

// FindCase returns a case with all its records, drafts of the person signed
// in and the records of cases merged into it included, newest first.
// ErrNotFound when this station does not have it.
func (s *Store) FindCase(ctx context.Context, id uuid.UUID) (*Case, error) {
	c := &Case{ID: id}
	files, named, err := s.join(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("find case %s: %w", id, s.fault(err))
	}
	marks, args := inList(files)
	rows, err := s.db.Read().QueryContext(ctx, `SELECT `+recordColumns+recordFrom+
		`WHERE r.file IN (`+marks+`) ORDER BY r.day DESC, r.created DESC`, args...)
	if err != nil {
		return nil, fmt.Errorf("find case %s: %w", id, s.fault(err))
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanRecord(rows)
		if err != nil {
			return nil, fmt.Errorf("find case %s: %w", id, err)
		}
		r.written = named.renamed(s.Library().Form(r.Kind), r.Fields)
		switch {
		case r.Kind == KindPerson && named.has(r.ID):
			c.pair(r)
			continue
		case r.Kind == KindFamily && r.Case == id && c.Family == nil:
			c.Family = r
		case r.Kind == KindPerson && r.State != StateWithdrawn:
			c.Persons = append(c.Persons, r)
		}
		c.Records = append(c.Records, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find case %s: %w", id, s.fault(err))
	}
	if c.Family == nil {
		return nil, fmt.Errorf("find case %s: %w", id, ErrNotFound)
	}
	slices.SortStableFunc(c.Persons, comparePersons)
	f := c.Rules()
	c.Standing = casework.StandingOf(f, "")
	c.Deadlines = s.Rules().Deadlines(f, s.c.Now(), s.place())
	// What is due does not depend on who looks: it is added after that.
	if err := s.addNarrow(ctx, c, files, named); err != nil {
		return nil, fmt.Errorf("find case %s: %w", id, err)
	}
	return c, s.addDrafts(ctx, c, files)
}

// rolesInOrder is how a household is listed.
var rolesInOrder = []string{"father", "mother", "partner", "child", "fetus", "sibling", "grandfather", "grandmother", "other"}

func comparePersons(a, b *Record) int {
	ra, rb := slices.Index(rolesInOrder, a.Text("role")), slices.Index(rolesInOrder, b.Text("role"))
	if ra != rb {
		return ra - rb
	}
	return strings.Compare(a.Text("birth_date")+a.Text("due_date"), b.Text("birth_date")+b.Text("due_date"))
}

func (s *Store) addDrafts(ctx context.Context, c *Case, files []uuid.UUID) error {
	marks, _ := inList(files)
	drafts, err := s.drafts(ctx, s.db.Read(), `WHERE staff = ? AND file IN (`+marks+`) ORDER BY saved`, append([]uuid.UUID{s.who}, files...)...)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		r := &Record{
			ID: d.Record, Case: d.Case, Kind: d.Kind, Parent: d.Parent, State: StateDraft, Fields: d.Fields,
			Created: d.Began, Changed: d.Saved, Author: d.Staff, Delivery: Delivery{Stage: StageDraft},
		}
		c.Records = slices.Insert(c.Records, 0, r)
	}
	return nil
}
