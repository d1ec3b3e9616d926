package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// metaAuditCursor is the row in meta with how far the audit was read.
const metaAuditCursor = "audit_cursor"

// What audit_log says of a change: whether it was opened here, or is a grant.
const (
	auditClosed = 0
	auditOpen   = 1
	auditGrant  = 2
)

// ReadsAudit reports whether the person signed in may read what others looked
// at; only then it is brought here.
func (s *Store) ReadsAudit() bool { return s.Me().May(ledger.ActAudit) }

// AuditCursor returns how far the audit of all stations was read.
func (s *Store) AuditCursor(ctx context.Context) (ledger.Cursor, error) {
	var c ledger.Cursor
	if err := loadMeta(ctx, s.db.Read(), metaAuditCursor, &c); err != nil {
		return c, s.fault(err)
	}
	return c, nil
}

// LacksAudit reports whether an entry is missing here of chains that the center
// has up to these ends.
func (s *Store) LacksAudit(ctx context.Context, heads []ledger.CaseHead) (bool, error) {
	for _, h := range heads {
		var lacks bool
		err := s.db.Read().QueryRowContext(ctx, `SELECT count(DISTINCT n) < ?2 OR NOT EXISTS (SELECT 1 FROM audit_log WHERE station = ?1 AND n = ?2 AND hash = ?3)
			FROM audit_log WHERE station = ?1 AND n <= ?2`, h.Station[:], int64(h.N), h.Hash[:]).Scan(&lacks)
		if err != nil {
			return false, fmt.Errorf("compare the audit of %s: %w", h.Station, s.fault(err))
		}
		if lacks {
			return true, nil
		}
	}
	return false, nil
}

// ReceiveAudit takes changes of the audit ledger, of any station, in the order
// of the center and moves the cursor, in one transaction. They may come again.
// Nothing is refused: what does not verify is kept, shown as what cannot be
// opened, and found by VerifyAudit.
func (s *Store) ReceiveAudit(ctx context.Context, cursor ledger.Cursor, logged []ledger.Logged) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	_, all := s.parse(logged)
	var b *batch
	err := s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		if err := b.receiveAudit(all); err != nil {
			return err
		}
		return saveMeta(ctx, tx, metaAuditCursor, cursor)
	})
	if err != nil {
		return fmt.Errorf("receive audit: %w", err)
	}
	b.holdKeys()
	if len(all) > 0 {
		s.watch.send(Event{Cases: []uuid.UUID{s.Audit()}})
	}
	return nil
}

func (b *batch) receiveAudit(all []*arrival) error {
	bad := map[*arrival]bool{}
	for _, a := range b.s.forged(decoded(all)) {
		bad[a] = true
	}
	before := len(b.keys)
	for _, a := range all {
		if a.change == nil || a.change.Case != b.s.Audit() {
			b.s.c.Log.Error("the audit has what is no entry", "seq", a.seq)
			continue
		}
		// One bad signature casts doubt on what it vouches for: these are
		// looked at one by one.
		if len(bad) == 0 || verify(b.s.Directory(), a.change) == nil {
			b.openAudit(a)
		}
		if err := b.keepAuditChange(a); err != nil {
			return err
		}
	}
	if err := b.takeOldGrants(); err != nil {
		return err
	}
	for _, k := range b.keys {
		if err := insertKey(b.ctx, b.tx, k); err != nil {
			return err
		}
	}
	if len(b.keys) == before {
		return nil
	}
	return b.reopenAudit()
}

// ofOthersAudit reports whether an arrival is of the audit of another station:
// those do not come with the ordinary pull.
func (s *Store) ofOthersAudit(a *arrival) bool {
	return a.change != nil && a.change.Case == s.Audit() && a.change.Station != s.Station()
}

// decoded are the arrivals that are changes.
func decoded(all []*arrival) []*arrival {
	out := make([]*arrival, 0, len(all))
	for _, a := range all {
		if a.change != nil {
			out = append(out, a)
		}
	}
	return out
}

// openAudit opens a change of the audit, where a key is at hand.
func (b *batch) openAudit(a *arrival) {
	key, ok := b.key(a.change.Key)
	if !ok && a.change.Sealed() {
		return
	}
	edit, err := a.change.OpenBody(key)
	if err != nil || edit.Kind == ledger.KindGrant && edit.Grant == nil {
		return
	}
	a.edit = edit
	if edit.Kind == ledger.KindGrant {
		b.takeKey(*edit.Grant)
	}
}

// keepAuditChange keeps a change as it came, and what lists show of it.
func (b *batch) keepAuditChange(a *arrival) error {
	c, hash, opened := a.change, ledger.HashOf(a.raw), auditClosed
	switch {
	case a.edit != nil && a.edit.Kind == ledger.KindGrant:
		opened = auditGrant
	case a.edit != nil:
		opened = auditOpen
	}
	_, err := b.exec(`INSERT INTO audit_log (station, n, hash, seq, taken, opened, raw) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (station, n, hash) DO UPDATE SET seq = excluded.seq, taken = excluded.taken, opened = max(opened, excluded.opened)`,
		c.Station[:], int64(c.N), hash[:], int64(a.seq), a.taken, opened, a.raw)
	if err != nil {
		return fmt.Errorf("keep change %s of the audit: %w", c.Dot(), err)
	}
	_, err = b.exec(`INSERT INTO audit_end (station, n, hash) VALUES (?, ?, ?)
		ON CONFLICT (station) DO UPDATE SET n = excluded.n, hash = excluded.hash WHERE excluded.n > n`, c.Station[:], int64(c.N), hash[:])
	if err != nil {
		return fmt.Errorf("keep change %s of the audit: %w", c.Dot(), err)
	}
	if opened == auditGrant {
		return b.keepAuditGrant(c.Station, a.edit.Grant)
	}
	return b.keepAuditEntry(auditRow{
		station: c.Station, n: c.N, seq: a.seq, taken: a.taken, edit: a.edit, at: c.At.Wall(), who: c.Author,
	})
}

// takeOldGrants unwraps grants that came while somebody else was signed in, as
// long as there is something that no key opens.
func (b *batch) takeOldGrants() error {
	var closed bool
	if err := b.scan(`SELECT EXISTS (SELECT 1 FROM audit_log INDEXED BY audit_log_closed WHERE opened = 0)`, nil, &closed); err != nil || !closed {
		return err
	}
	rows, err := b.tx.QueryContext(b.ctx, `SELECT l.raw FROM audit_log l WHERE l.opened = ?
		AND EXISTS (SELECT 1 FROM audit_grant g WHERE g.station = l.station AND g.reader = ?)`, auditGrant, b.s.who[:])
	if err != nil {
		return fmt.Errorf("read grants of audit keys: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		c := new(ledger.Change)
		if err := errors.Join(rows.Scan(&raw), trust.Decode(raw, c)); err != nil {
			return fmt.Errorf("read grants of audit keys: %w", err)
		}
		edit, err := c.OpenBody(trust.Key{})
		if err != nil || edit.Grant == nil || edit.Grant.Reader != b.s.who {
			continue
		}
		if _, held := b.key(edit.Grant.Key); !held {
			b.takeKey(*edit.Grant)
		}
	}
	return rows.Err()
}

// reopenAudit opens what came before its key.
func (b *batch) reopenAudit() error {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT seq, taken, raw FROM audit_log INDEXED BY audit_log_closed WHERE opened = 0`)
	if err != nil {
		return fmt.Errorf("open audit: %w", err)
	}
	var all []*arrival
	for rows.Next() {
		a := &arrival{change: new(ledger.Change)}
		var seq int64
		if err := errors.Join(rows.Scan(&seq, &a.taken, &a.raw), trust.Decode(a.raw, a.change)); err != nil {
			return errors.Join(err, rows.Close())
		}
		a.seq = uint64(seq)
		all = append(all, a)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("open audit: %w", err)
	}
	for _, a := range all {
		if verify(b.s.Directory(), a.change) != nil {
			continue
		}
		if b.openAudit(a); a.edit == nil {
			continue
		}
		if err := b.keepAuditChange(a); err != nil {
			return err
		}
	}
	return nil
}
