package form

// The extensions of the subset.
const (
	fhirExt = "http://hl7.org/fhir/StructureDefinition/"
	sdcExt  = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"

	extTranslation  = fhirExt + "translation"
	extItemWeight   = fhirExt + "itemWeight"
	extOrdinalValue = fhirExt + "ordinalValue"
	extHidden       = fhirExt + "questionnaire-hidden"
	extItemControl  = fhirExt + "questionnaire-itemControl"
	extUnit         = fhirExt + "questionnaire-unit"
	extEntryFormat  = fhirExt + "entryFormat"
	extMinValue     = fhirExt + "minValue"
	extMaxValue     = fhirExt + "maxValue"
	extMaxDecimals  = fhirExt + "maxDecimalPlaces"
	extCalculated   = sdcExt + "sdc-questionnaire-calculatedExpression"

	extRule       = OwnExtension + "rule"
	extSection    = OwnExtension + "section"
	extRecordDate = OwnExtension + "record-date"
	extRefers     = OwnExtension + "refers-to"
	extForms      = OwnExtension + "forms"
	extNarrow     = OwnExtension + "narrow"
)

// itemControlSystem is the code system of item controls.
const itemControlSystem = "http://hl7.org/fhir/questionnaire-item-control"

// rootExtensions gives the rules, which are read when all items are known.
func (r *reader) rootExtensions(root *node) []*node {
	var rules []*node
	for _, ext := range r.objects(root, "extension") {
		switch url := r.need(ext, "url"); {
		case url == extNarrow && r.form.Narrow != "":
			r.refuse(ext, FaultDuplicateKey, url, "")
		case url == extNarrow:
			r.form.Narrow = r.group(ext)
		case url == extRule:
			rules = append(rules, ext)
		default:
			r.refuse(ext, FaultExtension, url, "")
		}
	}
	return rules
}

// itemExtension reads one kind of extension of an item.
type itemExtension struct {
	read func(r *reader, ext *node, it *Item)
	// types are the types of items that may carry it.
	types []Type
}

var itemExtensions = map[string]itemExtension{
	extHidden:      {(*reader).hidden, []Type{Group, Display, Boolean, DecimalNumber, Integer, Date, DateTime, Time, String, Text, Coding}},
	extItemControl: {(*reader).control, []Type{Display, Boolean, DecimalNumber, Integer, String, Text, Coding}},
	extUnit:        {(*reader).unit, []Type{DecimalNumber, Integer}},
	extEntryFormat: {(*reader).entryFormat, []Type{DecimalNumber, Integer, Date, DateTime, Time, String, Text}},
	extMinValue:    {(*reader).minimum, []Type{DecimalNumber, Integer, Date}},
	extMaxValue:    {(*reader).maximum, []Type{DecimalNumber, Integer, Date}},
	extMaxDecimals: {(*reader).decimals, []Type{DecimalNumber}},
	extCalculated:  {(*reader).sum, []Type{DecimalNumber, Integer}},
	extSection:     {(*reader).section, []Type{Group}},
	extRecordDate:  {(*reader).recordDate, []Type{Date, DateTime}},
	extRefers:      {(*reader).refers, []Type{String}},
	extForms:       {(*reader).forms, []Type{Group}},
	extNarrow:      {(*reader).narrow, []Type{Group, Boolean, DecimalNumber, Integer, Date, DateTime, Time, String, Text, Coding}},
}

func (r *reader) itemExtensions(n *node, it *Item) {
	seen := map[string]bool{}
	for _, ext := range r.objects(n, "extension") {
		url := r.need(ext, "url")
		x, ok := itemExtensions[url]
		switch {
		case !ok:
			r.refuse(ext, FaultExtension, url, "")
		case it.Type == "":
			ext.readAll() // the type is refused already
		case !oneOfTypes(it.Type, x.types):
			r.refuse(ext, FaultExtension, url, "not for "+string(it.Type))
		case seen[url] && url != extForms:
			r.refuse(ext, FaultDuplicateKey, url, "")
		default:
			x.read(r, ext, it)
		}
		seen[url] = true
	}
}

func oneOfTypes(t Type, all []Type) bool {
	for _, a := range all {
		if t == a {
			return true
		}
	}
	return false
}

func (r *reader) hidden(ext *node, it *Item) {
	if ext.members["valueBoolean"] == nil {
		r.missing(ext, "valueBoolean")
	}
	it.Hidden = r.boolean(ext, "valueBoolean")
}

func (r *reader) control(ext *node, it *Item) {
	concept := r.member(ext, "valueCodeableConcept", object)
	if concept == nil {
		r.missing(ext, "valueCodeableConcept")
		return
	}
	r.keep(concept, "text")
	codings := r.objects(concept, "coding")
	if len(codings) != 1 {
		r.fault(concept, FaultSubset, "coding", "want exactly one")
	}
	for _, c := range codings {
		r.keep(c, "display")
		if system := r.need(c, "system"); system != itemControlSystem && system != "" {
			r.fault(c.members["system"], FaultValue, system, "want "+itemControlSystem)
		}
		it.Control = r.need(c, "code")
		if it.Control != "" && !controlSuits(it.Control, it.Type) {
			r.fault(c.members["code"], FaultValue, it.Control, "no control for "+string(it.Type))
		}
	}
}

func controlSuits(control string, t Type) bool {
	switch t {
	case Display:
		return oneOf(control, "help", "inline", "flyover")
	case Coding, Boolean:
		return oneOf(control, "radio-button", "drop-down", "check-box", "autocomplete")
	case Integer, DecimalNumber:
		return oneOf(control, "spinner", "text-box")
	}
	return oneOf(control, "text-box", "autocomplete")
}

func (r *reader) unit(ext *node, it *Item) {
	if ext.members["valueCoding"] == nil {
		r.missing(ext, "valueCoding")
	}
	unit := r.coding(ext, "valueCoding")
	it.Unit, it.UnitText, it.UnitTextEn = unit.Code, unit.Display, unit.DisplayEn
}

func (r *reader) entryFormat(ext *node, it *Item) {
	it.EntryFormat = r.need(ext, "valueString")
}

func (r *reader) minimum(ext *node, it *Item) {
	it.Min, it.Earliest = r.limit(ext, it)
}

func (r *reader) maximum(ext *node, it *Item) {
	it.Max, it.Latest = r.limit(ext, it)
}

// limit reads a value of the item's own type; a decimal item may also be
// limited by a whole number.
func (r *reader) limit(ext *node, it *Item) (*Decimal, string) {
	if it.Type == Date {
		if date, ok := r.answer(ext, &Item{Type: Date}, "value").(string); ok {
			return nil, date
		}
		return nil, ""
	}
	if v, ok := r.integer(ext, "valueInteger"); ok {
		d := DecimalOf(v)
		return &d, ""
	}
	if it.Type == DecimalNumber {
		if d, ok := r.decimal(ext, "valueDecimal"); ok {
			return &d, ""
		}
	}
	r.refuse(ext, FaultLimits, valueElement(ext), "does not suit the type "+string(it.Type))
	return nil, ""
}

func (r *reader) decimals(ext *node, it *Item) {
	v, ok := r.integer(ext, "valueInteger")
	if !ok {
		r.missing(ext, "valueInteger")
		return
	}
	if v < 0 || v > 9 {
		r.fault(ext, FaultLimits, "maxDecimalPlaces", "want 0 to 9")
		return
	}
	it.Decimals = int(v)
}

func (r *reader) section(ext *node, it *Item) {
	state := r.need(ext, "valueCode")
	if !oneOf(state, "open", "folded", "") {
		r.fault(ext, FaultValue, state, "want open or folded")
	}
	it.Section, it.Folded = true, state == "folded"
}

func (r *reader) recordDate(ext *node, it *Item) {
	if !r.boolean(ext, "valueBoolean") {
		r.fault(ext, FaultValue, "record-date", "want valueBoolean true")
		return
	}
	if r.form.DateField != "" {
		r.fault(ext, FaultDuplicateKey, "record-date", "also at "+r.form.DateField)
		return
	}
	r.form.DateField = it.LinkID
}

// refers reads what kind of thing the value is the id of.
func (r *reader) refers(ext *node, it *Item) {
	it.Refers = r.need(ext, "valueCode")
}

func (r *reader) forms(ext *node, it *Item) {
	if kind := r.need(ext, "valueCode"); kind != "" {
		it.Forms = append(it.Forms, kind)
	}
}
