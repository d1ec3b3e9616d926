package page

import (
	"encoding/json"
	"maps"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// fieldCall is the field of an intake's draft that holds what is no field of
// the intake: the children, the home and the reporter, which become records of
// their own once the call is accepted.
const fieldCall = "call"

// call is what was said in a call beyond the intake's own fields. Ids are made
// when something is first named, so that saving twice makes nothing twice.
type call struct {
	Family   uuid.UUID            `json:"family"` // the case that was chosen, zero for a new one
	Address  string               `json:"address,omitempty"`
	Phone    string               `json:"phone,omitempty"`
	Children []*callChild         `json:"children,omitempty"`
	Reporter map[string]any       `json:"reporter,omitempty"`
	Lookups  []string             `json:"lookups,omitempty"` // codes of the list lookup_kind
	IDs      map[string]uuid.UUID `json:"ids,omitempty"`
}

// callChild is one child of the call: somebody that the family's file has, or
// somebody that was named just now.
type callChild struct {
	Person uuid.UUID      `json:"person"`
	Row    uuid.UUID      `json:"row"` // of the intake_child to be made
	Known  bool           `json:"known,omitempty"`
	Family string         `json:"family,omitempty"`
	Given  string         `json:"given,omitempty"`
	Birth  string         `json:"birth,omitempty"`
	Sex    string         `json:"sex,omitempty"`
	More   map[string]any `json:"more,omitempty"` // fields of the form intake_child
}

func newCallChild() *callChild {
	return &callChild{Person: store.NewRecordID(), Row: store.NewRecordID()}
}

// named reports whether anything was said of the child itself.
func (c *callChild) named() bool {
	return c.Known || c.Given != "" || c.Birth != "" || c.Sex != ""
}

// readCall reads what a draft holds; a new call has one child without a name.
func readCall(fields map[string]any) call {
	var c call
	if text, ok := fields[fieldCall].(string); ok {
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			c = call{} // written by another version: the intake's own fields stay
		}
	}
	for _, child := range c.Children {
		child.More = fieldValues(child.More)
	}
	c.Reporter = fieldValues(c.Reporter)
	if c.IDs == nil {
		c.IDs = map[string]uuid.UUID{}
	}
	if len(c.Children) == 0 {
		c.Children = []*callChild{newCallChild()}
	}
	return c
}

// text is the call as the draft keeps it.
func (c *call) text() string {
	raw, err := json.Marshal(c)
	if err != nil {
		return "" // strings, bools and ids: they always encode
	}
	return string(raw)
}

// id returns the id of something that the call will make, the same each time.
func (c *call) id(name string) uuid.UUID {
	id, ok := c.IDs[name]
	if !ok {
		id = store.NewRecordID()
		c.IDs[name] = id
	}
	return id
}

// fieldValues makes field values of what JSON has read.
func fieldValues(m map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range m {
		switch v := v.(type) {
		case string, bool:
			out[name] = v
		case float64:
			out[name] = int64(v)
		case []any:
			var list []string
			for _, one := range v {
				if s, ok := one.(string); ok {
					list = append(list, s)
				}
			}
			out[name] = list
		}
	}
	return out
}

// typed are the children that were not in any file before.
func (c *call) typed() []*callChild {
	var out []*callChild
	for _, child := range c.Children {
		if !child.Known {
			out = append(out, child)
		}
	}
	return out
}

// known is the entry of a person of the family, nil when the call is not about
// that one.
func (c *call) known(person uuid.UUID) *callChild {
	for _, child := range c.Children {
		if child.Known && child.Person == person {
			return child
		}
	}
	return nil
}

// take makes a person of the family one of the children of the call.
func (c *call) take(person *store.Record) {
	child := newCallChild()
	child.Person, child.Known = person.ID, true
	child.Given, child.Birth, child.Sex = person.Text("given_name"), person.Text("birth_date"), person.Text("sex")
	c.Children = append(c.Children, child)
}

func (c *call) drop(child *callChild) {
	var left []*callChild
	for _, one := range c.Children {
		if one != child {
			left = append(left, one)
		}
	}
	c.Children = left
}

// familyName is the family name that was said first.
func (c *call) familyName() string {
	for _, child := range c.typed() {
		if child.Family != "" {
			return child.Family
		}
	}
	return ""
}

// isKana reports whether a name was said in kana only, as on the telephone.
func isKana(s string) bool {
	any := false
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana), r == 'ー':
			any = true
		case !unicode.IsSpace(r):
			return false
		}
	}
	return any
}

// putName sets a name, and its reading where it was said in kana.
func putName(set map[string]any, name, kana, said string) {
	said = strings.TrimSpace(said)
	if said == "" {
		return
	}
	set[name] = said
	if isKana(said) {
		set[kana] = said
	}
}

// person are the fields of the child's record.
func (c *callChild) person(family string) map[string]any {
	set := map[string]any{"role": "child"}
	if c.Family != "" {
		family = c.Family
	}
	putName(set, "family_name", "family_kana", family)
	putName(set, "given_name", "given_kana", c.Given)
	if c.Birth != "" {
		set["birth_date"] = c.Birth
	}
	if c.Sex != "" {
		set["sex"] = c.Sex
	}
	return set
}

// sought is what is known of a child for finding its family.
func (c *call) sought(child *callChild) store.Sought {
	name := strings.TrimSpace(child.Family + " " + child.Given)
	return store.Sought{Name: name, Birth: child.Birth, Sex: child.Sex, Address: c.Address, Phone: c.Phone}
}

// enough reports whether it is worth looking: two signs of a name, or a date,
// a telephone or an address.
func enough(q store.Sought) bool {
	return len([]rune(casework.Fold(q.Name))) >= 2 || q.Birth != "" ||
		len(casework.FoldPhone(q.Phone)) >= 6 || len([]rune(q.Address)) >= 4
}

// said leaves out what was not answered and what the form does not ask for.
func said(enabled map[string]bool, known func(string) bool, fields map[string]any) map[string]any {
	out := maps.Clone(fields)
	maps.DeleteFunc(out, func(name string, v any) bool {
		list, isList := v.([]string)
		return v == nil || v == "" || isList && len(list) == 0 || !known(name) || !enabled[name]
	})
	return out
}
