package ledger_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

func newIdentity(t testing.TB) *trust.Identity {
	t.Helper()
	id, err := trust.NewIdentity(rand.Reader, uuid.New())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func newKey(t testing.TB) trust.Key {
	t.Helper()
	key, err := trust.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// writer appends signed changes to one chain.
type writer struct {
	t       testing.TB
	by      *trust.Identity
	key     trust.Key
	kase    uuid.UUID
	station uuid.UUID
	head    ledger.Head
}

func (w *writer) write(have ledger.Vector, set map[string]any) (*ledger.Change, []byte) {
	w.t.Helper()
	c := &ledger.Change{Case: w.kase, Station: w.station, At: ledger.TimeOf(time.Unix(1_800_000_000, 0))}
	w.head.Follow(c, have)
	if err := c.SealBody(rand.Reader, w.key, &ledger.Edit{Record: recordID, Kind: "note", Set: set}); err != nil {
		w.t.Fatal(err)
	}
	c.Sign(w.by)
	raw := c.Encode()
	head, err := w.head.Extend(c, raw)
	if err != nil {
		w.t.Fatal(err)
	}
	w.head = head
	return c, raw
}

func newWriter(t testing.TB) *writer {
	return &writer{t: t, by: newIdentity(t), key: newKey(t), kase: uuid.New(), station: uuid.New()}
}

func TestChangeRoundTrip(t *testing.T) {
	w := newWriter(t)
	set := map[string]any{"phone": "042-000-3311", "seen": []string{"a", "b"}, "count": int64(3), "yes": true, "gone": nil}
	c, raw := w.write(ledger.Vector{uuid.New(): 4}, set)
	got, err := ledger.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Verify(w.by.Public()); err != nil {
		t.Errorf("verify: %v", err)
	}
	edit, err := got.OpenBody(w.key)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range set {
		if !ledger.SameValue(edit.Set[name], want) {
			t.Errorf("%s: got %v, want %v", name, edit.Set[name], want)
		}
	}
	if got.Dot() != c.Dot() {
		t.Errorf("dot: got %v, want %v", got.Dot(), c.Dot())
	}
	for i := range raw {
		bad := append([]byte(nil), raw...)
		bad[i] ^= 1
		if changed, err := ledger.Decode(bad); err == nil && changed.Verify(w.by.Public()) == nil {
			t.Fatalf("byte %d of %d changed and nobody noticed", i, len(raw))
		}
	}
}

func TestBodyCannotBeMoved(t *testing.T) {
	w := newWriter(t)
	c, _ := w.write(nil, map[string]any{"facts": "x"})
	for name, move := range map[string]func(*ledger.Change){
		"Case":    func(c *ledger.Change) { c.Case = uuid.New() },
		"Station": func(c *ledger.Change) { c.Station = uuid.New() },
		"Count":   func(c *ledger.Change) { c.N++ },
	} {
		t.Run(name, func(t *testing.T) {
			moved := *c
			move(&moved)
			if _, err := moved.OpenBody(w.key); !errors.Is(err, trust.ErrSealBroken) {
				t.Errorf("got %v, want %v", err, trust.ErrSealBroken)
			}
		})
	}
	if _, err := c.OpenBody(newKey(t)); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("another key: got %v, want %v", err, trust.ErrSealBroken)
	}
}

func TestExtend(t *testing.T) {
	w := newWriter(t)
	first, firstRaw := w.write(nil, map[string]any{"facts": "1"})
	other := uuid.New()
	second, secondRaw := w.write(ledger.Vector{w.station: 1, other: 7}, map[string]any{"facts": "2"})
	third, thirdRaw := w.write(ledger.Vector{w.station: 2, other: 7}, map[string]any{"facts": "3"})
	if len(third.Seen) != 0 {
		t.Errorf("seen of a change that saw nothing new: got %v", third.Seen)
	}
	one, err := ledger.Head{}.Extend(first, firstRaw)
	if err != nil {
		t.Fatal(err)
	}
	two, err := one.Extend(second, secondRaw)
	if err != nil {
		t.Fatal(err)
	}
	if two.Seen[other] != 7 || two.Seen[w.station] != 1 {
		t.Errorf("seen: got %v", two.Seen)
	}
	fork := &writer{t: t, by: w.by, key: w.key, kase: w.kase, station: w.station}
	forked, forkedRaw := fork.write(nil, map[string]any{"facts": "other"})
	for _, tc := range []struct {
		name   string
		head   ledger.Head
		change *ledger.Change
		raw    []byte
		want   error
	}{
		{"OK", two, third, thirdRaw, nil},
		{"Repeated", two, second, secondRaw, nil},
		{"ErrGap", one, third, thirdRaw, ledger.ErrGap},
		{"ErrForked", one, forked, forkedRaw, ledger.ErrForked},
		{"ErrBrokenChain", ledger.Head{N: 1, Hash: ledger.HashOf(forkedRaw)}, second, secondRaw, ledger.ErrBrokenChain},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := tc.head.Extend(tc.change, tc.raw); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestFollowDoesNotRunAhead(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	last := ledger.TimeOf(now)
	near, far := ledger.TimeOf(now.Add(time.Minute)), ledger.TimeOf(now.AddDate(2, 0, 0))
	if got, ahead := ledger.Follow(last, near, now); got != near || ahead {
		t.Errorf("a minute ahead: got %v %v, want followed", got.Wall(), ahead)
	}
	if got, ahead := ledger.Follow(last, far, now); got != last || !ahead {
		t.Errorf("two years ahead: got %v %v, want refused and said", got.Wall(), ahead)
	}
	if got := ledger.Next(near, now); got != near+1 {
		t.Errorf("next after a later clock: got %v, want %v", got, near+1)
	}
}

func FuzzDecode(f *testing.F) {
	w := newWriter(f)
	_, raw := w.write(ledger.Vector{uuid.New(): 2}, map[string]any{"facts": "x"})
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := ledger.Decode(raw)
		if err != nil {
			return
		}
		if string(c.Encode()) != string(raw) {
			t.Fatal("decoded bytes encode to others")
		}
	})
}
