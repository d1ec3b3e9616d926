package ledger

import (
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// destructionContext keeps the center's signature to its words of destruction.
const destructionContext = "yorisoi/v1 destruction"

// Destruction is what the center says that it has destroyed by one list.
type Destruction struct {
	_       struct{} `cbor:",toarray"`
	List    uuid.UUID
	At      int64 // milliseconds since 1970, the center's clock
	Cases   uint64
	Changes uint64
	Blobs   uint64
}

// Destructions is the center's signed word of all of them.
type Destructions struct {
	_     struct{} `cbor:",toarray"`
	Items []Destruction
	Sig   []byte
}

// Sign signs with the center's key.
func (d *Destructions) Sign(center *trust.Identity) {
	d.Sig = center.Sign(destructionContext, trust.MustEncode(d.Items))
}

// Verify checks the center's signature; trust.ErrBadSignature otherwise.
func (d *Destructions) Verify(center trust.PublicIdentity) error {
	if err := center.Verify(destructionContext, trust.MustEncode(d.Items), d.Sig); err != nil {
		return fmt.Errorf("verify destruction: %w", err)
	}
	return nil
}
