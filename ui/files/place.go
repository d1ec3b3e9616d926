package files

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Kind is what a place is.
type Kind int

// The kinds of places. A disk is one with a letter, which may be built in or
// not; media were put in or plugged in.
const (
	Home Kind = iota
	Desktop
	Documents
	Downloads
	Pictures
	Disk
	Media
)

// Place is a folder to begin at.
type Place struct {
	Kind Kind
	Name string // of a disk or of media; the others are named by their kind
	Path string
}

// System is where a machine keeps what, so that places can be found.
type System struct {
	Home   string
	Config string // the folder with user-dirs.dirs; "" for none
	User   string
	Media  []string // folders in which media appear, by their names or by the user's
	Disks  []string // paths of disks, of which those that are there count
}

// ThisSystem is the machine that the program runs on.
func ThisSystem() System {
	home, _ := os.UserHomeDir() // without one there is no place of the person's own
	s := System{Home: home, User: filepath.Base(home)}
	switch runtime.GOOS {
	case "windows":
		for letter := 'A'; letter <= 'Z'; letter++ {
			s.Disks = append(s.Disks, string(letter)+`:\`)
		}
	case "darwin":
		s.Media = []string{"/Volumes"}
	default:
		s.Media = []string{"/run/media", "/media"}
		s.Config = os.Getenv("XDG_CONFIG_HOME")
		if s.Config == "" && home != "" {
			s.Config = filepath.Join(home, ".config")
		}
	}
	return s
}

// ownFolders are the folders of a person, by what desktops call them and by
// what they are called in user-dirs.dirs.
var ownFolders = []struct {
	kind  Kind
	key   string
	names []string
}{
	{Desktop, "XDG_DESKTOP_DIR", []string{"Desktop", "デスクトップ"}},
	{Documents, "XDG_DOCUMENTS_DIR", []string{"Documents", "ドキュメント", "書類"}},
	{Downloads, "XDG_DOWNLOAD_DIR", []string{"Downloads", "ダウンロード"}},
	{Pictures, "XDG_PICTURES_DIR", []string{"Pictures", "画像", "ピクチャ"}},
}

// Places are the folders of a machine to begin at, those that are there. It
// reads the disk.
func (s System) Places() []Place {
	var out []Place
	add := func(kind Kind, name, path string) {
		if isFolder(path) && placeAt(out, path) == nil {
			out = append(out, Place{Kind: kind, Name: name, Path: path})
		}
	}
	if s.Home != "" {
		add(Home, "", s.Home)
		named := s.userFolders()
		for _, own := range ownFolders {
			if path := named[own.key]; path != "" {
				add(own.kind, "", path)
				continue
			}
			for _, name := range own.names {
				if path := filepath.Join(s.Home, name); isFolder(path) {
					add(own.kind, "", path)
					break
				}
			}
		}
	}
	for _, path := range s.Disks {
		add(Disk, strings.TrimRight(path, `\`), path)
	}
	for _, path := range s.media() {
		add(Media, filepath.Base(path), path)
	}
	return out
}

// media are the folders of what is plugged in. One with nothing in it is a
// place where something could be, and is left out.
func (s System) media() []string {
	var out []string
	for _, within := range s.Media {
		for _, path := range foldersIn(within) {
			if s.User != "" && filepath.Base(path) == s.User {
				out = append(out, foldersIn(path)...)
			} else {
				out = append(out, path)
			}
		}
	}
	out = slices.DeleteFunc(out, empty)
	slices.Sort(out)
	return slices.Compact(out)
}

func foldersIn(within string) []string {
	entries, err := os.ReadDir(within)
	if err != nil {
		return nil // nothing was ever plugged in
	}
	var out []string
	for _, e := range entries {
		path := filepath.Join(within, e.Name())
		// A link leads to the system's own disk, or to what is listed anyway.
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, path)
		}
	}
	return out
}

// empty reports whether a folder can be read and holds nothing.
func empty(path string) bool {
	d, err := os.Open(path)
	if err != nil {
		return false
	}
	defer d.Close()
	names, err := d.Readdirnames(1)
	return len(names) == 0 && err != nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// userFolders are the folders that the desktop's own file names, by their
// keys; those that are the home itself are switched off.
func (s System) userFolders() map[string]string {
	out := map[string]string{}
	if s.Config == "" {
		return out
	}
	data, err := os.ReadFile(filepath.Join(s.Config, "user-dirs.dirs"))
	if err != nil {
		return out // few have one; the usual names are tried
	}
	for line := range strings.Lines(string(data)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || strings.HasPrefix(key, "#") {
			continue
		}
		path := strings.Trim(value, `"`)
		if rest, ok := strings.CutPrefix(path, "$HOME/"); ok {
			path = filepath.Join(s.Home, rest)
		}
		if filepath.IsAbs(path) && filepath.Clean(path) != s.Home {
			out[key] = filepath.Clean(path)
		}
	}
	return out
}
