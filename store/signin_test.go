package store_test

import (
	"errors"
	"testing"

	"yorisoi/store"
)

// TestRemovedKeepsTheirPassword refuses a new password to a nurse who was
// removed: the old one goes on opening the station with her unsent work.
func TestRemovedKeepsTheirPassword(t *testing.T) {
	l := newLeaver(t)
	if err := l.laptop.ChangePassword(t.Context(), password, another); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("change: got %v, want %v", err, store.ErrNotAllowed)
	}
	l.laptop.signIn(l.nurse)
	if phone := l.laptop.phone(l.family); phone != "042-000-1111" {
		t.Errorf("unsent work: got %s", phone)
	}
}

// TestPasswordChangeCutInTheMiddle stops a station between the two files that
// a change of password writes, twice, and then lets one through.
func TestPasswordChangeCutInTheMiddle(t *testing.T) {
	office, _ := twoStations(t)
	me := office.Me().ID
	for range 2 {
		if err := office.BeginPasswordChange(t.Context(), another); err != nil {
			t.Fatal(err)
		}
		office.signIn(me)
	}
	if err := office.ChangePassword(t.Context(), password, another); err != nil {
		t.Fatal(err)
	}
	if err := office.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), office.config, me, password); store.CodeOf(err) != "wrong_password" {
		t.Errorf("old password: got %v", err)
	}
	again, err := store.Open(t.Context(), office.config, me, another)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}
