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
