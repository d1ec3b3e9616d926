package widget

// Person is someone who can be picked.
type Person struct {
	ID   string
	Name string
	Note string // what tells apart people of one name: 長女 1歳4か月
}

func (p Person) option() Option {
	word := p.Name
	if p.Note != "" {
		word += "  " + p.Note
	}
	return Option{Code: p.ID, Word: word}
}

// NewPersonPicker returns a field for one of the given people.
func NewPersonPicker(label, none string, people []Person) *ChoiceField {
	return NewChoiceField(label, none, personOptions(people))
}

// NewPeoplePicker returns a field for any number of the given people.
func NewPeoplePicker(label string, people []Person) *MultiChoice {
	return NewMultiChoice(label, personOptions(people))
}

func personOptions(people []Person) []Option {
	out := make([]Option, len(people))
	for i, p := range people {
		out[i] = p.option()
	}
	return out
}
