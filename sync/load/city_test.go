package load_test

import (
	"encoding/hex"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/demo"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
)

// city is a center with a made-up city, which its office has sent.
type city struct {
	center   *prooftest.Center
	office   *prooftest.Machine
	made     *demo.Center
	families int
	changes  int // in the center's log
}

// newCity founds a center and writes a city at its office, which sends it
// meanwhile.
func newCity(tb testing.TB, families int) *city {
	tb.Helper()
	ctx, dir := tb.Context(), tb.TempDir()
	c := &city{families: families, office: prooftest.New(filepath.Join(dir, "office"))}
	c.center = prooftest.NewCenter(tb, filepath.Join(dir, "center"), prooftest.FreeAddress(tb))
	c.center.Serve()
	_, enrolment, _, err := prooftest.Enrol(ctx, c.center.Invite(), "庁内PC-01", ledger.StationOffice)
	must(tb, err)
	config, err := c.office.Config()
	must(tb, err)
	c.office.Store, c.made, err = demo.Found(ctx, config, enrolment)
	must(tb, err)
	tb.Cleanup(func() { must(tb, c.office.Lock()) })
	began := time.Now()
	must(tb, c.office.Online(ctx, nil))
	must(tb, demo.Fill(ctx, c.office.Store, demo.Config{Seed: 1, Families: families, Today: time.Now(), Staff: c.made.Staff}, nil))
	written := time.Now()
	eventually(tb, "the office has sent everything", func() bool { return c.office.Engine.Status().Phase == client.PhaseSynced })
	c.changes, _ = c.log(tb)
	tb.Logf("%d changes of %d families were written and sent in %.0f s, the last of them %.1f s after the last was written; the center had %.0f MB at most",
		c.changes, families, time.Since(began).Seconds(), time.Since(written).Seconds(), mega(mostMemory(tb, c.center.PID())))
	return c
}

// log is how many changes the center has, and its digests.
func (c *city) log(tb testing.TB) (changes int, digests string) {
	tb.Helper()
	endpoint, err := client.DecodeEndpoint(c.office.Store.Endpoint())
	must(tb, err)
	all, heads, err := prooftest.State(tb.Context(), endpoint)
	must(tb, err)
	for _, h := range heads {
		changes += int(h.N)
	}
	return changes, together(all, c.office.Store.Audit())
}

// together is digests as one text, but for that of the audit: of it every
// station has its own.
func together(digests []ledger.Hash, audit uuid.UUID) string {
	var all []byte
	for bucket, d := range digests {
		if bucket == ledger.BucketOf(audit) {
			continue
		}
		all = append(all, d[:]...)
	}
	return hex.EncodeToString(all)
}

// errand is that of a new station of the nurse.
func (c *city) errand(tb testing.TB) errand {
	tb.Helper()
	code, err := c.office.Invite(tb.Context())
	must(tb, err)
	return errand{Dir: filepath.Join(tb.TempDir(), "laptop"), Code: code, Person: c.made.Staff[0].Name, Password: demo.Password}
}

// TestFirstSyncOfACity fills a new station, in a process of its own, with a
// whole city. In the middle the process is killed; the next goes on from there.
// Nowhere does the station say that it has more than it has.
func TestFirstSyncOfACity(t *testing.T) {
	c := newCity(t, scale(40, 30_000))
	must(t, c.office.Stop()) // the laptop has the machine to itself
	e := c.errand(t)
	began := time.Now()
	first := start(t, e)
	cut := first.watch(0, uint64(c.changes)/2)
	memory := mostMemory(t, first.cmd.Process.Pid)
	first.kill()
	before := time.Since(began)
	t.Logf("killed at %d of %d changes after %.1f s, with %.0f MB at most", cut.Done, cut.Total, before.Seconds(), mega(memory))

	e.Code, e.Staff = "", cut.Staff
	began = time.Now()
	second := start(t, e)
	whole := second.watch(cut.Done, 0)
	took := before + time.Since(began)
	memory = max(memory, mostMemory(t, second.cmd.Process.Pid))
	second.quit()
	if _, want := c.log(t); whole.Cases != c.families || whole.Digests != want {
		t.Errorf("got %d cases, want %d; the digests are equal: %t", whole.Cases, c.families, whole.Digests == want)
	}
	t.Logf("%d changes of %d cases in %.1f s, cut in the middle: %.0f changes/s; the station had %.0f MB at most",
		c.changes, c.families, took.Seconds(), float64(c.changes)/took.Seconds(), mega(memory))
	if memory > stationMemory {
		t.Errorf("the station took %.0f MB, the budget is %.0f MB", mega(memory), mega(stationMemory))
	}
}

// watch hears a first sync out, from a number of changes that are here until
// upTo are, or until it is whole, and demands that what it shows is honest: what
// is here only grows, never beyond the total, and nothing says that it is
// complete before it is.
func (p *process) watch(from, upTo uint64) said {
	p.Helper()
	last := said{Done: from}
	for {
		now := p.hear()
		switch {
		case now.Why != "":
			p.Fatalf("somebody was shown: %s", now.Why)
		case now.Cases > 0:
			return now
		case now.Phase == client.PhaseSynced && now.Incomplete, now.Phase == client.PhaseFirstSync && !now.Incomplete:
			p.Fatalf("says %+v", now)
		case now.Done > now.Total, now.Total > 0 && now.Phase == client.PhaseFirstSync && now.Done < last.Done:
			p.Fatalf("says %+v after %+v", now, last)
		case upTo > 0 && now.Done >= upTo:
			return now
		case upTo > 0 && now.Phase == client.PhaseSynced:
			p.Fatalf("was whole before %d changes were here: %+v", upTo, last)
		}
		if now.Total > 0 {
			last = now
		}
	}
}
