package bundle_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client/bundle"
)

// forge makes a file of a colleague who has the keys and means harm.
func forge(t testing.TB, by *station, fill func(f *bundle.Forger)) string {
	t.Helper()
	f, err := bundle.Forge(t.Context(), by.Store, by.Center())
	if err != nil {
		t.Fatal(err)
	}
	fill(f)
	raw, err := f.End()
	if err != nil {
		t.Fatal(err)
	}
	return write(t, raw)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// change writes a change of a case as somebody signs it, with a readable body
// or a sealed one that no key here opens.
func change(t testing.TB, by *trust.Identity, c ledger.Change, edit *ledger.Edit, readable bool) []byte {
	t.Helper()
	c.N = 1
	if readable {
		must(t, c.ShowBody(edit))
	} else {
		key, err := trust.NewKey(rand.Reader)
		must(t, err)
		must(t, c.SealBody(rand.Reader, key, edit))
	}
	c.Sign(by)
	return c.Encode()
}

func TestHostileItems(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	kase, family := office.family("山田")
	laptop.take(office.export(toAll))
	before, dir := laptop.shown(), laptop.Directory()
	stranger, err := trust.NewIdentity(rand.Reader, uuid.New())
	must(t, err)
	posing, err := trust.NewIdentity(rand.Reader, office.Me().ID)
	must(t, err)
	edit := &ledger.Edit{Record: family, Kind: store.KindFamily, Set: map[string]any{"name": "偽"}}
	crown := &ledger.Edit{Record: stranger.ID(), Kind: ledger.KindStaff, Set: map[string]any{
		ledger.FieldName: "偽", ledger.FieldRoles: []string{ledger.RoleDirector}, ledger.FieldPublic: ledger.Pack(stranger.Public()),
	}}
	at := ledger.TimeOf(office.city.now)
	foreign := newCity(t).found("よその市")
	theirs, err := foreign.Unsent(t.Context(), 100)
	must(t, err)
	for _, tc := range []struct {
		name string
		raws [][]byte
	}{
		{"Stranger", [][]byte{change(t, stranger, ledger.Change{Case: kase, Station: uuid.New(), At: at}, edit, false)}},
		{"ForgedSignature", [][]byte{change(t, posing, ledger.Change{Case: kase, Station: uuid.New(), At: at}, edit, false)}},
		{"ReadableBody", [][]byte{change(t, posing, ledger.Change{Case: kase, Station: uuid.New(), At: at}, edit, true)}},
		{"OwnDirector", [][]byte{change(t, stranger, ledger.Change{Case: laptop.Center(), Station: uuid.New(), At: at}, crown, true)}},
		{"SealedDirectory", [][]byte{change(t, posing, ledger.Change{Case: laptop.Center(), Station: uuid.New(), At: at}, crown, false)}},
		{"ForeignCenter", theirs},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := forge(t, office, func(f *bundle.Forger) {
				must(t, f.Preface(office.Me().ID))
				must(t, f.Directory(t.Context()))
				for _, raw := range tc.raws {
					must(t, f.Carry(bundle.TypeChange, raw))
				}
			})
			got := laptop.take(path)
			if got.Refused != len(tc.raws) || !got.Whole {
				t.Errorf("got %+v, want %d refused", got, len(tc.raws))
			}
			if !maps.Equal(laptop.shown(), before) {
				t.Error("something was taken in")
			}
			if n := len(laptop.Directory().Staff); n != len(dir.Staff) || laptop.Staff(stranger.ID()) != nil {
				t.Errorf("got a directory of %d people", n)
			}
		})
	}
}

func TestHostileFiles(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	kase, _ := office.family("山田")
	laptop.take(office.export(toAll))
	before := laptop.shown()
	_, sealed, err := rawOf(t, office, kase)
	must(t, err)
	for _, tc := range []struct {
		name string
		fill func(f *bundle.Forger)
		want error
	}{
		{"NoPreface", func(f *bundle.Forger) { must(t, f.Carry(bundle.TypeChange, sealed)) }, bundle.ErrDamaged},
		{"AnotherMaker", func(f *bundle.Forger) { must(t, f.Preface(laptop.Me().ID)) }, bundle.ErrMaker},
		{"UnknownMaker", func(f *bundle.Forger) {
			must(t, f.Preface(uuid.New()))
			must(t, f.Carry(bundle.TypeChange, sealed))
		}, bundle.ErrMaker},
		{"NoChange", func(f *bundle.Forger) {
			must(t, f.Preface(office.Me().ID))
			must(t, f.Carry(bundle.TypeChange, []byte("no change")))
		}, bundle.ErrDamaged},
		{"UnknownType", func(f *bundle.Forger) {
			must(t, f.Preface(office.Me().ID))
			must(t, f.Carry(1, sealed))
		}, bundle.ErrDamaged},
		{"Bomb", func(f *bundle.Forger) {
			must(t, f.Preface(office.Me().ID))
			must(t, f.Bytes([]byte{0x82, 0x02, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})) // a string of 2^63 bytes
			must(t, f.Bytes(bytes.Repeat([]byte{0}, 3<<20)))
		}, bundle.ErrDamaged},
		{"Long", func(f *bundle.Forger) {
			must(t, f.Preface(office.Me().ID))
			must(t, f.Carry(bundle.TypeChange, make([]byte, 3<<20)))
		}, bundle.ErrDamaged},
		{"LongChunk", func(f *bundle.Forger) {
			must(t, f.Preface(office.Me().ID))
			must(t, f.Chunk(ledger.Hash{1}, 1<<40, make([]byte, ledger.MaxChunk)))
		}, bundle.ErrDamaged},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := bundle.Import(t.Context(), laptop.Store, forge(t, office, tc.fill), nil)
			if !errors.Is(err, tc.want) || got.Whole {
				t.Errorf("got %+v, %v, want %v", got, err, tc.want)
			}
			if !maps.Equal(laptop.shown(), before) {
				t.Error("something was taken in")
			}
		})
	}
}

func TestHostileReceiptsAndAttachments(t *testing.T) {
	office, laptops := stations(t, 1)
	laptop := laptops[0]
	kase, _ := laptop.family("山田")
	c, raw, err := rawOf(t, laptop, kase)
	must(t, err)
	lie := ledger.Receipts{Items: []ledger.Receipt{{Case: kase, Station: c.Station, N: c.N, Hash: ledger.HashOf(raw), Seq: 9, At: 9}}}
	impostor, err := trust.NewIdentity(rand.Reader, office.Center())
	must(t, err)
	lie.Sign(impostor)
	body := bytes.Repeat([]byte{7}, 4112)
	elsewhere := ledger.Manifest{Case: uuid.New(), Key: uuid.New(), Size: 4112, Chunks: []ledger.Hash{ledger.HashOf(body)}}
	here := elsewhere
	here.Case = kase
	path := forge(t, office, func(f *bundle.Forger) {
		must(t, f.Preface(office.Me().ID))
		must(t, f.Carry(bundle.TypeReceipt, trust.MustEncode(&lie)))
		must(t, f.Carry(bundle.TypeReceipt, []byte("no receipt")))
		must(t, f.Carry(bundle.TypeManifest, elsewhere.Encode()))
		must(t, f.Chunk(elsewhere.ID(), 0, body))
		must(t, f.Carry(bundle.TypeManifest, here.Encode()))
		must(t, f.Chunk(here.ID(), 0, append(body[:1:1], body...)))
		must(t, f.Chunk(ledger.Hash{1, 2}, 0, body))
	})
	got := laptop.take(path)
	if got.Refused != 4 || got.Receipts != 0 || got.Blobs != 0 {
		t.Errorf("got %+v", got)
	}
	unsent, err := laptop.Unsent(t.Context(), 100)
	must(t, err)
	if !contains(unsent, raw) {
		t.Error("a change counts as receipted by a forged receipt")
	}
}

func contains(all [][]byte, one []byte) bool {
	for _, raw := range all {
		if bytes.Equal(raw, one) {
			return true
		}
	}
	return false
}

// rawOf finds an unsent sealed change of a case.
func rawOf(t testing.TB, s *station, kase uuid.UUID) (*ledger.Change, []byte, error) {
	t.Helper()
	unsent, err := s.Unsent(t.Context(), 1000)
	must(t, err)
	for _, raw := range unsent {
		if c, err := ledger.Decode(raw); err == nil && c.Case == kase && c.Sealed() {
			return c, raw, nil
		}
	}
	return nil, nil, store.ErrNotFound
}

// An old file says that somebody is on the staff who was removed since: the
// directory stays as it is, and what that person wrote after it waits in the
// hold box.
func TestOldDirectoryAgain(t *testing.T) {
	office, laptops := stations(t, 2)
	laptop, other := laptops[0], laptops[1]
	old := other.export(toAll)
	must(t, office.RemoveStaff(t.Context(), laptop.Me().ID))
	other.take(office.export(toAll))
	kase, _ := laptop.family("山田")
	got := other.take(laptop.export(store.BundleOrder{Take: store.TakeCases, Cases: []uuid.UUID{kase}, Group: true}))
	if got.Refused == 0 {
		t.Errorf("got %+v", got)
	}
	if _, err := other.FindCase(t.Context(), kase); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the case was taken in: %v", err)
	}
	box, err := other.FindHoldBox(t.Context())
	if err != nil || len(box) == 0 {
		t.Errorf("got hold box %+v, %v", box, err)
	}
	if got := other.take(old); got.Refused != 0 {
		t.Errorf("got %+v", got)
	}
	if s := other.Staff(laptop.Me().ID); !s.Removed {
		t.Error("an old file brought a person back")
	}
}

func TestExportLeavesNoHalfFile(t *testing.T) {
	office, _ := stations(t, 1)
	for range 300 {
		office.family("家")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "a"+bundle.Extension)
	// What a power cut left a year ago goes, what is being written stays.
	cut, young := filepath.Join(folder, ".bundle-1"), filepath.Join(folder, ".bundle-2")
	for path, at := range map[string]time.Time{cut: office.city.now.AddDate(-1, 0, 0), young: office.city.now} {
		must(t, os.WriteFile(path, nil, 0o600))
		must(t, os.Chtimes(path, at, at))
	}
	ctx, stop := contextWithStop(t)
	_, err := bundle.Export(ctx, office.Store, bundle.Order{BundleOrder: toAll, Path: path, Progress: func(bundle.Progress) { stop() }})
	if err == nil {
		t.Fatal("the export was not stopped")
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 || left[0].Name() != filepath.Base(young) {
		t.Errorf("got %v, %v", left, err)
	}
	traces, err := office.FindBundles(t.Context())
	if err != nil || len(traces) != 1 || traces[0].Outcome != store.BundleStopped {
		t.Errorf("got traces %+v, %v", traces, err)
	}
	must(t, os.WriteFile(path, []byte("x"), 0o600))
	if _, err := bundle.Export(t.Context(), office.Store, bundle.Order{BundleOrder: toAll, Path: path}); !errors.Is(err, bundle.ErrExists) {
		t.Errorf("over a file: got %v", err)
	}
	if _, err := bundle.Export(t.Context(), office.Store, bundle.Order{BundleOrder: toAll, Path: filepath.Join(folder, "no", "a")}); !errors.Is(err, bundle.ErrTarget) {
		t.Errorf("into no folder: got %v", err)
	}
}
