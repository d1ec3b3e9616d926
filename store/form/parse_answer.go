package form

import (
	"strconv"
	"strings"
)

// options reads the choices that are written in the form.
func (r *reader) options(n *node, it *Item) {
	known := map[string]bool{}
	for _, m := range r.objects(n, "answerOption") {
		opt, ok := r.option(m, it)
		if !ok {
			continue
		}
		if known[opt.Code] {
			r.fault(m, FaultDuplicateCode, opt.Code, "")
		}
		known[opt.Code] = true
		it.Options = append(it.Options, opt)
	}
}

func (r *reader) option(n *node, it *Item) (Option, bool) {
	var opt Option
	r.keep(n, "id")
	switch {
	case it.Type == Coding && n.members["valueCoding"] != nil:
		opt = r.coding(n, "valueCoding")
	case it.Type == String && n.members["valueString"] != nil:
		opt.Code, opt.DisplayEn = r.translated(n, "valueString")
		opt.Display = opt.Code
	case it.Type == Integer && n.members["valueInteger"] != nil:
		v, _ := r.integer(n, "valueInteger")
		opt.Code = strconv.FormatInt(v, 10)
		opt.Display = opt.Code
	case it.Type == "":
		n.readAll() // the type is refused already; its choices say nothing new
		return opt, false
	default:
		r.refuse(n, FaultSubset, valueElement(n), "does not suit the type "+string(it.Type))
		return opt, false
	}
	if score := r.score(n); score != nil {
		opt.Score = score
	}
	return opt, opt.Code != ""
}

// valueElement gives the name of the value[x] of an answer or extension.
func valueElement(n *node) string {
	for _, key := range n.keys {
		if strings.HasPrefix(key, "value") {
			return key
		}
	}
	return "value"
}

func (r *reader) coding(n *node, key string) Option {
	m := r.member(n, key, object)
	if m == nil {
		return Option{}
	}
	opt := Option{System: r.str(m, "system"), Code: r.need(m, "code"), Score: r.score(m)}
	opt.Display, opt.DisplayEn = r.translated(m, "display")
	if opt.Display == "" {
		opt.Display = opt.Code
	}
	return opt
}

// score reads the weight of a choice, which R5 allows on the option and on
// its coding.
func (r *reader) score(n *node) *int {
	var score *int
	for _, ext := range r.objects(n, "extension") {
		url := r.need(ext, "url")
		if url != extItemWeight && url != extOrdinalValue {
			r.refuse(ext, FaultExtension, url, "")
			continue
		}
		d, ok := r.decimal(ext, "valueDecimal")
		if !ok {
			r.missing(ext, "valueDecimal")
			continue
		}
		if d.Places() > 0 || d.Compare(Decimal{}) < 0 || d.Compare(DecimalOf(1000)) > 0 {
			r.fault(ext, FaultValue, d.String(), "a score is a whole number from 0 to 1000")
			continue
		}
		if score != nil {
			r.fault(ext, FaultDuplicateKey, url, "two scores")
		}
		v := int(d.units)
		score = &v
	}
	return score
}

// valueSet finds the code list of an item: one that the form contains, or one
// of the program's, as "#name" or by its canonical address.
func (r *reader) valueSet(n *node, it *Item) {
	address := r.str(n, "answerValueSet")
	if address == "" {
		return
	}
	m := n.members["answerValueSet"]
	if it.Type != Coding && it.Type != "" {
		r.fault(m, FaultSubset, "answerValueSet", "only for coding")
	}
	name, local := strings.CutPrefix(address, "#")
	if !local {
		name = strings.TrimPrefix(address, OwnValueSet)
	}
	list := r.form.lists[name]
	if list == nil || !local {
		list = r.lists[name]
	}
	if list == nil {
		r.fault(m, FaultList, address, "")
		return
	}
	it.CodeList, it.list = list.Name, list
}

// initial reads the value that a new record starts with.
func (r *reader) initial(n *node, it *Item) {
	values := r.objects(n, "initial")
	if len(values) > 1 && !it.Repeats {
		r.fault(n.members["initial"], FaultSubset, "initial", "several values, but the item does not repeat")
	}
	var many []string
	for _, m := range values {
		v := r.answer(m, it, "value")
		if s, ok := v.(string); ok {
			many = append(many, s)
		}
		if v != nil {
			it.Initial = v
		}
	}
	if it.Repeats && len(many) > 0 {
		it.Initial = many
	}
}

// answer reads a value[x] or answer[x] that suits the item. It faults and
// gives nil when there is none.
func (r *reader) answer(n *node, it *Item, prefix string) any {
	kind := map[Type]string{
		Boolean: "Boolean", DecimalNumber: "Decimal", Integer: "Integer", Date: "Date",
		DateTime: "DateTime", Time: "Time", String: "String", Text: "String", Coding: "Coding",
	}[it.Type]
	key := prefix + kind
	if kind == "" || n.members[key] == nil {
		if it.Type == "" {
			n.readAll()
			return nil
		}
		name := prefix
		for _, k := range n.keys {
			if strings.HasPrefix(k, prefix) {
				name = k
			}
		}
		r.refuse(n, FaultSubset, name, "does not suit the type "+string(it.Type))
		return nil
	}
	v := r.fieldValue(n, key, it)
	if v == nil {
		return nil
	}
	if code, ok := v.(string); ok && (it.Options != nil || it.list != nil) && !it.knows(code) {
		r.fault(n.members[key], FaultValue, code, "not one of the choices")
		return nil
	}
	return v
}

func (r *reader) fieldValue(n *node, key string, it *Item) any {
	t := it.Type
	switch t {
	case Boolean:
		if m := r.member(n, key, boolean); m != nil {
			return m.scalar == "true"
		}
	case Integer:
		if v, ok := r.integer(n, key); ok {
			return v
		}
	case DecimalNumber:
		if d, ok := r.decimal(n, key); ok {
			return d.String()
		}
	case Coding:
		return r.codeOf(n, key, it)
	default:
		s := r.str(n, key)
		if t == Time {
			s = strings.TrimSuffix(s, ":00") // FHIR writes the seconds
			if len(s) == 2 {
				s += ":00"
			}
		}
		if s == "" {
			return nil
		}
		if !wellFormed(t, s) {
			r.fault(n.members[key], FaultDate, s, "not a "+string(t))
			return nil
		}
		return s
	}
	return nil
}

// codeOf reads a coding that must be one of the item's choices, system
// included: FHIR takes the same code of two systems for two answers.
func (r *reader) codeOf(n *node, key string, it *Item) any {
	opt := r.coding(n, key)
	if opt.Code == "" {
		return nil
	}
	m := n.members[key]
	if !it.knows(opt.Code) {
		r.fault(m, FaultValue, opt.Code, "not one of the choices")
		return nil
	}
	unsaid := opt.System == "" && it.list != nil
	if want := it.systemOf(opt.Code); opt.System != want && !unsaid {
		r.fault(m, FaultValue, opt.System, "the choices are of the system "+strconv.Quote(want))
		return nil
	}
	return opt.Code
}

// systemOf gives the code system of a choice, "" when it has none.
func (it *Item) systemOf(code string) string {
	for _, o := range it.Options {
		if o.Code == code {
			return o.System
		}
	}
	if it.list == nil {
		return ""
	}
	c, _ := it.list.Code(code)
	if c.system == "" {
		return OwnCodeSystem + it.list.Name
	}
	return c.system
}
