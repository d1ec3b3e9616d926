package page_test

import (
	"strings"
	"testing"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

const sentence = "母は玄関で笑顔で迎える。話すうちに涙ぐむ場面があり、"

func TestTypingIsInTheDraftAfterThePause(t *testing.T) {
	d := newDesk(t).found()
	draft := d.visit(d.family())
	v := page.NewVisit(d.deps, draft)
	d.show(v)
	d.do(see("この訪問"), field("訪問の記録"), typed(sentence))
	d.until("the draft to be saved by itself", func() bool {
		saved, err := d.store.FindDraft(t.Context(), draft.Record)
		return err == nil && saved.Fields["note"] == sentence
	})
	d.do(see("下書きを保存しました…"))

	saved, err := d.store.FindDraft(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	d.show(page.NewVisit(d.deps, *saved))
	d.do(see(sentence))
}

func TestKeepSavesWhatThePauseHasNot(t *testing.T) {
	d := newDesk(t).found()
	draft := d.visit(d.family())
	v := page.NewVisit(d.deps, draft)
	d.show(v)
	d.do(see("この訪問"), field("訪問の記録"), typed("ねむれな"))
	if err := v.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	saved, err := d.store.FindDraft(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	if got := saved.Fields["note"]; got != "ねむれな" {
		t.Errorf("kept %q", got)
	}
}

func TestWeightShowsItsPlaceAndGain(t *testing.T) {
	d := newDesk(t).found()
	d.show(page.NewVisit(d.deps, d.visit(d.family())))
	d.do(see("この訪問"), field("体重"), typed("3410"), see("+32.5 g/日"), see("25–50 パーセンタイル"))
}

func TestItem10SaysWhatToDo(t *testing.T) {
	d := newDesk(t).found()
	draft := d.visit(d.family())
	d.show(page.NewVisit(d.deps, draft))
	d.do(see("この訪問"), tapIn("EPDS（産後のこころ）", "ひらく"), tapIn("10 自傷", "1"), see("…今日のうちに統括支援員へ…"))
	d.until("the questionnaire to be a draft of the visit", func() bool {
		parts, err := d.store.FindDraftsOf(t.Context(), draft.Record)
		return err == nil && len(parts) == 1 && parts[0].Kind == store.KindEPDS && parts[0].Fields["item10"] == "1"
	})
}

func TestConfirmMakesTheRecord(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	draft := d.visit(f)
	d.show(page.NewVisit(d.deps, draft))
	d.do(see("この訪問"), tap("確定する"), see("まだ直すところがあり、確定できませんでした。"))
	d.do(tapIn("結果（必須）", "面接できた"), field("体重"), typed("3410"), field("訪問の記録"), typed(sentence), tap("確定する"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 0 })
	if got := strings.Join(d.opened, ", "); got != "done, course "+f.kase.String() {
		t.Errorf("led to %s", got)
	}
	r, err := d.store.FindRecord(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	if grams, _ := r.Int("weight_g"); r.State != store.StateConfirmed || grams != 3410 || r.Text("note") != sentence {
		t.Errorf("record %s: %v", r.State, r.Fields)
	}
	if _, err := d.store.FindDraft(t.Context(), draft.Record); err == nil {
		t.Error("the draft is still there")
	}
}

func TestPhraseGoesIntoTheNoteAtF2(t *testing.T) {
	d := newDesk(t).found()
	d.show(page.NewVisit(d.deps, d.visit(d.family())))
	d.do(see("この訪問"), field("訪問の記録"), tour.Deed{Do: "key", Text: "F2"}, see("新しい定型文"),
		field("新しい定型文"), typed("室温は適切。"), tap("追加"), tap("室温は適切。"), see("定型文 F2　6字"))
}
