package bundle

import (
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Types of items, the first member of each.
const (
	typePreface  = 1
	typeChange   = 2
	typeManifest = 3
	typeChunk    = 4
	typeReceipt  = 5
	typeEnd      = 6
)

// preface is the first item of a file.
type preface struct {
	_       struct{} `cbor:",toarray"`
	Type    uint64
	Bundle  uuid.UUID // all parts of one export
	Part    uint64    // from 1
	Maker   uuid.UUID
	Station uuid.UUID
	MadeAt  int64 // milliseconds since 1970
	Take    string
	Group   bool        // for the whole staff
	Readers []uuid.UUID // for these
	Sig     []byte
}

// signed is what the maker's signature is over: the file that it belongs to,
// and the item without it.
func (p preface) signed(h *header) []byte {
	p.Sig = nil
	return trust.MustEncode([]any{h.sum[:], trust.MustEncode(&p)})
}

// end is the last item of a file.
type end struct {
	_        struct{} `cbor:",toarray"`
	Type     uint64
	Changes  uint64
	Blobs    uint64
	Receipts uint64
	More     bool        // another part follows
	Hash     ledger.Hash // of the bytes of all items before
	Sig      []byte
}

func (e end) signed(h *header) []byte {
	e.Sig = nil
	return trust.MustEncode([]any{h.sum[:], trust.MustEncode(&e)})
}

// carrier is an item that carries canonical bytes of something of the ledger:
// a change, a manifest, or receipts.
type carrier struct {
	_    struct{} `cbor:",toarray"`
	Type uint64
	Raw  []byte
}

// chunk is one sealed chunk of an attachment whose manifest came before.
type chunk struct {
	_    struct{} `cbor:",toarray"`
	Type uint64
	Blob ledger.Hash
	N    uint64
	Body []byte
}

// typeOf reads the type of an item, which is an array whose first member is a
// small number: two bytes say it.
func typeOf(raw []byte) (uint64, error) {
	if len(raw) < 2 || raw[0] < 0x82 || raw[0] > 0x97 || raw[1] > typeEnd {
		return 0, fmt.Errorf("read item: %w", ErrDamaged)
	}
	return uint64(raw[1]), nil
}

// decodeItem reads an item and refuses what is not canonical.
func decodeItem(raw []byte, into any) error {
	if err := trust.DecodeCanonical(raw, into); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}
