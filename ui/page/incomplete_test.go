package page_test

import (
	"errors"
	"testing"

	"yorisoi/store"
	"yorisoi/ui/page"
)

func TestVisitWithoutItsResultStaysADraft(t *testing.T) {
	d := newDesk(t).found()
	draft := d.visit(d.family())
	v := page.NewVisit(d.deps, draft)
	d.show(v)
	d.do(see("この訪問"), field("訪問の記録"), typed(sentence), tap("確定する"))
	d.until("the problem to be told", func() bool {
		return shows(v.Content(), "まだ直すところがあり、確定できませんでした。")
	})
	for _, text := range []string{"書いた内容は下書きとして残っています。", "印のついたところを直して、もう一度確定してください。", "入力してください"} {
		if !shows(v.Content(), text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	d.do(see("結果（必須）"), see("入力してください"))
	if len(d.opened) != 0 || len(d.failed) != 0 {
		t.Errorf("led to %v, failed %v", d.opened, d.failed)
	}
	saved, err := d.store.FindDraft(t.Context(), draft.Record)
	if err != nil || saved.Fields["note"] != sentence {
		t.Errorf("the draft: got %v, %v", saved, err)
	}
	if r, err := d.store.FindRecord(t.Context(), draft.Record); err == nil && r.State != store.StateDraft {
		t.Errorf("there is a record already, %s", r.State)
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	d.do(tapIn("結果（必須）", "面接できた"), tap("確定する"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 0 })
	if shows(v.Content(), "まだ直すところがあり、確定できませんでした。") {
		t.Error("the problem is still told after it was mended")
	}
}
