package ui_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fynetest "fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/ui"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/tour"
	"yorisoi/ui/widget"
)

const password = "ひみつのことばです"

var cheap = trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1}

// window is the whole program over a folder, without a center to talk to.
type window struct {
	t       *testing.T
	queue   *async.Queue
	program *ui.Program
	hand    *tour.Hand
}

func open(t *testing.T, dir string) *window {
	t.Helper()
	w := &window{t: t, queue: async.NewQueue()}
	p, err := ui.New(t.Context(), ui.Config{
		App: fynetest.NewTempApp(t), Dir: dir, Lang: present.Japanese, KDF: cheap, Screen: w.queue,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.End)
	w.program, w.hand = p, tour.NewHand(p.Window(), w.queue)
	p.Start()
	return w
}

// layOut does what a real window does before each frame: what has grown gets
// its room.
func (w *window) layOut() {
	size := fyne.NewSize(1366, 768)
	w.program.Window().Resize(size.AddWidthHeight(0, 1))
	w.program.Window().Resize(size)
}

func (w *window) do(deeds ...tour.Deed) {
	w.t.Helper()
	for _, deed := range deeds {
		w.layOut()
		done := make(chan tour.Answer, 1)
		go func() {
			done <- w.hand.Perform(deed)
			w.queue.Do(func() {})
		}()
		var answer tour.Answer
		w.queue.Until(30*time.Second, func() bool {
			select {
			case answer = <-done:
				return true
			default:
				return false
			}
		})
		if !answer.OK {
			w.t.Fatalf("%s %q: %s\nseen: %s", deed.Do, deed.Text, answer.Err, strings.Join(answer.Seen, " | "))
		}
	}
}

func tap(text string) tour.Deed   { return tour.Deed{Do: "tap", Text: text} }
func field(text string) tour.Deed { return tour.Deed{Do: "field", Text: text} }
func typed(text string) tour.Deed { return tour.Deed{Do: "type", Text: text} }
func see(text string) tour.Deed   { return tour.Deed{Do: "see", Text: text} }
func key(name string) tour.Deed   { return tour.Deed{Do: "key", Text: name} }

// deadCenter is what a station keeps of a center that is nowhere.
func deadCenter(t *testing.T, center *trust.Identity, station uuid.UUID) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: station.String()},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	own, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	endpoint, err := client.Endpoint{
		Address: "127.0.0.1:1", Certificate: tls.Certificate{Certificate: [][]byte{own}, PrivateKey: key}, CenterPublic: center.Public(),
	}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return endpoint
}

// station founds a center in a folder, with one family and a visit begun.
func station(t *testing.T) (config store.Config, me uuid.UUID, draft store.Draft) {
	t.Helper()
	library, err := form.LoadLibrary(assets.Forms, assets.Codes)
	if err != nil {
		t.Fatal(err)
	}
	center, err := trust.NewIdentity(rand.Reader, uuid.New())
	if err != nil {
		t.Fatal(err)
	}
	config = store.Config{Dir: t.TempDir(), Now: time.Now, Library: library, KDF: cheap}
	id := uuid.New()
	s, err := store.Found(t.Context(), config, store.Enrolment{
		Center: center.ID(), Station: id, StationName: "L-02", StationType: ledger.StationLaptop,
		CenterPublic: center.Public(), Endpoint: deadCenter(t, center, id),
	}, store.Founder{Name: "大沢", Job: "director", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	kase, err := s.CreateCase(t.Context(), map[string]any{"name": "森田", "kana": "もりた", "class": "mch"})
	if err != nil {
		t.Fatal(err)
	}
	draft = store.Draft{Record: store.NewRecordID(), Case: kase, Kind: store.KindVisit, Fields: map[string]any{
		"visited_on": time.Now().Format(time.DateOnly), "visit_type": "other",
	}}
	if _, err := s.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	me = s.Me().ID
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return config, me, draft
}

func TestEmptyFolderLeadsToTheGuide(t *testing.T) {
	w := open(t, t.TempDir())
	w.do(see("…" + present.T("guide.code") + "…"))
}

func TestLockingKeepsWhatWasTyped(t *testing.T) {
	config, me, draft := station(t)
	w := open(t, config.Dir)
	w.do(see("だれが使いますか"), field("パスワード"), typed(password), tap("開く"),
		see("先に片づけること"), tap("続きを書く"), see("この訪問"), see("いまここ"), field("訪問の記録"), typed("涙ぐむ場面がある"), key("Ctrl+L"),
		see("だれが使いますか"))
	s, err := store.Open(t.Context(), config, me, password)
	if err != nil {
		t.Fatalf("the store is still held after locking: %v", err)
	}
	saved, err := s.FindDraft(t.Context(), draft.Record)
	if err != nil || saved.Fields["note"] != "涙ぐむ場面がある" {
		t.Errorf("the draft after locking: got %v, %v", saved, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	w.do(field("パスワード"), typed(password), tap("開く"), tap("続きを書く"), see("いまここ"), see("涙ぐむ場面がある"))
}

func TestQuittingKeepsWhatWasTyped(t *testing.T) {
	config, me, draft := station(t)
	w := open(t, config.Dir)
	w.do(field("パスワード"), typed(password), tap("開く"), tap("続きを書く"), see("この訪問"), see("いまここ"), field("訪問の記録"), typed("ねむれない"))
	w.program.Quit()
	w.queue.Run()
	w.program.End()
	s, err := store.Open(t.Context(), config, me, password)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if saved, err := s.FindDraft(t.Context(), draft.Record); err != nil || saved.Fields["note"] != "ねむれない" {
		t.Errorf("the draft after quitting: got %v, %v", saved, err)
	}
}

func TestSearchLeadsToAFamily(t *testing.T) {
	config, _, _ := station(t)
	w := open(t, config.Dir)
	w.do(field("パスワード"), typed(password), tap("開く"), see("先に片づけること"), key("Ctrl+K"), typed("もりた"),
		see("…森田…"), key("Return"), see("森田 家"), key("Escape"), see("先に片づけること"))
}

// TestCopiesHeedTheCenter shows that the center's rule on copies holds from
// the first page on, and that locking takes back what lies on the clipboard.
func TestCopiesHeedTheCenter(t *testing.T) {
	config, me, _ := station(t)
	t.Cleanup(func() { widget.KeepCopies(false) })
	w := open(t, config.Dir)
	w.do(see("だれが使いますか"), field("パスワード"), typed(password), tap("開く"), see("先に片づけること"))
	if !widget.CopiesLeave() {
		t.Error("copies stay inside, though nobody said so")
	}
	widget.Copy("母の話")
	w.do(key("Ctrl+L"), see("だれが使いますか"))
	if got := fyne.CurrentApp().Clipboard().Content(); got != "" {
		t.Errorf("on the clipboard after locking: %q", got)
	}
	s, err := store.Open(t.Context(), config, me, password)
	if err == nil {
		err = errors.Join(s.SetPolicy(t.Context(), ledger.PolicyClipboard, ledger.ClipboardNone), s.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	w.do(field("パスワード"), typed(password), tap("開く"), see("先に片づけること"))
	if widget.CopiesLeave() {
		t.Error("copies leave the program against the rule")
	}
}
