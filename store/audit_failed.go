package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
)

// failuresFile is where wrong passwords are kept until somebody signs in and
// they can be written into the audit. It is readable by whoever reads the
// disk: ids and times, no password and no name.
const failuresFile = "signin.failed"

// ErrFailuresAltered is returned when the file of failed sign-ins is not as
// this program wrote it.
var ErrFailuresAltered = errors.New("file of failed sign-ins was altered")

// Failure is one person's wrong passwords that came one after the other.
type Failure struct {
	Staff    uuid.UUID
	From, To time.Time
	Count    int
}

// failures is the file: before is the hash that the first one follows, which
// the sealed store knows too, and was the one of the file before. Each failure
// carries the hash of all before it.
type failures struct {
	Was    []byte        `json:"was,omitempty"`
	Before []byte        `json:"before"`
	Failed []failureLine `json:"failed"`
}

type failureLine struct {
	Staff uuid.UUID `json:"staff"`
	From  int64     `json:"from"` // milliseconds
	To    int64     `json:"to"`
	Count int       `json:"count"`
	Hash  []byte    `json:"hash"`
}

const (
	// maxFailures is how many lines the file has at most; what comes then
	// counts into the last line, so that nobody fills the disk by guessing.
	maxFailures = 200
	// failureGap is how long after a wrong password another one of the same
	// person goes into the same line.
	failureGap = 10 * time.Minute
)

func (l *failureLine) hash(before []byte) []byte {
	h := sha256.New()
	h.Write([]byte("yorisoi/v1 failed sign-in\x00"))
	h.Write(before)
	h.Write(l.Staff[:])
	var numbers [24]byte
	binary.BigEndian.PutUint64(numbers[:8], uint64(l.From))
	binary.BigEndian.PutUint64(numbers[8:16], uint64(l.To))
	binary.BigEndian.PutUint64(numbers[16:], uint64(l.Count))
	h.Write(numbers[:])
	return h.Sum(nil)
}

// whole reports whether every hash is that of what stands before it.
func (f *failures) whole() bool {
	before := f.Before
	for i := range f.Failed {
		line := &f.Failed[i]
		if string(line.hash(before)) != string(line.Hash) {
			return false
		}
		before = line.Hash
	}
	return true
}

// readFailures returns an empty file where there is none.
func readFailures(dir string) (failures, error) {
	var f failures
	raw, err := os.ReadFile(filepath.Join(dir, failuresFile))
	if errors.Is(err, os.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("read failed sign-ins: %w", err)
	}
	if err := json.Unmarshal(raw, &f); err != nil || !f.whole() {
		return failures{}, fmt.Errorf("read failed sign-ins: %w", ErrFailuresAltered)
	}
	return f, nil
}

func (f *failures) save(dir string) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("keep failed sign-ins: %w", err)
	}
	return replaceFile(filepath.Join(dir, failuresFile), raw)
}

// Failed notes a wrong password of a staff member on the station in dir, which
// need not be open. A file that was altered is begun anew; that it was is
// found at the next sign-in.
func Failed(dir string, staff uuid.UUID, at time.Time) error {
	f, err := readFailures(dir)
	if err != nil && !errors.Is(err, ErrFailuresAltered) {
		return err
	}
	before := f.Before
	if n := len(f.Failed); n > 0 {
		last := &f.Failed[n-1]
		if n > 1 {
			before = f.Failed[n-2].Hash
		}
		near := last.Staff == staff && at.Sub(time.UnixMilli(last.To)) < failureGap
		if near || n >= maxFailures {
			last.To, last.Count = max(last.To, at.UnixMilli()), last.Count+1
			last.Hash = last.hash(before)
			return f.save(dir)
		}
		before = last.Hash
	}
	line := failureLine{Staff: staff, From: at.UnixMilli(), To: at.UnixMilli(), Count: 1}
	line.Hash = line.hash(before)
	f.Failed = append(f.Failed, line)
	return f.save(dir)
}

// Failures lists the wrong passwords on the station in dir since somebody last
// signed in, the oldest first. It returns ErrFailuresAltered.
func Failures(dir string) ([]Failure, error) {
	f, err := readFailures(dir)
	out := make([]Failure, len(f.Failed))
	for i, l := range f.Failed {
		out[i] = Failure{Staff: l.Staff, From: time.UnixMilli(l.From), To: time.UnixMilli(l.To), Count: l.Count}
	}
	return out, err
}

// metaFailures is the row in meta with the hash at which the file of failed
// sign-ins began when it was last emptied.
const metaFailures = "failures"

// takeFailures writes what the file has into the audit, and empties it. The
// file then begins with a hash that the sealed store knows too, so that one
// that was removed is noticed. Whoever can write on the disk can still put the
// file back to an earlier state of it.
func (s *Store) takeFailures(ctx context.Context) error {
	var known []byte
	if err := loadMeta(ctx, s.db.Read(), metaFailures, &known); err != nil {
		return s.fault(err)
	}
	f, err := readFailures(s.c.Dir)
	if err != nil && !errors.Is(err, ErrFailuresAltered) {
		return err
	}
	same := known != nil && (string(f.Before) == string(known) || string(f.Was) == string(known))
	if known != nil && !same {
		if err := s.Note(ctx, AuditEntry{Act: AuditLost}); err != nil {
			return err
		}
	}
	for _, l := range f.Failed {
		if err := s.Note(ctx, AuditEntry{Act: AuditFailed, Who: l.Staff, At: time.UnixMilli(l.From), Count: l.Count}); err != nil {
			return err
		}
	}
	if same && len(f.Failed) == 0 && string(f.Before) == string(known) {
		return nil
	}
	return s.emptyFailures(ctx, known)
}

// emptyFailures begins the file anew. Between the two steps the file says what
// it followed.
func (s *Store) emptyFailures(ctx context.Context, known []byte) error {
	next := failures{Was: known, Before: make([]byte, sha256.Size)}
	if _, err := io.ReadFull(s.c.Rand, next.Before); err != nil {
		return fmt.Errorf("empty failed sign-ins: %w", err)
	}
	if err := next.save(s.c.Dir); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.tx(ctx, func(tx *sql.Tx) error { return saveMeta(ctx, tx, metaFailures, next.Before) }); err != nil {
		return fmt.Errorf("empty failed sign-ins: %w", err)
	}
	return nil
}
