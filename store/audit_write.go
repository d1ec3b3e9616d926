package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Audit is the id of the audit ledger, of which this station writes its chain.
func (s *Store) Audit() uuid.UUID { return ledger.AuditOf(s.Center()) }

// fields are an entry as its change carries it.
func (e AuditEntry) fields() map[string]any {
	set := map[string]any{"act": string(e.Act), "who": e.Who.String(), "at": e.At.UnixMilli()}
	for name, id := range map[string]uuid.UUID{"case": e.Case, "record": e.Record, "subject": e.Subject} {
		if id != uuid.Nil {
			set[name] = id.String()
		}
	}
	for name, text := range map[string]string{"screen": e.Screen, "reason": e.Reason, "terms": e.Terms} {
		if text != "" {
			set[name] = text
		}
	}
	for name, yes := range map[string]bool{"offline": e.Offline, "outside": e.Outside, "kin": e.Kin} {
		if yes {
			set[name] = true
		}
	}
	if e.Count != 0 {
		set["count"] = int64(e.Count)
	}
	return set
}

// guesses are the wrong passwords that an entry tells of.
func (e AuditEntry) guesses() int {
	if e.Act == AuditFailed {
		return e.Count
	}
	return 0
}

// auditOf reads what fields wrote.
func auditOf(set map[string]any) AuditEntry {
	text := func(name string) string { v, _ := set[name].(string); return v }
	yes := func(name string) bool { return set[name] == true }
	number := func(name string) int64 { v, _ := set[name].(int64); return v }
	return AuditEntry{
		Act: AuditAct(text("act")), Who: parseID(text("who")), At: millis(number("at")), Case: parseID(text("case")),
		Record: parseID(text("record")), Subject: parseID(text("subject")), Screen: text("screen"), Reason: text("reason"),
		Terms: text("terms"), Count: int(number("count")), Offline: yes("offline"), Outside: yes("outside"), Kin: yes("kin"),
	}
}

// note writes an entry, after those that had to wait.
func (s *Store) note(ctx context.Context, entries ...AuditEntry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	return s.noteNow(ctx, entries...)
}

// noteWaiting writes what had to wait as soon as its chain is back: nobody may
// do anything on this machine for long. The caller holds the store.
func (s *Store) noteWaiting(ctx context.Context) error {
	s.audit.mu.Lock()
	calm := s.audit.calm
	s.audit.mu.Unlock()
	var waits bool
	if calm {
		return nil
	}
	if err := s.db.SQL().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM audit_wait)`).Scan(&waits); err != nil || !waits {
		return s.fault(err)
	}
	err := s.noteNow(ctx)
	if err != nil && !unwritable(err) {
		s.c.Log.Info("the audit still waits", "err", err) // its chain is not back
		return nil
	}
	return err
}

// noteNow is note for a caller that holds the store.
func (s *Store) noteNow(ctx context.Context, entries ...AuditEntry) error {
	var b *batch
	var n noting
	clock := s.clock
	err := s.tx(ctx, func(tx *sql.Tx) (err error) {
		b = s.newBatch(ctx, tx)
		n, err = b.note(entries)
		return err
	})
	if err != nil {
		s.clock = clock
		return fmt.Errorf("note in the audit: %w", err)
	}
	s.audit.mu.Lock()
	s.audit.granted, s.audit.marked, s.audit.calm = n.granted, n.marked, true
	s.audit.mu.Unlock()
	s.rouse()
	// That somebody looked is no news for the screens.
	if delete(b.cases, s.Audit()); len(b.cases) > 0 {
		return b.settled(ctx)
	}
	b.holdKeys()
	return nil
}

// noting is what a transaction of the audit has seen to.
type noting struct {
	granted *ledger.Directory
	marked  string
}

func (b *batch) note(entries []AuditEntry) (n noting, err error) {
	waiting, err := b.waiting()
	if err != nil {
		return n, err
	}
	if n.marked, err = b.markAudit(); err != nil {
		return n, err
	}
	key, err := b.auditKey()
	if err != nil {
		return n, err
	}
	n.granted = b.s.Directory()
	for _, e := range append(waiting, entries...) {
		edit := &ledger.Edit{Record: newID(b.s.c), Kind: ledger.KindAudit, Set: e.fields()}
		// Chains of the audit know nothing of one another: a station has its own.
		if err := b.append(planned{file: b.s.Audit(), edit: edit, key: key, have: ledger.Vector{}}); err != nil {
			return n, err
		}
	}
	return n, b.flush()
}

// waiting takes what could not be written before.
func (b *batch) waiting() ([]AuditEntry, error) {
	b.s.audit.mu.Lock()
	calm := b.s.audit.calm
	b.s.audit.mu.Unlock()
	if calm {
		return nil, nil
	}
	rows, err := b.tx.QueryContext(b.ctx, `DELETE FROM audit_wait RETURNING id, body`)
	if err != nil {
		return nil, fmt.Errorf("read waiting entries: %w", err)
	}
	defer rows.Close()
	var out []AuditEntry
	for rows.Next() {
		var id int64
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, fmt.Errorf("read waiting entries: %w", err)
		}
		set, err := decodeFields(body)
		if err != nil {
			return nil, fmt.Errorf("read waiting entries: %w", err)
		}
		out = append(out, auditOf(set))
	}
	return out, rows.Err()
}

// noteLater keeps an entry until its chain can take it.
func (s *Store) noteLater(ctx context.Context, e AuditEntry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	err := s.tx(ctx, func(tx *sql.Tx) error { return keepWaiting(ctx, tx, e.fields()) })
	if err != nil {
		return fmt.Errorf("keep entry of the audit: %w", err)
	}
	s.auditWaits()
	return nil
}

func (s *Store) auditWaits() {
	s.audit.mu.Lock()
	defer s.audit.mu.Unlock()
	s.audit.calm = false
}

func keepWaiting(ctx context.Context, tx *sql.Tx, set map[string]any) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO audit_wait (body) VALUES (?)`, trust.MustEncode(set))
	return err
}

// takeAudit notes a change of the audit ledger that has entered its chain
// here: a grant, or an entry that lists show.
func (b *batch) takeAudit(a *arrival) error {
	if a.edit.Kind == ledger.KindGrant {
		return b.keepAuditGrant(a.change.Station, a.edit.Grant)
	}
	return b.keepAuditEntry(auditRow{station: a.change.Station, n: a.change.N, seq: a.seq, taken: a.taken, edit: a.edit})
}

func (b *batch) keepAuditGrant(station uuid.UUID, g *trust.Grant) error {
	_, err := b.exec(`INSERT INTO audit_grant (station, key, reader) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, station[:], g.Key[:], g.Reader[:])
	if err != nil {
		return fmt.Errorf("keep grant of audit key: %w", err)
	}
	return nil
}

// auditRow is an entry on its way into the table that lists read.
type auditRow struct {
	station uuid.UUID
	n       uint64
	seq     uint64
	taken   int64
	edit    *ledger.Edit // nil while no key opens it
	at      time.Time    // of an unopened one: its change's clock
	who     uuid.UUID    // of an unopened one: its author
}

func (b *batch) keepAuditEntry(r auditRow) error {
	e, body := AuditEntry{At: r.at, Who: r.who}, []byte{}
	if r.edit != nil {
		e, body = auditOf(r.edit.Set), trust.MustEncode(r.edit.Set)
	}
	file := []byte{}
	if e.Case != uuid.Nil {
		file = e.Case[:]
	}
	_, err := b.exec(`INSERT INTO audit (station, n, at, who, act, file, offline, outside, kin, odd, guesses, seq, taken, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (station, n) DO UPDATE SET at = excluded.at, who = excluded.who,
		act = excluded.act, file = excluded.file, offline = excluded.offline, outside = excluded.outside, kin = excluded.kin,
		odd = excluded.odd, guesses = excluded.guesses, seq = excluded.seq, taken = excluded.taken, body = excluded.body`,
		r.station[:], int64(r.n), e.At.UnixMilli(), e.Who[:], string(e.Act), file,
		e.Offline, e.Outside, e.Kin, b.s.isOdd(e.At), e.guesses(), int64(r.seq), r.taken, body)
	if err != nil {
		return fmt.Errorf("keep entry of the audit: %w", err)
	}
	return nil
}

// auditReceipted notes that the center has an own entry.
func (b *batch) auditReceipted(r ledger.Receipt) error {
	_, err := b.exec(`UPDATE audit SET seq = ?, taken = ? WHERE station = ? AND n = ?`, int64(r.Seq), r.At, r.Station[:], int64(r.N))
	return err
}

// noteAnew lets an entry that was taken out of the chain wait, to be written
// again: the center has another of its number, as of a station that was set
// back. It keeps its time and who it is of.
func (b *batch) noteAnew(m *moved) error {
	c := m.change
	if _, err := b.exec(`DELETE FROM audit WHERE station = ? AND n = ?`, c.Station[:], int64(c.N)); err != nil {
		return err
	}
	if m.edit == nil {
		b.s.c.Log.Error("entry of the audit cannot be opened", "n", c.N)
		return nil
	}
	if m.edit.Kind == ledger.KindGrant {
		_, err := b.exec(`DELETE FROM audit_grant WHERE station = ? AND key = ? AND reader = ?`, c.Station[:], m.edit.Grant.Key[:], m.edit.Grant.Reader[:])
		b.s.audit.mu.Lock()
		b.s.audit.granted = nil
		b.s.audit.mu.Unlock()
		return err
	}
	b.s.auditWaits()
	return keepWaiting(b.ctx, b.tx, m.edit.Set)
}
