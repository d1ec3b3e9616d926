package page_test

import (
	"testing"

	"yorisoi/store/ledger"
	"yorisoi/ui/page"
)

func TestSomebodyLeavesAndComesBack(t *testing.T) {
	d := newDesk(t).found()
	nurse, _ := d.colleagues()
	removed := func() bool { return d.store.Staff(nurse).Removed }
	d.show(page.NewSettings(d.deps))
	d.do(tap("職員"), see("職員 3人"), tapIn("中野", "外す"), see("中野さんを職員から外す"), tapIn("やめる", "外す"))
	d.until("the nurse to be removed", removed)
	d.do(see("外れている人"), tap("戻す"))
	d.until("the nurse to be back", func() bool { return !removed() })
}

func TestLostMachineIsRemoved(t *testing.T) {
	d := newDesk(t).found()
	other := d.second()
	if err := d.store.Receive(t.Context(), ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, logOf(d, other)); err != nil {
		t.Fatal(err)
	}
	d.show(page.NewSettings(d.deps))
	d.do(tap("端末"), see("L-02"), tap("L-02"), tap("この端末を外す（なくした、使わなくなった）"), see("L-02 を外しますか"), tapIn("やめる", "外す"))
	d.until("the machine to be removed", func() bool {
		at := d.store.Directory().Stations[other.Station()]
		return at != nil && at.Removed
	})
}
