package page

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// offered is how many families are offered at once.
const offered = 3

// search looks for the family of a child while it is typed. Once a family was
// chosen there is nothing to look for.
func (p *Intake) search(child *callChild) {
	p.turn++
	if p.family != nil {
		return
	}
	turn, q := p.turn, p.call.sought(child)
	if !enough(q) {
		p.look.Cancel()
		p.showFound(nil)
		return
	}
	p.look.Call(func() {
		async.Run(p.owner, func(ctx context.Context) ([]store.Alike, error) {
			return p.Store.FindAlike(ctx, q, 4*offered)
		}, func(found []store.Alike, err error) {
			switch {
			case turn != p.turn:
			case err != nil:
				p.Nav.Fail(err)
			default:
				p.showFound(onceEach(found))
			}
		})
	})
}

// onceEach keeps the likeliest answer of each family.
func onceEach(found []store.Alike) []store.Alike {
	seen := map[uuid.UUID]bool{}
	var out []store.Alike
	for _, a := range found {
		if !seen[a.Case.ID] && len(out) < offered {
			seen[a.Case.ID] = true
			out = append(out, a)
		}
	}
	return out
}

// showFound offers the families that there are already.
func (p *Intake) showFound(found []store.Alike) {
	p.found.Objects = nil
	for _, a := range found {
		p.found.Add(p.offer(a))
	}
	p.found.Hidden = len(found) == 0
	p.found.Refresh()
	p.children.Refresh()
	p.column.Refresh()
}

// offer is one family with what is alike, and the way into its file.
func (p *Intake) offer(a store.Alike) fyne.CanvasObject {
	lead := present.T("intake.known")
	if a.Score < casework.LikelySame {
		lead = present.T("intake.perhaps_known")
	}
	title := present.Family(a.Case.Name)
	if class := p.code("case_class", a.Case.Class); class != "" {
		title = present.T("intake.family_class", title, class)
	}
	parts := []string{p.childrenLine(a.Case.Children), a.Case.Address, present.T("case.in_charge", p.inCharge(&a.Case))}
	sub := strings.Join(notEmpty(parts), "　")
	why := present.T("alike.same_words", likenessWords(a.Reasons))
	if a.Name != "" && a.Child == nil {
		why = a.Name + "　" + why
	}
	text := widget.Rows(0.25,
		widget.NewSpans(widget.Style{Wrap: true, LineHeight: 1.4},
			widget.Span{Text: lead + "　", Bold: true, Color: theme.Blue},
			widget.Span{Text: title + "　", Bold: true}, widget.Span{Text: sub}),
		widget.NewText(why, widget.SmallPara))
	take := widget.NewSmall(present.T("intake.take_family"), func() { p.chooseFamily(&a) })
	look := widget.NewLink(present.T("button.open"), func() { p.Nav.OpenCase(a.Case.ID) })
	look.Small = true
	return widget.NewTinted(theme.Todo, widget.LineFill(1.5, 0, text, widget.Line(0.5, take, look)))
}

func notEmpty(parts []string) []string {
	var out []string
	for _, part := range parts {
		if strings.TrimSpace(part) != "" {
			out = append(out, part)
		}
	}
	return out
}

// likenessWords says what is alike.
func likenessWords(reasons []string) string {
	var words []string
	for _, r := range reasons {
		words = append(words, present.T("alike.by_"+r))
	}
	return strings.Join(words, present.T("case.separator"))
}

// chooseFamily puts the call into the file of a family that was offered. The
// child that was typed is pressed as the one that the file has.
func (p *Intake) chooseFamily(a *store.Alike) {
	p.turn++
	p.look.Cancel()
	p.showFound(nil)
	async.Run(p.owner, func(ctx context.Context) (*store.Case, error) {
		return p.Store.OpenCase(ctx, a.Case.ID, "intake")
	}, func(file *store.Case, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		p.family, p.call.Family = file, file.ID
		p.adopt(a)
		p.keepCall()
		p.familyShown()
	})
}

// leaveFamily takes the call out of a family's file again.
func (p *Intake) leaveFamily() {
	p.family, p.call.Family = nil, uuid.Nil
	for _, child := range p.call.Children {
		if child.Known {
			p.call.drop(child)
		}
	}
	if len(p.call.Children) == 0 {
		p.call.Children = []*callChild{newCallChild()}
	}
	p.keepCall()
	p.familyShown()
}

// loadFamily reads the family of a draft that is opened again.
func (p *Intake) loadFamily() {
	async.Run(p.owner, func(ctx context.Context) (*store.Case, error) {
		return p.Store.OpenCase(ctx, p.call.Family, "intake")
	}, func(file *store.Case, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		p.family = file
		p.familyShown()
	})
}

func (p *Intake) familyShown() {
	p.showChildren()
	p.showEachChild()
	p.Nav.Retitle()
}

// adopt presses the children of the file that the typed names mean, and lets
// those names go; a name that the file has not is a new brother or sister.
func (p *Intake) adopt(a *store.Alike) {
	for i, child := range p.call.typed() {
		match := p.samePerson(child)
		if match == nil && i == 0 && child.named() && (child.Given == "" || namesAlike(a)) {
			match = personOf(p.family, a.Person)
		}
		switch {
		case match != nil && isChild(match):
			p.call.drop(child)
			p.pickChild(match, true)
		case match != nil, !child.named():
			p.call.drop(child)
		default:
			child.Family = p.family.Family.Text("name")
		}
	}
}

// namesAlike reports whether it was the person's own name that was alike, and
// not only the house or the telephone.
func namesAlike(a *store.Alike) bool {
	named := slices.Contains(a.Reasons, "name") || slices.Contains(a.Reasons, "kana")
	return named && a.Score >= casework.LikelySame
}

// samePerson is the one of the family that a typed child certainly is: by
// given name, and by birth where both are known.
func (p *Intake) samePerson(child *callChild) *store.Record {
	if child.Given == "" {
		return nil
	}
	for _, person := range p.family.Persons {
		name := alikeBy(casework.Fold, child.Given, person.Text("given_name")) ||
			alikeBy(casework.KanaKey, child.Given, person.Text("given_kana"))
		if birth := person.Text("birth_date"); name && (birth == "" || child.Birth == "" || birth == child.Birth) {
			return person
		}
	}
	return nil
}

// personOf is a person of a case, nil if there is none with that id.
func personOf(file *store.Case, id uuid.UUID) *store.Record {
	for _, person := range file.Persons {
		if person.ID == id {
			return person
		}
	}
	return nil
}

// alikeBy reports whether two names fold to the same, and to something.
func alikeBy(fold func(string) string, a, b string) bool {
	return fold(a) != "" && fold(a) == fold(b)
}
