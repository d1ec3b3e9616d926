package ledger

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// What a station holds, the field FieldScope of its record in the directory.
const (
	ScopeAll     = "all"     // every case; also where the field is empty
	ScopeOwn     = "own"     // the cases that its users are in charge of, and those carried
	ScopeCarried = "carried" // only what was checked out to it
)

// FieldScope and FieldUsers are fields of a station in the directory; only
// those who may remove a station may set them.
const (
	FieldScope = "scope"
	FieldUsers = "users" // ids of staff whose cases the station holds, a list
)

// Kinds and fields of the carriage book: the ledger CarriageOf a center. Its
// bodies are readable, for the center has to keep stations to their scope; it
// names cases, stations and staff by their ids alone. Every active staff
// member may write in it.
const (
	KindCarry  = "carry"  // one case on one station for a time (持ち出し)
	KindCharge = "charge" // who is in charge of a case

	FieldCase    = "case"    // carry, charge: the case's id
	FieldStation = "station" // carry: the station's id
	FieldStaff   = "staff"   // carry: who carries it, an id; charge: ids, a list
	FieldUntil   = "until"   // carry: RFC 3339, after which it is out of scope again
	FieldBack    = "back"    // carry: true once it was signed in
)

// Carry is a case that was checked out to a station.
type Carry struct {
	ID      uuid.UUID
	Case    uuid.UUID
	Station uuid.UUID
	Staff   uuid.UUID
	Until   time.Time
	Back    bool
}

// Out reports whether the case is still checked out at a moment.
func (c *Carry) Out(now time.Time) bool { return !c.Back && now.Before(c.Until) }

// OfficeOf is the id of the office file of a center: the sealed case that
// holds what belongs to the house and to no family.
func OfficeOf(center uuid.UUID) uuid.UUID { return uuid.NewSHA1(center, []byte("office")) }

// CarriageOf is the id of the carriage book of a center.
func CarriageOf(center uuid.UUID) uuid.UUID { return uuid.NewSHA1(center, []byte("carriage")) }

// ChargeOf is the id of a case's record in the carriage book that says who is
// in charge: the same on every station.
func ChargeOf(kase uuid.UUID) uuid.UUID { return uuid.NewSHA1(kase, []byte("charge")) }

// Carriage is the carriage book, merged. The zero value is empty.
type Carriage struct {
	Carries map[uuid.UUID]*Carry      // by record
	Charges map[uuid.UUID][]uuid.UUID // staff by case

	written map[uuid.UUID][]Written // by record
	charged map[uuid.UUID]uuid.UUID // case by record of its charge
}

// Take merges one more edit; what is no carry or charge is passed over, and
// so is what comes again. The order in which edits come makes no difference.
func (c *Carriage) Take(w Written) {
	if w.Edit.Kind != KindCarry && w.Edit.Kind != KindCharge {
		return
	}
	if c.written == nil {
		c.written, c.charged = map[uuid.UUID][]Written{}, map[uuid.UUID]uuid.UUID{}
		c.Carries, c.Charges = map[uuid.UUID]*Carry{}, map[uuid.UUID][]uuid.UUID{}
	}
	had := c.written[w.Edit.Record]
	if slices.ContainsFunc(had, func(o Written) bool { return o.Dot == w.Dot }) {
		return
	}
	c.written[w.Edit.Record] = append(had, w)
	r := Fold(c.written[w.Edit.Record])
	delete(c.Carries, r.ID)
	if kase, ok := c.charged[r.ID]; ok {
		delete(c.Charges, kase)
		delete(c.charged, r.ID)
	}
	kase, err := uuid.Parse(text(r, FieldCase))
	if err != nil {
		return
	}
	switch {
	case r.Kind == KindCarry:
		c.Carries[r.ID] = carryOf(r, kase)
	case r.ID == ChargeOf(kase): // another record could speak of the same case
		c.Charges[kase], c.charged[r.ID] = allNamed(r.Fields[FieldStaff]), kase
	}
}

// carryOf reads a carry. Of two edits that did not know of each other the one
// that ends it sooner holds.
func carryOf(r *Record, kase uuid.UUID) *Carry {
	carry := &Carry{ID: r.ID, Case: kase, Back: anyTrue(r.Fields[FieldBack])}
	carry.Station, _ = uuid.Parse(text(r, FieldStation))
	carry.Staff, _ = uuid.Parse(text(r, FieldStaff))
	for i, s := range r.Fields[FieldUntil] {
		said, _ := s.Value.(string)
		until, _ := time.Parse(time.RFC3339, said)
		if i == 0 || until.Before(carry.Until) {
			carry.Until = until
		}
	}
	return carry
}

// allNamed are the staff that any of several edits names: where two did not
// know of each other, nobody in charge is to be without the case.
func allNamed(r Register) []uuid.UUID {
	var out []uuid.UUID
	for _, s := range r {
		for _, id := range idsOf(s.Value) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return out
}

func idsOf(v any) []uuid.UUID {
	texts, _ := v.([]string)
	var out []uuid.UUID
	for _, t := range texts {
		if id, err := uuid.Parse(t); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// Scope is which cases a station holds, beside the three ledgers of the
// house: the directory, the office file and the carriage book.
type Scope struct {
	All   bool // every case, but for those that are shut
	Cases map[uuid.UUID]bool
	Only  uuid.UUID // the one person who signs in here, zero: several

	Waiting bool // nobody has approved the station: it holds the directory and nothing else

	house [3]uuid.UUID
	audit uuid.UUID          // of which every station holds its own chain
	shut  map[uuid.UUID]bool // restricted to others

	gone map[uuid.UUID]uuid.UUID // destroyed: the list that says so
}

// Has reports whether a case is in scope.
func (s Scope) Has(kase uuid.UUID) bool {
	return !s.shut[kase] && !s.Gone(kase) && (s.All || s.House(kase) || s.Cases[kase])
}

// Whole reports whether there is no case that is not in scope.
func (s Scope) Whole() bool { return s.All && len(s.shut) == 0 && len(s.gone) == 0 }

// Shut reports whether a case is kept from this station by a wall.
func (s Scope) Shut(kase uuid.UUID) bool { return s.shut[kase] }

// Except returns the cases that are kept from this station by a wall, and those
// that were destroyed, sorted.
func (s Scope) Except() []uuid.UUID {
	out := make([]uuid.UUID, 0, len(s.shut)+len(s.gone))
	for kase := range s.shut {
		out = append(out, kase)
	}
	for kase := range s.gone {
		if !s.shut[kase] {
			out = append(out, kase)
		}
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return out
}

// House reports whether a ledger is one of the house's own, which every
// station holds: of the audit its own chain, for which nobody needs to ask.
func (s Scope) House(kase uuid.UUID) bool {
	return slices.Contains(s.house[:], kase) || kase == s.audit && kase != uuid.Nil
}

// List returns the cases of a limited scope, sorted, the house's own ledgers
// but the audit among them; nil when the scope is all.
func (s Scope) List() []uuid.UUID {
	if s.All {
		return nil
	}
	out := make([]uuid.UUID, 0, len(s.Cases)+len(s.house))
	out = append(out, s.house[:]...)
	for kase := range s.Cases {
		if !slices.Contains(s.house[:], kase) && !s.shut[kase] && !s.Gone(kase) {
			out = append(out, kase)
		}
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out) // a station that waits has one ledger of the house
}

// ScopeOf is what a station holds at a moment. A station that the directory
// does not know holds everything: it was enrolled a moment ago and has not
// been named yet.
func ScopeOf(d *Directory, book *Carriage, center, station uuid.UUID, now time.Time) Scope {
	s := Scope{house: [3]uuid.UUID{center, OfficeOf(center), CarriageOf(center)}, audit: AuditOf(center)}
	at := d.Stations[station]
	if at == nil || at.Scope == "" || at.Scope == ScopeAll {
		s.All = true
		return s
	}
	s.Cases = map[uuid.UUID]bool{}
	for _, c := range book.Carries {
		if c.Station == station && c.Out(now) {
			s.Cases[c.Case] = true
		}
	}
	if at.Scope != ScopeOwn {
		return s
	}
	for kase, staff := range book.Charges {
		if slices.ContainsFunc(staff, func(id uuid.UUID) bool { return slices.Contains(at.Users, id) }) {
			s.Cases[kase] = true
		}
	}
	return s
}
