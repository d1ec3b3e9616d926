package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// pullAudit gives a station everything of the audit that the log has, as a
// center gives it to who asks for it.
func (s *station) pullAudit() {
	s.city.t.Helper()
	var audit []ledger.Logged
	for _, l := range s.city.log {
		if c, err := ledger.Decode(l.Raw); err == nil && c.Case == s.Audit() {
			audit = append(audit, l)
		}
	}
	s.receiveAudit(audit)
}

func (s *station) receiveAudit(audit []ledger.Logged) {
	s.city.t.Helper()
	cursor := ledger.Cursor{LogID: s.city.id, Seq: uint64(len(s.city.log))}
	if err := s.ReceiveAudit(s.city.t.Context(), cursor, audit); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) noteAct(e store.AuditEntry) {
	s.city.t.Helper()
	if err := s.Note(s.city.t.Context(), e); err != nil {
		s.city.t.Fatal(err)
	}
}

func (s *station) audit(f store.AuditFilter) []store.AuditRow {
	s.city.t.Helper()
	rows, err := s.FindAudit(s.city.t.Context(), f)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return rows
}

// looked is a city whose nurse has opened a family on a laptop, and whose
// director has got everything.
func looked(t testing.TB) (office, laptop *station, kase uuid.UUID) {
	t.Helper()
	office, laptop = twoStations(t)
	kase, _ = office.createFamily("森田", "もりた", "042-000-2200")
	office.push()
	laptop.pull()
	if _, err := laptop.OpenCase(t.Context(), kase, "case"); err != nil {
		t.Fatal(err)
	}
	laptop.push()
	office.pullAudit()
	return office, laptop, kase
}

func TestAuditReachesTheDirector(t *testing.T) {
	office, laptop, kase := looked(t)
	rows := office.audit(store.AuditFilter{Case: kase})
	if len(rows) != 1 {
		t.Fatalf("entries: got %d, want 1", len(rows))
	}
	got := rows[0]
	if got.Act != store.AuditOpened || got.Who != laptop.Me().ID || got.Station != laptop.Station() || got.Family != "森田" || got.Screen != "case" {
		t.Errorf("entry: got %+v", got)
	}
	if !got.Offline || !got.Outside || got.Kin || got.Closed || got.Taken.IsZero() {
		t.Errorf("circumstances: got offline %v outside %v kin %v closed %v taken %v", got.Offline, got.Outside, got.Kin, got.Closed, got.Taken)
	}
}

func TestCircumstancesOfAnEntry(t *testing.T) {
	office, laptop := twoStations(t)
	own, _ := office.createFamily("中野", "なかの", "042-000-2201")
	charged, err := office.CreateCase(t.Context(), map[string]any{"name": "堀", "kana": "ほり", "class": "mch", "mch_staff": laptop.Me().ID.String()})
	if err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	laptop.SetOnline(func() bool { return true })
	for _, kase := range []uuid.UUID{own, charged} {
		if _, err := laptop.OpenCase(t.Context(), kase, "case"); err != nil {
			t.Fatal(err)
		}
	}
	if r := laptop.audit(store.AuditFilter{Case: own})[0]; !r.Kin || !r.Outside || r.Offline {
		t.Errorf("a family of the same name: got kin %v outside %v offline %v", r.Kin, r.Outside, r.Offline)
	}
	if r := laptop.audit(store.AuditFilter{Case: charged})[0]; r.Kin || r.Outside {
		t.Errorf("a family in her charge: got kin %v outside %v", r.Kin, r.Outside)
	}
	if rows := laptop.audit(store.AuditFilter{Only: store.OnlyKin}); len(rows) != 1 || rows[0].Case != own {
		t.Errorf("only of the same name: got %+v", rows)
	}
}

func TestAuditIsNoOrdinaryCase(t *testing.T) {
	office, laptop, kase := looked(t)
	laptop.noteAct(store.AuditEntry{Act: store.AuditSignedIn}) // with the mark of the day
	laptop.push()
	before, err := laptop.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	laptop.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase})
	after, err := laptop.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after.Unsent != before.Unsent || after.Cases != before.Cases {
		t.Errorf("counts: got %+v, want %+v", after, before)
	}
	raws, err := laptop.Unsent(t.Context(), 10)
	if err != nil || len(raws) != 1 {
		t.Errorf("what is sent: got %d changes, %v, want 1", len(raws), err)
	}
	changes, err := laptop.FindChanges(t.Context(), kase, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Kind == ledger.KindAudit {
			t.Errorf("the case's history shows an entry of the audit")
		}
	}
	for _, s := range []*station{office, laptop} {
		for bucket := range ledger.Buckets {
			heads, err := s.Heads(t.Context(), bucket)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range heads {
				if h.Case == s.Audit() && h.Station != s.Station() {
					t.Errorf("%s compares the chain of %s", s.StationName(s.Station()), h.Station)
				}
			}
		}
	}
}

func TestWhoLookedIsNoNewsForScreens(t *testing.T) {
	_, laptop, kase := looked(t)
	laptop.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase}) // with the mark of the day
	laptop.push()
	events, stop := laptop.Watch()
	defer stop()
	laptop.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase})
	laptop.push()
	select {
	case e := <-events:
		t.Errorf("event: got %+v", e)
	default:
	}
}

func TestAuditOfOthersIsForAuditors(t *testing.T) {
	office, laptop, kase := looked(t)
	if laptop.ReadsAudit() || !office.ReadsAudit() {
		t.Fatalf("may read: nurse %v, director %v", laptop.ReadsAudit(), office.ReadsAudit())
	}
	if rows := laptop.audit(store.AuditFilter{Case: kase, Who: office.Me().ID}); len(rows) != 1 || rows[0].Who != laptop.Me().ID {
		t.Errorf("a nurse sees her own: got %+v", rows)
	}
	if _, err := laptop.VerifyAudit(t.Context()); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("verify: got %v, want %v", err, store.ErrNotAllowed)
	}
	if _, err := laptop.FindDecisions(t.Context()); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("decisions: got %v, want %v", err, store.ErrNotAllowed)
	}
}

func TestOpeningTwiceIsOneEntryAnHour(t *testing.T) {
	_, laptop, kase := looked(t)
	for range 5 {
		if _, err := laptop.OpenCase(t.Context(), kase, "case"); err != nil {
			t.Fatal(err)
		}
	}
	if rows := laptop.audit(store.AuditFilter{Case: kase}); len(rows) != 1 {
		t.Fatalf("within an hour: got %d entries, want 1", len(rows))
	}
	laptop.city.later(2 * time.Hour)
	if _, err := laptop.OpenCase(t.Context(), kase, "case"); err != nil {
		t.Fatal(err)
	}
	if rows := laptop.audit(store.AuditFilter{Case: kase}); len(rows) != 2 {
		t.Errorf("after two hours: got %d entries, want 2", len(rows))
	}
}

func (c *city) later(d time.Duration) {
	c.tick.Lock()
	defer c.tick.Unlock()
	c.now = c.now.Add(d)
}

func (s *station) addDirector(name string) uuid.UUID {
	s.city.t.Helper()
	id, err := s.AddStaff(s.city.t.Context(), store.NewStaff{Name: name, Job: "director", Roles: []string{ledger.RoleDirector}, Password: password})
	if err != nil {
		s.city.t.Fatal(err)
	}
	return id
}

func TestNewAuditorReadsWhatWasBefore(t *testing.T) {
	office, laptop, kase := looked(t)
	second := office.addDirector("新谷")
	office.push()
	laptop.pull()
	laptop.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase})
	laptop.push()
	desk := office.city.join("庁内PC-12", second, office.Me().ID)
	desk.pull()
	desk.pullAudit()
	rows := desk.audit(store.AuditFilter{Case: kase})
	if len(rows) != 2 || rows[0].Closed || rows[1].Closed {
		t.Errorf("what a new director reads: got %+v", rows)
	}
}

func TestOneAuditorHandsOnWhatAMachineWroteThatIsGone(t *testing.T) {
	office, _, kase := looked(t)
	second := office.addDirector("新谷")
	// The laptop never writes again; the director's own machine does.
	office.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase})
	office.push()
	desk := office.city.join("庁内PC-12", second, office.Me().ID)
	desk.pull()
	desk.pullAudit()
	for _, r := range desk.audit(store.AuditFilter{}) {
		if r.Closed {
			t.Errorf("entry %d of %s stays closed to the new director", r.N, r.Station)
		}
	}
}

func TestWhoIsNoAuditorAnyMoreReadsNothingNew(t *testing.T) {
	office, laptop, kase := looked(t)
	second := office.addDirector("新谷")
	office.push()
	laptop.pull()
	laptop.noteAct(store.AuditEntry{Act: store.AuditPrinted, Case: kase})
	laptop.push()
	desk := office.city.join("庁内PC-12", second, office.Me().ID)
	desk.pullAudit()
	if err := office.RemoveStaff(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	laptop.noteAct(store.AuditEntry{Act: store.AuditExported, Case: kase, Count: 3})
	laptop.push()
	desk.pullAudit() // with a directory that does not know yet
	closed := 0
	for _, r := range desk.audit(store.AuditFilter{}) {
		if r.Closed {
			closed++
		}
	}
	if closed != 1 {
		t.Errorf("what a removed director cannot open: got %d entries, want 1", closed)
	}
	office.pullAudit()
	if rows := office.audit(store.AuditFilter{Act: store.AuditExported}); len(rows) != 1 || rows[0].Count != 3 {
		t.Errorf("what the one who stays reads: got %+v", rows)
	}
}

func TestWrongPasswordsAreNoted(t *testing.T) {
	_, laptop, _ := looked(t)
	me := laptop.Me().ID
	if err := laptop.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := store.Open(t.Context(), laptop.config, me, "ちがうことば"); err == nil {
			t.Fatal("a wrong password opened the store")
		}
	}
	waiting, err := store.Failures(laptop.config.Dir)
	if err != nil || len(waiting) != 1 || waiting[0].Count != 3 || waiting[0].Staff != me {
		t.Fatalf("before the sign-in: got %+v, %v", waiting, err)
	}
	laptop.city.later(time.Hour) // the program makes people wait
	laptop.reopenClosed(me)
	if waiting, err = store.Failures(laptop.config.Dir); err != nil || len(waiting) != 0 {
		t.Errorf("after the sign-in: got %+v, %v", waiting, err)
	}
	rows := laptop.audit(store.AuditFilter{Act: store.AuditFailed})
	if len(rows) != 1 || rows[0].Count != 3 || rows[0].Who != me {
		t.Errorf("entry: got %+v", rows)
	}
}

func (s *station) reopenClosed(me uuid.UUID) {
	s.city.t.Helper()
	again, err := store.Open(s.city.t.Context(), s.config, me, password)
	if err != nil {
		s.city.t.Fatal(err)
	}
	s.Store = again
	s.city.t.Cleanup(func() { _ = again.Close() })
}

func TestFileOfFailuresStaysSmall(t *testing.T) {
	dir, at := t.TempDir(), time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for i := range 300 {
		if err := store.Failed(dir, uuid.New(), at.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	all, err := store.Failures(dir)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, f := range all {
		sum += f.Count
	}
	if len(all) != 200 || sum != 300 {
		t.Errorf("got %d lines of %d guesses, want 200 of 300", len(all), sum)
	}
}

func TestRemovedFileOfFailuresIsNoted(t *testing.T) {
	write := func(text string) func(path string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
	}
	for _, test := range []struct {
		name   string
		tamper func(path string) error
	}{
		{"Removed", os.Remove},
		{"Altered", write(`{"before":"AAAA","failed":[]}`)},
		{"Garbage", write("?")},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, laptop, _ := looked(t)
			me := laptop.Me().ID
			laptop.reopen() // the first sign-in begins the file
			if err := laptop.Close(); err != nil {
				t.Fatal(err)
			}
			if err := test.tamper(filepath.Join(laptop.config.Dir, "signin.failed")); err != nil {
				t.Fatal(err)
			}
			laptop.reopenClosed(me)
			if rows := laptop.audit(store.AuditFilter{Act: store.AuditLost}); len(rows) != 1 {
				t.Errorf("entries: got %d, want 1", len(rows))
			}
			laptop.reopen()
			if rows := laptop.audit(store.AuditFilter{Act: store.AuditLost}); len(rows) != 1 {
				t.Errorf("after another sign-in: got %d, want 1", len(rows))
			}
		})
	}
}
