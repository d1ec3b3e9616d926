package proof_test

import (
	"os"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// TestRemovedMachine: a laptop that staff have removed hands over what is only
// on it, drafts too, and is then wiped: because signatures say so, and not
// because the center does.
func TestRemovedMachine(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	note := l.note(l.nurse, "訪問先で書いた")
	draft := store.Draft{Record: store.NewRecordID(), Case: l.kase, Kind: store.KindNote, Fields: fields{"facts": "まだ途中"}}
	unknown := store.Draft{Record: store.NewRecordID(), Case: store.NewRecordID(), Kind: store.KindIntake, Fields: fields{"heard": "電話の途中"}}
	for _, d := range []store.Draft{draft, unknown} {
		_, err := l.nurse.Store.SaveDraft(t.Context(), d)
		must(t, err)
	}
	must(t, l.director.Store.RemoveStation(t.Context(), l.nurse.Store.Station()))
	l.agree()
	left, err := l.nurse.Store.OnlyHere(t.Context())
	must(t, err)
	same(t, "only on the laptop", left, 3)

	l.nurse.online()
	eventually(t, "the laptop knows that it was removed, and has nothing more", func() bool {
		return l.nurse.Engine.Status().Removed != nil
	})
	removed := l.nurse.Engine.Status().Removed
	same(t, "by", removed.Name, "大沢")
	left, err = l.nurse.Store.OnlyHere(t.Context())
	must(t, err)
	same(t, "only on the laptop", left, 0)
	eventually(t, "all of it is in the hold box", func() bool {
		return l.boxed(note) == "訪問先で書いた" && l.boxed(draft.Record) == "まだ途中" && l.boxed(unknown.Record) == "電話の途中"
	})

	dir := l.nurse.Dir
	must(t, l.nurse.Lock())
	must(t, store.Destroy(t.Context(), dir, nil))
	entries, err := os.ReadDir(dir)
	must(t, err)
	same(t, "files left", len(entries), 0)
	_, err = store.SignIns(dir)
	same(t, "nobody can sign in", store.CodeOf(err), "not_enrolled")
}

// boxed is the text of a record that waits in the director's hold box.
func (l *lossy) boxed(record uuid.UUID) string {
	box, err := l.director.Store.FindHoldBox(l.Context())
	must(l, err)
	for _, held := range box {
		if held.Record != record {
			continue
		}
		for _, f := range held.Fields {
			if f.Name == "facts" || f.Name == "heard" {
				text, _ := f.Held.(string)
				return text
			}
		}
	}
	return ""
}

// TestCenterAloneWipesNothing: the keeper of the center can shut a machine
// out, and what it has to say does not make the machine destroy anything.
func TestCenterAloneWipesNothing(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	l.note(l.nurse, "訪問先で書いた")
	must(t, l.center.Revoke(t.Context(), l.nurse.Store.Station(), "止める"))
	l.nurse.online()
	l.nurse.waitPhase(t, client.PhaseRevoked)
	eventually(t, "what was unsent is handed over", func() bool {
		left, err := l.nurse.Store.OnlyHere(t.Context())
		return err == nil && left == 0
	})
	var tries atomic.Int32
	l.nurse.Engine.OnStatus(func(st client.Status) {
		if st.Phase == client.PhaseRevoked {
			tries.Add(1)
		}
	})
	l.nurse.Engine.Wake()
	eventually(t, "another try", func() bool { return tries.Load() > 0 })
	if removed := l.nurse.Engine.Status().Removed; removed != nil {
		t.Errorf("believed the center alone: %+v", removed)
	}

	// A directory that ends before any removal, and one that was touched.
	var directory []ledger.Logged
	raws, err := l.director.Store.Raw(t.Context(), l.center.ID(), l.director.Store.Station(), 0, wire.MaxPushChanges)
	must(t, err)
	for i, raw := range raws {
		directory = append(directory, ledger.Logged{Seq: uint64(i + 1), Raw: raw})
	}
	if removed, err := l.nurse.Store.TakeRemoval(t.Context(), directory[:2]); err != nil || removed != nil {
		t.Errorf("without a removal: got %+v, %v", removed, err)
	}
	touched := append([]byte(nil), directory[0].Raw...)
	touched[len(touched)-1] ^= 1
	directory[0].Raw = touched
	if removed, err := l.nurse.Store.TakeRemoval(t.Context(), directory); err == nil || removed != nil {
		t.Errorf("touched: got %+v, %v", removed, err)
	}
}
