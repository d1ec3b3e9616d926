package proof_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// kin is a family that one of the staff belongs to: only the director and the
// coordinator are to read it.
type kin struct {
	*house
	lead, welfare, nurse *desk
	kase, child          uuid.UUID
}

// TestRestrictedFamily: a family is restricted while four machines hold it, one
// of them offline with an edit. Afterwards it is where its readers alone sign
// in and nowhere else, and the edit has arrived; lifted, it is everywhere again.
func TestRestrictedFamily(t *testing.T) {
	h := newHouse(t, "2026-10-01 09:00", "三浦", "石川", "中野")
	k := &kin{house: h, lead: h.join("三浦"), welfare: h.join("石川"), nurse: h.join("中野")}
	k.known()
	k.restricted()
	k.writtenByReaders()
	k.lateOneComesBack()
	k.lifted()
}

func (k *kin) known() {
	k.at("2026-10-05 10:00")
	k.kase = k.welfare.family(fields{"name": "蛇穴", "kana": "さらぎ", "class": "support", "welfare_staff": k.welfare.id.String()})
	k.child = k.welfare.child(k.kase, "蛇穴", "朔太郎", "さくたろう", "2021-11-30")
	for _, d := range []*desk{k.director, k.lead, k.nurse} {
		alone, err := d.Store.Claim(k.Context())
		must(k, err)
		same(k, d.name+" alone signs in", alone, true)
	}
	k.agree()
	for _, d := range k.desks {
		same(k, d.name+" finds it before", d.finds("さらぎ"), true)
	}
	k.welfare.offline()
}

func (k *kin) restricted() {
	k.at("2026-10-06 09:00")
	k.welfare.add(k.kase, store.KindNote, fields{"on": "2026-10-06", "method": "phone", "facts": "知らずに書いた記録"})
	must(k, k.director.Store.Restrict(k.Context(), k.kase, store.Restriction{
		Readers: []uuid.UUID{k.director.id, k.lead.id}, Kind: "staff_family", Opposite: "中野",
	}))
	eventually(k, "it left the nurse's machine", func() bool { return k.without(k.nurse) })
	k.absent(k.nurse)
	for _, d := range []*desk{k.director, k.lead} {
		same(k, d.name+" finds it", d.finds("さらぎ"), true)
	}
}

// writtenByReaders shows that what is written from now on is sealed to them.
func (k *kin) writtenByReaders() {
	k.at("2026-10-06 11:00")
	note := k.lead.add(k.kase, store.KindNote, fields{"on": "2026-10-06", "method": "phone", "facts": "三人だけが知ること"})
	eventually(k, "the director reads it", func() bool {
		r, err := k.director.Store.FindRecord(k.Context(), note)
		return err == nil && r.Text("facts") == "三人だけが知ること"
	})
}

func (k *kin) lateOneComesBack() {
	k.at("2026-10-07 09:00")
	same(k, "the late one has it still", k.welfare.finds("さらぎ"), true)
	k.welfare.online()
	eventually(k, "it left the late one's machine", func() bool { return k.without(k.welfare) })
	k.absent(k.welfare)
	for _, d := range []*desk{k.director, k.lead} {
		eventually(k, d.name+" has what was written without knowing", func() bool { return d.notes(k.kase)["知らずに書いた記録"] })
	}
	k.agreeInPart()
	// And after the machine was started anew.
	must(k, k.welfare.Lock())
	must(k, k.welfare.Open(k.Context(), k.welfare.id, password))
	k.absent(k.welfare)
	k.welfare.online()
}

func (k *kin) lifted() {
	k.at("2026-10-20 09:00")
	must(k, k.lead.Store.Lift(k.Context(), k.kase, "異動で担当が替わった"))
	for _, d := range []*desk{k.welfare, k.nurse} {
		eventually(k, d.name+" has it again", func() bool { return d.notes(k.kase)["三人だけが知ること"] && d.finds("さらぎ") })
	}
	k.agree()
	k.nurse.add(k.kase, store.KindNote, fields{"on": "2026-10-20", "method": "phone", "facts": "また書ける"})
	eventually(k, "everybody reads on", func() bool { return k.welfare.notes(k.kase)["また書ける"] })
}

// finds reports whether a search finds the family.
func (d *desk) finds(name string) bool {
	hits, err := d.Store.Search(d.house.Context(), name, 5)
	must(d.house, err)
	return len(hits) > 0
}

// notes are the facts of a case's notes that can be read here.
func (d *desk) notes(kase uuid.UUID) map[string]bool {
	out := map[string]bool{}
	c, err := d.Store.FindCase(d.house.Context(), kase)
	if err != nil {
		return out
	}
	for _, r := range c.Records {
		out[r.Text("facts")] = true
	}
	return out
}

// without reports whether a machine has the case no more, not a head of it.
func (k *kin) without(d *desk) bool {
	_, err := d.Store.FindCase(k.Context(), k.kase)
	if !errors.Is(err, store.ErrNotFound) {
		return false
	}
	heads, err := d.Store.Heads(k.Context(), ledger.BucketOf(k.kase))
	must(k, err)
	for _, h := range heads {
		if h.Case == k.kase {
			return false
		}
	}
	left, err := d.Store.FindWaiting(k.Context())
	must(k, err)
	return len(left) == 0
}

// absent looks for the family by everything that a page could ask, and for its
// id in the machine's files.
func (k *kin) absent(d *desk) {
	k.Helper()
	for _, word := range []string{"さらぎ", "蛇穴", "朔太郎"} {
		same(k, d.name+" finds "+word, d.finds(word), false)
	}
	alike, err := d.Store.FindAlike(k.Context(), store.Sought{Name: "蛇穴 朔太郎", Birth: "2021-11-30"}, 5)
	must(k, err)
	same(k, d.name+": likely families", len(alike), 0)
	for _, id := range []uuid.UUID{k.kase, k.child} {
		if _, err := d.Store.FindRecord(k.Context(), id); !errors.Is(err, store.ErrNotFound) {
			k.Errorf("%s: record %s: %v", d.name, id, err)
		}
	}
	rows, err := d.Store.FindRestricted(k.Context())
	must(k, err)
	same(k, d.name+": restricted cases", len(rows), 0)
	must(k, filepath.WalkDir(d.Dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil // it was there for a moment, to take another's place
		}
		if err == nil && (strings.Contains(string(b), string(k.kase[:])) || strings.Contains(string(b)+path, k.kase.String())) {
			k.Errorf("%s: %s names the case", d.name, e.Name())
		}
		return err
	}))
}

// agreeInPart waits until every machine and the center have the same, each as
// far as it may.
func (k *kin) agreeInPart() {
	k.Helper()
	eventually(k, "both readers have the same, and both others", func() bool {
		of := func(d *desk) [ledger.Buckets]ledger.Hash {
			digests, err := d.Store.Digests(k.Context())
			must(k, err)
			digests[ledger.BucketOf(d.Store.Audit())] = ledger.Hash{} // of the audit each has its own
			return digests
		}
		counts, err := k.welfare.Store.Counts(k.Context())
		must(k, err)
		return counts.Unsent == 0 && of(k.director) == of(k.lead) && of(k.welfare) == of(k.nurse) && of(k.welfare) != of(k.lead)
	})
}
