package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// errNoKey is returned inside the store when no key at hand opens a change.
var errNoKey = errors.New("no key for it")

// loadKeys reads the keyring of the sealed file.
func (s *Store) loadKeys(ctx context.Context) error {
	rows, err := s.db.SQL().QueryContext(ctx, `SELECT id, of, epoch, secret FROM keyring`)
	if err != nil {
		return fmt.Errorf("load keys: %w", s.fault(err))
	}
	defer rows.Close()
	for rows.Next() {
		var id, of uuid.UUID
		var epoch int64
		var secret []byte
		if err := rows.Scan(&id, &of, &epoch, &secret); err != nil {
			return fmt.Errorf("load keys: %w", err)
		}
		key, err := trust.KeyFromSecret(id, secret)
		if err != nil {
			return fmt.Errorf("load keys: %w", err)
		}
		s.holdKey(heldKey{key: key, of: of, epoch: uint64(epoch)})
	}
	return s.fault(rows.Err())
}

// holdKey puts a key on the ring, unless there is one of its id: whoever makes
// a grant chooses the id. The one to seal with is that of the latest epoch, and
// of two that were made at once the one with the lower id.
func (s *Store) holdKey(k heldKey) {
	if _, held := s.keys[k.key.ID]; held {
		return
	}
	s.keys[k.key.ID] = k
	current, ok := s.keys[s.byCase[k.of]]
	if !ok || k.epoch > current.epoch || k.epoch == current.epoch && lessID(k.key.ID, current.key.ID) {
		s.byCase[k.of] = k.key.ID
	}
}

func lessID(a, b uuid.UUID) bool { return string(a[:]) < string(b[:]) }

func (s *Store) key(id uuid.UUID) (trust.Key, bool) {
	s.shared.RLock()
	defer s.shared.RUnlock()
	k, ok := s.keys[id]
	return k.key, ok
}

// keyOf returns the current key of a case or group.
func (s *Store) keyOf(of uuid.UUID) (heldKey, error) {
	s.shared.RLock()
	defer s.shared.RUnlock()
	k, ok := s.keys[s.byCase[of]]
	if !ok {
		return heldKey{}, fmt.Errorf("find key of %s: %w", of, errNoKey)
	}
	return k, nil
}

// unwrap opens a grant with the identity or a key at hand. It returns
// errNoKey when the grant is for others.
func (s *Store) unwrap(g trust.Grant) (heldKey, error) {
	if g.By == uuid.Nil {
		if g.Reader != s.who {
			return heldKey{}, errNoKey
		}
		key, err := s.me.OpenGrant(g)
		return heldKey{key: key, of: g.Of, epoch: g.Epoch}, err
	}
	by, ok := s.key(g.By)
	if !ok {
		return heldKey{}, errNoKey
	}
	key, err := by.OpenGrant(g)
	return heldKey{key: key, of: g.Of, epoch: g.Epoch}, err
}

func insertKey(ctx context.Context, tx *sql.Tx, k heldKey) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO keyring (id, of, epoch, secret) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		k.key.ID[:], k.of[:], int64(k.epoch), k.key.Secret())
	if err != nil {
		return fmt.Errorf("keep key %s: %w", k.key.ID, err)
	}
	return nil
}
