package logbook

import (
	"context"

	"yorisoi/store/ledger"
)

// WallChange is a change of the log that says who may read its case. The log
// keeps what it had seen beside it: to work that out again takes its whole
// chain, and a center reads all walls when it starts.
type WallChange struct {
	ledger.Logged
	Seen ledger.Vector
}

// Waller finds the few changes of a long log that say who may read what.
type Waller interface {
	// WallChanges returns up to limit of them with after < Seq ≤ upTo, in the
	// order of the log. They are those that Append was told of.
	WallChanges(ctx context.Context, after, upTo uint64, limit int) ([]WallChange, error)
}
