package page_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// both is a desk where a nurse and a child welfare worker sign in beside the
// director.
type both struct {
	*desk
	director, nurse, worker uuid.UUID
	kase, mother, boy, girl uuid.UUID
	heard                   int // what the pages said so far
}

func newBoth(t *testing.T) *both {
	t.Helper()
	d := newDesk(t).found()
	b := &both{desk: d, director: d.store.Me().ID}
	hire := func(name, job, role string) uuid.UUID {
		id, err := d.store.AddStaff(t.Context(), store.NewStaff{Name: name, Job: job, Roles: []string{role}, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.store.AddSignIn(t.Context(), id, password); err != nil {
			t.Fatal(err)
		}
		return id
	}
	b.nurse, b.worker = hire("中野", "nurse", ledger.RoleHealth), hire("柏木", "welfare", ledger.RoleWelfare)
	b.kase, b.boy, b.girl = d.onodera()
	b.mother = store.NewRecordID()
	b.put(store.KindPerson, uuid.Nil, b.mother, map[string]any{
		"family_name": "小野寺", "given_name": "葵", "family_kana": "おのでら", "given_kana": "あおい", "role": "mother", "sex": "F",
		"birth_date": ago(29 * 365),
	})
	return b
}

// ago is the day that many days before today.
func ago(days int) string { return time.Now().AddDate(0, 0, -days).Format(time.DateOnly) }

// ahead is the day that many days after today.
func ahead(days int) string { return ago(-days) }

// as signs somebody else in at the same station.
func (b *both) as(who uuid.UUID) {
	b.t.Helper()
	if b.store.Me().ID == who {
		return
	}
	if err := b.store.Close(); err != nil {
		b.t.Fatal(err)
	}
	s, err := store.Open(b.t.Context(), b.config, who, password)
	if err != nil {
		b.t.Fatal(err)
	}
	b.use(s)
}

// put writes a record of the family.
func (b *both) put(kind string, parent, record uuid.UUID, set map[string]any) uuid.UUID {
	b.t.Helper()
	if record == uuid.Nil {
		record = store.NewRecordID()
	}
	_, err := b.store.Put(b.t.Context(), store.Write{Case: b.kase, Record: record, Parent: parent, Kind: kind, Set: set})
	if err != nil {
		b.t.Fatalf("put %s: %v", kind, err)
	}
	return record
}

// records are the confirmed records of a kind, the newest first.
func (b *both) records(kind string) []*store.Record {
	b.t.Helper()
	file, err := b.store.FindCase(b.t.Context(), b.kase)
	if err != nil {
		b.t.Fatal(err)
	}
	var out []*store.Record
	for _, r := range file.Of(kind) {
		if r.State == store.StateConfirmed {
			out = append(out, r)
		}
	}
	return out
}

// saved waits until the page says that it saved once more.
func (b *both) saved(what string) {
	b.t.Helper()
	b.until(what, func() bool { return len(b.said) > b.heard || len(b.failed) > 0 })
	b.heard = len(b.said)
	if len(b.failed) > 0 {
		b.t.Fatalf("%s: %v", what, b.failed)
	}
}
