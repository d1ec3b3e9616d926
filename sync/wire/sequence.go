package wire

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/fxamacker/cbor/v2"
)

var seqMode = mustSeqMode()

func mustSeqMode() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		MaxNestedLevels:  8,
		MaxArrayElements: 1 << 20,
		MaxMapPairs:      1 << 16,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}

// ErrItemTooLarge is returned for an item of a sequence over MaxItem.
var ErrItemTooLarge = errors.New("item of sequence is too large")

// SplitSequence returns the items of a CBOR sequence, each with exactly its
// own bytes, which share b's memory.
func SplitSequence(b []byte) ([][]byte, error) {
	var items [][]byte
	for len(b) > 0 {
		var raw cbor.RawMessage
		rest, err := seqMode.UnmarshalFirst(b, &raw)
		if err != nil {
			return nil, fmt.Errorf("split sequence at item %d: %w: %w", len(items), ErrMalformed, err)
		}
		n := len(b) - len(rest)
		items, b = append(items, b[:n:n]), rest
	}
	return items, nil
}

// ErrMalformed is returned for bytes that are no message of the protocol.
var ErrMalformed = errors.New("malformed message")

// Reader reads the items of a CBOR sequence from a stream. It holds at most
// one item and what came with it, so that no answer can fill the memory.
type Reader struct {
	limit *limiter
	dec   *cbor.Decoder
}

// readAhead is how much is read from the stream at once.
const readAhead = 64 << 10

// NewReader returns a Reader of r.
func NewReader(r io.Reader) *Reader {
	l := &limiter{r: bufio.NewReaderSize(r, readAhead)}
	return &Reader{limit: l, dec: seqMode.NewDecoder(l)}
}

// Next reads one item into v. It returns io.EOF at a proper end,
// io.ErrUnexpectedEOF inside an item, the stream's own error when it has one,
// and ErrMalformed for what is no such item.
func (r *Reader) Next(v any) error {
	r.limit.since = 0
	err := r.dec.Decode(v)
	switch {
	case err == nil, err == io.EOF:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF) && r.limit.err == io.EOF:
		return fmt.Errorf("read %T of sequence: %w", v, io.ErrUnexpectedEOF)
	case r.limit.err != nil && r.limit.err != io.EOF:
		return fmt.Errorf("read %T of sequence: %w", v, r.limit.err)
	}
	return fmt.Errorf("read %T of sequence: %w: %w", v, ErrMalformed, err)
}

// limiter fails a reader from which more than an item was read for one item.
type limiter struct {
	r     io.Reader
	since int
	err   error // of r, or ErrItemTooLarge
}

func (l *limiter) Read(p []byte) (int, error) {
	if l.since > MaxItem {
		l.err = ErrItemTooLarge
		return 0, l.err
	}
	n, err := l.r.Read(p)
	l.since += n
	l.err = err
	return n, err
}
