package center_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// clock is a time that a test moves on from now.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := new(clock)
	c.at.Store(time.Now().UnixNano())
	return c
}

func (c *clock) now() time.Time                  { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) advance(d time.Duration)         { c.at.Add(int64(d)) }
func (c *clock) inFuture(d time.Duration) string { return c.now().Add(d).Format(time.RFC3339) }

// officeWith is office with a Config.
func officeWith(t *testing.T, config center.Config) (*centertest.Served, *stranger, *wiretest.Desk) {
	t.Helper()
	c := centertest.StartWith(t, config)
	s := enrolled(t, c)
	desk := wiretest.NewOffice(t, c.ID()).Desk(s.id)
	if config.Now != nil {
		desk.Clock = config.Now()
	}
	first := desk.Found()
	if got := s.codes(s.push(first), first); got[0] != 0 {
		t.Fatalf("founding: got code %d", got[0])
	}
	return c, s, desk
}

// record appends a readable change of the carriage book.
func record(desk *wiretest.Desk, by *trust.Identity, e *ledger.Edit) []byte {
	return desk.Sign(ledger.CarriageOf(desk.Center), by, func(c *ledger.Change) error { return c.ShowBody(e) })
}

func carry(kase, station uuid.UUID, until string) *ledger.Edit {
	return &ledger.Edit{Record: uuid.New(), Kind: ledger.KindCarry, Set: map[string]any{
		ledger.FieldCase: kase.String(), ledger.FieldStation: station.String(),
		ledger.FieldStaff: uuid.NewString(), ledger.FieldUntil: until,
	}}
}

func charge(kase uuid.UUID, staff ...uuid.UUID) *ledger.Edit {
	list := []string{}
	for _, id := range staff {
		list = append(list, id.String())
	}
	return &ledger.Edit{Record: ledger.ChargeOf(kase), Kind: ledger.KindCharge, Set: map[string]any{
		ledger.FieldCase: kase.String(), ledger.FieldStaff: list,
	}}
}

// taken pushes changes all of which the log must take.
func (s *stranger) taken(raws ...[]byte) {
	s.t.Helper()
	if got := s.codes(s.push(raws...), raws...); slices.ContainsFunc(got, func(c wire.ErrorCode) bool { return c != 0 }) {
		s.t.Fatalf("codes: got %v, want receipts", got)
	}
}

// cases returns the cases of which a stream has changes, without the house's
// own, in the order in which they come first.
func (s *stranger) cases(center uuid.UUID, query string) (out []uuid.UUID) {
	s.t.Helper()
	_, changes, _ := s.all(query)
	for _, logged := range changes {
		c, err := ledger.Decode(logged.Raw)
		if err != nil {
			s.t.Fatal(err)
		}
		house := c.Case == center || c.Case == ledger.CarriageOf(center)
		if !house && !slices.Contains(out, c.Case) {
			out = append(out, c.Case)
		}
	}
	return out
}

// limit gives a station a scope in the directory.
func limit(desk *wiretest.Desk, station uuid.UUID, scope string, users ...uuid.UUID) []byte {
	list := []string{}
	for _, id := range users {
		list = append(list, id.String())
	}
	return desk.Direct(desk.Founder, ledger.KindStation, station, map[string]any{
		ledger.FieldName: "L-09", ledger.FieldType: ledger.StationLaptop, ledger.FieldScope: scope, ledger.FieldUsers: list,
	})
}

func TestCarriageBookRefuses(t *testing.T) {
	_, s, desk := office(t)
	nurse, stranger := wiretest.Person(t), wiretest.Person(t)
	s.taken(desk.Hire(desk.Founder, nurse, ledger.RoleHealth))
	kase, laptop := uuid.New(), uuid.New()
	until := "2026-11-24T18:00:00+09:00"
	with := func(e *ledger.Edit, change func(*ledger.Edit)) *ledger.Edit { change(e); return e }
	set := func(e *ledger.Edit, name string, v any) *ledger.Edit { e.Set[name] = v; return e }
	for _, tc := range []struct {
		name string
		by   *trust.Identity
		edit *ledger.Edit
		want wire.ErrorCode
	}{
		{"Carry", nurse, carry(kase, laptop, until), 0},
		{"Back", nurse, set(carry(kase, laptop, until), ledger.FieldBack, true), 0},
		{"Withdrawn", nurse, set(carry(kase, laptop, until), ledger.FieldState, ledger.StateWithdrawn), 0},
		{"Charge", nurse, charge(kase, nurse.ID(), desk.Founder.ID()), 0},
		{"ErrUnknownAuthor", stranger, carry(kase, laptop, until), wire.CodeUnknownAuthor},
		{"ErrOtherKind", nurse, &ledger.Edit{Record: kase, Kind: "note", Set: map[string]any{"facts": "森田"}}, wire.CodeReadable},
		{"ErrGrant", nurse, &ledger.Edit{Record: kase, Kind: ledger.KindGrant, Grant: &trust.Grant{Of: kase}}, wire.CodeReadable},
		{"ErrOtherField", nurse, set(carry(kase, laptop, until), "note", "森田家"), wire.CodeReadable},
		{"ErrWordsForAnID", nurse, set(carry(kase, laptop, until), ledger.FieldStaff, "森田"), wire.CodeReadable},
		{"ErrWordsForATime", nurse, carry(kase, laptop, "夕方まで"), wire.CodeReadable},
		{"ErrWordsForAState", nurse, set(carry(kase, laptop, until), ledger.FieldState, "森田"), wire.CodeReadable},
		{"ErrReason", nurse, with(charge(kase, nurse.ID()), func(e *ledger.Edit) { e.Reason = "森田家の担当替え" }), wire.CodeReadable},
		{"ErrLongForm", nurse, with(charge(kase, nurse.ID()), func(e *ledger.Edit) { e.Form = "森田家の担当替えについての長い説明" }), wire.CodeReadable},
		{"ErrChargeOfAnotherRecord", nurse, with(charge(kase, nurse.ID()), func(e *ledger.Edit) { e.Record = uuid.New() }), wire.CodeReadable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fresh := desk.Office.Desk(uuid.New())
			raw := record(fresh, tc.by, tc.edit)
			if got := s.codes(s.push(raw), raw); got[0] != tc.want {
				t.Errorf("got code %d, want %d", got[0], tc.want)
			}
		})
	}
	sealed := desk.Office.Desk(uuid.New()).WriteAs(nurse, ledger.CarriageOf(desk.Center), "見えない")
	if got := s.codes(s.push(sealed), sealed); got[0] != wire.CodeSealed {
		t.Errorf("sealed: got code %d, want %d", got[0], wire.CodeSealed)
	}
}

func TestScopeOfOthersIsForbidden(t *testing.T) {
	c, s, desk := office(t)
	nurse := wiretest.Person(t)
	s.taken(desk.Hire(desk.Founder, nurse, ledger.RoleHealth))
	for name, set := range map[string]map[string]any{
		"Scope": {ledger.FieldScope: ledger.ScopeAll},
		"Users": {ledger.FieldUsers: []string{nurse.ID().String()}},
	} {
		t.Run(name, func(t *testing.T) {
			d := desk.Office.Desk(uuid.New())
			d.Saw(c.ID(), desk.ID, 2)
			raw := d.Direct(nurse, ledger.KindStation, s.id, set)
			if got := s.codes(s.push(raw), raw); got[0] != wire.CodeForbidden {
				t.Errorf("got code %d, want %d", got[0], wire.CodeForbidden)
			}
		})
	}
}

func TestScopeCarried(t *testing.T) {
	clock := newClock()
	c, s, desk := officeWith(t, center.Config{Now: clock.now})
	laptop := enrolled(t, c)
	out, home := uuid.New(), uuid.New()
	s.taken(desk.Write(out, "持ち出す"), desk.Write(home, "出さない"), desk.Write(ledger.OfficeOf(c.ID()), "会議"))
	if got := laptop.cases(c.ID(), ""); len(got) != 3 {
		t.Errorf("before anybody has limited it: got %d cases, want 3", len(got))
	}
	going := carry(out, laptop.id, clock.inFuture(9*time.Hour))
	s.taken(limit(desk, laptop.id, ledger.ScopeCarried), record(desk, desk.Founder, going))
	office := ledger.OfficeOf(c.ID())
	if got := laptop.cases(c.ID(), ""); !slices.Equal(got, []uuid.UUID{out, office}) {
		t.Errorf("changes: got %v, want %v and the office file %v", got, out, office)
	}
	head, changes, _ := laptop.all("?after=0")
	if int(head.Total) != len(changes) || head.Head < changes[len(changes)-1].Seq {
		t.Errorf("head: got %+v with %d changes", head, len(changes))
	}
	if status, code := laptop.refused(http.MethodGet, wire.PathChanges+"?case="+home.String(), nil); status != http.StatusForbidden || code != wire.CodeOutOfScope {
		t.Errorf("a case at home: got status %d, code %d", status, code)
	}
	if got := laptop.cases(c.ID(), "?case="+out.String()); !slices.Equal(got, []uuid.UUID{out}) {
		t.Errorf("the carried case: got %v", got)
	}
	sameDigests(t, laptop, []uuid.UUID{c.ID(), ledger.CarriageOf(c.ID()), office, out})
	if got := s.cases(c.ID(), ""); len(got) != 3 {
		t.Errorf("the office PC: got %d cases, want 3", len(got))
	}

	// Work is never lost: what leaves the scope while it is written is taken.
	mine := desk.Office.Desk(laptop.id)
	laptop.taken(mine.Write(home, "範囲の外から"), mine.Write(uuid.New(), "新しいケース"))

	clock.advance(10 * time.Hour)
	if got := laptop.cases(c.ID(), ""); !slices.Equal(got, []uuid.UUID{office}) {
		t.Errorf("after its time: got %v, want the office file", got)
	}
}

// sameDigests compares the digests and heads that a station is given with
// those of the cases that it is to know of.
func sameDigests(t *testing.T, s *stranger, want []uuid.UUID) {
	t.Helper()
	var digests [ledger.Buckets]ledger.Hash
	s.get(http.MethodGet, wire.PathDigests, nil, &digests)
	var seen []uuid.UUID
	for k, digest := range digests {
		heads := []ledger.CaseHead{}
		s.get(http.MethodGet, fmt.Sprintf("%s?bucket=%d", wire.PathHeads, k), nil, &heads)
		if got := ledger.DigestHeads(heads); got != digest {
			t.Errorf("bucket %d: digest is not that of its heads", k)
		}
		for _, h := range heads {
			if !slices.Contains(seen, h.Case) {
				seen = append(seen, h.Case)
			}
		}
	}
	slices.SortFunc(seen, compareIDs)
	want = slices.Clone(want)
	slices.SortFunc(want, compareIDs)
	if !slices.Equal(seen, want) {
		t.Errorf("cases of the heads: got %v, want %v", seen, want)
	}
}

func compareIDs(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }

func TestScopeOwn(t *testing.T) {
	c, s, desk := office(t)
	laptop := enrolled(t, c)
	nurse, other := wiretest.Person(t), wiretest.Person(t)
	hers, his, carried := uuid.New(), uuid.New(), uuid.New()
	s.taken(
		desk.Hire(desk.Founder, nurse, ledger.RoleHealth), desk.Hire(desk.Founder, other, ledger.RoleHealth),
		desk.Write(hers, "担当"), desk.Write(his, "別の人の担当"), desk.Write(carried, "借りる"),
		limit(desk, laptop.id, ledger.ScopeOwn, nurse.ID()),
		record(desk, nurse, charge(hers, nurse.ID())), record(desk, nurse, charge(his, other.ID())),
	)
	if got := laptop.cases(c.ID(), ""); !slices.Equal(got, []uuid.UUID{hers}) {
		t.Errorf("own: got %v, want %v", got, hers)
	}
	loan := carry(carried, laptop.id, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	s.taken(record(desk, other, loan), record(desk, other, charge(his, other.ID(), nurse.ID())))
	if got := laptop.cases(c.ID(), ""); !slices.Equal(got, []uuid.UUID{hers, his, carried}) {
		t.Errorf("with a second one and a loan: got %v, want %v", got, []uuid.UUID{hers, his, carried})
	}
	back := &ledger.Edit{Record: loan.Record, Kind: ledger.KindCarry, Set: map[string]any{ledger.FieldBack: true}}
	s.taken(record(desk, other, back), record(desk, other, charge(his, other.ID())))
	if got := laptop.cases(c.ID(), ""); !slices.Equal(got, []uuid.UUID{hers}) {
		t.Errorf("given back: got %v, want %v", got, hers)
	}
}
