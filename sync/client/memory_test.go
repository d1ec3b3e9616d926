package client_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire/wiretest"
)

// chain names one station's changes in one case.
type chain struct{ kase, station uuid.UUID }

// number names one change among all cases.
type number struct {
	chain
	n uint64
}

// memory is a store that keeps everything in maps. It is as strict as a
// client.Store may be: what does not extend a chain goes to quarantine.
type memory struct {
	tb   testing.TB
	desk *wiretest.Desk
	wake chan struct{}

	mu         sync.Mutex
	raws       map[chain][][]byte
	heads      map[chain]ledger.Head
	own        []entry // not receipted, as far as known
	receipted  map[chain]uint64
	receipts   int
	refused    map[number]ledger.Refusal
	quarantine []ledger.Logged
	cursor     ledger.Cursor
	arrived    chan struct{} // a token after every Receive
	failing    error         // what Receive answers
}

var (
	_ client.Store   = (*memory)(nil)
	_ client.Retrier = (*memory)(nil)
)

func newMemory(tb testing.TB, desk *wiretest.Desk) *memory {
	return &memory{
		tb: tb, desk: desk, wake: make(chan struct{}, 1), arrived: make(chan struct{}, 1),
		raws: map[chain][][]byte{}, heads: map[chain]ledger.Head{}, receipted: map[chain]uint64{},
		refused: map[number]ledger.Refusal{},
	}
}

// save keeps own changes that the desk has just written.
func (m *memory) save(kase uuid.UUID, raws ...[]byte) {
	m.tb.Helper()
	m.mu.Lock()
	for _, raw := range raws {
		if err := m.add(raw); err != nil {
			m.tb.Errorf("save: %v", err)
		}
	}
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// write saves one more sealed change of a case.
func (m *memory) write(kase uuid.UUID, text string) {
	m.tb.Helper()
	m.mu.Lock()
	raw := m.desk.Write(kase, text)
	m.mu.Unlock()
	m.save(kase, raw)
}

func (m *memory) add(raw []byte) error {
	change, err := ledger.Decode(raw)
	if err != nil {
		return err
	}
	c := chain{change.Case, change.Station}
	if n := len(m.raws[c]); change.N <= uint64(n) && slices.Equal(m.raws[c][change.N-1], raw) {
		return nil
	}
	head, err := m.heads[c].Extend(change, raw)
	if err != nil {
		return err
	}
	m.heads[c], m.raws[c] = head, append(m.raws[c], raw)
	if c.station == m.desk.ID {
		m.own = append(m.own, entry{number{c, change.N}, raw})
	}
	m.desk.Saw(change.Case, change.Station, change.N)
	return nil
}

func (m *memory) Station() uuid.UUID    { return m.desk.ID }
func (m *memory) Wake() <-chan struct{} { return m.wake }

// entry is an own change in the order of saving.
type entry struct {
	number
	raw []byte
}

func (m *memory) Unsent(_ context.Context, limit int) ([][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.own = slices.DeleteFunc(m.own, func(e entry) bool { return e.n <= m.receipted[e.chain] })
	var out [][]byte
	for _, directory := range []bool{true, false} {
		for _, e := range m.own {
			_, refused := m.refused[e.number]
			if len(out) < limit && !refused && directory == (e.kase == m.desk.Center) {
				out = append(out, e.raw)
			}
		}
	}
	return out, nil
}

func (m *memory) Receipted(_ context.Context, r ledger.Receipts) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, item := range r.Items {
		c := chain{item.Case, item.Station}
		if item.Station == m.desk.ID && ledger.HashOf(m.raws[c][item.N-1]) != item.Hash {
			return errors.New("receipt for other bytes")
		}
		m.receipted[c] = max(m.receipted[c], item.N)
	}
	m.receipts += len(r.Items)
	return nil
}

func (m *memory) Refused(_ context.Context, refusals []ledger.Refusal) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range refusals {
		m.refused[number{chain{r.Case, r.Station}, r.N}] = r
	}
	return nil
}

func (m *memory) RetryRefusals(_ context.Context, codes ...uint64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for at, r := range m.refused {
		if slices.Contains(codes, r.Code) {
			delete(m.refused, at)
			n++
		}
	}
	if n > 0 {
		select {
		case m.wake <- struct{}{}:
		default:
		}
	}
	return n, nil
}

func (m *memory) Cursor(context.Context) (ledger.Cursor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursor, nil
}

func (m *memory) Receive(_ context.Context, cursor ledger.Cursor, changes []ledger.Logged) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failing != nil {
		return m.failing
	}
	for _, logged := range changes {
		if err := m.add(logged.Raw); err != nil {
			m.quarantine = append(m.quarantine, logged)
		}
	}
	m.cursor = cursor
	select {
	case m.arrived <- struct{}{}:
	default:
	}
	return nil
}

func (m *memory) Heads(_ context.Context, bucket int) ([]ledger.CaseHead, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.buckets()[bucket], nil
}

// buckets counts what was receipted or came from elsewhere, like Heads, in one
// pass.
func (m *memory) buckets() (out [ledger.Buckets][]ledger.CaseHead) {
	for c, raws := range m.raws {
		h := ledger.CaseHead{Case: c.kase, Station: c.station, N: uint64(len(raws)), Hash: m.heads[c].Hash}
		if c.station == m.desk.ID && m.receipted[c] < h.N {
			if h.N = m.receipted[c]; h.N == 0 {
				continue
			}
			h.Hash = ledger.HashOf(raws[h.N-1])
		}
		k := ledger.BucketOf(c.kase)
		out[k] = append(out[k], h)
	}
	for _, heads := range out {
		slices.SortFunc(heads, func(a, b ledger.CaseHead) int {
			return slices.Compare(append(a.Case[:], a.Station[:]...), append(b.Case[:], b.Station[:]...))
		})
	}
	return out
}

func (m *memory) Digests(context.Context) (out [ledger.Buckets]ledger.Hash, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, heads := range m.buckets() {
		out[k] = ledger.DigestHeads(heads)
	}
	return out, nil
}

func (m *memory) Raw(_ context.Context, kase, station uuid.UUID, after uint64, limit int) ([][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	raws := m.raws[chain{kase, station}]
	if station == m.desk.ID {
		raws = raws[:m.receipted[chain{kase, station}]]
	}
	raws = raws[min(after, uint64(len(raws))):]
	return slices.Clone(raws[:min(limit, len(raws))]), nil
}

// total counts all changes here.
func (m *memory) total() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, raws := range m.raws {
		n += len(raws)
	}
	return n
}

// unsent counts own changes without a receipt or refusal.
func (m *memory) unsent() int {
	raws, _ := m.Unsent(context.Background(), 1<<30)
	return len(raws)
}

// pending is client.Config's Pending.
func (m *memory) pending(context.Context) (unsent, heldBack int, err error) {
	unsent = m.unsent()
	m.mu.Lock()
	defer m.mu.Unlock()
	return unsent, len(m.refused) + len(m.quarantine), nil
}

// direct saves a change of the directory that the desk writes.
func (m *memory) direct(write func() []byte) {
	m.tb.Helper()
	m.mu.Lock()
	raw := write()
	m.mu.Unlock()
	m.save(m.desk.Center, raw)
}

// writeAs saves a sealed change by anybody.
func (m *memory) writeAs(author *trust.Identity, kase uuid.UUID, text string) {
	m.tb.Helper()
	m.mu.Lock()
	raw := m.desk.WriteAs(author, kase, text)
	m.mu.Unlock()
	m.save(kase, raw)
}
