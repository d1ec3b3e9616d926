package center

import (
	"context"
	"fmt"
	"os"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// VerifyBackup reads a backup file and checks everything in it that needs no
// case key. An error says that it cannot be read as a backup at all.
func VerifyBackup(ctx context.Context, path string, passphrase []byte) (*Verified, error) {
	return verifyBackup(ctx, path, &sealSecret{passphrase: passphrase})
}

func verifyBackup(ctx context.Context, path string, secret *sealSecret) (*Verified, error) {
	keys, err := backupKeys(ctx, path, secret)
	if err != nil {
		return nil, err
	}
	v := &Verified{}
	k := newChecker(v, keys)
	v.Counts, err = readBackupFile(ctx, path, secret, visitor{
		head: func(h *backupHead) error {
			v.Center, v.LogID, v.Head = h.Center, h.LogID, h.Head
			return h.check()
		},
		change: func(l ledger.Logged) error {
			k.change(l)
			k.settle()
			if l.Seq > v.Head {
				v.found(FoundChange, "change %d stands beyond the head %d", l.Seq, v.Head)
			}
			return nil
		},
		held: func(l ledger.Logged) error { k.held(l); return nil },
	})
	if err != nil {
		return nil, err
	}
	k.finish()
	return v, nil
}

// backupKeys reads a backup's directory, to know whose signatures count in it.
func backupKeys(ctx context.Context, path string, secret *sealSecret) (authorKeys, error) {
	var center, founder uuid.UUID
	book := directoryReader{}
	_, err := readBackupFile(ctx, path, secret, visitor{
		head: func(h *backupHead) error { center, founder = h.Center, h.Founder; return nil },
		change: func(l ledger.Logged) error {
			var c ledger.Change
			if trust.Decode(l.Raw, &c) != nil || c.Case != center {
				return nil
			}
			book.take(l.Raw)
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	return book.keys(founder), nil
}

// directoryReader collects the directory's edits for the keys in them. What
// cannot be read it passes over: the check of chains tells of it.
type directoryReader struct {
	heads   map[uuid.UUID]ledger.Head
	written []ledger.Written
}

func (d *directoryReader) take(raw []byte) {
	c, err := ledger.Decode(raw)
	if err != nil {
		return
	}
	head, err := d.heads[c.Station].Extend(c, raw)
	if err != nil {
		return
	}
	if d.heads == nil {
		d.heads = map[uuid.UUID]ledger.Head{}
	}
	d.heads[c.Station] = head
	if w, err := writtenOf(c, head); err == nil {
		d.written = append(d.written, w)
	}
}

func (d *directoryReader) keys(founder uuid.UUID) authorKeys {
	return keysOf(ledger.FoldDirectory(founder, d.written), d.written)
}

// readBackupFile is readBackup of a file, until ctx ends.
func readBackupFile(ctx context.Context, path string, secret *sealSecret, v visitor) (BackupCounts, error) {
	f, err := os.Open(path)
	if err != nil {
		return BackupCounts{}, fmt.Errorf("read backup: %w", err)
	}
	defer f.Close()
	counts, err := readBackup(&cancelled{ctx, f}, secret, v)
	if err == nil || ctx.Err() != nil {
		return counts, ctx.Err()
	}
	return counts, fmt.Errorf("read backup %s: %w", path, err)
}

// cancelled ends a reader with its context.
type cancelled struct {
	ctx context.Context
	f   *os.File
}

// Read reads from the file.
func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.f.Read(p)
}
