package center

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// diskLeft is how many bytes this user can still write where dir is.
func diskLeft(dir string) (uint64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, fmt.Errorf("read room of %s: %w", dir, err)
	}
	var left uint64
	if err := windows.GetDiskFreeSpaceEx(path, &left, nil, nil); err != nil {
		return 0, fmt.Errorf("read room of %s: %w", dir, err)
	}
	return left, nil
}
