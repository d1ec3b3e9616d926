package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Codes with which the center refuses a change, as sync/wire lists them, that
// this store does something about.
const (
	codeGap           = 21
	codeBroken        = 22
	codeForked        = 23
	codeUnknownAuthor = 25
	codeRemovedAuthor = 26 // of a center that has no hold box
	codeReadable      = 28
	codeHeld          = 30
)

// refusedBy is the condition that a change was refused with one of some codes.
func refusedBy(codes ...int) string {
	parts := make([]string, len(codes))
	for i, code := range codes {
		parts[i] = fmt.Sprintf(`refused >= '%d ' AND refused < '%d!'`, code, code) // ! follows the blank
	}
	return `seq = 0 AND refused != '' AND (` + strings.Join(parts, ` OR `) + `)`
}

// mend frees own chains from a change that the center will not take there: the
// change and what follows it are set aside, so that new work goes on, and what
// the person signed in wrote of it is written anew. A change whose author was
// removed is not: the center keeps it in its hold box, and somebody else
// decides.
func (s *Store) mend(ctx context.Context) error {
	chains, err := s.blocked(ctx)
	if err != nil {
		return err
	}
	for _, c := range chains {
		if err := s.setAside(ctx, c); err != nil {
			return fmt.Errorf("set changes aside: %w", err)
		}
	}
	if err := s.mendBrought(ctx); err != nil {
		return err
	}
	return s.writeWaiting(ctx)
}

// blocked finds the own chains that go on nowhere, and from which change on. A
// chain stopped by the hold box is one only where the directory says that its
// author was removed: a station that was removed itself writes nothing anew.
func (s *Store) blocked(ctx context.Context) ([]chainEnd, error) {
	station := s.Station()
	rows, err := s.db.SQL().QueryContext(ctx, `SELECT file, n, author, refused FROM change INDEXED BY change_refused
		WHERE station = ? AND `+refusedBy(codeBroken, codeForked, codeHeld)+` ORDER BY file, n`, station[:])
	if err != nil {
		return nil, fmt.Errorf("find blocked chains: %w", s.fault(err))
	}
	defer rows.Close()
	var out []chainEnd
	done := map[uuid.UUID]bool{}
	dir := s.Directory()
	for rows.Next() {
		c := chainEnd{station: station}
		var n int64
		var author uuid.UUID
		var refused string
		if err := rows.Scan(&c.file, &n, &author, &refused); err != nil {
			return nil, fmt.Errorf("find blocked chains: %w", err)
		}
		if done[c.file] {
			continue
		}
		done[c.file] = true
		c.n, c.forked = uint64(n), !strings.HasPrefix(refused, fmt.Sprint(codeHeld))
		if at := dir.Stations[station]; at != nil && at.Removed {
			continue
		}
		if who := dir.Staff[author]; !c.forked && (who == nil || !who.Removed) {
			continue
		}
		out = append(out, c)
	}
	return out, s.fault(rows.Err())
}

// chainEnd is where a chain is cut: n is the first change that goes.
type chainEnd struct {
	file, station uuid.UUID
	n             uint64
	forked        bool // the center has other changes of these numbers
}

// setAside cuts a chain. All of it happens or nothing.
func (s *Store) setAside(ctx context.Context, c chainEnd) error {
	defer s.narrow.forget()
	var b *batch
	err := s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		moved, err := b.movable(c)
		if err != nil {
			return err
		}
		for _, m := range moved {
			if err := b.move(m); err != nil {
				return err
			}
		}
		for _, m := range moved {
			if _, err := b.exec(`DELETE FROM change WHERE id = ?`, m.id); err != nil {
				return err
			}
		}
		if err := b.cutHead(c); err != nil {
			return err
		}
		if err := b.remake(moved); err != nil {
			return err
		}
		if err := b.flush(); err != nil {
			return err
		}
		return b.keepAttached(moved)
	})
	if err != nil {
		return err
	}
	if err := b.settled(ctx); err != nil {
		return err
	}
	return s.retryHeld(ctx, b)
}

// moved is a change on its way out of its chain.
type moved struct {
	id      int64
	change  *ledger.Change
	raw     []byte
	refused string
	edit    *ledger.Edit // nil when no key opens it
	base    map[string]any
}

// movable reads the changes from the cut on, with what their authors had seen
// of the fields that they set.
func (b *batch) movable(c chainEnd) ([]*moved, error) {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT id, raw, refused FROM change WHERE file = ? AND station = ? AND n >= ? ORDER BY n`,
		c.file[:], c.station[:], int64(c.n))
	if err != nil {
		return nil, err
	}
	var out []*moved
	for rows.Next() {
		m := &moved{change: new(ledger.Change)}
		if err := errors.Join(rows.Scan(&m.id, &m.raw, &m.refused), trust.Decode(m.raw, m.change)); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		out = append(out, m)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for _, m := range out {
		key, _ := b.key(m.change.Key)
		if m.edit, err = m.change.OpenBody(key); err != nil {
			m.edit = nil // stays sealed, as it came
			continue
		}
		written, _, err := b.s.recordChanges(b.ctx, b.tx, m.edit.Record, b.key)
		if err != nil {
			return nil, err
		}
		m.base = baseOf(written, m.change.Dot(), m.edit)
	}
	return out, nil
}

// baseOf is what the author of a change saw in the fields that it sets.
func baseOf(written []ledger.Written, dot ledger.Dot, edit *ledger.Edit) map[string]any {
	base := map[string]any{}
	at := slices.IndexFunc(written, func(w ledger.Written) bool { return w.Dot == dot })
	if at < 0 {
		return base
	}
	return valuesIn(seenBy(written, written[at].Seen), edit)
}

// valuesIn are a record's values of the fields that an edit sets.
func valuesIn(rec *ledger.Record, edit *ledger.Edit) map[string]any {
	out := map[string]any{}
	for name := range edit.Set {
		if rec != nil {
			if v := rec.Value(name); v != nil {
				out[name] = v
			}
		}
	}
	return out
}

// move keeps a change outside its chain: in the hold box what the center has
// in its own, aside what is to be written anew or decided about here.
func (b *batch) move(m *moved) error {
	hash, c := ledger.HashOf(m.raw), m.change
	record, kind := []byte{}, ""
	if m.edit != nil {
		record, kind = m.edit.Record[:], m.edit.Kind
	}
	if c.Case == b.s.Audit() {
		return b.noteAnew(m)
	}
	held := strings.HasPrefix(m.refused, fmt.Sprint(codeHeld))
	if held {
		if err := b.keepHeld(ledger.Logged{Raw: m.raw}, c, m.edit); err != nil {
			return err
		}
	}
	if author := b.s.Directory().Staff[c.Author]; held && kind != ledger.KindGrant && (author == nil || author.Removed) {
		return nil
	}
	_, err := b.exec(`INSERT INTO aside (hash, file, station, n, at, author, record, kind, raw, base, refused, moved, settled)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '') ON CONFLICT (hash) DO NOTHING`,
		hash[:], c.Case[:], c.Station[:], int64(c.N), int64(c.At), c.Author[:], record, kind, m.raw,
		trust.MustEncode(m.base), m.refused, b.s.c.Now().UnixMilli())
	return err
}

// keepAttached lets the contents of attachments that left their chain stay and
// be sent: whoever takes the record in needs them.
func (b *batch) keepAttached(all []*moved) error {
	for _, m := range all {
		if m.edit == nil || m.edit.Kind != KindAttachment {
			continue
		}
		name, _ := m.edit.Set[FieldBlob].(string)
		blob, err := parseBlob(name)
		if err != nil {
			continue // a later edit of it, that has no content
		}
		_, err = b.exec(`INSERT INTO attached (record, blob, file) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, m.edit.Record[:], blob[:], m.change.Case[:])
		if err != nil {
			return fmt.Errorf("keep attachment %s: %w", m.edit.Record, err)
		}
	}
	return nil
}

// cutHead sets the end of a chain back to before the cut. Where the center has
// other changes of the same numbers, those come first.
func (b *batch) cutHead(c chainEnd) error {
	id, head := chainID{c.file, c.station}, ledger.Head{}
	if c.n > 1 {
		var raw []byte
		err := b.scan(`SELECT raw FROM change WHERE file = ? AND station = ? AND n = ?`, []any{c.file[:], c.station[:], int64(c.n - 1)}, &raw)
		if err != nil {
			return err
		}
		vectors := map[ledger.Dot]ledger.Vector{}
		if err := walkChain(b.ctx, b.tx, id, []uint64{c.n - 1}, vectors); err != nil {
			return err
		}
		head = ledger.Head{N: c.n - 1, Hash: ledger.HashOf(raw), Seen: vectors[ledger.Dot{Station: c.station, N: c.n - 1}]}
	}
	b.setHead(id, head)
	if !c.forked {
		return nil
	}
	_, err := b.exec(`INSERT INTO trimmed (file, n) VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET n = max(n, excluded.n)`, c.file[:], int64(c.n))
	return err
}

// remake merges the records anew that lost changes; one that lost all of them
// is no longer there.
func (b *batch) remake(all []*moved) error {
	for _, m := range all {
		if m.edit == nil || m.edit.Kind == ledger.KindGrant {
			continue
		}
		b.cases[m.change.Case] = true
		if m.edit.Kind == ledger.KindRestrict {
			b.walled = true
			continue
		}
		switch m.change.Case {
		case b.s.Center():
			b.directory = true
			continue
		case b.s.Carriage():
			b.reread = true
			continue
		case b.s.Audit():
			continue
		}
		id := m.edit.Record
		if b.records[id] != nil {
			continue
		}
		var left int
		if err := b.scan(`SELECT count(*) FROM change WHERE record = ?`, []any{id[:]}, &left); err != nil {
			return err
		}
		if left == 0 {
			if err := b.forgetRecords(`SELECT ?`, id[:]); err != nil {
				return err
			}
			// A case that nobody has opened is on no list.
			_, err := b.exec(`DELETE FROM casefile WHERE file = ?1 AND NOT EXISTS (SELECT 1 FROM record WHERE file = ?1 AND kind = 'family')`, m.change.Case[:])
			if err != nil {
				return fmt.Errorf("remove from list of cases: %w", err)
			}
			b.owing[m.change.Case], b.judged[m.change.Case] = true, true
			continue
		}
		t := &touched{file: m.change.Case}
		if err := b.scan(`SELECT id FROM record WHERE record = ?`, []any{id[:]}, &t.row); err != nil {
			return err
		}
		b.records[id] = t
		b.order = append(b.order, id)
	}
	return nil
}
