package store

import (
	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// saveSights keeps which children a record says were seen, and when.
func (b *batch) saveSights(t *touched) error {
	switch r := t.made; r.Kind {
	case KindVisit, KindNote, KindSafetyCheck:
		return b.saveSight(r.ID, r.Dots > 1, r.entry())
	case KindCommissionReport:
		commission, err := b.commission(r.parent)
		if err != nil {
			return err
		}
		return b.saveSight(r.ID, r.Dots > 1, r.entry(), commission...)
	case KindCommission:
		// Whom its reports speak of is said here.
		return b.saveReports(r)
	}
	return nil
}

// entry is a merged record as the rules of the work see it.
func (r *row) entry() *casework.Entry {
	return &casework.Entry{
		ID: r.ID.String(), Parent: idText(r.parent), Kind: r.Kind, Fields: r.values, Withdrawn: r.state == StateWithdrawn,
		Author: r.Author.String(), Written: r.First.Wall(), Changed: r.Last.Wall(),
	}
}

// saveSight keeps the sightings of one record. What it needs beside itself to
// be understood is in with.
func (b *batch) saveSight(record uuid.UUID, again bool, e *casework.Entry, with ...*casework.Entry) error {
	if again {
		if err := b.forgetSights(record); err != nil {
			return err
		}
	}
	for text, day := range casework.LastSeen(casework.File{Entries: append(with, e)}) {
		child, err := uuid.Parse(text)
		if err != nil {
			continue
		}
		if _, err := b.exec(`INSERT INTO sight (record, child, day) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			record[:], child[:], day.String()); err != nil {
			return err
		}
		b.children[child] = true
	}
	return nil
}

// commission finds what a report is of, nothing while it has not arrived.
func (b *batch) commission(id uuid.UUID) ([]*casework.Entry, error) {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT `+entryColumns+` FROM record r WHERE r.record = ?`, id[:])
	if err != nil {
		return nil, err
	}
	return scanEntries(rows)
}

func (b *batch) saveReports(r *row) error {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT `+entryColumns+` FROM record r
		WHERE r.file = ? AND r.kind = 'commission_report' AND r.parent = ?`, r.file[:], r.ID[:])
	if err != nil {
		return err
	}
	reports, err := scanEntries(rows)
	if err != nil {
		return err
	}
	for _, report := range reports {
		if err := b.saveSight(parseID(report.ID), true, report, r.entry()); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) forgetSights(record uuid.UUID) error {
	rows, err := b.tx.QueryContext(b.ctx, `DELETE FROM sight WHERE record = ? RETURNING child`, record[:])
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var child uuid.UUID
		if err := rows.Scan(&child); err != nil {
			return err
		}
		b.children[child] = true
	}
	return rows.Err()
}
