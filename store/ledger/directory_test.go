package ledger_test

import (
	"crypto/rand"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// office is a directory in which edits are made in turn on one station,
// unless a test says what their author had seen.
type office struct {
	t       *testing.T
	station uuid.UUID
	n       uint64
	changes []ledger.Written
}

func (o *office) edit(author, record uuid.UUID, kind string, set map[string]any) ledger.Dot {
	o.n++
	dot := ledger.Dot{Station: o.station, N: o.n}
	o.changes = append(o.changes, ledger.Written{
		Dot: dot, Seen: ledger.Vector{o.station: o.n - 1}, At: ledger.Time(o.n), Author: author,
		Edit: &ledger.Edit{Record: record, Kind: kind, Set: set},
	})
	return dot
}

func (o *office) hire(by uuid.UUID, id *trust.Identity, name string, roles ...string) {
	o.t.Helper()
	locked, err := id.Lock(rand.Reader, []byte("ひみつのことば"), []byte("center"), trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1})
	if err != nil {
		o.t.Fatal(err)
	}
	o.edit(by, id.ID(), ledger.KindStaff, map[string]any{
		ledger.FieldName: name, ledger.FieldRoles: roles,
		ledger.FieldPublic: ledger.Pack(id.Public()), ledger.FieldLocked: ledger.Pack(locked),
	})
}

func TestDirectory(t *testing.T) {
	founder, nurse, stranger := newIdentity(t), newIdentity(t), newIdentity(t)
	o := &office{t: t, station: uuid.New()}
	o.hire(founder.ID(), founder, "所長", ledger.RoleDirector)
	o.hire(founder.ID(), nurse, "中野", ledger.RoleHealth)
	o.edit(nurse.ID(), o.station, ledger.KindStation, map[string]any{ledger.FieldName: "L-02", ledger.FieldType: ledger.StationLaptop})
	ownPassword := o.edit(nurse.ID(), nurse.ID(), ledger.KindStaff, map[string]any{ledger.FieldInitial: false})
	promotes := o.edit(nurse.ID(), nurse.ID(), ledger.KindStaff, map[string]any{ledger.FieldRoles: []string{ledger.RoleDirector}})
	intrudes := o.edit(stranger.ID(), stranger.ID(), ledger.KindStaff, map[string]any{ledger.FieldPublic: ledger.Pack(stranger.Public())})

	d := ledger.FoldDirectory(founder.ID(), o.changes)
	if want := []ledger.Dot{promotes, intrudes}; !slices.Equal(d.Refused, want) {
		t.Errorf("refused: got %v, want %v", d.Refused, want)
	}
	if slices.Contains(d.Refused, ownPassword) {
		t.Error("a change of one's own password was refused")
	}
	if got := d.Staff[nurse.ID()]; !got.Has(ledger.RoleHealth) || got.Has(ledger.RoleDirector) || got.Name != "中野" {
		t.Errorf("nurse: got %+v", got)
	}
	if _, ok := d.Public(stranger.ID()); ok {
		t.Error("a stranger signed herself in")
	}
	if got := d.Stations[o.station]; got == nil || got.Name != "L-02" {
		t.Errorf("station: got %+v", got)
	}
	unlocked, err := d.Staff[nurse.ID()].Locked.Unlock([]byte("ひみつのことば"), []byte("center"))
	if err != nil || unlocked.ID() != nurse.ID() {
		t.Errorf("unlock: got %v, %v", unlocked, err)
	}
}

func TestDirectoryRemovalWins(t *testing.T) {
	founder, nurse := newIdentity(t), newIdentity(t)
	o := &office{t: t, station: uuid.New()}
	o.hire(founder.ID(), founder, "所長", ledger.RoleDirector)
	o.hire(founder.ID(), nurse, "中野", ledger.RoleHealth, ledger.RoleWelfare)
	seen := ledger.Vector{o.station: o.n}
	o.edit(founder.ID(), nurse.ID(), ledger.KindStaff, map[string]any{ledger.FieldRemoved: true, ledger.FieldRoles: []string{ledger.RoleHealth}})
	o.changes = append(o.changes, ledger.Written{
		Dot: ledger.Dot{Station: uuid.New(), N: 1}, Seen: seen, At: 99, Author: founder.ID(),
		Edit: &ledger.Edit{Record: nurse.ID(), Kind: ledger.KindStaff, Set: map[string]any{
			ledger.FieldRemoved: false, ledger.FieldRoles: []string{ledger.RoleWelfare, ledger.RoleHealth},
		}},
	})
	got := ledger.FoldDirectory(founder.ID(), o.changes).Staff[nurse.ID()]
	if !got.Removed {
		t.Error("a later edit that did not know of the removal undid it")
	}
	if want := []string{ledger.RoleHealth}; !slices.Equal(got.Roles, want) {
		t.Errorf("roles: got %v, want %v", got.Roles, want)
	}
}

// TestRolesHeld keeps what somebody was when they move on: what they decided
// then stays decided.
func TestRolesHeld(t *testing.T) {
	founder, head, nurse := newIdentity(t), newIdentity(t), newIdentity(t)
	o := &office{t: t, station: uuid.New()}
	o.hire(founder.ID(), founder, "所長", ledger.RoleDirector)
	o.hire(founder.ID(), head, "大野", ledger.RoleCoordinator, ledger.RoleWelfare)
	o.hire(founder.ID(), nurse, "中野", ledger.RoleHealth)
	o.edit(founder.ID(), head.ID(), ledger.KindStaff, map[string]any{ledger.FieldRoles: []string{ledger.RoleHealth}})
	o.edit(founder.ID(), head.ID(), ledger.KindStaff, map[string]any{ledger.FieldRemoved: true})
	o.edit(nurse.ID(), nurse.ID(), ledger.KindStaff, map[string]any{ledger.FieldRoles: []string{ledger.RoleDirector}})

	d := ledger.FoldDirectory(founder.ID(), o.changes)
	if got, want := d.Staff[head.ID()].Held, []string{ledger.RoleCoordinator, ledger.RoleHealth, ledger.RoleWelfare}; !slices.Equal(got, want) {
		t.Errorf("held: got %v, want %v", got, want)
	}
	if d.Staff[head.ID()].Has(ledger.RoleCoordinator, ledger.RoleHealth) {
		t.Error("who has left still has a role")
	}
	if got, want := d.Staff[nurse.ID()].Held, []string{ledger.RoleHealth}; !slices.Equal(got, want) {
		t.Errorf("roles that nobody with the right gave: got %v, want %v", got, want)
	}
}
