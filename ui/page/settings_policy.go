package page

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// policyChoices are the values that a page offers for each policy; a center
// may have set another one, which then stands among them.
var policyChoices = []struct {
	name   string
	values []string
}{
	{ledger.PolicyLease, []string{"24", "72", "168", "336", "0"}},
	{ledger.PolicyLock, []string{"5", "10", "15", "30", "0"}},
	{ledger.PolicyGuesses, []string{"5", "10", "20", "0"}},
	{ledger.PolicyDispose, []string{"7", "14", "30", "60", "90"}},
	{ledger.PolicyClipboard, []string{ledger.ClipboardAll, ledger.ClipboardOffice, ledger.ClipboardNone}},
	{ledger.PolicyGlass, []string{ledger.GlassNobody, ledger.GlassLeaders, ledger.GlassStaff}},
	{ledger.PolicyGlassOffline, []string{ledger.GlassOnline, ledger.GlassOffline}},
}

// policyPart are the rules that guard every station of the center.
func (s *Settings) policyPart() fyne.CanvasObject {
	rows := widget.Rows(2, widget.NewText(present.T("policy.sub"), widget.Paragraph))
	may := s.Store.Me().May(ledger.ActPolicy)
	for _, p := range policyChoices {
		rows.Add(s.policyRow(p.name, p.values, may && (s.Store.Me().Has(ledger.RoleDirector) || !aboutGlass(p.name))))
	}
	if !may {
		rows.Add(widget.NewText(present.T("policy.who"), widget.SmallPara))
	}
	rows.Add(widget.NewCard(present.T("settings.cannot"), widget.NewText(present.T("policy.cannot"), widget.SmallPara)))
	return widget.NewScroll(widget.Pad(0.5, rows))
}

func (s *Settings) policyRow(name string, values []string, may bool) fyne.CanvasObject {
	set := s.Store.Directory().Policy(name)
	if !slices.Contains(values, set) {
		values = append([]string{set}, values...)
	}
	var options []widget.Option
	for _, v := range values {
		options = append(options, widget.Option{Code: v, Word: policyWord(name, v)})
	}
	why := widget.NewText(present.T("policy."+name+"_why"), widget.SmallPara)
	if !may {
		return widget.Rows(0.5, widget.NewText(present.T("policy."+name)+"　"+policyWord(name, set), widget.Strong), why)
	}
	choice := widget.NewChoiceField(present.T("policy."+name), "", options)
	choice.SetMandatory(true)
	choice.SetCode(set)
	choice.OnChanged = func(value string) { s.setPolicy(name, value) }
	return widget.Rows(0.5, choice, why)
}

// aboutGlass reports whether a policy says who comes to read what: those a
// director sets alone.
func aboutGlass(name string) bool {
	return name == ledger.PolicyGlass || name == ledger.PolicyGlassOffline
}

func policyWord(name, value string) string {
	if aboutGlass(name) || name == ledger.PolicyClipboard {
		return present.T("policy." + name + "_" + value)
	}
	if value == "0" {
		return present.T("policy.none")
	}
	return present.T("policy."+name+"_value", value)
}

func (s *Settings) setPolicy(name, value string) {
	if value == s.Store.Directory().Policy(name) {
		return
	}
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Store.SetPolicy(ctx, name, value)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.Nav.Fail(err)
			s.draw()
		}
	})
}
