package page_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// manyListed are n lines of a registry, two or three of one family.
func manyListed(n int) []store.RegistryRow {
	rows := make([]store.RegistryRow, n)
	kana := []string{"あおき", "いしだ", "おのでら", "かとう", "さいとう", "たかはし", "なかの", "はやかわ", "ふじしろ", "もりた", "やまね", "わたなべ"}
	classes := []string{"protection", "support", "expectant"}
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).Format(time.DateOnly) }
	for i := range rows {
		name := kana[i*len(kana)/n]
		rows[i] = store.RegistryRow{
			Record: uuid.New(), Case: uuid.New(), Person: uuid.New(), Number: fmt.Sprintf("R8-要-7K-%05d", i),
			Family: fmt.Sprintf("%s%d", name, i/2), Kana: fmt.Sprintf("%s こ%d", name, i%97), Name: fmt.Sprintf("%s こ%d", name, i%97),
			Child: store.ChildRow{Name: fmt.Sprintf("こ%d", i%97), Role: "child", Sex: "F", Birth: day(100 + i*7919%6200)},
			Class: classes[i%3], Severity: fmt.Sprintf("SV%d", i%6), AbuseMain: fmt.Sprintf("AB%d", i%4+1),
			School: fmt.Sprintf("第%d小学校", i%31), Address: fmt.Sprintf("南町%d丁目%d", i%7, i%90), LeadAgency: "こども家庭センター",
			ReviewOn: day(i%120 - 60), LastSeen: day(i * 31 % 80), Unseen: i * 31 % 80, UnseenOver: i*31%80 > 30, Registered: day(400),
		}
	}
	return rows
}

// frame60 is how long a screen of 60 pictures a second has for one.
const frame60 = float64(time.Second) / 60

// BenchmarkRegistry filters, sorts and groups the whole table, and scrolls it
// by one step and draws the window in software. Reported is how many frames of
// a 60-Hz screen each takes: arranging has three of them (50 ms). Drawing in
// software paints every letter anew, which the real window does not: of it the
// ratio to a table of thirty lines counts.
func BenchmarkRegistry(b *testing.B) {
	for _, n := range []int{5000, 30_000} {
		d := newDesk(b).found()
		p := page.NewRegistry(d.deps)
		d.show(p)
		d.until("the empty registry to be read", func() bool { return shows(p.Content(), "台帳にまだ誰もいません") })
		p.ShowRows(manyListed(n))
		d.layOut()
		for _, c := range []struct{ name, words, column, group string }{
			{"sort-kana", "", "family", ""},
			{"sort-seen", "", "seen", ""},
			{"find", "小学校 こ4", "severity", ""},
			{"find-sort-group", "小学校", "seen", "school"},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				for b.Loop() {
					if p.Arrange(c.words, c.column, c.group) == 0 {
						b.Fatal("nothing found")
					}
				}
				b.ReportMetric(float64(b.Elapsed())/float64(b.N)/frame60, "frames/op")
			})
		}
		p.ShowRows(manyListed(n))
		d.layOut()
		body := listIn(p.Content())
		draw := func() {
			body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -120}})
			d.win.Canvas().Capture()
		}
		b.Run(fmt.Sprintf("scroll/%d", n), func(b *testing.B) {
			for b.Loop() {
				body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -120}})
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/frame60, "frames/op")
		})
		b.Run(fmt.Sprintf("scroll-and-draw/%d", n), func(b *testing.B) {
			var few time.Duration
			for b.Loop() {
				draw()
			}
			all := b.Elapsed()
			p.ShowRows(manyListed(30))
			for range b.N {
				began := time.Now()
				draw()
				few += time.Since(began)
			}
			p.ShowRows(manyListed(n))
			b.ReportMetric(float64(all)/float64(b.N)/frame60, "frames/op")
			b.ReportMetric(float64(all)/float64(few), "ratio")
		})
	}
}

func TestTownIsWhatStandsBeforeTheNumber(t *testing.T) {
	for address, want := range map[string]string{
		"西東京市田無町4丁目1-2": "西東京市田無町", "南町２丁目8": "南町", "富士町 3-3": "富士町", "市内": "市内", "": "",
	} {
		if got := page.TownOf(address); got != want {
			t.Errorf("%s is in %q, want %q", address, got, want)
		}
	}
}

func TestRegistryOfThousandsLosesNoLine(t *testing.T) {
	d := newDesk(t).found()
	p := page.NewRegistry(d.deps)
	d.show(p)
	d.until("the empty registry to be read", func() bool { return shows(p.Content(), "台帳にまだ誰もいません") })
	p.ShowRows(manyListed(5000))
	d.layOut()
	if got := p.Arrange("", "seen", ""); got != 5000 {
		t.Errorf("%d lines", got)
	}
	if got := p.Arrange("", "seen", "school"); got != 5031 {
		t.Errorf("%d rows with the headings of 31 schools", got)
	}
	if got := p.Arrange("どこにもない", "seen", "school"); got != 0 {
		t.Errorf("%d rows of nothing", got)
	}
}
