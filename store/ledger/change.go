package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// MaxBody is the largest sealed body, in bytes. Photographs are blobs.
const MaxBody = 1 << 20

// signContext keeps a change's signature from serving any other purpose.
const signContext = "yorisoi/v1 change"

// Hash identifies a change by all its bytes, its signature included. The
// zero hash stands before a chain's first change.
type Hash [32]byte

// Change is one edit as it is kept, sent and signed. It is immutable.
type Change struct {
	_       struct{} `cbor:",toarray"`
	Case    uuid.UUID
	Station uuid.UUID
	N       uint64
	Prev    Hash // hash of this station's change N-1 in this case
	Seen    Seen // what the writer had of the case, less what change N-1 had
	At      Time
	Author  uuid.UUID // staff id
	Key     uuid.UUID // the key that seals Body; zero: Body is readable
	Body    []byte
	Sig     []byte // Ed25519 by Author over everything above
}

// Dot names the change inside its case.
func (c *Change) Dot() Dot { return Dot{Station: c.Station, N: c.N} }

// core is what the signature covers: the change without its signature.
func (c *Change) core() []byte {
	unsigned := *c
	unsigned.Sig = nil
	return trust.MustEncode(&unsigned)
}

// Sign sets the signature of the author, whose identity must be by.
func (c *Change) Sign(by *trust.Identity) {
	c.Author = by.ID()
	c.Sig = by.Sign(signContext, c.core())
}

// Verify checks the author's signature; trust.ErrBadSignature otherwise.
func (c *Change) Verify(author trust.PublicIdentity) error {
	if author.ID != c.Author {
		return fmt.Errorf("verify change %s: signed by another: %w", c.Dot(), trust.ErrBadSignature)
	}
	if err := author.Verify(signContext, c.core(), c.Sig); err != nil {
		return fmt.Errorf("verify change %s: %w", c.Dot(), err)
	}
	return nil
}

// Encode returns the change's canonical bytes, which are kept and sent.
func (c *Change) Encode() []byte { return trust.MustEncode(c) }

// HashOf returns the hash of a change's canonical bytes.
func HashOf(raw []byte) Hash { return sha256.Sum256(raw) }

// ErrMalformed is returned for bytes that no writer of changes gives.
var ErrMalformed = errors.New("malformed change")

// Decode reads a change and refuses what is not canonical or breaks a limit.
// It checks neither chain nor signature.
func Decode(raw []byte) (*Change, error) {
	var c Change
	if err := trust.DecodeCanonical(raw, &c); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	switch {
	case c.Case == uuid.Nil || c.Station == uuid.Nil || c.Author == uuid.Nil:
		return nil, fmt.Errorf("%w: an id is zero", ErrMalformed)
	case c.N == 0:
		return nil, fmt.Errorf("%w: count is zero", ErrMalformed)
	case len(c.Body) > MaxBody:
		return nil, fmt.Errorf("%w: body of %d bytes", ErrMalformed, len(c.Body))
	}
	if err := c.Seen.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return &c, nil
}
