package main

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// patience bounds every wait of these tests.
const patience = 30 * time.Second

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// invited makes a code with the command.
func invited(t *testing.T, dir, address string) wire.Code {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "yorisoi-center", "invite", dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "YORI1-") {
			code, err := wire.ParseCode(strings.TrimSpace(line))
			if err != nil {
				t.Fatal(err)
			}
			code.Address = address
			return code
		}
	}
	t.Fatalf("no code in %s", out)
	return wire.Code{}
}

// chain is one station's changes in one case.
type chain struct{ kase, station uuid.UUID }

// station is a real engine over a store in memory.
type station struct {
	t        *testing.T
	enrolled client.Enrolled
	desk     *wiretest.Desk
	wake     chan struct{}
	end      func()

	mu       sync.Mutex
	chains   map[chain][][]byte
	acked    map[chain]uint64 // how many of them the center has
	receipts map[ledger.Hash]bool
	cursor   ledger.Cursor
	refused  []string
}

var _ client.Store = (*station)(nil)

func newStation(t *testing.T, dir, address string, office *wiretest.Office) *station {
	t.Helper()
	enrolled, err := client.Enrol(t.Context(), invited(t, dir, address), "PC", ledger.StationOffice)
	if err != nil {
		t.Fatal(err)
	}
	if office == nil {
		office = wiretest.NewOffice(t, enrolled.Center)
	}
	return &station{
		t: t, enrolled: enrolled, desk: office.Desk(enrolled.Station), wake: make(chan struct{}, 1), end: func() {},
		chains: map[chain][][]byte{}, acked: map[chain]uint64{}, receipts: map[ledger.Hash]bool{},
	}
}

// run starts the engine anew, as a program that is started does.
func (s *station) run() {
	s.end()
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.t.Context()))
	ended := make(chan struct{})
	engine := client.New(client.Config{Store: s, Endpoint: s.enrolled.Endpoint})
	go func() { defer close(ended); engine.Run(ctx) }()
	s.end = sync.OnceFunc(func() { cancel(); <-ended })
	s.t.Cleanup(s.end)
}

// save keeps a change of the station's own.
func (s *station) save(kase uuid.UUID, write func() []byte) {
	s.mu.Lock()
	c := chain{kase, s.desk.ID}
	s.chains[c] = append(s.chains[c], write())
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// total counts all changes that are here, and those that the center has.
func (s *station) total() (all, acked int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, raws := range s.chains {
		all, acked = all+len(raws), acked+int(s.acked[c])
	}
	return all, acked
}

// receipted are the hashes of what the center has answered for.
func (s *station) receipted() []ledger.Hash {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []ledger.Hash
	for h := range s.receipts {
		out = append(out, h)
	}
	return out
}

func (s *station) Station() uuid.UUID    { return s.desk.ID }
func (s *station) Wake() <-chan struct{} { return s.wake }

func (s *station) Unsent(_ context.Context, limit int) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var own []chain
	for c := range s.chains {
		if c.station == s.desk.ID {
			own = append(own, c)
		}
	}
	slices.SortFunc(own, func(a, b chain) int {
		if (a.kase == s.desk.Center) != (b.kase == s.desk.Center) {
			if a.kase == s.desk.Center {
				return -1
			}
			return 1
		}
		return slices.Compare(a.kase[:], b.kase[:])
	})
	var out [][]byte
	for _, c := range own {
		out = append(out, s.chains[c][s.acked[c]:]...)
	}
	return out[:min(limit, len(out))], nil
}

func (s *station) Receipted(_ context.Context, receipts ledger.Receipts) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range receipts.Items {
		c := chain{r.Case, r.Station}
		s.acked[c] = max(s.acked[c], r.N)
		s.receipts[r.Hash] = true
	}
	return nil
}

func (s *station) Refused(_ context.Context, refusals []ledger.Refusal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range refusals {
		// Where several refill a restored center at once, what one of them
		// brings may come before that which it follows; it is sent again.
		if code := wire.ErrorCode(r.Code); code != wire.CodeGap && code != wire.CodeUnknownAuthor {
			s.refused = append(s.refused, fmt.Sprintf("%s: %d %s", r.Dot(), code, r.Text))
		}
	}
	return nil
}

func (s *station) Cursor(context.Context) (ledger.Cursor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursor, nil
}

func (s *station) Receive(_ context.Context, cursor ledger.Cursor, changes []ledger.Logged) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range changes {
		change, err := ledger.Decode(l.Raw)
		if err != nil {
			return err
		}
		c := chain{change.Case, change.Station}
		if change.N == uint64(len(s.chains[c]))+1 {
			s.chains[c] = append(s.chains[c], l.Raw)
		}
		s.acked[c] = max(s.acked[c], min(change.N, uint64(len(s.chains[c]))))
	}
	s.cursor = cursor
	return nil
}

func (s *station) heads(bucket int) []ledger.CaseHead {
	var out []ledger.CaseHead
	for c, n := range s.acked {
		if n > 0 && ledger.BucketOf(c.kase) == bucket {
			out = append(out, ledger.CaseHead{Case: c.kase, Station: c.station, N: n, Hash: ledger.HashOf(s.chains[c][n-1])})
		}
	}
	slices.SortFunc(out, func(a, b ledger.CaseHead) int {
		if c := slices.Compare(a.Case[:], b.Case[:]); c != 0 {
			return c
		}
		return slices.Compare(a.Station[:], b.Station[:])
	})
	return out
}

func (s *station) Heads(_ context.Context, bucket int) ([]ledger.CaseHead, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heads(bucket), nil
}

func (s *station) Digests(context.Context) (out [ledger.Buckets]ledger.Hash, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for b := range out {
		out[b] = ledger.DigestHeads(s.heads(b))
	}
	return out, nil
}

func (s *station) Raw(_ context.Context, kase, by uuid.UUID, after uint64, limit int) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := chain{kase, by}
	if after >= s.acked[c] {
		return nil, nil
	}
	raws := s.chains[c][after:s.acked[c]]
	return raws[:min(limit, len(raws))], nil
}
