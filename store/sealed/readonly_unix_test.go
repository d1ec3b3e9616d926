//go:build !windows

package sealed_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/uuid"
	"yorisoi/store/sealed"
)

func init() { children["readonly"] = childReadOnly }

// childReadOnly gives up the rights of root, which no permission stops, and
// says how opening fails.
func childReadOnly(path string) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	_, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	if err == nil {
		return errors.New("a folder without permission was opened")
	}
	if !errors.Is(err, sealed.ErrReadOnly) {
		return fmt.Errorf("open: got %w, want ErrReadOnly", err)
	}
	_, err = sealed.Create(context.Background(), path+"2", testKey(1), sealed.Options{})
	if !errors.Is(err, sealed.ErrReadOnly) {
		return fmt.Errorf("create: got %w, want ErrReadOnly", err)
	}
	slot := sealed.NewSlot{ID: uuid.New(), KDF: cheapKDF}
	_, err = sealed.CreateSlots(path+".slots", uuid.New(), testKey(1), nil, slot)
	if !errors.Is(err, sealed.ErrReadOnly) {
		return fmt.Errorf("create slots: got %w, want ErrReadOnly", err)
	}
	fmt.Println("refused")
	return nil
}

func TestReadOnlyFolder(t *testing.T) {
	path := filled(t)
	dir := filepath.Dir(path)
	// Everybody may look, nobody but root may write.
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(d, 0o555); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(d, 0o755)
	}
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path + "-lock"); os.Getuid() == 0 && err != nil {
		t.Fatal(err)
	}
	c := startChild(t, "readonly", path)
	c.expect(t, "refused")
	if err := c.cmd.Wait(); err != nil {
		t.Error(err)
	}
}
