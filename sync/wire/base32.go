package wire

import "strings"

// alphabet is Crockford's: no I, L, O or U, so that no two letters of a code
// are alike.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// encodeBase32 writes five bits a letter, highest first, the last letter
// filled with zero bits.
func encodeBase32(b []byte) string {
	var out strings.Builder
	var bits uint32
	n := 0
	for _, octet := range b {
		bits, n = bits<<8|uint32(octet), n+8
		for n >= 5 {
			n -= 5
			out.WriteByte(alphabet[bits>>n&31])
		}
	}
	if n > 0 {
		out.WriteByte(alphabet[bits<<(5-n)&31])
	}
	return out.String()
}

// decodeBase32 reads normalised letters; false for any other letter, for
// filling bits that are not zero, and for a last letter that holds only them.
func decodeBase32(s string) ([]byte, bool) {
	out := make([]byte, 0, len(s)*5/8)
	var bits uint32
	n := 0
	for _, letter := range s {
		v := strings.IndexRune(alphabet, letter)
		if v < 0 {
			return nil, false
		}
		bits, n = bits<<5|uint32(v), n+5
		if n >= 8 {
			n -= 8
			out = append(out, byte(bits>>n))
		}
	}
	return out, n < 5 && bits&(1<<n-1) == 0
}

// normalise drops spaces and hyphens and turns what people type for a letter
// of the alphabet into that letter. Everything else stays, to be refused.
func normalise(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		switch r {
		case ' ', '\u3000', '\t', '\r', '\n', '\u00a0', '\u200b', '\ufeff',
			'-', '‐', '‑', '‒', '–', '—', '―', '−', 'ー', 'ｰ', '_':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		out.WriteRune(r)
	}
	return out.String()
}
