package files

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// What can be wrong with a folder or a name, for the page to say in words.
var (
	// ErrGone is returned for what is not there: it was removed or renamed, or
	// the drive that it was on was pulled out.
	ErrGone = errors.New("it is not there")
	// ErrForbidden is returned where the system lets nobody, or not this
	// person, read or write.
	ErrForbidden = errors.New("the system does not allow it")
	// ErrUnreadable is returned for a disk that answers with an error.
	ErrUnreadable = errors.New("the disk cannot be read")
	// ErrNotFolder is returned for a file where a folder is needed.
	ErrNotFolder = errors.New("it is not a folder")
	// ErrExists is returned for a name that something has already.
	ErrExists = errors.New("there is one already")
	// ErrNoName is returned for an empty name.
	ErrNoName = errors.New("there is no name")
	// ErrName is returned for a name that not every system takes.
	ErrName = errors.New("not every system takes the name")
)

// reason says in one of the errors above why something cannot be done.
func reason(do string, err error) error {
	why := ErrUnreadable
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why = ErrGone
	case errors.Is(err, fs.ErrPermission):
		why = ErrForbidden
	case errors.Is(err, fs.ErrExist):
		why = ErrExists
	case errors.Is(err, syscall.ENOTDIR):
		why = ErrNotFolder
	}
	return fmt.Errorf("%s: %w", do, errors.Join(why, bare(err)))
}

// bare is an error of the system without the path: the name of a file may be
// the name of a family, and errors are shown and logged.
func bare(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
