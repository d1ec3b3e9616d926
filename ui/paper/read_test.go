package paper_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// pdf is what a test reads of a print-out, by itself: the text through each
// font's own map to Unicode, and how large the embedded fonts are.
type pdf struct {
	pages int
	texts []string // by page
	text  string
	fonts []int // bytes
}

var (
	objectRE = regexp.MustCompile(`(?s)(\d+) 0 obj\b(.*?)\bendobj`)
	streamRE = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	refRE    = regexp.MustCompile(`/([A-Za-z0-9]+)\s+(\d+) 0 R`)
	fontRE   = regexp.MustCompile(`(?s)/([A-Za-z0-9]+) [\d.]+ Tf|\[?<([0-9A-Fa-f]+)>[^\]]*?\]? TJ|<([0-9A-Fa-f]+)> Tj`)
	rangeRE  = regexp.MustCompile(`<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>`)
)

func readPDF(t testing.TB, raw []byte) *pdf {
	t.Helper()
	objects := map[string][]byte{}
	for _, m := range objectRE.FindAllSubmatch(raw, -1) {
		objects[string(m[1])] = m[2]
	}
	out := &pdf{}
	fonts := map[string]map[string]string{} // by name: code to text
	for _, body := range objects {
		if bytes.Contains(body, []byte("/FontFile2")) {
			ref := regexp.MustCompile(`/FontFile2 (\d+) 0 R`).FindSubmatch(body)
			out.fonts = append(out.fonts, len(inflate(t, objects[string(ref[1])])))
		}
		if !bytes.Contains(body, []byte("/Font")) {
			continue
		}
		for _, ref := range refRE.FindAllSubmatch(body, -1) {
			font := objects[string(ref[2])]
			if to := regexp.MustCompile(`/ToUnicode (\d+) 0 R`).FindSubmatch(font); to != nil {
				fonts[string(ref[1])] = unicodeMap(t, inflate(t, objects[string(to[1])]))
			}
		}
	}
	for i := 1; i <= len(objects); i++ {
		body := objects[strconv.Itoa(i)]
		if !regexp.MustCompile(`/Type\s*/Page\b[^s]`).Match(body) {
			continue
		}
		out.pages++
		ref := regexp.MustCompile(`/Contents\s+(\d+) 0 R`).FindSubmatch(body)
		if ref == nil {
			t.Fatal("a page without content")
		}
		out.texts = append(out.texts, textOf(string(inflate(t, objects[string(ref[1])])), fonts))
	}
	out.text = strings.Join(out.texts, "\f")
	return out
}

func inflate(t testing.TB, object []byte) []byte {
	t.Helper()
	m := streamRE.FindSubmatch(object)
	if m == nil {
		t.Fatalf("an object without a stream: %.80q", object)
	}
	if !bytes.Contains(object, []byte("/FlateDecode")) {
		return m[1]
	}
	r, err := zlib.NewReader(bytes.NewReader(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func unicodeMap(t testing.TB, cmap []byte) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, m := range rangeRE.FindAllSubmatch(cmap, -1) {
		raw, err := hex.DecodeString(string(m[3]))
		if err != nil {
			t.Fatal(err)
		}
		var units []uint16
		for i := 0; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		out[strings.ToUpper(string(m[1]))] = string(utf16.Decode(units))
	}
	return out
}

// textOf is the text that a page's content shows, a line for each operator.
func textOf(content string, fonts map[string]map[string]string) string {
	var out strings.Builder
	var font map[string]string
	for _, m := range fontRE.FindAllStringSubmatch(content, -1) {
		if m[1] != "" {
			font = fonts[m[1]]
			continue
		}
		codes := m[2] + m[3]
		for i := 0; i+4 <= len(codes); i += 4 {
			out.WriteString(font[strings.ToUpper(codes[i:i+4])])
		}
		out.WriteByte('\n')
	}
	return out.String()
}
