package logbook

import (
	"context"

	"github.com/google/uuid"
)

// Revocation is the word of a center's keeper that a station's certificate
// counts no more. It is of the center alone: the directory is for staff.
type Revocation struct {
	Station uuid.UUID
	At      int64  // milliseconds since 1970
	Reason  string // for whoever reads it later
}

// Revoker keeps revocations for all processes over one log.
type Revoker interface {
	// Revoke keeps a revocation for good. Of one station the first one stays.
	Revoke(ctx context.Context, r Revocation) error

	// Revocations returns all of them, the oldest first.
	Revocations(ctx context.Context) ([]Revocation, error)
}
