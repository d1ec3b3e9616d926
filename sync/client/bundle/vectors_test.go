package bundle_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/trust"
	"yorisoi/sync/client/bundle"
)

var update = flag.Bool("update", false, "write the vectors anew")

// vectors are the values from which a stranger can check a writer and a
// reader, all of them hexadecimal.
type vectors struct {
	Center   string `json:"center"`
	File     string `json:"file_id"`
	Secret   string `json:"file_key"`
	Group    string `json:"group_id"`
	GroupKey string `json:"group_key_id"`
	GroupSec string `json:"group_key"`
	Seed     string `json:"maker_seed"`
	Maker    string `json:"maker_id"`
	Slot     string `json:"slot"`
	Change   string `json:"change"`
	Items    string `json:"items"`
	Bytes    string `json:"bundle"`
}

const vectorsFile = "testdata/vectors.json"

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	must(t, err)
	return b
}

// makeVectors makes everything from ids, keys and the one random value, the
// nonce of the slot.
func makeVectors(t *testing.T) vectors {
	t.Helper()
	fill := func(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }
	center, file, group, groupKey := uuid.UUID{0: 0xce}, uuid.UUID{0: 0xf1}, uuid.UUID{0: 0x90}, uuid.UUID{0: 0x9e}
	key, err := trust.KeyFromSecret(file, fill(0x11))
	must(t, err)
	by, err := trust.KeyFromSecret(groupKey, fill(0x22))
	must(t, err)
	id := uuid.UUID{0: 0xaa}
	maker, err := trust.NewIdentity(bytes.NewReader(fill(0x02)), id)
	must(t, err)
	grant, err := trust.GrantToGroup(bytes.NewReader(fill(0x33)), key, file, 0, group, by)
	must(t, err)
	slot := append(grant.Wrapped, bytes.Repeat([]byte{0x44}, store.BundleSlot-len(grant.Wrapped))...)
	change := []byte("in place of a change")
	items := bundle.VectorItems(maker, key, center, [][]byte{slot}, change)
	raw, err := bundle.SealItems(key, center, [][]byte{slot}, items)
	must(t, err)
	x := hex.EncodeToString
	return vectors{
		Center: x(center[:]), File: x(file[:]), Secret: x(fill(0x11)), Group: x(group[:]), GroupKey: x(groupKey[:]), GroupSec: x(fill(0x22)),
		Seed: x(fill(0x02)), Maker: x(id[:]), Slot: x(slot), Change: x(change), Items: x(items), Bytes: x(raw),
	}
}

func TestVectors(t *testing.T) {
	got := makeVectors(t)
	if *update {
		raw, err := json.MarshalIndent(got, "", "  ")
		must(t, err)
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(vectorsFile, append(raw, '\n'), 0o644))
	}
	raw, err := os.ReadFile(filepath.FromSlash(vectorsFile))
	must(t, err)
	var want vectors
	must(t, json.Unmarshal(raw, &want))
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	key, err := trust.KeyFromSecret(uuid.UUID(unhex(t, want.File)), unhex(t, want.Secret))
	must(t, err)
	items, err := bundle.OpenItems(key, unhex(t, want.Bytes))
	if err != nil || hex.EncodeToString(items) != want.Items {
		t.Errorf("got items %x, %v", items, err)
	}
}

// The page names the values that the vectors have.
func TestPageFitsVectors(t *testing.T) {
	page, err := os.ReadFile("BUNDLE.md")
	must(t, err)
	raw, err := os.ReadFile(filepath.FromSlash(vectorsFile))
	must(t, err)
	var v vectors
	must(t, json.Unmarshal(raw, &v))
	text := strings.Join(strings.Fields(string(page)), "")
	for name, value := range map[string]string{"items": v.Items, "fixed part": v.Bytes[:88], "file key": v.Secret, "slot": v.Slot[:208]} {
		if !strings.Contains(text, value) {
			t.Errorf("the page lacks the %s of the vectors, %s", name, value)
		}
	}
}
