package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// Outcomes of a held change, the codes of the form.
const (
	outcomeAdopted   = "adopted"
	outcomeDismissed = "dismissed"
)

// Adopt takes fields of a held change into its record, as an edit of the
// person signed in whose reason names the author; none named means all. What
// was shown beside them must still be so: a *MovedError otherwise. It returns
// ErrNotAllowed unless the person may decide, and ErrNotYours when somebody
// has decided already.
func (s *Store) Adopt(ctx context.Context, held HeldEdit, fields []string, reason string) error {
	if reason == "" {
		return ErrReasonNeeded
	}
	return s.write(ctx, func(b *batch) error {
		if err := b.maySettle(held); err != nil {
			return err
		}
		taken := held.chosen(fields)
		if len(taken) == 0 {
			return fmt.Errorf("adopt change of %s: no field: %w", held.Record, ErrNotFound)
		}
		if err := b.adopt(held, taken, s.adoptedReason(held, reason)); err != nil {
			return err
		}
		var names []string
		for _, f := range taken {
			names = append(names, f.Name)
		}
		return b.noteAdoption(held, outcomeAdopted, names, reason)
	})
}

// Dismiss decides that a held change is not taken in, and keeps why.
func (s *Store) Dismiss(ctx context.Context, held HeldEdit, reason string) error {
	if reason == "" {
		return ErrReasonNeeded
	}
	return s.write(ctx, func(b *batch) error {
		if err := b.maySettle(held); err != nil {
			return err
		}
		return b.noteAdoption(held, outcomeDismissed, nil, reason)
	})
}

// chosen are the fields to take; all of them where none is named, the state of
// a new record always.
func (h HeldEdit) chosen(names []string) []HeldField {
	var out []HeldField
	for _, f := range h.Fields {
		if len(names) == 0 || slices.Contains(names, f.Name) || h.New && (f.Name == ledger.FieldState || f.Name == fieldParent) {
			out = append(out, f)
		}
	}
	return out
}

// adoptedReason names whose words these are, and when they were written.
func (s *Store) adoptedReason(h HeldEdit, reason string) string {
	name := h.Author.String()
	if staff := s.Staff(h.Author); staff != nil {
		name = staff.Name
	}
	return fmt.Sprintf("%s（%s %s）", reason, name, h.At.In(s.place()).Format("2006-01-02 15:04"))
}

// maySettle checks who decides, and that nobody has.
func (b *batch) maySettle(held HeldEdit) error {
	may, err := b.s.mayAdopt(b.ctx, b.tx, held.Case)
	if err != nil {
		return err
	}
	if !may {
		return ErrNotAllowed
	}
	settled, err := b.s.isSettled(b.ctx, b.tx, held.Hash, held.Case)
	if err != nil {
		return err
	}
	if settled {
		return ErrNotYours
	}
	return nil
}

// adopt writes fields of a held change.
func (b *batch) adopt(held HeldEdit, fields []HeldField, reason string) error {
	w := Write{Case: held.Case, Record: held.Record, Kind: held.Kind, Reason: reason, Set: map[string]any{}, Was: map[string]any{}}
	withdraw := false
	for _, f := range fields {
		switch {
		case f.Name == fieldParent && held.New:
			text, _ := f.Held.(string)
			w.Parent = parseID(text)
		case f.Name == ledger.FieldState:
			withdraw = f.Held == ledger.StateWithdrawn
		default:
			w.Set[f.Name], w.Was[f.Name] = f.Held, f.Now
		}
	}
	if held.New {
		w.Was = nil
	}
	if len(w.Set) > 0 || held.New {
		if err := b.put(w); err != nil {
			return err
		}
	}
	if withdraw && !held.New {
		return b.withdraw(held.Record, reason)
	}
	return nil
}

// noteAdoption writes what became of a held change into its case, so that all
// stations know. Of a case that nobody has taken in, it goes into the office
// file: there is no other key for it.
func (b *batch) noteAdoption(held HeldEdit, outcome string, fields []string, reason string) error {
	file := held.Case
	key, err := b.caseKey(file)
	if errors.Is(err, ErrNotFound) {
		file = b.s.Office()
		key, err = b.caseKey(file)
	}
	if err != nil {
		return err
	}
	set := map[string]any{
		"on": casework.DateOf(b.s.c.Now()).String(), "outcome": outcome,
		"change": hex.EncodeToString(held.Hash[:]), "author": held.Author.String(),
	}
	if held.Record != uuid.Nil {
		set["record"] = held.Record.String()
	}
	if len(fields) > 0 {
		set["fields"] = fields
	}
	if reason != "" {
		set["reason"] = reason
	}
	w := Write{Case: file, Record: adoptionOf(held.Case, held.Hash), Kind: KindAdoption, Set: set}
	return b.append(planned{file: file, edit: b.s.editOf(w, true), key: key})
}
