package sealed

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

const (
	sqliteLogHeader   = 32
	sqliteFrameHeader = 24
	frameSize         = sqliteFrameHeader + pageSize // as SQLite sees it, and on disk
	frameBody         = sqliteFrameHeader + bodySize // what is encrypted of it

	// generationFrames is how many frames one process writes under the key of a
	// log. A checkpoint of all of the log begins another.
	generationFrames = 1 << 31

	logCopySize   = 512
	logHeaderSize = 2 * logCopySize // on disk, where SQLite sees 32 bytes
)

// generation is everything written under one log header.
type generation struct {
	aead   cipher.AEAD
	file   uuid.UUID
	salt   logSalt
	sealed uint64                // frames, by this process
	header [sqliteLogHeader]byte // SQLite's log header, in plain
}

func logKey(key MasterKey, file uuid.UUID, salt []byte) cipher.AEAD {
	return newAEAD(derive(key[:], append(file[:], salt...), labelLog))
}

// newGeneration seals SQLite's log header under a new log salt and returns it
// as it stands on disk, both copies.
func newGeneration(key MasterKey, file uuid.UUID, salt logSalt, random io.Reader, header []byte) (*generation, []byte, error) {
	disk := make([]byte, logHeaderSize)
	one := disk[:logCopySize]
	prefix{kind: fileLog, file: file}.put(one)
	copy(one[48:64], salt[:])
	if _, err := io.ReadFull(random, one[64:76]); err != nil {
		return nil, nil, fmt.Errorf("draw nonce: %w", err)
	}
	g := &generation{aead: logKey(key, file, salt[:]), file: file, salt: salt}
	copy(g.header[:], header)
	g.aead.Seal(one[76:76], one[64:76], header, one[:64])
	copy(disk[logCopySize:], one)
	return g, disk, nil
}

// readGeneration opens the first whole copy of a log header.
func readGeneration(key MasterKey, file uuid.UUID, disk []byte) (*generation, error) {
	var errs error
	for _, one := range [][]byte{disk[:logCopySize], disk[logCopySize:logHeaderSize]} {
		g, err := readLogCopy(key, file, one)
		if err == nil {
			return g, nil
		}
		errs = errors.Join(errs, err)
	}
	return nil, errs
}

func readLogCopy(key MasterKey, file uuid.UUID, one []byte) (*generation, error) {
	p, err := parsePrefix(one)
	if err != nil {
		return nil, fmt.Errorf("read log header: %w", err)
	}
	if p.kind != fileLog || p.file != file || !isZero(one[124:]) {
		return nil, fmt.Errorf("read log header: %w", ErrDamaged)
	}
	g := &generation{aead: logKey(key, file, one[48:64]), file: file, salt: logSalt(one[48:64])}
	if _, err := g.aead.Open(g.header[:0], one[64:76], one[76:124], one[:64]); err != nil {
		return nil, fmt.Errorf("read log header: %w", ErrDamaged)
	}
	return g, nil
}

// seal encrypts a frame in place: 24 bytes of header, a page with a zero tail.
// synced is how many transactions of the generation were durable before.
func (g *generation) seal(frame []byte, index uint64, synced uint32, w *work) error {
	if g.sealed == generationFrames {
		return ErrWorn
	}
	g.sealed++
	tail := frame[frameBody+tagSize : frameSize]
	if err := w.nonce(tail[:nonceLen]); err != nil {
		return err
	}
	binary.BigEndian.PutUint32(tail[nonceLen:], synced)
	aad := w.aad(kindFrame, g.file, index, tail[nonceLen:])
	g.aead.Seal(frame[:0], tail[:nonceLen], frame[:frameBody], aad)
	return nil
}

// open decrypts a frame in place and reports whether it was authentic; if it
// was not, the frame is all zero.
func (g *generation) open(frame []byte, index uint64, w *work) (synced uint32, ok bool) {
	tail := frame[frameBody+tagSize : frameSize]
	synced = binary.BigEndian.Uint32(tail[nonceLen:])
	aad := w.aad(kindFrame, g.file, index, tail[nonceLen:])
	_, err := g.aead.Open(frame[:0], tail[:nonceLen], frame[:frameBody+tagSize], aad)
	if err != nil {
		clear(frame)
		return 0, false
	}
	clear(frame[frameBody:])
	return synced, true
}

// commitPages is the number of pages of the database after the transaction
// that a plain frame ends, or zero if it ends none.
func commitPages(frame []byte) uint32 { return binary.BigEndian.Uint32(frame[4:]) }

func isCommit(frame []byte) bool { return commitPages(frame) != 0 }

// follows says whether a plain frame's checksum continues sum, the checksum of
// the frame or log header before it. A frame that is left over from a
// transaction that was rolled back does not.
func (g *generation) follows(sum [8]byte, frame []byte) bool {
	order := binary.ByteOrder(binary.LittleEndian)
	if binary.BigEndian.Uint32(g.header[:])&1 != 0 {
		order = binary.BigEndian
	}
	a, b := binary.BigEndian.Uint32(sum[:]), binary.BigEndian.Uint32(sum[4:])
	a, b = logChecksum(order, a, b, frame[:8])
	a, b = logChecksum(order, a, b, frame[sqliteFrameHeader:frameSize])
	return a == binary.BigEndian.Uint32(frame[16:]) && b == binary.BigEndian.Uint32(frame[20:])
}

// logChecksum is SQLite's checksum of its log, over a multiple of 8 bytes.
func logChecksum(order binary.ByteOrder, a, b uint32, data []byte) (uint32, uint32) {
	for i := 0; i < len(data); i += 8 {
		a += order.Uint32(data[i:]) + b
		b += order.Uint32(data[i+4:]) + a
	}
	return a, b
}

func isZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
