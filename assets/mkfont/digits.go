package main

import (
	"errors"
	"fmt"
)

// evenDigits gives every digit the advance of 0, so that columns of figures
// align. In the original the 1 is narrower; it is moved to the middle.
func evenDigits(t tables) error {
	ids := map[int]bool{}
	var zero int
	for r := '0'; r <= '9'; r++ {
		id, err := glyphOf(t["cmap"], r)
		if err != nil {
			return err
		}
		if r == '0' {
			zero = id
		}
		ids[id] = true
	}
	metrics := int(be.Uint16(t["hhea"][34:]))
	if zero >= metrics {
		return errors.New("read advances: 0 shares its width with the rest")
	}
	want := be.Uint16(t["hmtx"][4*zero:])
	return eachGlyph(t, func(id int, glyph []byte) ([]byte, error) {
		if !ids[id] || id >= metrics || be.Uint16(t["hmtx"][4*id:]) == want {
			return glyph, nil
		}
		entry := t["hmtx"][4*id:]
		dx := (int(want) - int(be.Uint16(entry))) / 2
		be.PutUint16(entry, want)
		be.PutUint16(entry[2:], uint16(int(int16(be.Uint16(entry[2:])))+dx))
		return shift(glyph, dx)
	})
}

// glyphOf looks r up in a format 4 table (basic plane).
func glyphOf(cmap []byte, r rune) (int, error) {
	for i := range int(be.Uint16(cmap[2:])) {
		sub := cmap[be.Uint32(cmap[8+8*i:]):]
		if be.Uint16(sub) != 4 {
			continue
		}
		double := int(be.Uint16(sub[6:]))
		for at := 0; at < double; at += 2 {
			end, start := be.Uint16(sub[14+at:]), be.Uint16(sub[16+double+at:])
			if r > rune(end) || r < rune(start) {
				continue
			}
			delta := be.Uint16(sub[16+2*double+at:])
			slot := 16 + 3*double + at
			hop := int(be.Uint16(sub[slot:]))
			if hop == 0 {
				return int(uint16(r) + delta), nil
			}
			return int(be.Uint16(sub[slot+hop+2*int(r-rune(start)):]) + delta), nil
		}
	}
	return 0, fmt.Errorf("find glyph: no %c", r)
}

// Flags of a point (OpenType, glyf table).
const (
	xShort = 0x02
	again  = 0x08
	xSame  = 0x10 // with xShort: the sign
)

// shift moves a simple glyph by dx: its box, and its first point, from which
// all others are counted.
func shift(glyph []byte, dx int) ([]byte, error) {
	if len(glyph) < 12 || int16(be.Uint16(glyph)) < 0 {
		return nil, errors.New("move glyph: not a simple one")
	}
	out := append([]byte(nil), glyph...)
	for _, at := range []int{2, 6} {
		be.PutUint16(out[at:], uint16(int(int16(be.Uint16(out[at:])))+dx))
	}
	contours := int(be.Uint16(out))
	points := int(be.Uint16(out[8+2*contours:])) + 1
	flags := 10 + 2*contours
	flags += 2 + int(be.Uint16(out[flags:]))
	first := out[flags]
	if first&again != 0 {
		return nil, errors.New("move glyph: first flag stands for several points")
	}
	xs := flags
	for n := 0; n < points; n++ {
		if out[xs]&again != 0 {
			n += int(out[xs+1])
			xs++
		}
		xs++
	}
	var x, size int
	switch {
	case first&xShort != 0 && first&xSame != 0:
		x, size = int(out[xs]), 1
	case first&xShort != 0:
		x, size = -int(out[xs]), 1
	case first&xSame == 0:
		x, size = int(int16(be.Uint16(out[xs:]))), 2
	}
	out[flags] = first &^ (xShort | xSame)
	moved := be.AppendUint16(append([]byte(nil), out[:xs]...), uint16(x+dx))
	return append(moved, out[xs+size:]...), nil
}
