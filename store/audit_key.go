package store

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// auditKey is the key that seals what this station writes in the audit: made
// at first use, granted to everybody who may read the audit, and made anew
// when one of these may do so no more. Grants are looked at again whenever the
// directory has changed.
func (b *batch) auditKey() (trust.Key, error) {
	own := ledger.AuditKeyOf(b.s.Center(), b.s.Station())
	held, err := b.s.keyOf(own)
	b.s.audit.mu.Lock()
	settled := b.s.audit.granted == b.s.Directory()
	b.s.audit.mu.Unlock()
	if err == nil && settled {
		return held.key, nil
	}
	auditors := b.s.auditors()
	granted, readers, dberr := b.auditGrants()
	if dberr != nil {
		return trust.Key{}, dberr
	}
	if err != nil || slices.ContainsFunc(readers[held.key.ID], func(id uuid.UUID) bool { return !isAuditor(auditors, id) }) {
		epoch := held.epoch
		if err == nil {
			epoch++
		}
		key, err := trust.NewKey(b.s.c.Rand)
		if err != nil {
			return trust.Key{}, fmt.Errorf("make audit key: %w", err)
		}
		held = heldKey{key: key, of: own, epoch: epoch}
		b.keys[key.ID] = held
	}
	return held.key, b.grantAudit(append(b.s.auditKeys(), held), auditors, granted)
}

// auditors are the people who may read the audit, sorted.
func (s *Store) auditors() []*ledger.Staff {
	var out []*ledger.Staff
	for _, p := range s.Directory().Staff {
		if p.May(ledger.ActAudit) && len(p.Public.Receive) > 0 {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *ledger.Staff) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return out
}

func isAuditor(auditors []*ledger.Staff, id uuid.UUID) bool {
	return slices.ContainsFunc(auditors, func(p *ledger.Staff) bool { return p.ID == id })
}

// auditKeys are the audit keys on the ring: all epochs of this station's, and
// on an auditor's station those of others. Whoever comes to read the audit is
// given all of them, so that what a machine wrote that is gone by then stays
// readable.
func (s *Store) auditKeys() []heldKey {
	of := map[uuid.UUID]bool{ledger.AuditKeyOf(s.Center(), s.Station()): true}
	for station := range s.Directory().Stations {
		of[ledger.AuditKeyOf(s.Center(), station)] = true
	}
	s.shared.RLock()
	defer s.shared.RUnlock()
	var out []heldKey
	for _, k := range s.keys {
		if of[k.of] {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b heldKey) int { return slices.Compare(a.key.ID[:], b.key.ID[:]) })
	return out
}

// auditGrants reads who was granted which audit key: by anybody, and, of this
// station's keys, who by itself.
func (b *batch) auditGrants() (granted map[[2]uuid.UUID]bool, own map[uuid.UUID][]uuid.UUID, err error) {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT station, key, reader FROM audit_grant`)
	if err != nil {
		return nil, nil, fmt.Errorf("read grants of audit keys: %w", err)
	}
	defer rows.Close()
	granted, own = map[[2]uuid.UUID]bool{}, map[uuid.UUID][]uuid.UUID{}
	for rows.Next() {
		var station, key, reader uuid.UUID
		if err := rows.Scan(&station, &key, &reader); err != nil {
			return nil, nil, fmt.Errorf("read grants of audit keys: %w", err)
		}
		granted[[2]uuid.UUID{key, reader}] = true
		if station == b.s.Station() {
			own[key] = append(own[key], reader)
		}
	}
	return granted, own, rows.Err()
}

// grantAudit gives keys to the auditors who do not have them.
func (b *batch) grantAudit(keys []heldKey, auditors []*ledger.Staff, granted map[[2]uuid.UUID]bool) error {
	for _, k := range keys {
		for _, p := range auditors {
			if granted[[2]uuid.UUID{k.key.ID, p.ID}] {
				continue
			}
			granted[[2]uuid.UUID{k.key.ID, p.ID}] = true
			grant, err := trust.GrantToStaff(k.key, k.of, k.epoch, p.Public)
			if err != nil {
				return fmt.Errorf("grant audit key: %w", err)
			}
			edit := &ledger.Edit{Record: newID(b.s.c), Kind: ledger.KindGrant, Grant: &grant}
			if err := b.append(planned{file: b.s.Audit(), edit: edit, have: ledger.Vector{}}); err != nil {
				return err
			}
		}
	}
	return nil
}
