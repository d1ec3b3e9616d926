package trust_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store/trust"
)

var cheap = trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1}

func newIdentity(t testing.TB) *trust.Identity {
	t.Helper()
	id, err := trust.NewIdentity(rand.Reader, uuid.New())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func newKey(t testing.TB) trust.Key {
	t.Helper()
	key, err := trust.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestSignature(t *testing.T) {
	alice, bob := newIdentity(t), newIdentity(t)
	sig := alice.Sign("purpose", []byte("message"))
	for _, tc := range []struct {
		name    string
		by      *trust.Identity
		context string
		message string
		want    error
	}{
		{"OK", alice, "purpose", "message", nil},
		{"ErrOtherSigner", bob, "purpose", "message", trust.ErrBadSignature},
		{"ErrOtherPurpose", alice, "other", "message", trust.ErrBadSignature},
		{"ErrOtherMessage", alice, "purpose", "massage", trust.ErrBadSignature},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := tc.by.Public().Verify(tc.context, []byte(tc.message), sig); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestSealHidesLengths(t *testing.T) {
	key := newKey(t)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "plain")
		place := rapid.SliceOf(rapid.Byte()).Draw(t, "place")
		sealed, err := key.Seal(rand.Reader, place, plain)
		if err != nil {
			t.Fatal(err)
		}
		if (len(sealed)-24-16)%64 != 0 {
			t.Fatalf("sealed length %d shows the length of the text", len(sealed))
		}
		got, err := key.Open(place, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("got %q, %v, want %q", got, err, plain)
		}
		bit := rapid.IntRange(0, len(sealed)*8-1).Draw(t, "bit")
		sealed[bit/8] ^= 1 << (bit % 8)
		if _, err := key.Open(place, sealed); !errors.Is(err, trust.ErrSealBroken) {
			t.Fatalf("flipped bit %d: got %v", bit, err)
		}
	})
	sealed, err := key.Seal(rand.Reader, []byte("here"), []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := key.Open([]byte("there"), sealed); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("moved: got %v, want %v", err, trust.ErrSealBroken)
	}
}

func TestGrant(t *testing.T) {
	kase, group := uuid.New(), uuid.New()
	caseKey, groupKey, otherKey := newKey(t), newKey(t), newKey(t)
	nurse, other := newIdentity(t), newIdentity(t)

	toStaff, err := trust.GrantToStaff(groupKey, group, 1, nurse.Public())
	if err != nil {
		t.Fatal(err)
	}
	opened, err := nurse.OpenGrant(toStaff)
	if err != nil || !bytes.Equal(opened.Secret(), groupKey.Secret()) {
		t.Fatalf("own grant: got %v", err)
	}
	if _, err := other.OpenGrant(toStaff); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("another's grant: got %v, want %v", err, trust.ErrSealBroken)
	}
	toGroup, err := trust.GrantToGroup(rand.Reader, caseKey, kase, 0, group, groupKey)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := groupKey.OpenGrant(toGroup); err != nil || !bytes.Equal(got.Secret(), caseKey.Secret()) {
		t.Errorf("group's grant: got %v", err)
	}
	if _, err := otherKey.OpenGrant(toGroup); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("another group's key: got %v, want %v", err, trust.ErrSealBroken)
	}
	for name, move := range map[string]func(*trust.Grant){
		"Of":    func(g *trust.Grant) { g.Of = uuid.New() },
		"Key":   func(g *trust.Grant) { g.Key = uuid.New() },
		"Epoch": func(g *trust.Grant) { g.Epoch++ },
	} {
		t.Run("ErrMoved"+name, func(t *testing.T) {
			moved := toGroup
			move(&moved)
			if _, err := groupKey.OpenGrant(moved); !errors.Is(err, trust.ErrSealBroken) {
				t.Errorf("group: got %v, want %v", err, trust.ErrSealBroken)
			}
			moved = toStaff
			move(&moved)
			if _, err := nurse.OpenGrant(moved); !errors.Is(err, trust.ErrSealBroken) {
				t.Errorf("staff: got %v, want %v", err, trust.ErrSealBroken)
			}
		})
	}
}

func TestGrantToReceiver(t *testing.T) {
	kase, group := uuid.New(), uuid.New()
	caseKey, groupKey, otherKey := newKey(t), newKey(t), newKey(t)
	receiver, err := groupKey.Receiver()
	if err != nil {
		t.Fatal(err)
	}
	g, err := trust.GrantToReceiver(caseKey, kase, 2, group, groupKey.ID, receiver)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := groupKey.OpenGrant(g); err != nil || !bytes.Equal(got.Secret(), caseKey.Secret()) {
		t.Errorf("the group's grant: got %v", err)
	}
	claimed := g
	claimed.By = otherKey.ID
	moved := g
	moved.Epoch = 3
	for name, open := range map[string]func() (trust.Key, error){
		"another group's key": func() (trust.Key, error) { return otherKey.OpenGrant(claimed) },
		"another epoch":       func() (trust.Key, error) { return groupKey.OpenGrant(moved) },
	} {
		if _, err := open(); !errors.Is(err, trust.ErrSealBroken) {
			t.Errorf("%s: got %v, want %v", name, err, trust.ErrSealBroken)
		}
	}
}

func TestOwnKey(t *testing.T) {
	nurse, other := newIdentity(t), newIdentity(t)
	first, err := nurse.Own("drafts")
	if err != nil {
		t.Fatal(err)
	}
	again, _ := nurse.Own("drafts")
	theirs, _ := other.Own("drafts")
	another, _ := nurse.Own("letters")
	if !bytes.Equal(first.Secret(), again.Secret()) {
		t.Error("the same purpose gave two keys")
	}
	if bytes.Equal(first.Secret(), theirs.Secret()) || bytes.Equal(first.Secret(), another.Secret()) {
		t.Error("another person or purpose gave the same key")
	}
}

func TestLocked(t *testing.T) {
	id := newIdentity(t)
	locked, err := id.Lock(rand.Reader, []byte("正しいことば"), []byte("center"), cheap)
	if err != nil {
		t.Fatal(err)
	}
	var read trust.Locked
	if err := trust.DecodeCanonical(trust.MustEncode(locked), &read); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, password, secret string
		want                   error
	}{
		{"OK", "正しいことば", "center", nil},
		{"ErrWrongPassword", "ちがうことば", "center", trust.ErrWrongPassword},
		{"ErrWithoutCenterSecret", "正しいことば", "", trust.ErrWrongPassword},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := read.Unlock([]byte(tc.password), []byte(tc.secret))
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			if err == nil && !bytes.Equal(got.Public().Sign, id.Public().Sign) {
				t.Error("unlocked another identity")
			}
		})
	}
	read.KDF.Time = 0
	if _, err := read.Unlock([]byte("正しいことば"), []byte("center")); err == nil || errors.Is(err, trust.ErrWrongPassword) {
		t.Errorf("impossible parameters: got %v", err)
	}
}

func TestDecodeCanonical(t *testing.T) {
	for name, raw := range map[string][]byte{
		"LongInteger":  {0x18, 0x05},
		"Indefinite":   {0x9f, 0x01, 0xff},
		"TrailingByte": {0x05, 0x00},
	} {
		t.Run(name, func(t *testing.T) {
			var v any
			if err := trust.DecodeCanonical(raw, &v); err == nil {
				t.Errorf("%x was accepted as %v", raw, v)
			}
		})
	}
}
