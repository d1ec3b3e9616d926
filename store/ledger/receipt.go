package ledger

import (
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// receiptContext keeps the center's signature to receipts alone.
const receiptContext = "yorisoi/v1 receipts"

// Logged is a change as the center's log has it.
type Logged struct {
	_   struct{} `cbor:",toarray"`
	Seq uint64   // the center's sequence, from 1, rising, with gaps allowed
	At  int64    // when the center took it, milliseconds since 1970
	Raw []byte   // the change's canonical bytes
}

// Receipt is the center's word that it has one change.
type Receipt struct {
	_       struct{} `cbor:",toarray"`
	Case    uuid.UUID
	Station uuid.UUID
	N       uint64
	Hash    Hash
	Seq     uint64
	At      int64 // milliseconds since 1970, the center's clock
}

// Receipts is a batch of receipts under one signature of the center.
type Receipts struct {
	_     struct{} `cbor:",toarray"`
	Items []Receipt
	Sig   []byte
}

// Sign signs the batch with the center's identity.
func (r *Receipts) Sign(center *trust.Identity) {
	r.Sig = center.Sign(receiptContext, trust.MustEncode(r.Items))
}

// Verify checks the center's signature; trust.ErrBadSignature otherwise.
func (r *Receipts) Verify(center trust.PublicIdentity) error {
	if err := center.Verify(receiptContext, trust.MustEncode(r.Items), r.Sig); err != nil {
		return fmt.Errorf("verify receipts: %w", err)
	}
	return nil
}

// CaseHead is the end of one station's chain in one case, as both sides
// compare it.
type CaseHead struct {
	_       struct{} `cbor:",toarray"`
	Case    uuid.UUID
	Station uuid.UUID
	N       uint64
	Hash    Hash
}

// Buckets is how many groups cases fall into, by the first byte of the
// SHA-256 of their id, so that two sides compare all heads in one small message.
const Buckets = 256

// BucketOf returns the bucket of a case.
func BucketOf(id uuid.UUID) int { return int(HashOf(id[:])[0]) }

// DigestHeads returns the digest of one bucket's heads, which the caller
// gives sorted by case and station.
func DigestHeads(heads []CaseHead) Hash {
	if len(heads) == 0 {
		return Hash{}
	}
	return HashOf(trust.MustEncode(heads))
}
