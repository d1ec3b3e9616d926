package store_test

import (
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

const password = "ひみつのことばです"

var library = sync.OnceValues(func() (*form.Library, error) { return form.LoadLibrary(assets.Forms, assets.Codes) })

// city is a center's log in memory and the stations around it, on one clock.
// The real center is tested with the real engine elsewhere.
type city struct {
	t      testing.TB
	id     uuid.UUID
	key    *trust.Identity
	secret []byte
	log    []ledger.Logged
	seen   map[ledger.Hash]uint64
	tick   sync.Mutex // held while the clock moves: readers look at it at the same time
	now    time.Time
}

func newCity(t testing.TB) *city {
	t.Helper()
	key, err := trust.NewIdentity(rand.Reader, uuid.New())
	if err != nil {
		t.Fatal(err)
	}
	return &city{t: t, id: key.ID(), key: key, seen: map[ledger.Hash]uint64{}, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
}

func (c *city) config(dir string) store.Config {
	c.t.Helper()
	lib, err := library()
	if err != nil {
		c.t.Fatal(err)
	}
	return store.Config{
		Dir: dir, Library: lib, KDF: trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1},
		Now: c.second,
	}
}

// second moves the clock by one and reads it.
func (c *city) second() time.Time {
	c.tick.Lock()
	defer c.tick.Unlock()
	c.now = c.now.Add(time.Second)
	return c.now
}

// stamp is the clock as the log has it, without moving it.
func (c *city) stamp() int64 {
	c.tick.Lock()
	defer c.tick.Unlock()
	return c.now.UnixMilli()
}

func (c *city) enrolment(name, typ string) store.Enrolment {
	return store.Enrolment{Center: c.id, Station: uuid.New(), StationName: name, StationType: typ, CenterPublic: c.key.Public(), CenterSecret: c.secret}
}

// station is an opened store that its test closes.
type station struct {
	*store.Store
	city   *city
	config store.Config
}

func (c *city) closeLater(s *store.Store, config store.Config) *station {
	c.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			c.t.Errorf("close: %v", err)
		}
	})
	return &station{Store: s, city: c, config: config}
}

func (c *city) found(name string) *station {
	c.t.Helper()
	config := c.config(c.t.TempDir())
	s, err := store.Found(c.t.Context(), config, c.enrolment(name, ledger.StationOffice), store.Founder{Name: "大沢", Job: "director", Password: password})
	if err != nil {
		c.t.Fatal(err)
	}
	c.secret = s.CenterSecret()
	return c.closeLater(s, config)
}

func (c *city) join(name string, staff, founder uuid.UUID) *station {
	c.t.Helper()
	config := c.config(c.t.TempDir())
	e := c.enrolment(name, ledger.StationLaptop)
	e.Founder = founder
	var directory []ledger.Logged
	for _, l := range c.log {
		if change, err := ledger.Decode(l.Raw); err == nil && change.Case == c.id {
			directory = append(directory, l)
		}
	}
	s, err := store.Join(c.t.Context(), config, e, directory, staff, password)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.closeLater(s, config)
}

// push hands everything unsent to the log and brings the receipts.
func (s *station) push() {
	s.city.t.Helper()
	raws, err := s.Unsent(s.city.t.Context(), 10_000)
	if err != nil {
		s.city.t.Fatal(err)
	}
	var receipts ledger.Receipts
	for _, raw := range raws {
		change, err := ledger.Decode(raw)
		if err != nil {
			s.city.t.Fatal(err)
		}
		hash := ledger.HashOf(raw)
		seq, ok := s.city.seen[hash]
		if !ok {
			seq = uint64(len(s.city.log) + 1)
			s.city.seen[hash] = seq
			s.city.log = append(s.city.log, ledger.Logged{Seq: seq, At: s.city.stamp(), Raw: raw})
		}
		receipts.Items = append(receipts.Items, ledger.Receipt{
			Case: change.Case, Station: change.Station, N: change.N, Hash: hash, Seq: seq, At: s.city.stamp(),
		})
	}
	receipts.Sign(s.city.key)
	if err := s.Receipted(s.city.t.Context(), receipts); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) pull() {
	s.city.t.Helper()
	cursor, err := s.Cursor(s.city.t.Context())
	if err != nil {
		s.city.t.Fatal(err)
	}
	next := ledger.Cursor{LogID: s.city.id, Seq: uint64(len(s.city.log))}
	if err := s.Receive(s.city.t.Context(), next, s.city.log[cursor.Seq:]); err != nil {
		s.city.t.Fatal(err)
	}
}

// reopen locks the station and signs the same person in again.
func (s *station) reopen() {
	s.city.t.Helper()
	me := s.Me().ID
	if err := s.Close(); err != nil {
		s.city.t.Fatal(err)
	}
	again, err := store.Open(s.city.t.Context(), s.config, me, password)
	if err != nil {
		s.city.t.Fatal(err)
	}
	s.Store = again
	s.city.t.Cleanup(func() { _ = again.Close() })
}

// office and laptop with a nurse, both knowing the same directory.
func twoStations(t testing.TB) (office, laptop *station) {
	t.Helper()
	c := newCity(t)
	office = c.found("庁内PC-11")
	nurse, err := office.AddStaff(t.Context(), store.NewStaff{Name: "中野", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop = c.join("L-02", nurse, office.Me().ID)
	laptop.push()
	office.pull()
	return office, laptop
}

func (s *station) createFamily(name, kana, phone string) (kase, family uuid.UUID) {
	s.city.t.Helper()
	kase, err := s.CreateCase(s.city.t.Context(), map[string]any{"name": name, "kana": kana, "phone": phone, "class": "mch"})
	if err != nil {
		s.city.t.Fatal(err)
	}
	c, err := s.FindCase(s.city.t.Context(), kase)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return kase, c.Family.ID
}

func (s *station) put(w store.Write) *store.Record {
	s.city.t.Helper()
	r, err := s.Put(s.city.t.Context(), w)
	if err != nil {
		var invalid *store.InvalidError
		if errors.As(err, &invalid) {
			s.city.t.Fatalf("%v: %+v", err, invalid.Problems)
		}
		s.city.t.Fatal(err)
	}
	return r
}

func TestVisitReachesTheOffice(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	child := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": "森田", "given_name": "ひな", "family_kana": "もりた", "given_kana": "ひな", "role": "child", "sex": "F", "birth_date": "2026-10-30",
	}})
	office.push()
	laptop.pull()

	visit := store.NewRecordID()
	fields := map[string]any{
		"visited_on": "2026-11-20", "start_time": "10:34", "visit_type": "newborn", "result": "met", "child": child.ID.String(),
		"weight_g": int64(3410), "note": "夜間の授乳がつらいと話す。",
	}
	if _, err := laptop.SaveDraft(t.Context(), store.Draft{Record: visit, Case: kase, Kind: store.KindVisit, Fields: fields}); err != nil {
		t.Fatal(err)
	}
	laptop.reopen()
	d, err := laptop.FindDraft(t.Context(), visit)
	if err != nil || d.Fields["note"] != fields["note"] || d.Fields["weight_g"] != int64(3410) {
		t.Fatalf("draft after reopening: got %+v, %v", d, err)
	}
	if got, err := laptop.Unsent(t.Context(), 10); err != nil || len(got) != 0 {
		t.Fatalf("a draft is not sent: got %d, %v", len(got), err)
	}
	r, err := laptop.Confirm(t.Context(), visit)
	if err != nil {
		t.Fatal(err)
	}
	if r.Delivery.Stage != store.StageHere {
		t.Errorf("before the network: got %v, want %v", r.Delivery.Stage, store.StageHere)
	}
	laptop.push()
	office.pull()
	got, err := office.FindRecord(t.Context(), visit)
	if err != nil || got.Text("note") != fields["note"] || got.Delivery.Stage != store.StageReceipted {
		t.Fatalf("at the office: got %+v, %v", got, err)
	}
	rows, total, err := office.FindCases(t.Context(), store.CaseFilter{})
	if err != nil || total != 1 || rows[0].LastSeen != "2026-11-20" || len(rows[0].Children) != 1 {
		t.Errorf("list: got %+v of %d, %v", rows, total, err)
	}
}

func TestConflictIsKeptAndSettled(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("堀", "ほり", "042-000-2200")
	office.push()
	laptop.pull()
	laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-3311", "address": "ひばり市一丁目"}})
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-3317", "policy": "学校と連絡を取る。"}})
	for _, s := range []*station{office, laptop} {
		s.push()
	}
	for _, s := range []*station{office, laptop} {
		s.pull()
		c, err := s.FindConflict(t.Context(), family)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Fields) != 1 || len(c.Fields[0].Values) != 2 || c.Fields[0].Before != "042-000-2200" {
			t.Fatalf("conflict: got %+v", c)
		}
		r, err := s.FindRecord(t.Context(), family)
		if err != nil || r.Text("address") != "ひばり市一丁目" || r.Text("policy") != "学校と連絡を取る。" {
			t.Errorf("other fields: got %+v, %v", r.Fields, err)
		}
	}
	shown, err := office.FindRecord(t.Context(), family)
	if err != nil {
		t.Fatal(err)
	}
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": shown.Text("phone"), "kana": "ほりい"}})
	if list, err := office.FindConflicts(t.Context()); err != nil || len(list) != 1 {
		t.Fatalf("a page that sent the field back as shown settled the conflict: %v, %v", list, err)
	}
	conflict, err := office.FindConflict(t.Context(), family)
	if err != nil {
		t.Fatal(err)
	}
	if err := office.Settle(t.Context(), conflict, map[string]any{"phone": "042-000-3311"}, "父に電話で確かめた"); err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	for _, s := range []*station{office, laptop} {
		if list, err := s.FindConflicts(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("after settling: got %v, %v", list, err)
		}
		history, err := s.History(t.Context(), family)
		if err != nil || len(history) != 5 || history[0].Reason != "父に電話で確かめた" {
			t.Errorf("history: got %d versions, %v", len(history), err)
		}
	}
	od, err := office.Digests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ld, err := laptop.Digests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if od != ld {
		t.Error("the stations' heads differ")
	}
}

func TestCorrectionNeedsAReason(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("早川", "はやかわ", "")
	note := store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
		"on": "2026-11-20", "method": "phone", "department": "welfare", "facts": "母から電話。",
	}}
	office.put(note)
	note.Set = map[string]any{"facts": "祖母から電話。"}
	if _, err := office.Put(t.Context(), note); !errors.Is(err, store.ErrReasonNeeded) {
		t.Errorf("without a reason: got %v", err)
	}
	note.Reason = "相手の書きまちがい"
	office.put(note)
	history, err := office.History(t.Context(), note.Record)
	if err != nil || len(history) != 2 || history[0].Before["facts"] != "母から電話。" {
		t.Errorf("history: got %+v, %v", history, err)
	}
	if err := office.Withdraw(t.Context(), note.Record, "別の家庭のもの"); err != nil {
		t.Fatal(err)
	}
	if r, err := office.FindRecord(t.Context(), note.Record); err != nil || r.State != store.StateWithdrawn || r.Text("facts") == "" {
		t.Errorf("withdrawn: got %+v, %v", r, err)
	}
}

func TestSearch(t *testing.T) {
	office, _ := twoStations(t)
	kase, family := office.createFamily("渡邉", "わたなべ", "042-000-3311")
	mother := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": "渡邉", "given_name": "真理", "family_kana": "わたなべ", "given_kana": "まり", "role": "mother", "birth_date": "1996-04-03",
	}}).ID
	note := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
		"on": "2026-11-20", "method": "phone", "department": "mch", "facts": "保育所の送迎について相談があった。",
	}}).ID
	office.createFamily("森田", "もりた", "042-000-2200")
	for query, want := range map[string]uuid.UUID{
		"渡辺": family, "渡邊": family, "わたなべ": family, "ワタナベ": family, "わた": family, "watan": family, "000-3311": family, "3311": family,
		"まり": mother, "1996/4/3": mother, "h8.4.3": mother, "渡辺真": mother, "送迎": note, "保育所": note,
	} {
		hits, err := office.Search(t.Context(), query, 10)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		found := false
		for _, h := range hits {
			found = found || h.Record == want
			if h.Case != kase {
				t.Errorf("%s: found another family: %+v", query, h)
			}
		}
		if !found {
			t.Errorf("%s: got %+v", query, hits)
		}
	}
	for _, query := range []string{"渡", "佐藤", "9999"} {
		if hits, err := office.Search(t.Context(), query, 10); err != nil || len(hits) != 0 {
			t.Errorf("%s: got %+v, %v, want nothing", query, hits, err)
		}
	}
}

func TestQuarantine(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("小野寺", "おのでら", "")
	for _, phone := range []string{"042-000-0001", "042-000-0002"} {
		office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": phone}})
	}
	office.push()
	cursor, err := laptop.Cursor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	news := laptop.city.log[cursor.Seq:]
	last := news[len(news)-1]
	forged := append([]byte(nil), news[0].Raw...)
	forged[len(forged)-1] ^= 1
	// The last comes first, a forged one and garbage come along.
	batch := []ledger.Logged{last, {Seq: 9001, Raw: forged}, {Seq: 9002, Raw: []byte("garbage")}}
	if err := laptop.Receive(t.Context(), ledger.Cursor{}, batch); err != nil {
		t.Fatal(err)
	}
	held, err := laptop.FindHeld(t.Context())
	if err != nil || len(held) != 3 {
		t.Fatalf("held: got %+v, %v", held, err)
	}
	if err := laptop.Receive(t.Context(), ledger.Cursor{}, news[:len(news)-1]); err != nil {
		t.Fatal(err)
	}
	r, err := laptop.FindRecord(t.Context(), family)
	if err != nil || r.Text("phone") != "042-000-0002" {
		t.Errorf("after the gap was filled: got %+v, %v", r, err)
	}
	if held, err = laptop.FindHeld(t.Context()); err != nil || len(held) != 2 {
		t.Errorf("still held: got %+v, %v", held, err)
	}
}

func TestWrongPasswordChangesNothing(t *testing.T) {
	office, _ := twoStations(t)
	me := office.Me().ID
	if err := office.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), office.config, me, "ちがうことばです")
	if store.CodeOf(err) != "wrong_password" {
		t.Fatalf("got %v, code %s", err, store.CodeOf(err))
	}
	office.Store, err = store.Open(t.Context(), office.config, me, password)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), office.config, me, password)
	if store.CodeOf(err) != "store_held" {
		t.Errorf("opened twice: got %v, code %s", err, store.CodeOf(err))
	}
	if err := office.ChangePassword(t.Context(), password, "あたらしいことばです"); err != nil {
		t.Fatal(err)
	}
	if err := office.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), office.config, me, password); store.CodeOf(err) != "wrong_password" {
		t.Errorf("old password: got %v", err)
	}
	if office.Store, err = store.Open(t.Context(), office.config, me, "あたらしいことばです"); err != nil {
		t.Fatal(err)
	}
	_ = office.Close()
}
