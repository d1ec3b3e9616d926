package picture

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

var pngMagic = []byte("\x89PNG\r\n\x1a\n")

// pngKept are the chunks that pixels and colours depend on (PNG, third
// edition, §11). All others are dropped: text, time, EXIF, the frames of an
// animation, what programs put there for themselves.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true,
	"gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "sBIT": true, "cICP": true,
}

// pngChunkFrame is length, type and checksum around a chunk's data.
const pngChunkFrame = 12

func cleanPNG(raw []byte) ([]byte, Info, error) {
	info := Info{Type: PNG}
	out := append(make([]byte, 0, len(raw)), pngMagic...)
	data := false
	for rest := raw[len(pngMagic):]; ; {
		kind, chunk, err := pngChunk(rest)
		if err != nil {
			return nil, Info{}, err
		}
		body := chunk[8 : len(chunk)-4]
		switch {
		case (kind == "IHDR") != (info.Width == 0):
			return nil, Info{}, fmt.Errorf("chunk %q out of place: %w", kind, ErrDamaged)
		case kind == "IHDR":
			if err := info.readHeader(body); err != nil {
				return nil, Info{}, err
			}
		case kind == "eXIf":
			info.readExif(body)
		case kind == "IDAT":
			data = true
		}
		if pngKept[kind] {
			out = append(out, chunk...)
		}
		if kind == "IEND" {
			if !data {
				return nil, Info{}, fmt.Errorf("no picture data: %w", ErrDamaged)
			}
			return out, info, nil // what follows is no part of the picture
		}
		rest = rest[len(chunk):]
	}
}

// pngChunk is the first chunk, its frame included, whose checksum fits.
func pngChunk(rest []byte) (kind string, chunk []byte, err error) {
	if len(rest) < pngChunkFrame {
		return "", nil, fmt.Errorf("no end of image: %w", ErrDamaged)
	}
	size := uint64(binary.BigEndian.Uint32(rest))
	if size > uint64(len(rest)-pngChunkFrame) {
		return "", nil, fmt.Errorf("chunk is cut off: %w", ErrDamaged)
	}
	chunk = rest[:size+pngChunkFrame]
	kind = string(chunk[4:8])
	if crc32.ChecksumIEEE(chunk[4:8+size]) != binary.BigEndian.Uint32(chunk[8+size:]) {
		return "", nil, fmt.Errorf("checksum of chunk %q: %w", kind, ErrDamaged)
	}
	return kind, chunk, nil
}

// readHeader checks the size of the picture before anybody makes room for it.
func (i *Info) readHeader(body []byte) error {
	if len(body) != 13 {
		return fmt.Errorf("header of %d bytes: %w", len(body), ErrDamaged)
	}
	width, height := binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return fmt.Errorf("%d by %d pixels: %w", width, height, ErrDamaged)
	}
	pixel := uint64(4) // as the decoder lays them out
	switch colour := body[9]; {
	case body[8] == 16:
		pixel = 8
	case colour == 0 || colour == 3:
		pixel = 1
	}
	if body[12] != 0 {
		pixel *= 2 // interlaced: one of seven pictures beside the whole
	}
	if uint64(width)*uint64(height) > MaxMemory/pixel {
		return fmt.Errorf("%d by %d pixels: %w", width, height, ErrTooLarge)
	}
	i.Width, i.Height = int(width), int(height)
	return nil
}
