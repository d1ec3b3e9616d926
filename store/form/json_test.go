package form_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"yorisoi/store/form"
)

// decode reads JSON with the standard library, to check the form reader by
// other means than its own.
func decode(t testing.TB, data []byte) any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func countValues(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, m := range v {
			n += countValues(m)
		}
	case []any:
		for _, m := range v {
			n += countValues(m)
		}
	}
	return n
}

func countMembers(v any, key string) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			if k == key {
				n++
			}
			n += countMembers(m, key)
		}
	case []any:
		for _, m := range v {
			n += countMembers(m, key)
		}
	}
	return n
}

// follow resolves a path such as item[3].answerOption[0].valueCoding.
func follow(v any, path string) (any, bool) {
	for path != "" {
		if rest, ok := strings.CutPrefix(path, "["); ok {
			index, after, _ := strings.Cut(rest, "]")
			list, _ := v.([]any)
			i, err := strconv.Atoi(index)
			if err != nil || i >= len(list) {
				return nil, false
			}
			v, path = list[i], strings.TrimPrefix(after, ".")
			continue
		}
		end := strings.IndexAny(path, ".[")
		key, rest := path, ""
		if end >= 0 {
			key, rest = path[:end], strings.TrimPrefix(path[end:], ".")
		}
		object, _ := v.(map[string]any)
		if v = object[key]; v == nil {
			return nil, false
		}
		path = rest
	}
	return v, true
}

// mentions reports whether a name is a key or a value anywhere in v.
func mentions(v any, name string) bool {
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			if k == name || mentions(m, name) {
				return true
			}
		}
	case []any:
		for _, m := range v {
			if mentions(m, name) {
				return true
			}
		}
	case string:
		return v == name
	case json.Number:
		return v.String() == name
	}
	return false
}

// wantFault looks for one fault among those of err.
func wantFault(t testing.TB, err error, code form.FaultCode, path, name string) {
	t.Helper()
	var r *form.Refused
	if !errors.As(err, &r) {
		t.Fatalf("got %v, want a *form.Refused", err)
	}
	for _, f := range r.Faults {
		if f.Code == code && f.Path == path && f.Name == name {
			return
		}
	}
	t.Errorf("got %v, want code %s at %q naming %q", r.Faults, code, path, name)
}
