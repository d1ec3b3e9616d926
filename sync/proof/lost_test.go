package proof_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// TestNothingLost plays the ways in which programs of this kind have lost
// work, each as it happens to people, and asks what they then see.
func TestNothingLost(t *testing.T) {
	for _, tc := range []struct {
		name string
		play func(*testing.T)
	}{
		{"L01", sameFieldOnTwoMachines},
		{"L02", staleCopyOverNewerData},
		{"L03", savedDuringAPush},
		{"L04", thereAndBackAgain},
		{"L05", removedWhileEditsWait},
		{"L06", anotherPersonSignsIn},
		{"L07", passwordChangedWithUnsentWork},
		{"L07 forgotten", passwordForgottenWithUnsentWork},
		{"L08", storeThatFailsToOpen},
		{"L09", centerFromABackup},
		{"L10", clocksThatAreWrong},
		{"L11", oneOfManyIsRefused},
		{"L12", completeOnlyWhenItIs},
		{"L13", firstSyncThatWasCut},
		{"L14", savedTwice},
		{"L15", attachmentApartFromItsRecord},
		{"L16", uploadedBySomebodyElse},
		{"L17", noRoomOnTheDisk},
		{"L18", withdrawnHereEditedThere},
	} {
		t.Run(tc.name, tc.play)
	}
}

// lossy is a house with a nurse and a welfare worker at their machines, and a
// family that both know.
type lossy struct {
	*house
	nurse, worker *desk
	kase, family  uuid.UUID
}

func newLossy(t *testing.T) *lossy {
	h := newHouse(t, "2026-11-20 09:00", "中野", "石川", "三浦")
	l := &lossy{house: h, nurse: h.join("中野"), worker: h.join("石川")}
	l.kase = l.worker.family(fields{"name": "堀", "kana": "ほり", "class": "support", "phone": "042-000-2200"})
	l.family = l.worker.caseOf(l.kase).Family.ID
	l.agree()
	return l
}

// phone corrects the family's phone as a page does that showed another.
func (l *lossy) phone(d *desk, number string) {
	l.Helper()
	d.set(l.kase, l.family, store.KindFamily, fields{"phone": number})
}

// note writes an entry of the record book.
func (l *lossy) note(d *desk, text string) uuid.UUID {
	l.Helper()
	return d.add(l.kase, store.KindNote, fields{"on": d.now().In(japan).Format(time.DateOnly), "method": "phone", "facts": text})
}

// shows demands that machines show a text of a record, as having arrived.
func (l *lossy) shows(record uuid.UUID, field, want string, desks ...*desk) {
	l.Helper()
	for _, d := range desks {
		r := d.record(record)
		same(l, d.name+": "+field, r.Text(field), want)
		same(l, d.name+": delivery", r.Delivery.Stage, store.StageReceipted)
	}
}

// values are the values of a field in conflict, as the page shows them.
func (d *desk) values(record uuid.UUID, field string) map[any]uuid.UUID {
	d.house.Helper()
	c, err := d.Store.FindConflict(d.house.Context(), record)
	must(d.house, err)
	out := map[any]uuid.UUID{}
	for _, f := range c.Fields {
		for _, v := range f.Values {
			if f.Name == field {
				out[v.Value] = v.Author
			}
		}
	}
	return out
}

func (l *lossy) settle(d *desk, record uuid.UUID, set fields) {
	l.Helper()
	c, err := d.Store.FindConflict(l.Context(), record)
	must(l, err)
	must(l, d.Store.Settle(l.Context(), c, set, "電話で確かめた"))
}

// sameFieldOnTwoMachines: the last arrival must not win.
func sameFieldOnTwoMachines(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	l.worker.offline()
	l.phone(l.nurse, "042-000-3311")
	l.phone(l.worker, "042-000-3317")
	l.nurse.online()
	l.worker.online()
	l.agree()
	for _, d := range l.desks {
		got := d.values(l.family, "phone")
		if len(got) != 2 || got["042-000-3311"] != l.nurse.id || got["042-000-3317"] != l.worker.id {
			t.Errorf("%s: conflict shows %v", d.name, got)
		}
		same(t, d.name+": conflicts on the first page", len(d.today().Conflicts), 1)
	}
	l.settle(l.worker, l.family, fields{"phone": "042-000-3311"})
	l.agree()
	for _, d := range l.desks {
		same(t, d.name+": settled", d.record(l.family).Text("phone"), "042-000-3311")
		same(t, d.name+": conflicts left", len(d.today().Conflicts), 0)
		history, err := d.Store.History(t.Context(), l.family)
		must(t, err)
		same(t, d.name+": all versions stay", len(history), 4)
	}
}

// staleCopyOverNewerData: a page that was opened before newer data came saves
// after it.
func staleCopyOverNewerData(t *testing.T) {
	l := newLossy(t)
	opened := l.nurse.record(l.family)
	l.phone(l.worker, "042-000-3317")
	l.agree()
	correction := store.Write{
		Case: l.kase, Record: l.family, Kind: store.KindFamily,
		Set: fields{"phone": "042-000-3311"}, Was: fields{"phone": opened.Text("phone")},
	}
	_, err := l.nurse.try(correction)
	var moved *store.MovedError
	if !errors.As(err, &moved) || moved.Fields[0].Now != "042-000-3317" || moved.Fields[0].Author != l.worker.id {
		t.Fatalf("saved over what came meanwhile: %v", err)
	}
	l.shows(l.family, "phone", "042-000-3317", l.desks...)
	// The same with the network down: nobody could know.
	l.nurse.offline()
	correction.Was = fields{"phone": "042-000-3317"}
	_, err = l.nurse.try(correction)
	must(t, err)
	l.phone(l.worker, "042-000-3320")
	l.nurse.online()
	l.agree()
	for _, d := range l.desks {
		if got := d.values(l.family, "phone"); len(got) != 2 {
			t.Errorf("%s: conflict shows %v", d.name, got)
		}
	}
}

// savedDuringAPush: what is saved while a push is under way must not ride on
// its receipt.
func savedDuringAPush(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	l.nurse.line = newLine()
	l.nurse.online()
	l.nurse.waitPhase(t, client.PhaseSynced)
	had, err := l.center.Status(t.Context())
	must(t, err)
	l.nurse.line.silence()
	first := l.note(l.nurse, "一つめ")
	eventually(t, "the center has the first one", func() bool {
		s, err := l.center.Status(t.Context())
		return err == nil && s.Changes == had.Changes+1
	})
	second := l.note(l.nurse, "二つめ")
	for _, id := range []uuid.UUID{first, second} {
		same(t, "before any receipt", l.nurse.record(id).Delivery.Stage, store.StageHere)
	}
	l.nurse.line.cut() // the receipt of the first is lost as well
	l.nurse.line.speak()
	l.agree()
	l.shows(first, "facts", "一つめ", l.desks...)
	l.shows(second, "facts", "二つめ", l.desks...)
	s, err := l.center.Status(t.Context())
	must(t, err)
	same(t, "changes at the center", s.Changes, had.Changes+2)
}

// thereAndBackAgain: an edit to B and back to A is two edits.
func thereAndBackAgain(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	l.worker.offline()
	l.phone(l.nurse, "042-000-3311")
	l.phone(l.nurse, "042-000-2200")
	l.phone(l.worker, "042-000-3317")
	l.nurse.online()
	l.worker.online()
	l.agree()
	for _, d := range l.desks {
		got := d.values(l.family, "phone")
		if len(got) != 2 || got["042-000-2200"] != l.nurse.id || got["042-000-3317"] != l.worker.id {
			t.Errorf("%s: conflict shows %v", d.name, got)
		}
		history, err := d.Store.History(t.Context(), l.family)
		must(t, err)
		same(t, d.name+": versions", len(history), 4)
	}
}

// anotherPersonSignsIn: the queue is the machine's, not the person's.
func anotherPersonSignsIn(t *testing.T) {
	l := newLossy(t)
	must(t, l.nurse.Store.AddSignIn(t.Context(), l.worker.id, password))
	l.nurse.offline()
	note := l.note(l.nurse, "訪問から戻って書いた")
	typed := store.Draft{Record: store.NewRecordID(), Case: l.kase, Kind: store.KindNote, Fields: fields{"facts": "まだ途中"}}
	_, err := l.nurse.Store.SaveDraft(t.Context(), typed)
	must(t, err)
	must(t, l.nurse.Lock())
	must(t, l.nurse.Open(t.Context(), l.worker.id, password))
	counts, err := l.nurse.Store.Counts(t.Context())
	must(t, err)
	same(t, "unsent in front of the other person", counts.Unsent, 1)
	l.nurse.online()
	l.agree()
	l.shows(note, "facts", "訪問から戻って書いた", l.desks...)
	must(t, l.nurse.Lock())
	must(t, l.nurse.Open(t.Context(), l.nurse.id, password))
	d, err := l.nurse.Store.FindDraft(t.Context(), typed.Record)
	must(t, err)
	same(t, "the draft", d.Fields["facts"], any("まだ途中"))
}

// passwordChangedWithUnsentWork: keys are wrapped anew, nothing else.
func passwordChangedWithUnsentWork(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	note := l.note(l.nurse, "前のパスワードで書いた")
	typed := store.Draft{Record: store.NewRecordID(), Case: l.kase, Kind: store.KindNote, Fields: fields{"facts": "まだ途中"}}
	_, err := l.nurse.Store.SaveDraft(t.Context(), typed)
	must(t, err)
	const next = "あたらしいことばです"
	must(t, l.nurse.Store.ChangePassword(t.Context(), password, next))
	must(t, l.nurse.Lock())
	if err := l.nurse.Open(t.Context(), l.nurse.id, password); store.CodeOf(err) != "wrong_password" {
		t.Fatalf("the old password: got %v", err)
	}
	must(t, l.nurse.Open(t.Context(), l.nurse.id, next))
	d, err := l.nurse.Store.FindDraft(t.Context(), typed.Record)
	must(t, err)
	same(t, "the draft", d.Fields["facts"], any("まだ途中"))
	l.nurse.online()
	l.agree()
	l.shows(note, "facts", "前のパスワードで書いた", l.desks...)
}

// storeThatFailsToOpen: it is refused and kept, never made anew.
func storeThatFailsToOpen(t *testing.T) {
	k := keep(t)
	path := filepath.Join(k.dir, dataFile)
	whole, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, whole[:len(whole)/2/4096*4096], 0o600))
	before := sums(t, k.dir)
	if err := k.read(t, k.dir, password); store.CodeOf(err) != "store_truncated" {
		t.Errorf("opened: got %v", err)
	}
	after := sums(t, k.dir)
	for name, sum := range before {
		same(t, name+" as it was", after[name], sum)
	}
	must(t, os.WriteFile(path, whole, 0o600))
	must(t, k.read(t, k.dir, password))
}

// centerFromABackup: what the center has lost, the stations give back.
func centerFromABackup(t *testing.T) {
	l := newLossy(t)
	l.center.Stop()
	backup := copyFolder(t, l.center.Dir)
	served := centertest.Serve(t, center.Config{Dir: l.center.Dir, Now: l.clock.now}, centertest.Listen(t, l.center.Address()))
	l.wake()
	noted := l.note(l.nurse, "控えのあとに書いた")
	l.phone(l.worker, "042-000-3317")
	l.agree()
	served.Stop()
	l.worker.offline()
	unsent := l.note(l.worker, "まだ送っていない")
	l.center = centertest.Serve(t, center.Config{Dir: backup, Now: l.clock.now}, centertest.Listen(t, l.center.Address()))
	l.worker.online()
	l.wake()
	l.agree()
	l.join("石川") // a machine that has never seen the first center
	for _, d := range l.desks {
		l.shows(noted, "facts", "控えのあとに書いた", d)
		l.shows(unsent, "facts", "まだ送っていない", d)
		l.shows(l.family, "phone", "042-000-3317", d)
	}
}

// wake makes all machines look for the center at once.
func (h *house) wake() {
	for _, d := range h.desks {
		if d.Stop != nil {
			d.Engine.Wake()
		}
	}
}

// clocksThatAreWrong: neither order nor completeness hangs on a clock.
func clocksThatAreWrong(t *testing.T) {
	for name, skew := range map[string]time.Duration{"Ahead": 2 * 365 * 24 * time.Hour, "Behind": -2 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			l := newLossy(t)
			must(t, l.nurse.Lock())
			l.nurse.skew = skew
			must(t, l.nurse.Open(t.Context(), l.nurse.id, password))
			noted := l.note(l.nurse, "時計の狂った端末で書いた")
			l.phone(l.nurse, "042-000-3311")
			l.nurse.online()
			l.agree()
			l.phone(l.worker, "042-000-3317") // has seen the other: it holds, whatever the clocks say
			l.agree()
			for _, d := range l.desks {
				l.shows(noted, "facts", "時計の狂った端末で書いた", d)
				l.shows(l.family, "phone", "042-000-3317", d)
				same(t, d.name+": conflicts", len(d.today().Conflicts), 0)
			}
		})
	}
}

// savedTwice: a record has its id before it is first saved.
func savedTwice(t *testing.T) {
	l := newLossy(t)
	w := store.Write{Case: l.kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: fields{"on": "2026-11-20", "facts": "二度押した"}}
	l.worker.put(w)
	l.worker.put(w)
	typed := store.Draft{Record: store.NewRecordID(), Case: l.kase, Kind: store.KindNote, Fields: fields{"on": "2026-11-20", "facts": "二度確定した"}}
	_, err := l.worker.Store.SaveDraft(t.Context(), typed)
	must(t, err)
	_, err = l.worker.Store.Confirm(t.Context(), typed.Record)
	must(t, err)
	if _, err := l.worker.Store.Confirm(t.Context(), typed.Record); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("confirmed twice: got %v", err)
	}
	l.agree()
	for _, d := range l.desks {
		same(t, d.name+": notes", len(d.caseOf(l.kase).Of(store.KindNote)), 2)
		for _, id := range []uuid.UUID{w.Record, typed.Record} {
			history, err := d.Store.History(t.Context(), id)
			must(t, err)
			same(t, d.name+": versions", len(history), 1)
		}
	}
}

// uploadedBySomebodyElse: the author is whoever saved it.
func uploadedBySomebodyElse(t *testing.T) {
	l := newLossy(t)
	must(t, l.nurse.Store.AddSignIn(t.Context(), l.worker.id, password))
	l.nurse.offline()
	note := l.note(l.nurse, "中野が書いた")
	must(t, l.nurse.Lock())
	must(t, l.nurse.Open(t.Context(), l.worker.id, password))
	l.nurse.online()
	l.agree()
	for _, d := range l.desks {
		r := d.record(note)
		same(t, d.name+": author", r.Author, l.nurse.id)
		history, err := d.Store.History(t.Context(), note)
		must(t, err)
		same(t, d.name+": author in the history", history[0].Author, l.nurse.id)
		same(t, d.name+": machine in the history", history[0].Station, l.nurse.Store.Station())
	}
}

// noRoomOnTheDisk: what cannot be kept is refused in words and stays at hand.
func noRoomOnTheDisk(t *testing.T) {
	k := keep(t)
	p := startStation(t, deed{Dir: k.dir})
	p.do(deed{Do: "open", Staff: k.me})
	k.typeOnFull(t, p, "", deed{Do: "limit", Size: 4 << 10}, deed{Do: "limit", Size: 1 << 40})
}

// withdrawnHereEditedThere: a conflict like any other.
func withdrawnHereEditedThere(t *testing.T) {
	l := newLossy(t)
	note := l.note(l.worker, "母から電話")
	l.agree()
	l.nurse.offline()
	must(t, l.worker.Store.Withdraw(t.Context(), note, "別の家庭だった"))
	l.nurse.put(store.Write{Case: l.kase, Record: note, Kind: store.KindNote, Set: fields{"facts": "母から電話。折り返す。"}, Reason: "書きもらし"})
	l.nurse.online()
	l.agree()
	for _, d := range l.desks {
		got := d.values(note, ledger.FieldState)
		if got[ledger.StateWithdrawn] != l.worker.id || got[ledger.StateConfirmed] != l.nurse.id {
			t.Errorf("%s: conflict shows %v", d.name, got)
		}
	}
	l.settle(l.director, note, fields{ledger.FieldState: ledger.StateConfirmed})
	l.agree()
	for _, d := range l.desks {
		r := d.record(note)
		same(t, d.name+": state", r.State, store.StateConfirmed)
		same(t, d.name+": text", r.Text("facts"), "母から電話。折り返す。")
	}
}
