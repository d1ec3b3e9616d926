package page_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetest "fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/ui/async"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/tour"
)

const password = "ひみつのことばです"

var library = sync.OnceValues(func() (*form.Library, error) { return form.LoadLibrary(assets.Forms, assets.Codes) })

// desk is a window with one page over a real store.
type desk struct {
	t     testing.TB
	queue *async.Queue
	owner *async.Owner
	win   fyne.Window
	body  *fyne.Container
	hand  *tour.Hand
	store *store.Store
	deps  page.Deps

	center *trust.Identity
	config store.Config

	failed []error
	opened []string // where pages led
	said   []string
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	if err := present.Load(assets.I18n); err != nil {
		t.Fatal(err)
	}
	app := fynetest.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Options{Mode: theme.Light}))
	d := &desk{t: t, queue: async.NewQueue(), body: container.NewStack()}
	d.owner = async.NewOwner(t.Context(), d.queue)
	t.Cleanup(d.owner.Close)
	d.win = fynetest.NewTempWindow(t, container.NewStack(canvas.NewRectangle(theme.Color(theme.Paper)), d.body))
	d.win.SetPadded(false)
	d.win.Resize(fyne.NewSize(1366, 768))
	d.hand = tour.NewHand(d.win, d.queue)
	return d
}

// found makes a center in the desk's store.
func (d *desk) found() *desk {
	d.t.Helper()
	lib, err := library()
	if err != nil {
		d.t.Fatal(err)
	}
	if d.center, err = trust.NewIdentity(newRand(), uuid.New()); err != nil {
		d.t.Fatal(err)
	}
	d.config = store.Config{Dir: d.t.TempDir(), Now: time.Now, Library: lib, KDF: trust.KDF{Time: 1, MemoryKiB: 8, Threads: 1}}
	s, err := store.Found(d.t.Context(), d.config, d.enrolment("庁内PC-11"), store.Founder{Name: "大沢", Job: "director", Password: password})
	if err != nil {
		d.t.Fatal(err)
	}
	d.use(s)
	return d
}

func (d *desk) enrolment(name string) store.Enrolment {
	return store.Enrolment{
		Center: d.center.ID(), Station: uuid.New(), StationName: name, StationType: ledger.StationOffice, CenterPublic: d.center.Public(),
	}
}

func (d *desk) use(s *store.Store) {
	d.store = s
	d.deps = page.Deps{Store: s, Sync: still{}, Owner: d.owner, Nav: d, Dir: d.config.Dir}
	d.t.Cleanup(func() { _ = s.Close() })
}

// still is an engine that has nothing to do.
type still struct{}

func (still) Status() client.Status { return client.Status{Phase: client.PhaseOffline} }
func (still) Wake()                 {}

// show puts a page into the window.
func (d *desk) show(p page.Page) {
	d.t.Helper()
	d.body.Objects = []fyne.CanvasObject{p.Content()}
	d.body.Refresh()
	p.Show()
	d.t.Cleanup(p.Close)
}

// do does deeds one after the other, as a person would.
func (d *desk) do(deeds ...tour.Deed) {
	d.t.Helper()
	for _, deed := range deeds {
		done := make(chan tour.Answer, 1)
		go func() {
			done <- d.hand.Perform(deed)
			d.queue.Do(func() {})
		}()
		var answer tour.Answer
		ok := d.queue.Until(30*time.Second, func() bool {
			d.layOut()
			select {
			case answer = <-done:
				return true
			default:
				return false
			}
		})
		if !ok || !answer.OK {
			d.t.Fatalf("%s %q: %s\nseen: %s\nfailed: %v", deed.Do, deed.Text, answer.Err, strings.Join(answer.Seen, " | "), d.failed)
		}
	}
}

// layOut does what the real canvas does when something wants another size: the
// one for tests does not.
func (d *desk) layOut() {
	d.win.Resize(fyne.NewSize(1366, 769))
	d.win.Resize(fyne.NewSize(1366, 768))
}

// until waits for something outside of the window.
func (d *desk) until(what string, done func() bool) {
	d.t.Helper()
	if !d.queue.Until(20*time.Second, done) {
		d.t.Fatalf("waited in vain for: %s (failed: %v)", what, d.failed)
	}
}

func tap(text string) tour.Deed       { return tour.Deed{Do: "tap", Text: text} }
func tapIn(in, text string) tour.Deed { return tour.Deed{Do: "tap", In: in, Text: text} }
func field(label string) tour.Deed    { return tour.Deed{Do: "field", Text: label} }
func typed(text string) tour.Deed     { return tour.Deed{Do: "type", Text: text} }
func see(text string) tour.Deed       { return tour.Deed{Do: "see", Text: text} }

// The desk is also where pages lead.

func (d *desk) note(where string) { d.opened = append(d.opened, where) }

func (d *desk) OpenToday()                    { d.note("today") }
func (d *desk) OpenCases()                    { d.note("cases") }
func (d *desk) OpenVisits()                   { d.note("visits") }
func (d *desk) OpenSettings()                 { d.note("settings") }
func (d *desk) OpenCase(id uuid.UUID)         { d.note("case " + id.String()) }
func (d *desk) OpenIntakes()                  { d.note("intakes") }
func (d *desk) OpenNewIntake()                { d.note("intake") }
func (d *desk) OpenIntakeDraft(v store.Draft) { d.note("intake " + v.Record.String()) }
func (d *desk) OpenReport(id uuid.UUID)       { d.note("report " + id.String()) }
func (d *desk) OpenCarry()                    { d.note("carry") }
func (d *desk) OpenHoldBox()                  { d.note("holdbox") }
func (d *desk) OpenGlass()                    { d.note("glass") }
func (d *desk) OpenMeetings()                 { d.note("meetings") }
func (d *desk) OpenMeeting(id uuid.UUID)      { d.note("meeting " + id.String()) }
func (d *desk) OpenRegistry()                 { d.note("registry") }
func (d *desk) OpenProgress()                 { d.note("progress") }
func (d *desk) OpenResources()                { d.note("resources") }
func (d *desk) OpenApprovals()                { d.note("approvals") }
func (d *desk) OpenApproval(id uuid.UUID)     { d.note("approval " + id.String()) }
func (d *desk) OpenCasePart(id uuid.UUID, part string) {
	if part == page.PartCourse {
		d.note("course " + id.String())
	} else {
		d.note(part + " " + id.String())
	}
}
func (d *desk) OpenNewCase()              { d.note("newcase") }
func (d *desk) OpenVisit(v store.Draft)   { d.note("visit " + v.Record.String()) }
func (d *desk) OpenNote(v store.Draft)    { d.note("note " + v.Record.String()) }
func (d *desk) OpenRecord(id uuid.UUID)   { d.note("record " + id.String()) }
func (d *desk) OpenConflict(id uuid.UUID) { d.note("conflict " + id.String()) }
func (d *desk) Retitle()                  {}
func (d *desk) Done(page.Page)            { d.note("done") }
func (d *desk) Fail(err error)            { d.failed = append(d.failed, err) }
func (d *desk) Say(text string)           { d.said = append(d.said, text) }
func (d *desk) Badge(int)                 {}
func (d *desk) Window() fyne.Window       { return d.win }

func (d *desk) Overlay(o fyne.CanvasObject) func() { return page.ShowOverlay(d.win, 60, o) }
