//go:build !windows

package files

import (
	"io/fs"
	"strings"
)

// hidden reports whether the system hides an entry from people.
func hidden(info fs.FileInfo) bool { return strings.HasPrefix(info.Name(), ".") }
