package ledger

import (
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Names of policies: settings of the center that every station heeds, in the
// directory because some of them count before a person can read anything.
const (
	PolicyLease   = "lease_hours"  // a station that has not spoken to the center for so long stays closed until it has
	PolicyLock    = "lock_minutes" // after so long without a touch the program locks
	PolicyGuesses = "guesses"      // wrong passwords in a row until a station only opens with the recovery words
	PolicyDispose = "dispose_days" // days between the approval of a list and the destruction

	PolicyClipboard = "clipboard" // on which machines what is copied can be pasted outside of the program

	// Only a director sets these: they say who can come to read what.
	PolicyGlass        = "glass"         // who belongs to GroupGlass
	PolicyGlassOffline = "glass_offline" // whether an envelope may be opened before the center knows of it
)

// Values of PolicyClipboard.
const (
	ClipboardAll    = "all"
	ClipboardOffice = "office" // not on laptops
	ClipboardNone   = "none"
)

// CopiesLeave reports whether what is copied on a station can be pasted
// outside of the program. A value that is not known is the strictest.
func (d *Directory) CopiesLeave(station uuid.UUID) bool {
	switch d.Policy(PolicyClipboard) {
	case ClipboardAll:
		return true
	case ClipboardOffice:
		st := d.Stations[station]
		return st != nil && st.Type == StationOffice
	}
	return false
}

// policyDefaults are what holds where nobody has decided.
var policyDefaults = map[string]string{
	PolicyLease: "72", PolicyLock: "10", PolicyGuesses: "10", PolicyDispose: "14",
	PolicyClipboard: ClipboardAll, PolicyGlass: GlassNobody, PolicyGlassOffline: GlassOnline,
}

// PolicyNames are all policies, as a page lists them.
var PolicyNames = []string{PolicyLease, PolicyLock, PolicyGuesses, PolicyClipboard, PolicyGlass, PolicyGlassOffline}

// PolicyID is the id of the record of one policy: the same on every station.
func PolicyID(center uuid.UUID, name string) uuid.UUID {
	return uuid.NewSHA1(center, []byte("policy "+name))
}

// Policy is what the center has set, or the default.
func (d *Directory) Policy(name string) string {
	if set, ok := d.Policies[name]; ok && set != "" {
		return set
	}
	return policyDefaults[name]
}

// PolicyNumber is a policy that is a whole number; one that is none counts as
// the default.
func (d *Directory) PolicyNumber(name string) int {
	n, err := strconv.Atoi(d.Policy(name))
	if err != nil || n < 0 {
		n, _ = strconv.Atoi(policyDefaults[name])
	}
	return n
}

// Lease is how long a station may stay open without having spoken to the
// center; 0 means for ever.
func (d *Directory) Lease() time.Duration {
	return time.Duration(d.PolicyNumber(PolicyLease)) * time.Hour
}

// GroupOf is the id of a group's record. The group of all staff of an older
// center has another: Directory.Groups knows.
func GroupOf(center uuid.UUID, name string) uuid.UUID {
	return uuid.NewSHA1(center, []byte("group "+name))
}

// RecoveryOf is the id of the one record of kind recovery.
func RecoveryOf(center uuid.UUID) uuid.UUID { return uuid.NewSHA1(center, []byte("recovery")) }

// Recovery is how identities can be had back that nobody knows the password of.
type Recovery struct {
	Public  []byte   // HPKE public key that every identity is escrowed to
	Shares  [][]byte // of its private half, each sealed to one member; see KEYS.md
	Charter []byte   // what the sheet's reader needs besides; see KEYS.md
	Sheet   string   // ISO date on which the sheet was shown to have been read, "" never
}
