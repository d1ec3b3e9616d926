package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// Unsealed returns the configuration of the unsealed twin, for benchmarks.
func Unsealed(c Config) Config {
	c.plain = true
	return c
}

// ShownIn says, for merges of cases into others, where each case is shown.
func ShownIn(merges [][2]uuid.UUID) map[uuid.UUID]uuid.UUID {
	var links []link
	for _, m := range merges {
		links = append(links, link{file: m[0], target: m[1]})
	}
	return visible(links)
}

// Rewind makes the file one of the first schema, as a program of then would
// have left it: without the tables that came later, and without what is taken
// today from records that it did not know.
func (s *Store) Rewind(ctx context.Context) error {
	rows, err := s.db.SQL().QueryContext(ctx, `SELECT type, name FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		return err
	}
	var drop []string
	for rows.Next() {
		var kind, name string
		if err := rows.Scan(&kind, &name); err != nil {
			return errors.Join(err, rows.Close())
		}
		if !strings.Contains(schema001, strings.ToUpper(kind)+" "+name+" ") && !strings.HasPrefix(name, "seek_") {
			drop = append(drop, `DROP `+kind+` IF EXISTS "`+name+`"`)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		for _, query := range append(drop, `DELETE FROM meta WHERE name IN ('derived', 'mark')`,
			`DELETE FROM sight WHERE record IN (SELECT record FROM record WHERE kind IN ('safety_check', 'commission_report'))`,
			`UPDATE child SET seen = coalesce((SELECT max(day) FROM sight WHERE child = child.record), '')`,
			`UPDATE casefile SET class = 'mch', severity = ''`, `ALTER TABLE draft DROP COLUMN was`, `ALTER TABLE draft DROP COLUMN sealed`, `ALTER TABLE signin DROP COLUMN kept`,
			`CREATE INDEX change_unsent ON change (id) WHERE seq = 0`, `PRAGMA user_version = 1`) {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
		}
		return nil
	})
}

// FillUnsent lets n changes of many cases wait for the center. Only where they
// lie is right: their bytes are the ids that a receipt names, and filling.
func (s *Store) FillUnsent(ctx context.Context, n int) error {
	station, author := s.Station(), s.Me().ID
	var file uuid.UUID
	return s.tx(ctx, func(tx *sql.Tx) error {
		for i := range n {
			if i%8 == 0 {
				file = uuid.New()
			}
			raw := make([]byte, 600)
			copy(raw, file[:])
			binary.BigEndian.PutUint64(raw[16:], uint64(i%8)+1)
			_, err := tx.ExecContext(ctx, `INSERT INTO change (file, station, n, at, author, record, kind, seen, raw) VALUES (?, ?, ?, 1, ?, ?, 'note', x'', ?)`,
				file[:], station[:], i%8+1, author[:], file[:], raw)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Traces names the tables in which an id or the text of one still stands, the
// note of what was removed apart. It reads every column of every table.
func (s *Store) Traces(ids ...uuid.UUID) []string {
	rows, err := s.db.Read().Query(`SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'seek_%'`)
	if err != nil {
		return []string{err.Error()}
	}
	defer rows.Close()
	var found []string
	center := s.Carriage()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return []string{err.Error()}
		}
		where, args := ``, []any{}
		if table == "change" {
			where, args = ` AND file != ?`, append(args, center[:])
		}
		if table == "trimmed" || table == "meta" {
			continue
		}
		for _, id := range ids {
			var n int
			err := s.db.Read().QueryRow(`SELECT count(*) FROM `+table+` WHERE (instr(CAST("`+column+`" AS BLOB), ?) OR instr(CAST("`+column+`" AS BLOB), CAST(? AS BLOB)))`+where,
				append([]any{id[:], id.String()}, args...)...).Scan(&n)
			if err != nil {
				return []string{err.Error()}
			}
			if n > 0 {
				found = append(found, table+"."+column)
			}
		}
	}
	return found
}

// CopyRecovery writes another center's recovery record and one of its people
// into this directory, as a center with malice might make them up.
func (s *Store) CopyRecovery(ctx context.Context, from *ledger.Directory, staff uuid.UUID) error {
	person := from.Staff[staff]
	pack := base64.StdEncoding.EncodeToString
	var shares []string
	for _, share := range from.Recovery.Shares {
		shares = append(shares, pack(share))
	}
	return s.writeDirectory(ctx,
		&ledger.Edit{Record: staff, Kind: ledger.KindStaff, Set: map[string]any{
			ledger.FieldName: person.Name, ledger.FieldJob: person.Job, ledger.FieldRoles: person.Roles,
			ledger.FieldPublic: ledger.Pack(person.Public), ledger.FieldLocked: ledger.Pack(person.Locked),
			ledger.FieldEscrow: pack(person.Escrow),
		}},
		&ledger.Edit{Record: ledger.RecoveryOf(s.Center()), Kind: ledger.KindRecovery, Set: map[string]any{
			ledger.FieldPublic: pack(from.Recovery.Public), ledger.FieldCharter: pack(from.Recovery.Charter), ledger.FieldShares: shares,
		}},
	)
}
