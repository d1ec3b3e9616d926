package center

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// indexTries is how often a head that does not fit is looked at again, after
// the changes were read that came meanwhile.
const indexTries = 20

// Verify reads the whole log and checks everything in it that needs no case
// key: chains, hashes, signatures, the log's own index, blobs, and what the
// database can say of itself. It works while the center is served.
func (c *Center) Verify(ctx context.Context) (*Verified, error) {
	v := &Verified{Center: c.ID(), LogID: c.log.ID()}
	for _, part := range []func(context.Context, *Verified) error{c.verifyChanges, c.verifyBlobs} {
		if err := part(ctx, v); err != nil {
			return v, fmt.Errorf("verify: %w", err)
		}
	}
	stations, err := c.log.Stations(ctx)
	if err != nil {
		return v, fmt.Errorf("verify: %w", err)
	}
	v.Counts.Stations = uint64(len(stations))
	if err := c.log.Check(ctx); err != nil {
		if ctx.Err() != nil {
			return v, fmt.Errorf("verify: %w", ctx.Err())
		}
		v.found(FoundStorage, "%v", err)
	}
	return v, nil
}

func (c *Center) verifyChanges(ctx context.Context, v *Verified) error {
	keys, err := c.directoryKeys(ctx)
	if err != nil {
		return err
	}
	k := newChecker(v, keys)
	if err := c.checkOn(ctx, k); err != nil {
		return err
	}
	if err := c.verifyIndex(ctx, k); err != nil {
		return err
	}
	// Whoever was hired while this was reading has signed already.
	if keys, err = c.directoryKeys(ctx); err != nil {
		return err
	}
	k.rejudge(keys)
	err = eachLogged(ctx, c.log.Held, logbook.Query{UpTo: math.MaxInt64}, func(l ledger.Logged) {
		v.Counts.Held++
		k.held(l)
	})
	k.finish()
	v.Head = k.seq
	return err
}

// rejudge takes newer keys, which hold the older ones, for what is still to
// be checked.
func (k *checker) rejudge(keys authorKeys) {
	k.keys, k.signed.keys = keys, keys
	k.signed.check()
}

// directoryKeys reads the keys of all authors from the log.
func (c *Center) directoryKeys(ctx context.Context) (authorKeys, error) {
	founder, err := c.log.Founder(ctx)
	if err != nil {
		return nil, err
	}
	book := directoryReader{}
	q := logbook.Query{UpTo: math.MaxInt64, Case: c.ID()}
	err = eachLogged(ctx, c.log.Changes, q, func(l ledger.Logged) { book.take(l.Raw) })
	return book.keys(founder), err
}

// checkOn checks what the log has after what was checked.
func (c *Center) checkOn(ctx context.Context, k *checker) error {
	head, err := c.log.Head(ctx)
	if err != nil {
		return err
	}
	var failed error
	err = eachLogged(ctx, c.log.Changes, logbook.Query{After: k.seq, UpTo: head}, func(l ledger.Logged) {
		k.Counts.Changes++
		if _, _, change := k.change(l); change != nil && len(k.keys[change.Author]) == 0 {
			failed = errors.Join(failed, c.meet(ctx, k))
		}
		k.settle()
	})
	return errors.Join(err, failed)
}

// meet looks into the directory again for an author who is not in it yet, if
// it has grown: whoever was hired a moment ago is in the log before what they
// wrote.
func (c *Center) meet(ctx context.Context, k *checker) error {
	n, err := c.log.Count(ctx, logbook.Query{UpTo: math.MaxInt64, Case: c.ID()})
	if err != nil || n == k.met {
		return err
	}
	keys, err := c.directoryKeys(ctx)
	if err != nil {
		return err
	}
	k.met = n
	k.rejudge(keys)
	return nil
}

func eachLogged(ctx context.Context, read func(context.Context, logbook.Query) ([]ledger.Logged, error), q logbook.Query, take func(ledger.Logged)) error {
	q.Limit, q.Bytes = pageChanges, pageBytes
	for {
		page, err := read(ctx, q)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, l := range page {
			take(l)
		}
		q.After = page[len(page)-1].Seq
	}
}

// verifyIndex compares the heads and digests that the log hands out with the
// changes that it has.
func (c *Center) verifyIndex(ctx context.Context, k *checker) error {
	for bucket := range ledger.Buckets {
		var wrong string
		for try := range indexTries {
			if try > 0 { // it may have grown meanwhile
				if err := c.checkOn(ctx, k); err != nil {
					return err
				}
			}
			var err error
			if wrong, err = c.indexDiffers(ctx, k, bucket); err != nil {
				return err
			}
			if wrong == "" {
				break
			}
		}
		if wrong != "" {
			k.found(FoundHead, "bucket %d: %s", bucket, wrong)
		}
	}
	return nil
}

// indexDiffers says what of one bucket's index does not follow from the
// changes, nothing when all of it does.
func (c *Center) indexDiffers(ctx context.Context, k *checker, bucket int) (string, error) {
	digests, err := c.log.Digests(ctx)
	if err != nil {
		return "", err
	}
	heads, err := c.log.CaseHeads(ctx, bucket)
	if err != nil {
		return "", err
	}
	want := k.bucket(bucket)
	for i, h := range heads {
		chain := logbook.Chain{Case: h.Case, Station: h.Station}
		if got := k.heads[chain]; (got.N != h.N || got.Hash != h.Hash) && !k.broken[chain] {
			return fmt.Sprintf("head of station %s in case %s is %d, its changes end at %d", h.Station, h.Case, h.N, got.N), nil
		}
		if i > 0 && compareHeads(heads[i-1], h) >= 0 {
			return fmt.Sprintf("head of station %s in case %s is out of order", h.Station, h.Case), nil
		}
	}
	if len(heads) != len(want) {
		return fmt.Sprintf("%d heads for %d chains", len(heads), len(want)), nil
	}
	if digests[bucket] != ledger.DigestHeads(heads) {
		return "digest is not that of the heads", nil
	}
	return "", nil
}

// bucket returns the ends of a bucket's chains as the changes have them. The
// chains are sorted into buckets once and added to as they come.
func (k *checker) bucket(bucket int) map[logbook.Chain]bool {
	if k.buckets == nil || k.sorted != len(k.heads) {
		k.buckets, k.sorted = map[int]map[logbook.Chain]bool{}, len(k.heads)
		for chain := range k.heads {
			b := ledger.BucketOf(chain.Case)
			if k.buckets[b] == nil {
				k.buckets[b] = map[logbook.Chain]bool{}
			}
			k.buckets[b][chain] = true
		}
	}
	return k.buckets[bucket]
}

func compareHeads(a, b ledger.CaseHead) int {
	if c := compareIDs(a.Case, b.Case); c != 0 {
		return c
	}
	return compareIDs(a.Station, b.Station)
}

func compareIDs(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }

// verifyBlobs reads every chunk.
func (c *Center) verifyBlobs(ctx context.Context, v *Verified) error {
	for blob, err := range c.blobs(ctx) {
		if err != nil {
			return err
		}
		if !blob.Whole() {
			continue
		}
		id := blob.Manifest.ID()
		v.Counts.Blobs++
		v.Counts.BlobBytes += blob.Manifest.Size
		size := uint64(0)
		for n := range blob.Manifest.Chunks {
			chunk, err := c.log.Chunk(ctx, id, n)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err == nil {
				size += uint64(len(chunk))
				err = blob.Manifest.Check(n, chunk)
			}
			if err != nil {
				v.found(FoundBlob, "blob %x of case %s: %v", id[:8], blob.Manifest.Case, err)
			}
		}
		if size != blob.Manifest.Size {
			v.found(FoundBlob, "blob %x of case %s has %d bytes, its manifest says %d", id[:8], blob.Manifest.Case, size, blob.Manifest.Size)
		}
	}
	return nil
}
