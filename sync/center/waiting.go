package center

import (
	"context"
	"encoding/hex"
	"net/http"

	"github.com/google/uuid"

	"yorisoi/sync/wire"
)

// A station that waits for approval has a certificate and nothing else: it is
// handed the directory, from which it learns that it was approved, and may say
// in it who it is. Whatever else it asks for is answered as if it were not
// there. The directory decides, with the key of the very certificate that the
// station shows: an approval of another machine's key is none.

// waits reports whether a station waits for approval as of now.
func (c *Center) waits(ctx context.Context, station uuid.UUID) (bool, error) {
	d, err := c.loadDirectory(ctx)
	if err != nil {
		return false, err
	}
	return c.waitsIn(ctx, d, station)
}

func (c *Center) waitsIn(ctx context.Context, d *directory, station uuid.UUID) (bool, error) {
	if !d.NeedsApproval() {
		return false, nil
	}
	key, err := c.keyOf(ctx, station)
	return err == nil && d.Waits(station, key), err
}

// keyOf is the key that a station's certificate has, which never changes.
func (c *Center) keyOf(ctx context.Context, station uuid.UUID) (string, error) {
	if key, ok := c.certificates.Load(station); ok {
		return key.(string), nil
	}
	known, err := c.log.FindStation(ctx, station)
	if err != nil || known == nil {
		return "", err
	}
	key := hex.EncodeToString(known.Key)
	c.certificates.Store(station, key)
	return key, nil
}

// forApproved admits stations that do not wait, and those that were removed:
// what they bring goes to the hold box.
func (s *server) forApproved(h handle) handle {
	return func(w http.ResponseWriter, r *http.Request) (any, error) {
		if !removedCaller(r) {
			waits, err := s.waits(r.Context(), callerOf(r))
			if err != nil {
				return nil, err
			}
			if waits {
				return nil, errNoPath
			}
		}
		return h(w, r)
	}
}

// errNoPath is the answer to whatever this version does not know.
var errNoPath = &wire.Error{Code: wire.CodeNotFound, Text: "no such path in version 1"}

// logEnd is the number that a station is told of as the end of the log: one that
// waits does not learn how much others write.
func (c *Center) logEnd(ctx context.Context, station uuid.UUID, head uint64) (uint64, error) {
	d, err := c.directoryUpTo(ctx, head)
	if err != nil {
		return 0, err
	}
	if waits, err := c.waitsIn(ctx, d, station); err != nil || !waits {
		return head, err
	}
	return min(head, d.last), nil
}

// nothing answers a stream of changes with none.
func (s *server) nothing(out *sender) error {
	if err := out.patience(); err != nil {
		return err
	}
	return out.send(wire.ChangesHead{LogID: s.log.ID()})
}

// pushFrom receipts or refuses every change that a station brings. Of one that
// waits the directory is taken, and its own part of the audit; the rest only if
// that brings the approval: a center that was restored may have lost it.
func (c *Center) pushFrom(ctx context.Context, raws [][]byte, from caller) (*wire.PushAnswer, error) {
	waits := false
	if !from.removed {
		var err error
		if waits, err = c.waits(ctx, from.station); err != nil {
			return nil, err
		}
	}
	if !waits {
		return c.push(ctx, raws, from.removed)
	}
	runs, err := groupRuns(raws)
	if err != nil {
		return nil, &wire.Error{Code: wire.CodeMalformed, Text: err.Error()}
	}
	var taken [][]byte
	var left []*item
	for _, r := range runs {
		own := r.Case == c.ID() || r.Case == c.auditID() && r.Station == from.station
		for _, it := range r.items {
			if own {
				taken = append(taken, it.raw)
			} else {
				left = append(left, it)
			}
		}
	}
	answer, err := c.push(ctx, taken, false)
	if err != nil || len(left) == 0 {
		return answer, err
	}
	if waits, err = c.waits(ctx, from.station); err != nil {
		return nil, err
	}
	if !waits {
		return c.push(ctx, raws, false)
	}
	for _, it := range left {
		answer.Refusals = append(answer.Refusals, it.refuse(wire.CodeForbidden, "the station waits for approval"))
	}
	return answer, nil
}
