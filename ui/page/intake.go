package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Intake is one call, written down in the order in which it goes. While names
// are typed it looks for the family, so that nobody opens a second file for a
// child that has one. Nothing is a record until the call is accepted; all of
// it is kept as a draft from the first key on.
type Intake struct {
	base
	draft  store.Draft
	keep   *keeper
	form   *form.Form
	call   call
	family *store.Case // the one that was chosen

	content *fyne.Container
	column  *fyne.Container
	scroll  *widget.Scroll
	head    *widget.Text
	saved   *widget.Notice
	began   *fyne.Container // when and by whom, while it is being corrected

	fields       map[string]intakeField // drawn by hand, by linkId
	about        *fyne.Container
	abuse        *widget.ShortChoice // asked of abuse only
	children     *fyne.Container
	births       []*widget.DateField // of the children that are typed, to say what is wrong
	found        *fyne.Container
	views        []*intakeSection
	each         *fyne.Container
	eachFold     *widget.FoldSection
	reporter     *widget.FormView
	reporterFold *widget.FoldSection
	reply        *widget.YesNo
	clock        *fyne.Container
	fault        *faultBox
	urgent       *widget.Button
	only         *widget.Button

	look *async.Debouncer
	turn int // of the search: answers to an earlier one are dropped
}

// intakeField is a field that the page draws itself.
type intakeField interface {
	fyne.CanvasObject
	SetError(string)
	Focus()
}

// intakeSection is a part of the form that is asked for when there is time.
type intakeSection struct {
	item *form.Item
	fold *widget.FoldSection
	view *widget.FormView
}

var _ Page = (*Intake)(nil)

// NewIntake returns the page of a draft.
func NewIntake(d Deps, draft store.Draft) *Intake {
	p := &Intake{base: newBase(d), form: d.Store.Library().Form(store.KindIntake), fields: map[string]intakeField{}}
	if draft.Fields == nil {
		draft.Fields = map[string]any{}
	}
	p.draft = draft
	p.preset(draft.Fields)
	p.call = readCall(draft.Fields)
	p.keep = newKeeper(d.Store, p.owner, draft)
	p.keep.active = p.Active
	p.keep.onSaved, p.keep.onError = p.draftSaved, p.draftFailed
	p.look = async.NewDebouncer(p.owner, async.TypingPause)
	p.build()
	if p.call.Family != uuid.Nil {
		p.loadFamily()
	}
	p.owner.Every(time.Minute, p.showHead)
	return p
}

// preset is what a call begins with: the moment the page was opened, who took
// it, and that it is about abuse, whose clock does no harm where it is not.
func (p *Intake) preset(fields map[string]any) {
	for name, v := range map[string]any{
		"received_at": p.Now().Local().Truncate(time.Minute).Format(time.RFC3339), "receiver": p.Store.Me().ID.String(),
		"consultation": consultationAbuse, "method": "phone",
	} {
		if _, ok := fields[name]; !ok {
			fields[name] = v
		}
	}
}

// consultationAbuse is the kind of consultation whose children get a clock.
const consultationAbuse = "abuse"

func (p *Intake) build() {
	p.head, p.saved = widget.NewText("", oneLine(widget.Quiet)), widget.NewNotice()
	p.began = widget.Rows(0)
	p.began.Hide()
	p.fault = newFaultBox()
	p.column = widget.Rows(1.5)
	p.scroll = scrolled(p.column)
	for _, card := range []fyne.CanvasObject{p.began, p.whoCard(), p.childrenCard(), p.aboutCard(), p.heardCard()} {
		p.column.Add(card)
	}
	p.addSections()
	p.column.Add(widget.Line(0, widget.NewLink(present.T("visit.discard"), p.askDiscard)))
	p.column.Add(widget.NewSpacer(4))
	right := p.side()
	p.fault.within = right
	head := widget.LineFill(1.25, 1, widget.NewText(present.T("shell.intakes"), widget.Heading), p.head, p.saved, p.correctLink())
	left := widget.RowsFill(1.5, head, p.scroll)
	p.content = widget.PadXY(3, 2.25, widget.Columns(2.5, []float32{80, 41}, left, right))
	p.showHead()
	p.showClock()
}

// Title is the word on the tab: whom the call is about, as soon as that is
// known.
func (p *Intake) Title() string {
	word := present.T("shell.intakes")
	if p.family != nil {
		return word + " " + present.Family(p.family.Family.Text("name"))
	}
	if name := p.call.familyName(); name != "" {
		return word + " " + present.Family(name)
	}
	return word
}

// Content is drawn.
func (p *Intake) Content() fyne.CanvasObject { return p.content }

// Show puts the keyboard where the call begins.
func (p *Intake) Show() {
	if !p.keep.dirty() && p.text("route") == "" {
		p.fields["route"].Focus()
	}
}

// Leave saves what the last pause has not.
func (p *Intake) Leave() { p.keep.leave() }

// Keep saves and waits for it.
func (p *Intake) Keep(ctx context.Context) error {
	if !p.keep.dirty() {
		return nil
	}
	return p.keep.saveNow(ctx)
}

func (p *Intake) text(name string) string {
	s, _ := p.keep.fields()[name].(string)
	return s
}

// set takes an answer that is a field of the intake.
func (p *Intake) set(name string, value any) {
	if s, ok := value.(string); ok && s == "" {
		value = nil
	}
	p.keep.set(name, value)
	for _, s := range p.views {
		s.view.SetValue(name, value)
	}
	switch name {
	case "consultation":
		p.showAbout()
		p.showClock()
	case "received_at", "receiver":
		p.showHead()
		p.showClock()
	}
}

// keepCall keeps what is no field of the intake.
func (p *Intake) keepCall() { p.keep.set(fieldCall, p.call.text()) }

// isAbuse reports whether the children of this call get a clock.
func (p *Intake) isAbuse() bool { return p.text("consultation") == consultationAbuse }

// received is when the call came in.
func (p *Intake) received() time.Time {
	at, err := time.Parse(time.RFC3339, p.text("received_at"))
	if err != nil {
		return time.Time{}
	}
	return at.Local()
}

// showHead says since when the call goes on, and who takes it.
func (p *Intake) showHead() {
	at := p.received()
	if at.IsZero() {
		p.head.SetText(p.staffText(p.text("receiver")))
		return
	}
	words := present.T("intake.since", p.moment(at))
	if gone := p.Now().Sub(at); gone >= time.Minute && gone < 3*time.Hour {
		words = present.T("intake.since_for", p.moment(at), present.Duration(gone))
	}
	if name := p.staffText(p.text("receiver")); name != "" {
		words += "　" + present.T("intake.by", name)
	}
	if p.text("previous") != "" {
		words += "　" + present.T("intake.again")
	}
	if words != p.head.String() {
		p.head.SetText(words)
	}
}

// correctLink opens when and by whom the call was taken: for what is written
// down later.
func (p *Intake) correctLink() fyne.CanvasObject {
	link := widget.NewLink(present.T("intake.correct"), func() {
		if len(p.began.Objects) == 0 {
			cfg := p.formConfig(p.form, "sec_call", nil)
			cfg.Outer = p.scroll
			cfg.Skip = map[string]bool{"route": true, "method": true, "consultation": true, "number": true}
			s := p.addView(p.form.Item("sec_call"), cfg)
			p.began.Add(widget.NewCard("", s.view))
		}
		p.began.Hidden = !p.began.Hidden
		p.began.Refresh()
		p.column.Refresh()
		p.scroll.ScrollToTop()
	})
	link.Small = true
	return link
}

func (p *Intake) draftSaved(at time.Time) {
	p.saved.Say(theme.Done, present.T("visit.saved", present.ClockSeconds(at.Local())), "")
	p.content.Refresh()
}

func (p *Intake) draftFailed(err error) {
	p.saved.Say(theme.Late, Explain(err).What, "")
	p.content.Refresh()
	p.Nav.Fail(err)
}
