package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

func parseBlob(text string) (ledger.Hash, error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(ledger.Hash{}) {
		return ledger.Hash{}, fmt.Errorf("%q is no blob", text)
	}
	return ledger.Hash(raw), nil
}

// cipherOf is what seals a content in a case, and its keyed name.
func cipherOf(key trust.Key, kase uuid.UUID, content []byte) (*trust.Blob, ledger.Hash, error) {
	name, err := key.BlobName(sha256.Sum256(content))
	if err != nil {
		return nil, ledger.Hash{}, err
	}
	cipher, err := key.Blob(kase, name)
	return cipher, name, err
}

// manifestOf seals a content once to learn what its chunks will be.
func manifestOf(cipher *trust.Blob, kase uuid.UUID, key trust.Key, name ledger.Hash, content []byte) (*ledger.Manifest, error) {
	m := &ledger.Manifest{Case: kase, Key: key.ID, Content: name}
	_, err := cipher.Seal(bytes.NewReader(content), func(_ int, sealed []byte) error {
		m.Size += uint64(len(sealed))
		m.Chunks = append(m.Chunks, ledger.HashOf(sealed))
		return nil
	})
	return m, err
}

// sealBatch is how many chunks go into one transaction: 4 MiB, so that nobody
// who saves a sentence waits for long.
const sealBatch = 16

// sealIn puts the sealed content on the disk. What is there already stays:
// one content is one blob in a case.
func (s *Store) sealIn(ctx context.Context, kase uuid.UUID, in *taken) error {
	key, err := s.keyToSeal(ctx, kase)
	if err != nil {
		return err
	}
	cipher, name, err := cipherOf(key, kase, in.content)
	if err != nil {
		return err
	}
	if in.manifest, err = manifestOf(cipher, kase, key, name, in.content); err != nil {
		return err
	}
	in.blob = in.manifest.ID()
	_, err = findBlob(ctx, s.db.Read(), in.blob)
	if in.fresh = errors.Is(err, ErrNotFound); err != nil && !in.fresh {
		return s.fault(err)
	}
	return s.keepSealed(ctx, cipher, in)
}

// keepSealed seals once more, and writes.
func (s *Store) keepSealed(ctx context.Context, cipher *trust.Blob, in *taken) error {
	var batch [][]byte
	first := 0
	_, err := cipher.Seal(bytes.NewReader(in.content), func(n int, sealed []byte) error {
		batch = append(batch, bytes.Clone(sealed))
		if len(batch) < sealBatch && n+1 < len(in.manifest.Chunks) {
			return nil
		}
		err := s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) { return uuid.Nil, s.keepBatch(ctx, tx, in, first, batch) })
		first, batch = n+1, nil
		s.stepped("sealed")
		return err
	})
	return err
}

func (s *Store) keepBatch(ctx context.Context, tx *sql.Tx, in *taken, first int, chunks [][]byte) error {
	r, err := addBlob(ctx, tx, s.c.Now().UnixMilli(), in.blob, in.manifest, true)
	if err != nil {
		return err
	}
	for i, chunk := range chunks {
		if err := addChunk(ctx, tx, r, first+i, chunk); err != nil {
			return err
		}
	}
	if in.small == nil {
		return nil
	}
	return saveThumb(ctx, tx, in.blob, in.manifest.Case, in.small)
}

// unseal takes back what was sealed of a blob before something failed. When
// that fails too, the blob is an orphan, and swept in a day.
func (s *Store) unseal(blob ledger.Hash) {
	ctx := context.Background() // the caller's may be over, which is why this is called
	err := s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) {
		r, err := findBlob(ctx, tx, blob)
		if errors.Is(err, ErrNotFound) {
			return uuid.Nil, nil
		}
		if err != nil {
			return uuid.Nil, err
		}
		var named bool
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM attached WHERE blob = ?)`, blob[:]).Scan(&named)
		if err != nil || named {
			return uuid.Nil, err // somebody else attached the same meanwhile
		}
		drafted, err := draftedBlobs(ctx, tx)
		if err != nil || drafted[blob] {
			return uuid.Nil, err
		}
		return uuid.Nil, dropBlob(ctx, tx, r)
	})
	if err != nil {
		s.c.Log.Warn("take back blob", "blob", hex.EncodeToString(blob[:]), "err", err)
	}
}

// stepped tells a test how far attaching is.
func (s *Store) stepped(name string) {
	if s.c.step != nil {
		s.c.step(name)
	}
}
