package proof_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf16"
)

// encodings are the ways in which a program might leave a text in a file.
var encodings = map[string]func(string) [][]byte{
	"UTF-8":    func(s string) [][]byte { return [][]byte{[]byte(s)} },
	"UTF-16LE": func(s string) [][]byte { return [][]byte{utf16Bytes(s, 0, 8)} },
	"UTF-16BE": func(s string) [][]byte { return [][]byte{utf16Bytes(s, 8, 0)} },
	"hex":      func(s string) [][]byte { return [][]byte{[]byte(hex.EncodeToString([]byte(s)))} },
	"base64":   base64Bytes,
}

func utf16Bytes(s string, first, second int) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>first), byte(u>>second))
	}
	return out
}

// base64Bytes gives the middle of the text in base64, at each of the three
// places at which it can lie in what was encoded.
func base64Bytes(s string) [][]byte {
	var out [][]byte
	for shift := range 3 {
		padded := append(make([]byte, shift), s...)
		padded = padded[:len(padded)/3*3]
		first := (shift + 2) / 3 * 4 // of the letters that are the text's alone
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			out = append(out, []byte(e.EncodeToString(padded))[first:])
		}
	}
	return out
}

// leaks searches every file below dir, and the names of files, for markers.
func leaks(dir string, markers []string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		content := []byte{}
		if e.Type().IsRegular() {
			if content, err = os.ReadFile(path); err != nil {
				return err
			}
		}
		content = append(content, filepath.Base(path)...)
		for _, marker := range markers {
			for name, encode := range encodings {
				if slices.ContainsFunc(encode(marker), func(b []byte) bool { return bytes.Contains(content, b) }) {
					found = append(found, fmt.Sprintf("%s: %s in %s", filepath.Base(path), marker, name))
				}
			}
		}
		return nil
	})
	return found, err
}

// mustNotLeak fails when any file of the folders tells a marker, after it has
// shown on copies of them that the search would have found it.
func mustNotLeak(tb testing.TB, markers []string, dirs ...string) {
	tb.Helper()
	for _, dir := range dirs {
		found, err := leaks(dir, markers)
		if err != nil {
			tb.Fatal(err)
		}
		for _, f := range found {
			tb.Errorf("%s tells %s", filepath.Base(dir), f)
		}
		mustFindPlanted(tb, markers[0], dir)
	}
}

// mustFindPlanted plants a marker in the middle of the folder's largest file,
// in every encoding, and searches for it.
func mustFindPlanted(tb testing.TB, marker, dir string) {
	tb.Helper()
	for name, encode := range encodings {
		for i, b := range encode(marker) {
			spoilt := copyFolder(tb, dir)
			path := largest(tb, spoilt)
			content, err := os.ReadFile(path)
			if err != nil {
				tb.Fatal(err)
			}
			copy(content[len(content)/2+i:], b)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				tb.Fatal(err)
			}
			found, err := leaks(spoilt, []string{marker})
			if err != nil || !slices.Contains(found, fmt.Sprintf("%s: %s in %s", filepath.Base(path), marker, name)) {
				tb.Errorf("planted in %s: got %v, %v", name, found, err)
			}
			if err := os.RemoveAll(spoilt); err != nil {
				tb.Error(err)
			}
		}
	}
}

func largest(tb testing.TB, dir string) (path string) {
	tb.Helper()
	var size int64
	for _, e := range folder(tb, dir) {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && info.Size() > size {
			path, size = filepath.Join(dir, e.Name()), info.Size()
		}
	}
	if size < 4096 {
		tb.Fatalf("nothing to search in %s", dir)
	}
	return path
}

func folder(tb testing.TB, dir string) []fs.DirEntry {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	return entries
}

// copyFolder copies a folder of files, without folders inside.
func copyFolder(tb testing.TB, dir string) string {
	tb.Helper()
	to := filepath.Join(tb.TempDir(), "copy")
	if err := os.Mkdir(to, 0o700); err != nil {
		tb.Fatal(err)
	}
	for _, e := range folder(tb, dir) {
		if !e.Type().IsRegular() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, e.Name()), b, 0o600)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	return to
}

func TestMarkerSearch(t *testing.T) {
	for name, encode := range encodings {
		for shift, b := range encode("早乙女さくら") {
			dir := t.TempDir()
			content := append(bytes.Repeat([]byte{7}, 4093+shift), b...)
			if err := os.WriteFile(filepath.Join(dir, "f"), append(content, 9), 0o600); err != nil {
				t.Fatal(err)
			}
			if found, err := leaks(dir, []string{"早乙女さくら"}); err != nil || len(found) == 0 {
				t.Errorf("%s: got %v, %v", name, found, err)
			}
		}
	}
	for shift := range 3 { // a text inside a longer one that was encoded whole
		dir := t.TempDir()
		whole := base64.StdEncoding.EncodeToString([]byte("abcdefgh"[:5+shift] + "早乙女さくら" + "xyz"))
		if err := os.WriteFile(filepath.Join(dir, "f"), []byte(whole), 0o600); err != nil {
			t.Fatal(err)
		}
		if found, err := leaks(dir, []string{"早乙女さくら"}); err != nil || len(found) != 1 {
			t.Errorf("base64 at %d: got %v, %v", shift, found, err)
		}
	}
}
