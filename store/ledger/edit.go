package ledger

import (
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// Names of fields that every record has beside those of its form.
const (
	// FieldState holds StateConfirmed or StateWithdrawn.
	FieldState = "_state"
	// StateConfirmed is the state of a record that a person confirmed (確定).
	StateConfirmed = "confirmed"
	// StateWithdrawn is the state of a record that was taken back (取消).
	StateWithdrawn = "withdrawn"
)

// KindGrant is the kind of a readable change that carries a grant.
const KindGrant = "grant"

// Edit is the readable body of a change: some fields of one record, set.
type Edit struct {
	_      struct{} `cbor:",toarray"`
	Record uuid.UUID
	Kind   string         // the form's kind
	Form   string         // the form's version
	Set    map[string]any // values: nil, bool, int64, string, []string
	Reason string         // why, when a confirmed record is corrected
	Grant  *trust.Grant   // only with KindGrant
}

// Check refuses an edit that no form can have made.
func (e *Edit) Check() error {
	if e.Record == uuid.Nil || e.Kind == "" {
		return fmt.Errorf("check edit: no record or kind: %w", ErrMalformed)
	}
	if (e.Kind == KindGrant) != (e.Grant != nil) {
		return fmt.Errorf("check edit of %s: grant and kind differ: %w", e.Record, ErrMalformed)
	}
	for name, v := range e.Set {
		if name == "" || len(name) > 128 {
			return fmt.Errorf("check edit of %s: field name: %w", e.Record, ErrMalformed)
		}
		if !validValue(v) {
			return fmt.Errorf("check edit of %s: field %s is a %T: %w", e.Record, name, v, ErrMalformed)
		}
	}
	return nil
}

func validValue(v any) bool {
	switch v.(type) {
	case nil, bool, int64, string, []string:
		return true
	}
	return false
}

// SameValue reports whether two field values are equal.
func SameValue(a, b any) bool {
	la, okA := a.([]string)
	lb, okB := b.([]string)
	if okA || okB {
		return okA && okB && len(la) == len(lb) && strings.Join(la, "\x00") == strings.Join(lb, "\x00")
	}
	return a == b
}

// place binds a sealed body to its change, so that no body can be moved.
func (c *Change) place() []byte {
	return trust.MustEncode([]any{"yorisoi/v1 body", c.Case, c.Station, c.N, c.Key})
}

// SealBody sets the change's body to the edit, sealed by key. The change's
// place (case, station, N) must be final.
func (c *Change) SealBody(rand io.Reader, key trust.Key, e *Edit) error {
	if err := e.Check(); err != nil {
		return err
	}
	plain, err := trust.Encode(e)
	if err != nil {
		return err
	}
	c.Key = key.ID
	c.Body, err = key.Seal(rand, c.place(), plain)
	if err != nil {
		return fmt.Errorf("seal change %s: %w", c.Dot(), err)
	}
	return nil
}

// ShowBody sets the change's body to the edit, readable by everyone: for
// grants and for what the center must check in the directory.
func (c *Change) ShowBody(e *Edit) error {
	if err := e.Check(); err != nil {
		return err
	}
	c.Key = uuid.Nil
	c.Body = trust.MustEncode(e)
	return nil
}

// Sealed reports whether a key is needed to read the body.
func (c *Change) Sealed() bool { return c.Key != uuid.Nil }

// OpenBody returns the edit; key is used only when the body is sealed. It
// returns trust.ErrSealBroken when the key is another or the body was moved.
func (c *Change) OpenBody(key trust.Key) (*Edit, error) {
	plain := c.Body
	if c.Sealed() {
		if key.ID != c.Key {
			return nil, fmt.Errorf("open change %s: %w", c.Dot(), trust.ErrSealBroken)
		}
		var err error
		if plain, err = key.Open(c.place(), c.Body); err != nil {
			return nil, fmt.Errorf("open change %s: %w", c.Dot(), err)
		}
	}
	var e Edit
	if err := trust.Decode(plain, &e); err != nil {
		return nil, fmt.Errorf("open change %s: %w: %w", c.Dot(), ErrMalformed, err)
	}
	if err := e.normalise(); err != nil {
		return nil, fmt.Errorf("open change %s: %w", c.Dot(), err)
	}
	return &e, nil
}

// normalise turns what CBOR decodes into an interface (lists of any) into the
// five types that a field can have.
func (e *Edit) normalise() error {
	for name, v := range e.Set {
		list, ok := v.([]any)
		if !ok {
			continue
		}
		texts := make([]string, len(list))
		for i, item := range list {
			s, ok := item.(string)
			if !ok {
				return fmt.Errorf("field %s: list of %T: %w", name, item, ErrMalformed)
			}
			texts[i] = s
		}
		e.Set[name] = texts
	}
	return e.Check()
}
