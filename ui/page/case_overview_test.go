package page_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

func TestHeadShowsWhatIsJudgedAndPlanned(t *testing.T) {
	b := newBoth(t)
	b.write()
	b.as(b.nurse)
	b.put(store.KindJudgement, uuid.Nil, uuid.Nil, map[string]any{"on": ago(12), "side": "mch", "level": "watch", "grounds": "健診は欠かさない。"})
	b.as(b.worker)
	b.put(store.KindJudgement, uuid.Nil, uuid.Nil, map[string]any{"on": ago(11), "side": "welfare", "level": "support", "severity": "SV3", "grounds": "怒鳴り声が続く。"})
	sheet := b.put(store.KindSheet, uuid.Nil, uuid.Nil, map[string]any{"meeting_kind": "joint", "proposed_on": ago(11), "reason": "new"})
	b.put(store.KindJudgement, uuid.Nil, uuid.Nil, map[string]any{
		"on": ago(10), "side": "agreed", "level": "protection", "class": "protection", "grounds": "話し合った。", "sheet": sheet.String(),
	})
	b.show(page.NewCase(b.deps, b.kase))
	b.do(see("要保護"), see("重症度 中度"), see("サポートプラン 第1版 作成中"), see("見守り"), see("中野…"), see("柏木…"), see("合意（…"))
	b.look("case-overview")
}

func TestFamilyIsProposedForAMeeting(t *testing.T) {
	b := newBoth(t)
	b.show(page.NewCase(b.deps, b.kase))
	b.do(see("小野寺 家"), tap("会議にかける"), see("会議の種別（必須）"))
	b.look("case-propose")
	b.do(tap("保存"))
	b.saved("the proposal")
	sheets := b.records(store.KindSheet)
	if len(sheets) != 1 {
		t.Fatalf("%d sheets", len(sheets))
	}
	s := sheets[0]
	for name, want := range map[string]string{"stage": "proposed", "meeting_kind": "joint", "reason": "new", "proposer": b.director.String(), "meeting": ""} {
		if got := s.Text(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestWhatComesNextIsSaidInWords(t *testing.T) {
	b := newBoth(t)
	b.put(store.KindTransfer, uuid.Nil, uuid.Nil, map[string]any{"direction": "out", "known_on": ago(20), "moves_on": ago(2), "city": "南市"})
	b.show(page.NewCase(b.deps, b.kase))
	b.do(see("つぎ"), see("転出先…"))
	b.look("case-next")
}
