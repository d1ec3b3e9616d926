package center_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// disposing is a center with two cases, of which one is on a list.
type disposing struct {
	*centertest.Served
	t           *testing.T
	clock       *clock
	s           *stranger
	desk        *wiretest.Desk
	coordinator *trust.Identity
	stays, goes uuid.UUID
	secret      []byte // a change of the case that goes
	photo       photo
	list        uuid.UUID
	cases       []string
}

const waitDays = 14

func newDisposing(t *testing.T) *disposing {
	clock := newClock()
	c, s, desk := officeWith(t, center.Config{Now: clock.now})
	d := &disposing{Served: c, t: t, clock: clock, s: s, desk: desk, stays: uuid.New(), goes: uuid.New(), list: uuid.New()}
	d.coordinator = wiretest.Person(t)
	d.secret = desk.Write(d.goes, "終わったケース")
	s.taken(desk.Hire(desk.Founder, d.coordinator, ledger.RoleCoordinator), desk.Write(d.stays, "続くケース"), d.secret)
	d.photo = newPhoto(d.goes, 2, 9)
	s.upload(d.photo)
	d.cases = []string{d.goes.String()}
	return d
}

var listDetails = strings.Repeat("5a", 32)

func (d *disposing) draw(author *trust.Identity) []byte {
	return d.desk.Direct(author, ledger.KindDispose, d.list, map[string]any{
		ledger.FieldCases: d.cases, ledger.FieldDetails: listDetails, ledger.FieldWait: int64(waitDays),
	})
}

func (d *disposing) approve(author *trust.Identity) []byte {
	return d.desk.Direct(author, ledger.KindDispose, d.list, map[string]any{
		ledger.FieldApproved: ledger.DisposalHash(d.list, d.cases, listDetails, waitDays),
	})
}

func (d *disposing) word() (out ledger.Destructions) {
	d.t.Helper()
	d.s.get(http.MethodGet, wire.PathDestroyed, nil, &out)
	return out
}

// TestDisposal destroys a case on the center after the wait, by the center's
// clock: what the stations are sent, what is on the disk, what comes again.
func TestDisposal(t *testing.T) {
	d := newDisposing(t)
	d.s.taken(d.draw(d.coordinator), d.approve(d.desk.Founder))
	d.clock.advance(waitDays*24*time.Hour - time.Second)
	if got := d.word(); len(got.Items) != 0 {
		t.Fatalf("before its time: got %+v", got)
	}
	if got := d.s.cases(d.ID(), ""); !slices.Contains(got, d.goes) {
		t.Fatalf("before its time: got %v", got)
	}
	late := d.desk.Write(d.goes, "待つあいだの記録")
	d.s.taken(late)
	d.clock.advance(time.Minute)
	got := d.word()
	if len(got.Items) != 1 || got.Items[0].List != d.list || got.Items[0].Cases != 1 || got.Items[0].Changes != 2 || got.Items[0].Blobs != 1 {
		t.Fatalf("got %+v", got.Items)
	}
	if got := d.s.cases(d.ID(), ""); !slices.Equal(got, []uuid.UUID{d.stays}) {
		t.Errorf("cases: got %v", got)
	}
	sameDigests(t, d.s, []uuid.UUID{d.ID(), d.stays})
	if _, changes, _ := d.s.all("?case=" + d.goes.String()); len(changes) != 0 {
		t.Errorf("the case has %d changes", len(changes))
	}
	if _, code := d.s.refused(http.MethodGet, d.photo.path("&from=0"), nil); code != wire.CodeBlobUnknown {
		t.Errorf("its photograph: got code %d", code)
	}
	for name, raw := range map[string][]byte{"First": d.secret, "Late": late, "New": d.desk.Write(d.goes, "あとから")} {
		if got := d.s.codes(d.s.push(raw), raw); got[0] != wire.CodeDisposed {
			t.Errorf("%s comes again: got code %d", name, got[0])
		}
	}
	if again := d.word(); !slices.Equal(again.Items, got.Items) {
		t.Errorf("asked again: got %+v, want %+v", again.Items, got.Items)
	}
	for _, secret := range [][]byte{bodyOf(t, d.secret), bodyOf(t, late), d.photo.chunks[0][:64]} {
		if file := findIn(t, d.Dir, secret); file != "" {
			t.Errorf("something of the case stands in %s", file)
		}
	}
	if v, err := open(t, d.Dir).Verify(t.Context()); err != nil || !v.OK() {
		t.Errorf("verify: got %+v, %v", v, err)
	}
}

// TestDisposalNeedsTwo: who drew up the list does not approve it, nor does
// anybody but a director, and a list that was stopped destroys nothing.
func TestDisposalNeedsTwo(t *testing.T) {
	t.Run("OwnList", func(t *testing.T) {
		d := newDisposing(t)
		d.s.taken(d.draw(d.desk.Founder))
		raw := d.approve(d.desk.Founder)
		if got := d.s.codes(d.s.push(raw), raw); got[0] != wire.CodeForbidden {
			t.Errorf("got code %d", got[0])
		}
	})
	t.Run("NoDirector", func(t *testing.T) {
		d := newDisposing(t)
		d.s.taken(d.draw(d.desk.Founder))
		raw := d.approve(d.coordinator)
		if got := d.s.codes(d.s.push(raw), raw); got[0] != wire.CodeForbidden {
			t.Errorf("got code %d", got[0])
		}
	})
	for name, stop := range map[string]func(d *disposing) []byte{
		"Stopped": func(d *disposing) []byte {
			return d.desk.Direct(d.coordinator, ledger.KindDispose, d.list, map[string]any{ledger.FieldStopped: true})
		},
		"Kept": func(d *disposing) []byte {
			return d.desk.Direct(d.coordinator, ledger.KindKeep, ledger.KeepOf(d.goes), map[string]any{ledger.FieldCase: d.goes.String(), ledger.FieldKept: true})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDisposing(t)
			d.s.taken(d.draw(d.coordinator), d.approve(d.desk.Founder))
			d.clock.advance(24 * time.Hour)
			d.s.taken(stop(d))
			d.clock.advance(40 * 24 * time.Hour)
			if got := d.word(); len(got.Items) != 0 {
				t.Errorf("got %+v", got.Items)
			}
			if got := d.s.cases(d.ID(), ""); !slices.Contains(got, d.goes) {
				t.Errorf("the case is gone: %v", got)
			}
		})
	}
}

// TestDisposalAfterRestore: a center that was restored from before has the case
// again, and destroys it again, when the stations have brought back that it is
// to. The wait begins anew.
func TestDisposalAfterRestore(t *testing.T) {
	d := newDisposing(t)
	path := filepath.Join(t.TempDir(), "backup")
	if _, err := d.Backup(t.Context(), center.BackupOptions{Out: path}); err != nil {
		t.Fatal(err)
	}
	words := [][]byte{d.draw(d.coordinator), d.approve(d.desk.Founder)}
	d.s.taken(words...)
	d.clock.advance((waitDays + 1) * 24 * time.Hour)
	if got := d.word(); len(got.Items) != 1 {
		t.Fatalf("got %+v", got.Items)
	}
	d.Stop()
	dir := filepath.Join(t.TempDir(), "restored")
	if _, err := center.Restore(t.Context(), center.Config{Dir: dir, Now: d.clock.now}, center.RestoreOptions{From: path}); err != nil {
		t.Fatal(err)
	}
	d.s.at(d.clock.now)
	d.Served = centertest.Serve(t, center.Config{Dir: dir, Now: d.clock.now}, centertest.Listen(t, d.Address()))
	if got := d.s.cases(d.ID(), ""); !slices.Contains(got, d.goes) {
		t.Fatalf("the backup did not have the case: %v", got)
	}
	d.s.taken(words...)
	if got := d.s.cases(d.ID(), ""); !slices.Contains(got, d.goes) {
		t.Fatalf("destroyed before the wait: %v", got)
	}
	d.clock.advance(waitDays * 24 * time.Hour)
	if got := d.word(); len(got.Items) != 1 || got.Items[0].Changes != 1 || got.Items[0].Blobs != 1 {
		t.Errorf("got %+v", got.Items)
	}
	if got := d.s.cases(d.ID(), ""); !slices.Equal(got, []uuid.UUID{d.stays}) {
		t.Errorf("cases: got %v", got)
	}
	if file := findIn(t, dir, bodyOf(t, d.secret)); file != "" {
		t.Errorf("something of the case stands in %s", file)
	}
}

// bodyOf is the sealed body of a change.
func bodyOf(t *testing.T, raw []byte) []byte {
	t.Helper()
	c, err := ledger.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return c.Body[:48]
}

// findIn names a file of a folder in which some bytes stand.
func findIn(t *testing.T, dir string, secret []byte) (found string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && bytes.Contains(b, secret) {
			found = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
