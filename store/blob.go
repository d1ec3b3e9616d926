package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// blobRow is what the tables have of a blob.
type blobRow struct {
	id       int64
	blob     ledger.Hash
	file     uuid.UUID
	manifest []byte
	chunks   int
	have     int
	own      bool
	taken    int64
	wanted   int64
	missed   int64
}

// whole reports whether all of it is here.
func (r *blobRow) whole() bool { return r.chunks > 0 && r.have == r.chunks }

const blobColumns = `b.id, b.blob, b.file, b.manifest, b.chunks, b.have, b.own, b.taken, b.wanted, b.missed`

// Conditions on a blob, named b.
const (
	// wholeBlob: all of it is here. The index on what is unsent carries it.
	wholeBlob = `b.chunks > 0 AND b.have = b.chunks`
	// sendBlob: the center has to get it, or to say that it has it. What hangs
	// on drafts alone waits for them.
	sendBlob = `b.taken = 0 AND ` + wholeBlob + ` AND (b.own = 0 OR EXISTS (SELECT 1 FROM attached a WHERE a.blob = b.blob))`
	// unsentBlob: people are told that it is on this station alone. One that
	// was just fetched from the center only waits for its receipt.
	unsentBlob = sendBlob + ` AND NOT (b.own = 0 AND b.wanted > 0)`
)

func scanBlob(row scanner) (*blobRow, error) {
	var r blobRow
	var blob []byte
	err := row.Scan(&r.id, &blob, &r.file, &r.manifest, &r.chunks, &r.have, &r.own, &r.taken, &r.wanted, &r.missed)
	if err != nil {
		return nil, err
	}
	if len(blob) != len(r.blob) {
		return nil, fmt.Errorf("blob %d has an id of %d bytes", r.id, len(blob))
	}
	r.blob = ledger.Hash(blob)
	return &r, nil
}

// findBlob returns what is known of a blob, or ErrNotFound.
func findBlob(ctx context.Context, q querier, blob ledger.Hash) (*blobRow, error) {
	r, err := scanBlob(q.QueryRowContext(ctx, `SELECT `+blobColumns+` FROM blob b WHERE b.blob = ?`, blob[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("find blob %x: %w", blob, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("find blob %x: %w", blob, err)
	}
	return r, nil
}

// findBlobs returns the blobs that a condition on b asks for.
func (s *Store) findBlobs(ctx context.Context, where string, args ...any) ([]*blobRow, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT `+blobColumns+` FROM blob b WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find blobs: %w", s.fault(err))
	}
	defer rows.Close()
	var out []*blobRow
	for rows.Next() {
		r, err := scanBlob(rows)
		if err != nil {
			return nil, fmt.Errorf("find blobs: %w", err)
		}
		out = append(out, r)
	}
	return out, s.fault(rows.Err())
}

// writeBlob runs one transaction on the tables of blobs and tells the screens
// that show the case, and the engine, after it.
func (s *Store) writeBlob(ctx context.Context, do func(tx *sql.Tx) (uuid.UUID, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	var file uuid.UUID
	err := s.tx(ctx, func(tx *sql.Tx) error {
		var err error
		file, err = do(tx)
		return err
	})
	if err != nil {
		return err
	}
	if file != uuid.Nil {
		s.watch.send(Event{Cases: []uuid.UUID{file}, Sync: true})
	}
	return nil
}

// addBlob makes or completes the row of a blob whose manifest is known.
func addBlob(ctx context.Context, tx *sql.Tx, now int64, blob ledger.Hash, m *ledger.Manifest, own bool) (*blobRow, error) {
	_, err := tx.ExecContext(ctx, `INSERT INTO blob (blob, file, content, manifest, chunks, have, size, own, born, opened, taken, wanted, missed, misses)
		VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?8, 0, 0, 0, 0) ON CONFLICT (blob) DO UPDATE SET
		content = excluded.content, manifest = excluded.manifest, chunks = excluded.chunks, size = excluded.size,
		own = max(own, excluded.own), born = excluded.born`,
		blob[:], m.Case[:], m.Content[:], m.Encode(), len(m.Chunks), int64(m.Size), own, now)
	if err != nil {
		return nil, fmt.Errorf("add blob %x: %w", blob, err)
	}
	return findBlob(ctx, tx, blob)
}

// addChunk keeps a chunk that was checked, and counts what is here from the
// first one on.
func addChunk(ctx context.Context, tx *sql.Tx, r *blobRow, n int, chunk []byte) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO chunk (blob, n, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, r.id, n, chunk); err != nil {
		return fmt.Errorf("keep chunk %d of blob %x: %w", n, r.blob, err)
	}
	for r.have < r.chunks {
		var there bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM chunk WHERE blob = ? AND n = ?)`, r.id, r.have).Scan(&there)
		if err != nil {
			return fmt.Errorf("count chunks of blob %x: %w", r.blob, err)
		}
		if !there {
			break
		}
		r.have++
	}
	if _, err := tx.ExecContext(ctx, `UPDATE blob SET have = ? WHERE id = ?`, r.have, r.id); err != nil {
		return fmt.Errorf("count chunks of blob %x: %w", r.blob, err)
	}
	return nil
}

// rouseBlobs tells the sync engine that there is something to send or fetch.
func (s *Store) rouseBlobs() {
	select {
	case s.wakeBlobs <- struct{}{}:
	default:
	}
}

// WakeBlobs fires when there may be a blob to send or to fetch.
func (s *Store) WakeBlobs() <-chan struct{} { return s.wakeBlobs }

// saveAttached notes which blobs a record names, and named before: none of
// them is an orphan.
func (b *batch) saveAttached(t *touched) error {
	if t.made.Kind != KindAttachment {
		return nil
	}
	names := []any{t.made.values[FieldBlob]}
	for _, w := range t.new {
		names = append(names, w.Edit.Set[FieldBlob])
	}
	for _, name := range names {
		text, _ := name.(string)
		blob, err := parseBlob(text)
		if err != nil {
			continue // of a later program, or of none
		}
		_, err = b.exec(`INSERT INTO attached (record, blob, file) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, t.made.ID[:], blob[:], t.file[:])
		if err != nil {
			return err
		}
	}
	return nil
}
