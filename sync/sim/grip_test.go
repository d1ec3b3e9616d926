package sim_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// errNoRoom is returned for a write to a disk that is full on purpose.
var errNoRoom = errors.New("no room on the disk of this machine")

// errNothing is returned where there is nothing that a deed could be done to.
var errNothing = errors.New("nothing to do it to")

// grip is an engine's hold on a store whose machine may stop at any write.
type grip struct {
	*store.Store
	st *station
}

var _ held = (*grip)(nil)

// write does something to the store, unless the machine stops before, in the
// middle or after.
func (g *grip) write(do func() error) error {
	st := g.st
	if st.dead {
		return errCrashed
	}
	if st.fuse > 0 {
		if st.fuse--; st.fuse == 0 {
			before := st.folder()
			_ = do() // nobody hears how it ended
			st.dead, st.left = true, torn(before, st.folder(), st.s.rng.IntN)
			return errCrashed
		}
	}
	if disks && st.s.chance(st.s.trouble.stationFull) {
		var err error
		withoutRoom(func() { err = do() })
		if err == nil {
			return nil // nothing was to be written
		}
		st.s.figures.Full++
		st.s.tell("  no room at station %d", st.index)
		return fmt.Errorf("%w: %w", errNoRoom, err)
	}
	return do()
}

func (g *grip) Receipted(ctx context.Context, r ledger.Receipts) error {
	return g.write(func() error { return g.Store.Receipted(ctx, r) })
}

func (g *grip) Refused(ctx context.Context, r []ledger.Refusal) error {
	return g.write(func() error { return g.Store.Refused(ctx, r) })
}

func (g *grip) Receive(ctx context.Context, next ledger.Cursor, logged []ledger.Logged) error {
	return g.write(func() error { return g.Store.Receive(ctx, next, logged) })
}

func (g *grip) RetryRefusals(ctx context.Context, codes ...uint64) (n int, err error) {
	err = g.write(func() error {
		n, err = g.Store.RetryRefusals(ctx, codes...)
		return err
	})
	return n, err
}

func (g *grip) KeepManifest(ctx context.Context, blob ledger.Hash, manifest []byte) error {
	return g.write(func() error { return g.Store.KeepManifest(ctx, blob, manifest) })
}

func (g *grip) KeepChunk(ctx context.Context, blob ledger.Hash, n int, chunk []byte) error {
	return g.write(func() error { return g.Store.KeepChunk(ctx, blob, n, chunk) })
}

func (g *grip) BlobMissing(ctx context.Context, blob ledger.Hash) error {
	return g.write(func() error { return g.Store.BlobMissing(ctx, blob) })
}

func (g *grip) BlobReceipted(ctx context.Context, r ledger.BlobReceipt) error {
	return g.write(func() error { return g.Store.BlobReceipted(ctx, r) })
}

func (g *grip) BlobLost(ctx context.Context, blob ledger.Hash) error {
	return g.write(func() error { return g.Store.BlobLost(ctx, blob) })
}

func (g *grip) ReceiveHeld(ctx context.Context, next ledger.Cursor, held []ledger.Logged) error {
	return g.write(func() error { return g.Store.ReceiveHeld(ctx, next, held) })
}

func (g *grip) KeepClosed(ctx context.Context, kase uuid.UUID, changes [][]byte) (closed bool, err error) {
	err = g.write(func() error {
		closed, err = g.Store.KeepClosed(ctx, kase, changes)
		return err
	})
	return closed, err
}

func (g *grip) ReceiveAudit(ctx context.Context, next ledger.Cursor, logged []ledger.Logged) error {
	return g.write(func() error { return g.Store.ReceiveAudit(ctx, next, logged) })
}

func (g *grip) Trim(ctx context.Context, kept ...uuid.UUID) (waiting int, err error) {
	err = g.write(func() error {
		waiting, err = g.Store.Trim(ctx, kept...)
		return err
	})
	return waiting, err
}

// refusalOf is the code with which the center answered, 0 for other errors.
func refusalOf(err error) wire.ErrorCode {
	var refusal *wire.Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return 0
}

// errorClass tells an error in a trace by its kind: texts may hold paths.
func errorClass(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, errNothing):
		return "nothing"
	case errors.Is(err, errCrashed):
		return "crashed"
	case errors.Is(err, errNoRoom):
		return "no room"
	case errors.Is(err, client.ErrUnreachable):
		return "unreachable"
	case errors.Is(err, client.ErrGarbage):
		return "garbage"
	case refusalOf(err) != 0:
		return fmt.Sprintf("refused %d", refusalOf(err))
	}
	return store.CodeOf(err)
}
