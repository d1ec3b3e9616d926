package proof_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"testing"

	"yorisoi/store"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// thief has the disk of a nurse's laptop that was locked, and beside it a
// laptop of the same center whose password is known.
type thief struct {
	*house
	nurse, own *desk
	pieces     map[string][]byte // secrets that lay in the open store
}

func steal(t *testing.T) *thief {
	h := newHouse(t, "2026-11-02 09:00", "中野", "石川")
	s := &thief{house: h, nurse: h.join("中野"), own: h.join("石川"), pieces: needlesOf(secretWords)}
	s.nurse.offline()
	kase := s.nurse.family(fields{"name": "霧ヶ峰", "kana": "きりがみね", "class": "protection", "address": "避難先の町 4-2"})
	s.nurse.add(kase, store.KindNote, fields{"on": "2026-11-02", "time": "10:00", "method": "phone", "facts": "泣き声が続く。別居中の父が来た。"})
	s.pieces["the station's key for the network"] = networkKey(t, s.nurse)
	text, err := h.director.Invite(t.Context())
	must(t, err)
	code, err := wire.ParseCode(text)
	must(t, err)
	s.pieces["the center secret"], s.pieces["the password"] = code.CenterSecret, []byte(password)
	must(t, s.nurse.Lock())
	s.own.offline()
	must(t, s.own.Lock())
	return s
}

// networkKey is the secret by which a station shows the center who it is.
func networkKey(t *testing.T, d *desk) []byte {
	t.Helper()
	endpoint, err := client.DecodeEndpoint(d.Store.Endpoint())
	must(t, err)
	switch key := endpoint.Certificate.PrivateKey.(type) {
	case *ecdsa.PrivateKey:
		b, err := key.Bytes()
		must(t, err)
		return b
	case ed25519.PrivateKey:
		return key.Seed()
	default:
		t.Fatalf("the station's key is a %T", key)
		return nil
	}
}

// copied is a machine on a copy of a desk's folder, with some files from
// elsewhere.
func (s *thief) copied(d *desk, from *desk, files ...string) *machine {
	s.Helper()
	dir := filepath.Join(s.TempDir(), "copy")
	must(s, os.CopyFS(dir, os.DirFS(d.Dir)))
	for _, name := range files {
		must(s, os.Remove(filepath.Join(dir, name)))
		if from == nil {
			continue
		}
		b, err := os.ReadFile(filepath.Join(from.Dir, name))
		must(s, err)
		must(s, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	m := lockLater(s, newMachine(dir))
	m.clock = s.clock
	return m
}

// TestStolenLaptop tries what a thief can who has a locked laptop's disk: to
// read it, to guess, and to open its store with keys that the thief has. Even
// the right password opens nothing without the station's own secret.
func TestStolenLaptop(t *testing.T) {
	s := steal(t)
	for name := range disk(t, s.nurse.Dir, s.pieces) {
		t.Errorf("the disk of a locked laptop tells %s", name)
	}
	if found := disk(t, s.nurse.Dir, map[string][]byte{"who": []byte("中野")}); !found["who"] {
		t.Error("the search does not find the name that the sign-in page shows")
	}
	const slots, secret, data = "keys.slots", "station.key", "station.db"
	for _, tc := range []struct {
		name string
		m    *machine
		as   *desk
		with string
		want bool
	}{
		{"Owner", s.copied(s.nurse, nil), s.nurse, password, true},
		{"Guess", s.copied(s.nurse, nil), s.nurse, password + "。", false},
		{"SomebodyElsesName", s.copied(s.nurse, nil), s.own, password, false},
		{"PasswordWithoutStationSecret", s.copied(s.nurse, nil, secret), s.nurse, password, false},
		{"PasswordWithSecretOfAnother", s.copied(s.nurse, s.own, secret), s.nurse, password, false},
		{"OwnSlots", s.copied(s.nurse, s.own, slots), s.own, password, false},
		{"OwnSlotsAndSecret", s.copied(s.nurse, s.own, slots, secret), s.own, password, false},
		{"StoreBesideOwnKeys", s.copied(s.own, s.nurse, data), s.own, password, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.m.Open(t.Context(), tc.as.id, tc.with)
			if (err == nil) != tc.want {
				t.Fatalf("got %v, want it to open: %t", err, tc.want)
			}
			if err != nil {
				if bytes.Contains([]byte(err.Error()), []byte("霧ヶ峰")) {
					t.Errorf("the error tells a family: %v", err)
				}
				return
			}
			hits, err := tc.m.Store.Search(t.Context(), "きりがみね", 5)
			if err != nil || len(hits) == 0 {
				t.Errorf("the owner finds %+v, %v", hits, err)
			}
		})
	}
}
