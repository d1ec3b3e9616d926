package page_test

import (
	"crypto/rand"
	"io"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
)

func newRand() io.Reader { return rand.Reader }

// family is a mother and a girl of 21 days in the desk's store.
type family struct {
	kase          uuid.UUID
	record        uuid.UUID
	mother, child uuid.UUID
}

func (d *desk) family() family {
	d.t.Helper()
	ctx := d.t.Context()
	kase, err := d.store.CreateCase(ctx, map[string]any{"name": "森田", "kana": "もりた", "phone": "042-000-3311", "class": "mch"})
	if err != nil {
		d.t.Fatal(err)
	}
	file, err := d.store.FindCase(ctx, kase)
	if err != nil {
		d.t.Fatal(err)
	}
	f := family{kase: kase, record: file.Family.ID, mother: store.NewRecordID(), child: store.NewRecordID()}
	born := time.Now().AddDate(0, 0, -21).Format(time.DateOnly)
	for _, w := range []store.Write{
		{Record: f.mother, Set: map[string]any{"given_name": "さくら", "role": "mother", "sex": "F"}},
		{Record: f.child, Set: map[string]any{"given_name": "ひより", "role": "child", "sex": "F", "birth_date": born, "birth_weight_g": int64(3020)}},
	} {
		w.Case, w.Kind = kase, store.KindPerson
		if _, err := d.store.Put(ctx, w); err != nil {
			d.t.Fatal(err)
		}
	}
	return f
}

// visit is a newborn visit to the family, begun.
func (d *desk) visit(f family) store.Draft {
	d.t.Helper()
	draft := store.Draft{Record: store.NewRecordID(), Case: f.kase, Kind: store.KindVisit, Fields: map[string]any{
		"visited_on": time.Now().Format(time.DateOnly), "visit_type": "newborn",
		"mother": f.mother.String(), "child": f.child.String(),
		"base_weight_g": int64(2890), "base_date": time.Now().AddDate(0, 0, -16).Format(time.DateOnly), "base_kind": "discharge",
	}}
	if _, err := d.store.SaveDraft(d.t.Context(), draft); err != nil {
		d.t.Fatal(err)
	}
	return draft
}
