package page_test

import (
	"fmt"
	"slices"
	"testing"

	"yorisoi/store"
	"yorisoi/ui/page"
)

const (
	sayItem10 = "項目10に点があります。合計点にかかわらず、今日のうちに統括支援員へ。"
	sayTotal  = "合計9点以上です。まず話を聴き、再実施と医療へのつなぎを統括支援員と決めてください。"
	sayZero   = "合計0点です（注意）。答えにくさがなかったか、様子とあわせて確かめてください。"
)

// TestScoreSaysWhatToDo answers the last question of a half-filled sheet.
func TestScoreSaysWhatToDo(t *testing.T) {
	for name, tt := range map[string]struct {
		before  string // the answers to items 1 to 9
		item10  string
		told    string
		total   int
		besides bool // also at the side of the page
	}{
		"item 10 alone":    {before: "000000000", item10: "1", told: sayItem10, total: 1, besides: true},
		"nine points":      {before: "333000000", item10: "0（なし）", told: sayTotal, total: 9},
		"eight points":     {before: "332000000", item10: "0（なし）", total: 8},
		"no point at all":  {before: "000000000", item10: "0（なし）", told: sayZero},
		"not yet answered": {before: "11110000", item10: "0（なし）", total: 4},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t).found()
			draft := d.visit(d.family())
			answers := map[string]any{"on": "2026-01-10"}
			for i, r := range tt.before {
				answers[fmt.Sprintf("item%d", i+1)] = string(r)
			}
			if _, err := d.store.SaveDraft(t.Context(), store.Draft{
				Record: store.NewRecordID(), Case: draft.Case, Kind: store.KindEPDS, Parent: draft.Record, Fields: answers,
			}); err != nil {
				t.Fatal(err)
			}
			v := page.NewVisit(d.deps, draft)
			d.show(v)
			d.do(see("この訪問"), tapIn("EPDS（産後のこころ）", "ひらく"), tapIn("10 自傷", tt.item10))
			if err := v.Keep(t.Context()); err != nil {
				t.Fatal(err)
			}
			checkTold(t, v, tt.told)
			if tt.besides {
				d.until("the side of the page to tell it", func() bool { return tells(v, sayItem10) == 2 })
			}
			parts, err := d.store.FindDraftsOf(t.Context(), draft.Record)
			if err != nil || len(parts) != 1 || len(tt.before) == 9 && parts[0].Fields["total"] != int64(tt.total) {
				t.Errorf("total: got %v, %v, want %d", parts, err, tt.total)
			}
		})
	}
}

// tells counts how often a banner ends with a sentence.
func tells(v *page.Visit, sentence string) int {
	n := 0
	for _, text := range texts(v.Content()) {
		if len(text) > len(sentence) && text[len(text)-len(sentence):] == sentence {
			n++
		}
	}
	return n
}

func checkTold(t *testing.T, v *page.Visit, want string) {
	t.Helper()
	all := []string{sayItem10, sayTotal, sayZero}
	for _, one := range all {
		if got := tells(v, one) > 0; got != (one == want) {
			t.Errorf("tells %q: %v, want %v", one, got, one == want)
		}
	}
	if want != "" && !slices.Contains(all, want) {
		t.Fatalf("no such sentence: %q", want)
	}
}

func TestWeightSaysHowTheChildGrows(t *testing.T) {
	for typedAs, want := range map[string][]string{
		"３４１０": {"+32.5 g/日", "16日間の増加", "25–50 パーセンタイル"},
		"2800": {"−5.6 g/日", "3 パーセンタイル未満", "健診や小児科で相談し、経過をみましょう。"},
		"":     {"体重を入れると、ここに出ます。"},
	} {
		t.Run(typedAs, func(t *testing.T) {
			d := newDesk(t).found()
			v := page.NewVisit(d.deps, d.visit(d.family()))
			d.show(v)
			d.do(see("この訪問"), field("体重"), typed(typedAs))
			for _, text := range want {
				d.until(text, func() bool { return shows(v.Content(), text) })
			}
		})
	}
}
