package assets_test

import (
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"strconv"
	"strings"
	"testing"

	"yorisoi/assets"
)

func TestFolders(t *testing.T) {
	tests := []struct {
		name    string
		files   fs.FS
		pattern string
	}{
		{"Forms", assets.Forms, "*.json"},
		{"Codes", assets.Codes, "*.csv"},
		{"Growth", assets.Growth, "*.csv"},
		{"Japanese", assets.I18n, "ja/*.json"},
		{"English", assets.I18n, "en/*.json"},
	}
	for _, tt := range tests {
		if found, err := fs.Glob(tt.files, tt.pattern); err != nil || len(found) == 0 {
			t.Errorf("%s: got %v, %v, want files", tt.name, found, err)
		}
	}
}

// TestGrowthTables checks that percentiles rise from left to right, which a
// slip in copying breaks.
func TestGrowthTables(t *testing.T) {
	rows := read(t, "growth_r5.csv")
	if len(rows) != 130 {
		t.Errorf("got %d rows, want 130", len(rows))
	}
	for i, row := range rows {
		last := 0.0
		for _, cell := range row[len(row)-7:] {
			p, err := strconv.ParseFloat(cell, 64)
			if err != nil || p <= last {
				t.Errorf("row %d: got %q after %v", i+2, cell, last)
			}
			last = p
		}
	}
	if rows := read(t, "growth_chest_h22.csv"); len(rows) != 68 {
		t.Errorf("got %d rows of chest, want 68", len(rows))
	}
}

// TestEveryKindHasAWord: what a record is called stands in the translations,
// and no two kinds are called the same.
func TestEveryKindHasAWord(t *testing.T) {
	forms, err := fs.Glob(assets.Forms, "*.json")
	if err != nil || len(forms) == 0 {
		t.Fatalf("find forms: %v, %v", forms, err)
	}
	for _, lang := range []string{"ja", "en"} {
		texts := words(t, lang)
		kinds := map[string]string{}
		for _, file := range forms {
			kind := strings.TrimSuffix(file, ".json")
			word := texts["kind."+kind]
			if other := kinds[word]; word == "" || other != "" {
				t.Errorf("%s: %s is called %q, as is %q", lang, kind, word, other)
			}
			kinds[word] = kind
		}
	}
}

// words gives all texts of a language.
func words(t *testing.T, lang string) map[string]string {
	t.Helper()
	files, err := fs.Glob(assets.I18n, lang+"/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range files {
		data, err := fs.ReadFile(assets.I18n, file)
		if err == nil {
			err = json.Unmarshal(data, &all)
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return all
}

// read gives the rows of a table below its header.
func read(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := assets.Growth.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}
