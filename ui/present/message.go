package present

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Named are the arguments of a message whose placeholders have names.
type Named map[string]any

// message is a parsed text.
type message []piece

// piece is fixed text, or a placeholder when name is set.
type piece struct {
	text      string
	name      string
	one, many string // the words of {name|one|many}
}

var placeholder = regexp.MustCompile(`^\{([a-z][a-z0-9_]*|[0-9])(?:\|([^{}|]*)\|([^{}|]*))?\}`)

// parseMessage reads a text with placeholders. Braces that are none are refused.
func parseMessage(text string) (message, error) {
	var m message
	for rest := text; rest != ""; {
		at := strings.IndexAny(rest, "{}")
		if at < 0 {
			return append(m, piece{text: rest}), nil
		}
		if at > 0 {
			m = append(m, piece{text: rest[:at]})
		}
		found := placeholder.FindStringSubmatch(rest[at:])
		if found == nil {
			return nil, fmt.Errorf("parse message: bad placeholder at %d", len(text)-len(rest)+at)
		}
		m = append(m, piece{name: found[1], one: found[2], many: found[3]})
		rest = rest[at+len(found[0]):]
	}
	return m, nil
}

// names returns the placeholders of the message, each once, sorted.
func (m message) names() []string {
	var names []string
	for _, p := range m {
		if p.name != "" && !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return names
}

// fill puts the arguments in. A placeholder without argument stays visible.
func (m message) fill(args []any) string {
	var out strings.Builder
	for _, p := range m {
		if p.name == "" {
			out.WriteString(p.text)
			continue
		}
		value, ok := argument(p.name, args)
		switch {
		case !ok:
			out.WriteString("{" + p.name + "}")
		case p.many == "":
			fmt.Fprint(&out, value)
		case fmt.Sprint(value) == "1":
			out.WriteString(p.one)
		default:
			out.WriteString(p.many)
		}
	}
	return out.String()
}

func argument(name string, args []any) (any, bool) {
	if i, err := strconv.Atoi(name); err == nil {
		if i < len(args) {
			return args[i], true
		}
		return nil, false
	}
	for _, a := range args {
		if named, ok := a.(Named); ok {
			v, found := named[name]
			return v, found
		}
	}
	return nil, false
}
