package trust

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// ErrBadSignature is returned when a signature does not fit the message, the
// context or the signer.
var ErrBadSignature = errors.New("signature does not verify")

// seedSize is the length of an identity's only secret, in bytes.
const seedSize = 32

// Identity is the private half of a staff member: it signs and opens grants.
type Identity struct {
	id      uuid.UUID
	seed    [seedSize]byte
	sign    ed25519.PrivateKey
	receive hpke.PrivateKey
	public  PublicIdentity
}

// PublicIdentity is what everyone may know of a staff member's keys.
type PublicIdentity struct {
	_       struct{} `cbor:",toarray"`
	ID      uuid.UUID
	Sign    []byte // Ed25519 public key, 32 bytes
	Receive []byte // HPKE public key of MLKEM768-X25519, 1,216 bytes
}

// NewIdentity makes an identity for the staff member id from 32 bytes of rand.
func NewIdentity(rand io.Reader, id uuid.UUID) (*Identity, error) {
	var seed [seedSize]byte
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return nil, fmt.Errorf("make identity: %w", err)
	}
	return identityFromSeed(id, seed)
}

func identityFromSeed(id uuid.UUID, seed [seedSize]byte) (*Identity, error) {
	signSeed, err := derive(seed[:], "yorisoi/v1 identity sign")
	if err != nil {
		return nil, err
	}
	receiveSeed, err := derive(seed[:], "yorisoi/v1 identity receive")
	if err != nil {
		return nil, err
	}
	receive, err := hpke.MLKEM768X25519().DeriveKeyPair(receiveSeed)
	if err != nil {
		return nil, fmt.Errorf("derive receiving key: %w", err)
	}
	sign := ed25519.NewKeyFromSeed(signSeed)
	return &Identity{
		id: id, seed: seed, sign: sign, receive: receive,
		public: PublicIdentity{ID: id, Sign: sign.Public().(ed25519.PublicKey), Receive: receive.PublicKey().Bytes()},
	}, nil
}

func derive(secret []byte, label string) ([]byte, error) {
	out, err := hkdf.Key(sha256.New, secret, nil, label, 32)
	if err != nil {
		return nil, fmt.Errorf("derive %q: %w", label, err)
	}
	return out, nil
}

// ID names the staff member.
func (i *Identity) ID() uuid.UUID { return i.id }

// Public returns the half that everyone may know.
func (i *Identity) Public() PublicIdentity { return i.public }

// Sign signs msg under context, so that a signature made for one purpose
// never serves another.
func (i *Identity) Sign(context string, msg []byte) []byte {
	return ed25519.Sign(i.sign, signed(context, msg))
}

// Verify checks that sig was made by this identity over msg under context.
// It returns ErrBadSignature otherwise.
func (p PublicIdentity) Verify(context string, msg, sig []byte) error {
	if len(p.Sign) != ed25519.PublicKeySize || !ed25519.Verify(p.Sign, signed(context, msg), sig) {
		return ErrBadSignature
	}
	return nil
}

// Check reports whether both public keys are well formed.
func (p PublicIdentity) Check() error {
	if len(p.Sign) != ed25519.PublicKeySize {
		return fmt.Errorf("check identity %s: signing key of %d bytes", p.ID, len(p.Sign))
	}
	if _, err := hpke.MLKEM768X25519().NewPublicKey(p.Receive); err != nil {
		return fmt.Errorf("check identity %s: %w", p.ID, err)
	}
	return nil
}

func signed(context string, msg []byte) []byte {
	out := make([]byte, 0, len(context)+1+len(msg))
	out = append(out, context...)
	out = append(out, 0)
	return append(out, msg...)
}

// Own derives a key for one purpose that only this person can have again:
// for what is theirs alone on a station that several people use.
func (i *Identity) Own(purpose string) (Key, error) {
	secret, err := derive(i.seed[:], "yorisoi/v1 identity own "+purpose)
	if err != nil {
		return Key{}, err
	}
	return KeyFromSecret(uuid.NewSHA1(i.id, []byte(purpose)), secret)
}
