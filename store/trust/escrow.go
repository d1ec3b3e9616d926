package trust

import (
	"bytes"
	"crypto/hpke"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// ErrOtherRecovery is returned where a recovery key meets what was sealed to
// another one.
var ErrOtherRecovery = errors.New("sealed to another recovery key")

// Labels of what the recovery key seals.
const (
	labelRecovery = "yorisoi/v1 recovery key"
	labelEscrow   = "yorisoi/v1 escrow"
	labelShare    = "yorisoi/v1 recovery share"
	labelCharter  = "yorisoi/v1 recovery charter"
)

// RecoveryKey opens every identity of a center. It is never kept on a
// station: it is on a sheet of paper and, in shares, with several people.
type RecoveryKey struct{ seed [seedSize]byte }

// NewRecoveryKey draws a key from 32 bytes of rand.
func NewRecoveryKey(rand io.Reader) (*RecoveryKey, error) {
	k := new(RecoveryKey)
	if _, err := io.ReadFull(rand, k.seed[:]); err != nil {
		return nil, fmt.Errorf("make recovery key: %w", err)
	}
	return k, nil
}

// RecoveryKeyOf is the key whose 32 bytes a sheet or two shares gave. The bytes
// stay the caller's to clear.
func RecoveryKeyOf(seed []byte) (*RecoveryKey, error) {
	if len(seed) != seedSize {
		return nil, fmt.Errorf("restore recovery key: %d bytes", len(seed))
	}
	return &RecoveryKey{seed: [seedSize]byte(seed)}, nil
}

// Seed returns the 32 bytes, for the sheet and the shares.
func (k *RecoveryKey) Seed() []byte { return bytes.Clone(k.seed[:]) }

// Wipe overwrites the key. What the library derived from it for one opening
// is left to the collector: Go gives no handle on it.
func (k *RecoveryKey) Wipe() {
	if k != nil {
		clear(k.seed[:])
	}
}

// String keeps the key out of logs and error texts.
func (*RecoveryKey) String() string { return "RecoveryKey(hidden)" }

// GoString keeps the key out of %#v.
func (*RecoveryKey) GoString() string { return "trust.RecoveryKey(hidden)" }

// private derives the receiving half anew each time, so that none is held.
func (k *RecoveryKey) private() (hpke.PrivateKey, error) {
	seed, err := derive(k.seed[:], labelRecovery)
	if err != nil {
		return nil, err
	}
	defer clear(seed)
	private, err := hpke.MLKEM768X25519().DeriveKeyPair(seed)
	if err != nil {
		return nil, fmt.Errorf("derive recovery key: %w", err)
	}
	return private, nil
}

// Public is what identities are escrowed to: it is in the directory.
func (k *RecoveryKey) Public() ([]byte, error) {
	private, err := k.private()
	if err != nil {
		return nil, err
	}
	return private.PublicKey().Bytes(), nil
}

// Fits reports whether this is the private half of a public key.
func (k *RecoveryKey) Fits(public []byte) bool {
	own, err := k.Public()
	return err == nil && len(own) > 0 && bytes.Equal(own, public)
}

// Escrow is an identity sealed to the recovery key.
type Escrow struct {
	_   struct{} `cbor:",toarray"`
	For []byte   // first 8 bytes of the SHA-256 of the recovery key's public half
	Box []byte   // the seed, by HPKE
}

// recoveryMark names a recovery key shortly.
func recoveryMark(public []byte) []byte {
	sum := sha256.Sum256(public)
	return sum[:8]
}

// recoveryPlace binds what is sealed to its purpose, center and staff member.
func recoveryPlace(label string, center, staff uuid.UUID) []byte {
	return append([]byte(label+"\x00"), MustEncode([]any{center, staff})...)
}

// Escrow seals the identity to a center's recovery key.
func (i *Identity) Escrow(center uuid.UUID, public []byte) (Escrow, error) {
	to, err := hpke.MLKEM768X25519().NewPublicKey(public)
	if err != nil {
		return Escrow{}, fmt.Errorf("escrow identity %s: %w", i.id, err)
	}
	box, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), recoveryPlace(labelEscrow, center, i.id), i.seed[:])
	if err != nil {
		return Escrow{}, fmt.Errorf("escrow identity %s: %w", i.id, err)
	}
	return Escrow{For: recoveryMark(public), Box: box}, nil
}

// DecodeEscrow reads the encoding of an escrow.
func DecodeEscrow(raw []byte) (Escrow, error) {
	var e Escrow
	if err := DecodeCanonical(raw, &e); err != nil {
		return Escrow{}, err
	}
	return e, nil
}

// IsFor reports whether an escrow was made for a recovery key, by what it says
// of itself.
func (e Escrow) IsFor(public []byte) bool { return bytes.Equal(e.For, recoveryMark(public)) }

// Open returns the identity of a staff member from its escrow. It returns
// ErrOtherRecovery for an escrow to another key and ErrSealBroken for one of
// another person or center, or a changed one.
func (k *RecoveryKey) Open(center, staff uuid.UUID, e Escrow) (*Identity, error) {
	private, err := k.private()
	if err != nil {
		return nil, err
	}
	if !e.IsFor(private.PublicKey().Bytes()) {
		return nil, fmt.Errorf("open escrow of %s: %w", staff, ErrOtherRecovery)
	}
	seed, err := hpke.Open(private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), recoveryPlace(labelEscrow, center, staff), e.Box)
	if err != nil || len(seed) != seedSize {
		return nil, fmt.Errorf("open escrow of %s: %w", staff, ErrSealBroken)
	}
	defer clear(seed)
	return identityFromSeed(staff, [seedSize]byte(seed))
}

// HeldShare is a share of the recovery key, sealed to the member who holds it.
type HeldShare struct {
	_      struct{} `cbor:",toarray"`
	Member uuid.UUID
	Set    uuid.UUID // the sharing, so that members see whose shares fit
	Box    []byte
}

// HoldShare seals a share to a member of a center.
func HoldShare(share Share, center uuid.UUID, member PublicIdentity) (HeldShare, error) {
	to, err := hpke.MLKEM768X25519().NewPublicKey(member.Receive)
	if err != nil {
		return HeldShare{}, fmt.Errorf("seal share to %s: %w", member.ID, err)
	}
	raw := MustEncode(share)
	defer clear(raw)
	box, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), recoveryPlace(labelShare, center, member.ID), raw)
	if err != nil {
		return HeldShare{}, fmt.Errorf("seal share to %s: %w", member.ID, err)
	}
	return HeldShare{Member: member.ID, Set: share.Set, Box: box}, nil
}

// OpenShare unwraps a share that this member holds. It returns ErrSealBroken
// for another's or a changed one.
func (i *Identity) OpenShare(center uuid.UUID, h HeldShare) (Share, error) {
	raw, err := hpke.Open(i.receive, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), recoveryPlace(labelShare, center, i.id), h.Box)
	if err != nil || h.Member != i.id {
		return Share{}, fmt.Errorf("open share of %s: %w", h.Member, ErrSealBroken)
	}
	defer clear(raw)
	share, err := DecodeShare(raw)
	if err == nil && share.Set != h.Set {
		err = ErrShares
	}
	return share, err
}

// Charter is what whoever has the recovery key must know of the center and
// must not have to take from the center's own word.
type Charter struct {
	_       struct{} `cbor:",toarray"`
	Secret  []byte   // the center secret
	Founder []byte   // SHA-256 of the founder's public identity
}

// NewCharter writes down a center's secret and founder.
func NewCharter(secret []byte, founder PublicIdentity) Charter {
	return Charter{Secret: bytes.Clone(secret), Founder: founderMark(founder)}
}

func founderMark(founder PublicIdentity) []byte {
	sum := sha256.Sum256(MustEncode(founder))
	return sum[:]
}

// Names reports whether the charter is of the center that somebody founded.
func (c Charter) Names(founder PublicIdentity) bool {
	return bytes.Equal(c.Founder, founderMark(founder))
}

// SealCharter seals a charter by the recovery key itself: only who has the key
// can have made it.
func (k *RecoveryKey) SealCharter(rand io.Reader, center uuid.UUID, c Charter) ([]byte, error) {
	key, err := k.charterKey()
	if err != nil {
		return nil, err
	}
	return key.Seal(rand, recoveryPlace(labelCharter, center, uuid.Nil), MustEncode(c))
}

// OpenCharter opens it, or returns ErrSealBroken.
func (k *RecoveryKey) OpenCharter(center uuid.UUID, box []byte) (Charter, error) {
	var c Charter
	key, err := k.charterKey()
	if err != nil {
		return c, err
	}
	raw, err := key.Open(recoveryPlace(labelCharter, center, uuid.Nil), box)
	if err != nil {
		return c, fmt.Errorf("open charter: %w", err)
	}
	return c, DecodeCanonical(raw, &c)
}

func (k *RecoveryKey) charterKey() (Key, error) {
	secret, err := derive(k.seed[:], labelCharter)
	if err != nil {
		return Key{}, err
	}
	defer clear(secret)
	return newKey(uuid.Nil, [32]byte(secret))
}
