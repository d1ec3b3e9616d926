package demo_test

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/demo"
	"yorisoi/store/trust"
)

// signed is the roster with identities, so that every write has an author.
func signed(t testing.TB, seed uint64) []demo.Staff {
	t.Helper()
	staff := demo.Roster(seed)
	for i := range staff {
		var key [32]byte
		binary.BigEndian.PutUint64(key[:], seed+uint64(i))
		id, err := trust.NewIdentity(rand.NewChaCha8(key), staff[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		staff[i].Sign = id
	}
	return staff
}

// ruled walks the writes of one case in their order and holds each to its form
// and to the rules of the work, as they are at that moment.
type ruled struct {
	t       testing.TB
	staff   map[uuid.UUID]demo.Staff
	office  map[uuid.UUID]*casework.Entry
	file    casework.File
	entries map[uuid.UUID]*casework.Entry
}

func (r *ruled) write(w store.Write) {
	old := r.entries[w.Record]
	e := &casework.Entry{ID: w.Record.String(), Kind: w.Kind, Fields: map[string]any{}, Written: w.At, Changed: w.At, Author: w.By.ID().String()}
	if w.Parent != uuid.Nil {
		e.Parent = w.Parent.String()
		e.Fields["parent"] = e.Parent
	}
	if old != nil {
		*e = *old
		e.Fields, e.Changed = maps.Clone(old.Fields), w.At
	}
	for name, v := range w.Set {
		if v == nil {
			delete(e.Fields, name)
			continue
		}
		e.Fields[name] = v
	}
	r.fits(e)
	c := casework.CheckContext{
		Now: w.At, Loc: today.Location(), Staff: w.By.ID().String(), Roles: r.staff[w.By.ID()].Roles, Old: old,
		RolesOf: func(id string) []string { return r.staff[uuid.MustParse(id)].Roles },
	}
	for _, field := range []string{"meeting", "outcome_meeting", "end_meeting"} {
		if id := e.Text(field); id != "" {
			if c.Meeting = r.office[uuid.MustParse(id)]; c.Meeting == nil {
				r.t.Fatalf("%s.%s names no meeting", w.Kind, field)
			}
		}
	}
	r.keep(w.Record, e)
	if faults := casework.Check(r.file, e, c); len(faults) > 0 {
		r.t.Fatalf("%s at %s breaks the rules: %v in %v", w.Kind, w.At, faults, e.Fields)
	}
}

func (r *ruled) keep(id uuid.UUID, e *casework.Entry) {
	if r.entries[id] == nil {
		r.file.Entries = append(r.file.Entries, e)
	}
	r.entries[id] = e
	for i := range r.file.Entries {
		if r.file.Entries[i].ID == e.ID {
			r.file.Entries[i] = e
		}
	}
}

// fits holds a record to its form.
func (r *ruled) fits(e *casework.Entry) {
	def := forms(r.t).Form(e.Kind)
	if def == nil {
		r.t.Fatalf("no form for %s", e.Kind)
	}
	fields := maps.Clone(e.Fields)
	delete(fields, "parent")
	if p := def.Validate(fields); len(p) > 0 {
		r.t.Fatalf("%s at %s: %+v in %v", e.Kind, e.Written, p, fields)
	}
	if u := def.Unknown(fields); len(u) > 0 {
		r.t.Fatalf("%s: unknown fields %v", e.Kind, u)
	}
}

// TestNoRuleIsBroken: whatever was written could have been saved when it was.
func TestNoRuleIsBroken(t *testing.T) {
	for _, now := range []time.Time{today, today.AddDate(0, 1, 14).Add(5 * time.Hour), time.Date(2027, 1, 5, 0, 40, 0, 0, today.Location())} {
		c := city(4, 340)
		c.Today, c.Staff = now, signed(t, 4)
		staff := map[uuid.UUID]demo.Staff{}
		for _, s := range c.Staff {
			staff[s.ID] = s
		}
		office := &ruled{t: t, staff: staff, entries: map[uuid.UUID]*casework.Entry{}}
		for _, w := range demo.Office(c) {
			office.write(w)
		}
		for f := range demo.City(c) {
			for _, w := range f.Office {
				office.write(w)
			}
			r := &ruled{t: t, staff: staff, office: office.entries, entries: map[uuid.UUID]*casework.Entry{}}
			for _, w := range f.Writes {
				if !w.At.Before(now) {
					t.Fatalf("%s is written at %s, later than now", w.Kind, w.At)
				}
				r.write(w)
			}
		}
	}
}

// TestSubmissionsHoldTheirDocument: the text and the digest of a submission are
// those of the document at that moment.
func TestSubmissionsHoldTheirDocument(t *testing.T) {
	c := city(6, 60)
	c.Staff = signed(t, 6)
	n := 0
	for f := range demo.City(c) {
		file := casework.File{}
		r := &ruled{t: t, entries: map[uuid.UUID]*casework.Entry{}}
		for _, w := range f.Writes {
			e := &casework.Entry{ID: w.Record.String(), Kind: w.Kind, Fields: maps.Clone(w.Set)}
			if old := r.entries[w.Record]; old != nil {
				e.Parent, e.Fields = old.Parent, maps.Clone(old.Fields)
				maps.Copy(e.Fields, w.Set)
			} else if w.Parent != uuid.Nil {
				e.Parent = w.Parent.String()
				e.Fields["parent"] = e.Parent
			}
			r.keep(w.Record, e)
			file = r.file
			if w.Kind != store.KindApproval {
				continue
			}
			n++
			want, err := store.Submission(forms(t), file, file.Entry(e.Text("document")))
			if err != nil {
				t.Fatal(err)
			}
			for name, v := range want {
				if !bytes.Equal([]byte(e.Text(name)), []byte(v.(string))) {
					t.Errorf("%s got %s, want %s", name, e.Text(name), v)
				}
			}
		}
	}
	if n < 10 {
		t.Errorf("%d submissions, want more", n)
	}
}
