package proof_test

import (
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

func (w *world) unsent(m *machine, limit int) [][]byte {
	raws, err := m.Store.Unsent(w.tb.Context(), limit)
	w.ok(err)
	return raws
}

func (w *world) push(t *rapid.T) {
	m := w.any(t)
	raws := w.unsent(m, rapid.IntRange(1, 5).Draw(t, "limit"))
	receipts, err := w.log.take(raws)
	w.ok(err)
	if len(raws) > 0 && rapid.Bool().Draw(t, "some receipts") {
		receipts.Items = receipts.Items[:rapid.IntRange(0, len(raws)-1).Draw(t, "receipts")]
		receipts.Sign(w.log.key)
	}
	w.ok(m.Store.Receipted(w.tb.Context(), receipts))
}

// pushLost is a push whose answer is cut off.
func (w *world) pushLost(t *rapid.T) {
	_, err := w.log.take(w.unsent(w.any(t), 5))
	w.ok(err)
}

// pull takes some of what the log has beyond a station's cursor.
func (w *world) pull(t *rapid.T) {
	m := w.any(t)
	cursor, err := m.Store.Cursor(w.tb.Context())
	w.ok(err)
	news := w.log.logged[cursor.Seq:]
	news = news[:rapid.IntRange(0, len(news)).Draw(t, "batch")]
	if len(news) > 0 {
		cursor = ledger.Cursor{LogID: w.log.key.ID(), Seq: news[len(news)-1].Seq}
	}
	w.ok(m.Store.Receive(w.tb.Context(), cursor, news))
}

// repeat brings part of the log again.
func (w *world) repeat(t *rapid.T) {
	from := rapid.IntRange(0, len(w.log.logged)).Draw(t, "from")
	upto := rapid.IntRange(from, len(w.log.logged)).Draw(t, "upto")
	w.ok(w.any(t).Store.Receive(w.tb.Context(), ledger.Cursor{}, w.log.logged[from:upto]))
}

// reorder brings some of the log in any order, with gaps and twice, as
// bundles from several machines might.
func (w *world) reorder(t *rapid.T) {
	var some []ledger.Logged
	for range rapid.IntRange(1, 8).Draw(t, "count") {
		some = append(some, pick(t, "change", w.log.logged))
	}
	w.ok(w.any(t).Store.Receive(w.tb.Context(), ledger.Cursor{}, some))
}

func (w *world) restart(t *rapid.T) {
	m := w.any(t)
	w.ok(m.Lock())
	w.ok(m.Open(w.tb.Context(), w.nurse, password))
}

// reconcile lets every station push and pull all there is.
func (w *world) reconcile() {
	for _, m := range w.machines {
		receipts, err := w.log.take(w.unsent(m, 10_000))
		w.ok(err)
		w.ok(m.Store.Receipted(w.tb.Context(), receipts))
	}
	for _, m := range w.machines {
		cursor, err := m.Store.Cursor(w.tb.Context())
		w.ok(err)
		next := ledger.Cursor{LogID: w.log.key.ID(), Seq: uint64(len(w.log.logged))}
		w.ok(m.Store.Receive(w.tb.Context(), next, w.log.logged[cursor.Seq:]))
	}
}

// checkNothingLost demands that each field of a record shows exactly the
// values of those acknowledged changes that no other change of the field had
// known of: every one is visible, superseded, or in a conflict.
func (w *world) checkNothingLost() {
	m := w.machines[0]
	for _, record := range w.records {
		want := map[string][]string{}
		for _, s := range w.saved {
			for field, value := range s.set {
				if s.record == record && !w.superseded(s, field) && !slices.Contains(want[field], text(value)) {
					want[field] = append(want[field], text(value))
				}
			}
		}
		got := w.shown(m, record)
		for field, values := range want {
			slices.Sort(values)
			if field == ledger.FieldState || slices.Equal(values, got[field]) {
				continue
			}
			w.Errorf("%s of %s: got %q, want %q", field, record, got[field], values)
		}
		if history := w.history(m, record); len(history) != len(w.of(record)) {
			w.Errorf("history of %s: got %d changes, want the %d that were acknowledged", record, len(history), len(w.of(record)))
		}
	}
}

func (w *world) of(record uuid.UUID) []*saved {
	return slices.DeleteFunc(slices.Clone(w.saved), func(s *saved) bool { return s.record != record })
}

func (w *world) superseded(s *saved, field string) bool {
	return slices.ContainsFunc(w.of(s.record), func(o *saved) bool {
		_, sets := o.set[field]
		return sets && o.knew[s.dot]
	})
}

// shown gives the values that a station shows of each field, those in
// conflict included.
func (w *world) shown(m *machine, record uuid.UUID) map[string][]string {
	r, err := m.Store.FindRecord(w.tb.Context(), record)
	w.ok(err)
	got := map[string][]string{}
	for _, field := range []string{"number", "name", "phone", "address", "policy", "caution"} {
		got[field] = []string{text(r.Fields[field])}
	}
	c, err := m.Store.FindConflict(w.tb.Context(), record)
	if errors.Is(err, store.ErrNotFound) {
		return got
	}
	w.ok(err)
	for _, f := range c.Fields {
		var values []string
		for _, v := range f.Values {
			if !slices.Contains(values, text(v.Value)) {
				values = append(values, text(v.Value))
			}
		}
		slices.Sort(values)
		got[f.Name] = values
	}
	return got
}

func text(v any) string { return fmt.Sprint(v) }
