package proof_test

import (
	"fmt"
	"testing"

	"yorisoi/store"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// completeOnlyWhenItIs: "sent" is said for what the center has signed for, and
// for nothing before.
func completeOnlyWhenItIs(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	l.nurse.line = newLine()
	l.nurse.online()
	l.nurse.waitPhase(t, client.PhaseSynced)
	had, err := l.center.Status(t.Context())
	must(t, err)
	l.nurse.line.silence()
	note := l.note(l.nurse, "センターには届いた")
	eventually(t, "the center has it", func() bool {
		s, err := l.center.Status(t.Context())
		return err == nil && s.Changes == had.Changes+1
	})
	counts, err := l.nurse.Store.Counts(t.Context())
	must(t, err)
	same(t, "unsent without a receipt", counts.Unsent, 1)
	same(t, "delivery", l.nurse.record(note).Delivery.Stage, store.StageHere)
	if s := l.nurse.Engine.Status(); s.Phase == client.PhaseSynced || s.Unsent != 1 {
		t.Errorf("status: got %+v", s)
	}
	l.nurse.line.speak()
	l.agree()
	counts, err = l.nurse.Store.Counts(t.Context())
	must(t, err)
	same(t, "unsent with the receipt", counts.Unsent, 0)
	l.shows(note, "facts", "センターには届いた", l.nurse)
	if d := l.nurse.record(note).Delivery; d.Seq == 0 || d.At.IsZero() {
		t.Errorf("delivery: got %+v, want number and time", d)
	}
}

// firstSyncThatWasCut: what is not whole says so, also after the program's end.
func firstSyncThatWasCut(t *testing.T) {
	l := newLossy(t)
	const notes = 1200
	var writes []store.Write
	for i := range notes {
		writes = append(writes, store.Write{Case: l.kase, Record: store.NewRecordID(), Kind: store.KindNote,
			Set: fields{"on": "2026-11-20", "facts": fmt.Sprintf("%d番めの記録。%s", i, sentence)}})
	}
	must(t, l.worker.Store.PutAll(t.Context(), writes))
	l.agree()
	text, err := l.director.Invite(t.Context())
	must(t, err)
	m := l.machine()
	m.line = newLine()
	must(t, m.Join(t.Context(), text, "新しい端末", "石川"))
	late := &desk{machine: m, house: l.house, id: l.worker.id, name: "新しい端末"}
	m.line.cutAfter(200 << 10)
	late.online()
	eventually(t, "the line was cut in the middle", func() bool { return late.Engine.Status().Err != nil })
	l.center.Stop()
	m.line.cut()
	whole := func() int {
		c, err := late.Store.FindCase(t.Context(), l.kase)
		if err != nil {
			return 0
		}
		return len(c.Of(store.KindNote))
	}
	if s := late.Engine.Status(); !s.Incomplete {
		t.Errorf("cut: got %+v, want it incomplete", s)
	}
	if n := whole(); n >= notes {
		t.Fatalf("all %d notes are here: the cut came too late to show anything", n)
	}
	must(t, late.Lock())
	must(t, late.Open(t.Context(), l.worker.id, password))
	late.online() // with no center to ask
	eventually(t, "it is said that the center is out of reach", func() bool { return late.Engine.Status().Phase == client.PhaseOffline })
	if s := late.Engine.Status(); !s.Incomplete {
		t.Errorf("after a new start: got %+v, want it incomplete", s)
	}
	l.center = centertest.Serve(t, center.Config{Dir: l.center.Dir, Now: l.clock.now}, centertest.Listen(t, l.center.Address()))
	l.desks = append(l.desks, late)
	l.wake()
	l.agree()
	same(t, "notes", whole(), notes)
	eventually(t, "it is said to be whole", func() bool { return !late.Engine.Status().Incomplete })
}
