package tour

// tap presses what says text.
func tap(text string) Deed { return Deed{Do: "tap", Text: text} }

// tapIn presses text inside of what near stands in: a choice of a question.
func tapIn(near, text string) Deed { return Deed{Do: "tap", In: near, Text: text} }

// field goes into the field with that label.
func field(label string) Deed { return Deed{Do: "field", Text: label} }

// nthField is field for the second label of that name and further ones.
func nthField(label string, n int) Deed { return Deed{Do: "field", Text: label, Nth: n} }

// typed types into what has the keyboard.
func typed(text string) Deed { return Deed{Do: "type", Text: text} }

// key presses a key.
func key(name string) Deed { return Deed{Do: "key", Text: name} }

// see waits until text is seen.
func see(text string) Deed { return Deed{Do: "see", Text: text} }

// seeWithin is see with patience of so many seconds.
func seeWithin(seconds int, text string) Deed { return Deed{Do: "see", Text: text, Seconds: seconds} }

// gone waits until text is not seen any more.
func gone(text string) Deed { return Deed{Do: "gone", Text: text} }

// fill goes into fields and types, label by label.
func fill(pairs ...string) []Deed {
	var out []Deed
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, field(pairs[i]), key("Ctrl+A"), typed(pairs[i+1]))
	}
	return out
}

// all joins deeds and lists of deeds.
func all(parts ...any) []Deed {
	var out []Deed
	for _, p := range parts {
		switch p := p.(type) {
		case Deed:
			out = append(out, p)
		case []Deed:
			out = append(out, p...)
		}
	}
	return out
}
