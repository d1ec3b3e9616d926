package store_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/demo"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// directoryLog is the center's log of the directory that a station has made.
func directoryLog(s *store.Store) ([]ledger.Logged, error) {
	raws, err := s.Unsent(context.Background(), 1000)
	if err != nil {
		return nil, err
	}
	var log []ledger.Logged
	for _, raw := range raws {
		c, err := ledger.Decode(raw)
		if err != nil {
			return nil, err
		}
		if c.Case == s.Center() { // and not what was noted in the audit
			log = append(log, ledger.Logged{Seq: uint64(len(log) + 1), At: benchDay.UnixMilli(), Raw: raw})
		}
	}
	return log, nil
}

// writer makes the changes of a made-up city as a station would, without a
// station's tables: a log of 400,000 changes takes half a minute so.
type writer struct {
	station  uuid.UUID
	library  *form.Library
	group    uuid.UUID
	groupKey trust.Key
}

// cityLog is the center's log of a city, behind that of the directory.
func cityLog(s *store.Store, center *demo.Center, plan demo.Config, directory []ledger.Logged) ([]ledger.Logged, error) {
	w := writer{station: s.Station(), library: s.Library(), group: s.Directory().Group}
	for _, g := range s.Directory().Grants {
		if g.Of == w.group && g.Reader == center.Staff[0].ID {
			var err error
			if w.groupKey, err = center.Staff[0].Sign.OpenGrant(g); err != nil {
				return nil, fmt.Errorf("open group key: %w", err)
			}
		}
	}
	log := slices.Clone(directory)
	for part, err := range w.parts(plan) {
		if err != nil {
			return nil, err
		}
		for _, raw := range part {
			log = append(log, ledger.Logged{Seq: uint64(len(log) + 1), At: benchDay.UnixMilli(), Raw: raw})
		}
	}
	return log, nil
}

// parts signs and seals some families at a time on all processors, and yields
// each family's changes in the order of the city.
func (w writer) parts(plan demo.Config) func(yield func([][]byte, error) bool) {
	return func(yield func([][]byte, error) bool) {
		var families []demo.Family
		flush := func() bool {
			raws, errs := make([][][]byte, len(families)), make([]error, len(families))
			var wait sync.WaitGroup
			workers := runtime.GOMAXPROCS(0)
			for first := range workers {
				wait.Go(func() {
					for i := first; i < len(families); i += workers {
						raws[i], errs[i] = w.family(families[i])
					}
				})
			}
			wait.Wait()
			for i := range families {
				if !yield(raws[i], errs[i]) {
					return false
				}
			}
			families = families[:0]
			return true
		}
		for f := range demo.City(plan) {
			if families = append(families, f); len(families) == 256 && !flush() {
				return
			}
		}
		flush()
	}
}

// family makes the chain of one case: the grant of its key, then its writes.
func (w writer) family(f demo.Family) ([][]byte, error) {
	key, err := trust.NewKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	grant, err := trust.GrantToGroup(rand.Reader, key, f.Case, 0, w.group, w.groupKey)
	if err != nil {
		return nil, err
	}
	chain := chain{station: w.station, kase: f.Case}
	err = chain.add(f.Writes[0], trust.Key{}, &ledger.Edit{Record: store.NewRecordID(), Kind: ledger.KindGrant, Grant: &grant})
	known := map[uuid.UUID]bool{}
	for _, write := range f.Writes {
		set := maps.Clone(write.Set)
		if !known[write.Record] {
			set[ledger.FieldState] = ledger.StateConfirmed
			if write.Parent != uuid.Nil {
				set["parent"] = write.Parent.String()
			}
		}
		known[write.Record] = true
		edit := &ledger.Edit{Record: write.Record, Kind: write.Kind, Form: w.library.Form(write.Kind).Version, Set: set, Reason: write.Reason}
		if err == nil {
			err = chain.add(write, key, edit)
		}
	}
	return chain.raws, err
}

// chain is what one station writes in one case.
type chain struct {
	station, kase uuid.UUID
	head          ledger.Head
	raws          [][]byte
}

// add appends an edit, sealed unless the key is zero.
func (c *chain) add(w store.Write, key trust.Key, edit *ledger.Edit) error {
	change := &ledger.Change{Case: c.kase, Station: c.station, At: ledger.TimeOf(w.At)}
	c.head.Follow(change, ledger.Vector{c.station: c.head.N})
	var err error
	if key.ID == uuid.Nil {
		err = change.ShowBody(edit)
	} else {
		err = change.SealBody(rand.Reader, key, edit)
	}
	if err != nil {
		return fmt.Errorf("seal %s: %w", edit.Kind, err)
	}
	change.Sign(w.By)
	raw := change.Encode()
	if c.head, err = c.head.Extend(change, raw); err != nil {
		return fmt.Errorf("extend chain: %w", err)
	}
	c.raws = append(c.raws, raw)
	return nil
}
