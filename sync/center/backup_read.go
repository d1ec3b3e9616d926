package center

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// visitor takes what a backup holds, in its order. A function that is nil
// passes over.
type visitor struct {
	head       func(*backupHead) error
	station    func(logbook.Station) error
	revocation func(logbook.Revocation) error
	change     func(ledger.Logged) error
	held       func(ledger.Logged) error
	blob       func(id ledger.Hash, at int64, m *ledger.Manifest) error
	chunk      func(blob ledger.Hash, n int, chunk []byte) error
}

// backupReader reads the items of one backup in their order.
type backupReader struct {
	visitor
	sum    hash.Hash
	counts BackupCounts
	last   uint64 // kind
	begun  *backupHead
	coming *ledger.Manifest // the blob whose chunks are to come
	id     ledger.Hash
	chunks int // of it, that came
}

// readBackup checks the form of a backup and shows v what is in it. A file
// that does not reach its end gives ErrBackupDamaged, whatever v was shown.
func readBackup(file io.Reader, secret *sealSecret, v visitor) (BackupCounts, error) {
	plain, err := openBackup(bufio.NewReaderSize(file, 1<<20), secret)
	if err != nil {
		return BackupCounts{}, err
	}
	b := &backupReader{visitor: v, sum: sha256.New()}
	items := wire.NewReader(plain)
	for {
		var item backupItem
		if err := items.Next(&item); err != nil {
			return b.counts, damaged("read item", err)
		}
		if item.Kind == itemEnd {
			if err := b.end(item.Body); err != nil {
				return b.counts, err
			}
			if err := items.Next(&item); err != io.EOF {
				return b.counts, damaged("read beyond the end", err)
			}
			return b.counts, nil
		}
		b.sum.Write(trust.MustEncode(item))
		if err := b.take(item); err != nil {
			return b.counts, err
		}
	}
}

func damaged(doing string, err error) error {
	if errors.Is(err, ErrPassphrase) {
		return err
	}
	return fmt.Errorf("%s: %w: %w", doing, ErrBackupDamaged, orElse(err, errors.New("unexpected")))
}

func orElse(err, otherwise error) error {
	if err == nil {
		return otherwise
	}
	return err
}

// take checks the order of items and shows one.
func (b *backupReader) take(item backupItem) error {
	whole := b.coming == nil || b.chunks == len(b.coming.Chunks)
	inOrder := item.Kind >= b.last && item.Kind < itemEnd || b.last == itemChunk && item.Kind == itemBlob
	switch {
	case (item.Kind == itemHead) != (b.begun == nil), !inOrder:
		return damaged("read item", fmt.Errorf("item of kind %d after %d", item.Kind, b.last))
	case (item.Kind == itemChunk) == whole:
		return damaged("read item", errors.New("blob without its chunks"))
	}
	b.last = item.Kind
	switch item.Kind {
	case itemHead:
		return b.takeHead(item.Body)
	case itemStation:
		var s backupStation
		return taken(item.Body, &s, &b.counts.Stations, b.station, func() logbook.Station {
			return logbook.Station{ID: s.ID, Name: s.Name, Type: s.Type, Key: s.Key, At: s.At}
		})
	case itemRevocation:
		var r backupRevocation
		return taken(item.Body, &r, &b.counts.Revocations, b.revocation, func() logbook.Revocation {
			return logbook.Revocation{Station: r.Station, At: r.At, Reason: r.Reason}
		})
	case itemChange:
		var l ledger.Logged
		return taken(item.Body, &l, &b.counts.Changes, b.change, func() ledger.Logged { return l })
	case itemHeld:
		var l ledger.Logged
		return taken(item.Body, &l, &b.counts.Held, b.held, func() ledger.Logged { return l })
	case itemBlob:
		return b.takeBlob(item.Body)
	}
	return b.takeChunk(item.Body)
}

// taken decodes an item, counts it and shows it.
func taken[T any](raw []byte, into any, count *uint64, show func(T) error, value func() T) error {
	if err := trust.DecodeCanonical(raw, into); err != nil {
		return damaged("read item", err)
	}
	*count++
	if show == nil {
		return nil
	}
	return show(value())
}

func (b *backupReader) takeHead(raw []byte) error {
	b.begun = new(backupHead)
	if err := trust.DecodeCanonical(raw, b.begun); err != nil {
		return damaged("read head", err)
	}
	if b.head == nil {
		return nil
	}
	return b.head(b.begun)
}

func (b *backupReader) takeBlob(raw []byte) error {
	var blob backupBlob
	if err := trust.DecodeCanonical(raw, &blob); err != nil {
		return damaged("read blob", err)
	}
	m, err := ledger.DecodeManifest(blob.Manifest)
	if err != nil {
		return damaged("read blob", err)
	}
	b.coming, b.id, b.chunks = m, m.ID(), 0
	b.counts.Blobs++
	b.counts.BlobBytes += m.Size
	if b.blob == nil {
		return nil
	}
	return b.blob(b.id, blob.At, m)
}

func (b *backupReader) takeChunk(raw []byte) error {
	var chunk []byte
	if err := trust.DecodeCanonical(raw, &chunk); err != nil {
		return damaged("read chunk", err)
	}
	if err := b.coming.Check(b.chunks, chunk); err != nil {
		return damaged("read blob "+hex.EncodeToString(b.id[:4]), err)
	}
	b.chunks++
	if b.chunk == nil {
		return nil
	}
	return b.chunk(b.id, b.chunks-1, chunk)
}

// end compares what came with what the file says came.
func (b *backupReader) end(raw []byte) error {
	var end backupEnd
	if err := trust.DecodeCanonical(raw, &end); err != nil {
		return damaged("read end", err)
	}
	switch {
	case b.begun == nil:
		return damaged("read end", errors.New("no head"))
	case b.coming != nil && b.chunks != len(b.coming.Chunks):
		return damaged("read end", errors.New("blob without its chunks"))
	case end.Counts != b.counts:
		return damaged("read end", fmt.Errorf("counts are %+v, the file has %+v", end.Counts, b.counts))
	case !bytes.Equal(end.Sum, b.sum.Sum(nil)):
		return damaged("read end", errors.New("sum does not fit"))
	}
	return nil
}
