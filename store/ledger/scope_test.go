package ledger_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store/ledger"
)

var (
	center  = uuid.MustParse("01920000-0000-7000-8000-00000000000c")
	laptopA = uuid.MustParse("01920000-0000-7000-8000-0000000000aa")
	laptopB = uuid.MustParse("01920000-0000-7000-8000-0000000000bb")
	nurse   = uuid.MustParse("01920000-0000-7000-8000-000000000101")
	midwife = uuid.MustParse("01920000-0000-7000-8000-000000000102")
	caseOne = uuid.MustParse("01920000-0000-7000-8000-000000000201")
	caseTwo = uuid.MustParse("01920000-0000-7000-8000-000000000202")
	evening = time.Date(2026, 11, 24, 17, 15, 0, 0, time.UTC)
)

func edit(n uint64, station uuid.UUID, seen ledger.Vector, e *ledger.Edit) ledger.Written {
	return ledger.Written{Dot: ledger.Dot{Station: station, N: n}, Seen: seen, At: ledger.Time(n), Author: nurse, Edit: e}
}

func carry(record, kase, station uuid.UUID, until time.Time) *ledger.Edit {
	return &ledger.Edit{Record: record, Kind: ledger.KindCarry, Set: map[string]any{
		ledger.FieldCase: kase.String(), ledger.FieldStation: station.String(),
		ledger.FieldStaff: nurse.String(), ledger.FieldUntil: until.Format(time.RFC3339),
	}}
}

func charge(kase uuid.UUID, staff ...uuid.UUID) *ledger.Edit {
	names := make([]string, len(staff))
	for i, id := range staff {
		names[i] = id.String()
	}
	return &ledger.Edit{Record: ledger.ChargeOf(kase), Kind: ledger.KindCharge, Set: map[string]any{
		ledger.FieldCase: kase.String(), ledger.FieldStaff: names,
	}}
}

func book(all ...ledger.Written) *ledger.Carriage {
	var c ledger.Carriage
	for _, w := range all {
		c.Take(w)
	}
	return &c
}

// TestScopeOf asks what a laptop holds by what is written of it.
func TestScopeOf(t *testing.T) {
	out := uuid.New()
	back := &ledger.Edit{Record: out, Kind: ledger.KindCarry, Set: map[string]any{ledger.FieldBack: true}}
	for _, tc := range []struct {
		name    string
		station *ledger.Station
		book    *ledger.Carriage
		now     time.Time
		all     bool
		want    []uuid.UUID
	}{
		{"not named yet", nil, book(), evening, true, nil},
		{"nothing said", &ledger.Station{}, book(), evening, true, nil},
		{"all", &ledger.Station{Scope: ledger.ScopeAll}, book(), evening, true, nil},
		{"nothing carried", &ledger.Station{Scope: ledger.ScopeCarried}, book(edit(1, laptopB, nil, charge(caseOne, nurse))), evening, false, nil},
		{"of a later program", &ledger.Station{Scope: "by_district", Users: []uuid.UUID{nurse}}, book(edit(1, laptopB, nil, charge(caseOne, nurse))), evening, false, nil},
		{"own", &ledger.Station{Scope: ledger.ScopeOwn, Users: []uuid.UUID{nurse}},
			book(edit(1, laptopB, nil, charge(caseOne, midwife, nurse)), edit(2, laptopB, nil, charge(caseTwo, midwife))), evening, false, []uuid.UUID{caseOne}},
		{"carried", &ledger.Station{Scope: ledger.ScopeCarried}, book(edit(1, laptopB, nil, carry(out, caseTwo, laptopA, evening))), evening.Add(-time.Hour), false, []uuid.UUID{caseTwo}},
		{"carried elsewhere", &ledger.Station{Scope: ledger.ScopeCarried}, book(edit(1, laptopB, nil, carry(out, caseTwo, laptopB, evening))), evening.Add(-time.Hour), false, nil},
		{"the evening has come", &ledger.Station{Scope: ledger.ScopeCarried}, book(edit(1, laptopB, nil, carry(out, caseTwo, laptopA, evening))), evening, false, nil},
		{"signed in", &ledger.Station{Scope: ledger.ScopeCarried},
			book(edit(1, laptopB, nil, carry(out, caseTwo, laptopA, evening)), edit(2, laptopB, ledger.Vector{laptopB: 1}, back)), evening.Add(-time.Hour), false, nil},
	} {
		dir := &ledger.Directory{Stations: map[uuid.UUID]*ledger.Station{}}
		if tc.station != nil {
			dir.Stations[laptopA] = tc.station
		}
		got := ledger.ScopeOf(dir, tc.book, center, laptopA, tc.now)
		if got.All != tc.all {
			t.Errorf("%s: all: got %v", tc.name, got.All)
		}
		for _, kase := range []uuid.UUID{caseOne, caseTwo} {
			if want := tc.all || slices.Contains(tc.want, kase); got.Has(kase) != want {
				t.Errorf("%s: has %s: got %v, want %v", tc.name, kase, got.Has(kase), want)
			}
		}
		for _, house := range []uuid.UUID{center, ledger.OfficeOf(center), ledger.CarriageOf(center)} {
			if !got.Has(house) || !got.All && !slices.Contains(got.List(), house) {
				t.Errorf("%s: the house's own ledger %s is not in scope", tc.name, house)
			}
		}
		if !tc.all && len(got.List()) != len(tc.want)+3 {
			t.Errorf("%s: list: got %v", tc.name, got.List())
		}
		if !slices.IsSortedFunc(got.List(), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }) {
			t.Errorf("%s: not sorted: %v", tc.name, got.List())
		}
	}
}

// TestConcurrentCarriage merges edits that did not know of each other: a carry
// ends with the sooner of both, and nobody in charge is without the case.
func TestConcurrentCarriage(t *testing.T) {
	out := uuid.New()
	begun := edit(1, laptopA, nil, carry(out, caseOne, laptopA, evening))
	longer := edit(2, laptopA, ledger.Vector{laptopA: 1}, &ledger.Edit{Record: out, Kind: ledger.KindCarry, Set: map[string]any{ledger.FieldUntil: evening.Add(24 * time.Hour).Format(time.RFC3339)}})
	shorter := edit(1, laptopB, ledger.Vector{laptopA: 1}, &ledger.Edit{Record: out, Kind: ledger.KindCarry, Set: map[string]any{ledger.FieldUntil: evening.Add(time.Hour).Format(time.RFC3339)}})
	c := book(begun, longer, shorter)
	if got := c.Carries[out].Until; !got.Equal(evening.Add(time.Hour)) {
		t.Errorf("until: got %v", got)
	}
	c = book(edit(1, laptopA, nil, charge(caseOne, nurse)), edit(1, laptopB, nil, charge(caseOne, midwife)))
	if got := c.Charges[caseOne]; !slices.Equal(got, []uuid.UUID{nurse, midwife}) {
		t.Errorf("in charge: got %v", got)
	}
	c.Take(edit(2, laptopB, ledger.Vector{laptopA: 1, laptopB: 1}, charge(caseOne, midwife)))
	if got := c.Charges[caseOne]; !slices.Equal(got, []uuid.UUID{midwife}) {
		t.Errorf("after a decision: got %v", got)
	}
	other := charge(caseOne, nurse)
	other.Record = uuid.New()
	c.Take(edit(3, laptopB, ledger.Vector{laptopA: 1, laptopB: 2}, other))
	if got := c.Charges[caseOne]; !slices.Equal(got, []uuid.UUID{midwife}) {
		t.Errorf("a second record about the case counted: %v", got)
	}
}

// TestCarriageOrderMakesNoDifference takes the same edits in any order, some
// of them twice, hostile ones among them.
func TestCarriageOrderMakesNoDifference(t *testing.T) {
	records := []uuid.UUID{ledger.ChargeOf(caseOne), ledger.ChargeOf(caseTwo), uuid.NewSHA1(center, []byte("a")), uuid.NewSHA1(center, []byte("b"))}
	rapid.Check(t, func(t *rapid.T) {
		var all []ledger.Written
		have := map[uuid.UUID]ledger.Vector{laptopA: {}, laptopB: {}}
		for range rapid.IntRange(1, 12).Draw(t, "edits") {
			at := rapid.SampledFrom([]uuid.UUID{laptopA, laptopB}).Draw(t, "station")
			if rapid.Bool().Draw(t, "meet") {
				have[at].Merge(have[laptopA])
				have[at].Merge(have[laptopB])
			}
			e := carry(uuid.Nil, rapid.SampledFrom([]uuid.UUID{caseOne, caseTwo}).Draw(t, "case"), laptopA, evening.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "until"))*time.Hour))
			if rapid.Bool().Draw(t, "charge") {
				e = charge(rapid.SampledFrom([]uuid.UUID{caseOne, caseTwo}).Draw(t, "case"), rapid.SampledFrom([]uuid.UUID{nurse, midwife}).Draw(t, "staff"))
			}
			e.Record = rapid.SampledFrom(records).Draw(t, "record")
			if rapid.Bool().Draw(t, "back") {
				e.Set[ledger.FieldBack] = true
			}
			all = append(all, edit(have[at][at]+1, at, have[at].Clone(), e))
			have[at][at]++
		}
		want := book(all...)
		again := append(slices.Clone(all), all[:len(all)/2]...)
		rand.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		got := book(again...)
		if !reflect.DeepEqual(got.Carries, want.Carries) || !reflect.DeepEqual(got.Charges, want.Charges) {
			t.Fatalf("got %v %v, want %v %v", got.Carries, got.Charges, want.Carries, want.Charges)
		}
	})
}

// TestConcurrentScopeIsNarrow merges two settings of a station that did not
// know of each other.
func TestConcurrentScopeIsNarrow(t *testing.T) {
	founder := uuid.New()
	at := func(n uint64, station uuid.UUID, seen ledger.Vector, kind string, record uuid.UUID, set map[string]any) ledger.Written {
		return ledger.Written{Dot: ledger.Dot{Station: station, N: n}, Seen: seen, At: ledger.Time(n), Author: founder, Edit: &ledger.Edit{Record: record, Kind: kind, Set: set}}
	}
	scope := func(s string, users ...string) map[string]any {
		return map[string]any{ledger.FieldScope: s, ledger.FieldUsers: users}
	}
	known := ledger.Vector{laptopA: 2}
	begun := []ledger.Written{
		at(1, laptopA, nil, ledger.KindStaff, founder, map[string]any{ledger.FieldName: "大沢", ledger.FieldRoles: []string{ledger.RoleDirector}}),
		at(2, laptopA, ledger.Vector{laptopA: 1}, ledger.KindStation, laptopB, map[string]any{ledger.FieldName: "L-02"}),
	}
	for _, tc := range []struct {
		a, b  map[string]any
		want  string
		users []uuid.UUID
	}{
		{scope(ledger.ScopeAll), scope(ledger.ScopeOwn, nurse.String()), ledger.ScopeOwn, nil},
		{scope(ledger.ScopeOwn, nurse.String(), midwife.String()), scope(ledger.ScopeOwn, midwife.String()), ledger.ScopeOwn, []uuid.UUID{midwife}},
		{scope(ledger.ScopeCarried), scope(ledger.ScopeOwn, nurse.String()), ledger.ScopeCarried, nil},
		{scope(ledger.ScopeAll), scope(ledger.ScopeAll), ledger.ScopeAll, nil},
	} {
		for range 2 {
			d := ledger.FoldDirectory(founder, append(slices.Clone(begun), at(3, laptopA, known, ledger.KindStation, laptopB, tc.a), at(1, laptopB, known, ledger.KindStation, laptopB, tc.b)))
			st := d.Stations[laptopB]
			if got := st.Scope; got != tc.want && !(tc.want == ledger.ScopeAll && got == "") || !slices.Equal(st.Users, tc.users) {
				t.Errorf("%v with %v: got %q %v, want %q %v", tc.a, tc.b, st.Scope, st.Users, tc.want, tc.users)
			}
			tc.a, tc.b = tc.b, tc.a
		}
	}
	// Somebody without the role sets nothing.
	d := ledger.FoldDirectory(founder, append(slices.Clone(begun),
		at(3, laptopA, known, ledger.KindStaff, nurse, map[string]any{ledger.FieldName: "中野", ledger.FieldRoles: []string{ledger.RoleHealth}}),
		ledger.Written{Dot: ledger.Dot{Station: laptopB, N: 1}, Seen: ledger.Vector{laptopA: 3}, At: 9, Author: nurse,
			Edit: &ledger.Edit{Record: laptopB, Kind: ledger.KindStation, Set: scope(ledger.ScopeAll)}}))
	if len(d.Refused) != 1 || d.Stations[laptopB].Scope != "" {
		t.Errorf("a nurse set a scope: %+v, refused %v", d.Stations[laptopB], d.Refused)
	}
}
