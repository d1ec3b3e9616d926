package sim_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// TestCheckerNotices breaks the system in the ways in which others have, and
// demands that some seed of a few fails, which the whole system stands.
func TestCheckerNotices(t *testing.T) {
	const most = 60
	for _, broken := range []system{
		{name: "SentWithoutReceipt", hold: func(g *grip) held { return &hopeful{grip: g} }},
		{name: "TrimBeforeReceipt", hold: func(g *grip) held { return &tidy{g} }, tune: func(t *trouble) { t.house, t.sync = 0.4, 0.5 }},
		{name: "TrimUnasked", hold: func(g *grip) held { return trusting{g} }, tune: func(t *trouble) {
			t.house, t.sync, t.backup, t.centerRestore = 0.4, 0.5, 0.1, 0.05
		}},
		{name: "OneOfTwoValues", lastWins: true},
		{name: "PullSkips", hold: func(g *grip) held { return &skipping{g} }},
		{name: "RestoreNotNoticed", hold: func(g *grip) held { return &forgetful{g} }, tune: func(t *trouble) { t.setBack, t.copies = 0.05, 0.1 }},
		{name: "WallIgnored", hold: func(g *grip) held { return &curious{g} }, tune: oftenWalled},
		{name: "AuditSkips", hold: func(g *grip) held { return &discreet{g} }, tune: oftenWalled},
	} {
		t.Run(broken.name, func(t *testing.T) {
			for seed := range uint64(most) {
				r := run(t, seed, broken, -1)
				if r.Failure == "" {
					continue
				}
				t.Logf("seed %d: %.300s", seed, r.Failure)
				if whole := run(t, seed, system{tune: broken.tune}, -1); whole.Failure != "" {
					t.Errorf("seed %d fails without the fault too: %s", seed, whole.Failure)
				}
				return
			}
			t.Errorf("%d seeds did not notice", most)
		})
	}
}

func oftenWalled(t *trouble) { t.walls, t.stations = 0.3, max(3, t.stations) }

// curious keeps what was restricted to others.
type curious struct{ *grip }

func (*curious) KeepClosed(context.Context, uuid.UUID, [][]byte) (bool, error) { return false, nil }

func (c *curious) Trim(context.Context, ...uuid.UUID) (int, error) { return 0, nil }

// discreet does not show the director all that was noted.
type discreet struct{ *grip }

func (d *discreet) ReceiveAudit(ctx context.Context, next ledger.Cursor, logged []ledger.Logged) error {
	var kept []ledger.Logged
	for _, l := range logged {
		if ledger.HashOf(l.Raw)[0]%8 != 0 {
			kept = append(kept, l)
		}
	}
	return d.grip.ReceiveAudit(ctx, next, kept)
}

// hopeful takes what it sends for receipted, whatever becomes of it.
type hopeful struct{ *grip }

func (h *hopeful) Unsent(ctx context.Context, limit int) ([][]byte, error) {
	raws, err := h.grip.Unsent(ctx, limit)
	if err != nil || h.st.s.office.down() {
		return raws, err
	}
	return raws, h.grip.Receipted(ctx, h.st.s.forged(raws))
}

// Raw gives back nothing: what it holds for sent, it never sends again.
func (h *hopeful) Raw(context.Context, uuid.UUID, uuid.UUID, uint64, int) ([][]byte, error) {
	return nil, nil
}

// forged are receipts for what the center has never seen.
func (s *sim) forged(raws [][]byte) ledger.Receipts {
	var out ledger.Receipts
	for i, raw := range raws {
		c, err := ledger.Decode(raw)
		if err != nil {
			s.failf("forge a receipt: %v", err)
		}
		out.Items = append(out.Items, ledger.Receipt{
			Case: c.Case, Station: c.Station, N: c.N, Hash: ledger.HashOf(raw), Seq: uint64(i + 1), At: s.now.UnixMilli(),
		})
	}
	out.Sign(s.office.receiptKey())
	return out
}

// tidy removes what has left its scope without waiting for receipts.
type tidy struct{ *grip }

func (y *tidy) Trim(ctx context.Context, kept ...uuid.UUID) (int, error) {
	scope, err := y.grip.Scope(ctx)
	if err != nil || y.st.s.office.down() {
		return 0, err
	}
	raws, err := y.grip.Store.Unsent(ctx, 1000)
	if err != nil {
		return 0, err
	}
	var out [][]byte
	for _, raw := range raws {
		if c, err := ledger.Decode(raw); err == nil && !scope.Has(c.Case) {
			out = append(out, raw)
		}
	}
	if err := y.grip.Receipted(ctx, y.st.s.forged(out)); err != nil {
		return 0, err
	}
	return y.grip.Trim(ctx, kept...)
}

// Unsent keeps back what is out of scope: it is gone before it was sent.
func (y *tidy) Unsent(ctx context.Context, limit int) ([][]byte, error) {
	if _, err := y.Trim(ctx); err != nil {
		return nil, err
	}
	return y.grip.Unsent(ctx, limit)
}

// trusting lets what was receipted once leave its scope without asking whether
// the center has it still: that may have been restored since.
type trusting struct{ *grip }

func (trusting) Leaving(context.Context) ([]ledger.CaseHead, [][]byte, error) { return nil, nil, nil }

// skipping passes over some changes of the log and never asks again.
type skipping struct{ *grip }

func (k *skipping) Receive(ctx context.Context, next ledger.Cursor, logged []ledger.Logged) error {
	var kept []ledger.Logged
	for _, l := range logged {
		if ledger.HashOf(l.Raw)[0]%16 != 0 {
			kept = append(kept, l)
		}
	}
	return k.grip.Receive(ctx, next, kept)
}

// forgetful does not hear of what its own machine wrote before it was set back.
type forgetful struct{ *grip }

func (f *forgetful) Receive(ctx context.Context, next ledger.Cursor, logged []ledger.Logged) error {
	var kept []ledger.Logged
	for _, l := range logged {
		if c, err := ledger.Decode(l.Raw); err != nil || c.Station != f.st.image.id {
			kept = append(kept, l)
		}
	}
	return f.grip.Receive(ctx, next, kept)
}
