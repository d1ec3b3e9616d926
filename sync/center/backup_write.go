package center

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

func (c *Center) writeBackup(ctx context.Context, f *os.File, made *Backup, passphrase []byte) error {
	buffered := bufio.NewWriterSize(f, 1<<20)
	plain, last, err := sealBackup(buffered, passphrase, c.Rand)
	if err != nil {
		return err
	}
	w := newBackupWriter(plain)
	if err := c.writeItems(ctx, w, made); err != nil {
		return err
	}
	made.Counts = w.counts
	if err := errors.Join(w.end(), last(), buffered.Flush()); err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		made.Bytes = info.Size()
	}
	return err
}

func (c *Center) writeItems(ctx context.Context, w *backupWriter, made *Backup) error {
	head, err := c.headOfBackup(ctx, made.At)
	if err != nil {
		return err
	}
	made.Head = head.Head
	if err := w.write(itemHead, head); err != nil {
		return err
	}
	for _, write := range []func(context.Context, *backupWriter) error{
		c.writeStations,
		func(ctx context.Context, w *backupWriter) error {
			q := logbook.Query{UpTo: head.Head}
			return writeLogged(ctx, w, itemChange, &w.counts.Changes, q, c.log.Changes)
		},
		func(ctx context.Context, w *backupWriter) error {
			return writeLogged(ctx, w, itemHeld, &w.counts.Held, logbook.Query{UpTo: math.MaxInt64}, c.log.Held)
		},
		c.writeBlobs,
	} {
		if err := write(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

func (c *Center) headOfBackup(ctx context.Context, at time.Time) (*backupHead, error) {
	h := &backupHead{
		Center: c.ID(), Address: c.Address(), LogID: c.log.ID(), At: at.UnixMilli(),
		CA: c.keys.ca.Raw, Program: Version(),
	}
	var err error
	if h.Head, err = c.log.Head(ctx); err != nil {
		return nil, err
	}
	if h.Founder, err = c.log.Founder(ctx); err != nil {
		return nil, err
	}
	if h.CAKey, err = x509.MarshalPKCS8PrivateKey(c.keys.caKey); err != nil {
		return nil, err
	}
	h.Seed, err = readPEM(c.Dir, fileReceipts, pemSeed)
	return h, err
}

func (c *Center) writeStations(ctx context.Context, w *backupWriter) error {
	stations, err := c.log.Stations(ctx)
	if err != nil {
		return err
	}
	for _, s := range stations {
		if err := w.write(itemStation, backupStation{ID: s.ID, Name: s.Name, Type: s.Type, Key: s.Key, At: s.At}); err != nil {
			return err
		}
		w.counts.Stations++
	}
	revoked, err := c.log.Revocations(ctx)
	if err != nil {
		return err
	}
	for _, r := range revoked {
		if err := w.write(itemRevocation, backupRevocation{Station: r.Station, At: r.At, Reason: r.Reason}); err != nil {
			return err
		}
		w.counts.Revocations++
	}
	return nil
}

func writeLogged(ctx context.Context, w *backupWriter, kind uint64, count *uint64, q logbook.Query, read func(context.Context, logbook.Query) ([]ledger.Logged, error)) error {
	q.Limit, q.Bytes = pageChanges, pageBytes
	for {
		page, err := read(ctx, q)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return nil
		}
		for _, l := range page {
			if err := w.write(kind, l); err != nil {
				return err
			}
		}
		*count += uint64(len(page))
		q.After = page[len(page)-1].Seq
	}
}

// writeBlobs writes what is whole. Who began a blob sends it again.
func (c *Center) writeBlobs(ctx context.Context, w *backupWriter) error {
	for blob, err := range c.blobs(ctx) {
		if err != nil {
			return err
		}
		if !blob.Whole() {
			continue
		}
		if err := w.write(itemBlob, backupBlob{At: blob.At, Manifest: blob.Manifest.Encode()}); err != nil {
			return err
		}
		id := blob.Manifest.ID()
		for n := range blob.Manifest.Chunks {
			chunk, err := c.log.Chunk(ctx, id, n)
			if err != nil {
				return fmt.Errorf("read chunk %d of blob %x: %w", n, id, err)
			}
			if err := w.write(itemChunk, chunk); err != nil {
				return err
			}
		}
		w.counts.Blobs++
		w.counts.BlobBytes += blob.Manifest.Size
	}
	return nil
}
