package present_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"yorisoi/store/casework"
	"yorisoi/ui/present"
)

const i18nDir = "../../assets/i18n"

// TestMain puts the words that this package uses itself in force.
func TestMain(m *testing.M) {
	if err := present.Load(ownWords()); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// ownWords returns the files of translations that belong to this package.
func ownWords() fs.FS {
	own := fstest.MapFS{}
	for _, name := range []string{"ja/common.json", "en/common.json", "ja/errors.json", "en/errors.json"} {
		data, err := os.ReadFile(filepath.Join(i18nDir, name))
		if err != nil {
			panic(err)
		}
		own[name] = &fstest.MapFile{Data: data}
	}
	return own
}

// inLanguage runs a test in a language and leaves Japanese behind.
func inLanguage(t *testing.T, l present.Language) {
	t.Helper()
	present.SetLanguage(l)
	t.Cleanup(func() { present.SetLanguage(present.Japanese) })
}

func day(t testing.TB, iso string) casework.Date {
	t.Helper()
	if iso == "" {
		return casework.Date{}
	}
	d, err := casework.ParseISO(iso)
	if err != nil {
		t.Fatalf("test date %q: %v", iso, err)
	}
	return d
}

// check compares texts in both languages.
func check(t *testing.T, name string, say func() string, ja, en string) {
	t.Helper()
	for l, want := range map[present.Language]string{present.Japanese: ja, present.English: en} {
		present.SetLanguage(l)
		if got := say(); got != want {
			t.Errorf("%s in %s: got %q, want %q", name, l, got, want)
		}
	}
	present.SetLanguage(present.Japanese)
}
