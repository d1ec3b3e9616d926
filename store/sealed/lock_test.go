package sealed_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"yorisoi/store/sealed"
)

func TestHeldByAnotherProcess(t *testing.T) {
	path := filled(t)
	c := startChild(t, "hold", path)
	c.expect(t, "open")
	_, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	var locked *sealed.LockedError
	if !errors.Is(err, sealed.ErrLocked) || !errors.As(err, &locked) {
		t.Fatalf("got %v, want ErrLocked", err)
	}
	if locked.Holder.PID != c.cmd.Process.Pid || locked.Holder.Host == "" {
		t.Errorf("holder: got %+v, want process %d", locked.Holder, c.cmd.Process.Pid)
	}
	if _, err := sealed.Create(context.Background(), path, testKey(1), sealed.Options{}); !errors.Is(err, sealed.ErrLocked) {
		t.Errorf("Create: got %v, want ErrLocked", err)
	}
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Wait(); err == nil {
		t.Fatal("child was not killed")
	}
	if err := readAll(path, testKey(1)); err != nil {
		t.Errorf("after the holder was killed: %v", err)
	}
}

func TestHeldInThisProcess(t *testing.T) {
	path := filled(t)
	d, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	var locked *sealed.LockedError
	if !errors.As(err, &locked) || locked.Holder.PID != os.Getpid() {
		t.Errorf("got %v, want a LockedError of this process", err)
	}
	run(t, d, "INSERT INTO t (v) VALUES ('still works')")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := readAll(path, testKey(1)); err != nil {
		t.Errorf("after Close: %v", err)
	}
}
