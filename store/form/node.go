package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// maxDepth bounds how deeply a file may be nested, so that a hostile one
// cannot exhaust the stack.
const maxDepth = 64

// maxFile bounds the size of a form; the largest real ones stay below 1 MB.
const maxFile = 8 << 20

type shape string

const (
	object  shape = "object"
	array   shape = "array"
	text    shape = "string"
	number  shape = "number"
	boolean shape = "boolean"
	null    shape = "null"
)

// node is a JSON value that knows where it stands and whether anyone has read
// it. What nobody has read when the form is complete is refused: that is how
// nothing of a form can be skipped.
type node struct {
	path    string
	shape   shape
	keys    []string // of an object, in order
	members map[string]*node
	items   []*node // of an array
	scalar  string  // of a string or number, "true" or "false" of a boolean
	read    bool
}

// decodeTree turns JSON into nodes. It refuses what encoding/json would let
// pass: an element given twice, bytes that are not UTF-8, text after the end.
func decodeTree(file string, data []byte) (*node, *Fault) {
	if len(data) > maxFile {
		return nil, &Fault{File: file, Code: FaultFile, Detail: "larger than 8 MiB"}
	}
	if !utf8.Valid(data) {
		return nil, &Fault{File: file, Code: FaultSyntax, Detail: "not UTF-8"}
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	t := treeDecoder{dec: dec}
	root, err := t.value("", 0)
	if err == nil {
		if _, end := dec.Token(); !errors.Is(end, io.EOF) {
			err = t.fault("", FaultSyntax, "", "text after the end")
		}
	}
	if err != nil {
		f := *err
		f.File = file
		f.Line = 1 + bytes.Count(data[:min(int(dec.InputOffset()), len(data))], []byte("\n"))
		return nil, &f
	}
	return root, nil
}

type treeDecoder struct{ dec *json.Decoder }

func (t treeDecoder) fault(path string, code FaultCode, name, detail string) *Fault {
	return &Fault{Path: path, Code: code, Name: name, Detail: detail}
}

func (t treeDecoder) value(path string, depth int) (*node, *Fault) {
	if depth > maxDepth {
		return nil, t.fault(path, FaultSyntax, "", fmt.Sprintf("nested deeper than %d", maxDepth))
	}
	tok, err := t.dec.Token()
	if err != nil {
		return nil, t.fault(path, FaultSyntax, "", err.Error())
	}
	n := &node{path: path}
	switch v := tok.(type) {
	case json.Delim:
		if v == '{' {
			return n, t.object(n, depth)
		}
		return n, t.array(n, depth)
	case string:
		n.shape, n.scalar = text, v
	case json.Number:
		n.shape, n.scalar = number, v.String()
	case bool:
		n.shape, n.scalar = boolean, strconv.FormatBool(v)
	default:
		n.shape = null
	}
	return n, nil
}

func (t treeDecoder) object(n *node, depth int) *Fault {
	n.shape, n.members = object, map[string]*node{}
	for t.dec.More() {
		tok, err := t.dec.Token()
		key, ok := tok.(string)
		if err != nil || !ok {
			return t.fault(n.path, FaultSyntax, "", fmt.Sprint(err))
		}
		path := join(n.path, key)
		if _, twice := n.members[key]; twice {
			return t.fault(path, FaultDuplicateKey, key, "")
		}
		member, f := t.value(path, depth+1)
		if f != nil {
			return f
		}
		n.keys = append(n.keys, key)
		n.members[key] = member
	}
	return t.end(n)
}

func (t treeDecoder) array(n *node, depth int) *Fault {
	n.shape = array
	for t.dec.More() {
		item, f := t.value(fmt.Sprintf("%s[%d]", n.path, len(n.items)), depth+1)
		if f != nil {
			return f
		}
		n.items = append(n.items, item)
	}
	return t.end(n)
}

func (t treeDecoder) end(n *node) *Fault {
	if _, err := t.dec.Token(); err != nil {
		return t.fault(n.path, FaultSyntax, "", err.Error())
	}
	return nil
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// readAll marks the node and everything below it as read.
func (n *node) readAll() {
	n.read = true
	for _, m := range n.members {
		m.readAll()
	}
	for _, m := range n.items {
		m.readAll()
	}
}

// unread lists the topmost nodes that nobody has read, in order.
func (n *node) unread() []*node {
	if !n.read {
		return []*node{n}
	}
	var found []*node
	for _, key := range n.keys {
		found = append(found, n.members[key].unread()...)
	}
	for _, m := range n.items {
		found = append(found, m.unread()...)
	}
	return found
}

// json gives the node as compact JSON, with the elements in their order.
func (n *node) json() string {
	var b bytes.Buffer
	n.write(&b)
	return b.String()
}

func (n *node) write(b *bytes.Buffer) {
	switch n.shape {
	case object:
		for i, key := range n.keys {
			b.WriteByte("{,"[min(i, 1)])
			writeString(b, key)
			b.WriteByte(':')
			n.members[key].write(b)
		}
		if len(n.keys) == 0 {
			b.WriteByte('{')
		}
		b.WriteByte('}')
	case array:
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			item.write(b)
		}
		b.WriteByte(']')
	case text:
		writeString(b, n.scalar)
	case null:
		b.WriteString("null")
	default:
		b.WriteString(n.scalar)
	}
}

func writeString(b *bytes.Buffer, s string) {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	b.Write(quoted)
}
