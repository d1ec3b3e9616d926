package page

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Look is how the window looks and speaks, kept outside the store.
type Look interface {
	Options() theme.Options
	SetOptions(theme.Options)
	Language() present.Language
	SetLanguage(present.Language)
	IdleMinutes() int
	SetIdleMinutes(int)
}

// Parts of the settings.
const (
	partStaff    = "staff"
	partStations = "stations"
	partRules    = "rules"
	partForms    = "forms"
	partBundles  = "bundles"
	partRecovery = "recovery"
	partMe       = "me"
	partLook     = "look"
	partAudit    = "audit"
	partPolicy   = "policy"
	partRestrict = "restrict"
	partDisposal = "disposal"
)

// Settings are the staff, the stations, oneself and the look.
type Settings struct {
	base
	part    string
	content *fyne.Container
	body    *fyne.Container
	tabs    *widget.SubTabs
	reload  *async.Debouncer

	form     passwordForm
	stations stationsLoad
	file     *widget.Entry // where the template is that is to be taken in
	fault    *faultBox
	editing  *editor
	bundles  *handOver        // nil before one has looked at it
	unsealed *store.Unsealing // an act with the recovery key that was begun
	audit    *auditView       // nil before one has looked at it
	front    bool             // this page is the one that is shown

	rotation *rotationView // nil before one has looked at it
	rotating bool          // the staff part shows it
}

var _ Page = (*Settings)(nil)

// NewSettings returns the page at the staff.
func NewSettings(d Deps) *Settings {
	s := &Settings{base: newBase(d), part: partStaff, body: container.NewStack()}
	s.reload = async.NewDebouncer(s.owner, 200*time.Millisecond)
	s.tabs = widget.NewSubTabs([]widget.Tab{
		{ID: partStaff, Word: present.T("settings.staff")},
		{ID: partStations, Word: present.T("settings.stations")},
		{ID: partRules, Word: present.T("settings.rules")},
		{ID: partForms, Word: present.T("settings.forms")},
		{ID: partBundles, Word: present.T("bundle.tab")},
		{ID: partRestrict, Word: present.T("restrict.tab")},
		{ID: partDisposal, Word: present.T("disposal.tab")},
		{ID: partPolicy, Word: present.T("policy.tab")},
		{ID: partAudit, Word: present.T("audit.tab")},
		{ID: partRecovery, Word: present.T("recovery.tab")},
		{ID: partMe, Word: present.T("settings.me")},
		{ID: partLook, Word: present.T("settings.look")},
	}, func(part string) {
		s.part = part
		s.draw()
	})
	head := widget.Rows(1, widget.NewText(present.T("shell.settings"), widget.Heading), widget.Rows(0, s.tabs, widget.NewRule()))
	s.content = widget.PadXY(3, 2.25, widget.RowsFill(2, head, s.body))
	return s
}

// Title is the word on the tab.
func (s *Settings) Title() string { return present.T("shell.settings") }

// Content is drawn.
func (s *Settings) Content() fyne.CanvasObject { return s.content }

// Show draws anew.
func (s *Settings) Show() {
	s.front = true
	s.draw()
	s.loadStations()
}

// Changed draws staff and stations anew.
func (s *Settings) Changed(e store.Event) {
	if e.Directory || e.Sync {
		s.reload.Call(func() {
			switch s.part {
			case partStaff, partPolicy, partRecovery, partDisposal:
				s.draw()
			case partStations:
				s.draw()
				s.loadStations()
			}
		})
		return
	}
	if slices.Contains(e.Cases, s.Store.Audit()) && s.part == partAudit {
		s.reload.Call(s.audit.arrived)
		return
	}
	if slices.Contains(e.Cases, s.Store.Office()) && s.part == partStaff && s.rotating {
		s.reload.Call(s.draw)
		return
	}
	if slices.Contains(e.Cases, s.Store.Office()) && s.part == partBundles {
		s.reload.Call(s.bundles.changed)
		return
	}
	if slices.Contains(e.Cases, s.Store.Office()) && (s.part == partRules || s.part == partForms) {
		s.reload.Call(s.draw)
	}
}

// Keep saves what is typed in the editor.
func (s *Settings) Keep(ctx context.Context) error { return s.editing.keepNow(ctx) }

func (s *Settings) draw() {
	if s.front {
		s.takeDrops(s.part == partBundles)
	}
	var body fyne.CanvasObject
	switch s.part {
	case partStaff:
		body = s.staffOrRotation()
	case partStations:
		body = s.stationsPart()
	case partRules:
		body = s.rulesPart()
	case partForms:
		body = s.formsPart()
	case partBundles:
		body = s.bundlePart()
	case partRestrict:
		body = s.restrictPart()
	case partDisposal:
		body = s.disposalPart()
	case partPolicy:
		body = s.policyPart()
	case partAudit:
		body = s.auditPart()
	case partRecovery:
		body = s.recoveryPart()
	case partMe:
		body = s.mePart()
	default:
		body = s.lookPart()
	}
	s.body.Objects = []fyne.CanvasObject{body}
	s.body.Refresh()
	s.content.Refresh()
}

// lookPart is light and dark, the size of text, the language and the lock.
func (s *Settings) lookPart() fyne.CanvasObject {
	o := s.Look.Options()
	mode := widget.NewChoiceField(present.T("settings.mode"), "", []widget.Option{
		{Code: "0", Word: present.T("settings.mode_system")},
		{Code: "1", Word: present.T("settings.mode_light")},
		{Code: "2", Word: present.T("settings.mode_dark")},
	})
	mode.SetMandatory(true)
	mode.SetCode(string(rune('0' + int(o.Mode))))
	mode.OnChanged = func(code string) {
		o.Mode = theme.Mode(code[0] - '0')
		s.Look.SetOptions(o)
	}
	var scales []widget.Option
	for _, percent := range scalePercents {
		scales = append(scales, widget.Option{Code: percent, Word: present.T("settings.percent", percent)})
	}
	scale := widget.NewChoiceField(present.T("settings.scale"), "", scales)
	scale.SetMandatory(true)
	scale.SetCode(percentOf(o.Scale))
	scale.OnChanged = func(code string) {
		o.Scale = scaleOf(code)
		s.Look.SetOptions(o)
	}
	language := widget.NewChoiceField(present.T("settings.language"), "", []widget.Option{
		{Code: string(present.Japanese), Word: "日本語"}, {Code: string(present.English), Word: "English"},
	})
	language.SetMandatory(true)
	language.SetCode(string(s.Look.Language()))
	language.OnChanged = func(code string) { s.Look.SetLanguage(present.Language(code)) }
	var minutes []widget.Option
	for _, n := range idleChoices {
		minutes = append(minutes, widget.Option{Code: n, Word: present.T("settings.minutes", n)})
	}
	idle := widget.NewChoiceField(present.T("settings.idle"), "", minutes)
	idle.SetMandatory(true)
	idle.SetCode(itoa(s.Look.IdleMinutes()))
	idle.OnChanged = func(code string) { s.Look.SetIdleMinutes(atoi(code)) }
	return widget.Columns(2, []float32{1, 1},
		widget.NewCard(present.T("settings.look"), widget.Rows(2.5, mode, scale, language)),
		widget.NewCard(present.T("settings.lock"), widget.Rows(2.5, idle,
			widget.NewText(present.T("settings.lock_sub"), widget.SmallPara),
			widget.NewText(present.T("settings.keys"), widget.SmallPara))),
	)
}
