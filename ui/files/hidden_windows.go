package files

import (
	"io/fs"
	"strings"
	"syscall"
)

// hidden reports whether the system hides an entry from people.
func hidden(info fs.FileInfo) bool {
	const kept = syscall.FILE_ATTRIBUTE_HIDDEN | syscall.FILE_ATTRIBUTE_SYSTEM
	at, ok := info.Sys().(*syscall.Win32FileAttributeData)
	return ok && at.FileAttributes&kept != 0 || strings.HasPrefix(info.Name(), ".")
}
