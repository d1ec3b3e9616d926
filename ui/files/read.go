package files

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Entry is a file or a folder within a folder.
type Entry struct {
	Name    string
	Folder  bool
	Size    int64 // bytes; 0 for a folder
	Changed time.Time
	key     string // what it is sorted and looked for by
}

// Listing is what a folder holds.
type Listing struct {
	Folder  string // its path, absolute
	Entries []Entry
	LeftOut int // files that the filter keeps back; hidden ones are not counted
}

// Path is where an entry is.
func (l *Listing) Path(i int) string { return filepath.Join(l.Folder, l.Entries[i].Name) }

// Filter chooses files by how their names end, with the dot and in small
// letters: ".jpg". Without any all are chosen. Folders always are.
type Filter []string

// Takes reports whether a file of a name is chosen.
func (f Filter) Takes(name string) bool {
	if len(f) == 0 {
		return true
	}
	name = strings.ToLower(name)
	for _, end := range f {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// atOnce is how many names are read before it is asked whether anybody still
// wants them.
const atOnce = 256

// Read lists a folder in no order. Hidden entries and what is neither file nor
// folder are left out; a link counts as what it leads to. It reads the disk.
// It returns ErrGone, ErrForbidden, ErrNotFolder or ErrUnreadable, or the error
// of ctx.
func Read(ctx context.Context, folder string, filter Filter) (*Listing, error) {
	d, err := os.Open(folder)
	if err != nil {
		return nil, reason("open folder", err)
	}
	defer d.Close()
	l := &Listing{Folder: folder}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found, err := d.ReadDir(atOnce)
		for _, e := range found {
			l.add(e, filter)
		}
		switch {
		case errors.Is(err, io.EOF):
			return l, nil
		case err != nil:
			return nil, reason("read folder", err)
		}
	}
}

// add takes in one entry. One that cannot be looked at has gone meanwhile, or
// is a link to nowhere: nobody could choose it.
func (l *Listing) add(e fs.DirEntry, filter Filter) {
	info, err := e.Info()
	if err != nil || hidden(info) {
		return
	}
	if info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 {
		if info, err = os.Stat(filepath.Join(l.Folder, e.Name())); err != nil {
			return
		}
	}
	entry := Entry{Name: e.Name(), Folder: info.IsDir(), Changed: info.ModTime(), key: keyOf(e.Name())}
	switch {
	case entry.Folder:
	case !info.Mode().IsRegular():
		return
	case !filter.Takes(entry.Name):
		l.LeftOut++
		return
	default:
		entry.Size = info.Size()
	}
	l.Entries = append(l.Entries, entry)
}

// Found is what a path leads to.
type Found int

// The kinds of what can be found.
const (
	Nothing Found = iota
	File
	Folder
)

// Look finds out what a path leads to; nothing is no error. It reads the disk
// and returns ErrForbidden or ErrUnreadable.
func Look(path string) (Found, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Nothing, nil
	case err != nil:
		if err = reason("look at path", err); errors.Is(err, ErrNotFolder) {
			return Nothing, nil // something below a file
		}
		return Nothing, err
	case info.IsDir():
		return Folder, nil
	}
	return File, nil
}

// MakeFolder makes a folder within another one and returns its path, or
// ErrNoName, ErrName, ErrExists, ErrGone, ErrForbidden or ErrUnreadable.
func MakeFolder(within, name string) (string, error) {
	name = strings.TrimSpace(name)
	if err := CheckName(name); err != nil {
		return "", err
	}
	path := filepath.Join(within, name)
	if err := os.Mkdir(path, 0o755); err != nil {
		return "", reason("make folder", err)
	}
	return path, nil
}
