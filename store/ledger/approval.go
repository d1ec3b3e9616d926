package ledger

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/google/uuid"
)

// PolicyApproval says whether a station that enrols waits until somebody has
// approved it: ApprovalYes or ApprovalNo. Where nobody has set it there is no
// waiting, so that centers of an earlier program go on as they are.
const PolicyApproval = "approval"

// Values of PolicyApproval.
const (
	ApprovalYes = "yes"
	ApprovalNo  = "no"
)

// FieldKey and FieldApproval are fields of a station in the directory. The key
// is said once, by whoever signs in on the station; it is approved by those who
// may remove stations, with the key that they compared, or with ApprovedAny.
const (
	FieldKey      = "key"      // SHA-256 of the certificate's SubjectPublicKeyInfo, hexadecimal
	FieldApproval = "approved" // the key that was approved, or ApprovedAny
)

// ApprovedAny approves a station whose program does not say its key: one that
// was at work before the policy was set.
const ApprovedAny = "any"

// KeyName is the value of FieldKey for a certificate's SubjectPublicKeyInfo.
func KeyName(spki []byte) string {
	sum := sha256.Sum256(spki)
	return hex.EncodeToString(sum[:])
}

func isKeyName(v any) bool {
	text, _ := v.(string)
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == text
}

// NeedsApproval reports whether stations wait until they are approved.
func (d *Directory) NeedsApproval() bool { return d.Policies[PolicyApproval] == ApprovalYes }

// Waits reports whether a station is to have nothing but the directory until
// somebody approves it. key is what is known of its certificate, by KeyName;
// where that is not known, empty, any approval counts. A station that the
// directory does not name waits too, or it would be enough not to say one's
// name.
func (d *Directory) Waits(station uuid.UUID, key string) bool {
	if !d.NeedsApproval() {
		return false
	}
	at := d.Stations[station]
	if at == nil {
		return true
	}
	switch at.Approved {
	case "":
		return true
	case ApprovedAny:
		return false
	}
	return key != "" && at.Approved != key
}

// Waiting are the stations that wait and were not removed, in no order.
func (d *Directory) Waiting() []*Station {
	var out []*Station
	for id, at := range d.Stations {
		if !at.Removed && d.Waits(id, "") {
			out = append(out, at)
		}
	}
	return out
}

// agreedText is the text that every one of several edits says, or none.
func agreedText(r Register) string {
	said := ""
	for i, s := range r {
		one, _ := s.Value.(string)
		if i > 0 && one != said {
			return ""
		}
		said = one
	}
	return said
}

// WaitingScope is what a station holds that waits for approval: the directory,
// and of the audit what it wrote itself.
func WaitingScope(center uuid.UUID) Scope {
	return Scope{Cases: map[uuid.UUID]bool{}, Waiting: true, house: [3]uuid.UUID{center, center, center}, audit: AuditOf(center)}
}
