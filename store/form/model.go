package form

// Type is the type of an item, named as FHIR R5 names it.
type Type string

// The types of items that the subset knows.
const (
	Group         Type = "group"    // a section: has no value of its own
	Display       Type = "display"  // a line of text: has no value
	Boolean       Type = "boolean"  // field value: bool
	DecimalNumber Type = "decimal"  // field value: string in canonical decimal form
	Integer       Type = "integer"  // field value: int64
	Date          Type = "date"     // field value: string, 2026-11-22
	DateTime      Type = "dateTime" // field value: string, RFC 3339 with offset
	Time          Type = "time"     // field value: string, 10:34
	String        Type = "string"   // field value: string on one line
	Text          Type = "text"     // field value: string of any number of lines
	Coding        Type = "coding"   // field value: the code as a string
)

// Form is the definition of one kind of record.
type Form struct {
	Kind    string // the file's name without ".json": "visit"
	URL     string
	Version string
	Name    string
	Title   string
	TitleEn string
	Status  string // draft, active, retired or unknown
	// DateField is the linkId of the item that dates a record of this kind,
	// empty when no item does.
	DateField string
	// Narrow is the group that alone may read records of this kind, "" where
	// everybody may who reads the case.
	Narrow string
	Items  []*Item
	Rules  []Rule
	// Kept holds, as JSON by path, the descriptive elements that have no
	// effect on filling in the form: "publisher", "item[3].code" and the like.
	Kept map[string]string

	byID  map[string]*Item
	order []*Item
	lists map[string]*CodeList // contained in the form itself
}

// Item is a question, a section or a line of text.
type Item struct {
	LinkID string
	Prefix string
	Text   string
	TextEn string
	Type   Type

	Required bool
	Repeats  bool // the field value is a []string
	ReadOnly bool
	Hidden   bool

	Options  []Option // the choices written in the form
	CodeList string   // the name of the list that holds the choices, or ""
	Initial  any      // a field value, or nil

	MaxLength int      // in characters; 0 means no limit
	Min, Max  *Decimal // for integer and decimal items
	// Earliest and Latest bound a date item, "" means no limit.
	Earliest, Latest string
	Decimals         int    // digits allowed after the point; -1 means no limit
	Unit             string // the code of the unit: "g", "cm"
	UnitText         string // the unit as people read it
	UnitTextEn       string // the same in English, "" when it is the same
	EntryFormat      string // an example of what to type

	EnableWhen []Condition
	EnableAny  bool // one condition is enough

	Items []*Item

	// Refers names what the value is the id of: "person", "staff" or the kind
	// of a record. It is empty for ordinary values.
	Refers string
	// Narrow is the group that alone may read the answer, "" where everybody
	// may who reads the record.
	Narrow string
	// Control is the FHIR item control the form asks for: "radio-button",
	// "drop-down", "check-box", "autocomplete", "text-box", "spinner", or for
	// a line of text "help", "inline", "flyover".
	Control string
	// Section marks a group that is drawn as a section of its own, Folded one
	// that is closed until opened.
	Section, Folded bool
	// Forms are the kinds of records that are filled in beside this section,
	// in this order.
	Forms []string
	// Sum are the items whose scores or numbers add up to this one.
	Sum []string
	// Weighted says that Sum adds the scores of chosen options, not numbers.
	Weighted bool

	list   *CodeList
	parent *Item
}

// Option is one choice.
type Option struct {
	System    string
	Code      string
	Display   string
	DisplayEn string
	Score     *int // nil when the choice has no score
}

// Operator compares the answer to a question with a value.
type Operator string

// The operators of enableWhen and of rules.
const (
	Exists         Operator = "exists"
	Equal          Operator = "="
	NotEqual       Operator = "!="
	Greater        Operator = ">"
	Less           Operator = "<"
	GreaterOrEqual Operator = ">="
	LessOrEqual    Operator = "<="
)

// Condition is a comparison of the answer to a question with a value.
type Condition struct {
	Question string
	Operator Operator
	Answer   any // a field value
}

// Severity says how soon a finding wants something done; it is also the
// colour it is shown in.
type Severity string

// The severities, most urgent first.
const (
	Red   Severity = "red"   // at once, the same day
	Amber Severity = "amber" // soon
	Blue  Severity = "blue"  // something to do or to talk about
)

// Rule says what certain answers ask of people.
type Rule struct {
	ID       string // unique in the form: "item10"
	Severity Severity
	Action   string // a code for the program: "notify_supervisor", "talk" …
	Any      bool   // one condition is enough
	When     []Condition
	TextJa   string
	TextEn   string
}

// Finding is a rule that the fields of a record have met.
type Finding struct {
	Rule     string
	Severity Severity
	Action   string
	Key      string   // suffix of a translation key: "epds.item10"
	Items    []string // linkIds of the answers that met it
	TextJa   string
	TextEn   string
}

// Problem is one reason for which a record cannot be confirmed yet.
type Problem struct {
	LinkID string
	Code   ProblemCode
	Limit  string // the limit that was passed, where there is one
}
