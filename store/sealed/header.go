package sealed

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"
)

const (
	version  = 1
	magicLen = 16

	fileDatabase = 1
	fileLog      = 2

	headerSize = pageSize // at the start of the file, then the mark's block
	headerCopy = headerSize / 2
	pagesPlace = 2 * pageSize // of page 1 in the file
)

var magic = [magicLen]byte{'y', 'o', 'r', 'i', 's', 'o', 'i', ' ', 's', 'e', 'a', 'l', 'e', 'd', '\n', 0}

// prefix is the plain start of a database file and of a log.
type prefix struct {
	kind uint16
	file uuid.UUID
}

// put writes bytes 0–47.
func (p prefix) put(b []byte) {
	copy(b, magic[:])
	binary.BigEndian.PutUint16(b[16:], version)
	binary.BigEndian.PutUint16(b[18:], p.kind)
	binary.BigEndian.PutUint32(b[20:], pageSize)
	binary.BigEndian.PutUint32(b[24:], reserved)
	binary.BigEndian.PutUint32(b[28:], 0)
	copy(b[32:48], p.file[:])
}

func parsePrefix(b []byte) (prefix, error) {
	if !bytes.Equal(b[:magicLen], magic[:]) {
		return prefix{}, ErrDamaged
	}
	if v := binary.BigEndian.Uint16(b[16:]); v > version {
		return prefix{}, fmt.Errorf("version %d: %w", v, ErrNewerVersion)
	}
	p := prefix{kind: binary.BigEndian.Uint16(b[18:]), file: uuid.UUID(b[32:48])}
	var want [48]byte
	p.put(want[:])
	if !bytes.Equal(b[:48], want[:]) {
		return prefix{}, ErrDamaged
	}
	return p, nil
}

// header is what the first 4,096 bytes of a database file say, twice.
type header struct {
	file  uuid.UUID
	store uuid.UUID
}

func (h header) encode(key MasterKey) []byte {
	disk := make([]byte, headerSize)
	one := disk[:headerCopy]
	prefix{kind: fileDatabase, file: h.file}.put(one)
	copy(one[48:64], h.store[:])
	copy(one[64:96], h.mac(key, one[:64]))
	sum := sha256.Sum256(one[:headerCopy-sha256.Size])
	copy(one[headerCopy-sha256.Size:], sum[:])
	copy(disk[headerCopy:], one)
	return disk
}

func (h header) mac(key MasterKey, data []byte) []byte {
	m := hmac.New(sha256.New, derive(key[:], h.file[:], labelHeader))
	m.Write(data)
	return m.Sum(nil)
}

// parseHeader reads the first whole copy. A whole copy of this version wins
// over a copy that claims to be newer, because a flipped bit can claim that.
func parseHeader(disk []byte, key MasterKey) (header, error) {
	if len(disk) < headerSize {
		return header{}, fmt.Errorf("read header: %d of %d bytes: %w", len(disk), headerSize, ErrTruncated)
	}
	first, err := parseHeaderCopy(disk[:headerCopy])
	if err != nil {
		second, err2 := parseHeaderCopy(disk[headerCopy:headerSize])
		if err2 != nil {
			return header{}, fmt.Errorf("read header: %w", err)
		}
		first, disk = second, disk[headerCopy:]
	}
	if !hmac.Equal(first.mac(key, disk[:64]), disk[64:96]) {
		return header{}, fmt.Errorf("read header: %w", ErrWrongKey)
	}
	return first, nil
}

func parseHeaderCopy(one []byte) (header, error) {
	p, err := parsePrefix(one)
	if err != nil {
		return header{}, err
	}
	sum := sha256.Sum256(one[:headerCopy-sha256.Size])
	if p.kind != fileDatabase || !bytes.Equal(sum[:], one[headerCopy-sha256.Size:]) ||
		!isZero(one[96:headerCopy-sha256.Size]) {
		return header{}, ErrDamaged
	}
	return header{file: p.file, store: uuid.UUID(one[48:64])}, nil
}

// firstPage is page 1 of an empty SQLite database in log mode that reserves
// the tail of each page. Writing it before SQLite ever opens the file is what
// makes SQLite reserve the tail, and why no rollback journal is ever needed.
func firstPage() []byte {
	b := make([]byte, pageSize)
	copy(b, "SQLite format 3\x00")
	binary.BigEndian.PutUint16(b[16:], pageSize)
	b[18], b[19] = 2, 2
	b[20] = reserved
	b[21], b[22], b[23] = 64, 32, 32
	binary.BigEndian.PutUint32(b[28:], 1)
	b[100] = 0x0d // an empty leaf of a table
	binary.BigEndian.PutUint16(b[105:], bodySize)
	return b
}

// isFirstPage says whether what SQLite wants to write as page 1 keeps the
// layout of the format.
func isFirstPage(b []byte) bool {
	return binary.BigEndian.Uint16(b[16:]) == pageSize && b[20] == reserved && b[18] == 2 && b[19] == 2
}
