package page

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// roleWords are the roles in the order in which they are offered.
var roleWords = []string{
	ledger.RoleHealth, ledger.RoleWelfare, ledger.RoleSpecialist, ledger.RolePartTime,
	ledger.RoleSectionHead, ledger.RoleCoordinator, ledger.RoleDirector, ledger.RoleAdmin,
}

func roleWord(role string) string { return present.T("role." + role) }

// rolesOf are a person's roles in words.
func rolesOf(p *ledger.Staff) string {
	var words []string
	for _, role := range roleWords {
		if slices.Contains(p.Roles, role) {
			words = append(words, roleWord(role))
		}
	}
	return strings.Join(words, present.T("field.separator"))
}

// roleField offers the roles that the person signed in may give, with what
// each of them allows below. It is nil where they may give none.
func (s *Settings) roleField() (*widget.MultiChoice, fyne.CanvasObject) {
	var options []widget.Option
	lines := widget.Rows(0.5)
	for _, role := range roleWords {
		if !s.Store.MayGive(role) {
			continue
		}
		options = append(options, widget.Option{Code: role, Word: roleWord(role)})
		lines.Add(widget.NewText(present.T("roles.line", roleWord(role), present.T("role_may."+role)), widget.SmallPara))
	}
	if len(options) == 0 {
		return nil, nil
	}
	return widget.NewMultiChoice(present.T("settings.roles"), options), lines
}

// setRoles asks which roles somebody carries, and says what follows from it.
func (s *Settings) setRoles(p *ledger.Staff) {
	roles, lines := s.roleField()
	if roles == nil {
		return
	}
	var kept []string // which only a director gives and takes
	for _, role := range p.Roles {
		if !s.Store.MayGive(role) {
			kept = append(kept, role)
		}
	}
	roles.SetCodes(slices.DeleteFunc(slices.Clone(p.Roles), func(role string) bool { return slices.Contains(kept, role) }))
	hint := widget.NewText(present.T("roles.sub", p.Name), widget.Paragraph)
	s.ask(present.T("roles.title", p.Name), present.T("roles.do"), []fyne.CanvasObject{hint, roles, lines}, roles.Focus,
		func(ctx context.Context) error {
			return s.Store.SetRoles(ctx, p.ID, append(slices.Clone(kept), roles.Codes()...))
		}, present.T("roles.done"))
}

// waitingCard are the people who were added without roles, for those who may
// give them some.
func (s *Settings) waitingCard(people []*ledger.Staff) fyne.CanvasObject {
	if !s.Store.May(ledger.ActRoles) {
		return nil
	}
	rows := widget.Rows(1, widget.NewText(present.T("roles.waiting_sub"), widget.SmallPara))
	none := true
	for _, p := range people {
		if p.Removed || len(p.Roles) > 0 {
			continue
		}
		none = false
		rows.Add(widget.LineFill(1.5, 0, widget.NewText(p.Name, oneLine(widget.Strong)),
			widget.NewPrimary(present.T("roles.give"), func() { s.setRoles(p) })))
	}
	if none {
		return nil
	}
	return widget.NewCard(present.T("roles.waiting"), rows)
}

// noKeysCard says to somebody who reads no cases what they can do here.
func (s *Settings) noKeysCard() fyne.CanvasObject {
	if s.Store.Reads() {
		return nil
	}
	text := present.T("roles.no_keys")
	if s.Store.Me().Has(ledger.RoleAdmin) {
		text = present.T("roles.admin_only")
	}
	return widget.NewCardWith(present.T("roles.no_keys_title"), widget.NewChip(present.T("roles.no_cases"), theme.Grey), widget.NewText(text, widget.Paragraph))
}

// removeHint says what happens to keys when somebody goes.
func (s *Settings) removeHint(p *ledger.Staff) string {
	if s.Store.May(ledger.ActRoles) {
		return present.T("roles.remove_keys", p.Name)
	}
	return present.T("roles.remove_keys_later", p.Name)
}
