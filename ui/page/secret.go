package page

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"golang.org/x/text/width"
)

// The center secret is shown to people as seven groups of four letters: the
// sixteen bytes and one byte to find a slip of the pen.
const (
	secretSize  = 16
	secretGroup = 4
)

// Letters that are easily taken for figures are left out of the alphabet and
// read as the figures.
var (
	secretLetters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
	secretReading = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "", " ", "", "ー", "", "−", "", "\n", "", "\t", "", "　", "")
)

func secretCheck(secret []byte) byte {
	sum := sha256.Sum256(append([]byte("yorisoi center secret "), secret...))
	return sum[0]
}

// SecretText writes a center secret for the recovery sheet.
func SecretText(secret []byte) string {
	s := secretLetters.EncodeToString(append(append([]byte{}, secret...), secretCheck(secret)))
	var groups []string
	for len(s) > secretGroup {
		groups, s = append(groups, s[:secretGroup]), s[secretGroup:]
	}
	return strings.Join(append(groups, s), "-")
}

// ParseSecret reads what SecretText wrote, as people type it.
func ParseSecret(text string) ([]byte, error) {
	text = secretReading.Replace(strings.ToUpper(width.Narrow.String(text)))
	b, err := secretLetters.DecodeString(text)
	if err != nil || len(b) != secretSize+1 || secretCheck(b[:secretSize]) != b[secretSize] {
		return nil, refuse("secret_mistyped")
	}
	return b[:secretSize], nil
}
