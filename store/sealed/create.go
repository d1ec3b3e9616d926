package sealed

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/google/uuid"
)

// writeEmpty writes a store without any content: header and page 1.
func writeEmpty(path string, key MasterKey, o Options) error {
	g := groundOr(o.ground)
	if err := refuseExisting(g, path, path+logSuffix); err != nil {
		return err
	}
	file, err := uuid.NewRandomFromReader(o.Random)
	if err != nil {
		return fmt.Errorf("draw file id: %w", err)
	}
	w := newWear(key, file, o)
	w.file = discard{}
	pages := newPageSealer(key, file, w)
	disk := append(header{file: file, store: o.Store}.encode(key), make([]byte, 2*pageSize)...)
	m := mark{sequence: 1}.encode(derive(key[:], file[:], labelMark))
	copy(disk[markPlace:], m)
	copy(disk[markPlace+markCopy:], m)
	if err := pages.seal(disk[pagesPlace:], firstPage(), 1, &work{random: o.Random}); err != nil {
		return err
	}
	copy(disk[wearPlace:], w.encode())
	copy(disk[wearPlace+markCopy:], w.encode())
	return replaceFile(g, path, disk)
}

// discard takes what is written anyway, with the file that is being made.
type discard struct{ groundFile }

func (discard) WriteAt(b []byte, _ int64) (int, error) { return len(b), nil }
func (discard) Sync() error                            { return nil }

// readHeader reads and checks the header in front of the database.
func readHeader(g ground, path string, key MasterKey, want uuid.UUID) (header, error) {
	f, err := g.openFile(path, os.O_RDONLY)
	if err != nil {
		return header{}, err
	}
	defer f.Close()
	disk := make([]byte, headerSize)
	n, err := f.ReadAt(disk, 0)
	if err != nil && err != io.EOF {
		return header{}, fmt.Errorf("read header: %w", err)
	}
	h, err := parseHeader(disk[:n], key)
	if err != nil {
		return header{}, err
	}
	if want != uuid.Nil && h.store != want {
		return header{}, fmt.Errorf("store %s, not %s: %w", h.store, want, ErrWrongKey)
	}
	size, err := g.size(path)
	if err != nil {
		return header{}, fmt.Errorf("read header: %w", err)
	}
	if size < pagesPlace+pageSize {
		return header{}, fmt.Errorf("no page follows the header: %w", ErrTruncated)
	}
	return h, nil
}

// replaceFile writes data to a file of another name, syncs it, gives it the
// name path and syncs the folder: path has the old bytes or the new.
func replaceFile(g ground, path string, data []byte) (err error) {
	temp := path + ".new"
	f, err := g.openFile(temp, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.unlink(temp))
		}
	}()
	_, err = f.WriteAt(data, 0)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = g.rename(temp, path); err != nil {
		return err
	}
	return g.syncDir(filepath.Dir(path))
}
