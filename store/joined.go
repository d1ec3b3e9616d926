package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// saveJoined keeps what a person decided about two cases: that they are one,
// or that they are not.
func (b *batch) saveJoined(t *touched) error {
	r := t.made
	switch r.Kind {
	case KindFamily, KindPerson, KindMerge, KindDistinct:
		b.people = true
	}
	other := parseID(r.text(fieldOther))
	stands := r.state != StateWithdrawn && other != uuid.Nil && other != r.file
	switch r.Kind {
	case KindMerge:
		return b.saveMerge(r, other, stands)
	case KindDistinct:
		if !stands {
			_, err := b.exec(`DELETE FROM apart WHERE record = ?`, r.ID[:])
			return err
		}
		_, err := b.exec(`INSERT INTO apart (record, file, other) VALUES (?, ?, ?)
			ON CONFLICT (record) DO UPDATE SET other = excluded.other`, r.ID[:], r.file[:], other[:])
		return err
	}
	return nil
}

// Fields of the records of kind merge and distinct.
const (
	fieldOther = "other"
	fieldPairs = "pairs"
)

func (b *batch) saveMerge(r *row, other uuid.UUID, stands bool) error {
	b.parted[r.file], b.parted[other] = true, true
	if r.Dots > 1 {
		if err := b.part(r.ID); err != nil {
			return err
		}
	}
	if !stands {
		return nil
	}
	pairs, _ := r.values[fieldPairs].([]string)
	_, err := b.exec(`INSERT OR REPLACE INTO joined (record, file, target, pairs) VALUES (?, ?, ?, ?)`,
		r.ID[:], other[:], r.file[:], strings.Join(pairs, "\n"))
	return err
}

// part forgets a merge as it stood before, and notes whom it had joined.
func (b *batch) part(record uuid.UUID) error {
	rows, err := b.tx.QueryContext(b.ctx, `DELETE FROM joined WHERE record = ? RETURNING file, target`, record[:])
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var file, target uuid.UUID
		if err := rows.Scan(&file, &target); err != nil {
			return err
		}
		b.parted[file], b.parted[target] = true, true
	}
	return rows.Err()
}

// saveJoins works out anew where linked cases and their persons are shown,
// when the batch touched one of them. It comes after all records of the batch:
// a merge may arrive before the persons that it speaks of.
func (b *batch) saveJoins() error {
	links, err := b.s.links(b.ctx, b.tx)
	if err != nil || len(links) == 0 && len(b.parted) == 0 {
		return err
	}
	from := b.parted
	for _, l := range links {
		for _, file := range []uuid.UUID{l.file, l.target} {
			if b.cases[file] {
				from[file] = true
			}
		}
	}
	if len(from) == 0 {
		return nil
	}
	all := linkedWith(links, from)
	links = slices.DeleteFunc(links, func(l link) bool { return !all[l.file] })
	shown := visible(links)
	persons, err := b.personsOf(all)
	if err != nil {
		return err
	}
	stands := map[uuid.UUID]bool{}
	for _, p := range persons {
		stands[p.ID] = true
	}
	same := samePersons(links, shown, stands)
	if err := b.saveShown(all, shown); err != nil {
		return err
	}
	return b.saveSame(persons, shown, same)
}

// links reads the merges that stand, in the order of their records.
func (s *Store) links(ctx context.Context, q querier) ([]link, error) {
	rows, err := q.QueryContext(ctx, `SELECT record, file, target, pairs FROM joined ORDER BY record`)
	if err != nil {
		return nil, fmt.Errorf("load merges: %w", err)
	}
	defer rows.Close()
	var out []link
	for rows.Next() {
		var l link
		var pairs string
		if err := rows.Scan(&l.record, &l.file, &l.target, &pairs); err != nil {
			return nil, fmt.Errorf("load merges: %w", err)
		}
		l.pairs = parsePairs(strings.Split(pairs, "\n"))
		out = append(out, l)
	}
	return out, rows.Err()
}

// personsOf reads the persons of some cases that were not withdrawn.
func (b *batch) personsOf(files map[uuid.UUID]bool) ([]*Record, error) {
	var out []*Record
	for file := range files {
		rows, err := b.tx.QueryContext(b.ctx, `SELECT `+recordColumns+recordFrom+
			`WHERE r.file = ? AND r.kind = 'person' AND r.state != 'withdrawn'`, file[:])
		if err != nil {
			return nil, fmt.Errorf("load persons: %w", err)
		}
		for rows.Next() {
			r, err := scanRecord(rows)
			if err != nil {
				return nil, fmt.Errorf("load persons: %w", errors.Join(err, rows.Close()))
			}
			out = append(out, r)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, fmt.Errorf("load persons: %w", err)
		}
	}
	return out, nil
}

// saveShown keeps where cases are shown. All of them count as touched: what a
// page shows of one may come from another.
func (b *batch) saveShown(all map[uuid.UUID]bool, shown map[uuid.UUID]uuid.UUID) error {
	for file := range all {
		b.cases[file] = true
		for _, query := range []string{`DELETE FROM shown WHERE file = ?`, `DELETE FROM same WHERE file = ?`} {
			if _, err := b.exec(query, file[:]); err != nil {
				return fmt.Errorf("show case: %w", err)
			}
		}
	}
	for file, target := range shown {
		if _, err := b.exec(`INSERT INTO shown (file, target) VALUES (?, ?)`, file[:], target[:]); err != nil {
			return fmt.Errorf("show case: %w", err)
		}
		_, err := b.exec(`UPDATE casefile SET changed = max(changed, coalesce((SELECT changed FROM casefile WHERE file = ?), 0)) WHERE file = ?`,
			file[:], target[:])
		if err != nil {
			return fmt.Errorf("date case: %w", err)
		}
	}
	return nil
}

// saveSame keeps which persons are shown as others, and lists the children of
// linked cases in the case where they are shown, each once.
func (b *batch) saveSame(persons []*Record, shown, same map[uuid.UUID]uuid.UUID) error {
	for _, p := range persons {
		if as, ok := same[p.ID]; ok {
			if _, err := b.exec(`INSERT INTO same (person, shown, file) VALUES (?, ?, ?)`, p.ID[:], as[:], p.Case[:]); err != nil {
				return fmt.Errorf("pair persons: %w", err)
			}
		}
	}
	for _, p := range persons {
		_, hidden := same[p.ID]
		if err := b.saveChild(p.ID, rootOf(shown, p.Case), p.Fields, hidden); err != nil {
			return fmt.Errorf("list child: %w", err)
		}
		if err := b.dateSighting(p.ID); err != nil {
			return err
		}
	}
	return nil
}

// dateSighting keeps the day on which a child was last seen, under any of its
// entries.
func (b *batch) dateSighting(child uuid.UUID) error {
	_, err := b.exec(`UPDATE child SET seen = coalesce((SELECT max(day) FROM sight
		WHERE child = ?1 OR child IN (SELECT person FROM same WHERE shown = ?1)), '') WHERE record = ?1`, child[:])
	if err != nil {
		return fmt.Errorf("update sighting: %w", err)
	}
	return nil
}
