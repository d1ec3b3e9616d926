package main

import (
	"bytes"
	"testing"

	"github.com/go-text/typesetting/font"

	"yorisoi/assets"
)

// The bundled font is itself a font to make from: making it again must change
// nothing but the version's name, which tells from what it came.
func TestMakeAgainKeepsEveryGlyph(t *testing.T) {
	out, err := Make(assets.FontRegular, "Regular")
	if err != nil {
		t.Fatal(err)
	}
	want, err := parse(assets.FontRegular)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parse(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"glyf", "loca", "hmtx", "cmap", "hhea", "OS/2"} {
		if !bytes.Equal(got[tag], want[tag]) {
			t.Errorf("table %s changed", tag)
		}
	}
	if _, err := font.ParseTTF(bytes.NewReader(out)); err != nil {
		t.Errorf("made font does not parse: %v", err)
	}
}

func TestChecksumOfTheWholeFile(t *testing.T) {
	if got := checksum(assets.FontBold); got != 0xB1B0AFBA {
		t.Errorf("checksum %#x", got)
	}
}

func TestMakeRefusesWhatIsNoFont(t *testing.T) {
	for name, in := range map[string][]byte{
		"empty":      nil,
		"collection": append([]byte("ttcf"), make([]byte, 64)...),
		"cut short":  assets.FontRegular[:4000],
	} {
		if _, err := Make(in, "Regular"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestShiftMovesTheOutline(t *testing.T) {
	// One contour, one point at x=5 in short form, y same.
	glyph := []byte{0, 1, 0, 5, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, xShort | xSame | 0x21, 5}
	got, err := shift(glyph, 7)
	if err != nil {
		t.Fatal(err)
	}
	want := []byte{0, 1, 0, 12, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0x21, 0, 12}
	if !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
