package proof_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
	"yorisoi/sync/wire"
)

// TestEnrolmentCodes tries codes that do not work: each is told apart, leaves
// nothing on the disk, and a right code works afterwards.
func TestEnrolmentCodes(t *testing.T) {
	p := newPair(t)
	other := centertest.Start(t)
	right := func(t *testing.T) string {
		text, err := p.office.Invite(t.Context())
		must(t, err)
		return text
	}
	changed := func(change func(*wire.Code)) func(*testing.T) string {
		return func(t *testing.T) string {
			made, err := wire.ParseCode(right(t))
			must(t, err)
			change(&made)
			text, err := made.Text()
			must(t, err)
			return text
		}
	}
	for _, tc := range []struct {
		name string
		want error
		code func(*testing.T) string
	}{
		{"OneLetterWrong", wire.ErrCodeMistyped, func(t *testing.T) string {
			text := []byte(right(t))
			text[12] = map[bool]byte{true: 'Y', false: 'X'}[text[12] == 'X']
			return string(text)
		}},
		{"HalfOfIt", wire.ErrCodeMistyped, func(t *testing.T) string { text := right(t); return text[:len(text)/2] }},
		{"NothingLikeIt", wire.ErrCodeMistyped, func(*testing.T) string { return "こんにちは" }},
		{"Used", wire.ErrCodeUsed, func(t *testing.T) string {
			text := right(t)
			m := lockLater(t, newMachine(t.TempDir()))
			must(t, m.Join(t.Context(), text, "先の端末", "中野"))
			return text
		}},
		{"Expired", wire.ErrCodeExpired, func(t *testing.T) string {
			text := code(t, p.center, time.Millisecond)
			time.Sleep(20 * time.Millisecond)
			return text
		}},
		{"OfNobody", wire.ErrCodeUnknown, changed(func(c *wire.Code) { c.Secret[0] ^= 1 })},
		{"OtherCenter", client.ErrWrongCenter, changed(func(c *wire.Code) { c.Address = other.Address() })},
		{"NobodyThere", client.ErrUnreachable, changed(func(c *wire.Code) { c.Address = prooftest.FreeAddress(t) })},
		{"OtherSecret", errWrongPassword, changed(func(c *wire.Code) { c.CenterSecret[0] ^= 1 })},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := tc.code(t)
			m := newMachine(filepath.Join(t.TempDir(), "new"))
			err := m.Join(t.Context(), text, "訪問L-03", "中野")
			if tc.want == errWrongPassword {
				if store.CodeOf(err) != "wrong_password" {
					t.Errorf("got %v", err)
				}
			} else if !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if _, err := os.Stat(m.Dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("a folder was left behind: %v", err)
			}
		})
	}
	m := lockLater(t, newMachine(t.TempDir()))
	must(t, m.Join(t.Context(), strings.ToLower(right(t)), "訪問L-03", "中野"))
	must(t, m.online(t.Context()))
	m.waitText(t, p.family, "phone", "042-555-7310")
}

// errWrongPassword stands for the store's code.
var errWrongPassword = errors.New("wrong_password")
