package page_test

import (
	"bytes"
	"strings"
	"testing"

	"yorisoi/ui/page"
)

func TestSecretIsReadAsPeopleWriteIt(t *testing.T) {
	secret := []byte("0123456789abcdef")
	text := page.SecretText(secret)
	for name, written := range map[string]string{
		"as shown":    text,
		"small":       strings.ToLower(text),
		"no hyphens":  strings.ReplaceAll(text, "-", ""),
		"with spaces": strings.ReplaceAll(text, "-", " "),
		"O for 0":     strings.ReplaceAll(text, "0", "O"),
	} {
		got, err := page.ParseSecret(written)
		if err != nil || !bytes.Equal(got, secret) {
			t.Errorf("%s: got %x, %v", name, got, err)
		}
	}
}

func TestSlipInTheSecretIsFound(t *testing.T) {
	text := page.SecretText([]byte("0123456789abcdef"))
	found := 0
	for i, r := range text {
		if r == '-' {
			continue
		}
		other := "7"
		if r == '7' {
			other = "8"
		}
		if _, err := page.ParseSecret(text[:i] + other + text[i+1:]); err != nil {
			found++
		}
	}
	if letters := len(strings.ReplaceAll(text, "-", "")); found < letters-1 {
		t.Errorf("%d slips of %d found", found, letters)
	}
	for _, wrong := range []string{"", "0000", text + "0"} {
		if _, err := page.ParseSecret(wrong); err == nil {
			t.Errorf("%q was taken", wrong)
		}
	}
}
