package trust

import (
	"crypto/hpke"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// Grant is a key wrapped for one reader: a staff member, by HPKE, or a group,
// by that group's own key. It is carried in a signed change and needs no
// signature of its own.
type Grant struct {
	_       struct{}  `cbor:",toarray"`
	Of      uuid.UUID // what the key opens: a case or a group
	Key     uuid.UUID // id of the wrapped key
	Epoch   uint64    // of a group's keys from 1, of a case's from 0; a later one is the one to seal with
	Reader  uuid.UUID // the staff member or group that can unwrap it
	By      uuid.UUID // id of the group key that wraps it, zero for a staff member
	Wrapped []byte
}

// place binds a wrapped key to its grant: it can't be moved to another case,
// key id or reader.
func (g Grant) place() []byte {
	g.Wrapped = nil
	return append([]byte("yorisoi/v1 grant\x00"), MustEncode(g)...)
}

// GrantToStaff wraps key, which opens of, for one staff member.
func GrantToStaff(key Key, of uuid.UUID, epoch uint64, reader PublicIdentity) (Grant, error) {
	g := Grant{Of: of, Key: key.ID, Epoch: epoch, Reader: reader.ID}
	pub, err := hpke.MLKEM768X25519().NewPublicKey(reader.Receive)
	if err != nil {
		return Grant{}, fmt.Errorf("grant key to %s: %w", reader.ID, err)
	}
	g.Wrapped, err = hpke.Seal(pub, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), g.place(), key.secret[:])
	if err != nil {
		return Grant{}, fmt.Errorf("grant key to %s: %w", reader.ID, err)
	}
	return g, nil
}

// GrantToGroup wraps key, which opens of, for everyone who holds the group's
// key.
func GrantToGroup(rand io.Reader, key Key, of uuid.UUID, epoch uint64, group uuid.UUID, groupKey Key) (Grant, error) {
	g := Grant{Of: of, Key: key.ID, Epoch: epoch, Reader: group, By: groupKey.ID}
	wrapped, err := groupKey.Seal(rand, g.place(), key.secret[:])
	if err != nil {
		return Grant{}, fmt.Errorf("grant key to group %s: %w", group, err)
	}
	g.Wrapped = wrapped
	return g, nil
}

// OpenGrant unwraps a grant made for this staff member. It returns
// ErrSealBroken for a grant of another reader or a changed one.
func (i *Identity) OpenGrant(g Grant) (Key, error) {
	secret, err := hpke.Open(i.receive, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), g.place(), g.Wrapped)
	if err != nil || g.Reader != i.id || g.By != uuid.Nil {
		return Key{}, fmt.Errorf("open grant of key %s: %w", g.Key, ErrSealBroken)
	}
	return KeyFromSecret(g.Key, secret)
}

// Receiver is the HPKE public key of a group key: whoever has it can give the
// group a key without being able to read anything of the group's.
func (k Key) Receiver() ([]byte, error) {
	private, err := k.receive()
	if err != nil {
		return nil, err
	}
	return private.PublicKey().Bytes(), nil
}

func (k Key) receive() (hpke.PrivateKey, error) {
	seed, err := derive(k.secret[:], "yorisoi/v1 group receive")
	if err != nil {
		return nil, err
	}
	private, err := hpke.MLKEM768X25519().DeriveKeyPair(seed)
	if err != nil {
		return nil, fmt.Errorf("derive receiving key of %s: %w", k.ID, err)
	}
	return private, nil
}

// GrantToReceiver wraps key for a group that the writer need not belong to, by
// the Receiver of the group's key.
func GrantToReceiver(key Key, of uuid.UUID, epoch uint64, group, groupKey uuid.UUID, receiver []byte) (Grant, error) {
	g := Grant{Of: of, Key: key.ID, Epoch: epoch, Reader: group, By: groupKey}
	public, err := hpke.MLKEM768X25519().NewPublicKey(receiver)
	if err != nil {
		return Grant{}, fmt.Errorf("grant key to group %s: %w", group, err)
	}
	g.Wrapped, err = hpke.Seal(public, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), g.place(), key.secret[:])
	if err != nil {
		return Grant{}, fmt.Errorf("grant key to group %s: %w", group, err)
	}
	return g, nil
}

// symmetricGrant is the length of a key that a group's own key wraps; one that
// was wrapped by its Receiver is longer.
const symmetricGrant = 104

// OpenGrant unwraps a grant made for the group whose key this is.
func (k Key) OpenGrant(g Grant) (Key, error) {
	if g.By != k.ID {
		return Key{}, fmt.Errorf("open grant of key %s: %w", g.Key, ErrSealBroken)
	}
	if len(g.Wrapped) != symmetricGrant {
		return k.openReceived(g)
	}
	secret, err := k.Open(g.place(), g.Wrapped)
	if err != nil {
		return Key{}, fmt.Errorf("open grant of key %s: %w", g.Key, err)
	}
	return KeyFromSecret(g.Key, secret)
}

func (k Key) openReceived(g Grant) (Key, error) {
	private, err := k.receive()
	if err != nil {
		return Key{}, err
	}
	secret, err := hpke.Open(private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), g.place(), g.Wrapped)
	if err != nil {
		return Key{}, fmt.Errorf("open grant of key %s: %w", g.Key, ErrSealBroken)
	}
	return KeyFromSecret(g.Key, secret)
}
