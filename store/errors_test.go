package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"yorisoi/store"
)

// TestCodeOfDamageFoundWhileReading damages the store after it was opened:
// whichever query meets it, a person is told what it is.
func TestCodeOfDamageFoundWhileReading(t *testing.T) {
	office, _ := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "042-000-2200")
	for i := range 60 {
		office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": fmt.Sprintf("042-000-%04d", i)}})
	}
	office.reopen() // moves the log into the file and empties the caches
	path := filepath.Join(office.config.Dir, "station.db")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := append([]byte(nil), whole...)
	for at := 3 * 4096; at < len(bad); at += 4096 {
		bad[at+100] ^= 1
	}
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	met := 0
	for name, read := range map[string]func() error{
		"History":  func() error { _, err := office.History(t.Context(), family); return err },
		"FindCase": func() error { _, err := office.FindCase(t.Context(), kase); return err },
		"Unsent":   func() error { _, err := office.Unsent(t.Context(), 1000); return err },
		"Search":   func() error { _, err := office.Search(t.Context(), "森田", 10); return err },
		"Digests":  func() error { _, err := office.Digests(t.Context()); return err },
	} {
		err := read()
		if err == nil {
			continue
		}
		met++
		if code := store.CodeOf(fmt.Errorf("page: %w", err)); code != "store_damaged" {
			t.Errorf("%s: got code %s of %v", name, code, err)
		}
	}
	if met == 0 {
		t.Error("no query met the damage")
	}
	if code := store.CodeOf(errors.New("something else")); code != "internal" {
		t.Errorf("got code %s, want internal", code)
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
}
