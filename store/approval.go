package store

import (
	"context"

	"github.com/google/uuid"
)

// Submit sends a document round for approval, with its text as it is now.
// route is the roles that decide, in order; empty: the route of its kind.
func (s *Store) Submit(ctx context.Context, document uuid.UUID, route []string, comment string) (uuid.UUID, error) {
	return uuid.Nil, nil
}

// Decide records a step on an approval by the person signed in: approve,
// return, proxy or noted. digest is Approval.Digest of what was read: a
// document that changed since is refused with ErrChanged.
func (s *Store) Decide(ctx context.Context, approval uuid.UUID, action, comment, digest string) error {
	return nil
}

// PullBack takes a submission back.
func (s *Store) PullBack(ctx context.Context, approval uuid.UUID, reason string) error { return nil }

// FindApprovals lists submissions, the oldest first.
func (s *Store) FindApprovals(ctx context.Context, f ApprovalFilter) ([]ApprovalRow, error) {
	return nil, nil
}

// FindApproval returns a submission with its document and what changed since.
func (s *Store) FindApproval(ctx context.Context, id uuid.UUID) (*Approval, error) {
	return nil, ErrNotFound
}
