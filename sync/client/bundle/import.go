package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Imported is what an import did, as far as it came.
type Imported struct {
	Label
	Changes  int  // in the file
	Fresh    int  // new on this station
	Refused  int  // of all kinds of items: kept in quarantine, or passed over
	Blobs    int  // attachments that are whole now
	Receipts int  // lists of the center's receipts
	Whole    bool // the file was read to its end, and the maker signed all of it
	More     bool // its maker wrote another part
	Resumed  bool // it went on where an earlier import was cut
}

// Import takes in a file. It may be repeated, and files may come in any order.
// With an error the result says what was taken in before it; a repeated import
// goes on from there. The errors are those of Look, those of the store, and
// the error of ctx.
func Import(ctx context.Context, st *store.Store, path string, progress func(Progress)) (Imported, error) {
	done, again, err := attempt(ctx, st, path, progress, true)
	if again {
		// Another content under the name of one that was cut: from the start.
		done, _, err = attempt(ctx, st, path, progress, false)
	}
	return done, err
}

func attempt(ctx context.Context, st *store.Store, path string, progress func(Progress), resume bool) (done Imported, again bool, err error) {
	f, r, err := open(st, path)
	if err != nil {
		return Imported{}, false, err
	}
	defer f.Close()
	l := r.label
	in, err := st.ImportBundle(ctx, store.BundleLabel{
		File: r.header.file, Bundle: l.Bundle, Part: l.Part, Maker: l.Maker, Station: l.Station, MadeAt: l.MadeAt, Take: l.Take,
	})
	if err != nil {
		return Imported{}, false, err
	}
	t := &taker{in: in, r: r, known: l.Known, progress: progress, Imported: Imported{Label: l}}
	if again, err = t.resume(ctx, resume); !again && err == nil {
		err = t.all(ctx)
	}
	outcome := outcomeOf(err)
	if again {
		outcome = store.BundleStopped
	}
	endErr := in.End(ctx, outcome, store.BundleTally{Changes: t.Changes, Fresh: t.Fresh, Refused: t.Refused, Blobs: t.Blobs})
	return t.Imported, again, errors.Join(err, endErr)
}

// taker takes in the items of one file.
type taker struct {
	Imported
	in       *store.BundleIn
	r        *reader
	known    bool // the maker's signature was checked
	progress func(Progress)

	waiting [][]byte // changes that are not in the store yet
	bytes   int
	blob    ledger.Hash // the attachment that is coming
	chunks  int         // how many it has; 0: it is passed over
}

// A batch of changes is what one transaction takes.
const (
	batchChanges = 500
	batchBytes   = 2 << 20
)

// resume passes over what an earlier import has taken in. It reports whether
// that was another content.
func (t *taker) resume(ctx context.Context, wanted bool) (again bool, err error) {
	items, sum, err := t.in.Reached(ctx)
	if err != nil || !wanted || items <= t.r.count {
		return false, err
	}
	same, err := t.r.skip(ctx, items, sum)
	if errors.Is(err, ErrCut) || errors.Is(err, ErrDamaged) {
		return false, err // the copy is worse than the one before: nothing new in it
	}
	t.Resumed = same
	return !same && err == nil, err
}

// all takes in what is left.
func (t *taker) all(ctx context.Context) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		raw, typ, err := t.r.next()
		if err == nil && typ == typeEnd {
			return t.end(ctx, raw)
		}
		if err == nil {
			err = t.take(ctx, typ, raw)
		} else if err == io.EOF {
			err = fmt.Errorf("read items: no end: %w", ErrDamaged)
		}
		if err != nil {
			if ctx.Err() == nil { // what was good before counts
				err = errors.Join(err, t.flush(ctx))
			}
			return err
		}
		t.tell()
	}
}

// take takes one item. All that are not changes wait for the changes before
// them.
func (t *taker) take(ctx context.Context, typ uint64, raw []byte) error {
	switch typ {
	case typeChange:
		return t.change(ctx, raw)
	case typeManifest, typeChunk, typeReceipt:
		if err := t.flush(ctx); err != nil {
			return err
		}
		if err := t.makerKnown(); err != nil {
			return err
		}
	default:
		return fmt.Errorf("item %d of type %d: %w", t.r.count, typ, ErrDamaged)
	}
	var err error
	switch typ {
	case typeManifest:
		err = t.manifest(ctx, raw)
	case typeChunk:
		err = t.chunk(ctx, raw)
	case typeReceipt:
		err = t.receipt(ctx, raw)
	}
	if err != nil {
		return err
	}
	t.r.keep(raw)
	return nil
}

func (t *taker) change(ctx context.Context, raw []byte) error {
	var item carrier
	if err := decodeItem(raw, &item); err != nil {
		return fmt.Errorf("read change: %w", err)
	}
	c, err := ledger.Decode(item.Raw)
	if err != nil {
		return fmt.Errorf("read change: %w: %w", ErrDamaged, err)
	}
	if !t.known && c.Case != t.r.st.Center() {
		// The directory is through: now the maker has to be known.
		if err := t.flush(ctx); err != nil {
			return err
		}
		if err := t.makerKnown(); err != nil {
			return err
		}
	}
	t.r.keep(raw)
	t.waiting, t.bytes = append(t.waiting, item.Raw), t.bytes+len(item.Raw)
	if len(t.waiting) >= batchChanges || t.bytes >= batchBytes {
		return t.flush(ctx)
	}
	return nil
}

// makerKnown checks the maker's signature once the directory of the file has
// been taken in.
func (t *taker) makerKnown() error {
	if t.known {
		return nil
	}
	known, err := t.r.byMaker()
	if err == nil && !known {
		err = fmt.Errorf("verify preface: maker %s is unknown: %w", t.r.preface.Maker, ErrMaker)
	}
	t.known, t.Known = known, known
	return err
}

// flush takes in the changes that wait, and keeps how far the file has come.
func (t *taker) flush(ctx context.Context) error {
	if len(t.waiting) == 0 {
		return nil
	}
	taken, err := t.in.Take(ctx, t.waiting)
	if err != nil {
		return err
	}
	t.Changes += len(t.waiting)
	t.Fresh, t.Refused = t.Fresh+taken.Fresh, t.Refused+taken.Refused
	t.waiting, t.bytes = nil, 0
	return t.reach(ctx)
}

func (t *taker) reach(ctx context.Context) error { return t.in.Reach(ctx, t.r.count, t.r.sum()) }

func (t *taker) manifest(ctx context.Context, raw []byte) error {
	var item carrier
	if err := decodeItem(raw, &item); err != nil {
		return fmt.Errorf("read manifest: %w", err)
	}
	m, err := ledger.DecodeManifest(item.Raw)
	if err != nil {
		return fmt.Errorf("read manifest: %w: %w", ErrDamaged, err)
	}
	if err := t.reach(ctx); err != nil {
		return err
	}
	t.chunks = 0
	t.blob, err = t.in.TakeManifest(ctx, item.Raw)
	switch {
	case errors.Is(err, ledger.ErrBadBlob), errors.Is(err, store.ErrNotFound): // of a case that is not here
		t.Refused++
		return nil
	case err != nil:
		return err
	}
	t.chunks = len(m.Chunks)
	return nil
}

func (t *taker) chunk(ctx context.Context, raw []byte) error {
	var item chunk
	if err := decodeItem(raw, &item); err != nil {
		return fmt.Errorf("read chunk: %w", err)
	}
	if item.N >= ledger.MaxBlobChunks || len(item.Body) > ledger.MaxChunk {
		return fmt.Errorf("read chunk %d of %d bytes: %w", item.N, len(item.Body), ErrDamaged)
	}
	if t.Resumed && t.blob == (ledger.Hash{}) { // its manifest came before the cut
		t.blob, t.chunks = item.Blob, ledger.MaxBlobChunks+1
	}
	if item.Blob != t.blob || t.chunks == 0 {
		return nil
	}
	err := t.in.TakeChunk(ctx, item.Blob, int(item.N), item.Body)
	switch {
	case errors.Is(err, ledger.ErrBadBlob), errors.Is(err, store.ErrNotFound):
		t.Refused, t.chunks = t.Refused+1, 0
		return nil
	case err == nil && int(item.N) == t.chunks-1:
		t.Blobs++
	}
	return err
}

func (t *taker) receipt(ctx context.Context, raw []byte) error {
	var item carrier
	if err := decodeItem(raw, &item); err != nil {
		return fmt.Errorf("read receipt: %w", err)
	}
	err := t.in.TakeReceipt(ctx, item.Raw)
	switch {
	case errors.Is(err, trust.ErrBadSignature), errors.Is(err, ledger.ErrMalformed):
		t.Refused++
		return nil
	case err == nil:
		t.Receipts++
	}
	return err
}

// end checks that the maker wrote all of it, and nothing else.
func (t *taker) end(ctx context.Context, raw []byte) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	if err := t.makerKnown(); err != nil {
		return err
	}
	var e end
	if err := decodeItem(raw, &e); err != nil {
		return fmt.Errorf("read end: %w", err)
	}
	if err := t.r.st.VerifyBundle(t.r.preface.Maker, e.signed(t.r.header), e.Sig); err != nil {
		return fmt.Errorf("verify end: %w: %w", ErrMaker, err)
	}
	if e.Hash != t.r.sum() {
		return fmt.Errorf("verify end: %w", ErrDamaged)
	}
	if _, _, err := t.r.next(); err != io.EOF {
		return fmt.Errorf("read behind the end: %w", errors.Join(ErrDamaged, err))
	}
	t.Whole, t.More = true, e.More
	return nil
}

func (t *taker) tell() {
	if t.progress != nil && t.r.count%16 == 0 {
		t.progress(Progress{Done: min(t.r.in.n, t.Size), Total: t.Size, Changes: t.Changes, Blobs: t.Blobs})
	}
}
