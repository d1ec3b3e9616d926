package store

import (
	"context"
	"database/sql"
	"fmt"
)

// metaDerived is the row in meta with the number of derivedNow that the file
// was brought up to.
const metaDerived = "derived"

// derivedNow is raised whenever a table that follows from the records follows
// in another way than before.
const derivedNow = 2

// derive makes the tables of the casework from the records of a file that was
// written before there were any. It happens once, in one transaction.
func (s *Store) derive(ctx context.Context) error {
	var have int
	if err := loadMeta(ctx, s.db.SQL(), metaDerived, &have); err != nil {
		return s.fault(err)
	}
	if have >= derivedNow {
		return nil
	}
	err := s.tx(ctx, func(tx *sql.Tx) error {
		b := s.newBatch(ctx, tx)
		for _, step := range []func() error{b.deriveRecords, b.deriveHeard, b.deriveCases, b.deriveLines} {
			if err := step(); err != nil {
				return err
			}
		}
		return saveMeta(ctx, tx, metaDerived, derivedNow)
	})
	if err != nil {
		return fmt.Errorf("derive tables: %w", err)
	}
	return nil
}

// deriveRecords takes from the records of the casework what lists and search
// take from them when they are written.
func (b *batch) deriveRecords() error {
	ids, err := fileIDs(b.ctx, b.tx, `SELECT record FROM record r WHERE `+ofWork+` ORDER BY id`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t := &touched{}
		if err := b.scan(`SELECT file, id FROM record WHERE record = ?`, []any{id[:]}, &t.file, &t.row); err != nil {
			return fmt.Errorf("find record %s: %w", id, err)
		}
		b.records[id] = t
		if err := b.materialise(id, t); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) deriveHeard() error {
	_, err := b.exec(`INSERT INTO heard (author, station, taken) SELECT author, station, max(taken) FROM change
		WHERE taken > 0 GROUP BY author, station ON CONFLICT DO NOTHING`)
	if err != nil {
		return fmt.Errorf("note who was heard: %w", err)
	}
	return nil
}

// deriveCases works out how every family is judged, and what is due.
func (b *batch) deriveCases() error {
	files, err := fileIDs(b.ctx, b.tx, `SELECT file FROM casefile`)
	if err != nil {
		return err
	}
	for _, file := range files {
		b.judged[file] = true
	}
	return b.follow()
}
