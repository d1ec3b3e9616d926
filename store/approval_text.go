package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
)

// textOf is what an approval of a document covers, field by field: the
// document and then the records of its lists, each in the order of its form.
func textOf(lib *form.Library, f casework.File, document *casework.Entry) []FieldText {
	out := fieldTexts(lib, nil, document)
	for _, part := range f.Parts(document) {
		out = fieldTexts(lib, out, part)
	}
	return out
}

func fieldTexts(lib *form.Library, out []FieldText, e *casework.Entry) []FieldText {
	for _, name := range inFormOrder(lib.Form(e.Kind), e.Fields) {
		if v := e.Fields[name]; casework.Covers(e.Kind, name) && name != fieldParent && !isEmpty(v) {
			out = append(out, FieldText{Record: parseID(e.ID), Kind: e.Kind, Field: name, Value: v})
		}
	}
	return out
}

// isEmpty reports whether a field says nothing.
func isEmpty(v any) bool {
	list, ok := v.([]string)
	return v == nil || v == "" || ok && len(list) == 0
}

// inFormOrder lists the names of fields as the form asks for them, those that
// it does not know after the others.
func inFormOrder(f *form.Form, fields map[string]any) []string {
	place := map[string]int{}
	if f != nil {
		var walk func([]*form.Item)
		walk = func(items []*form.Item) {
			for _, item := range items {
				place[item.LinkID] = len(place) + 1
				walk(item.Items)
			}
		}
		walk(f.Items)
	}
	at := func(name string) int { return cmp.Or(place[name], len(place)+1) }
	return slices.SortedFunc(maps.Keys(fields), func(a, b string) int {
		return cmp.Or(cmp.Compare(at(a), at(b)), strings.Compare(a, b))
	})
}

// Submission is the fields by which an approval holds a document as it is now:
// which it is, its text, and the digest of that. Who submits adds the moment,
// the route and the day.
func Submission(lib *form.Library, f casework.File, document *casework.Entry) (map[string]any, error) {
	snapshot, err := encodeSnapshot(textOf(lib, f, document))
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"document": document.ID, "document_kind": document.Kind, "title": documentTitle(lib, f, document),
		"snapshot": snapshot, "digest": casework.Digest(document, f.Parts(document)),
	}, nil
}

func encodeSnapshot(text []FieldText) (string, error) {
	raw, err := json.Marshal(text)
	if err != nil {
		return "", fmt.Errorf("write snapshot: %w", err)
	}
	return string(raw), nil
}

// decodeSnapshot reads a snapshot back into field values. One that another
// program wrote and this one cannot read shows nothing.
func decodeSnapshot(text string) []FieldText {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var out []FieldText
	if d.Decode(&out) != nil {
		return nil
	}
	for i := range out {
		out[i].Value = fieldValue(out[i].Value)
	}
	return out
}

// fieldValue brings what JSON has into one of the five types of a field.
func fieldValue(v any) any {
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return v.String()
		}
		return n
	case []any:
		list := make([]string, 0, len(v))
		for _, item := range v {
			if text, ok := item.(string); ok {
				list = append(list, text)
			}
		}
		return list
	}
	return v
}

// differences are the fields that differ between two states of a document, in
// the order in which they are read: first what was there, then what is new.
func differences(before, after []FieldText) []TextChange {
	type place struct{ record, field string }
	at := func(t FieldText) place { return place{t.Record.String(), t.Field} }
	now := map[place]FieldText{}
	for _, t := range after {
		now[at(t)] = t
	}
	var out []TextChange
	was := map[place]bool{}
	for _, t := range before {
		was[at(t)] = true
		if is := now[at(t)]; !sameText(t.Value, is.Value) {
			out = append(out, TextChange{Record: t.Record, Kind: t.Kind, Field: t.Field, Before: t.Value, After: is.Value})
		}
	}
	for _, t := range after {
		if !was[at(t)] {
			out = append(out, TextChange{Record: t.Record, Kind: t.Kind, Field: t.Field, After: t.Value})
		}
	}
	return out
}

// sameText compares as the digest does: lists are sets.
func sameText(a, b any) bool {
	la, oka := a.([]string)
	lb, okb := b.([]string)
	if oka && okb {
		return ledger.SameValue(slices.Sorted(slices.Values(la)), slices.Sorted(slices.Values(lb)))
	}
	return ledger.SameValue(a, b)
}

// documentTitle is what a document is called in a list of submissions: its kind, and
// what tells it from others of the kind.
func documentTitle(lib *form.Library, f casework.File, e *casework.Entry) string {
	title := e.Kind
	if form := lib.Form(e.Kind); form != nil {
		title = form.Title
	}
	return strings.TrimSpace(title + " " + whichOf(lib, f, e))
}

func whichOf(lib *form.Library, f casework.File, e *casework.Entry) string {
	switch e.Kind {
	case KindPlan:
		return "第" + strconv.FormatInt(max(version(e), 1), 10) + "版"
	case KindService:
		return lib.Display("service_type", e.Text("service"), "ja") + " " + lib.Display("service_act", e.Text("act"), "ja")
	case KindRegistry:
		return personName(f.Entry(e.Text("person"))) + " " + lib.Display("case_class", e.Text("class"), "ja")
	case KindCommission, KindReferral:
		return e.Text("office")
	case KindUrgency:
		return casework.RankOn(e)
	}
	return cmp.Or(e.Text("number"), e.Text("what"), e.Text("title"))
}

// personName is a person's whole name, family name first.
func personName(e *casework.Entry) string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.Text("family_name") + " " + e.Text("given_name"))
}
