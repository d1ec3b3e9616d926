package page_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/page"
)

// TestLostMachine: what can be known of it, what to do first, and a report
// that can be handed over.
func TestLostMachine(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	other := d.second()
	laptop := other.Station()
	if err := d.store.Receive(t.Context(), ledger.Cursor{LogID: d.center.ID(), Seq: 1000}, logOf(d, other)); err != nil {
		t.Fatal(err)
	}
	if err := d.store.SetStationScope(t.Context(), laptop, ledger.ScopeCarried, nil); err != nil {
		t.Fatal(err)
	}
	if err := d.store.CheckOut(t.Context(), laptop, []uuid.UUID{f.kase}, d.store.Me().ID, time.Now().Add(8*time.Hour)); err != nil {
		t.Fatal(err)
	}
	s := page.NewSettings(d.deps)
	d.show(s)
	d.do(tap("端末"), tap("L-02"), tap("なくした・盗まれた"), see("なくした端末「L-02」"), see("1家庭、2人"))
	d.look("lost")
	d.do(tap("端末を外す"), see("L-02 を外しますか"))
	d.look("lost-remove")
	d.do(tap("やめる"))
	if err := d.store.RemoveStation(t.Context(), laptop); err != nil {
		t.Fatal(err)
	}
	s.Changed(store.Event{Directory: true})
	d.do(see("止めてある"))
	folder := t.TempDir()
	t.Setenv("HOME", folder)
	d.do(tap("L-02"), see("端末は外してあります。  センターはこの端末に何も渡しません。つながったときに、端末は自分で鍵と記録を消します。つながらないかぎり、消えません。"))
	d.look("lost-removed")
	d.do(tap("鍵を新しくする"), see("センターの鍵を新しくする"), tap("鍵を新しくする"))
	d.until("new keys", func() bool {
		_, epoch := d.store.Directory().CurrentKey(d.store.Directory().Groups[ledger.GroupAllStaff])
		return epoch == 2
	})
	d.do(tap("L-02"), tap("PDFにする"), tap("保存"))
	var written []string
	d.until("the report", func() bool {
		written, _ = filepath.Glob(filepath.Join(folder, "*", "*.pdf"))
		if len(written) == 0 {
			written, _ = filepath.Glob(filepath.Join(folder, "*.pdf"))
		}
		return len(written) == 1
	})
	if raw, err := os.ReadFile(written[0]); err != nil || string(raw[:5]) != "%PDF-" {
		t.Errorf("the report: %v", err)
	}
}

// TestPolicies: who may, sets what guards every station; who may not, sees it.
func TestPolicies(t *testing.T) {
	d := newDesk(t).found()
	s := page.NewSettings(d.deps)
	d.show(s)
	d.do(tap("守り"), see("センターと話さずに開ける時間"), see("72時間"), tapIn("センターと話さずに開ける時間", "24時間"))
	d.until("the lease to be set", func() bool { return d.store.Directory().Lease() == 24*time.Hour })
	d.look("policy")
}
