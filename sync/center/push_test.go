package center_test

import (
	"crypto/rand"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// spoil changes one byte of a change's sealed body; it still decodes.
func spoil(t *testing.T, raw []byte) []byte {
	t.Helper()
	c, err := ledger.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	c.Body = append([]byte(nil), c.Body...)
	c.Body[len(c.Body)-1] ^= 1
	return c.Encode()
}

func TestPushRefuses(t *testing.T) {
	_, s, desk := office(t)
	nurse, stranger := wiretest.Person(t), wiretest.Person(t)
	hired := desk.Hire(desk.Founder, nurse, ledger.RoleHealth)
	if got := s.codes(s.push(hired), hired); got[0] != 0 {
		t.Fatalf("hire: got code %d", got[0])
	}
	write := func(n int, by *trust.Identity) [][]byte {
		kase := uuid.New()
		var raws [][]byte
		for range n {
			raws = append(raws, desk.WriteAs(by, kase, "発育は順調"))
		}
		return raws
	}
	edit := &ledger.Edit{Record: uuid.New(), Kind: "note", Set: map[string]any{"facts": "森田"}}
	for _, tc := range []struct {
		name string
		raws func() [][]byte
		want []wire.ErrorCode
	}{
		{"OK", func() [][]byte { return write(3, nurse) }, []wire.ErrorCode{0, 0, 0}},
		{"ErrGap", func() [][]byte { return write(3, nurse)[1:] }, []wire.ErrorCode{wire.CodeGap, wire.CodeGap}},
		{"ErrGapInside", func() [][]byte { r := write(4, nurse); return [][]byte{r[0], r[2], r[3]} }, []wire.ErrorCode{0, wire.CodeGap, wire.CodeGap}},
		{"ErrSignature", func() [][]byte { r := write(2, nurse); return [][]byte{r[0], spoil(t, r[1])} }, []wire.ErrorCode{0, wire.CodeSignature}},
		{"ErrBrokenChain", func() [][]byte { r := write(3, nurse); return [][]byte{spoil(t, r[0]), r[1], r[2]} },
			[]wire.ErrorCode{wire.CodeSignature, wire.CodeBrokenChain, wire.CodeGap}},
		{"ErrUnknownAuthor", func() [][]byte { return write(2, stranger) }, []wire.ErrorCode{wire.CodeUnknownAuthor, wire.CodeGap}},
		{"ErrReadable", func() [][]byte {
			return [][]byte{desk.Sign(uuid.New(), nurse, func(c *ledger.Change) error { return c.ShowBody(edit) })}
		}, []wire.ErrorCode{wire.CodeReadable}},
		{"Grant", func() [][]byte {
			kase := uuid.New()
			grant := &ledger.Edit{Record: kase, Kind: ledger.KindGrant, Grant: &trust.Grant{Of: kase, Key: desk.Key.ID, Reader: nurse.ID()}}
			return [][]byte{desk.Sign(kase, nurse, func(c *ledger.Change) error { return c.ShowBody(grant) })}
		}, []wire.ErrorCode{0}},
		{"ErrChange", func() [][]byte {
			c := &ledger.Change{Case: uuid.New(), Station: desk.ID, N: 1, Body: make([]byte, ledger.MaxBody+1), At: 1}
			c.Sign(nurse)
			return [][]byte{c.Encode()}
		}, []wire.ErrorCode{wire.CodeChange}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			raws, bystander := tc.raws(), write(1, nurse)
			got := s.codes(s.push(append(slices.Clone(raws), bystander...)...), append(slices.Clone(raws), bystander...)...)
			if want := append(slices.Clone(tc.want), 0); !slices.Equal(got, want) {
				t.Errorf("codes: got %v, want %v (the last is another chain's)", got, want)
			}
		})
	}
}

func TestPushIsIdempotent(t *testing.T) {
	c, s, desk := office(t)
	kase := uuid.New()
	raws := [][]byte{desk.Write(kase, "1"), desk.Write(kase, "2"), desk.Write(kase, "3")}
	first := s.push(raws[:2]...)
	again := s.push(raws...)
	if got := s.codes(again, raws...); !slices.Equal(got, []wire.ErrorCode{0, 0, 0}) {
		t.Fatalf("codes: got %v", got)
	}
	for _, want := range first.Receipts.Items {
		if !slices.Contains(again.Receipts.Items, want) {
			t.Errorf("receipt %+v was not given again in %+v", want, again.Receipts.Items)
		}
	}
	twice := s.push(raws[0], raws[0])
	if len(twice.Receipts.Items) != 1 || len(twice.Refusals) != 0 {
		t.Errorf("one change twice in a push: got %+v", twice)
	}
	fork := wiretest.NewOffice(t, c.ID()).Desk(desk.ID)
	other := fork.WriteAs(desk.Founder, kase, "別の一件目")
	if got := s.codes(s.push(other), other); got[0] != wire.CodeForked {
		t.Errorf("another change of the same number: got %v, want %v", got, wire.CodeForked)
	}
	if _, changes, _ := s.all("?after=0"); len(changes) != 4 {
		t.Errorf("log: got %d changes, want 4", len(changes))
	}
}

// TestAuthorsVouchForThemselvesOnly puts a forged change of one person before
// a true one of another, whose Prev fits.
func TestAuthorsVouchForThemselvesOnly(t *testing.T) {
	_, s, desk := office(t)
	nurse := wiretest.Person(t)
	hired := desk.Hire(desk.Founder, nurse, ledger.RoleHealth)
	s.push(hired)
	kase := uuid.New()
	impostor, err := trust.NewIdentity(rand.Reader, desk.Founder.ID())
	if err != nil {
		t.Fatal(err)
	}
	forged := desk.WriteAs(impostor, kase, "所長が書いたように見える")
	honest := desk.WriteAs(nurse, kase, "続き")
	if got, want := s.codes(s.push(forged, honest), forged, honest), []wire.ErrorCode{wire.CodeSignature, wire.CodeGap}; !slices.Equal(got, want) {
		t.Errorf("codes: got %v, want %v", got, want)
	}
}

func TestRemovedAuthor(t *testing.T) {
	_, s, desk := office(t)
	nurse := wiretest.Person(t)
	hired := desk.Hire(desk.Founder, nurse, ledger.RoleHealth)
	kase, late := uuid.New(), uuid.New()
	desk.Clock = desk.Clock.Add(time.Minute)
	before := desk.WriteAs(nurse, kase, "退職の前に")
	desk.Clock = desk.Clock.Add(time.Minute)
	removed := desk.Direct(desk.Founder, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRemoved: true})
	desk.Clock = desk.Clock.Add(time.Minute)
	after := desk.WriteAs(nurse, late, "退職の後に")
	s.push(hired, removed)
	if got, want := s.codes(s.push(before, after), before, after), []wire.ErrorCode{0, wire.CodeHeld}; !slices.Equal(got, want) {
		t.Errorf("codes: got %v, want %v", got, want)
	}
}

func TestDirectoryRefuses(t *testing.T) {
	c, s, desk := office(t)
	nurse, other := wiretest.Person(t), wiretest.Person(t)
	hired := desk.Hire(desk.Founder, nurse, ledger.RoleHealth)
	s.push(hired)
	// Each case writes on a station of its own, which has seen what the
	// directory has.
	fresh := func() *wiretest.Desk {
		d := desk.Office.Desk(uuid.New())
		d.Saw(c.ID(), desk.ID, 2)
		return d
	}
	impostor, err := trust.NewIdentity(rand.Reader, desk.Founder.ID())
	if err != nil {
		t.Fatal(err)
	}
	newKeys := map[string]any{ledger.FieldPublic: ledger.Pack(impostor.Public())}
	for _, tc := range []struct {
		name string
		raws func(*wiretest.Desk) [][]byte
		want []wire.ErrorCode
	}{
		{"OwnPassword", func(d *wiretest.Desk) [][]byte {
			return [][]byte{d.Direct(nurse, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldInitial: false})}
		}, []wire.ErrorCode{0}},
		{"ErrForbidden", func(d *wiretest.Desk) [][]byte {
			return [][]byte{d.Direct(nurse, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRoles: []string{ledger.RoleDirector}})}
		}, []wire.ErrorCode{wire.CodeForbidden}},
		{"ErrForbiddenThenGap", func(d *wiretest.Desk) [][]byte {
			return [][]byte{d.Hire(nurse, other), d.Direct(nurse, ledger.KindStation, d.ID, map[string]any{ledger.FieldName: "x"})}
		}, []wire.ErrorCode{wire.CodeForbidden, wire.CodeGap}},
		{"SecondFounder", func(d *wiretest.Desk) [][]byte { return [][]byte{d.Hire(other, other, ledger.RoleDirector)} }, []wire.ErrorCode{wire.CodeForbidden}},
		{"KeysThatSignThemselves", func(d *wiretest.Desk) [][]byte {
			return [][]byte{d.Direct(impostor, ledger.KindStaff, impostor.ID(), newKeys)}
		}, []wire.ErrorCode{wire.CodeForbidden}},
		{"KeysThatSignThemselvesOnceHired", func(d *wiretest.Desk) [][]byte {
			boss := wiretest.Person(t)
			thief, err := trust.NewIdentity(rand.Reader, boss.ID())
			if err != nil {
				t.Fatal(err)
			}
			return [][]byte{
				d.Hire(desk.Founder, boss, ledger.RoleDirector),
				d.Direct(thief, ledger.KindStaff, boss.ID(), map[string]any{ledger.FieldPublic: ledger.Pack(thief.Public())}),
			}
		}, []wire.ErrorCode{0, wire.CodeForbidden}},
		{"ErrSealed", func(d *wiretest.Desk) [][]byte { return [][]byte{d.WriteAs(desk.Founder, c.ID(), "見えない")} }, []wire.ErrorCode{wire.CodeSealed}},
		{"ErrSeenIsMissing", func(d *wiretest.Desk) [][]byte {
			d.Saw(c.ID(), uuid.New(), 1)
			return [][]byte{d.Direct(desk.Founder, ledger.KindStation, d.ID, map[string]any{ledger.FieldName: "x"})}
		}, []wire.ErrorCode{wire.CodeGap}},
		{"HiredAndWrites", func(d *wiretest.Desk) [][]byte {
			joins := wiretest.Person(t)
			return [][]byte{
				d.WriteAs(joins, uuid.New(), "最初の記録"), // before its author, in the request
				d.Hire(desk.Founder, joins, ledger.RoleHealth),
				d.Direct(joins, ledger.KindStaff, joins.ID(), map[string]any{ledger.FieldInitial: false}),
			}
		}, []wire.ErrorCode{0, 0, 0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			raws := tc.raws(fresh())
			if got := s.codes(s.push(raws...), raws...); !slices.Equal(got, tc.want) {
				t.Errorf("codes: got %v, want %v", got, tc.want)
			}
		})
	}
}

// TestRebuild gives an empty center everything that stations have of an
// earlier one, in the worst order: chains that had seen each other last first.
func TestRebuild(t *testing.T) {
	c := centertest.Start(t)
	s := enrolled(t, c)
	office := wiretest.NewOffice(t, c.ID())
	a, b := office.Desk(uuid.New()), office.Desk(uuid.New())
	boss, nurse := wiretest.Person(t), wiretest.Person(t)
	founded := a.Found()
	b.Saw(c.ID(), a.ID, 1)
	hiredBoss := b.Hire(office.Founder, boss, ledger.RoleDirector)
	a.Saw(c.ID(), b.ID, 1)
	hiredNurse := a.Hire(boss, nurse, ledger.RoleHealth)
	kase := uuid.New()
	note := b.WriteAs(nurse, kase, "家庭訪問")
	raws := [][]byte{note, hiredBoss, founded, hiredNurse}
	if got := s.codes(s.push(raws...), raws...); !slices.Equal(got, []wire.ErrorCode{0, 0, 0, 0}) {
		t.Fatalf("codes: got %v", got)
	}
	var status wire.Status
	s.get("GET", wire.PathStatus, nil, &status)
	if status.Founder != office.Founder.ID() || status.Head != 4 {
		t.Errorf("status: got %+v, want founder %s", status, office.Founder.ID())
	}
	_, changes, _ := s.all("?after=0")
	if last := changes[3].Raw; !reflect.DeepEqual(last, note) {
		t.Error("the directory is not before the case in the log")
	}
}
