package paper_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/trust"
	"yorisoi/ui/paper"
	"yorisoi/ui/present"
)

func TestMain(m *testing.M) {
	if err := present.Load(assets.I18n); err != nil {
		panic(err)
	}
	present.SetLanguage(present.Japanese)
	os.Exit(m.Run())
}

var about = paper.About{
	Title: "復旧シート", By: "大沢 正", Center: "みどり市こども家庭センター",
	At: time.Date(2026, 11, 23, 9, 30, 0, 0, time.Local), Serial: "K7-2041",
}

func sheetFor() paper.Sheet {
	secret := bytes.Repeat([]byte{0x5a, 0x13, 0xc8, 0xe1}, 8)
	return paper.Sheet{
		Sheet: &store.Sheet{
			Center: uuid.MustParse("7e1b2f0e-7f5a-4f35-9a52-2a1f2c9f8d11"), Words: trust.Words(trust.WordsSheet, secret),
			Made: time.Date(2026, 11, 23, 9, 0, 0, 0, time.Local),
		},
		Address: "center.midori.example:8443", Fingerprint: "3F9A 11C0 77D2 45E8", Secret: "7K3P-Q2MA-99XD-4T0Z-H1RC-8YJW-5N6B",
	}
}

func render(t testing.TB, d *paper.Document) *pdf {
	t.Helper()
	raw, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if out := os.Getenv("YORISOI_PAPER"); out != "" {
		name := strings.ReplaceAll(t.Name(), "/", "_")
		if err := os.WriteFile(out+"/"+name+".pdf", raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return readPDF(t, raw)
}

func TestRecoverySheet(t *testing.T) {
	for _, lang := range []present.Language{present.Japanese, present.English} {
		t.Run(string(lang), func(t *testing.T) {
			present.SetLanguage(lang)
			defer present.SetLanguage(present.Japanese)
			sheet := sheetFor()
			got := render(t, paper.Recovery(about, sheet))
			if got.pages != 1 {
				t.Errorf("%d pages, want one", got.pages)
			}
			for _, word := range append([]string{sheet.Address, sheet.Fingerprint, sheet.Secret, about.Center, about.Serial, "大沢", "13."}, sheet.Words...) {
				if !strings.Contains(got.text, word) {
					t.Errorf("the sheet does not say %q", word)
				}
			}
			for _, font := range got.fonts {
				if font > 400<<10 {
					t.Errorf("a font of %d bytes is embedded: not a subset", font)
				}
			}
			if len(got.fonts) != 2 {
				t.Errorf("%d fonts are embedded, want the regular and the bold one", len(got.fonts))
			}
		})
	}
}

func TestSheetCodeReadsBack(t *testing.T) {
	sheet := sheetFor()
	kind, secret, err := trust.ParseWords(paper.WordsIn(paper.SheetCode(sheet)))
	if err != nil || kind != trust.WordsSheet {
		t.Fatalf("got %v, %v", kind, err)
	}
	if got := trust.Words(kind, secret); strings.Join(got, " ") != strings.Join(sheet.Words, " ") {
		t.Errorf("got %v, want %v", got, sheet.Words)
	}
	if got := paper.WordsIn("あいうえお; かき"); got != "あいうえお; かき" {
		t.Errorf("typed words became %q", got)
	}
}

func TestLongPrintOut(t *testing.T) {
	d := paper.New(paper.About{Title: "ためし", By: "大沢 正", At: about.At, Serial: "K7-2042"})
	d.Title("長い表")
	for range 12 {
		d.Paragraph(strings.Repeat("家庭訪問の記録は、その日のうちに書きます。", 9))
	}
	var rows [][]string
	for i := range 60 {
		rows = append(rows, []string{present.Number(int64(i)), strings.Repeat("こどもの様子を見て、話を聞いた。", 1+i%4), "2026-11-23"})
	}
	d.Table([]paper.Column{{"番号", 1}, {"ようす", 6}, {"日", 2}}, rows)
	got := render(t, d)
	if got.pages < 4 || got.pages != d.Pages() {
		t.Fatalf("%d pages, laid out on %d", got.pages, d.Pages())
	}
	if heads := strings.Count(got.text, "ようす"); heads != tablePages(got) {
		t.Errorf("the head of the table stands on %d pages, the table on %d", heads, tablePages(got))
	}
	if last := present.Number(59); !strings.Contains(got.text, last) {
		t.Errorf("the last row is missing")
	}
	for n := 1; n <= got.pages; n++ {
		want := present.Number(int64(n)) + " / " + present.Number(int64(got.pages))
		if !strings.Contains(got.text, want) {
			t.Errorf("no page says %q", want)
		}
	}
	if marks := strings.Count(got.text, "K7-2042"); marks != 4*got.pages {
		t.Errorf("who printed it stands %d times on %d pages, want 4 on each", marks, got.pages)
	}
}

// tablePages is on how many pages a row of the table begins.
func tablePages(p *pdf) int {
	n := 0
	for _, page := range p.texts {
		if regexp.MustCompile(`こどもの様子`).MatchString(page) {
			n++
		}
	}
	return n
}

// A sign that the typeface lacks is shown as one that says so, and never
// silently left out.
func TestMissingSign(t *testing.T) {
	d := paper.New(about)
	d.Paragraph("名前は\U0001F600です")
	if got := render(t, d); !strings.Contains(got.text, "〓") {
		t.Error("nothing stands for the sign that is missing")
	}
}
