package client

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/klauspost/compress/zstd"

	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// checkAnswer returns the center's error, or ErrGarbage for what is neither
// an answer nor an error of the protocol.
func checkAnswer(resp *http.Response, want string) error {
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || (kind != want && kind != wire.ContentType) {
		return withPause(fmt.Errorf("%w: status %d", ErrGarbage, resp.StatusCode), resp.Header)
	}
	if resp.StatusCode == http.StatusOK {
		if kind != want {
			return fmt.Errorf("%w: a single message", ErrGarbage)
		}
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return err
	}
	refusal, err := decodeRefusal(b)
	if err != nil {
		return fmt.Errorf("%w: status %d without a reason", ErrGarbage, resp.StatusCode)
	}
	return withPause(refusal, resp.Header)
}

func decodeRefusal(b []byte) (*wire.Error, error) {
	refusal := new(wire.Error)
	if err := trust.Decode(b, refusal); err != nil {
		return nil, err
	}
	if refusal.Code == 0 {
		return nil, ErrGarbage
	}
	return refusal, nil
}

// unpack reads a stream that came compressed; closing it closes body.
func unpack(body io.ReadCloser) (io.ReadCloser, error) {
	line := &line{ReadCloser: body}
	dec, err := zstd.NewReader(line, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrGarbage, err)
	}
	return &unpacked{Decoder: dec, line: line}, nil
}

// line remembers how reading ended.
type line struct {
	io.ReadCloser
	err error
}

func (l *line) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	l.err = err
	return n, err
}

// unpacked is a zstd stream that closes what it reads from.
type unpacked struct {
	*zstd.Decoder
	line *line
}

// Read returns ErrGarbage where the line is well and what came is no zstd.
func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.Decoder.Read(p)
	well := u.line.err == nil || errors.Is(u.line.err, io.EOF)
	if err != nil && well && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: %w", ErrGarbage, err)
	}
	return n, err
}

func (u *unpacked) Close() error {
	u.Decoder.Close()
	return u.line.Close()
}
