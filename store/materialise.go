package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// mergeAhead begins to merge arrivals, each as if it were all of its record,
// while they are written: those of a first sync nearly all are. It is done when
// the group that it returns is.
func (b *batch) mergeAhead(fresh []*arrival) *sync.WaitGroup {
	var wait sync.WaitGroup
	if len(fresh) < bulkFrom {
		return &wait
	}
	times := map[uuid.UUID]int{}
	for _, a := range fresh {
		if a.edit != nil {
			times[a.edit.Record]++
		}
	}
	workers := max(1, runtime.GOMAXPROCS(0)-1) // one is left for the writing
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(fresh); i += workers {
				if a := fresh[i]; a.edit != nil && times[a.edit.Record] == 1 && b.makesRecord(a) {
					a.made = b.rowOf(a.change.Case, ledger.Fold([]ledger.Written{a.written()}))
				}
			}
		})
	}
	return &wait
}

// makesRecord says whether a change is one of a record, and not of a ledger
// that is kept otherwise.
func (b *batch) makesRecord(a *arrival) bool {
	switch a.change.Case {
	case b.s.Center(), b.s.Carriage(), b.s.Audit():
		return false
	}
	return a.edit.Kind != ledger.KindGrant && a.edit.Kind != ledger.KindRestrict
}

// prepare merges the records that are new here, in parallel: they need
// nothing from the tables.
func (b *batch) prepare() {
	parallel(len(b.order), func(i int) {
		t := b.records[b.order[i]]
		if t.row != 0 || len(t.new) != 1 {
			return
		}
		if t.latest = t.ids[0]; t.first != nil {
			t.made = t.first.made
		}
		if t.made == nil {
			t.made = b.rowOf(t.file, ledger.Fold(t.new))
		}
	})
}

// materialise merges a record's changes into its row and what lists, search
// and sightings take from it.
func (b *batch) materialise(id uuid.UUID, t *touched) error {
	if t.made == nil {
		if err := b.merge(id, t); err != nil {
			return err
		}
	}
	for _, step := range []func(*touched) error{b.saveRecord, b.saveLists, b.saveSights, b.saveTask, b.saveJoined, b.saveAttached, b.saveSeek} {
		if err := step(t); err != nil {
			return fmt.Errorf("save record %s: %w", id, err)
		}
	}
	b.owes(t.made)
	return nil
}

// merge folds a record from all its changes, those of before included.
func (b *batch) merge(id uuid.UUID, t *touched) error {
	written, ids, err := b.s.recordChanges(b.ctx, b.tx, id, b.key)
	if err != nil {
		return err
	}
	rec := ledger.Fold(written)
	for i, w := range written {
		if w.At == rec.Last {
			t.latest = ids[i]
		}
	}
	t.made = b.rowOf(t.file, rec)
	return nil
}

// row is a merged record in the shape of the tables.
type row struct {
	*ledger.Record
	file   uuid.UUID
	parent uuid.UUID
	state  State
	day    string
	values map[string]any
	fields []byte // values, encoded
	names  string // tokens of the index of names
	words  string // tokens of the index of texts
}

func (r *row) text(name string) string {
	s, _ := r.values[name].(string)
	return s
}

// fieldParent is the field that names the record whose list this one is in.
const fieldParent = "parent"

func (b *batch) rowOf(file uuid.UUID, rec *ledger.Record) *row {
	r := b.s.newRow(file, rec)
	r.fields = trust.MustEncode(r.values)
	if r.state != StateWithdrawn {
		r.names, r.words = b.s.nameTokens(r), b.s.textTokens(r)
	}
	return r
}

func (s *Store) newRow(file uuid.UUID, rec *ledger.Record) *row {
	r := &row{Record: rec, file: file, values: rec.Values(), state: StateConfirmed}
	if r.values[ledger.FieldState] == ledger.StateWithdrawn {
		r.state = StateWithdrawn
	}
	delete(r.values, ledger.FieldState)
	if p, err := uuid.Parse(r.text(fieldParent)); err == nil {
		r.parent = p
	}
	r.day = s.dayOf(rec.Kind, r.values)
	return r
}

// dayOf is the day that dates a record: the field its form names, or "".
func (s *Store) dayOf(kind string, values map[string]any) string {
	if f := s.Library().Form(kind); f != nil && f.DateField != "" {
		day, _ := values[f.DateField].(string)
		if len(day) >= len("2026-11-22") {
			return day[:len("2026-11-22")]
		}
	}
	return ""
}

func (b *batch) saveRecord(t *touched) error {
	r := t.made
	conflicts := strings.Join(r.Conflicts(), "\n")
	if t.row != 0 {
		_, err := b.exec(`UPDATE record SET kind = ?, parent = ?, state = ?, day = ?, fields = ?, conflicts = ?,
			created = ?, changed = ?, author = ?, latest = ?, dots = ? WHERE id = ?`,
			r.Kind, r.parent[:], string(r.state), r.day, r.fields, conflicts,
			int64(r.First), int64(r.Last), r.Author[:], t.latest, r.Dots, t.row)
		return err
	}
	res, err := b.exec(`INSERT INTO record (record, file, kind, parent, state, day, fields, conflicts, created, changed, author, latest, dots)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID[:], r.file[:], r.Kind, r.parent[:], string(r.state), r.day, r.fields, conflicts,
		int64(r.First), int64(r.Last), r.Author[:], t.latest, r.Dots)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	t.row = -id // negative: no index row to remove yet
	return err
}

// saveLists keeps the rows that lists sort and filter by.
func (b *batch) saveLists(t *touched) error {
	r := t.made
	if r.file == b.s.Office() {
		return nil // of no family, whatever it says
	}
	if r.Kind == KindFamily {
		address, err := b.listedAddress(r.file, r.values)
		if err != nil {
			return err
		}
		// The class is that with which the file was opened, until saveStandings
		// finds a judgement.
		_, err = b.exec(`INSERT INTO casefile (file, name, kana, number, class, severity, address, health, welfare, changed)
			VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?) ON CONFLICT (file) DO UPDATE SET name = excluded.name, kana = excluded.kana,
			number = excluded.number, class = excluded.class, address = excluded.address,
			health = excluded.health, welfare = excluded.welfare, changed = max(changed, excluded.changed)`,
			r.file[:], r.text("name"), r.text("kana"), r.text("number"), r.text("class"),
			address, r.text("mch_staff"), r.text("welfare_staff"), int64(r.Last))
		return err
	}
	b.changed[r.file] = max(b.changed[r.file], r.Last)
	if r.Kind == KindRestriction {
		return b.relist(r.file)
	}
	if r.Kind != KindPerson {
		return nil
	}
	return b.saveChild(r.ID, r.file, r.values, r.state == StateWithdrawn)
}

// saveChild lists a child in a case, or takes off the list who is none, has
// died, was withdrawn or is there under another entry.
func (b *batch) saveChild(id, file uuid.UUID, fields map[string]any, gone bool) error {
	text := func(name string) string {
		v, _ := fields[name].(string)
		return v
	}
	role := text("role")
	if role != "child" && role != "fetus" || gone || fields["deceased"] == true {
		_, err := b.exec(`DELETE FROM child WHERE record = ?`, id[:])
		return err
	}
	order, _ := fields["birth_order"].(int64)
	_, err := b.exec(`INSERT INTO child (record, file, name, role, sex, rank, birth, due, seen)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce((SELECT max(day) FROM sight WHERE child = ?1), ''))
		ON CONFLICT (record) DO UPDATE SET file = excluded.file, name = excluded.name, role = excluded.role, sex = excluded.sex,
		rank = excluded.rank, birth = excluded.birth, due = excluded.due`,
		id[:], file[:], text("given_name"), role, text("sex"), order, text("birth_date"), text("due_date"))
	return err
}

// keyFinder finds a key by its id.
type keyFinder func(uuid.UUID) (trust.Key, bool)

// recordChanges loads the readable changes of one record with what each had
// seen, and the ids of their rows.
func (s *Store) recordChanges(ctx context.Context, q querier, record uuid.UUID, find keyFinder) ([]ledger.Written, []int64, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, raw FROM change WHERE record = ? AND record != x'' ORDER BY id`, record[:])
	if err != nil {
		return nil, nil, fmt.Errorf("load changes of record %s: %w", record, err)
	}
	var changes []*ledger.Change
	var ids []int64
	for rows.Next() {
		var id int64
		var raw []byte
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, nil, errors.Join(err, rows.Close())
		}
		var c ledger.Change
		if err := trust.Decode(raw, &c); err != nil {
			return nil, nil, errors.Join(err, rows.Close())
		}
		changes, ids = append(changes, &c), append(ids, id)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, nil, fmt.Errorf("load changes of record %s: %w", record, err)
	}
	seen, err := seenOf(ctx, q, changes)
	if err != nil {
		return nil, nil, err
	}
	written := make([]ledger.Written, len(changes))
	for i, c := range changes {
		key, _ := find(c.Key)
		edit, err := c.OpenBody(key)
		if err != nil {
			return nil, nil, fmt.Errorf("load changes of record %s: %w", record, err)
		}
		written[i] = ledger.Written{Dot: c.Dot(), Seen: seen[c.Dot()], At: c.At, Author: c.Author, Edit: edit}
	}
	return written, ids, nil
}

// seenOf resolves the differences that chains carry into whole vectors, for
// the given changes, which are of one case.
func seenOf(ctx context.Context, q querier, changes []*ledger.Change) (map[ledger.Dot]ledger.Vector, error) {
	want := map[uuid.UUID][]uint64{}
	for _, c := range changes {
		want[c.Station] = append(want[c.Station], c.N)
	}
	out := map[ledger.Dot]ledger.Vector{}
	for station, counts := range want {
		if err := walkChain(ctx, q, chainID{changes[0].Case, station}, counts, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func walkChain(ctx context.Context, q querier, id chainID, counts []uint64, out map[ledger.Dot]ledger.Vector) error {
	rows, err := q.QueryContext(ctx, `SELECT n, seen FROM change WHERE file = ? AND station = ? AND n <= ? ORDER BY n`,
		id.file[:], id.station[:], int64(slices.Max(counts)))
	if err != nil {
		return fmt.Errorf("walk chain: %w", err)
	}
	defer rows.Close()
	seen := ledger.Vector{}
	for rows.Next() {
		var n int64
		var raw sql.RawBytes
		if err := rows.Scan(&n, &raw); err != nil {
			return fmt.Errorf("walk chain: %w", err)
		}
		dots, err := decodeSeen(raw)
		if err != nil {
			return fmt.Errorf("walk chain: %w", err)
		}
		for _, d := range dots {
			seen[d.Station] = d.N
		}
		if n > 1 {
			seen[id.station] = uint64(n) - 1
		}
		if slices.Contains(counts, uint64(n)) {
			out[ledger.Dot{Station: id.station, N: uint64(n)}] = seen.Clone()
		}
	}
	return rows.Err()
}
