package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// Lists over all cases (the registry, agendas, the coordinator's table) read
// the records of the kinds that they need at once, and then work on them as
// the rules do. They never open one case after another.

// ofWork is the condition of the index on the kinds that are few: all but
// those of the record book and the household, of which a city has hundreds of
// thousands. A query must carry it word by word to be answered by that index.
const ofWork = `r.kind NOT IN ('family', 'person', 'relation', 'visit', 'note', 'measurement', 'epds', 'mibs', 'support_checklist', 'appointment')`

// lot is records of many cases, those that stand, read at once.
type lot struct {
	files map[uuid.UUID]*casework.File
	order []uuid.UUID // of the cases, as first met
}

// entry is an entry of a lot together with its ids.
type entry struct {
	*casework.Entry
	id   uuid.UUID
	home uuid.UUID // the case in which it lies
	file uuid.UUID // the case in which it is shown: another, where that was merged
	raw  []byte
	err  error
}

// inList is the marks and values of a condition IN (…).
func inList[T ~[16]byte](ids []T) (marks string, args []any) {
	args = make([]any, len(ids))
	for i := range ids {
		id := [16]byte(ids[i])
		args[i] = id[:]
	}
	return strings.TrimSuffix(strings.Repeat("?,", len(ids)), ","), args
}

// kindList is the same for kinds.
func kindList(kinds []string) (marks string, args []any) {
	args = make([]any, len(kinds))
	for i, k := range kinds {
		args[i] = k
	}
	return strings.TrimSuffix(strings.Repeat("?,", len(kinds)), ","), args
}

// entries reads the records of some kinds of the work that stand.
func (s *Store) entries(ctx context.Context, kinds ...string) ([]entry, error) {
	marks, args := kindList(kinds)
	return s.entriesWhere(ctx, s.db.Read(), `r.kind IN (`+marks+`) AND `+ofWork, args...)
}

// entriesWhere reads the records that stand and meet a condition, under the
// case in which they are shown. Their fields are as they were written: the
// rules find by themselves who is whom in a merged file, and a document reads
// as it was approved.
func (s *Store) entriesWhere(ctx context.Context, q querier, condition string, args ...any) ([]entry, error) {
	all, err := s.rawEntries(ctx, q, condition, args...)
	if err != nil {
		return nil, fmt.Errorf("gather records: %w", s.fault(err))
	}
	shown, err := shownFiles(ctx, q)
	if err != nil {
		return nil, s.fault(err)
	}
	parallel(len(all), func(i int) {
		e := &all[i]
		e.Fields, e.err = decodeFields(e.raw)
		e.raw, e.home = nil, e.file
		if to, ok := shown[e.file]; ok {
			e.file = to
		}
	})
	for i := range all {
		if all[i].err != nil {
			return nil, fmt.Errorf("gather records: %w", all[i].err)
		}
	}
	return all, nil
}

func (s *Store) rawEntries(ctx context.Context, q querier, condition string, args ...any) ([]entry, error) {
	rows, err := q.QueryContext(ctx, `SELECT r.record, r.file, r.kind, r.parent, r.fields, r.created, r.changed, r.author
		FROM record r WHERE r.state = 'confirmed' AND `+condition, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []entry
	for rows.Next() {
		e := entry{Entry: &casework.Entry{}}
		var parent, author uuid.UUID
		var created, changed int64
		if err := rows.Scan(&e.id, &e.file, &e.Kind, &parent, &e.raw, &created, &changed, &author); err != nil {
			return nil, err
		}
		e.ID, e.Author = e.id.String(), author.String()
		if parent != uuid.Nil {
			e.Parent = parent.String()
		}
		e.Written, e.Changed = ledger.Time(created).Wall(), ledger.Time(changed).Wall()
		all = append(all, e)
	}
	return all, rows.Err()
}

// shownFiles are the cases that are shown in another.
func shownFiles(ctx context.Context, q querier) (map[uuid.UUID]uuid.UUID, error) {
	rows, err := q.QueryContext(ctx, `SELECT file, target FROM shown`)
	if err != nil {
		return nil, fmt.Errorf("load merged cases: %w", err)
	}
	defer rows.Close()
	out := map[uuid.UUID]uuid.UUID{}
	for rows.Next() {
		var file, target uuid.UUID
		if err := rows.Scan(&file, &target); err != nil {
			return nil, fmt.Errorf("load merged cases: %w", err)
		}
		out[file] = target
	}
	return out, rows.Err()
}

// lotOf puts entries into the files that they belong to. A merged file has one
// family: that of the case in which it is shown.
func lotOf(all []entry) *lot {
	l := &lot{files: map[uuid.UUID]*casework.File{}}
	for _, e := range all {
		f := l.files[e.file]
		if f == nil {
			f = &casework.File{ID: e.file.String()}
			l.files[e.file] = f
			l.order = append(l.order, e.file)
		}
		if e.Kind != KindFamily || e.home == e.file {
			f.Entries = append(f.Entries, e.Entry)
		}
	}
	return l
}

// file is what the lot has of a case, empty when it has nothing.
func (l *lot) file(id uuid.UUID) casework.File {
	if f := l.files[id]; f != nil {
		return *f
	}
	return casework.File{ID: id.String()}
}

// card is what lists say of a case.
type card struct {
	id              uuid.UUID
	name, kana      string
	class, severity string
	address         string
	health, welfare string
}

// cards are the cases that a condition on casefile k chooses, without those
// that are shown in another.
func (s *Store) cards(ctx context.Context, where string, args ...any) (map[uuid.UUID]card, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT k.file, k.name, k.kana, k.class, k.severity, k.address, k.health, k.welfare
		FROM casefile k WHERE k.file NOT IN (SELECT file FROM shown) AND (`+where+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("gather cases: %w", s.fault(err))
	}
	defer rows.Close()
	out := map[uuid.UUID]card{}
	for rows.Next() {
		var c card
		if err := rows.Scan(&c.id, &c.name, &c.kana, &c.class, &c.severity, &c.address, &c.health, &c.welfare); err != nil {
			return nil, fmt.Errorf("gather cases: %w", err)
		}
		out[c.id] = c
	}
	return out, s.fault(rows.Err())
}

// unsentRecords are the records with a change that the center does not have.
func (s *Store) unsentRecords(ctx context.Context) (map[uuid.UUID]bool, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT DISTINCT record FROM change WHERE seq = 0 AND record != x''`)
	if err != nil {
		return nil, fmt.Errorf("find unsent records: %w", s.fault(err))
	}
	defer rows.Close()
	out := map[uuid.UUID]bool{}
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("find unsent records: %w", err)
		}
		out[id] = true
	}
	return out, s.fault(rows.Err())
}

// cardsOf are the cards of some cases.
func (s *Store) cardsOf(ctx context.Context, cases []uuid.UUID) (map[uuid.UUID]card, error) {
	out := map[uuid.UUID]card{}
	for part := range slices.Chunk(cases, listChunk) {
		marks, args := inList(part)
		cards, err := s.cards(ctx, `k.file IN (`+marks+`)`, args...)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, cards)
	}
	return out, nil
}

// listChunk is how many ids one query names.
const listChunk = 1000
