package wire

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"strings"
	"unicode/utf8"
)

// Code is what a person carries from the center, or from a station, to the
// station that is to be enrolled.
type Code struct {
	Address      string // host:port of the center
	Pin          Pin
	Secret       [SecretSize]byte // one-time
	CenterSecret []byte           // 16 bytes, or none; the center never has it
	Founder      Fingerprint      // of the founder, zero when not known
}

// Flags of a code's first byte.
const (
	flagCenterSecret = 1 << 0
	flagFounder      = 1 << 1
)

const (
	codePrefix   = "YORI1"
	checksumSize = 4
	maxAddress   = 255
)

// check refuses a code that ParseCode would not give.
func (c Code) check() error {
	if n := len(c.CenterSecret); n != 0 && n != SecretSize {
		return fmt.Errorf("center secret of %d bytes", n)
	}
	if len(c.Address) > maxAddress || !utf8.ValidString(c.Address) {
		return errors.New("address is too long or no text")
	}
	if _, _, err := net.SplitHostPort(c.Address); err != nil {
		return fmt.Errorf("address: %w", err)
	}
	return nil
}

// payload lays the code out as PROTOCOL.md says.
func (c Code) payload() []byte {
	b := []byte{0}
	b = append(b, c.Pin[:]...)
	b = append(b, c.Secret[:]...)
	if len(c.CenterSecret) > 0 {
		b[0] |= flagCenterSecret
		b = append(b, c.CenterSecret...)
	}
	if c.Founder != (Fingerprint{}) {
		b[0] |= flagFounder
		b = append(b, c.Founder[:]...)
	}
	return append(b, c.Address...)
}

func checksum(payload []byte) []byte {
	sum := sha256.Sum256(append([]byte(codePrefix), payload...))
	return sum[:checksumSize]
}

// Compact returns the code without hyphens, in the letters that a QR code
// packs most tightly.
func (c Code) Compact() (string, error) {
	if err := c.check(); err != nil {
		return "", fmt.Errorf("write enrolment code: %w", err)
	}
	payload := c.payload()
	return codePrefix + encodeBase32(append(payload, checksum(payload)...)), nil
}

// Text returns the code for people: groups of five with hyphens between.
func (c Code) Text() (string, error) {
	compact, err := c.Compact()
	if err != nil {
		return "", err
	}
	var groups []string
	for len(compact) > 5 {
		groups, compact = append(groups, compact[:5]), compact[5:]
	}
	return strings.Join(append(groups, compact), "-"), nil
}

// ParseCode reads a code as people type and paste it: lower case, full width,
// with spaces, and with O for 0 or I and L for 1. It returns ErrCodeMistyped
// for what is no code, and ErrCodeNewer for a later version's.
func ParseCode(text string) (Code, error) {
	letters := normalise(text)
	prefix := normalise(codePrefix)
	body, ok := strings.CutPrefix(letters, prefix)
	if !ok {
		if len(letters) > len(prefix) && strings.HasPrefix(letters, prefix[:4]) && '2' <= letters[4] && letters[4] <= '9' {
			return Code{}, fmt.Errorf("read enrolment code: %w", ErrCodeNewer)
		}
		return Code{}, fmt.Errorf("read enrolment code: %w", ErrCodeMistyped)
	}
	b, ok := decodeBase32(body)
	if !ok || len(b) < checksumSize {
		return Code{}, fmt.Errorf("read enrolment code: %w", ErrCodeMistyped)
	}
	payload, sum := b[:len(b)-checksumSize], b[len(b)-checksumSize:]
	if !bytes.Equal(sum, checksum(payload)) {
		return Code{}, fmt.Errorf("read enrolment code: %w", ErrCodeMistyped)
	}
	return parsePayload(payload)
}

func parsePayload(b []byte) (Code, error) {
	var c Code
	if len(b) == 0 || b[0]&^(flagCenterSecret|flagFounder) != 0 {
		return Code{}, fmt.Errorf("read enrolment code: unknown flags: %w", ErrCodeNewer)
	}
	flags, rest := b[0], b[1:]
	take := func(n int) []byte {
		if len(rest) < n {
			rest = nil
			return make([]byte, n)
		}
		taken := rest[:n]
		rest = rest[n:]
		return taken
	}
	copy(c.Pin[:], take(len(c.Pin)))
	copy(c.Secret[:], take(SecretSize))
	if flags&flagCenterSecret != 0 {
		c.CenterSecret = bytes.Clone(take(SecretSize))
	}
	if flags&flagFounder != 0 {
		copy(c.Founder[:], take(len(c.Founder)))
	}
	c.Address = string(rest)
	if err := c.check(); err != nil || !bytes.Equal(c.payload(), b) {
		return Code{}, fmt.Errorf("read enrolment code: %w", ErrCodeMistyped)
	}
	return c, nil
}
