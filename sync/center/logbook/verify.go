package logbook

import (
	"context"
	"errors"
	"fmt"

	"yorisoi/store/ledger"
)

// verifyPage is how many changes, chains or blobs Verify asks for at once.
const verifyPage = 500

// Verify reads every change and every chunk of a log, while others go on
// writing, and checks that chains have no gap and end where their heads say,
// that nothing belongs to no chain, and that chunks are those of their
// manifests. It returns what is wrong, as ErrWrong.
func Verify(ctx context.Context, log Log) error {
	head, err := log.Head(ctx)
	if err != nil {
		return err
	}
	v := verifier{log: log, head: head}
	for bucket := range ledger.Buckets {
		if err := v.chains(ctx, bucket); err != nil {
			return err
		}
	}
	count, err := log.Count(ctx, Query{UpTo: head})
	if err != nil {
		return err
	}
	if count != v.changes {
		v.report("%d changes up to number %d, of which chains account for %d", count, head, v.changes)
	}
	if err := v.blobs(ctx); err != nil {
		return err
	}
	return errors.Join(v.wrong...)
}

type verifier struct {
	log     Log
	head    uint64 // where the log ended when it began
	changes uint64 // found up to there
	wrong   []error
}

// report keeps the first findings: a broken disk gives very many.
func (v *verifier) report(format string, args ...any) {
	if len(v.wrong) < 20 {
		v.wrong = append(v.wrong, fmt.Errorf("%w: %s", ErrWrong, fmt.Sprintf(format, args...)))
	}
}

// chains checks every chain of a bucket's cases.
func (v *verifier) chains(ctx context.Context, bucket int) error {
	heads, err := v.log.CaseHeads(ctx, bucket)
	if err != nil {
		return err
	}
	for _, h := range heads {
		if ledger.BucketOf(h.Case) != bucket {
			v.report("case %s is in bucket %d", h.Case, bucket)
		}
		if err := v.chain(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// chain reads a chain to its head, in pages.
func (v *verifier) chain(ctx context.Context, h ledger.CaseHead) error {
	chain := Chain{Case: h.Case, Station: h.Station}
	var last uint64
	for from := uint64(1); from <= h.N; from += verifyPage {
		var dots []Dot
		for n := from; n <= min(h.N, from+verifyPage-1); n++ {
			dots = append(dots, Dot{Chain: chain, N: n})
		}
		places, err := v.log.Find(ctx, dots)
		if err != nil {
			return err
		}
		for _, d := range dots {
			p, ok := places[d]
			switch {
			case !ok:
				v.report("change %d of %s of %s is missing", d.N, d.Station, d.Case)
				continue
			case p.Seq <= last:
				v.report("change %d of %s of %s has number %d after %d", d.N, d.Station, d.Case, p.Seq, last)
			case d.N == h.N && p.Hash != h.Hash:
				v.report("chain of %s of %s does not end with its last change", d.Station, d.Case)
			}
			last = p.Seq
			if p.Seq <= v.head {
				v.changes++
			}
		}
	}
	return nil
}

// blobs checks every chunk of every blob.
func (v *verifier) blobs(ctx context.Context) error {
	var after ledger.Hash
	for {
		ids, err := v.log.BlobIDs(ctx, after, verifyPage)
		if err != nil || len(ids) == 0 {
			return err
		}
		found, err := v.log.FindBlobs(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if b, ok := found[id]; ok {
				if err := v.blob(ctx, id, b); err != nil {
					return err
				}
			}
		}
		after = ids[len(ids)-1]
	}
}

func (v *verifier) blob(ctx context.Context, id ledger.Hash, b Blob) error {
	if b.Manifest.ID() != id {
		v.report("blob %x has the manifest of another", id)
	}
	if b.Whole() != (b.Have == len(b.Manifest.Chunks)) {
		v.report("blob %x has %d of %d chunks, whole: %t", id, b.Have, len(b.Manifest.Chunks), b.Whole())
	}
	for n := range b.Have {
		chunk, err := v.log.Chunk(ctx, id, n)
		if errors.Is(err, ErrNoBlob) && !b.Whole() {
			return nil // it was dropped meanwhile
		}
		if errors.Is(err, ErrNoBlob) {
			v.report("chunk %d of blob %x is missing", n, id)
			continue
		}
		if err != nil {
			return err
		}
		if err := b.Manifest.Check(n, chunk); err != nil {
			v.report("blob %x: %v", id, err)
		}
	}
	return nil
}
