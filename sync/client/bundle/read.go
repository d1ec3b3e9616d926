package bundle

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// Label is what a file says of itself, to its readers.
type Label struct {
	Bundle  uuid.UUID // all parts of one export
	Part    int       // from 1
	Maker   uuid.UUID // whose signature it carries
	Known   bool      // the directory here has the maker, and the signature is theirs
	Station uuid.UUID
	MadeAt  time.Time
	Take    store.BundleTake
	Group   bool        // for the whole staff
	Readers []uuid.UUID // for these by name
	Size    int64
}

// Look reads what a file says of itself and takes nothing in. Its errors are
// the sentinels of this package, store.ErrNotReader, and what store.MayBundle
// returns.
func Look(st *store.Store, path string) (Label, error) {
	f, r, err := open(st, path)
	if err != nil {
		return Label{}, err
	}
	defer f.Close()
	return r.label, nil
}

// reader reads the items of one file, one after the other.
type reader struct {
	st      *store.Store
	header  *header
	in      *counter
	items   *wire.Reader
	hash    hash.Hash
	count   int // items read
	preface preface
	label   Label
}

// counter counts what was read of the file.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// open opens a file and reads its label.
func open(st *store.Store, path string) (*os.File, *reader, error) {
	if err := st.MayBundle(); err != nil {
		return nil, nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open bundle: %w: %w", ErrUnreadable, err)
	}
	r, err := newReader(st, f)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	if info, err := f.Stat(); err == nil {
		r.label.Size = info.Size()
	}
	return f, r, nil
}

func newReader(st *store.Store, from io.Reader) (*reader, error) {
	in := &counter{r: from}
	buffered := bufio.NewReader(in)
	h, err := readHeader(buffered)
	if err != nil {
		return nil, err
	}
	if h.center != st.Center() {
		return nil, fmt.Errorf("open bundle of center %s: %w", h.center, ErrOtherCenter)
	}
	key, err := st.OpenBundle(h.file, h.slots)
	if err != nil {
		return nil, err
	}
	return startReader(st, in, buffered, h, key)
}

func startReader(st *store.Store, in *counter, buffered io.Reader, h *header, key trust.Key) (*reader, error) {
	aead, err := streamKey(key, h)
	if err != nil {
		return nil, err
	}
	r := &reader{st: st, header: h, in: in, items: wire.NewReader(newOpener(buffered, aead)), hash: sha256.New()}
	raw, typ, err := r.next()
	if err != nil {
		return nil, err
	}
	if typ != typePreface {
		return nil, fmt.Errorf("read preface: %w", ErrDamaged)
	}
	if err := decodeItem(raw, &r.preface); err != nil {
		return nil, fmt.Errorf("read preface: %w", err)
	}
	r.keep(raw)
	known, err := r.byMaker()
	if err != nil {
		return nil, err
	}
	p := r.preface
	r.label = Label{
		Bundle: p.Bundle, Part: int(min(p.Part, 1<<20)), Maker: p.Maker, Known: known, Station: p.Station,
		MadeAt: time.UnixMilli(p.MadeAt), Take: store.BundleTake(p.Take), Group: p.Group, Readers: p.Readers,
	}
	return r, nil
}

// byMaker reports whether the preface is signed by whom it names. A maker whom
// the directory does not have yet may come with the file.
func (r *reader) byMaker() (known bool, err error) {
	err = r.st.VerifyBundle(r.preface.Maker, r.preface.signed(r.header), r.preface.Sig)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("verify preface: %w: %w", ErrMaker, err)
	}
	return true, nil
}

// next reads one item. It returns io.EOF only where the file ends as its
// writer ended it.
func (r *reader) next() (raw []byte, typ uint64, err error) {
	var item cbor.RawMessage
	err = r.items.Next(&item)
	switch {
	case err == io.EOF:
		return nil, 0, io.EOF
	case errors.Is(err, ErrCut), errors.Is(err, ErrUnreadable), errors.Is(err, ErrDamaged):
		return nil, 0, err
	case err != nil:
		return nil, 0, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	typ, err = typeOf(item)
	return item, typ, err
}

// keep counts an item as read.
func (r *reader) keep(raw []byte) {
	r.hash.Write(raw)
	r.count++
}

// sum is the hash of all items that were kept.
func (r *reader) sum() ledger.Hash { return ledger.Hash(r.hash.Sum(nil)) }

// skip passes over items that were taken in before. It reports whether they
// are the very same.
func (r *reader) skip(ctx context.Context, items int, sum ledger.Hash) (bool, error) {
	for r.count < items {
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		raw, typ, err := r.next()
		if err == io.EOF || err == nil && typ == typeEnd {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		r.keep(raw)
	}
	return r.count == items && r.sum() == sum, nil
}
