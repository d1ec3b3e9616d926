package page

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Steps of 年度の交代.
const (
	rotationWho      = "who"
	rotationFamilies = "families"
	rotationCheck    = "check"
)

// rotationView is 年度の交代 within the settings: who leaves, who takes over
// which families, and the dry run from which it is carried out. It stays while
// its page does, so that nothing typed is lost when something new comes in.
type rotationView struct {
	*Settings
	content *fyne.Container
	body    *fyne.Container
	tabs    *widget.SubTabs
	step    string

	plans   []*store.Record // the latest first
	plan    *store.Rotation // nil before there is one
	check   *store.RotationCheck
	who     *rotationForm
	list    *widget.List
	rows    []store.HandRow // as sorted
	sorted  int
	down    bool
	running bool
	anew    bool // the next plan is being typed, the last one was carried out
	fault   *faultBox
}

// openRotation shows the plan in place of the staff.
func (s *Settings) openRotation() {
	if s.rotation == nil {
		s.rotation = newRotationView(s)
	}
	s.rotating = true
	s.draw()
}

// staffOrRotation is who works here with the way to the plan of who leaves; or
// that plan, read anew.
func (s *Settings) staffOrRotation() fyne.CanvasObject {
	switch {
	case s.rotating:
		s.rotation.load()
		return s.rotation.content
	case !s.Store.Reads():
		return s.staffPart()
	}
	words := present.T("rotation.way")
	if !s.Store.May(ledger.ActRotate) {
		words = present.T("rotation.way_notes")
	}
	way := widget.LineFill(1.5, 0, widget.NewText(words, widget.SmallPara),
		widget.NewButton(present.T("rotation.title"), s.openRotation))
	return newRowsFill(1, 1.25, way, s.staffPart())
}

func newRotationView(s *Settings) *rotationView {
	v := &rotationView{Settings: s, step: rotationWho, body: container.NewStack(), fault: newFaultBox()}
	tabs := []widget.Tab{
		{ID: rotationWho, Word: present.T("rotation.step_who")},
		{ID: rotationFamilies, Word: present.T("rotation.step_families")},
		{ID: rotationCheck, Word: present.T("rotation.step_check")},
	}
	if !v.mayPlan() { // who leaves writes the notes, and sees their own families
		tabs, v.step = []widget.Tab{{ID: rotationFamilies, Word: present.T("rotation.notes")}}, rotationFamilies
	}
	v.tabs = widget.NewSubTabs(tabs, func(step string) {
		v.step = step
		v.load()
	})
	v.list = v.newList()
	back := widget.NewLink(present.T("rotation.back"), func() {
		s.rotating = false
		s.draw()
	})
	head := widget.LineFill(1.5, 0, widget.NewText(present.T("rotation.title"), widget.Title), back)
	v.content = newRowsFill(2, 1.25, head, widget.Rows(0, v.tabs, widget.NewRule()), v.body)
	v.put(widget.NewText(present.T("shell.loading"), widget.Small))
	return v
}

// mayPlan reports whether the person signed in makes the plan.
func (v *rotationView) mayPlan() bool { return v.Store.May(ledger.ActRotate) }

func (v *rotationView) put(o fyne.CanvasObject) {
	v.body.Objects = []fyne.CanvasObject{o}
	v.body.Refresh()
}

// rotationLoad is what one look at the store gives.
type rotationLoad struct {
	plans []*store.Record
	plan  *store.Rotation
	check *store.RotationCheck
}

// load reads the latest plan; nothing while one is being carried out.
func (v *rotationView) load() {
	if v.running {
		return
	}
	step := v.step
	async.Run(v.owner, func(ctx context.Context) (l rotationLoad, err error) {
		if l.plans, err = v.Store.FindRotations(ctx); err != nil || len(l.plans) == 0 {
			return l, err
		}
		at := currentPlan(l.plans).ID
		if step == rotationCheck {
			if l.check, err = v.Store.CheckRotation(ctx, at); err == nil {
				l.plan = l.check.Plan
			}
			return l, err
		}
		l.plan, err = v.Store.FindRotation(ctx, at)
		return l, err
	}, func(l rotationLoad, err error) {
		if err != nil {
			v.Nav.Fail(err)
			return
		}
		if step != v.step || v.running {
			return
		}
		v.plans, v.plan, v.check = l.plans, l.plan, l.check
		v.redraw()
	})
}

// currentPlan is the latest that was not carried out, or else the latest.
func currentPlan(plans []*store.Record) *store.Record {
	for _, r := range plans {
		if r.Text("done_at") == "" {
			return r
		}
	}
	return plans[0]
}

func (v *rotationView) redraw() {
	switch {
	case v.step == rotationWho:
		v.put(v.whoPart())
	case v.plan == nil:
		v.put(widget.EmptyState("person", present.T("rotation.no_plan"), present.T("rotation.no_plan_sub")))
	case v.step == rotationFamilies:
		v.put(v.familiesPart())
	default:
		v.put(v.checkPart())
	}
}

// change writes to the plan and reads it anew.
func (v *rotationView) change(do func(context.Context) error, then func(), said string) {
	async.Run(v.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			v.Nav.Fail(err)
			return
		}
		then()
		v.Nav.Say(said)
		v.load()
	})
}

// active are the staff who work here, by name.
func (v *rotationView) active() []*ledger.Staff {
	var out []*ledger.Staff
	for _, p := range v.Store.Directory().Staff {
		if !p.Removed {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *ledger.Staff) int {
		if a.Name != b.Name {
			return map[bool]int{true: -1, false: 1}[a.Name < b.Name]
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
	return out
}

func staffChoices(people []*ledger.Staff) []widget.Option {
	var out []widget.Option
	for _, p := range people {
		out = append(out, widget.Option{Code: p.ID.String(), Word: p.Name})
	}
	return out
}

func chosenStaff(codes []string) []uuid.UUID {
	var out []uuid.UUID
	for _, code := range codes {
		if id, err := uuid.Parse(code); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// rotationNames are the families that a plan speaks of, by their ids.
func rotationNames(ctx context.Context, s *store.Store, plan uuid.UUID) (map[string]string, error) {
	p, err := s.FindRotation(ctx, plan)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, f := range p.Families {
		out[f.Case.String()] = f.Family
	}
	return out, nil
}

// rotationText is a field of a rotation: the families by name, and people by
// name also once they were removed by it; "" for any other field.
func (a *Approval) rotationText(kind, field string, v any) string {
	switch {
	case kind == store.KindHandover && field == "cases":
		list, _ := v.([]string)
		var names []string
		for _, id := range list {
			if name := a.named[id]; name != "" {
				names = append(names, present.Family(name))
			}
		}
		return present.T("rotation.cases", len(list), strings.Join(names, present.T("field.separator")))
	case kind == store.KindRotation && field == "leaves":
		list, _ := v.([]string)
		return a.staffWords(list)
	case kind == store.KindHandover && field == "from":
		id, _ := v.(string)
		return a.staffText(id)
	}
	return ""
}
