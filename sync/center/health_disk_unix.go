//go:build unix

package center

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// diskLeft is how many bytes this user can still write where dir is.
func diskLeft(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("read room of %s: %w", dir, err)
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
