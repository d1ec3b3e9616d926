package main

import "fmt"

// eachGlyph replaces every glyph by what edit returns and packs glyf again.
func eachGlyph(t tables, edit func(id int, glyph []byte) ([]byte, error)) error {
	long := be.Uint16(t["head"][50:]) == 1
	loca, glyf := t["loca"], t["glyf"]
	offset := func(i int) int {
		if long {
			return int(be.Uint32(loca[4*i:]))
		}
		return 2 * int(be.Uint16(loca[2*i:]))
	}
	var packed, index []byte
	for i := range int(be.Uint16(t["maxp"][4:])) {
		index = be.AppendUint32(index, uint32(len(packed)))
		from, to := offset(i), offset(i+1)
		if from > to || to > len(glyf) {
			return fmt.Errorf("read glyph %d: %w", i, errShort)
		}
		glyph, err := edit(i, glyf[from:to])
		if err != nil {
			return fmt.Errorf("edit glyph %d: %w", i, err)
		}
		packed = append(packed, glyph...)
		for len(packed)%4 != 0 {
			packed = append(packed, 0)
		}
	}
	t["glyf"], t["loca"] = packed, be.AppendUint32(index, uint32(len(packed)))
	be.PutUint16(t["head"][50:], 1)
	return nil
}
