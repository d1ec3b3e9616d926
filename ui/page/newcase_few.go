package page

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// newFew asks, where a family is begun, whether it is kept to named people from
// the first word on: then nobody else is ever given a key of it.
type newFew struct {
	card fyne.CanvasObject
	yes  *widget.MultiChoice
	who  *widget.MultiChoice
	kind *widget.ChoiceField
}

const fewYes = "yes"

func newNewFew(n *NewFamily) *newFew {
	f := &newFew{}
	f.yes = widget.NewMultiChoice(present.T("newcase.few"), []widget.Option{{Code: fewYes, Word: present.T("newcase.few_yes")}})
	f.who = widget.NewPeoplePicker(present.T("restrict.who"), n.readingStaff())
	f.who.SetCodes(staffTexts([]uuid.UUID{n.Store.Me().ID}))
	f.kind = widget.NewListField(n.fieldLabel(store.KindRestriction, "kind"), present.T("field.none"), codeOptions(n.Store.Library(), "restriction_reason", n.today().String()))
	f.card = widget.NewCard(present.T("newcase.few"), widget.Rows(1.25,
		widget.NewText(present.T("newcase.few_sub"), widget.SmallPara), f.yes, f.who, f.kind))
	return f
}

// restriction is what was asked for, nil where everybody may read the family.
func (f *newFew) restriction() *store.Restriction {
	if f == nil || len(f.yes.Codes()) == 0 {
		return nil
	}
	return &store.Restriction{Readers: staffIDs(f.who.Codes()), Kind: f.kind.Code()}
}
