package proof_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
	"yorisoi/sync/wire"
)

// secretWords are what an attacker looks for: a family, what was noted of it,
// a restricted family, a caller, a photo's name, a search.
var secretWords = []string{
	"霧ヶ峰", "きりがみね", "朔太郎", "泣き声が続く", "別居中の父", "閼伽井", "あかい", "避難先の町", "通報した隣人", "痣の写真", "霧ケ峰",
}

// memory reads all that a process of ours has in memory and searches it.
func memory(tb testing.TB, pid int, needles map[string][]byte) map[string]bool {
	tb.Helper()
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	must(tb, err)
	defer maps.Close()
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if errors.Is(err, fs.ErrPermission) {
		tb.Skip("this system lets nobody read the memory of a process")
	}
	must(tb, err)
	defer mem.Close()
	found := map[string]bool{}
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to int64
		var rights string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") {
			continue
		}
		part := make([]byte, to-from)
		n, _ := mem.ReadAt(part, from) // what the system keeps to itself cannot be read
		for name, needle := range needles {
			if !found[name] && bytes.Contains(part[:n], needle) {
				found[name] = true
			}
		}
	}
	return found
}

// needlesOf are markers in all the ways in which a program might have them.
func needlesOf(markers []string) map[string][]byte {
	out := map[string][]byte{}
	for _, marker := range markers {
		for name, encode := range encodings {
			for i, b := range encode(marker) {
				out[fmt.Sprintf("%s in %s (%d)", marker, name, i)] = b
			}
		}
	}
	return out
}

// busyOffice has a director at a machine write, through a center in a process
// of its own, everything that could give a family away.
func busyOffice(t *testing.T) (*prooftest.Center, *machine, uuid.UUID) {
	t.Helper()
	dir := t.TempDir()
	center := newCenter(t, filepath.Join(dir, "center"))
	m := lockLater(t, newMachine(filepath.Join(dir, "office")))
	must(t, m.Found(t.Context(), center.Invite(), "庁内PC-1", "大沢"))
	_, err := m.Store.Claim(t.Context())
	must(t, err)
	must(t, m.online(t.Context()))
	kase, err := m.Store.CreateCase(t.Context(), fields{"name": "霧ヶ峰", "kana": "きりがみね", "class": "protection", "address": "避難先の町 4-2"})
	must(t, err)
	put := func(kase uuid.UUID, kind string, parent uuid.UUID, set fields) uuid.UUID {
		t.Helper()
		r, err := m.Store.Put(t.Context(), store.Write{Case: kase, Record: store.NewRecordID(), Kind: kind, Parent: parent, Set: set})
		must(t, err)
		return r.ID
	}
	put(kase, store.KindPerson, uuid.Nil, fields{"family_name": "霧ヶ峰", "given_name": "朔太郎", "role": "child", "birth_date": "2022-02-02"})
	put(kase, store.KindNote, uuid.Nil, fields{"on": "2026-10-06", "method": "phone", "facts": "泣き声が続く。別居中の父が来た。"})
	intake := put(kase, store.KindIntake, uuid.Nil, fields{
		"received_at": "2026-10-06T17:40:00+09:00", "receiver": m.Store.Me().ID.String(), "consultation": "abuse", "method": "phone", "route": "RT02", "heard": "泣き声が続く",
	})
	put(kase, store.KindReporter, intake, fields{"name": "通報した隣人"})
	_, err = m.Store.Attach(t.Context(), store.NewAttachment{Case: kase, Name: "痣の写真.pdf", Content: strings.NewReader("%PDF-1.4\n" + strings.Repeat("泣き声が続く ", 3000) + "\n%%EOF\n")})
	must(t, err)
	kept, err := m.Store.CreateCase(t.Context(), fields{"name": "閼伽井", "kana": "あかい", "class": "support"})
	must(t, err)
	must(t, m.Store.Restrict(t.Context(), kept, store.Restriction{Readers: []uuid.UUID{m.Store.Me().ID}, Kind: "staff_family"}))
	put(kept, store.KindNote, uuid.Nil, fields{"on": "2026-10-06", "method": "phone", "facts": "別居中の父"})
	_, err = m.Store.Search(t.Context(), "霧ケ峰", 5)
	must(t, err)
	m.waitPhase(t, client.PhaseSynced)
	eventually(t, "the center has everything", func() bool {
		counts, err := m.Store.Counts(t.Context())
		return err == nil && counts.Unsent == 0
	})
	return center, m, kase
}

// TestCenterTellsNothing reads the memory and the whole disk of a center that
// serves, as somebody who has both. They hold what the center must know, the
// name of a staff member and the ids of cases, which shows that the search
// finds what is there; of families, of passwords and of the secret that
// protects these they hold nothing.
func TestCenterTellsNothing(t *testing.T) {
	center, m, kase := busyOffice(t)
	text, err := m.Invite(t.Context())
	must(t, err)
	code, err := wire.ParseCode(text)
	must(t, err)
	if len(code.CenterSecret) != wire.SecretSize {
		t.Fatalf("the code has a center secret of %d bytes", len(code.CenterSecret))
	}
	never := needlesOf(secretWords)
	never["the password"], never["the center secret"] = []byte(password), code.CenterSecret
	all := map[string][]byte{"a staff member": []byte("大沢"), "a case": kase[:]}
	for name, b := range never {
		all[name] = b
	}
	places := map[string]map[string]bool{"memory": memory(t, center.PID(), all), "disk": disk(t, center.Dir, all)}
	for place, found := range places {
		for name := range never {
			if found[name] {
				t.Errorf("the center's %s tells %s", place, name)
			}
		}
		for _, name := range []string{"a staff member", "a case"} {
			if !found[name] {
				t.Errorf("the center's %s does not hold %s: the search is blind", place, name)
			}
		}
	}
	if own := memory(t, os.Getpid(), map[string][]byte{"霧ヶ峰": []byte(secretWords[0])}); !own["霧ヶ峰"] {
		t.Error("the search does not find in a station's memory what is there")
	}
}

// disk searches all files of a folder.
func disk(tb testing.TB, dir string, needles map[string][]byte) map[string]bool {
	tb.Helper()
	found := map[string]bool{}
	must(tb, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it was there for a moment, to take another's place
		}
		for name, needle := range needles {
			if bytes.Contains(slices.Concat(b, []byte(path)), needle) {
				found[name] = true
			}
		}
		return err
	}))
	return found
}
