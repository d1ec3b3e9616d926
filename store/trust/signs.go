package trust

// SignsCount is how many kana Signs gives.
const SignsCount = 8

// Signs are eight kana for a hash, in two groups: short enough to be read out on
// the telephone, and 40 bits, so that another key with the same signs is not
// found by chance. It is "" for a hash of fewer than five bytes.
func Signs(hash []byte) string {
	if len(hash)*8 < SignsCount*5 {
		return ""
	}
	var out []rune
	for i := range SignsCount {
		if i == SignsCount/2 {
			out = append(out, '　')
		}
		out = append(out, wordsAlphabet[fiveBits(hash, i*5)])
	}
	return string(out)
}
