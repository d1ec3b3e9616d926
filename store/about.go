package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Enrolment is what a station got when the center enrolled it.
type Enrolment struct {
	_            struct{} `cbor:",toarray"`
	Center       uuid.UUID
	Station      uuid.UUID
	StationName  string
	StationType  string // ledger.StationOffice or ledger.StationLaptop
	CenterPublic trust.PublicIdentity
	Founder      uuid.UUID
	CenterSecret []byte
	Endpoint     []byte // opaque bytes of the sync engine

	// Key is the key of the station's certificate, by ledger.KeyName. It is said
	// in the directory and not kept.
	Key string `cbor:"-"`
}

// about is what the meta table holds, decoded.
type about struct {
	enrolment Enrolment // as read at opening
	name, typ string    // of the station, as it is now
	cursor    ledger.Cursor
	synced    time.Time
	spoke     time.Time
	complete  bool
}

// StationInfo is what the sign-in page may show without a password: no word
// of any family.
type StationInfo struct {
	Name   string    `json:"name"`
	Type   string    `json:"type"`
	Cases  int       `json:"cases"`
	Synced time.Time `json:"synced"`
	// Guesses is how many wrong passwords the center allows, 0: any number;
	// nil where an older program wrote this.
	Guesses *int `json:"guesses,omitempty"`
}

// Info reads the station's name and counts, without opening the store.
func Info(dir string) (StationInfo, error) {
	var info StationInfo
	raw, err := os.ReadFile(filepath.Join(dir, infoFile))
	if errors.Is(err, os.ErrNotExist) {
		return info, ErrNoStore
	}
	if err != nil {
		return info, fmt.Errorf("read station info: %w", err)
	}
	if err := json.Unmarshal(raw, &info); err != nil {
		return StationInfo{}, fmt.Errorf("read station info: %w", err)
	}
	return info, nil
}

// saveInfo rewrites the readable file. It is a convenience of the sign-in
// page, so a failure is logged and nothing more.
func (s *Store) saveInfo(ctx context.Context) {
	var cases int
	if err := s.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM casefile`).Scan(&cases); err != nil {
		s.c.Log.Warn("count cases for station info", "err", err)
		return
	}
	guesses := s.Directory().PolicyNumber(ledger.PolicyGuesses)
	s.shared.RLock()
	info := StationInfo{Guesses: &guesses, Name: s.about.name, Type: s.about.typ, Cases: cases, Synced: s.about.synced}
	s.shared.RUnlock()
	raw, err := json.Marshal(info)
	if err == nil {
		err = replaceFile(s.c.path(infoFile), raw)
	}
	if err != nil {
		s.c.Log.Warn("write station info", "err", err)
	}
}

// replaceFile writes a file by temp, fsync and rename, readable by its owner.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("replace file: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("replace file: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// Names of rows in meta.
const (
	metaEnrolment = "enrolment"
	metaCursor    = "cursor"
	metaClock     = "clock"
	metaSynced    = "synced"
	metaComplete  = "complete"
)

func (s *Store) loadAbout(ctx context.Context) error {
	var synced, spoke int64
	for name, into := range map[string]any{
		metaEnrolment: &s.about.enrolment, metaCursor: &s.about.cursor, metaClock: &s.clock,
		metaSynced: &synced, metaSpoke: &spoke, metaComplete: &s.about.complete,
	} {
		if err := loadMeta(ctx, s.db.SQL(), name, into); err != nil {
			return s.fault(err)
		}
	}
	s.about.name, s.about.typ = s.about.enrolment.StationName, s.about.enrolment.StationType
	if synced > 0 {
		s.about.synced = time.UnixMilli(synced)
	}
	if spoke > 0 {
		s.about.spoke = time.UnixMilli(spoke)
	}
	return nil
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func loadMeta(ctx context.Context, q querier, name string, into any) error {
	var raw []byte
	err := q.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, name).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load %s: %w", name, err)
	}
	return trust.Decode(raw, into)
}

func saveMeta(ctx context.Context, tx *sql.Tx, name string, value any) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, trust.MustEncode(value))
	if err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	return nil
}

// Station is this machine's id.
func (s *Store) Station() uuid.UUID { return s.about.enrolment.Station }

// Center is the center's id, which is also the directory's case id.
func (s *Store) Center() uuid.UUID { return s.about.enrolment.Center }

// Endpoint is what the sync engine keeps here: address, pin, certificate.
func (s *Store) Endpoint() []byte { return s.about.enrolment.Endpoint }

// CenterSecret is what every station of the center knows and the center does
// not: it goes into enrolment codes and onto the recovery sheet.
func (s *Store) CenterSecret() []byte { return s.about.enrolment.CenterSecret }

// CenterPublic is what the center signs receipts with.
func (s *Store) CenterPublic() trust.PublicIdentity { return s.about.enrolment.CenterPublic }
