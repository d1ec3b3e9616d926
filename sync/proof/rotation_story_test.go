package proof_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
)

// rotating is a center on its rotation day: a nurse leaves, another takes over.
type rotating struct {
	*house
	leaves, takes, plans *desk
	kase, family, plan   uuid.UUID
	before               uuid.UUID // written by who leaves while that was still theirs
}

// TestRotationDay has a laptop stay without a network over the first of April:
// nothing that was written on it is lost, and whoever took the family over
// decides about what was written too late.
func TestRotationDay(t *testing.T) {
	h := newHouse(t, "2027-03-25 09:00", "三浦", "中野", "石川")
	_, err := h.director.Store.AddStaff(t.Context(), store.NewStaff{Name: "若林", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	must(t, err)
	r := &rotating{house: h, leaves: h.join("中野"), takes: h.join("若林"), plans: h.join("三浦")}
	other := h.join("石川")
	r.planned()
	r.signed()
	r.leaves.offline()
	r.at("2027-03-31 17:20")
	r.before = r.note(r.leaves, "三月のうちに書いた")
	r.carriedOut()
	r.at("2027-04-01 14:00")
	late := r.note(r.leaves, "交代を知らずに書いた")
	r.leaves.set(r.kase, r.family, store.KindFamily, fields{"phone": "042-000-3311"})
	r.at("2027-04-02 09:00")
	r.leaves.online()
	r.decided(late, other)
}

func (r *rotating) note(d *desk, text string) uuid.UUID {
	r.Helper()
	return d.add(r.kase, store.KindNote, fields{"on": d.now().In(japan).Format("2006-01-02"), "method": "phone", "facts": text})
}

// planned has the coordinator plan, and who leaves tell what matters.
func (r *rotating) planned() {
	r.kase = r.leaves.family(fields{"name": "堀", "kana": "ほり", "class": "support", "phone": "042-000-2200", "mch_staff": r.leaves.id.String()})
	r.family = r.leaves.caseOf(r.kase).Family.ID
	r.leaves.add(r.kase, store.KindTask, fields{"what": "健診の結果を聞く", "staff": []string{r.leaves.id.String()}, "due": "2027-04-10"})
	r.agree()
	var err error
	r.plan, err = r.plans.Store.SaveRotation(r.Context(), uuid.Nil, store.NewRotation{
		On: casework.DateOf(moment(r, "2027-04-01 08:00")), Title: "令和9年4月", Leaves: []uuid.UUID{r.leaves.id},
	})
	must(r, err)
	p, err := r.plans.Store.FindRotation(r.Context(), r.plan)
	must(r, err)
	hands := p.Proposed()
	sameList(r, "proposed", hands, []store.Hand{{Case: r.kase, Side: store.SideHealth, From: r.leaves.id, To: r.takes.id}})
	must(r, r.plans.Store.SetSuccessors(r.Context(), r.plan, hands))
	r.agree()
	must(r, r.leaves.Store.SetHandoverNote(r.Context(), r.plan, hands[0], "祖母が話しやすい。"))
	r.agree()
}

func (r *rotating) signed() {
	id, err := r.plans.Store.SubmitRotation(r.Context(), r.plan, "")
	must(r, err)
	r.agree()
	a, err := r.director.Store.FindApproval(r.Context(), id)
	must(r, err)
	must(r, r.director.Store.Decide(r.Context(), id, store.ActionApprove, "", a.Digest))
	r.agree()
}

// carriedOut is the morning of the day, with the line to the center down: the
// dry run names the machine that was not heard of since.
func (r *rotating) carriedOut() {
	r.at("2027-04-01 08:30")
	must(r, r.plans.Store.Synced(r.Context(), r.clock.now(), true)) // as the program notes it
	r.plans.offline()
	check, err := r.plans.Store.CheckRotation(r.Context(), r.plan)
	must(r, err)
	for _, h := range check.Hindrances {
		if h.Blocks {
			r.Fatalf("in the way: %+v", h)
		}
	}
	laptop := check.Stations[0]
	same(r, "first of the stations", laptop.Station, r.leaves.Store.Station())
	same(r, "silent for long", laptop.Silent(r.clock.now()), true)
	out, err := r.plans.Store.CarryOutRotation(r.Context(), r.plan, nil)
	must(r, err)
	same(r, "families", out.Families, 1)
	same(r, "tasks", out.Tasks, 1)
	same(r, "people", out.Staff, 1)
	r.plans.online()
	r.plans.waitPhase(r.T, client.PhaseSynced)
	r.agree()
	same(r, "in charge", r.takes.record(r.family).Text("mch_staff"), r.takes.id.String())
	handed, err := r.takes.Store.FindHandedOver(r.Context())
	must(r, err)
	if len(handed) != 1 || len(handed[0].Families) != 1 || handed[0].Families[0].Note != "祖母が話しやすい。" {
		r.Fatalf("told to the successor: %+v", handed)
	}
}

// decided has the successor take in what came too late.
func (r *rotating) decided(late uuid.UUID, other *desk) {
	var box []store.HeldEdit
	eventually(r, "both late edits are with the successor", func() bool {
		var err error
		box, err = r.takes.Store.FindHoldBox(r.Context())
		return err == nil && len(box) == 2
	})
	eventually(r, "the note of March has arrived", func() bool { return r.takes.text(r.before, "facts") == "三月のうちに書いた" })
	same(r, "on the successor's first page", r.takes.today().HoldBox, 2)
	same(r, "on the page of somebody else", other.today().HoldBox, 0)
	same(r, "the phone", r.takes.text(r.family, "phone"), "042-000-2200")
	for _, held := range box {
		same(r, "who wrote it", held.Author, r.leaves.id)
		same(r, "the successor may decide", held.May, true)
		if held.Record == late {
			must(r, r.takes.Store.Adopt(r.Context(), held, nil, "本人に確かめた"))
		}
	}
	eventually(r, "it is taken in", func() bool { return other.text(late, "facts") == "交代を知らずに書いた" })
}
