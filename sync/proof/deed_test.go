package proof_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// deed is one thing that a station's process is told to do: a line of JSON.
type deed struct {
	Do     string
	Dir    string         `json:",omitempty"`
	Code   string         `json:",omitempty"` // of enrolment
	Name   string         `json:",omitempty"`
	Person string         `json:",omitempty"`
	Text   string         `json:",omitempty"`
	Skew   time.Duration  `json:",omitempty"`
	Size   int64          `json:",omitempty"` // of a disk
	Staff  uuid.UUID      `json:",omitzero"`
	Case   uuid.UUID      `json:",omitzero"`
	Record uuid.UUID      `json:",omitzero"`
	Parent uuid.UUID      `json:",omitzero"`
	Kind   string         `json:",omitempty"`
	Fields map[string]any `json:",omitempty"`
}

// reply is what a station's process says to a deed: a line of JSON.
type reply struct {
	Err      string `json:",omitempty"`
	Code     string `json:",omitempty"` // store.CodeOf, with Err
	More     bool   `json:",omitempty"` // further replies follow
	Typed    int    `json:",omitempty"` // characters in the draft at a pause
	ID       uuid.UUID
	Text     string            `json:",omitempty"`
	Draft    *store.Draft      `json:",omitempty"`
	Record   *store.Record     `json:",omitempty"`
	Conflict *store.Conflict   `json:",omitempty"`
	Hits     []store.Hit       `json:",omitempty"`
	Held     []store.Held      `json:",omitempty"`
	Unsent   int               `json:",omitempty"`
	Digests  []ledger.Hash     `json:",omitempty"`
	Heads    []ledger.CaseHead `json:",omitempty"`
}

// readLine reads one line of JSON with the values of fields as a store has
// them: JSON's numbers are whole, its lists are of texts.
func readLine(r *bufio.Reader, into any) error {
	line, err := r.ReadBytes('\n')
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read line %q: %w", line, err)
	}
	switch v := into.(type) {
	case *deed:
		return restore(v.Fields)
	case *reply:
		if v.Draft != nil {
			err = restore(v.Draft.Fields)
		}
		if v.Record != nil && err == nil {
			err = restore(v.Record.Fields)
		}
	}
	return err
}

// restore turns what JSON decodes into an interface into a field's types.
func restore(fields map[string]any) error {
	for name, v := range fields {
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return err
			}
			fields[name] = n
		case []any:
			texts := make([]string, len(v))
			for i := range v {
				texts[i], _ = v[i].(string)
			}
			fields[name] = texts
		}
	}
	return nil
}

func writeLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}
