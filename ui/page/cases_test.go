package page_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
)

// fill puts n families into the desk's store.
func (d *desk) fill(n int) {
	d.t.Helper()
	var writes []store.Write
	for i := range n {
		kase, _ := uuid.NewV7()
		writes = append(writes, store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindFamily, Set: map[string]any{
			"name": fmt.Sprintf("家%05d", i), "kana": fmt.Sprintf("いえ%05d", i), "class": []string{"mch", "support"}[i%2],
		}})
	}
	if err := d.store.PutAll(d.t.Context(), writes); err != nil {
		d.t.Fatal(err)
	}
}

func TestListReadsWhatIsSeen(t *testing.T) {
	d := newDesk(t).found()
	d.fill(250)
	c := page.NewCases(d.deps)
	d.show(c)
	d.do(see("家00000 家"), see("すべて 250"), tap("要支援 125"), see("家00001 家"))
	d.do(tap("家00001 家"))
	d.until("the case to open", func() bool { return len(d.opened) > 0 })
}
