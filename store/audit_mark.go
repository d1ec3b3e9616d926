package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// KindAuditMark is a station's word of how far its chain of the audit goes: a
// record of the office file, which every station holds. So a center cannot
// withhold the end of a chain without withholding what everybody would miss.
const KindAuditMark = "audit_mark"

// auditMarkOf is the id of a station's mark.
func auditMarkOf(station uuid.UUID) uuid.UUID { return uuid.NewSHA1(station, []byte("audit mark")) }

// markAudit writes the mark before the first entry of a day, and returns the
// day of the last one.
func (b *batch) markAudit() (string, error) {
	b.s.audit.mu.Lock()
	last := b.s.audit.marked
	b.s.audit.mu.Unlock()
	today := b.s.c.Now().In(b.s.place()).Format(time.DateOnly)
	head, err := b.head(chainID{b.s.Audit(), b.s.Station()})
	if err != nil || last == today || head.N == 0 {
		return last, err
	}
	id := auditMarkOf(b.s.Station())
	if last == "" { // since the store was opened: what does the record say?
		var day string
		if err := b.tx.QueryRowContext(b.ctx, `SELECT coalesce(max(day), '') FROM record WHERE record = ?`, id[:]).Scan(&day); err != nil {
			return last, fmt.Errorf("find audit mark: %w", err)
		}
		if day == today {
			return today, nil
		}
	}
	key, err := b.caseKey(b.s.Office())
	if errors.Is(err, errNoKey) {
		return last, nil // nobody here can write in the office file yet
	}
	if err != nil {
		return last, err
	}
	edit := &ledger.Edit{Record: id, Kind: KindAuditMark, Set: map[string]any{
		"day": today, "station": b.s.Station().String(), "n": int64(head.N), "hash": hex.EncodeToString(head.Hash[:]),
	}}
	err = b.append(planned{file: b.s.Office(), edit: edit, key: key})
	if errors.Is(err, ErrArriving) {
		return last, nil
	}
	return today, err
}
