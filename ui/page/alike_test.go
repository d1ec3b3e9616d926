package page_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// twin is the same family once more, as another machine wrote it down without
// knowing of the first.
func (d *desk) twin() uuid.UUID {
	d.t.Helper()
	kase := store.NewRecordID()
	err := d.store.PutTogether(d.t.Context(), []store.Write{
		{Case: kase, Record: store.NewRecordID(), Kind: store.KindFamily, Set: map[string]any{"name": "おのでら", "kana": "おのでら", "phone": "042-000-7788"}},
		{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
			"family_name": "おのでら", "given_name": "みなと", "family_kana": "おのでら", "given_kana": "みなと", "role": "child", "sex": "M",
			"birth_date": time.Now().AddDate(-3, -8, 0).Format(time.DateOnly),
		}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return kase
}

// toTwin opens the comparison that 今日 offers.
func (d *desk) toTwin() {
	d.t.Helper()
	d.show(page.NewToday(d.deps))
	twins, err := d.store.FindTwins(d.t.Context())
	if err != nil || len(twins) != 1 {
		d.t.Fatalf("twins %+v: %v", twins, err)
	}
	d.do(see("同じ家庭かも"), tapIn("同じ家庭かも", "決める"), see("同じ家庭かもしれません"), see("だれが、だれか"))
}

func TestTwinsAreMadeOneByAPersonAndTwoAgain(t *testing.T) {
	d := newDesk(t).found()
	first, _, _ := d.onodera()
	second := d.twin()
	d.toTwin()
	d.look("twin")
	d.do(tap("一つにまとめる"), see("理由を書いてください…"))
	d.do(field("そう決めた理由"), typed("母に電話で確かめた。"), tap("一つにまとめる"))
	d.until("the merged case to open", func() bool { return len(d.opened) > 0 })
	into := uuid.MustParse(strings.TrimPrefix(d.opened[0], "case "))
	other := first
	if into == first {
		other = second
	}
	file, err := d.store.FindCase(t.Context(), into)
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Joined) != 1 || file.Joined[0].Other != other || file.Joined[0].Reason != "母に電話で確かめた。" || len(file.Persons) != 2 {
		t.Fatalf("joined %+v with %d persons", file.Joined, len(file.Persons))
	}
	d.show(page.NewCase(d.deps, into))
	d.do(see("…をここにまとめています…"))
	d.look("joined")
	d.do(tap("まとめを戻す"), see("そう決めた理由"), field("そう決めた理由"), typed("父がちがう。"), tap("まとめを戻す"))
	d.until("the two to be apart", func() bool {
		file, err := d.store.FindCase(t.Context(), into)
		return err == nil && len(file.Joined) == 0
	})
}

func TestTwinsAreKeptApart(t *testing.T) {
	d := newDesk(t).found()
	d.onodera()
	d.twin()
	d.toTwin()
	d.do(field("そう決めた理由"), typed("同じ名前のいとこ。"), tap("別の家庭"))
	d.until("nobody to be asked again", func() bool {
		twins, err := d.store.FindTwins(t.Context())
		return err == nil && len(twins) == 0
	})
}
