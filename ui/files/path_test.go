package files_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yorisoi/ui/files"
)

func TestCrumbsBeginAtTheClosestPlace(t *testing.T) {
	home := filepath.FromSlash("/home/nakano")
	places := []files.Place{
		{Kind: files.Home, Path: home}, {Kind: files.Pictures, Path: filepath.Join(home, "Pictures")},
		{Kind: files.Media, Name: "USB", Path: filepath.FromSlash("/media/nakano/USB")},
	}
	for _, tt := range []struct{ folder, want string }{
		{"/home/nakano", "[nakano]"},
		{"/home/nakano/Pictures/2026/11", "[Pictures] 2026 11"},
		{"/home/nakano/x", "[nakano] x"},
		{"/media/nakano/USB/a", "[USB] a"},
		{"/srv/data", "/ srv data"},
		{"/", "/"},
	} {
		var got []string
		for _, c := range files.Crumbs(filepath.FromSlash(tt.folder), places) {
			name := c.Name
			if c.At != nil {
				name = "[" + name + "]"
			}
			got = append(got, filepath.ToSlash(name))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: got %v, want %s", tt.folder, got, tt.want)
		}
	}
}

func TestResolve(t *testing.T) {
	abs := func(path string) string {
		p, err := filepath.Abs(filepath.FromSlash(path))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	folder, home := abs("/media/usb"), abs("/home/nakano")
	for _, tt := range []struct{ typed, want string }{
		{"写真", "/media/usb/写真"},
		{" 写真/居間.jpg ", "/media/usb/写真/居間.jpg"},
		{"..", "/media"},
		{"~", "/home/nakano"},
		{"~/Pictures", "/home/nakano/Pictures"},
		{"~x", "/media/usb/~x"},
		{`"` + abs("/srv/a b") + `"`, "/srv/a b"},
		{abs("/srv") + string(filepath.Separator), "/srv"},
		{"", "/media/usb"},
	} {
		if got := files.Resolve(folder, home, tt.typed); got != abs(tt.want) {
			t.Errorf("%q: got %s, want %s", tt.typed, got, abs(tt.want))
		}
	}
}

func TestCheckName(t *testing.T) {
	for name, want := range map[string]error{
		"居間のようす.jpg": nil, "a b.pdf": nil, "console.txt": nil, "COM10.txt": nil,
		"": files.ErrNoName, "　": files.ErrNoName,
		"a/b": files.ErrName, "a:b": files.ErrName, "だれ?": files.ErrName, "a\x00": files.ErrName, "..": files.ErrName, ".a": files.ErrName,
		"a.": files.ErrName, "a ": files.ErrName, "con": files.ErrName, "Lpt1.txt": files.ErrName, strings.Repeat("あ", 90): files.ErrName,
	} {
		if got := files.CheckName(name); !errors.Is(got, want) || want == nil && got != nil {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}

func TestWithEnding(t *testing.T) {
	for name, want := range map[string]string{"a": "a.pdf", "a.PDF": "a.PDF", "a.jpg": "a.jpg.pdf", "": ""} {
		if got := files.WithEnding(name, ".pdf"); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestIsPath(t *testing.T) {
	for typed, want := range map[string]bool{"~": true, "/": true, "a/b": true, "a": false, "居間": false} {
		if got := files.IsPath(typed); got != want {
			t.Errorf("%q: got %v", typed, got)
		}
	}
}

func TestPlaces(t *testing.T) {
	dir := t.TempDir()
	home, media, run := filepath.Join(dir, "home", "nakano"), filepath.Join(dir, "media"), filepath.Join(dir, "run")
	put(t, 1, 1, home, ".config", "user-dirs.dirs")
	write := `# written by the desktop
XDG_DESKTOP_DIR="$HOME/机"
XDG_PICTURES_DIR="` + filepath.Join(dir, "pictures") + `"
XDG_DOCUMENTS_DIR="$HOME/"
XDG_MUSIC_DIR="$HOME/Music"
`
	if err := os.WriteFile(filepath.Join(home, ".config", "user-dirs.dirs"), []byte(write), 0o600); err != nil {
		t.Fatal(err)
	}
	put(t, 1, 1, home, "机", "x")
	put(t, 1, 1, home, "ダウンロード", "x")
	put(t, 1, 1, home, "Documents", "x")
	put(t, 1, 1, dir, "pictures", "x")
	put(t, 1, 1, media, "nakano", "KINGSTON", "x")
	put(t, 1, 1, media, "cdrom-full", "x")
	put(t, 1, 1, run, "nakano", "DCIM", "x")
	put(t, 1, 1, dir, "disk", "x")
	if err := os.MkdirAll(filepath.Join(media, "cdrom"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := files.System{
		Home: home, User: "nakano", Config: filepath.Join(home, ".config"),
		Media: []string{run, media, filepath.Join(dir, "none")}, Disks: []string{filepath.Join(dir, "disk"), filepath.Join(dir, "nodisk")},
	}
	places := s.Places()
	want := []struct {
		kind files.Kind
		path string
	}{
		{files.Home, home}, {files.Desktop, filepath.Join(home, "机")}, {files.Documents, filepath.Join(home, "Documents")},
		{files.Downloads, filepath.Join(home, "ダウンロード")}, {files.Pictures, filepath.Join(dir, "pictures")},
		{files.Disk, filepath.Join(dir, "disk")},
		{files.Media, filepath.Join(media, "cdrom-full")}, {files.Media, filepath.Join(media, "nakano", "KINGSTON")}, {files.Media, filepath.Join(run, "nakano", "DCIM")},
	}
	if len(places) != len(want) {
		t.Fatalf("got %+v", places)
	}
	for i, w := range want {
		if places[i].Kind != w.kind || places[i].Path != w.path {
			t.Errorf("place %d: got %+v, want %+v", i, places[i], w)
		}
	}
	if got := files.Start(places, files.Media, files.Documents); got != filepath.Join(media, "cdrom-full") {
		t.Errorf("starts at %s", got)
	}
	if err := os.RemoveAll(filepath.Join(dir, "pictures")); err != nil {
		t.Fatal(err)
	}
	if got := files.Start(s.Places(), files.Pictures); got != home {
		t.Errorf("without pictures it starts at %s", got)
	}
	if got := files.Start((files.System{}).Places(), files.Home); got != "" {
		t.Errorf("on an empty machine it starts at %s", got)
	}
}

func TestMemoryKeepsPurposesApart(t *testing.T) {
	var m files.Memory
	m.Keep("photo", "/a")
	m.Keep("save", "/b")
	m.Keep("photo", "/c")
	if got := m.Last("photo") + m.Last("save") + m.Last("bundle"); got != "/c/b" {
		t.Errorf("got %s", got)
	}
	var none *files.Memory
	none.Keep("photo", "/a")
	if got := none.Last("photo"); got != "" {
		t.Errorf("nothing remembers %s", got)
	}
}
