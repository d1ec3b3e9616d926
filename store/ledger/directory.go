package ledger

import (
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// Kinds of records in the directory.
const (
	KindStaff   = "staff"
	KindStation = "station"
	KindGroup   = "group"

	KindRecovery = "recovery" // the recovery key's public half and its shares
	KindPolicy   = "policy"   // one setting of the center that every station heeds
)

// Fields of directory records.
const (
	FieldName     = "name"    // staff, station, group: what people call it
	FieldJob      = "job"     // staff: code of the list "job"
	FieldRoles    = "roles"   // staff: roles, a list
	FieldPublic   = "public"  // staff: trust.PublicIdentity; group: GroupKey; base64 of CBOR
	FieldLocked   = "locked"  // staff: trust.Locked, base64 of CBOR
	FieldRemoved  = "removed" // staff, station: true once it may do nothing more
	FieldType     = "type"    // station: StationOffice or StationLaptop
	FieldInitial  = "initial" // staff: true until the first password is changed
	StationOffice = "office"  // a PC that stays in the office
	StationLaptop = "laptop"  // a machine that is carried out
	FieldEscrow   = "escrow"  // staff: the identity sealed to the recovery key, base64
	FieldOnly     = "only"    // station: the one person who can sign in there, an id; set by them
	FieldShares   = "shares"  // recovery: base64 of CBOR, one a member
	FieldCharter  = "charter" // recovery: the center secret and founder, sealed by the recovery key, base64
	FieldSheet    = "sheet"   // recovery: the day on which somebody showed that they had read the sheet
	FieldValue    = "value"   // policy: what is set
)

// Staff is a person of the center as the directory has them.
type Staff struct {
	ID      uuid.UUID
	Name    string
	Job     string
	Roles   []string
	Held    []string // every role that was ever given to them, sorted
	Public  trust.PublicIdentity
	Locked  trust.Locked
	Escrow  []byte // the identity, sealed to the recovery key; nil where there is none
	Initial bool   // still on the password that somebody else chose
	Removed bool
}

// Has reports whether the staff member is active and carries one of roles.
func (s *Staff) Has(roles ...string) bool {
	return s != nil && !s.Removed && slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(s.Roles, r) })
}

// Station is a machine as the directory has it.
type Station struct {
	ID      uuid.UUID
	Name    string
	Type    string
	Scope   string      // what it holds; empty: everything
	Users   []uuid.UUID // whose cases it holds, where the scope is ScopeOwn
	Only    uuid.UUID   // the one person who can sign in there, zero: several
	Removed bool

	Key      string // of its certificate, by KeyName; empty: not said, or not agreed upon
	Approved string // the key that was approved, or ApprovedAny; empty: nobody has
}

// Removal is that staff have removed a station.
type Removal struct {
	By   uuid.UUID // who removed it
	Name string    // what people call them
	At   time.Time
}

// Directory is the merged directory ledger. The zero value is empty.
type Directory struct {
	Founder  uuid.UUID // whose signature the first records carry
	Staff    map[uuid.UUID]*Staff
	Stations map[uuid.UUID]*Station
	Group    uuid.UUID            // the staff group, zero before founding
	Groups   map[string]uuid.UUID // by name, the staff group among them
	Grants   []trust.Grant        // of group keys, by those who may
	Receive  map[uuid.UUID][]byte // by group key: what gives the group a key without being in it
	Policies map[string]string    // by name, as set; see Policy
	Decided  map[string]Time      // by name, when a policy was set last
	Recovery *Recovery            // nil while nobody has made one
	Resets   []Reset              // acts with the recovery key, in the order of the ledger
	Refused  []Dot                // changes whose author had no right to make them

	Disposals map[uuid.UUID]*Disposal // lists of what is to be destroyed; see Gone
	keeps     map[uuid.UUID][]keeping // by case

	Apart map[uuid.UUID]bool // group keys that only this copy of the directory grants; whoever holds the copy says so
}

// Public returns a staff member's public keys.
func (d *Directory) Public(staff uuid.UUID) (trust.PublicIdentity, bool) {
	if s := d.Staff[staff]; s != nil {
		return s.Public, true
	}
	return trust.PublicIdentity{}, false
}

// FoldDirectory merges the directory's readable changes. An edit counts only
// if its author, as the author saw the directory, had the right to make it;
// founder is the one person whose first edits need nobody before them.
func FoldDirectory(founder uuid.UUID, changes []Written) *Directory {
	f := &directoryFold{founder: founder, byRecord: map[uuid.UUID][]Written{}, keyed: map[uuid.UUID]bool{}}
	for _, w := range causally(changes) {
		if f.allowed(w) {
			f.accept(w)
		} else {
			f.refused = append(f.refused, w.Dot)
		}
	}
	d := build(founder, f.accepted)
	d.Refused = f.refused
	return d
}

type directoryFold struct {
	founder  uuid.UUID
	accepted []Written
	byRecord map[uuid.UUID][]Written // of accepted
	keyed    map[uuid.UUID]bool      // staff whose keys were set
	refused  []Dot
}

func (f *directoryFold) accept(w Written) {
	f.accepted = append(f.accepted, w)
	f.byRecord[w.Edit.Record] = append(f.byRecord[w.Edit.Record], w)
	if _, keys := w.Edit.Set[FieldPublic]; keys && w.Edit.Kind == KindStaff {
		f.keyed[w.Edit.Record] = true
	}
}

func build(founder uuid.UUID, changes []Written) *Directory {
	d := &Directory{
		Founder: founder, Staff: map[uuid.UUID]*Staff{}, Stations: map[uuid.UUID]*Station{},
		Groups: map[string]uuid.UUID{}, Policies: map[string]string{}, Decided: map[string]Time{}, Receive: map[uuid.UUID][]byte{},
	}
	byRecord := map[uuid.UUID][]Written{}
	var order []uuid.UUID
	for _, w := range changes {
		if w.Edit.Kind == KindGrant {
			d.Grants = append(d.Grants, *w.Edit.Grant)
			continue
		}
		if w.Edit.Kind == KindGroup {
			d.addReceiver(w.Edit)
		}
		if w.Edit.Kind == KindReset {
			d.addReset(w)
			continue
		}
		if isDisposal(w.Edit.Kind) {
			d.addDisposal(w)
			continue
		}
		if byRecord[w.Edit.Record] == nil {
			order = append(order, w.Edit.Record)
		}
		byRecord[w.Edit.Record] = append(byRecord[w.Edit.Record], w)
	}
	for _, id := range order {
		d.add(Fold(byRecord[id]))
		if staff := d.Staff[id]; staff != nil {
			staff.Held = everHeld(byRecord[id])
		}
	}
	return d
}

// everHeld are the roles that accepted changes of a staff record gave, those
// included that were taken back: what somebody decided in a role stays decided
// when they move on.
func everHeld(changes []Written) []string {
	var roles []string
	for _, w := range changes {
		given, _ := w.Edit.Set[FieldRoles].([]string)
		roles = append(roles, given...)
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

func (d *Directory) add(r *Record) {
	switch r.Kind {
	case KindStaff:
		s := &Staff{ID: r.ID, Name: text(r, FieldName), Job: text(r, FieldJob), Roles: narrowest(r.Fields[FieldRoles])}
		s.Removed, s.Initial = anyTrue(r.Fields[FieldRemoved]), r.Value(FieldInitial) == true
		if unpack(text(r, FieldPublic), &s.Public) != nil || s.Public.ID != r.ID {
			s.Public = trust.PublicIdentity{}
		}
		s.Escrow, _ = base64.StdEncoding.DecodeString(text(r, FieldEscrow))
		if unpack(text(r, FieldLocked), &s.Locked) != nil || s.Locked.ID != r.ID {
			s.Locked = trust.Locked{}
		}
		d.Staff[r.ID] = s
	case KindStation:
		at := &Station{
			ID: r.ID, Name: text(r, FieldName), Type: text(r, FieldType), Removed: anyTrue(r.Fields[FieldRemoved]),
			Scope: narrowestScope(r.Fields[FieldScope]), Users: commonIDs(r.Fields[FieldUsers]),
		}
		at.Only = agreedID(r.Fields[FieldOnly])
		at.Key, at.Approved = agreedText(r.Fields[FieldKey]), agreedText(r.Fields[FieldApproval])
		d.Stations[r.ID] = at
	case KindGroup:
		d.addGroup(r)
	case KindPolicy:
		name := text(r, FieldName)
		d.Policies[name], d.Decided[name] = narrowestPolicy(name, r.Fields[FieldValue]), r.Last
	case KindRecovery:
		d.addRecovery(r)
	}
}

// addGroup keeps the first record of a name: an older center's staff group has
// an id of its own.
func (d *Directory) addGroup(r *Record) {
	name := text(r, FieldName)
	if _, known := d.Groups[name]; known {
		return
	}
	d.Groups[name] = r.ID
	if name == GroupAllStaff {
		d.Group = r.ID
	}
}

func (d *Directory) addRecovery(r *Record) {
	public, err := base64.StdEncoding.DecodeString(text(r, FieldPublic))
	if err != nil || len(public) == 0 {
		return
	}
	d.Recovery = &Recovery{Public: public, Sheet: text(r, FieldSheet)}
	d.Recovery.Charter, _ = base64.StdEncoding.DecodeString(text(r, FieldCharter))
	shares, _ := r.Value(FieldShares).([]string)
	for _, share := range shares {
		if raw, err := base64.StdEncoding.DecodeString(share); err == nil {
			d.Recovery.Shares = append(d.Recovery.Shares, raw)
		}
	}
}

// narrowest keeps the roles that every unseen setter agrees on: where two
// edits did not know of each other, narrowing holds until a person decides.
func narrowest(r Register) []string {
	if len(r) == 0 {
		return nil
	}
	roles, _ := r[0].Value.([]string)
	for _, s := range r[1:] {
		other, _ := s.Value.([]string)
		roles = slices.DeleteFunc(slices.Clone(roles), func(role string) bool { return !slices.Contains(other, role) })
	}
	return roles
}

// narrowestScope is the scope that holds the least, of edits that did not know
// of each other. One of a later program is read as the narrowest there is.
func narrowestScope(r Register) string {
	scope := ""
	for _, s := range r {
		said, _ := s.Value.(string)
		if scopeRank(said) < scopeRank(scope) {
			scope = said
		}
	}
	return scope
}

func scopeRank(scope string) int {
	switch scope {
	case "", ScopeAll:
		return 2
	case ScopeOwn:
		return 1
	}
	return 0
}

// commonIDs are the ids that every one of several edits names.
func commonIDs(r Register) []uuid.UUID {
	if len(r) == 0 {
		return nil
	}
	out := idsOf(r[0].Value)
	for _, s := range r[1:] {
		other := idsOf(s.Value)
		out = slices.DeleteFunc(out, func(id uuid.UUID) bool { return !slices.Contains(other, id) })
	}
	return out
}

// agreedID is the id that every one of several edits says, or none.
func agreedID(r Register) uuid.UUID {
	var id uuid.UUID
	for i, s := range r {
		said, _ := s.Value.(string)
		one, _ := uuid.Parse(said)
		if i > 0 && one != id {
			return uuid.Nil
		}
		id = one
	}
	return id
}

// anyTrue lets removal win over whatever did not know of it.
func anyTrue(r Register) bool {
	return slices.ContainsFunc(r, func(s Setter) bool { return s.Value == true })
}

func text(r *Record, name string) string {
	s, _ := r.Value(name).(string)
	return s
}

// Pack encodes keys for a directory field: base64 of canonical CBOR.
func Pack(v any) string { return base64.StdEncoding.EncodeToString(trust.MustEncode(v)) }

// Unpack reads what Pack wrote, and refuses what is not the one encoding of it.
func Unpack(s string, v any) error { return unpack(s, v) }

func unpack(s string, v any) error {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return fmt.Errorf("unpack %T: %w", v, err)
	}
	return trust.DecodeCanonical(raw, v)
}
