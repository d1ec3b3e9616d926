package proof_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// TestMachineWaitsForApproval: in a center that asks for approval a nurse's new
// laptop is given the staff and the machines and nothing else, shows by its key
// which machine it is, and has every family a moment after it was approved.
func TestMachineWaitsForApproval(t *testing.T) {
	h := newHouse(t, "2026-11-20 09:00", "中野")
	kase := h.director.family(fields{"name": "堀", "kana": "ほり", "class": "support"})
	must(t, h.director.Store.SetApproval(t.Context(), true))
	h.agree()
	laptop := h.waiting("中野")
	laptop.hasNothing(t)
	at := h.director.waitingStation(t, laptop)
	endpoint, err := client.DecodeEndpoint(laptop.Store.Endpoint())
	must(t, err)
	same(t, "the key that is to be compared", at.Key, endpoint.KeyName())

	// It is told nothing of what others write meanwhile, and still goes on.
	before := laptop.cursor(t)
	second := h.director.family(fields{"name": "桐谷", "kana": "きりたに", "class": "support"})
	h.agreeBut(laptop)
	must(t, laptop.Lock())
	must(t, laptop.Open(t.Context(), laptop.id, password))
	laptop.online()
	eventually(t, "it waits again", func() bool { return laptop.Engine.Status().Waiting })
	laptop.hasNothing(t)
	same(t, "the place in the log", laptop.cursor(t), before)

	must(t, h.director.Store.ApproveStation(t.Context(), at.ID, at.Key))
	laptop.waitPhase(t, client.PhaseSynced)
	same(t, "it waits", laptop.Engine.Status().Waiting, false)
	h.agree()
	same(t, "the first family", laptop.caseOf(kase).Family.Text("name"), "堀")
	same(t, "the second family", laptop.caseOf(second).Family.Text("name"), "桐谷")
}

// TestApprovalSurvivesARestoredCenter: the center is set back to before the
// approval. The machine that was approved brings it back and works on.
func TestApprovalSurvivesARestoredCenter(t *testing.T) {
	h := newHouse(t, "2026-11-20 09:00", "中野")
	must(t, h.director.Store.SetApproval(t.Context(), true))
	h.agree()
	laptop := h.waiting("中野")
	at := h.director.waitingStation(t, laptop)
	h.center.Stop()
	backup := copyFolder(t, h.center.Dir)
	served := centertest.Serve(t, center.Config{Dir: h.center.Dir, Now: h.clock.now}, centertest.Listen(t, h.center.Address()))
	h.wake()
	must(t, h.director.Store.ApproveStation(t.Context(), at.ID, at.Key))
	laptop.waitPhase(t, client.PhaseSynced)
	h.director.offline()
	kase := laptop.family(fields{"name": "堀", "kana": "ほり", "class": "support"})
	laptop.waitPhase(t, client.PhaseSynced)
	served.Stop()
	h.center = centertest.Serve(t, center.Config{Dir: backup, Now: h.clock.now}, centertest.Listen(t, h.center.Address()))
	h.wake()
	laptop.family(fields{"name": "桐谷", "kana": "きりたに", "class": "support"})
	eventually(t, "everything of the laptop is at the center again", func() bool {
		counts, err := laptop.Store.Counts(t.Context())
		return err == nil && counts.Unsent == 0 && counts.Held == 0 && laptop.Engine.Status().Phase == client.PhaseSynced
	})
	same(t, "the laptop waits", laptop.Engine.Status().Waiting, false)
	h.director.online()
	h.agree()
	same(t, "the family that the laptop brought back", h.director.caseOf(kase).Family.Text("name"), "堀")
}

// waiting gives one of the staff a machine that waits for approval, online.
func (h *house) waiting(name string) *desk {
	h.Helper()
	text, err := h.director.Invite(h.Context())
	must(h, err)
	m := h.machine()
	must(h, m.Join(h.Context(), text, "端末-"+name, name))
	d := h.seat(m, name)
	d.online()
	eventually(h, "the new machine waits", func() bool { return d.Engine.Status().Waiting && d.Store.AwaitsApproval() })
	return d
}

func (d *desk) waitingStation(t *testing.T, waits *desk) (at *ledger.Station) {
	t.Helper()
	eventually(t, "the director sees the machine that waits", func() bool {
		for _, one := range d.Store.WaitingStations() {
			if one.ID == waits.Store.Station() && one.Key != "" {
				at = one
			}
		}
		return at != nil
	})
	return at
}

// hasNothing demands that a machine holds no change but the directory's, its
// own of the audit, and what it has made itself.
func (d *desk) hasNothing(t *testing.T) {
	t.Helper()
	for bucket := range ledger.Buckets {
		heads, err := d.Store.Heads(t.Context(), bucket)
		must(t, err)
		for _, head := range heads {
			if head.Case != d.Store.Center() && head.Station != d.Store.Station() {
				t.Errorf("it holds %d changes of %s", head.N, head.Case)
			}
		}
	}
	_, total, err := d.Store.FindCases(t.Context(), store.CaseFilter{})
	must(t, err)
	same(t, "families", total, 0)
}

func (d *desk) cursor(t *testing.T) uint64 {
	t.Helper()
	at, err := d.Store.Cursor(t.Context())
	must(t, err)
	return at.Seq
}

// agreeBut is agree for all machines but one.
func (h *house) agreeBut(one *desk) {
	h.Helper()
	all := h.desks
	defer func() { h.desks = all }()
	h.desks = nil
	for _, d := range all {
		if d != one {
			h.desks = append(h.desks, d)
		}
	}
	h.agree()
}
