package center

import (
	"encoding/base64"
	"runtime"
	"slices"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
)

// authorKeys are the keys that the directory ever gave to people.
type authorKeys map[uuid.UUID][]trust.PublicIdentity

// keysOf collects them from the edits that counted.
func keysOf(d *ledger.Directory, written []ledger.Written) authorKeys {
	keys := authorKeys{}
	for _, w := range written {
		packed, ok := w.Edit.Set[ledger.FieldPublic].(string)
		if w.Edit.Kind != ledger.KindStaff || !ok || slices.Contains(d.Refused, w.Dot) {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(packed)
		if err != nil {
			continue
		}
		var public trust.PublicIdentity
		if trust.DecodeCanonical(raw, &public) == nil && public.ID == w.Edit.Record {
			keys[w.Edit.Record] = append(keys[w.Edit.Record], public)
		}
	}
	return keys
}

func (k authorKeys) signed(c *ledger.Change) bool {
	return slices.ContainsFunc(k[c.Author], func(p trust.PublicIdentity) bool { return c.Verify(p) == nil })
}

// signer is somebody who writes in one chain.
type signer struct {
	logbook.Chain
	author uuid.UUID
}

// lastSigned is how far a signer's signatures in a chain are good. A good one
// vouches for what stands before it, as it does for the center (§6).
type lastSigned struct{ good, bad, seq uint64 }

// signatures checks many signatures on all processors.
type signatures struct {
	keys    authorKeys
	chains  map[signer]lastSigned
	waiting []*ledger.Change
	seqs    []uint64
	good    uint64
}

func (s *signatures) add(seq uint64, c *ledger.Change) {
	s.waiting, s.seqs = append(s.waiting, c), append(s.seqs, seq)
}

func (s *signatures) check() {
	ok := make([]bool, len(s.waiting))
	workers := runtime.GOMAXPROCS(0)
	var checking sync.WaitGroup
	for w := range workers {
		checking.Go(func() {
			for i := w; i < len(ok); i += workers {
				ok[i] = s.keys.signed(s.waiting[i])
			}
		})
	}
	checking.Wait()
	for i, c := range s.waiting {
		by := signer{logbook.Chain{Case: c.Case, Station: c.Station}, c.Author}
		last := s.chains[by]
		if ok[i] {
			s.good++
			last.good = c.N
		} else {
			last.bad, last.seq = c.N, s.seqs[i]
		}
		s.chains[by] = last
	}
	s.waiting, s.seqs = s.waiting[:0], s.seqs[:0]
}
