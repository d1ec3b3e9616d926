package bundle

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Kinds of items, for tests that write files as no program does.
const (
	TypeChange   = typeChange
	TypeManifest = typeManifest
	TypeReceipt  = typeReceipt
)

// Forger writes a file item by item, as a hostile colleague could.
type Forger struct {
	st  *store.Store
	out *store.BundleOut
	buf bytes.Buffer
	p   *part
}

// Forge begins a file for the whole staff.
func Forge(ctx context.Context, st *store.Store, center uuid.UUID) (*Forger, error) {
	out, err := st.ExportBundle(ctx, store.BundleOrder{Take: store.TakeUnsent, Group: true})
	if err != nil {
		return nil, err
	}
	key, slots, err := out.Seal()
	if err != nil {
		return nil, err
	}
	f := &Forger{st: st, out: out}
	f.p = &part{header: &header{center: center, file: key.ID, slots: slots}, hash: sha256.New(), end: end{Type: typeEnd}}
	f.buf.Write(f.p.header.encode())
	aead, err := streamKey(key, f.p.header)
	if err != nil {
		return nil, err
	}
	f.p.seal = newSealer(&f.buf, aead)
	return f, nil
}

// Preface writes the preface in the name of somebody, signed by who is signed
// in.
func (f *Forger) Preface(maker uuid.UUID) error {
	item := preface{Type: typePreface, Bundle: f.out.ID(), Part: 1, Maker: maker, Station: f.st.Station(), Take: "unsent", Group: true}
	var err error
	if item.Sig, err = f.out.Sign(item.signed(f.p.header)); err != nil {
		return err
	}
	return f.p.item(&item)
}

// Directory writes the whole directory.
func (f *Forger) Directory(ctx context.Context) error {
	for raw, err := range f.out.Directory(ctx) {
		if err := errors.Join(err, f.Carry(typeChange, raw)); err != nil {
			return err
		}
	}
	return nil
}

// Carry writes bytes as an item of a type.
func (f *Forger) Carry(typ uint64, raw []byte) error { return f.p.item(&carrier{Type: typ, Raw: raw}) }

// Chunk writes a chunk of an attachment.
func (f *Forger) Chunk(blob ledger.Hash, n uint64, body []byte) error {
	return f.p.item(&chunk{Type: typeChunk, Blob: blob, N: n, Body: body})
}

// Bytes writes what is no item.
func (f *Forger) Bytes(raw []byte) error {
	_, err := f.p.seal.Write(raw)
	return err
}

// End ends the file and returns it.
func (f *Forger) End() ([]byte, error) {
	f.p.end.Hash = ledger.Hash(f.p.hash.Sum(nil))
	var err error
	if f.p.end.Sig, err = f.out.Sign(f.p.end.signed(f.p.header)); err != nil {
		return nil, err
	}
	if err := errors.Join(f.p.item(&f.p.end), f.p.seal.Close()); err != nil {
		return nil, err
	}
	return f.buf.Bytes(), nil
}

// ReadThrough reads a file to its end without taking anything in. It returns
// how many items came whole, and nil only for a file that its maker ended.
func ReadThrough(st *store.Store, raw []byte) (items int, err error) {
	r, err := newReader(st, bytes.NewReader(raw))
	if err != nil {
		return 0, err
	}
	for {
		item, typ, err := r.next()
		if err != nil {
			return r.count, errors.Join(err, noEnd(err))
		}
		if typ == typeEnd {
			_, _, err := r.next()
			if err == io.EOF {
				return r.count, nil
			}
			return r.count, errors.Join(ErrDamaged, err)
		}
		r.keep(item)
	}
}

func noEnd(err error) error {
	if err == io.EOF {
		return ErrDamaged
	}
	return nil
}

// SealItems writes a file with a known key, for the vectors.
func SealItems(key trust.Key, center uuid.UUID, slots [][]byte, items []byte) ([]byte, error) {
	var buf bytes.Buffer
	h := &header{center: center, file: key.ID, slots: slots}
	buf.Write(h.encode())
	aead, err := streamKey(key, h)
	if err != nil {
		return nil, err
	}
	s := newSealer(&buf, aead)
	if _, err := s.Write(items); err != nil {
		return nil, err
	}
	err = s.Close()
	return buf.Bytes(), err
}

// OpenItems reads what SealItems wrote.
func OpenItems(key trust.Key, raw []byte) ([]byte, error) {
	r := bytes.NewReader(raw)
	h, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	aead, err := streamKey(key, h)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(newOpener(r, aead))
}

// SetMinPart allows parts that no disk is too small for. It returns how to
// take that back.
func SetMinPart(n int64) (undo func()) {
	minPart = n
	return func() { minPart = MinPart }
}

// VectorItems is a preface, one item that carries raw, and the end, signed by
// maker, as they stand in a file with a header of these parts.
func VectorItems(maker *trust.Identity, key trust.Key, center uuid.UUID, slots [][]byte, raw []byte) []byte {
	h := &header{center: center, file: key.ID, slots: slots}
	h.encode()
	p := preface{
		Type: typePreface, Bundle: uuid.UUID{0: 0xb0, 15: 1}, Part: 1, Maker: maker.ID(), Station: uuid.UUID{0: 0x50, 15: 1},
		MadeAt: 1796342400000, Take: "unsent", Group: true,
	}
	p.Sig = maker.Sign("yorisoi/v1 bundle", p.signed(h))
	items := append(trust.MustEncode(&p), trust.MustEncode(&carrier{Type: typeChange, Raw: raw})...)
	e := end{Type: typeEnd, Changes: 1, Hash: ledger.HashOf(items)}
	e.Sig = maker.Sign("yorisoi/v1 bundle", e.signed(h))
	return append(items, trust.MustEncode(&e)...)
}
