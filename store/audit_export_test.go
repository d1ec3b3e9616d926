package store

import (
	"context"
	"testing"
)

// Tamper runs SQL on the sealed file as somebody would who has its key.
func (s *Store) Tamper(t testing.TB, script string) {
	t.Helper()
	if _, err := s.db.SQL().ExecContext(context.Background(), script); err != nil {
		t.Fatal(err)
	}
}
