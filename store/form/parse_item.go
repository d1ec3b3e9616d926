package form

import "fmt"

// items reads the items of the form or of another item.
func (r *reader) items(n *node, parent *Item) []*Item {
	var found []*Item
	for _, m := range r.objects(n, "item") {
		it := r.item(m, parent)
		found = append(found, it)
		it.Items = r.items(m, it)
		r.shapeOfItem(m, it)
	}
	return found
}

func (r *reader) item(n *node, parent *Item) *Item {
	it := &Item{Decimals: -1, parent: parent}
	r.places[it] = n
	it.LinkID = r.need(n, "linkId")
	if other := r.form.byID[it.LinkID]; other != nil {
		r.fault(n, FaultDuplicateLinkID, it.LinkID, "also at "+r.places[other].path)
	} else if it.LinkID != "" {
		r.form.byID[it.LinkID] = it
		r.form.order = append(r.form.order, it)
	}
	it.Type = r.itemType(n)
	it.Prefix = r.str(n, "prefix")
	it.Text, it.TextEn = r.translated(n, "text")
	it.Required = r.boolean(n, "required")
	it.Repeats = r.boolean(n, "repeats")
	it.ReadOnly = r.boolean(n, "readOnly")
	r.maxLength(n, it)
	r.keep(n, "id", "definition", "code")
	r.onlyValue(n, "answerConstraint", "optionsOnly")
	r.onlyValue(n, "disabledDisplay", "hidden")
	r.itemExtensions(n, it)
	r.options(n, it)
	r.valueSet(n, it)
	r.initial(n, it)
	r.enableWhen(n, it)
	return it
}

func (r *reader) itemType(n *node) Type {
	s := r.need(n, "type")
	switch t := Type(s); t {
	case Group, Display, Boolean, DecimalNumber, Integer, Date, DateTime, Time, String, Text, Coding, "":
		return t
	}
	detail := ""
	if s == "choice" || s == "open-choice" {
		detail = `this is R4; R5 writes "coding"`
	}
	r.fault(n.members["type"], FaultType, s, detail)
	return ""
}

func (r *reader) maxLength(n *node, it *Item) {
	v, ok := r.integer(n, "maxLength")
	if !ok {
		return
	}
	if it.Type != "" && it.Type != String && it.Type != Text {
		r.fault(n.members["maxLength"], FaultSubset, "maxLength", "only for string and text")
	}
	if v < 1 {
		r.fault(n.members["maxLength"], FaultLimits, "maxLength", "must be 1 or more")
	}
	it.MaxLength = int(v)
}

// onlyValue reads an element of which the subset knows one value.
func (r *reader) onlyValue(n *node, key, want string) {
	if s := r.str(n, key); s != "" && s != want {
		r.fault(n.members[key], FaultValue, s, fmt.Sprintf("%s must be %s", key, want))
	}
}

// translated reads a text and its English translation.
func (r *reader) translated(n *node, key string) (ja, en string) {
	ja = r.str(n, key)
	side := r.member(n, "_"+key, object)
	if side == nil {
		return ja, ""
	}
	if ja == "" {
		r.fault(side, FaultMissing, key, "a translation of nothing")
	}
	for _, ext := range r.objects(side, "extension") {
		if url := r.need(ext, "url"); url != extTranslation {
			r.refuse(ext, FaultExtension, url, "")
			continue
		}
		lang, content := r.translation(ext)
		if lang != "en" && lang != "" {
			r.fault(ext, FaultValue, lang, "only translations into en are used")
		}
		if en != "" {
			r.fault(ext, FaultDuplicateKey, "translation", "")
		}
		en = content
	}
	return ja, en
}

func (r *reader) translation(ext *node) (lang, content string) {
	for _, part := range r.objects(ext, "extension") {
		switch name := r.need(part, "url"); name {
		case "lang":
			lang = r.need(part, "valueCode")
		case "content":
			if part.members["valueMarkdown"] != nil {
				content = r.str(part, "valueMarkdown")
			} else {
				content = r.need(part, "valueString")
			}
		default:
			r.refuse(part, FaultExtension, name, "")
		}
	}
	if lang == "" || content == "" {
		r.fault(ext, FaultMissing, "lang and content", "")
	}
	return lang, content
}
