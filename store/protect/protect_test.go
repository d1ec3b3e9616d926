package protect_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"yorisoi/store/protect"
	"yorisoi/store/sealed"
)

var secret = bytes.Repeat([]byte{7, 9}, protect.SecretSize/2)

func replace(path string, data []byte) error { return os.WriteFile(path, data, 0o600) }

// chest is a keeper that can be closed, and forget.
type chest struct {
	how    protect.How
	kept   map[byte][]byte
	closed bool
	wrong  bool
}

func (c *chest) How() protect.How { return c.how }

func (c *chest) Wrap(_ context.Context, secret []byte) ([]byte, error) {
	if c.closed {
		return nil, errors.New("closed")
	}
	name := byte(len(c.kept))
	c.kept[name] = bytes.Clone(secret)
	return []byte{name}, nil
}

func (c *chest) Unwrap(_ context.Context, wrapped []byte) ([]byte, error) {
	if c.closed {
		return nil, protect.ErrAway
	}
	if c.wrong {
		return bytes.Repeat([]byte{1}, protect.SecretSize), nil
	}
	return c.kept[wrapped[0]], nil
}

func (c *chest) Forget(_ context.Context, wrapped []byte) error {
	delete(c.kept, wrapped[0])
	return nil
}

func newChest() *chest { return &chest{how: protect.ByDPAPI, kept: map[byte][]byte{}} }

func TestKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "station.key")
	c := newChest()
	how, err := protect.Write(t.Context(), path, secret, c, replace)
	if err != nil || how != protect.ByDPAPI {
		t.Fatalf("got %q, %v", how, err)
	}
	if raw, _ := os.ReadFile(path); bytes.Contains(raw, secret) {
		t.Error("the secret lies in the file")
	}
	got, how, err := protect.Read(t.Context(), path, c)
	if err != nil || how != protect.ByDPAPI || !bytes.Equal(got, secret) {
		t.Errorf("got %x by %q, %v", got, how, err)
	}
	c.closed = true
	if _, _, err := protect.Read(t.Context(), path, c); !errors.Is(err, protect.ErrAway) {
		t.Errorf("closed: got %v", err)
	}
	if _, _, err := protect.Read(t.Context(), path, nil); !errors.Is(err, protect.ErrAway) {
		t.Errorf("on another machine: got %v", err)
	}
	c.closed = false
	if err := protect.Forget(t.Context(), path, c); err != nil || len(c.kept) != 0 {
		t.Errorf("forgotten: %v, %d kept", err, len(c.kept))
	}
	if err := protect.Forget(t.Context(), path, c); err != nil {
		t.Errorf("forgotten twice: %v", err)
	}
}

// What does not give back what it got must not be trusted with a station.
func TestKeeperThatDoesNotKeep(t *testing.T) {
	for name, c := range map[string]*chest{"closed": {closed: true}, "wrong": {wrong: true}} {
		c.how, c.kept = protect.BySecretService, map[byte][]byte{}
		path := filepath.Join(t.TempDir(), "station.key")
		how, err := protect.Write(t.Context(), path, secret, c, replace)
		if err != nil || how != protect.ByFile {
			t.Fatalf("%s: got %q, %v", name, how, err)
		}
		got, how, err := protect.Read(t.Context(), path, nil)
		if err != nil || how != protect.ByFile || !bytes.Equal(got, secret) {
			t.Errorf("%s: got %x by %q, %v", name, got, how, err)
		}
	}
}

func TestFilesThatAreNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "station.key")
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"FirstRelease": {secret, nil},
		"Empty":        {[]byte{}, sealed.ErrDamaged},
		"Cut":          {secret[:20], sealed.ErrDamaged},
		"NoKeeper":     {[]byte("yorisoi station secret 1\n"), sealed.ErrDamaged},
		"OfLater":      {append([]byte("yorisoi station secret 1\nz"), secret...), protect.ErrAway},
		"CutPlain":     {append([]byte("yorisoi station secret 1\nf"), secret[1:]...), sealed.ErrDamaged},
	} {
		if err := os.WriteFile(path, tc.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := protect.Read(t.Context(), path, nil); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
	if _, _, err := protect.Read(t.Context(), filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, sealed.ErrDamaged) {
		t.Errorf("no file: got %v", err)
	}
	if _, err := protect.Write(t.Context(), path, secret[:3], nil, replace); err == nil {
		t.Error("a short secret was kept")
	}
}
