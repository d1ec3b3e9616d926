package picture

import (
	"bytes"
	"encoding/binary"
	"time"
)

// Tags of EXIF (CIPA DC-008) that are read before all of it is dropped.
const (
	tagOrientation = 0x0112
	tagDateTime    = 0x0132
	tagExifFolder  = 0x8769
	tagTaken       = 0x9003 // DateTimeOriginal
)

const (
	typeText  = 2
	typeShort = 3
	typeLong  = 4
)

// exifEntry is a field of twelve bytes: tag, type, count, value or its place.
const exifEntry = 12

// tiff is the block that EXIF lies in. Whatever is wrong with it reads as if
// it were not there.
type tiff struct {
	raw   []byte
	order binary.ByteOrder
}

// readExif takes how to hold the picture and when it was taken.
func (i *Info) readExif(raw []byte) {
	t := tiff{raw: raw}
	switch {
	case bytes.HasPrefix(raw, []byte("II*\x00")):
		t.order = binary.LittleEndian
	case bytes.HasPrefix(raw, []byte("MM\x00*")):
		t.order = binary.BigEndian
	default:
		return
	}
	if len(raw) < 8 {
		return
	}
	first := t.folder(t.order.Uint32(raw[4:]))
	if v, ok := t.number(first[tagOrientation]); ok {
		i.Rotation, i.Mirrored = upright(v)
	}
	taken := t.text(first[tagDateTime])
	if at, ok := t.number(first[tagExifFolder]); ok {
		if original := t.text(t.folder(at)[tagTaken]); original != "" {
			taken = original
		}
	}
	if at, err := time.Parse("2006:01:02 15:04:05", taken); err == nil && at.Year() >= 1970 {
		i.Day, i.Clock = at.Format("2006-01-02"), at.Format("15:04")
	}
}

// upright says what the eight values of Orientation ask for.
func upright(v uint32) (rotation int, mirrored bool) {
	switch v {
	case 2:
		return 0, true
	case 3:
		return 180, false
	case 4:
		return 180, true
	case 5:
		return 270, true
	case 6:
		return 90, false
	case 7:
		return 90, true
	case 8:
		return 270, false
	}
	return 0, false
}

// folder reads the fields of an IFD, by their tags.
func (t tiff) folder(at uint32) map[uint16][]byte {
	if uint64(at)+2 > uint64(len(t.raw)) {
		return nil
	}
	count := int(t.order.Uint16(t.raw[at:]))
	rest := t.raw[at+2:]
	out := map[uint16][]byte{}
	for ; count > 0 && len(rest) >= exifEntry; count, rest = count-1, rest[exifEntry:] {
		out[t.order.Uint16(rest)] = rest[:exifEntry]
	}
	return out
}

// number is the value of a field with one number.
func (t tiff) number(entry []byte) (uint32, bool) {
	if entry == nil {
		return 0, false
	}
	switch t.order.Uint16(entry[2:]) {
	case typeShort:
		return uint32(t.order.Uint16(entry[8:])), true
	case typeLong:
		return t.order.Uint32(entry[8:]), true
	}
	return 0, false
}

// text is the value of a field of at most 32 letters.
func (t tiff) text(entry []byte) string {
	if entry == nil || t.order.Uint16(entry[2:]) != typeText {
		return ""
	}
	count, at := t.order.Uint32(entry[4:]), t.order.Uint32(entry[8:])
	if count <= 4 || count > 32 || uint64(at)+uint64(count) > uint64(len(t.raw)) {
		return ""
	}
	return string(bytes.TrimRight(t.raw[at:at+count], "\x00 "))
}
