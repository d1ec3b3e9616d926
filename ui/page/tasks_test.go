package page_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
	"yorisoi/ui/theme"
)

// childOf makes a family of a class with one child that was born on a day.
func (d *desk) childOf(name, class string, born time.Time) family {
	d.t.Helper()
	ctx := d.t.Context()
	kase, err := d.store.CreateCase(ctx, map[string]any{"name": name, "class": class})
	if err != nil {
		d.t.Fatal(err)
	}
	f := family{kase: kase, child: store.NewRecordID()}
	if _, err := d.store.Put(ctx, store.Write{Case: kase, Record: f.child, Kind: store.KindPerson, Set: map[string]any{
		"given_name": "そら", "role": "child", "sex": "M", "birth_date": born.Format(time.DateOnly),
	}}); err != nil {
		d.t.Fatal(err)
	}
	return f
}

// taskWords are how the first column of a task begins, with the tone that the
// legend of the page gives it.
var taskWords = []struct {
	begins string
	tone   theme.Tone
}{
	{"現認なし", theme.Late}, {"期限切れ", theme.Late},
	{"今日まで", theme.Soon}, {"あと 3日", theme.Soon}, {"書きかけ", theme.Soon},
	{"あと 26日", theme.Todo}, {"競合", theme.Todo}, {"保留", theme.Todo},
}

func TestTasksStandInTheOrderOfTheirColours(t *testing.T) {
	d := newDesk(t).found()
	now := time.Now()
	conflicted := d.family() // born 21 days ago
	d.childOf("早川", "protection", now.AddDate(-3, 0, 0))
	d.childOf("渡邉", "mch", now.AddDate(0, -4, -10))
	d.childOf("小野寺", "mch", now.AddDate(0, 0, -28))
	d.childOf("堀", "mch", now.AddDate(0, 0, -2))
	d.childOf("久保", "mch", now.AddDate(0, 0, -25))
	d.disagree(conflicted, "042-000-3320", "042-000-3317")
	d.visit(conflicted)
	if err := d.store.Receive(t.Context(), ledger.Cursor{}, []ledger.Logged{{Seq: 9001, Raw: []byte("garbage")}}); err != nil {
		t.Fatal(err)
	}
	p := page.NewToday(d.deps)
	d.show(p)
	d.until("the tasks to be listed", func() bool { return shows(p.Content(), "保留 1件") })

	rank := func(c color.Color) int {
		return slices.IndexFunc([]theme.Tone{theme.Late, theme.Soon, theme.Todo}, func(tone theme.Tone) bool {
			return theme.Color(tone.Text()) == c
		})
	}
	seen, worst, before := map[string]bool{}, 0, ""
	for _, text := range paintedTexts(p.Content()) {
		for _, w := range taskWords {
			if !strings.HasPrefix(text.text, w.begins) || rank(text.color) < 0 {
				continue
			}
			seen[w.begins] = true
			if text.color != theme.Color(w.tone.Text()) {
				t.Errorf("%s has the wrong colour", text.text)
			}
			if r := rank(text.color); r < worst {
				t.Errorf("%s stands below %s", text.text, before)
			} else {
				worst, before = r, text.text
			}
		}
	}
	for _, w := range taskWords {
		if !seen[w.begins] {
			t.Errorf("no task says %s; seen: %v", w.begins, texts(p.Content()))
		}
	}
}
