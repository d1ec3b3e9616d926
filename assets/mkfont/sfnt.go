package main

import (
	"encoding/binary"
	"errors"
	"sort"
)

var be = binary.BigEndian

var errShort = errors.New("font is cut short")

// tables is a font file taken apart: table tag to table bytes.
type tables map[string][]byte

func parse(data []byte) (tables, error) {
	if len(data) < 12 || be.Uint32(data) != 0x00010000 {
		return nil, errors.New("not a TrueType font")
	}
	out := tables{}
	for i := range int(be.Uint16(data[4:])) {
		at := 12 + 16*i
		if at+16 > len(data) {
			return nil, errShort
		}
		entry := data[at : at+16]
		from, size := int(be.Uint32(entry[8:])), int(be.Uint32(entry[12:]))
		if from+size > len(data) {
			return nil, errShort
		}
		out[string(entry[:4])] = append([]byte(nil), data[from:from+size]...)
	}
	return out, nil
}

// bytes writes the tables in tag order with fresh checksums.
func (t tables) bytes() []byte {
	tags := make([]string, 0, len(t))
	for tag := range t {
		tags = append(tags, tag)
	}
	sort.Strings(tags)
	be.PutUint32(t["head"][8:], 0)

	out := header(len(tags))
	at := len(out) + 16*len(tags)
	var body []byte
	headAt := 0
	for _, tag := range tags {
		table := t[tag]
		if tag == "head" {
			headAt = at + len(body)
		}
		out = append(out, tag...)
		out = be.AppendUint32(out, checksum(table))
		out = be.AppendUint32(out, uint32(at+len(body)))
		out = be.AppendUint32(out, uint32(len(table)))
		body = append(body, table...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out = append(out, body...)
	// The whole file must add up to this constant (OpenType, head table).
	be.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func header(n int) []byte {
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := be.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, power * 16, log, n*16 - power*16} {
		out = be.AppendUint16(out, uint16(v))
	}
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for i := 0; i < len(b); i += 4 {
		var word [4]byte
		copy(word[:], b[i:])
		sum += be.Uint32(word[:])
	}
	return sum
}
