package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// ForgetGroups leaves of the directory what an earlier release wrote: the
// founder, the station, the staff group and its grant.
func (s *Store) ForgetGroups(ctx context.Context) error {
	dir := s.Directory()
	center := s.Center()
	if _, err := s.db.SQL().ExecContext(ctx, `DELETE FROM change WHERE file = ?`, center[:]); err != nil {
		return err
	}
	if _, err := s.db.SQL().ExecContext(ctx, `DELETE FROM head WHERE file = ?`, center[:]); err != nil {
		return err
	}
	key, err := s.groupKey()
	if err != nil {
		return err
	}
	grant, err := trust.GrantToStaff(key.key, key.of, key.epoch, s.me.Public())
	if err != nil {
		return err
	}
	me := dir.Staff[s.who]
	return s.write(ctx, func(b *batch) error {
		return b.appendAll([]*ledger.Edit{
			{Record: s.who, Kind: ledger.KindStaff, Set: map[string]any{
				ledger.FieldName: me.Name, ledger.FieldRoles: []string{ledger.RoleAdmin, ledger.RoleDirector},
				ledger.FieldPublic: ledger.Pack(me.Public), ledger.FieldLocked: ledger.Pack(me.Locked),
			}},
			{Record: key.of, Kind: ledger.KindGroup, Set: map[string]any{ledger.FieldName: ledger.GroupAllStaff}},
			s.grantEdit(grant),
		})
	})
}

// GrantAnew writes a new key of a case, of a late epoch, granted by the group
// key that this station has.
func (s *Store) GrantAnew(ctx context.Context, kase uuid.UUID, epoch uint64) (trust.Key, error) {
	var key trust.Key
	err := s.write(ctx, func(b *batch) (err error) {
		key, err = b.newCaseKey(kase, epoch, Write{})
		return err
	})
	return key, err
}

// FindText lists the columns of the opened database in which a text stands.
func (s *Store) FindText(text string) ([]string, error) {
	rows, err := s.db.Read().Query(`SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'`)
	if err != nil {
		return nil, err
	}
	var columns [][2]string
	for rows.Next() {
		var c [2]string
		if err := rows.Scan(&c[0], &c[1]); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		columns = append(columns, c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	var found []string
	for _, c := range columns {
		var n int
		err := s.db.Read().QueryRow(fmt.Sprintf(`SELECT count(*) FROM "%s" WHERE instr(CAST("%s" AS BLOB), CAST(? AS BLOB))`, c[0], c[1]), text).Scan(&n)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", c[0], c[1], err)
		}
		if n > 0 {
			found = append(found, c[0]+"."+c[1])
		}
	}
	return found, nil
}

// PutOpen writes a record under the case's key whatever its form says, as the
// first release did.
func (s *Store) PutOpen(ctx context.Context, w Write) error {
	return s.write(ctx, func(b *batch) error {
		key, err := b.caseKey(w.Case)
		if err != nil {
			return err
		}
		return b.append(planned{file: w.Case, edit: s.editOf(w, true), key: key})
	})
}
