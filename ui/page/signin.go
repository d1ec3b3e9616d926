package page

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// SignInDeps is what the sign-in needs.
type SignInDeps struct {
	Config  store.Config
	Owner   *async.Owner
	Library *form.Library
	Window  fyne.Window
	// Password is told to everyone: only of the made-up city.
	Password string
	// Opened takes over the opened store.
	Opened func(*store.Store)
}

// SignIn asks who uses the station and for the password.
type SignIn struct {
	d        SignInDeps
	owner    *async.Owner
	view     *split
	people   []store.SignIn
	cards    []*widget.Area
	chosen   int
	password *widget.Entry
	open     *widget.Button
	fault    *faultBox
	busy     bool
}

// NewSignIn reads who can sign in and shows them.
func NewSignIn(d SignInDeps) *SignIn {
	s := &SignIn{d: d, owner: d.Owner.Child(), chosen: -1, fault: newFaultBox()}
	s.password = widget.NewSecret(present.T("signin.password"))
	s.password.SetBig(true)
	s.password.OnSubmitted = func(string) { s.submit() }
	s.open = widget.NewPrimary(present.T("button.open"), s.submit)
	s.view = newSplit(widget.Rows(0))
	s.load()
	return s
}

// Content is what the window shows.
func (s *SignIn) Content() fyne.CanvasObject { return s.view }

// Close ends its work.
func (s *SignIn) Close() { s.owner.Close() }

func (s *SignIn) load() {
	people, err := store.SignIns(s.d.Config.Dir)
	s.people = people
	s.cards = nil
	for i, person := range people {
		s.cards = append(s.cards, s.card(i, person))
	}
	s.showFacts()
	s.view.setRight(s.body())
	if err != nil {
		s.fault.set(err)
	}
	if len(people) > 0 {
		s.choose(0)
	}
}

func (s *SignIn) body() fyne.CanvasObject {
	rows := widget.Rows(2,
		widget.NewSpacer(10),
		widget.NewText(present.T("signin.who"), widget.Heading),
		widget.NewSpacer(0),
	)
	for i := 0; i < len(s.cards); i += 2 {
		pair := []fyne.CanvasObject{s.cards[i], widget.NewSpacer(0)}
		if i+1 < len(s.cards) {
			pair[1] = s.cards[i+1]
		}
		rows.Add(widget.Columns(1.5, []float32{1, 1}, pair...))
	}
	rows.Add(widget.NewSpacer(0))
	rows.Add(s.password)
	rows.Add(s.fault)
	rows.Add(widget.Line(2, s.open, widget.NewLink(present.T("signin.forgot"), s.forgot)))
	rows.Add(widget.NewSpacer(2))
	if s.d.Password != "" {
		rows.Add(widget.NewBanner(theme.Todo, present.T("signin.demo"), present.T("signin.demo_password", s.d.Password)))
	}
	rows.Add(widget.NewText(present.T("signin.offline"), widget.SmallPara))
	s.fault.within = rows
	return rows
}

// avatarTones tell people apart beside their names; they mean nothing else.
var avatarTones = []theme.Tone{theme.Ours, theme.Todo, theme.Grey, theme.Soon}

func (s *SignIn) card(i int, person store.SignIn) *widget.Area {
	job := s.d.Library.Display("job", person.Job, string(present.CurrentLanguage()))
	card := widget.NewArea(widget.Pad(2, widget.LineFill(1.5, 1,
		widget.NewAvatar(person.Name, avatarTones[i%len(avatarTones)]),
		widget.Rows(0, widget.NewText(person.Name, widget.Strong), widget.NewText(job, widget.Small)),
	)), func() { s.choose(i) })
	card.Card = true
	return card
}

func (s *SignIn) choose(i int) {
	s.chosen = i
	for j, card := range s.cards {
		card.SetSelected(j == i)
	}
	s.fault.set(nil)
	s.password.Focus()
}

// Focus puts the keyboard into the password.
func (s *SignIn) Focus() { s.password.Focus() }

func (s *SignIn) showFacts() {
	info, err := store.Info(s.d.Config.Dir)
	if err != nil {
		return
	}
	station := present.T("signin.station_office", info.Name)
	if info.Type == ledger.StationLaptop {
		station = present.T("signin.station_laptop", info.Name)
	}
	lines := []string{station, present.T("signin.families", present.Number(int64(info.Cases)))}
	if info.Synced.IsZero() {
		lines = append(lines, present.T("signin.never_synced"))
	} else {
		today := casework.DateOf(s.d.Config.Now().Local())
		lines = append(lines, present.T("signin.synced", present.DateTime(info.Synced.Local(), today)))
	}
	s.view.setFacts(lines...)
}

func (s *SignIn) submit() {
	if s.busy || s.chosen < 0 || s.chosen >= len(s.people) {
		return
	}
	s.busy = true
	s.open.Disable()
	s.open.SetText(present.T("signin.opening"))
	s.fault.set(nil)
	staff, password := s.people[s.chosen].Staff, s.password.Text()
	async.Run(s.owner, func(ctx context.Context) (*store.Store, error) {
		return store.Open(ctx, s.d.Config, staff, password)
	}, s.opened)
}

func (s *SignIn) opened(opened *store.Store, err error) {
	s.busy = false
	s.open.Enable()
	s.open.SetText(present.T("button.open"))
	if err != nil {
		s.fault.set(err)
		s.password.Focus()
		return
	}
	s.password.SetText("")
	s.d.Opened(opened)
}

// Choose picks a person by id, as pressing the card does.
func (s *SignIn) Choose(staff uuid.UUID) {
	for i, p := range s.people {
		if p.Staff == staff {
			s.choose(i)
		}
	}
}
