package trust_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

func newRecovery(t testing.TB) (*trust.RecoveryKey, []byte) {
	t.Helper()
	key, err := trust.NewRecoveryKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := key.Public()
	if err != nil {
		t.Fatal(err)
	}
	return key, public
}

func TestEscrow(t *testing.T) {
	key, public := newRecovery(t)
	other, _ := newRecovery(t)
	center, me := uuid.New(), newIdentity(t)
	escrow, err := me.Escrow(center, public)
	if err != nil {
		t.Fatal(err)
	}
	if !escrow.IsFor(public) {
		t.Error("the escrow does not know its key")
	}
	cut := escrow
	cut.Box = bytes.Clone(cut.Box)
	cut.Box[len(cut.Box)-1] ^= 1
	for _, tc := range []struct {
		name   string
		key    *trust.RecoveryKey
		center uuid.UUID
		staff  uuid.UUID
		escrow trust.Escrow
		want   error
	}{
		{"OK", key, center, me.ID(), escrow, nil},
		{"ErrOtherKey", other, center, me.ID(), escrow, trust.ErrOtherRecovery},
		{"ErrOtherCenter", key, uuid.New(), me.ID(), escrow, trust.ErrSealBroken},
		{"ErrOtherPerson", key, center, uuid.New(), escrow, trust.ErrSealBroken},
		{"ErrChanged", key, center, me.ID(), cut, trust.ErrSealBroken},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.key.Open(tc.center, tc.staff, tc.escrow)
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			if err == nil && !bytes.Equal(trust.MustEncode(got.Public()), trust.MustEncode(me.Public())) {
				t.Error("got another identity")
			}
		})
	}
}

func TestRecoveryKeyComesBackFromItsSeed(t *testing.T) {
	key, public := newRecovery(t)
	again, err := trust.RecoveryKeyOf(key.Seed())
	if err != nil || !again.Fits(public) {
		t.Fatalf("got %v, fits %v", err, again.Fits(public))
	}
	for _, text := range []string{fmt.Sprint(key), fmt.Sprintf("%#v", key), fmt.Sprintf("%+v", key)} {
		if !strings.Contains(text, "hidden") {
			t.Errorf("a key prints as %s", text)
		}
	}
	key.Wipe()
	if key.Fits(public) || !bytes.Equal(key.Seed(), make([]byte, 32)) {
		t.Error("a wiped key still opens")
	}
}

func TestHeldShare(t *testing.T) {
	center, me, other := uuid.New(), newIdentity(t), newIdentity(t)
	shares, err := trust.Divide(rand.Reader, make([]byte, 32), 2)
	if err != nil {
		t.Fatal(err)
	}
	held, err := trust.HoldShare(shares[0], center, me.Public())
	if err != nil {
		t.Fatal(err)
	}
	renamed, reset := held, held
	renamed.Member, reset.Set = other.ID(), uuid.New()
	for _, tc := range []struct {
		name   string
		by     *trust.Identity
		center uuid.UUID
		held   trust.HeldShare
		want   error
	}{
		{"OK", me, center, held, nil},
		{"ErrOtherMember", other, center, held, trust.ErrSealBroken},
		{"ErrOtherCenter", me, uuid.New(), held, trust.ErrSealBroken},
		{"ErrRenamed", me, center, renamed, trust.ErrSealBroken},
		{"ErrOtherSet", me, center, reset, trust.ErrShares},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.by.OpenShare(tc.center, tc.held)
			if !errors.Is(err, tc.want) || err == nil && !bytes.Equal(got.Y, shares[0].Y) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestCharter(t *testing.T) {
	key, _ := newRecovery(t)
	other, _ := newRecovery(t)
	center, founder := uuid.New(), newIdentity(t).Public()
	box, err := key.SealCharter(rand.Reader, center, trust.NewCharter([]byte("sixteen secret b"), founder))
	if err != nil {
		t.Fatal(err)
	}
	got, err := key.OpenCharter(center, box)
	if err != nil || string(got.Secret) != "sixteen secret b" || !got.Names(founder) || got.Names(newIdentity(t).Public()) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := other.OpenCharter(center, box); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("another key: got %v", err)
	}
	if _, err := key.OpenCharter(uuid.New(), box); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("another center: got %v", err)
	}
}

func TestKeptIdentity(t *testing.T) {
	me, other, station := newIdentity(t), newIdentity(t), uuid.New()
	kept, err := me.Keep(rand.Reader, station)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(me.SlotSecret(station), me.SlotSecret(uuid.New())) || bytes.Equal(me.SlotSecret(station), other.SlotSecret(station)) {
		t.Fatal("two slots have one secret")
	}
	for _, tc := range []struct {
		name    string
		station uuid.UUID
		staff   uuid.UUID
		secret  []byte
		want    error
	}{
		{"OK", station, me.ID(), me.SlotSecret(station), nil},
		{"ErrOtherStation", uuid.New(), me.ID(), me.SlotSecret(station), trust.ErrWrongPassword},
		{"ErrOtherStationsSecret", station, me.ID(), me.SlotSecret(uuid.New()), trust.ErrWrongPassword},
		{"ErrOtherPerson", station, other.ID(), me.SlotSecret(station), trust.ErrWrongPassword},
		{"ErrOtherPersonsSecret", station, me.ID(), other.SlotSecret(station), trust.ErrWrongPassword},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := trust.OpenKept(tc.station, tc.staff, tc.secret, kept)
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			if err == nil && !bytes.Equal(got.Public().Sign, me.Public().Sign) {
				t.Error("got another identity")
			}
		})
	}
}
