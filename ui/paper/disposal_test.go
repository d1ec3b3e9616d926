package paper_test

import (
	"strings"
	"testing"

	"yorisoi/ui/paper"
)

// TestDisposalCertificate says which machines have answered and which have not,
// over as many pages as the cases need.
func TestDisposalCertificate(t *testing.T) {
	c := paper.Disposal{
		Facts:    [][2]string{{"一覧番号", "廃330502-1a2b"}, {"承認", "大沢 5月2日"}},
		Stations: [][]string{{"センター", "5月17日 09:00", "80件"}, {"L-02", "まだ答えていません", ""}},
		Note:     "センターの控えは、以前の内容を持っています。",
	}
	for range 80 {
		c.Cases = append(c.Cases, []string{"R8-A-0001", "母子保健", "2026年4月2日", "2032年4月1日"})
	}
	p := render(t, paper.DisposalCertificate(about, c))
	if p.pages < 2 {
		t.Errorf("80 cases are on %d pages", p.pages)
	}
	text := p.text
	for _, want := range []string{"廃330502-1a2b", "まだ答えていません", "R8-A-0001", "センターの控えは"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the paper", want)
		}
	}
}
