package bundle

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// writer writes the parts of one bundle.
type writer struct {
	st    *store.Store
	out   *store.BundleOut
	order Order
	parts []*part
	done  Exported
	total int64
	told  int64
}

// part is one file that is being written, under a name of its own.
type part struct {
	file   *os.File
	disk   *bufio.Writer
	seal   *sealer
	header *header
	hash   hash.Hash
	size   int64
	first  int64 // size with nothing but the directory
	end    end
}

// tellEvery is after how many bytes the progress is told again.
const tellEvery = 64 << 10

// reserve is what a part needs beside its items: its end, the padding, and
// what the chunks add.
const reserve = 64 << 10

func (w *writer) writeAll(ctx context.Context) error {
	if err := w.begin(ctx); err != nil {
		return err
	}
	for raw, err := range w.out.Changes(ctx) {
		if err != nil {
			return err
		}
		if err := w.carry(ctx, typeChange, raw); err != nil {
			return err
		}
		w.part().end.Changes++
		w.done.Changes++
	}
	for raw, err := range w.out.Receipts(ctx) {
		if err != nil {
			return err
		}
		if err := w.carry(ctx, typeReceipt, raw); err != nil {
			return err
		}
		w.part().end.Receipts++
	}
	for blob, err := range w.out.Blobs(ctx) {
		if err != nil {
			return err
		}
		if err := w.blob(ctx, blob); err != nil {
			return err
		}
	}
	return w.finish(false)
}

func (w *writer) part() *part { return w.parts[len(w.parts)-1] }

// begin opens the next part: header, preface, directory.
func (w *writer) begin(ctx context.Context) error {
	f, err := os.CreateTemp(filepath.Dir(w.order.Path), unfinished+"*")
	if err != nil {
		return fmt.Errorf("create bundle: %w: %w", ErrTarget, err)
	}
	p := &part{file: f, disk: bufio.NewWriterSize(f, 1<<20), hash: sha256.New(), end: end{Type: typeEnd}}
	w.parts = append(w.parts, p)
	key, slots, err := w.out.Seal()
	if err != nil {
		return err
	}
	p.header = &header{center: w.st.Center(), file: key.ID, slots: slots}
	raw := p.header.encode()
	aead, err := streamKey(key, p.header)
	if err != nil {
		return err
	}
	if _, err := p.disk.Write(raw); err != nil {
		return fmt.Errorf("write bundle: %w: %w", ErrTarget, err)
	}
	p.size, p.seal = int64(len(raw)), newSealer(p.disk, aead)
	if err := w.preface(p); err != nil {
		return err
	}
	for raw, err := range w.out.Directory(ctx) {
		if err != nil {
			return err
		}
		if err := p.item(&carrier{Type: typeChange, Raw: raw}); err != nil {
			return err
		}
		p.end.Changes++
	}
	p.first = p.size
	return nil
}

func (w *writer) preface(p *part) error {
	item := preface{
		Type: typePreface, Bundle: w.out.ID(), Part: uint64(len(w.parts)), Maker: w.st.Me().ID, Station: w.st.Station(),
		MadeAt: w.st.Now().UnixMilli(), Take: string(w.order.Take), Group: w.order.Group, Readers: w.order.Staff,
	}
	var err error
	if item.Sig, err = w.out.Sign(item.signed(p.header)); err != nil {
		return err
	}
	return p.item(&item)
}

// item writes one item.
func (p *part) item(v any) error {
	raw := trust.MustEncode(v)
	p.hash.Write(raw)
	p.size += int64(len(raw)) + int64(len(raw))*overhead/chunkSize
	_, err := p.seal.Write(raw)
	return err
}

// room begins another part where the next n bytes have no room in this one.
func (w *writer) room(ctx context.Context, n int64) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	p := w.part()
	if w.order.PartSize == 0 || p.size == p.first || p.size+n+reserve <= w.order.PartSize {
		return nil
	}
	if err := w.finish(true); err != nil {
		return err
	}
	return w.begin(ctx)
}

func (w *writer) carry(ctx context.Context, typ uint64, raw []byte) error {
	if err := w.room(ctx, int64(len(raw))); err != nil {
		return err
	}
	w.tell(int64(len(raw)))
	return w.part().item(&carrier{Type: typ, Raw: raw})
}

// blob writes an attachment. One that the store has let go of meanwhile is
// left out: the center has it.
func (w *writer) blob(ctx context.Context, b store.BundleBlob) error {
	if err := w.room(ctx, int64(b.Size)+int64(len(b.Manifest))); err != nil {
		return err
	}
	if err := w.part().item(&carrier{Type: typeManifest, Raw: b.Manifest}); err != nil {
		return err
	}
	for n := range b.Chunks {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		body, err := w.out.Chunk(ctx, b.ID, n)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.part().item(&chunk{Type: typeChunk, Blob: b.ID, N: uint64(n), Body: body}); err != nil {
			return err
		}
		w.tell(int64(len(body)))
	}
	w.part().end.Blobs++
	w.done.Blobs++
	return nil
}

// finish ends a part and puts it on the disk.
func (w *writer) finish(more bool) error {
	p := w.part()
	p.end.More, p.end.Hash = more, ledger.Hash(p.hash.Sum(nil))
	var err error
	if p.end.Sig, err = w.out.Sign(p.end.signed(p.header)); err != nil {
		return err
	}
	if err := p.item(&p.end); err != nil {
		return err
	}
	if err := p.seal.Close(); err != nil {
		return err
	}
	if err := errors.Join(p.disk.Flush(), p.file.Sync()); err != nil {
		return fmt.Errorf("write bundle: %w: %w", ErrTarget, err)
	}
	info, err := p.file.Stat()
	if err = errors.Join(err, p.file.Close()); err != nil {
		return fmt.Errorf("write bundle: %w: %w", ErrTarget, err)
	}
	w.done.Bytes += info.Size()
	return nil
}

func (w *writer) tell(n int64) {
	before := w.told / tellEvery
	w.told += n
	if w.order.Progress != nil && w.told/tellEvery != before {
		w.order.Progress(Progress{Done: w.told, Total: max(w.total, w.told), Changes: w.done.Changes, Blobs: w.done.Blobs})
	}
}
