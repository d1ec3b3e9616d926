package store_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestHeldGrantOpensWhatOthersWrote gives an office the beginning of a case as
// the hold box of a restored center has it, for its author left meanwhile, and
// what another person wrote there as the log has it: in whichever order they
// come, the other's work is read.
func TestHeldGrantOpensWhatOthersWrote(t *testing.T) {
	for name, boxFirst := range map[string]bool{"hold box first": true, "log first": false} {
		t.Run(name, func(t *testing.T) {
			office, laptop := twoStations(t)
			other := office.city.join("L-03", office.Me().ID, office.Me().ID)
			kase, _ := laptop.createFamily("新井", "あらい", "042-123-4567")
			laptop.push()
			other.pull()
			note := store.NewRecordID()
			other.put(store.Write{Case: kase, Record: note, Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "method": "phone", "facts": "夜は眠れている。"}})
			other.push()
			office.remove(laptop.Me().ID)

			var box, log []ledger.Logged
			for _, l := range office.city.log {
				if c, err := ledger.Decode(l.Raw); err != nil {
					t.Fatal(err)
				} else if c.Case == kase && c.Station == laptop.Station() {
					box = append(box, l)
				} else {
					log = append(log, l)
				}
			}
			if boxFirst {
				office.receiveHeld(box)
			}
			cursor := ledger.Cursor{LogID: office.city.id, Seq: uint64(len(office.city.log))}
			office.receive(cursor, log, func(uuid.UUID) bool { return true })
			if !boxFirst {
				office.receiveHeld(box)
			}
			if r, err := office.FindRecord(t.Context(), note); err != nil || r.Text("facts") != "夜は眠れている。" {
				t.Errorf("what the other wrote: got %+v, %v", r, err)
			}
			if got := office.holdBox(); len(got) != 1 || got[0].Kind != store.KindFamily {
				t.Errorf("in the hold box: got %+v", got)
			}
		})
	}
}

// TestHeldDecisionIsNotShown lets somebody take in what the hold box has and
// be removed before that was sent: what they took in waits to be decided
// about, and what it came from waits again, but not the note of the decision.
func TestHeldDecisionIsNotShown(t *testing.T) {
	l := newLeaver(t)
	other, err := l.office.AddStaff(t.Context(), store.NewStaff{Name: "早川", Job: "nurse", Roles: []string{ledger.RoleCoordinator}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	l.office.push()
	third := l.office.city.join("L-03", other, l.office.Me().ID)
	third.push()
	third.pull()
	held := l.laptop.pushHeld(l.nurse)
	third.receiveHeld(held)
	if err := third.Adopt(t.Context(), third.holdBox()[0], nil, "引き継いだ"); err != nil {
		t.Fatal(err)
	}
	l.office.remove(other)
	l.office.receiveHeld(append(held, third.pushHeld(other)...))
	var notes []string
	box := l.office.holdBox()
	for _, h := range box {
		if h.Kind == store.KindAdoption {
			notes = append(notes, h.Record.String())
		}
	}
	if len(box) != 3 || len(notes) != 0 {
		t.Errorf("got %d in the hold box, of decisions %v; want 3 and none", len(box), notes)
	}
}

// TestHeldEpochOpensWhatIsHeld lets the director remove somebody on a machine
// that has been removed itself and has not heard of it: the group's next key
// comes into the hold box with what was written under it, and opens that there.
func TestHeldEpochOpensWhatIsHeld(t *testing.T) {
	office, laptop := twoStations(t)
	director := office.Me().ID
	kase, family := office.createFamily("森田", "もりた", "042-000-0000")
	office.reconcile()
	third := office.city.join("L-03", director, director)
	third.push()
	third.pull()
	office.pull()
	third.remove(laptop.Me().ID)
	third.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-3333"}})
	if err := office.RemoveStation(t.Context(), third.Station()); err != nil {
		t.Fatal(err)
	}
	office.receiveHeld(third.pushHeld(director))
	for _, h := range office.holdBox() {
		for _, f := range h.Fields {
			if h.Record == family && f.Held == "042-000-3333" {
				return
			}
		}
	}
	n, err := office.CountUnopened(t.Context())
	t.Errorf("the hold box does not show what was written: got %+v, %d unopened, %v", office.holdBox(), n, err)
}
