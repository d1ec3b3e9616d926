package center

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// fileBackup says when this folder was last backed up, and where to.
const fileBackup = "backup.json"

// BackupOptions say where a backup goes.
type BackupOptions struct {
	Out        string // a file that does not exist, or a folder for one with the time in its name
	Keep       int    // in a folder: how many of this center's to keep, 0 for all
	Passphrase []byte // empty: whoever has the file has the center's keys
}

// Backup is a backup that was made.
type Backup struct {
	Path    string       `json:"path"`
	At      time.Time    `json:"at"`
	Head    uint64       `json:"head"`
	Sealed  bool         `json:"sealed"`
	Bytes   int64        `json:"bytes"`
	Counts  BackupCounts `json:"-"`
	Removed []string     `json:"-"` // older ones

	// Findings are what was wrong with the center already: the backup has it
	// as it is, and no older one was removed for it.
	Findings []Finding `json:"-"`
}

// Backup writes everything that the center had receipted when it began into
// one file, whatever the log is kept in and whether or not it is served. The
// file gets its name once it was read back and found whole.
func (c *Center) Backup(ctx context.Context, o BackupOptions) (Backup, error) {
	made := Backup{At: c.Now(), Sealed: len(o.Passphrase) > 0}
	folder, err := c.nameBackup(&made, o.Out)
	if err != nil {
		return made, fmt.Errorf("back up: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(made.Path), filepath.Base(made.Path)+".*.part")
	if err != nil {
		return made, fmt.Errorf("back up: %w", err)
	}
	defer os.Remove(f.Name())
	err = c.writeBackup(ctx, f, &made, o.Passphrase)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return made, fmt.Errorf("back up: %w", err)
	}
	read, err := VerifyBackup(ctx, f.Name(), o.Passphrase)
	if err == nil && read.Counts != made.Counts {
		err = fmt.Errorf("%w: wrote %+v, read %+v", ErrBackupDamaged, made.Counts, read.Counts)
	}
	if err != nil {
		return made, fmt.Errorf("back up: read back: %w", err)
	}
	if err := giveName(f.Name(), made.Path); err != nil {
		return made, fmt.Errorf("back up: %w", err)
	}
	made.Findings = read.Findings
	if folder {
		c.dropParts(filepath.Dir(made.Path))
	}
	if folder && o.Keep > 0 && read.OK() {
		if made.Removed, err = c.dropBackups(filepath.Dir(made.Path), o.Keep); err != nil {
			return made, fmt.Errorf("remove old backups: %w", err)
		}
	}
	b, err := json.MarshalIndent(made, "", "  ")
	if err != nil {
		return made, err
	}
	return made, replaceFile(filepath.Join(c.Dir, fileBackup), append(b, '\n'))
}

// giveName makes a finished file appear under its name, unless there is one
// by then, and brings the name to the disk.
func giveName(from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// syncFolder brings a folder's names to the disk, where the system can.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

const backupSuffix = ".yorisoi-backup"

func (c *Center) backupPrefix() string { return "center-" + c.ID().String()[:8] + "-" }

// nameBackup finds the path of the file, and whether its name is ours.
func (c *Center) nameBackup(made *Backup, out string) (folder bool, err error) {
	info, err := os.Stat(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		made.Path = out
		return false, nil
	case err != nil:
		return false, err
	case !info.IsDir():
		return false, fmt.Errorf("%s: %w", out, fs.ErrExist)
	}
	name := c.backupPrefix() + made.At.UTC().Format("20060102-150405.000") + backupSuffix
	made.Path = filepath.Join(out, name)
	return true, nil
}

// dropBackups removes this center's oldest backups in a folder. Their names
// sort by time.
func (c *Center) dropBackups(dir string, keep int) (removed []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var ours []string
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasPrefix(e.Name(), c.backupPrefix()) && strings.HasSuffix(e.Name(), backupSuffix) {
			ours = append(ours, e.Name())
		}
	}
	slices.Sort(ours)
	for len(ours) > keep {
		if err := os.Remove(filepath.Join(dir, ours[0])); err != nil {
			return removed, err
		}
		removed, ours = append(removed, filepath.Join(dir, ours[0])), ours[1:]
	}
	return removed, nil
}

// partLife is how old an unfinished file must be before it is taken for what
// a killed backup has left, and not for one that another process writes.
const partLife = 24 * time.Hour

// dropParts removes what killed backups have left in a folder. What cannot be
// removed is in nobody's way.
func (c *Center) dropParts(dir string) {
	parts, err := filepath.Glob(filepath.Join(dir, c.backupPrefix()+"*"+backupSuffix+".*.part"))
	if err != nil {
		return
	}
	for _, part := range parts {
		if info, err := os.Stat(part); err == nil && time.Since(info.ModTime()) > partLife {
			os.Remove(part)
		}
	}
}

// LastBackup is the last backup that was made of this folder's center with
// this folder; its time is zero when there was none.
func (c *Center) LastBackup() (Backup, error) {
	var last Backup
	b, err := os.ReadFile(filepath.Join(c.Dir, fileBackup))
	if errors.Is(err, fs.ErrNotExist) {
		return last, nil
	}
	if err != nil {
		return last, fmt.Errorf("read last backup: %w", err)
	}
	if err := json.Unmarshal(b, &last); err != nil {
		return last, fmt.Errorf("read last backup: %w", err)
	}
	return last, nil
}
