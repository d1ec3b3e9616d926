package files_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yorisoi/ui/files"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// put writes a file that is so many minutes old at noon.
func put(t *testing.T, size, minutes int, parts ...string) string {
	t.Helper()
	path := filepath.Join(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	at := noon.Add(-time.Duration(minutes) * time.Minute)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
	return path
}

func list(t *testing.T, folder string, filter files.Filter) *files.Listing {
	t.Helper()
	l, err := files.Read(t.Context(), folder, filter)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func names(l *files.Listing) string {
	var out []string
	for _, e := range l.Entries {
		out = append(out, e.Name)
	}
	return strings.Join(out, " ")
}

func TestReadLeavesOutWhatCannotBeChosen(t *testing.T) {
	dir := t.TempDir()
	put(t, 10, 5, dir, "居間.JPG")
	put(t, 20, 4, dir, "通知.pdf")
	put(t, 30, 3, dir, "メモ.txt")
	put(t, 40, 2, dir, ".かくし.jpg")
	put(t, 50, 1, dir, "去年", "夏.jpg")
	put(t, 50, 1, dir, ".git", "x.jpg")
	if err := os.Symlink(filepath.Join(dir, "去年"), filepath.Join(dir, "近道")); err != nil {
		t.Skip("no links on this machine: ", err)
	}
	if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "切れた.jpg")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		filter  files.Filter
		want    string
		leftOut int
	}{
		{"Pictures", files.Filter{".jpg", ".jpeg"}, "去年 近道 居間.JPG", 2},
		{"PicturesAndPapers", files.Filter{".jpg", ".pdf"}, "去年 近道 居間.JPG 通知.pdf", 1},
		{"All", nil, "去年 近道 メモ.txt 居間.JPG 通知.pdf", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := list(t, dir, tt.filter)
			files.Sort(l.Entries, files.Order{By: files.ByName})
			if got := names(l); got != tt.want || l.LeftOut != tt.leftOut {
				t.Errorf("got %s, %d left out, want %s, %d", got, l.LeftOut, tt.want, tt.leftOut)
			}
			for i, e := range l.Entries {
				if _, err := os.Stat(l.Path(i)); err != nil || e.Folder != (e.Name == "去年" || e.Name == "近道") {
					t.Errorf("%s: folder %v, %v", e.Name, e.Folder, err)
				}
			}
		})
	}
}

func TestReadSaysWhyNot(t *testing.T) {
	dir := t.TempDir()
	file := put(t, 1, 1, dir, "a.jpg")
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(locked, 0o700) })
	for _, tt := range []struct {
		name, path string
		want       error
	}{
		{"Gone", filepath.Join(dir, "usb"), files.ErrGone},
		{"NotFolder", file, files.ErrNotFolder},
		{"BelowAFile", filepath.Join(file, "x"), files.ErrNotFolder},
		{"Forbidden", locked, files.ErrForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == files.ErrForbidden && os.Geteuid() == 0 {
				t.Skip("everything is allowed to root")
			}
			_, err := files.Read(t.Context(), tt.path, nil)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if strings.Contains(err.Error(), dir) {
				t.Errorf("%q tells the path", err)
			}
		})
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := files.Read(ctx, t.TempDir(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestReadFiveThousand(t *testing.T) {
	dir := t.TempDir()
	for i := range 5000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("IMG_%d.jpg", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l := list(t, dir, nil)
	files.Sort(l.Entries, files.Order{By: files.ByName})
	if len(l.Entries) != 5000 || l.Entries[2].Name != "IMG_2.jpg" || l.Entries[4999].Name != "IMG_4999.jpg" {
		t.Errorf("got %d, the third %s, the last %s", len(l.Entries), l.Entries[2].Name, l.Entries[len(l.Entries)-1].Name)
	}
}

func TestSort(t *testing.T) {
	dir := t.TempDir()
	put(t, 300, 30, dir, "写真10.jpg")
	put(t, 100, 10, dir, "写真２.jpg")
	put(t, 200, 20, dir, "写真1.jpg")
	put(t, 100, 10, dir, "A.jpg")
	put(t, 100, 10, dir, "b.jpg")
	put(t, 1, 1, dir, "新", "x")
	put(t, 1, 1, dir, "旧", "x")
	old := noon.Add(-100 * time.Hour)
	for folder, at := range map[string]time.Time{"新": noon, "旧": old} {
		if err := os.Chtimes(filepath.Join(dir, folder), at, at); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name  string
		order files.Order
		want  string
	}{
		{"Newest", files.Newest, "新 旧 A.jpg b.jpg 写真２.jpg 写真1.jpg 写真10.jpg"},
		{"Oldest", files.Newest.Then(files.ByDate), "旧 新 写真10.jpg 写真1.jpg A.jpg b.jpg 写真２.jpg"},
		{"Name", files.Newest.Then(files.ByName), "新 旧 A.jpg b.jpg 写真1.jpg 写真２.jpg 写真10.jpg"},
		{"NameDown", files.Order{By: files.ByName, Down: true}, "旧 新 写真10.jpg 写真２.jpg 写真1.jpg b.jpg A.jpg"},
		{"Largest", files.Newest.Then(files.BySize), "新 旧 写真10.jpg 写真1.jpg A.jpg b.jpg 写真２.jpg"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := list(t, dir, nil)
			files.Sort(l.Entries, tt.order)
			if got := names(l); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"IMG_1.jpg", "IMG_20.jpg", "か\u3099.jpg", "居間.jpg", "Ｂ.jpg"} {
		put(t, 1, 1, dir, name)
	}
	l := list(t, dir, nil)
	files.Sort(l.Entries, files.Order{By: files.ByName})
	at := func(name string) int {
		return slices.IndexFunc(l.Entries, func(e files.Entry) bool { return e.Name == name })
	}
	for _, tt := range []struct {
		name, typed string
		from        int
		want        int
	}{
		{"SmallLetters", "img", 0, at("IMG_1.jpg")},
		{"TheNextOne", "img", at("IMG_1.jpg") + 1, at("IMG_20.jpg")},
		{"RoundTheEnd", "img", len(l.Entries), at("IMG_1.jpg")},
		{"WideAndNarrow", "b", 0, at("Ｂ.jpg")},
		{"MarksApart", "が", 0, at("か\u3099.jpg")},
		{"Within", "20", 0, at("IMG_20.jpg")},
		{"Nothing", "ねこ", 0, -1},
		{"Empty", "", 0, -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := files.Find(l.Entries, tt.typed, tt.from); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
	if got := files.Find(nil, "a", 3); got != -1 {
		t.Errorf("in an empty folder: got %d", got)
	}
}

func TestLook(t *testing.T) {
	dir := t.TempDir()
	file := put(t, 1, 1, dir, "a.jpg")
	for path, want := range map[string]files.Found{
		dir: files.Folder, file: files.File, filepath.Join(dir, "b"): files.Nothing, filepath.Join(file, "b"): files.Nothing,
	} {
		if got, err := files.Look(path); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", filepath.Base(path), got, err, want)
		}
	}
}

func TestMakeFolder(t *testing.T) {
	dir := t.TempDir()
	path, err := files.MakeFolder(dir, " 受け渡し ")
	if found, _ := files.Look(path); err != nil || found != files.Folder || filepath.Base(path) != "受け渡し" {
		t.Fatalf("got %q, %v", path, err)
	}
	for _, tt := range []struct {
		name, within, folder string
		want                 error
	}{
		{"ErrExists", dir, "受け渡し", files.ErrExists},
		{"ErrNoName", dir, "  ", files.ErrNoName},
		{"ErrName", dir, "a/b", files.ErrName},
		{"ErrGone", filepath.Join(dir, "usb"), "a", files.ErrGone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := files.MakeFolder(tt.within, tt.folder); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}
