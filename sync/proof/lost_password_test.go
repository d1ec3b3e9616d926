package proof_test

import (
	"strings"
	"testing"

	"yorisoi/store"
)

// passwordForgottenWithUnsentWork: a nurse has forgotten her password, and her
// laptop has notes that were never sent, and a draft. Two members of the
// recovery group help her from another machine; words open the laptop, offline.
func passwordForgottenWithUnsentWork(t *testing.T) {
	l := newLossy(t)
	chief := l.join("三浦")
	l.share()
	l.nurse.offline()
	note := l.note(l.nurse, "送れないうちに忘れた")
	typed := store.Draft{Record: store.NewRecordID(), Case: l.kase, Kind: store.KindNote, Fields: fields{"facts": "まだ途中"}}
	_, err := l.nurse.Store.SaveDraft(t.Context(), typed)
	must(t, err)
	laptop := l.nurse.Store.Station()
	must(t, l.nurse.Lock())

	act, err := l.director.Store.BeginReset(t.Context(), l.nurse.id)
	must(t, err)
	defer act.Close()
	must(t, act.WithMember(t.Context(), chief.id, password))
	words, err := act.Words(t.Context(), laptop)
	must(t, err)

	const next = "こんどはわすれない"
	config, err := l.nurse.Config()
	must(t, err)
	l.nurse.Store, err = store.OpenWithWords(t.Context(), config, l.nurse.id, strings.Join(words, " "), next)
	must(t, err)
	d, err := l.nurse.Store.FindDraft(t.Context(), typed.Record)
	must(t, err)
	same(t, "the draft", d.Fields["facts"], any("まだ途中"))
	l.nurse.online()
	l.agree()
	l.shows(note, "facts", "送れないうちに忘れた", l.desks...)

	must(t, l.nurse.Lock())
	if err := l.nurse.Open(t.Context(), l.nurse.id, password); store.CodeOf(err) != "wrong_password" {
		t.Errorf("the old password at the laptop: got %v", err)
	}
	if err := l.worker.Store.AddSignIn(t.Context(), l.nurse.id, password); store.CodeOf(err) != "wrong_password" {
		t.Errorf("the old password at another machine: got %v", err)
	}
	must(t, l.worker.Store.AddSignIn(t.Context(), l.nurse.id, next))
	must(t, l.nurse.Open(t.Context(), l.nurse.id, next))
	l.nurse.online()
	l.agree()
	for _, desk := range l.desks {
		counts, err := desk.Store.Counts(t.Context())
		must(t, err)
		same(t, desk.name+": nothing is unsent", counts.Unsent, 0)
		same(t, desk.name+": notes of who helped", len(desk.Store.Directory().Resets), 2)
	}
}

// share divides the recovery key among those who are members now, with the
// sheet of the founding.
func (l *lossy) share() {
	l.Helper()
	sheet := l.director.Store.TakeSheet()
	if sheet == nil {
		l.Fatal("the founding left no sheet")
	}
	act, err := l.director.Store.BeginResharing(l.Context())
	must(l, err)
	defer act.Close()
	must(l, act.WithSheet(l.Context(), strings.Join(sheet.Words, " ")))
	must(l, act.Reshare(l.Context()))
	l.agree()
}
