package center

import (
	"context"
	"encoding/base64"
	"fmt"
	"iter"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

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

	met     time.Time // when the directory was last looked into again
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
	if len(k.signed.waiting) >= 512 {
		k.signed.check()
	}
	return from, to, c
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

// VerifyBackup reads a backup file and checks everything in it that needs no
// case key. An error says that it cannot be read as a backup at all.
func VerifyBackup(ctx context.Context, path string, passphrase []byte) (*Verified, error) {
	return verifyBackup(ctx, path, &sealSecret{passphrase: passphrase})
}

func verifyBackup(ctx context.Context, path string, secret *sealSecret) (*Verified, error) {
	keys, err := backupKeys(ctx, path, secret)
	if err != nil {
		return nil, err
	}
	v := &Verified{}
	k := newChecker(v, keys)
	v.Counts, err = readBackupFile(ctx, path, secret, visitor{
		head: func(h *backupHead) error {
			v.Center, v.LogID, v.Head = h.Center, h.LogID, h.Head
			return h.check()
		},
		change: func(l ledger.Logged) error {
			k.change(l)
			if l.Seq > v.Head {
				v.found(FoundChange, "change %d stands beyond the head %d", l.Seq, v.Head)
			}
			return nil
		},
		held: func(l ledger.Logged) error { k.held(l); return nil },
	})
	if err != nil {
		return nil, err
	}
	k.finish()
	return v, nil
}

// backupKeys reads a backup's directory, to know whose signatures count in it.
func backupKeys(ctx context.Context, path string, secret *sealSecret) (authorKeys, error) {
	var center, founder uuid.UUID
	book := directoryReader{}
	_, err := readBackupFile(ctx, path, secret, visitor{
		head: func(h *backupHead) error { center, founder = h.Center, h.Founder; return nil },
		change: func(l ledger.Logged) error {
			var c ledger.Change
			if trust.Decode(l.Raw, &c) != nil || c.Case != center {
				return nil
			}
			book.take(l.Raw)
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	return book.keys(founder), nil
}

// directoryReader collects the directory's edits for the keys in them. What
// cannot be read it passes over: the check of chains tells of it.
type directoryReader struct {
	heads   map[uuid.UUID]ledger.Head
	written []ledger.Written
}

func (d *directoryReader) take(raw []byte) {
	c, err := ledger.Decode(raw)
	if err != nil {
		return
	}
	head, err := d.heads[c.Station].Extend(c, raw)
	if err != nil {
		return
	}
	if d.heads == nil {
		d.heads = map[uuid.UUID]ledger.Head{}
	}
	d.heads[c.Station] = head
	if w, err := writtenOf(c, head); err == nil {
		d.written = append(d.written, w)
	}
}

func (d *directoryReader) keys(founder uuid.UUID) authorKeys {
	return keysOf(ledger.FoldDirectory(founder, d.written), d.written)
}

// readBackupFile is readBackup of a file, until ctx ends.
func readBackupFile(ctx context.Context, path string, secret *sealSecret, v visitor) (BackupCounts, error) {
	f, err := os.Open(path)
	if err != nil {
		return BackupCounts{}, fmt.Errorf("read backup: %w", err)
	}
	defer f.Close()
	counts, err := readBackup(&cancelled{ctx, f}, secret, v)
	if err == nil || ctx.Err() != nil {
		return counts, ctx.Err()
	}
	return counts, fmt.Errorf("read backup %s: %w", path, err)
}

// cancelled ends a reader with its context.
type cancelled struct {
	ctx context.Context
	f   *os.File
}

// Read reads from the file.
func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.f.Read(p)
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
