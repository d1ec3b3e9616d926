package assets_test

import (
	"encoding/csv"
	"io/fs"
	"strconv"
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
