package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/client"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
)

// Page is what fills the middle of the window. All methods are called on the
// screen.
type Page interface {
	// Title is the word on the page's tab.
	Title() string
	// Content is drawn; it stays the same object.
	Content() fyne.CanvasObject
	// Show is called whenever the page comes to the front: it reads anew.
	Show()
	// Leave is called when another page comes to the front: what was typed is
	// saved.
	Leave()
	// Changed tells that the store has something new.
	Changed(store.Event)
	// Keep saves what was typed and waits for it: before the window is locked
	// or the program ends.
	Keep(ctx context.Context) error
	// Close ends the page's work.
	Close()
}

// Nav opens other pages. The shell is one.
type Nav interface {
	OpenToday()
	OpenCases()
	OpenVisits()
	OpenSettings()
	OpenCase(id uuid.UUID)
	OpenCasePart(id uuid.UUID, part string)
	OpenNewCase()
	OpenVisit(draft store.Draft)
	OpenNote(draft store.Draft)
	OpenRecord(record uuid.UUID)
	OpenConflict(record uuid.UUID)
	OpenIntakes()
	OpenNewIntake()
	OpenIntakeDraft(draft store.Draft)
	OpenReport(intake uuid.UUID)
	OpenMeetings()
	OpenMeeting(id uuid.UUID)
	OpenRegistry()
	OpenProgress()
	OpenResources()
	OpenApprovals()
	OpenApproval(id uuid.UUID)
	OpenCarry()
	OpenHoldBox()
	OpenGlass()
	// Retitle draws the tabs again after a page's title has changed.
	Retitle()
	// Done closes the page and goes back to the one before.
	Done(p Page)
	// Fail says what went wrong over the page.
	Fail(err error)
	// Say tells shortly that something was done.
	Say(text string)
	// Badge sets the number beside 今日.
	Badge(n int)
	// Overlay shows something over the page until the returned function is
	// called; Esc calls it too.
	Overlay(content fyne.CanvasObject) (hide func())
	// Window is for dialogs and the keyboard.
	Window() fyne.Window
}

// Deps is what a page may use.
type Deps struct {
	Store *store.Store
	Sync  Engine
	Owner *async.Owner
	Nav   Nav
	Look  Look
	Dir   string // the station's folder
	// Folders is where somebody last chose a file; it may be nil.
	Folders *files.Memory
	Clock   func() time.Time
	// Active is told that somebody is typing; the lock waits then. It may be
	// nil.
	Active func()
}

// Engine is the sync engine as pages see it.
type Engine interface {
	Status() client.Status
	Wake()
}

// Now is the time of the station.
func (d Deps) Now() time.Time {
	if d.Clock != nil {
		return d.Clock()
	}
	return d.Store.Now()
}

// base is what all pages have in common.
type base struct {
	Deps
	owner  *async.Owner
	ending *finishing // the task that was last being finished over the page
}

func newBase(d Deps) base { return base{Deps: d, owner: d.Owner.Child()} }

func (b *base) Show()                      {}
func (b *base) Leave()                     {}
func (b *base) Changed(store.Event)        {}
func (b *base) Keep(context.Context) error { return nil }
func (b *base) Close()                     { b.owner.Close() }
