package proof_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"yorisoi/store"
)

// TestDiskFull fills the disk that a station lies on while somebody types:
// in one case the disk itself, a small one, where this process may mount it;
// in the other the system refuses to let the station's files grow.
func TestDiskFull(t *testing.T) {
	k := keep(t)
	t.Run("Disk", func(t *testing.T) {
		p, disk := onSmallDisk(t, k)
		if p == nil {
			t.Log("this process may not mount: only the limit of files is tried")
			return
		}
		p.do(deed{Do: "open", Staff: k.me})
		k.typeOnFull(t, p, "disk_full", deed{Do: "fill", Dir: disk}, deed{Do: "unfill", Dir: disk})
		p.do(deed{Do: "fill", Dir: disk})
		if r := p.try(deed{Do: "open", Staff: k.me}); r.Code != "disk_full" {
			t.Errorf("signing in on a full disk: got code %q of %s", r.Code, r.Err)
		}
		p.do(deed{Do: "unfill", Dir: disk})
		p.do(deed{Do: "open", Staff: k.me})
	})
	t.Run("Limit", func(t *testing.T) {
		p := startStation(t, deed{Dir: k.dir})
		p.do(deed{Do: "open", Staff: k.me})
		k.typeOnFull(t, p, "", deed{Do: "limit", Size: 4 << 10}, deed{Do: "limit", Size: 1 << 40})
	})
}

// typeOnFull types and records when there is no room, and again when there
// is: the person is told so by code (any, if that is empty), what was there is
// there, and what was typed is at hand to be saved. It ends with the store
// locked.
func (k *kept) typeOnFull(t *testing.T, p *process, code string, full, room deed) {
	text := strings.Repeat(sentence, 50) // more than the room that is left
	typed := deed{Do: "draft", Record: k.note, Case: k.kase, Kind: store.KindNote, Fields: map[string]any{"facts": text}}
	note := deed{Do: "put", Record: store.NewRecordID(), Case: k.kase, Kind: store.KindNote, Fields: map[string]any{"on": "2026-11-22", "facts": text}}
	p.do(full)
	for range 2 {
		for _, d := range []deed{typed, note} {
			if r := p.try(d); r.Err == "" || code != "" && r.Code != code {
				t.Errorf("%s: got code %q of %q, want %s", d.Do, r.Code, r.Err, code)
			}
		}
	}
	if got := p.do(deed{Do: "finddraft", Record: k.note}).Draft; got.Fields["facts"] != sentence {
		t.Error("the draft of before is gone")
	}
	if got := p.do(deed{Do: "record", Record: k.family}).Record; got.Text("phone") != "042-555-0039" {
		t.Errorf("record: got %v", got.Fields)
	}
	p.do(room)
	p.do(typed)
	p.do(note)
	p.do(deed{Do: "lock"})
	p.do(deed{Do: "open", Staff: k.me})
	if got := p.do(deed{Do: "finddraft", Record: k.note}).Draft; got.Fields["facts"] != text {
		t.Error("the draft that was saved when there was room is another")
	}
	if got := p.do(deed{Do: "record", Record: note.Record}).Record; got.Text("facts") != text {
		t.Error("the record that was saved when there was room is another")
	}
	p.do(deed{Do: "lock"})
}

// onSmallDisk starts a station with a copy of k's folder on a disk of its
// own, or returns nil where the system does not let it mount one.
func onSmallDisk(t *testing.T, k *kept) (p *process, disk string) {
	t.Helper()
	disk = t.TempDir()
	p, err := tryStation(t, ownMounts)
	if err != nil || p.try(deed{Do: "mount", Dir: disk, Size: 16 << 20}).Err != "" {
		return nil, ""
	}
	dir := filepath.Join(disk, "station")
	p.do(deed{Do: "copy", Dir: dir, Text: k.dir})
	p.do(deed{Do: "prepare", Dir: dir})
	return p, disk
}

func TestReadOnlyFolder(t *testing.T) {
	k := keep(t)
	reachable(t, k.dir)
	for _, e := range folder(t, k.dir) {
		path := filepath.Join(k.dir, e.Name())
		if strings.HasSuffix(path, "-lock") {
			must(t, os.Remove(path))
			continue
		}
		must(t, os.Chmod(path, 0o444))
	}
	must(t, os.Chmod(k.dir, 0o555))
	before := sums(t, k.dir)
	p := startStation(t, deed{Dir: k.dir})
	p.do(deed{Do: "drop"})
	for range 2 {
		if r := p.try(deed{Do: "open", Staff: k.me}); r.Code != "read_only" {
			t.Errorf("got code %q of %s", r.Code, r.Err)
		}
	}
	for name, sum := range sums(t, k.dir) {
		if before[name] != sum {
			t.Errorf("%s was changed", name)
		}
	}
	must(t, os.Chmod(k.dir, 0o777))
	for _, e := range folder(t, k.dir) {
		must(t, os.Chmod(filepath.Join(k.dir, e.Name()), 0o666))
	}
	p.do(deed{Do: "open", Staff: k.me})
	if got := p.do(deed{Do: "finddraft", Record: k.note}).Draft; got.Fields["facts"] != sentence {
		t.Errorf("draft: got %v", got.Fields)
	}
}

// TestReadOnlyDisk is a disk that the system has made read-only.
func TestReadOnlyDisk(t *testing.T) {
	k := keep(t)
	p, disk := onSmallDisk(t, k)
	if p == nil {
		t.Log("this process may not mount: TestReadOnlyFolder stands for it")
		return
	}
	p.do(deed{Do: "freeze", Dir: disk})
	if r := p.try(deed{Do: "open", Staff: k.me}); r.Code != "read_only" {
		t.Errorf("got code %q of %s", r.Code, r.Err)
	}
	p.do(deed{Do: "thaw", Dir: disk})
	p.do(deed{Do: "open", Staff: k.me})
	if got := p.do(deed{Do: "finddraft", Record: k.note}).Draft; got.Fields["facts"] != sentence {
		t.Errorf("draft: got %v", got.Fields)
	}
}

// reachable lets everybody walk to dir, which the tests' own folders forbid.
func reachable(t *testing.T, dir string) {
	t.Helper()
	for up := filepath.Dir(dir); up != os.TempDir() && up != "/"; up = filepath.Dir(up) {
		if err := os.Chmod(up, 0o755); errors.Is(err, syscall.EPERM) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
