package center

import (
	"bufio"
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"yorisoi/store/trust"
)

var (
	// ErrPassphrase is returned when a sealed backup does not open with the
	// passphrase that was given.
	ErrPassphrase = errors.New("passphrase does not open the backup")
	// ErrNoPassphrase is returned for a sealed backup without any passphrase.
	ErrNoPassphrase = errors.New("backup is sealed")
)

const (
	sealChunk = 64 << 10 // readable bytes in every sealed chunk but the last
	sealSalt  = 16
	// sealHead is the time, the memory and the threads of Argon2id, and the
	// salt: 4, 4, 1 and 16 bytes.
	sealHead = 9 + sealSalt
)

// sealCost is what one try of a passphrase costs.
var sealCost = trust.DefaultKDF

// sealedWriter seals what is written to it chunk by chunk: XChaCha20-Poly1305
// under a key of this file's own, the nonce a counter with a flag for the last
// chunk, so that no chunk can be moved, doubled, left out or cut off.
type sealedWriter struct {
	w     io.Writer
	aead  cipher.AEAD
	lead  []byte // everything before the first chunk, authenticated with each
	plain []byte
	n     uint64
}

// sealBackup writes the beginning of a backup and returns what takes the
// rest. close writes what is still held back.
func sealBackup(w io.Writer, passphrase []byte, random io.Reader) (plain io.Writer, close func() error, err error) {
	lead := append([]byte(backupMagic), backupVersion, backupOpen)
	if len(passphrase) == 0 {
		_, err := w.Write(lead)
		return w, func() error { return nil }, err
	}
	lead[len(lead)-1] = backupSealed
	salt := make([]byte, sealSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, nil, fmt.Errorf("seal backup: %w", err)
	}
	lead = binary.BigEndian.AppendUint32(lead, sealCost.Time)
	lead = binary.BigEndian.AppendUint32(lead, sealCost.MemoryKiB)
	lead = append(append(lead, sealCost.Threads), salt...)
	aead, err := sealKey(passphrase, sealCost, salt)
	if err != nil {
		return nil, nil, err
	}
	s := &sealedWriter{w: w, aead: aead, lead: lead}
	_, err = w.Write(lead)
	return s, func() error { return s.seal(true) }, err
}

func sealKey(passphrase []byte, cost trust.KDF, salt []byte) (cipher.AEAD, error) {
	aead, err := chacha20poly1305.NewX(argon2.IDKey(passphrase, salt, cost.Time, cost.MemoryKiB, cost.Threads, chacha20poly1305.KeySize))
	if err != nil {
		return nil, fmt.Errorf("seal backup: %w", err)
	}
	return aead, nil
}

// sealSecret is a passphrase, and the key that it last gave: one file is read
// more than once, and every key costs a second.
type sealSecret struct {
	passphrase []byte
	head       []byte
	aead       cipher.AEAD
}

// key derives the key of the file that begins with head.
func (s *sealSecret) key(cost trust.KDF, head []byte) (cipher.AEAD, error) {
	if s.aead != nil && bytes.Equal(s.head, head) {
		return s.aead, nil
	}
	aead, err := sealKey(s.passphrase, cost, head[9:])
	if err != nil {
		return nil, err
	}
	s.head, s.aead = bytes.Clone(head), aead
	return aead, nil
}

func sealNonce(n uint64, last bool) []byte {
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	binary.BigEndian.PutUint64(nonce[15:23], n)
	if last {
		nonce[23] = 1
	}
	return nonce
}

// Write seals whole chunks and keeps the rest: the last one is known only at
// the end.
func (s *sealedWriter) Write(b []byte) (int, error) {
	s.plain = append(s.plain, b...)
	for len(s.plain) > sealChunk {
		rest := s.plain[sealChunk:]
		s.plain = s.plain[:sealChunk]
		if err := s.seal(false); err != nil {
			return 0, err
		}
		s.plain = append(s.plain[:0], rest...)
	}
	return len(b), nil
}

func (s *sealedWriter) seal(last bool) error {
	box := s.aead.Seal(nil, sealNonce(s.n, last), s.plain, s.lead)
	s.n++
	_, err := s.w.Write(box)
	return err
}

// openBackup reads the beginning of a backup and returns its items as they
// were written.
func openBackup(r *bufio.Reader, secret *sealSecret) (io.Reader, error) {
	lead := make([]byte, len(backupMagic)+2)
	if _, err := io.ReadFull(r, lead); err != nil || string(lead[:len(backupMagic)]) != backupMagic {
		return nil, ErrNoBackup
	}
	switch version, mode := lead[len(backupMagic)], lead[len(backupMagic)+1]; {
	case version != backupVersion:
		return nil, fmt.Errorf("version %d: %w", version, ErrBackupNewer)
	case mode == backupOpen:
		return r, nil
	case mode != backupSealed:
		return nil, fmt.Errorf("sealed in way %d: %w", mode, ErrBackupNewer)
	case len(secret.passphrase) == 0:
		return nil, ErrNoPassphrase
	}
	head := make([]byte, sealHead)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, damaged("read seal", err)
	}
	cost := trust.KDF{Time: binary.BigEndian.Uint32(head), MemoryKiB: binary.BigEndian.Uint32(head[4:]), Threads: head[8]}
	if cost.Time < 1 || cost.Time > 64 || cost.MemoryKiB < 8 || cost.MemoryKiB > 256<<10 || cost.Threads < 1 {
		return nil, damaged("read seal", errors.New("cost is out of range"))
	}
	aead, err := secret.key(cost, head)
	if err != nil {
		return nil, err
	}
	return &sealedReader{r: r, aead: aead, lead: append(lead, head...), box: make([]byte, sealChunk+chacha20poly1305.Overhead)}, nil
}

// sealedReader opens what sealedWriter wrote.
type sealedReader struct {
	r     *bufio.Reader
	aead  cipher.AEAD
	lead  []byte
	box   []byte
	plain []byte
	n     uint64
	ended bool
}

// Read returns opened bytes; ErrPassphrase when not even the first chunk
// opens.
func (s *sealedReader) Read(p []byte) (int, error) {
	for len(s.plain) == 0 {
		if s.ended {
			return 0, io.EOF
		}
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, s.plain)
	s.plain = s.plain[n:]
	return n, nil
}

func (s *sealedReader) next() error {
	n, err := io.ReadFull(s.r, s.box)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("read sealed chunk", err)
	}
	_, err = s.r.Peek(1)
	s.ended = errors.Is(err, io.EOF)
	if s.plain, err = s.aead.Open(s.box[:0], sealNonce(s.n, s.ended), s.box[:n], s.lead); err != nil {
		if s.n == 0 {
			return ErrPassphrase
		}
		return damaged("read sealed chunk", err)
	}
	s.n++
	return nil
}
