package center_test

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/google/uuid"

	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
)

// TestRevoke shuts a station out from another process, while it listens. Its
// work is still taken, into the hold box.
func TestRevoke(t *testing.T) {
	c, s, desk := office(t)
	other := enrolled(t, c)
	kase := uuid.New()
	first := desk.Write(kase, "しめ出される前")
	if got := s.codes(s.push(first), first); got[0] != 0 {
		t.Fatalf("before: got code %d", got[0])
	}
	notices := s.listen()
	beside := open(t, c.Dir)
	if err := beside.Revoke(t.Context(), s.id, "紛失"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the station is refused", func() bool {
		status, _, _ := s.ask(http.MethodGet, wire.PathStatus, nil)
		return status == http.StatusForbidden
	})
	if status, code := s.refused(http.MethodGet, wire.PathChanges, nil); status != http.StatusForbidden || code != wire.CodeRevoked {
		t.Errorf("changes: got %d, %d", status, code)
	}
	// The line that was open ends with the next notice.
	if got := other.codes(other.push(first), first); got[0] != 0 {
		t.Errorf("another station: got code %d", got[0])
	}
	raw := desk.Write(kase, "まだ送っていなかった記録")
	if got := s.codes(s.push(raw), raw); got[0] != wire.CodeHeld {
		t.Errorf("work of the station: got code %d, want %d", got[0], wire.CodeHeld)
	}
	if held := contentOf(t, logOf(t, c.Dir)).Held; len(held) != 1 {
		t.Errorf("hold box: got %d", len(held))
	}
	fresh := enrolled(t, c)
	if status, _, _ := fresh.ask(http.MethodGet, wire.PathStatus, nil); status != http.StatusOK {
		t.Errorf("enrolled anew: got status %d", status)
	}
	written := desk.Office.Desk(fresh.id).Write(uuid.New(), "新しい端末から")
	if got := fresh.codes(fresh.push(written), written); got[0] != 0 {
		t.Errorf("enrolled anew: got code %d", got[0])
	}
	if _, err := io.ReadAll(notices.Body); err == nil {
		t.Error("notices of a revoked station: want them cut")
	}
	revoked, err := beside.Revocations(t.Context())
	if err != nil || len(revoked) != 1 || revoked[0].Station != s.id || revoked[0].Reason != "紛失" {
		t.Errorf("got %+v, %v", revoked, err)
	}
}

func TestFindStation(t *testing.T) {
	c := centertest.Start(t)
	a, b := enrolled(t, c), enrolled(t, c)
	for _, tc := range []struct {
		name, meant string
		want        uuid.UUID
		err         error
	}{
		{"ID", a.id.String(), a.id, nil},
		{"Beginning", b.id.String()[:8], b.id, nil},
		{"TooShort", b.id.String()[:3], uuid.Nil, center.ErrNoStation},
		{"Name", "L-02", uuid.Nil, center.ErrManyStations},
		{"Nobody", "L-99", uuid.Nil, center.ErrNoStation},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := c.FindStation(t.Context(), tc.meant)
			if !errors.Is(err, tc.err) || got.ID != tc.want {
				t.Errorf("got %s, %v; want %s, %v", got.ID, err, tc.want, tc.err)
			}
		})
	}
	if err := c.Revoke(t.Context(), uuid.New(), ""); !errors.Is(err, center.ErrNoStation) {
		t.Errorf("revoke nobody: got %v", err)
	}
}
