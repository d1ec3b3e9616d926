package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

var jpegMagic = []byte{0xff, markSOI}

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	markSOF0  = 0xc0 // baseline
	markSOF2  = 0xc2 // progressive
	markDHT   = 0xc4
	markRST0  = 0xd0
	markRST7  = 0xd7
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markDQT   = 0xdb
	markDRI   = 0xdd
	markAPP0  = 0xe0
	markAPP1  = 0xe1
	markAPP2  = 0xe2
	markAPP14 = 0xee
)

var (
	jfifTag  = []byte("JFIF\x00")
	exifTag  = []byte("Exif\x00\x00")
	iccTag   = []byte("ICC_PROFILE\x00")
	adobeTag = []byte("Adobe")
)

// jpegCleaner walks over a file and copies what a decoder needs.
type jpegCleaner struct {
	raw   []byte
	at    int
	out   []byte
	info  Info
	scans int
}

func cleanJPEG(raw []byte) ([]byte, Info, error) {
	c := &jpegCleaner{raw: raw, at: 2, out: make([]byte, 0, len(raw)), info: Info{Type: JPEG}}
	c.out = append(c.out, jpegMagic...)
	for {
		mark, err := c.marker()
		if err != nil {
			return nil, Info{}, err
		}
		if mark == markEOI {
			break // what follows is no part of the picture
		}
		if err := c.segment(mark); err != nil {
			return nil, Info{}, err
		}
	}
	if c.scans == 0 || c.info.Width == 0 {
		return nil, Info{}, fmt.Errorf("no picture data: %w", ErrDamaged)
	}
	return append(c.out, 0xff, markEOI), c.info, nil
}

// marker skips to the next marker: stray bytes between segments are tolerated
// by decoders and are not copied.
func (c *jpegCleaner) marker() (byte, error) {
	for c.at+1 < len(c.raw) {
		mark := c.raw[c.at+1]
		if c.raw[c.at] == 0xff && mark != 0 && mark != 0xff {
			c.at += 2
			return mark, nil
		}
		c.at++
	}
	return 0, fmt.Errorf("no end of image: %w", ErrDamaged)
}

// segment reads the segment behind a marker and copies it if it is needed.
func (c *jpegCleaner) segment(mark byte) error {
	if mark == markSOI || mark >= markRST0 && mark <= markRST7 {
		return fmt.Errorf("marker %#x out of place: %w", mark, ErrDamaged)
	}
	if c.at+2 > len(c.raw) {
		return fmt.Errorf("segment %#x is cut off: %w", mark, ErrDamaged)
	}
	end := c.at + int(binary.BigEndian.Uint16(c.raw[c.at:]))
	if end < c.at+2 || end > len(c.raw) {
		return fmt.Errorf("segment %#x is cut off: %w", mark, ErrDamaged)
	}
	body := c.raw[c.at+2 : end]
	c.at = end
	switch {
	case mark == markDHT, mark == markDQT, mark == markDRI:
		c.copy(mark, body)
	case mark >= markSOF0 && mark <= 0xcf && mark != markDHT && mark != 0xc8 && mark != 0xcc:
		return c.frame(mark, body)
	case mark == markSOS:
		return c.scan(body)
	case mark >= markAPP0 && mark <= 0xef:
		c.application(mark, body)
	}
	return nil
}

func (c *jpegCleaner) copy(mark byte, body []byte) {
	c.out = append(c.out, 0xff, mark)
	c.out = binary.BigEndian.AppendUint16(c.out, uint16(len(body)+2))
	c.out = append(c.out, body...)
}

// frame checks the size of the picture before anybody makes room for it.
func (c *jpegCleaner) frame(mark byte, body []byte) error {
	switch {
	case mark > markSOF2:
		return fmt.Errorf("frame %#x: %w", mark, ErrType) // lossless, hierarchical, arithmetic
	case c.info.Width != 0:
		return fmt.Errorf("two frames: %w", ErrDamaged)
	case len(body) < 6 || len(body) != 6+3*int(body[5]):
		return fmt.Errorf("frame of %d bytes: %w", len(body), ErrDamaged)
	case body[0] != 8:
		return fmt.Errorf("%d bits a sample: %w", body[0], ErrType)
	case !slices.Contains([]byte{1, 3, 4}, body[5]):
		return fmt.Errorf("%d components: %w", body[5], ErrType)
	}
	height, width := int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	if width == 0 || height == 0 {
		return fmt.Errorf("%d by %d pixels: %w", width, height, ErrDamaged)
	}
	if jpegMemory(body, mark == markSOF2) > MaxMemory {
		return fmt.Errorf("%d by %d pixels: %w", width, height, ErrTooLarge)
	}
	c.info.Width, c.info.Height = width, height
	c.copy(mark, body)
	return nil
}

// jpegMemory is how many bytes the samples take, and beside them the
// coefficients of a progressive picture, four bytes each.
func jpegMemory(frame []byte, progressive bool) uint64 {
	height, width := uint64(binary.BigEndian.Uint16(frame[1:])), uint64(binary.BigEndian.Uint16(frame[3:]))
	var most, all uint64
	for comp := frame[6:]; len(comp) >= 3; comp = comp[3:] {
		samples := uint64(comp[1]>>4) * uint64(comp[1]&15)
		most, all = max(most, samples), all+samples
	}
	bytes := (width + 64) * (height + 64) * all / max(most, 1)
	if progressive {
		bytes *= 5
	}
	return bytes
}

// scan copies a scan: its header and the coded data up to the next marker.
func (c *jpegCleaner) scan(body []byte) error {
	if c.info.Width == 0 || len(body) < 1 || len(body) != 4+2*int(body[0]) {
		return fmt.Errorf("scan of %d bytes: %w", len(body), ErrDamaged)
	}
	c.scans++
	c.copy(markSOS, body)
	start := c.at
	for ; c.at+1 < len(c.raw); c.at++ {
		if c.raw[c.at] != 0xff {
			continue
		}
		next := c.raw[c.at+1]
		if next == 0 || next >= markRST0 && next <= markRST7 {
			c.at++
			continue
		}
		c.out = append(c.out, c.raw[start:c.at]...)
		return nil
	}
	return fmt.Errorf("picture data is cut off: %w", ErrDamaged)
}

// application keeps of a program's own segments what colours depend on, and
// takes the rotation and the date out of what is dropped.
func (c *jpegCleaner) application(mark byte, body []byte) {
	switch {
	case mark == markAPP0 && bytes.HasPrefix(body, jfifTag) && len(body) >= 14:
		plain := slices.Clone(body[:14])
		plain[12], plain[13] = 0, 0 // the preview that may follow is dropped
		c.copy(mark, plain)
	case mark == markAPP14 && bytes.HasPrefix(body, adobeTag) && len(body) >= 12:
		c.copy(mark, body[:12])
	case mark == markAPP2 && bytes.HasPrefix(body, iccTag):
		c.copy(mark, body)
	case mark == markAPP1 && bytes.HasPrefix(body, exifTag):
		c.info.readExif(body[len(exifTag):])
	}
}
