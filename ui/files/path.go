package files

import (
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// Crumb is a part of a path: a folder on the way down to another one.
type Crumb struct {
	Name string // "" for one that a place names
	Path string
	At   *Place // the place that it is; nil for most
}

// Crumbs are the folders on the way down to a folder, itself the last. They
// begin at the closest place: what lies above it says nothing to most people.
// The first folder of a disk is a crumb of its own, by its path.
func Crumbs(folder string, places []Place) []Crumb {
	var out []Crumb
	for {
		c := Crumb{Name: filepath.Base(folder), Path: folder, At: placeAt(places, folder)}
		up := filepath.Dir(folder)
		if up == folder {
			c.Name = folder
		}
		out = append(out, c)
		if c.At != nil || up == folder {
			break
		}
		folder = up
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func placeAt(places []Place, folder string) *Place {
	for i := range places {
		if places[i].Path == folder {
			return &places[i]
		}
	}
	return nil
}

// Up is the folder above one; false at the top.
func Up(folder string) (string, bool) {
	up := filepath.Dir(folder)
	return up, up != folder
}

// IsPath reports whether what is typed is the beginning of a path and not of
// a name.
func IsPath(typed string) bool {
	return strings.HasPrefix(typed, "~") || strings.ContainsRune(typed, '/') ||
		filepath.Separator == '\\' && (strings.ContainsRune(typed, '\\') || filepath.VolumeName(typed) != "")
}

// Resolve is the path that somebody means who types in a folder: "~" is home,
// quotes around a copied path do not count, what does not begin at the top
// begins in the folder.
func Resolve(folder, home, typed string) string {
	typed = strings.TrimSpace(typed)
	if len(typed) >= 2 && typed[0] == '"' && typed[len(typed)-1] == '"' {
		typed = typed[1 : len(typed)-1]
	}
	switch rest, tilde := strings.CutPrefix(typed, "~"); {
	case tilde && home != "" && (rest == "" || os.IsPathSeparator(rest[0])):
		typed = filepath.Join(home, rest)
	case filepath.VolumeName(typed) != "" && !filepath.IsAbs(typed):
		typed += string(filepath.Separator) // "D:" is meant as the disk
	}
	if !filepath.IsAbs(typed) {
		typed = filepath.Join(folder, typed)
	}
	return filepath.Clean(typed)
}

// longestName is in bytes what the systems in use take as a name.
const longestName = 255

// CheckName refuses a name that some system does not take, for a file may be
// carried from one to the other: with ErrNoName or ErrName.
func CheckName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return ErrNoName
	case len(name) > longestName, !utf8.ValidString(name), name[0] == '.', strings.TrimRight(name, " .") != name,
		strings.ContainsFunc(name, unfit), reserved(name):
		return ErrName
	}
	return nil
}

func unfit(r rune) bool { return r < ' ' || r == 0x7F || strings.ContainsRune(`<>:"/\|?*`, r) }

// reserved reports whether Windows takes a name for a device.
func reserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '1' && stem[3] <= '9'
}

// WithEnding is a name with an ending, which is added where it is missing.
func WithEnding(name, ending string) string {
	if name == "" || strings.HasSuffix(strings.ToLower(name), strings.ToLower(ending)) {
		return name
	}
	return name + ending
}
