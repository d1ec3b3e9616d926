package sim_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// files is a folder's content in memory, by path.
type files map[string][]byte

// readFolder takes a folder as it is on the disk at this moment, as kill -9
// leaves it. Locks end with their process.
func readFolder(dir string) (files, error) {
	out := files{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || strings.HasSuffix(path, "-lock") || strings.HasSuffix(path, "-shm") {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[name] = content
		return err
	})
	return out, err
}

// write makes a folder with this content.
func (f files) write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, content := range f {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// torn is a folder as a kill between before and after may leave it: when only
// the log of the database grew meanwhile, any part of what was added. upto
// draws a number below its argument.
func torn(before, after files, upto func(int) int) files {
	grown := ""
	for name, content := range after {
		was, ok := before[name]
		switch {
		case ok && bytes.Equal(was, content):
		case ok && grown == "" && strings.HasSuffix(name, "-wal") && bytes.HasPrefix(content, was):
			grown = name
		default:
			return []files{before, after}[upto(2)]
		}
	}
	if grown == "" || len(before) != len(after) {
		return []files{before, after}[upto(2)]
	}
	out := files{}
	for name, content := range after {
		out[name] = content
	}
	end := len(before[grown]) + upto(len(after[grown])-len(before[grown])+1)
	out[grown] = after[grown][:end]
	return out
}
