package main

// dropHints takes the instructions out of every glyph and packs glyf again.
func dropHints(t tables) error {
	if err := eachGlyph(t, func(_ int, glyph []byte) ([]byte, error) { return bare(glyph) }); err != nil {
		return err
	}
	// Zones, storage, functions, stack and instruction sizes of maxp.
	for at := 14; at < 28; at += 2 {
		be.PutUint16(t["maxp"][at:], 0)
	}
	be.PutUint16(t["maxp"][14:], 1)
	return nil
}

func bare(glyph []byte) ([]byte, error) {
	if len(glyph) == 0 {
		return nil, nil
	}
	if len(glyph) < 10 {
		return nil, errShort
	}
	if contours := int(int16(be.Uint16(glyph))); contours >= 0 {
		return bareSimple(glyph, contours)
	}
	return bareComposite(glyph)
}

func bareSimple(glyph []byte, contours int) ([]byte, error) {
	at := 10 + 2*contours
	if at+2 > len(glyph) {
		return nil, errShort
	}
	points := at + 2 + int(be.Uint16(glyph[at:]))
	if points > len(glyph) {
		return nil, errShort
	}
	out := append([]byte(nil), glyph[:at]...)
	out = append(out, 0, 0)
	return append(out, glyph[points:]...), nil
}

// Flags of a component (OpenType, glyf table).
const (
	wordArgs     = 0x0001
	oneScale     = 0x0008
	moreParts    = 0x0020
	twoScales    = 0x0040
	fourScales   = 0x0080
	instructions = 0x0100
)

func bareComposite(glyph []byte) ([]byte, error) {
	out := append([]byte(nil), glyph...)
	at := 10
	for {
		if at+4 > len(out) {
			return nil, errShort
		}
		flags := be.Uint16(out[at:])
		be.PutUint16(out[at:], flags&^instructions)
		at += 6
		if flags&wordArgs != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			break
		}
	}
	if at > len(out) {
		return nil, errShort
	}
	return out[:at], nil
}
