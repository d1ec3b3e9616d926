package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// takeKeys unwraps the grants among the arrivals.
func (b *batch) takeKeys(fresh []*arrival) error {
	for _, a := range fresh {
		if a.change.Sealed() {
			continue
		}
		edit, err := a.change.OpenBody(trust.Key{})
		if err != nil {
			continue // stays unopened
		}
		a.edit = edit
		// Those of groups are opened once the directory says that they count.
		if edit.Kind == ledger.KindGrant && edit.Grant.Of == a.change.Case {
			b.takeKey(*edit.Grant)
		}
	}
	return nil
}

// takeKey keeps the key of a grant that can be unwrapped here; other grants
// are for others.
func (b *batch) takeKey(g trust.Grant) {
	k, err := b.s.unwrap(g)
	if errors.Is(err, errNoKey) && g.By != uuid.Nil {
		if by, ok := b.keys[g.By]; ok {
			var key trust.Key
			key, err = by.key.OpenGrant(g)
			k = heldKey{key: key, of: g.Of, epoch: g.Epoch}
		}
	}
	if _, known := b.key(k.key.ID); err == nil && !known {
		b.keys[k.key.ID] = k
	}
}

// openBodies opens what the keys at hand open, in parallel.
func (b *batch) openBodies(fresh []*arrival) {
	parallel(len(fresh), func(i int) {
		a := fresh[i]
		if a.edit != nil || !a.change.Sealed() {
			return
		}
		if key, ok := b.key(a.change.Key); ok {
			if edit, err := a.change.OpenBody(key); err == nil {
				a.edit = edit
			}
		}
	})
}

// reopen opens changes that came before their key.
func (b *batch) reopen() error {
	for _, k := range b.keys {
		if err := b.reopenCase(k.of); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) reopenCase(file uuid.UUID) error {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT id, raw FROM change WHERE file = ? AND record = x'' ORDER BY id`, file[:])
	if err != nil {
		return fmt.Errorf("find unopened changes: %w", err)
	}
	type closed struct {
		id     int64
		change *ledger.Change
	}
	var all []closed
	for rows.Next() {
		var one closed
		var raw []byte
		one.change = new(ledger.Change)
		if err := errors.Join(rows.Scan(&one.id, &raw), trust.Decode(raw, one.change)); err != nil {
			return errors.Join(err, rows.Close())
		}
		all = append(all, one)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("find unopened changes: %w", err)
	}
	for _, one := range all {
		key, ok := b.key(one.change.Key)
		if !ok && one.change.Sealed() {
			continue
		}
		edit, err := one.change.OpenBody(key)
		if err != nil {
			continue
		}
		if _, err := b.exec(`UPDATE change SET record = ?, kind = ? WHERE id = ?`, edit.Record[:], edit.Kind, one.id); err != nil {
			return fmt.Errorf("open change %s: %w", one.change.Dot(), err)
		}
		seen, err := seenOf(b.ctx, b.tx, []*ledger.Change{one.change})
		if err != nil {
			return err
		}
		if err := b.touch(&arrival{change: one.change, edit: edit, seen: seen[one.change.Dot()]}, one.id); err != nil {
			return err
		}
	}
	return nil
}

// hold puts a refused arrival into quarantine.
func (b *batch) hold(r refusal) error {
	hash := ledger.HashOf(r.raw)
	file, station, n := uuid.Nil, uuid.Nil, uint64(0)
	if r.change != nil {
		file, station, n = r.change.Case, r.change.Station, r.change.N
	}
	_, err := b.exec(`INSERT INTO held (hash, file, station, n, raw, code, reason, seq, taken, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (hash) DO UPDATE SET code = excluded.code, reason = excluded.reason`,
		hash[:], file[:], station[:], int64(n), r.raw, r.code, r.err.Error(), int64(r.seq), r.taken, b.s.c.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("hold change: %w", err)
	}
	if file == b.s.Center() && r.code == heldForked {
		b.directory = true // what stands apart from the center's is reckoned anew
	}
	return nil
}

// retryHeld tries what was held again, when what it lacked may have come:
// an author by the directory, the change before it by its chain.
func (s *Store) retryHeld(ctx context.Context, b *batch) error {
	held, err := s.heldFor(ctx, b)
	if err != nil || len(held) == 0 {
		return err
	}
	return s.receive(ctx, held, ledger.Cursor{}, true)
}

// release takes arrivals out of quarantine; what is refused again comes back.
func (b *batch) release(held []*arrival) error {
	for _, a := range held {
		hash := ledger.HashOf(a.raw)
		if _, err := b.exec(`DELETE FROM held WHERE hash = ?`, hash[:]); err != nil {
			return fmt.Errorf("release held change: %w", err)
		}
	}
	return nil
}

// heldFor finds held changes that the batch may have helped: one that is next
// in a chain that it moved, one that has come otherwise meanwhile, or one of
// an author who is known now.
func (s *Store) heldFor(ctx context.Context, b *batch) ([]*arrival, error) {
	rows, err := s.db.SQL().QueryContext(ctx, `SELECT raw, seq, taken, code FROM held WHERE code IN (?, ?, ?, ?, ?) ORDER BY file, station, n`,
		heldGap, heldForked, heldBroken, heldUnknown, heldSignature)
	if err != nil {
		return nil, fmt.Errorf("find held changes: %w", s.fault(err))
	}
	defer rows.Close()
	reach := map[chainID]uint64{}
	for id := range b.dirty {
		reach[id] = b.heads[id].N
	}
	var out []*arrival
	for rows.Next() {
		var code string
		var seq int64
		a := &arrival{change: new(ledger.Change)}
		if err := rows.Scan(&a.raw, &seq, &a.taken, &code); err != nil {
			return nil, fmt.Errorf("find held changes: %w", err)
		}
		if trust.Decode(a.raw, a.change) != nil {
			continue
		}
		a.seq = uint64(seq)
		if !s.helped(a, code, b.directory, reach) {
			continue
		}
		reach[a.chain()] = max(reach[a.chain()], a.change.N)
		out = append(out, a)
	}
	return out, s.fault(rows.Err())
}

func (s *Store) helped(a *arrival, code string, directory bool, reach map[chainID]uint64) bool {
	n, moved := reach[a.chain()]
	switch {
	case moved && code == heldGap && a.change.N <= n+1:
		return true
	case moved && (code == heldForked || code == heldBroken) && a.change.N == n+1:
		return true // the chain was set back to before it
	}
	_, known := s.Directory().Public(a.change.Author)
	return directory && known && (code == heldUnknown || code == heldSignature)
}

// FindHeld lists what is in quarantine and what the center would not take,
// newest first.
func (s *Store) FindHeld(ctx context.Context) ([]Held, error) {
	rows, err := s.db.Read().QueryContext(ctx, `
		SELECT h.file, h.station, h.n, h.code, h.reason, h.at, x'', '', x'', coalesce(k.name, '')
		FROM held h LEFT JOIN casefile k ON k.file = h.file
		UNION ALL SELECT c.file, c.station, c.n, ?, c.refused, c.at >> 16, c.record, c.kind, c.author, coalesce(k.name, '')
		FROM change c LEFT JOIN casefile k ON k.file = c.file WHERE c.seq = 0 AND c.refused != ''
		ORDER BY at DESC`, heldAtCenter)
	if err != nil {
		return nil, fmt.Errorf("find held changes: %w", s.fault(err))
	}
	defer rows.Close()
	var out []Held
	for rows.Next() {
		var h Held
		var n, at int64
		var record, author []byte
		if err := rows.Scan(&h.Case, &h.Dot.Station, &n, &h.Code, &h.Reason, &at, &record, &h.Kind, &author, &h.Family); err != nil {
			return nil, fmt.Errorf("find held changes: %w", err)
		}
		copy(h.Record[:], record)
		copy(h.Author[:], author)
		if h.Code == heldAtCenter {
			code, words, _ := strings.Cut(h.Reason, " ")
			h.Refusal, _ = strconv.Atoi(code)
			h.Reason = words
		}
		h.Dot.N, h.At, h.Own = uint64(n), millis(at), h.Dot.Station == s.Station()
		out = append(out, h)
	}
	return out, s.fault(rows.Err())
}
