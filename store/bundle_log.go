package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// KindBundle is the trace of one bundle, written or taken in: a record of the
// office file.
const KindBundle = "bundle"

// BundleOutcome is how writing or taking in a bundle ended.
type BundleOutcome string

// The outcomes.
const (
	BundleBegun   BundleOutcome = "begun"   // it is under way, or the program was ended
	BundleDone    BundleOutcome = "done"    // to its end
	BundleStopped BundleOutcome = "stopped" // by the person
	BundleDamaged BundleOutcome = "damaged" // the file could not be read to its end
	BundleFailed  BundleOutcome = "failed"  // the disk or the store
)

// BundleTally is what went through a bundle.
type BundleTally struct {
	Changes int // all of them
	Fresh   int // taken in: new on this station
	Refused int // taken in: kept in quarantine
	Blobs   int // whole
	Parts   int // written: how many files; taken in: the number of this one
}

func orderFields(o BundleOrder) map[string]any {
	set := map[string]any{"deed": "export", "take": string(o.Take), "attachments": o.Attachments, "group": o.Group}
	if len(o.Staff) > 0 {
		set["readers"] = idTexts(o.Staff)
	}
	switch o.Take {
	case TakeCases:
		set["cases"] = idTexts(o.Cases)
	case TakeSince:
		set["since"] = o.Since.Format(time.DateOnly)
	}
	return set
}

func idTexts(ids []uuid.UUID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

// beginBundleRecord leaves the trace before anything else is done.
func (s *Store) beginBundleRecord(ctx context.Context, set map[string]any) (uuid.UUID, error) {
	record := newID(s.c)
	set["at"], set["outcome"] = s.c.Now().Format(time.RFC3339), string(BundleBegun)
	if set["bundle"] == nil {
		set["bundle"] = record.String()
	}
	if _, err := s.Put(ctx, Write{Case: s.Office(), Record: record, Kind: KindBundle, Set: set}); err != nil {
		return uuid.Nil, fmt.Errorf("record bundle: %w", err)
	}
	act := AuditBundleOut
	if set["deed"] == "import" {
		act = AuditBundleIn
	}
	return record, s.Note(ctx, AuditEntry{Act: act, Record: record})
}

func (s *Store) endBundleRecord(ctx context.Context, record uuid.UUID, outcome BundleOutcome, set map[string]any) error {
	set["outcome"] = string(outcome)
	// Whoever cancels the work does not cancel its trace.
	_, err := s.Put(context.WithoutCancel(ctx), Write{Case: s.Office(), Record: record, Kind: KindBundle, Set: set})
	if err != nil {
		return fmt.Errorf("record bundle: %w", err)
	}
	return nil
}

// ID names the bundle, all its files together.
func (o *BundleOut) ID() uuid.UUID { return o.record }

// Finish completes the trace. What was handed over since the last time counts
// as handed over from now on.
func (o *BundleOut) Finish(ctx context.Context, t BundleTally) error {
	if o.order.Take == TakeLast {
		if err := o.s.noteHandedOver(ctx, o.s.bundleReaders(o.order), o.upto); err != nil {
			return err
		}
	}
	return o.s.endBundleRecord(ctx, o.record, BundleDone, map[string]any{
		"changes": int64(t.Changes), "blobs": int64(t.Blobs), "part": int64(t.Parts),
	})
}

// Stop says in the trace that the bundle did not come about.
func (o *BundleOut) Stop(ctx context.Context, outcome BundleOutcome) error {
	return o.s.endBundleRecord(ctx, o.record, outcome, map[string]any{})
}

func (s *Store) noteHandedOver(ctx context.Context, readers []uuid.UUID, upto int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	err := s.tx(ctx, func(tx *sql.Tx) error {
		for _, reader := range readers {
			_, err := tx.ExecContext(ctx, `INSERT INTO bundle_reader (reader, upto, at) VALUES (?, ?, ?)
				ON CONFLICT (reader) DO UPDATE SET upto = max(upto, excluded.upto), at = excluded.at`,
				reader[:], upto, s.c.Now().UnixMilli())
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note what was handed over: %w", err)
	}
	return nil
}

// HandedOver is when everything up to then was last handed over to a staff
// member, or with the zero id to the whole staff; zero when never.
func (s *Store) HandedOver(ctx context.Context, reader uuid.UUID) (time.Time, error) {
	if reader == uuid.Nil {
		reader = s.Directory().Group
	}
	var at int64
	err := s.db.Read().QueryRowContext(ctx, `SELECT at FROM bundle_reader WHERE reader = ?`, reader[:]).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("find last bundle: %w", s.fault(err))
	}
	return millis(at), nil
}

// BundleTrace is one bundle as the office file has it.
type BundleTrace struct {
	At      time.Time
	Export  bool
	Author  uuid.UUID
	Maker   uuid.UUID // of one that was taken in
	Take    BundleTake
	Group   bool
	Readers []uuid.UUID
	Cases   int
	Outcome BundleOutcome
	Tally   BundleTally
}

// FindBundles lists what was written and taken in anywhere, newest first.
func (s *Store) FindBundles(ctx context.Context) ([]BundleTrace, error) {
	records, err := s.FindOffice(ctx, KindBundle)
	if err != nil {
		return nil, err
	}
	out := make([]BundleTrace, len(records))
	for i, r := range records {
		t := BundleTrace{
			At: r.Created, Export: r.Text("deed") == "export", Author: r.Author, Maker: parseID(r.Text("maker")),
			Take: BundleTake(r.Text("take")), Group: r.Bool("group"), Cases: len(r.Texts("cases")), Outcome: BundleOutcome(r.Text("outcome")),
		}
		for _, id := range r.Texts("readers") {
			t.Readers = append(t.Readers, parseID(id))
		}
		for field, into := range map[string]*int{
			"changes": &t.Tally.Changes, "fresh": &t.Tally.Fresh, "refused": &t.Tally.Refused, "blobs": &t.Tally.Blobs, "part": &t.Tally.Parts,
		} {
			n, _ := r.Int(field)
			*into = int(n)
		}
		out[i] = t
	}
	return out, nil
}

// bundleReached is how far a bundle was taken in before.
func (s *Store) bundleReached(ctx context.Context, file uuid.UUID) (items int, hash ledger.Hash, err error) {
	var raw []byte
	err = s.db.Read().QueryRowContext(ctx, `SELECT items, hash FROM bundle_taken WHERE bundle = ?`, file[:]).Scan(&items, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, hash, nil
	}
	if err != nil || len(raw) != len(hash) {
		return 0, hash, fmt.Errorf("find how far bundle was taken in: %w", s.fault(err))
	}
	return items, ledger.Hash(raw), nil
}
