package ledger

import "github.com/google/uuid"

// KindAudit is the one kind of the audit ledger beside grants.
const KindAudit = "audit"

// AuditOf is the id of the audit ledger of a center: who opened, searched,
// printed, exported, restricted and granted what. Every station writes its own
// chain in it, whoever sits there, and holds no other; each chain is sealed
// under a key of its station that is granted to those who may read the audit.
// The center numbers and countersigns the entries like any change, and gives
// them to those who ask for the audit, never in the ordinary pull.
func AuditOf(center uuid.UUID) uuid.UUID { return uuid.NewSHA1(center, []byte("audit")) }

// AuditKeyOf is what the audit key of one station opens: the chain that the
// station writes in the audit ledger.
func AuditKeyOf(center, station uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(AuditOf(center), station[:])
}
