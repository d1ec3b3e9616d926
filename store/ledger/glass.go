package ledger

import "github.com/google/uuid"

// An envelope for emergencies lies in the office file, which every station
// holds: an extract of a restricted case, sealed to a group of its own. Who
// opens one says so first, in a record of the office file too.

// GroupGlass opens the envelopes. Who belongs to it says PolicyGlass: while
// nobody does, it has no key and there are no envelopes.
const GroupGlass = "glass"

// Values of PolicyGlass, the narrowest first, and of PolicyGlassOffline.
const (
	GlassNobody  = "no"
	GlassLeaders = "leaders" // directors, coordinators, section heads
	GlassStaff   = "staff"   // everybody who reads cases

	GlassOnline  = "no"
	GlassOffline = "yes"
)

// glassRank orders what PolicyGlass can say. What this program does not know
// lets nobody in.
var glassRank = map[string]int{GlassLeaders: 1, GlassStaff: 2}

// KindEnvelope and KindOpened are the kinds of an envelope and of the word of
// somebody who opens one. No table holds either: their keys are for few.
const (
	KindEnvelope = "glass_envelope"
	KindOpened   = "glass_opened"
)

// EnvelopesOf is what the keys of envelopes open, in the office file.
func EnvelopesOf(office uuid.UUID) uuid.UUID { return uuid.NewSHA1(office, []byte("glass envelopes")) }

// OpeningsOf is what the keys of openings open, in the office file.
func OpeningsOf(office uuid.UUID) uuid.UUID { return uuid.NewSHA1(office, []byte("glass openings")) }

// EnvelopeOf is the id of the record of a case's envelope: the same on every
// station, and sealed with the record.
func EnvelopeOf(kase uuid.UUID) uuid.UUID { return uuid.NewSHA1(kase, []byte("glass envelope")) }

// Belongs reports whether a staff member belongs to a group by this directory:
// as Entitled has it, and for the envelopes as the center has set it.
func (d *Directory) Belongs(group string, s *Staff) bool {
	if group != GroupGlass {
		return Entitled(group, s)
	}
	switch d.Policy(PolicyGlass) {
	case GlassLeaders:
		return s.Has(RoleDirector, RoleCoordinator, RoleSectionHead)
	case GlassStaff:
		return Entitled(GroupAllStaff, s)
	}
	return false
}

// narrowestPolicy is what a policy says: of those about envelopes what lets in
// the fewest, where edits did not know of each other, and that stations wait for
// approval if one of them says so.
func narrowestPolicy(name string, r Register) string {
	if len(r) == 0 {
		return ""
	}
	least, _ := r[0].Value.(string)
	for _, s := range r[1:] {
		said, _ := s.Value.(string)
		if name == PolicyGlass && glassRank[said] < glassRank[least] || name == PolicyGlassOffline && said != GlassOffline ||
			name == PolicyApproval && said == ApprovalYes {
			least = said
		}
	}
	return least
}
