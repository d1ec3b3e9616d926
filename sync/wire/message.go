package wire

import (
	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Paths of protocol version 1.
const (
	PathEnrol   = "/v1/enrol"
	PathStatus  = "/v1/status"
	PathPush    = "/v1/push"
	PathChanges = "/v1/changes"
	PathNotices = "/v1/notices"
	PathDigests = "/v1/digests"
	PathHeads   = "/v1/heads"
	PathInvites = "/v1/invites"

	// A center of the first release answers these with CodeNotFound: it has
	// no blobs and no hold box.
	PathHeld  = "/v1/held"
	PathBlobs = "/v1/blobs"
	PathBlob  = "/v1/blob"

	// An older center answers this one with CodeNotFound: it keeps no case
	// from anybody.
	PathClosed = "/v1/closed"

	// An older center answers this one with CodeNotFound: it has no ledger of
	// who looked at what, and nothing of one is to be sent to it.
	PathAudit = "/v1/audit"

	// An older center answers this one with CodeNotFound: whether it was set
	// back then shows in the number of its log alone.
	PathAuditHeads = "/v1/audit/heads"

	// An older center answers this one with CodeNotFound: a station that was
	// removed then keeps what it has.
	PathRemoval = "/v1/removal"

	// An older center answers this one with CodeNotFound: it destroys nothing.
	PathDestroyed = "/v1/destroyed"
)

// ContentType is the media type of one message, SequenceType that of a row of
// messages (RFC 8742).
const (
	ContentType  = "application/cbor"
	SequenceType = "application/cbor-seq"
)

// Limits of one push.
const (
	MaxPushBytes   = 4 << 20
	MaxPushChanges = 2000
)

// MaxItem is the largest item of a sequence, in bytes: a body of
// ledger.MaxBody and room for the rest of its change.
const MaxItem = ledger.MaxBody + 64<<10

// SecretSize is the length of a one-time secret and of a center secret.
const SecretSize = 16

// ServerName is the name in every server certificate and in every
// handshake, so that a center can move to another address.
const ServerName = "center.yorisoi.internal"

// EnrolRequest asks for a station's certificate.
type EnrolRequest struct {
	_      struct{} `cbor:",toarray"`
	Secret []byte   // of the code, 16 bytes
	CSR    []byte   // PKCS #10, DER; only its public key counts
	Name   string   // what people call the station, may be empty
	Type   string   // ledger.StationOffice or ledger.StationLaptop
}

// EnrolAnswer makes the asker a station.
type EnrolAnswer struct {
	_       struct{} `cbor:",toarray"`
	Station uuid.UUID
	Chain   [][]byte             // the station's certificate and the authority's, DER
	Center  trust.PublicIdentity // signs receipts; its ID is the center's
	Founder uuid.UUID            // zero until a directory was pushed
	LogID   uuid.UUID
	Time    int64 // the center's clock, milliseconds since 1970
}

// Status is what a center says of itself.
type Status struct {
	_       struct{} `cbor:",toarray"`
	Center  uuid.UUID
	LogID   uuid.UUID
	Time    int64  // the center's clock, milliseconds since 1970
	Head    uint64 // the log's last sequence number, 0 when empty
	Founder uuid.UUID
}

// PushAnswer receipts or refuses every change of a push.
type PushAnswer struct {
	_        struct{} `cbor:",toarray"`
	Receipts ledger.Receipts
	Refusals []ledger.Refusal
	Head     uint64 // the log's last sequence number
}

// ChangesHead leads a stream of changes.
type ChangesHead struct {
	_     struct{} `cbor:",toarray"`
	LogID uuid.UUID
	Head  uint64 // the log's last sequence number when the stream began
	Total uint64 // how many changes the stream will carry
}

// Notice says that the log has grown; it is also sent when it has not, so
// that both sides know the line is alive.
type Notice struct {
	_   struct{} `cbor:",toarray"`
	Seq uint64
}

// Invite is the center's part of a code.
type Invite struct {
	_       struct{} `cbor:",toarray"`
	Secret  []byte
	Address string
	Pin     []byte
	Expires int64 // milliseconds since 1970
}

// MaxClosedAsk is how many cases one question about restrictions may name.
const MaxClosedAsk = 500

// Closed is a case that is kept from the station that asks, and the changes
// that say who may read it. The question is a list of ledger.CaseHead, one of
// a chain of each case, by which the station shows that it has had the case.
type Closed struct {
	_       struct{} `cbor:",toarray"`
	Case    uuid.UUID
	Changes [][]byte
}

// MaxBlobAsk is how many blobs one question may name.
const MaxBlobAsk = 500

// BlobName names a blob. The store, which knows no wire, has it from the ledger.
type BlobName = ledger.BlobName

// BlobState is what the center has of a blob. The question for it is a list of
// BlobName, the answer a list of BlobState in the same order.
type BlobState struct {
	_       struct{} `cbor:",toarray"`
	Blob    ledger.Hash
	Known   bool                // the center has the manifest
	Have    uint64              // how many chunks, from the first one on
	Receipt *ledger.BlobReceipt // once it has them all
}

// BlobHead leads a stream of a blob's chunks, which are byte strings.
type BlobHead struct {
	_        struct{} `cbor:",toarray"`
	Manifest []byte   // canonical bytes of a ledger.Manifest
	From     uint64   // number of the first chunk that follows
	Total    uint64   // how many follow
}
