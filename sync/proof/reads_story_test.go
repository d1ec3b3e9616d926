package proof_test

import (
	"errors"
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
)

// TestWhoMayReadWhat removes a nurse while she writes offline: what she wrote
// before arrives, what others write after she cannot open, though her machine
// gets it and still has every key that she had. The machine of an administrator
// has all of it and no readable word.
func TestWhoMayReadWhat(t *testing.T) {
	h := newHouse(t, "2026-11-02 09:00", "中野", "石川")
	nurse, welfare := h.join("中野"), h.join("石川")
	_, err := h.director.Store.AddStaff(t.Context(), store.NewStaff{Name: "管理", Job: "nurse", Roles: []string{ledger.RoleAdmin}, Password: password})
	must(t, err)
	h.agree()
	admin := h.join("管理")
	kase := welfare.family(fields{"name": "霧ヶ峰", "kana": "きりがみね", "class": "support"})
	h.agree()

	nurse.offline()
	h.at("2026-11-02 10:00")
	before := nurse.add(kase, store.KindNote, fields{"on": "2026-11-02", "time": "10:00", "method": "phone", "facts": "前に聞いたこと"})
	h.at("2026-11-02 11:00")
	must(t, h.director.Store.RemoveStaff(t.Context(), nurse.id))
	h.agree()
	after := welfare.add(kase, store.KindNote, fields{"on": "2026-11-02", "time": "11:30", "method": "phone", "facts": "後に聞いたこと"})
	h.agree()
	nurse.online()
	eventually(t, "what she wrote before arrives", func() bool {
		r, err := welfare.Store.FindRecord(t.Context(), before)
		return err == nil && r.Text("facts") == "前に聞いたこと"
	})
	eventually(t, "her machine has the directory of now", func() bool {
		me := nurse.Store.Me()
		return me.Removed
	})
	if _, err := nurse.Store.FindRecord(t.Context(), after); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("who was removed reads what was written after: %v", err)
	}
	eventually(t, "the administrator's machine has everything", func() bool {
		counts, err := admin.Store.Counts(t.Context())
		return err == nil && counts.Unsent == 0 && admin.Engine.Status().Phase == client.PhaseSynced
	})
	if admin.Store.Reads() {
		t.Error("an administrator reads cases")
	}
	for _, words := range []string{"霧ヶ峰", "前に聞いた", "後に聞いた"} {
		hits, err := admin.Store.Search(t.Context(), words, 10)
		if err != nil || len(hits) > 0 {
			t.Errorf("the administrator finds %s: %+v, %v", words, hits, err)
		}
	}
	if _, err := admin.Store.FindCase(t.Context(), kase); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the administrator opens the case: %v", err)
	}
}
