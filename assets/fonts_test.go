package assets_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"

	"yorisoi/assets"
)

func faces(t *testing.T) map[string][]byte {
	t.Helper()
	return map[string][]byte{"regular": assets.FontRegular, "bold": assets.FontBold}
}

func parse(t *testing.T, data []byte) (*ot.Loader, *font.Face) {
	t.Helper()
	loader, err := ot.NewLoader(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("load font: %v", err)
	}
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("parse font: %v", err)
	}
	return loader, face
}

func TestFontHasNoLayoutOrHintingTables(t *testing.T) {
	for name, data := range faces(t) {
		loader, _ := parse(t, data)
		for _, tag := range []string{"GSUB", "GPOS", "GDEF", "fpgm", "prep", "cvt "} {
			if loader.HasTable(ot.MustNewTag(tag)) {
				t.Errorf("%s: has table %s", name, tag)
			}
		}
	}
}

func TestFontLeavesRoomBelowTheLine(t *testing.T) {
	for name, data := range faces(t) {
		_, face := parse(t, data)
		ext, ok := face.FontHExtents()
		if !ok {
			t.Fatalf("%s: no line metrics", name)
		}
		em := float32(face.Upem())
		if got := -ext.Descender / em; got < 0.28 {
			t.Errorf("%s: descent %.3f em, want at least 0.28", name, got)
		}
		if got := ext.Ascender / em; got < 1.06 {
			t.Errorf("%s: ascent %.3f em, want at least 1.06", name, got)
		}
	}
}

func TestFontCoversNamesOfPeople(t *testing.T) {
	const needed = "髙﨑邉邊濵濱德祐①㈱㋿々〆ヶ葛辻鷗塚𠮟"
	for name, data := range faces(t) {
		_, face := parse(t, data)
		for _, r := range needed {
			if gid, ok := face.NominalGlyph(r); !ok || gid == 0 {
				t.Errorf("%s: no glyph for %c", name, r)
			}
		}
	}
}

func TestDigitsHaveOneWidth(t *testing.T) {
	for name, data := range faces(t) {
		_, face := parse(t, data)
		zero, _ := face.NominalGlyph('0')
		want := face.HorizontalAdvance(zero)
		for _, r := range "123456789" {
			gid, _ := face.NominalGlyph(r)
			if got := face.HorizontalAdvance(gid); got != want {
				t.Errorf("%s: %c is %v wide, 0 is %v", name, r, got, want)
			}
		}
	}
}

func TestFontHasItsOwnNameAndTheOriginalsLicence(t *testing.T) {
	for name, data := range faces(t) {
		_, face := parse(t, data)
		if got := face.Describe().Family; got != "Yorisoi UD Gothic" {
			t.Errorf("%s: family %q", name, got)
		}
	}
	for _, want := range []string{"The BIZ UDGothic Project Authors", "SIL OPEN FONT LICENSE Version 1.1"} {
		if !strings.Contains(assets.FontLicence, want) {
			t.Errorf("licence lacks %q", want)
		}
	}
}
