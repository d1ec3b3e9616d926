// Package wiretest makes signed changes for the tests and benchmarks of both
// ends of the protocol.
//
// Terms: an Office is a center's people as they exist outside of it. A Desk
// is a station that writes chains and keeps their heads.
package wiretest

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Office is a center's founder and the key of its cases.
type Office struct {
	Center  uuid.UUID
	Founder *trust.Identity
	Key     trust.Key
	tb      testing.TB
}

// NewOffice makes the people of a center.
func NewOffice(tb testing.TB, center uuid.UUID) *Office {
	tb.Helper()
	key, err := trust.NewKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return &Office{Center: center, Founder: Person(tb), Key: key, tb: tb}
}

// Person makes an identity.
func Person(tb testing.TB) *trust.Identity {
	tb.Helper()
	id, err := trust.NewIdentity(rand.Reader, uuid.New())
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

// Desk is a station that writes. Its changes see what it wrote itself and
// what Saw was told.
type Desk struct {
	*Office
	ID    uuid.UUID
	Clock time.Time
	heads map[uuid.UUID]ledger.Head
	seen  map[uuid.UUID]ledger.Vector
}

// Desk makes a station of the office.
func (o *Office) Desk(id uuid.UUID) *Desk {
	return &Desk{
		Office: o, ID: id, Clock: time.Now(),
		heads: map[uuid.UUID]ledger.Head{}, seen: map[uuid.UUID]ledger.Vector{},
	}
}

// Saw tells the desk that it has received changes of another's chain.
func (d *Desk) Saw(kase, station uuid.UUID, n uint64) {
	if d.seen[kase] == nil {
		d.seen[kase] = ledger.Vector{}
	}
	d.seen[kase][station] = max(d.seen[kase][station], n)
}

// Head returns the end of the desk's chain in a case.
func (d *Desk) Head(kase uuid.UUID) ledger.Head { return d.heads[kase] }

// Sign appends a change to the desk's chain in a case; body sets its body.
func (d *Desk) Sign(kase uuid.UUID, author *trust.Identity, body func(*ledger.Change) error) []byte {
	d.tb.Helper()
	c := &ledger.Change{Case: kase, Station: d.ID, At: ledger.TimeOf(d.Clock)}
	head := d.heads[kase]
	have := d.seen[kase].Clone()
	have[d.ID] = head.N
	head.Follow(c, have)
	if err := body(c); err != nil {
		d.tb.Fatal(err)
	}
	c.Sign(author)
	raw := c.Encode()
	next, err := head.Extend(c, raw)
	if err != nil {
		d.tb.Fatal(err)
	}
	d.heads[kase] = next
	return raw
}

// Write appends a sealed change of a note by the founder.
func (d *Desk) Write(kase uuid.UUID, text string) []byte {
	d.tb.Helper()
	return d.WriteAs(d.Founder, kase, text)
}

// WriteAs appends a sealed change of a note by anybody.
func (d *Desk) WriteAs(author *trust.Identity, kase uuid.UUID, text string) []byte {
	d.tb.Helper()
	edit := &ledger.Edit{Record: kase, Kind: "note", Set: map[string]any{"facts": text}}
	return d.Sign(kase, author, func(c *ledger.Change) error { return c.SealBody(rand.Reader, d.Key, edit) })
}

// Direct appends a readable change of the directory.
func (d *Desk) Direct(author *trust.Identity, kind string, record uuid.UUID, set map[string]any) []byte {
	d.tb.Helper()
	edit := &ledger.Edit{Record: record, Kind: kind, Set: set}
	return d.Sign(d.Center, author, func(c *ledger.Change) error { return c.ShowBody(edit) })
}

// Hire appends a staff record.
func (d *Desk) Hire(by, staff *trust.Identity, roles ...string) []byte {
	d.tb.Helper()
	return d.Direct(by, ledger.KindStaff, staff.ID(), map[string]any{
		ledger.FieldName: "職員", ledger.FieldRoles: roles, ledger.FieldPublic: ledger.Pack(staff.Public()),
	})
}

// Found appends the first record of a directory: the founder's own.
func (d *Desk) Found() []byte {
	d.tb.Helper()
	return d.Hire(d.Founder, d.Founder, ledger.RoleDirector)
}
