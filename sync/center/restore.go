package center

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// RestoreOptions say what a center is made from again.
type RestoreOptions struct {
	From       string // a backup file
	Passphrase []byte
	Address    string // what stations dial; empty: as in the backup
}

// Restored is what was made again.
type Restored struct {
	Center  uuid.UUID
	Address string
	LogID   uuid.UUID // a new one, so that stations compare and refill
	At      int64     // when the backup began, milliseconds since 1970
	Counts  BackupCounts
}

// Restore makes a center again in Config.Dir, which must not exist or be
// empty, with its log in Config.Database, which must hold none of this
// center; it may be of another kind than the one that was backed up. The
// backup is checked as Verify does before anything is made, and counted again
// after. The folder appears whole or not at all.
func Restore(ctx context.Context, c Config, o RestoreOptions) (Restored, error) {
	c = c.withDefaults()
	secret := &sealSecret{passphrase: o.Passphrase}
	read, err := verifyBackup(ctx, o.From, secret)
	if err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	if !read.OK() {
		return Restored{}, fmt.Errorf("restore: %w: %s", ErrBackupDamaged, read.Findings[0].Text)
	}
	r := &restorer{Config: c, options: o, secret: secret}
	defer r.close()
	var restored Restored
	filled := false
	err = makeFolder(c.Dir, func(dir string) error {
		r.dir = dir
		if restored, err = r.restore(ctx); err == nil {
			filled = true
		}
		return err
	})
	if err != nil && filled { // the folder could not get its name
		err = r.undo(ctx, err)
	}
	if err == nil {
		err = r.end(ctx)
	}
	if err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	return restored, nil
}

// makeFolder fills a new folder that appears under its name when fill has
// brought everything in it to the disk.
func makeFolder(path string, fill func(dir string) error) error {
	if entries, err := os.ReadDir(path); err == nil && len(entries) > 0 {
		return fmt.Errorf("make center in %s: %w", path, ErrExists)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	parent := filepath.Dir(filepath.Clean(path))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return err
	}
	made, err := os.MkdirTemp(parent, filepath.Base(filepath.Clean(path))+".restore-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(made)
	if err := fill(made); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make center in %s: %w: %w", path, ErrExists, err)
	}
	if err := errors.Join(syncFolder(made), os.Rename(made, path)); err != nil {
		return err
	}
	return syncFolder(parent)
}

// restorer fills one folder and one log from one backup.
type restorer struct {
	Config
	options RestoreOptions
	secret  *sealSecret
	dir     string
	made    settings
	founder uuid.UUID
	began   int64
	log     logbook.Log
	loader  *loader
	held    heldLoader
}

func (r *restorer) restore(ctx context.Context) (Restored, error) {
	counts, err := readBackupFile(ctx, r.options.From, r.secret, visitor{
		head:    func(h *backupHead) error { return r.begin(ctx, h) },
		station: func(s logbook.Station) error { return r.log.AddStation(ctx, s) },
		revocation: func(one logbook.Revocation) error {
			return r.log.Revoke(ctx, one)
		},
		change: func(l ledger.Logged) error { return r.loader.take(ctx, l) },
		held:   func(l ledger.Logged) error { return r.held.take(ctx, r.log, l) },
		blob: func(id ledger.Hash, at int64, m *ledger.Manifest) error {
			return r.log.AddBlob(ctx, at, uuid.Nil, id, m)
		},
		chunk: func(blob ledger.Hash, n int, chunk []byte) error { return r.log.AddChunk(ctx, blob, n, chunk) },
	})
	if err != nil {
		return Restored{}, r.undo(ctx, err)
	}
	if err := errors.Join(r.loader.flush(ctx), r.held.flush(ctx, r.log)); err != nil {
		return Restored{}, r.undo(ctx, err)
	}
	if err := r.compare(ctx, counts); err != nil {
		return Restored{}, r.undo(ctx, err)
	}
	done := Restored{Center: r.made.ID, Address: r.made.Address, LogID: r.log.ID(), At: r.began, Counts: counts}
	if err := r.finish(); err != nil {
		return Restored{}, r.undo(ctx, err)
	}
	return done, nil
}

// begin writes the folder's own files and makes the empty log.
func (r *restorer) begin(ctx context.Context, h *backupHead) error {
	if err := h.writeKeys(r.dir); err != nil {
		return err
	}
	r.made = settings{ID: h.Center, Address: h.Address, Database: r.Database}
	r.founder, r.began = h.Founder, h.At
	if r.options.Address != "" {
		r.made.Address = r.options.Address
	}
	if err := checkAddress(r.made.Address); err != nil {
		return err
	}
	var err error
	if r.log, err = r.beginLog(ctx); err != nil {
		return err
	}
	r.loader = &loader{log: r.log, center: h.Center, founder: h.Founder, heads: map[logbook.Chain]ledger.Head{}}
	return nil
}

// compare finds whether the log has what the backup has.
func (r *restorer) compare(ctx context.Context, want BackupCounts) error {
	got, err := r.log.Totals(ctx, r.Now())
	if err != nil {
		return err
	}
	if got.Changes != want.Changes || got.Stations != want.Stations || got.Held != want.Held || got.Blobs != want.Blobs {
		return fmt.Errorf("compare what was restored: %w: the log has %+v, the backup %+v", ErrBackupDamaged, got, want)
	}
	digests, err := r.log.Digests(ctx)
	if err != nil {
		return err
	}
	if digests != r.loader.digests() {
		return fmt.Errorf("compare what was restored: %w: digests differ", ErrBackupDamaged)
	}
	return nil
}

func (r *restorer) close() {
	if r.log != nil {
		r.log.Close()
	}
}

// check reports whether the keys of a head fit together.
func (h *backupHead) check() error {
	dir, err := os.MkdirTemp("", "yorisoi-check-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return h.writeKeys(dir)
}

// writeKeys writes the center's keys and reads them again as serve will.
func (h *backupHead) writeKeys(dir string) error {
	for _, file := range []struct {
		name string
		pem.Block
	}{
		{fileCA, pem.Block{Type: "CERTIFICATE", Bytes: h.CA}},
		{fileCAKey, pem.Block{Type: "PRIVATE KEY", Bytes: h.CAKey}},
		{fileReceipts, pem.Block{Type: pemSeed, Bytes: h.Seed}},
	} {
		if err := os.WriteFile(filepath.Join(dir, file.name), pem.EncodeToMemory(&file.Block), 0o600); err != nil {
			return err
		}
	}
	if _, err := loadKeys(dir, h.Center); err != nil {
		return damaged("read keys", err)
	}
	return nil
}

// writeSettings writes center.json, which makes a folder a center.
func (s settings) write(dir string) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, fileConfig), append(b, '\n'))
}
