package center

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
)

// FindingKind sorts what a check found.
type FindingKind string

// Kinds of findings.
const (
	FoundChange    FindingKind = "change"    // not a change, or not where it stands
	FoundChain     FindingKind = "chain"     // a gap, a fork or a broken hash
	FoundAuthor    FindingKind = "author"    // nobody of the directory
	FoundSignature FindingKind = "signature" // not the author's
	FoundHead      FindingKind = "head"      // the log's own index says otherwise
	FoundBlob      FindingKind = "blob"      // not what its manifest says
	FoundStorage   FindingKind = "storage"   // the database's own check
)

// Finding is one thing that is wrong. Its text has ids and no content.
type Finding struct {
	Kind FindingKind
	Text string
}

// maxFindings is how many findings are told; a broken disk has no end of them.
const maxFindings = 100

// Verified is what a check came to.
type Verified struct {
	Counts     BackupCounts
	Head       uint64
	LogID      uuid.UUID
	Center     uuid.UUID
	Signatures uint64 // that were checked and are good
	Findings   []Finding
	More       int // findings beyond those that are told
}

// OK reports that nothing was found.
func (v *Verified) OK() bool { return len(v.Findings) == 0 }

func (v *Verified) found(kind FindingKind, format string, args ...any) {
	if len(v.Findings) >= maxFindings {
		v.More++
		return
	}
	v.Findings = append(v.Findings, Finding{Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// checker reads changes in the order of a log, and keeps the ends of all
// chains.
type checker struct {
	*Verified
	seq    uint64
	heads  map[logbook.Chain]ledger.Head
	broken map[logbook.Chain]bool // told once; what follows cannot be judged
	keys   authorKeys
	signed signatures

	met     uint64 // how many changes the directory had when it was looked into again
	buckets map[int]map[logbook.Chain]bool
	sorted  int // how many heads buckets has
}

func newChecker(v *Verified, keys authorKeys) *checker {
	return &checker{
		Verified: v, heads: map[logbook.Chain]ledger.Head{}, broken: map[logbook.Chain]bool{}, keys: keys,
		signed: signatures{keys: keys, chains: map[signer]lastSigned{}},
	}
}

// change checks one change of the log and returns the chain's ends around it.
func (k *checker) change(l ledger.Logged) (from, to ledger.Head, c *ledger.Change) {
	if l.Seq <= k.seq {
		k.found(FoundChange, "change %d stands after %d", l.Seq, k.seq)
	}
	k.seq = l.Seq
	c, err := ledger.Decode(l.Raw)
	if err != nil {
		k.found(FoundChange, "change %d: %v", l.Seq, err)
		return from, to, nil
	}
	chain := logbook.Chain{Case: c.Case, Station: c.Station}
	if k.broken[chain] {
		return from, to, nil
	}
	from = k.heads[chain]
	to, err = from.Extend(c, l.Raw)
	if err == nil && to.N == from.N {
		err = ledger.ErrForked // the same change twice
	}
	if err != nil {
		k.broken[chain] = true
		k.found(FoundChain, "change %d of case %s: %v", l.Seq, c.Case, err)
		return from, to, nil
	}
	k.heads[chain] = to
	k.signed.add(l.Seq, c)
	return from, to, c
}

// settle checks signatures once enough of them wait. It is called when the
// authors of all that wait have been looked for.
func (k *checker) settle() {
	if len(k.signed.waiting) >= 512 {
		k.signed.check()
	}
}

// held checks one change of the hold box: it is of no chain here.
func (k *checker) held(l ledger.Logged) {
	c, err := ledger.Decode(l.Raw)
	if err != nil {
		k.found(FoundChange, "held change %d: %v", l.Seq, err)
		return
	}
	if !k.keys.signed(c) {
		k.found(FoundSignature, "held change %d of case %s: %v", l.Seq, c.Case, trust.ErrBadSignature)
	}
}

// finish judges the signatures that are left.
func (k *checker) finish() {
	k.signed.check()
	k.Signatures = k.signed.good
	for by, last := range k.signed.chains {
		switch {
		case last.bad <= last.good:
		case len(k.keys[by.author]) == 0:
			k.found(FoundAuthor, "change %d of case %s: author %s is not in the directory", last.seq, by.Case, by.author)
		default:
			k.found(FoundSignature, "change %d of case %s: %v", last.seq, by.Case, trust.ErrBadSignature)
		}
	}
	slices.SortFunc(k.Findings, func(a, b Finding) int { return slices.Compare([]byte(a.Text), []byte(b.Text)) })
}

// blobs goes through all blobs of the log, whole or not.
func (c *Center) blobs(ctx context.Context) iter.Seq2[logbook.Blob, error] {
	return func(yield func(logbook.Blob, error) bool) {
		var after ledger.Hash
		for {
			ids, err := c.log.BlobIDs(ctx, after, 100)
			if err != nil {
				yield(logbook.Blob{}, err)
				return
			}
			if len(ids) == 0 {
				return
			}
			found, err := c.log.FindBlobs(ctx, ids)
			if err != nil {
				yield(logbook.Blob{}, err)
				return
			}
			for _, id := range ids {
				if blob, ok := found[id]; ok && !yield(blob, nil) {
					return
				}
			}
			after = ids[len(ids)-1]
		}
	}
}
