package sim_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"testing/cryptotest"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

const (
	password = "ひみつのことばです"
	address  = "center.example:8443"
)

// cheapKDF is for machines whose password nobody tries to guess.
var cheapKDF = trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1}

// place is where days begin and end.
var place = time.FixedZone("JST", 9*60*60)

// dawn is when every run begins.
var dawn = time.Date(2026, 11, 20, 8, 30, 0, 0, place)

// world is a center with its people and stations as images. It is the same in
// every process.
type world struct {
	center   files
	people   []uuid.UUID
	stations []image
	at       time.Time // when it was ready
}

// image is a station's folder and who can sign in there.
type image struct {
	id      uuid.UUID
	files   files
	signIns []uuid.UUID
	leaf    *x509.Certificate
	desk    client.Endpoint
}

// stream is an endless supply of random bytes that its name decides.
func stream(names ...uint64) io.Reader {
	var seed [32]byte
	for i, n := range names {
		binary.LittleEndian.PutUint64(seed[8*i:], n)
	}
	return mathrand.NewChaCha8(seed)
}

// kindOfWorld is how many stations a world has, and whether on some of them one
// person signs in alone, so that restricted cases have a place.
type kindOfWorld struct {
	size  int
	alone bool
}

// sizes are how many stations the worlds have; a run uses the first ones of
// the smallest that has enough. A directory of a hundred machines costs every
// opening of a store some time.
var sizes = []int{8, 20, 100}

var worlds = struct {
	sync.Mutex
	made map[kindOfWorld]*world
}{made: map[kindOfWorld]*world{}}

// worldFor returns the world for so many stations.
func worldFor(t *testing.T, stations int, alone bool) *world {
	t.Helper()
	size := sizes[len(sizes)-1]
	for _, s := range sizes {
		if stations <= s {
			size = min(size, s)
		}
	}
	worlds.Lock()
	defer worlds.Unlock()
	kind := kindOfWorld{size, alone}
	if w := worlds.made[kind]; w != nil {
		return w
	}
	cryptotest.SetGlobalRandom(t, uint64(size))
	b := &builder{now: dawn.Add(-24 * time.Hour), dir: filepath.Join(scratch, fmt.Sprintf("world-%d-%v", size, alone)), size: uint64(size), alone: alone}
	w, err := b.build(t.Context(), size)
	if err != nil {
		t.Fatalf("make the world of %d stations: %v", size, err)
	}
	worlds.made[kind] = w
	return w
}

// builder makes a world through the real center and stores.
type builder struct {
	now    time.Time
	dir    string
	size   uint64
	alone  bool
	center *center.Center
	stores []*store.Store
	world  world
}

func (b *builder) clock() time.Time {
	b.now = b.now.Add(time.Second)
	return b.now
}

func (b *builder) build(ctx context.Context, size int) (*world, error) {
	config := center.Config{Dir: filepath.Join(b.dir, "center"), Now: b.clock, Rand: stream(b.size, 1)}
	if err := center.Init(ctx, config, address); err != nil {
		return nil, err
	}
	var err error
	if b.center, err = center.Open(ctx, config); err != nil {
		return nil, err
	}
	if err := b.found(ctx); err != nil {
		return nil, err
	}
	for i := 1; i < size; i++ {
		if err := b.join(ctx, i); err != nil {
			return nil, fmt.Errorf("join station %d: %w", i, err)
		}
	}
	return &b.world, b.finish(ctx)
}

// people are hired by the founder, who is the first of the world's people.
var people = []struct {
	name, job string
	roles     []string
}{
	{"統括 由美", "nurse", []string{ledger.RoleCoordinator, ledger.RoleHealth}},
	{"保健 花子", "nurse", []string{ledger.RoleHealth}},
	{"福祉 一郎", "worker", []string{ledger.RoleWelfare}},
	{"保健 月子", "nurse", []string{ledger.RoleHealth}},
	{"福祉 二郎", "worker", []string{ledger.RoleWelfare}},
}

func (b *builder) found(ctx context.Context) error {
	e, _, err := b.enrol(ctx, 0)
	if err != nil {
		return err
	}
	s, err := store.Found(ctx, b.config(0), e, store.Founder{Name: "大沢 正", Job: "director", Password: password})
	if err != nil {
		return err
	}
	b.stores, b.world.people = append(b.stores, s), []uuid.UUID{s.Me().ID}
	b.world.stations[0].signIns = []uuid.UUID{s.Me().ID}
	for _, p := range people {
		id, err := s.AddStaff(ctx, store.NewStaff{Name: p.name, Job: p.job, Roles: p.roles, Password: password})
		if err != nil {
			return err
		}
		b.world.people = append(b.world.people, id)
	}
	if err := b.claim(ctx, 0); err != nil {
		return err
	}
	return b.round(ctx, 0)
}

// claim marks a station of a world with such stations as its person's own.
func (b *builder) claim(ctx context.Context, i int) error {
	if !b.alone {
		return nil
	}
	alone, err := b.stores[i].Claim(ctx)
	if err == nil && !alone {
		err = fmt.Errorf("station %d is not claimed", i)
	}
	return err
}

// owner is who alone signs in at a station, nil where several do.
func (b *builder) owner(i int) *uuid.UUID {
	if !b.alone || i%2 != 0 {
		return nil
	}
	return &b.world.people[1+i/2%2]
}

func (b *builder) config(i int) store.Config {
	lib, err := library()
	if err != nil {
		panic(err)
	}
	return store.Config{
		Dir: filepath.Join(b.dir, fmt.Sprint(i)), Library: lib, KDF: cheapKDF,
		Now: b.clock, Rand: stream(b.size, 2, uint64(i)),
	}
}

// join makes one more station; two or three people can sign in there.
func (b *builder) join(ctx context.Context, i int) error {
	e, desk, err := b.enrol(ctx, i)
	if err != nil {
		return err
	}
	directory, err := b.directory(ctx, desk, e.Center)
	if err != nil {
		return err
	}
	who, owner := b.world.people[i%len(b.world.people)], b.owner(i)
	if owner != nil {
		who = *owner
	}
	e.CenterSecret = b.stores[0].CenterSecret()
	s, err := store.Join(ctx, b.config(i), e, directory, who, password)
	if err != nil {
		return err
	}
	b.stores = append(b.stores, s)
	at := &b.world.stations[i]
	at.signIns = []uuid.UUID{who}
	if owner != nil {
		if err := b.claim(ctx, i); err != nil {
			return err
		}
		return b.round(ctx, i)
	}
	for k := 1; k <= 1+i%2; k++ {
		other := b.world.people[(i+k)%len(b.world.people)]
		if err := s.AddSignIn(ctx, other, password); err != nil {
			return err
		}
		at.signIns = append(at.signIns, other)
	}
	return b.round(ctx, i)
}

// enrol asks the center for a station as the program does, without TLS.
func (b *builder) enrol(ctx context.Context, i int) (store.Enrolment, client.Endpoint, error) {
	fail := func(err error) (store.Enrolment, client.Endpoint, error) {
		return store.Enrolment{}, client.Endpoint{}, err
	}
	code, _, err := b.center.Invite(ctx, "", time.Hour)
	if err != nil {
		return fail(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fail(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return fail(err)
	}
	name, typ := fmt.Sprintf("相談室 %d", i+1), ledger.StationOffice
	if i%3 == 1 {
		name, typ = fmt.Sprintf("訪問用 %d", i+1), ledger.StationLaptop
	}
	var got wire.EnrolAnswer
	request := trust.MustEncode(wire.EnrolRequest{Secret: code.Secret[:], CSR: csr, Name: name, Type: typ})
	if err := ask(ctx, b.center.Handler(), nil, http.MethodPost, wire.PathEnrol, request, &got); err != nil {
		return fail(err)
	}
	leaf, err := x509.ParseCertificate(got.Chain[0])
	if err != nil {
		return fail(err)
	}
	desk := client.Endpoint{Address: address, Pin: code.Pin, CenterPublic: got.Center}
	desk.Certificate.Certificate, desk.Certificate.PrivateKey, desk.Certificate.Leaf = got.Chain, key, leaf
	kept, err := desk.Encode()
	b.world.stations = append(b.world.stations, image{id: got.Station, leaf: leaf, desk: desk})
	return store.Enrolment{
		Center: got.Center.ID, Station: got.Station, StationName: name, StationType: typ,
		CenterPublic: got.Center, Founder: got.Founder, Endpoint: kept,
	}, desk, err
}

func (b *builder) directory(ctx context.Context, desk client.Endpoint, id uuid.UUID) ([]ledger.Logged, error) {
	return fetch(ctx, b.center.Handler(), desk.Certificate.Leaf, wire.PathChanges+"?after=0&case="+id.String())
}

func (b *builder) round(ctx context.Context, i int) error {
	at := b.world.stations[i]
	e := client.New(client.Config{Store: b.stores[i], Endpoint: at.desk, Now: b.clock, Rand: stream(9), Via: direct{b.center.Handler(), at.leaf}})
	return e.Round(ctx)
}

// finish lets every station hear of the last ones and takes the images.
func (b *builder) finish(ctx context.Context) error {
	for i, s := range b.stores {
		if err := b.round(ctx, i); err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
		folder, err := readFolder(b.config(i).Dir)
		if err != nil {
			return err
		}
		b.world.stations[i].files = folder
	}
	if err := b.center.Close(); err != nil {
		return err
	}
	b.world.at = b.now
	var err error
	b.world.center, err = readFolder(filepath.Join(b.dir, "center"))
	return err
}
