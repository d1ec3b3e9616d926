package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// AuditFaultCode says what is wrong with a stretch of a chain.
type AuditFaultCode string

// What VerifyAudit finds.
const (
	AuditMissing  AuditFaultCode = "missing"  // entries were here or must be, and are not
	AuditAltered  AuditFaultCode = "altered"  // not the bytes that the chain says
	AuditForged   AuditFaultCode = "forged"   // not signed by whom it names
	AuditDoubled  AuditFaultCode = "doubled"  // two entries of one number
	AuditOrder    AuditFaultCode = "order"    // the center's numbers go back
	AuditWithheld AuditFaultCode = "withheld" // the station has written them, the center does not give them
)

// AuditFault is a stretch of a station's chain with which something is wrong,
// and between which moments it lies; a zero moment is open.
type AuditFault struct {
	Station       uuid.UUID
	Code          AuditFaultCode
	From, To      uint64
	After, Before time.Time
}

// AuditCheck is what VerifyAudit found.
type AuditCheck struct {
	At       time.Time
	Stations int
	Entries  int
	Closed   int // that no key here opens: of these only chain and signature were checked
	Faults   []AuditFault
}

// VerifyAudit reads everything that an auditor's station has of the audit and
// checks each chain from its first number to the last that anybody knows of:
// hashes, signatures, the center's numbers and times, what lists show against
// what was signed, what was here before, and how far the stations say
// themselves that they are. It returns ErrNotAllowed to who may not read the
// audit.
func (s *Store) VerifyAudit(ctx context.Context) (*AuditCheck, error) {
	if !s.ReadsAudit() {
		return nil, ErrNotAllowed
	}
	out := &AuditCheck{At: s.c.Now()}
	ends, err := s.auditEnds(ctx)
	if err != nil {
		return nil, err
	}
	stations := make([]uuid.UUID, 0, len(ends))
	for station := range ends {
		stations = append(stations, station)
	}
	slices.SortFunc(stations, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	for _, station := range stations {
		v := &auditVerifier{s: s, dir: s.Directory(), station: station, end: ends[station], check: out}
		if err := v.run(ctx); err != nil {
			return nil, fmt.Errorf("verify audit of %s: %w", station, err)
		}
	}
	out.Stations = len(stations)
	return out, nil
}

// auditEnd is how far a chain goes by what others than the center say.
type auditEnd struct {
	had  ledger.Head // what was here once
	mark ledger.Head // what the station says in the office file
	own  ledger.Head // of this station: what the center has receipted
}

// auditVerifier goes along one station's chain.
type auditVerifier struct {
	s       *Store
	dir     *ledger.Directory
	station uuid.UUID
	end     auditEnd
	check   *AuditCheck

	n      uint64 // the last number seen
	hash   ledger.Hash
	sound  bool // hash is that of a change that was found good
	at     time.Time
	seq    uint64
	unsure map[uuid.UUID]*ledger.Change // the last change of each author whose signature is to be checked
	hashes map[uint64]ledger.Hash       // at the numbers that others speak of
}

func (v *auditVerifier) fault(code AuditFaultCode, from, to uint64, before time.Time) {
	v.check.Faults = append(v.check.Faults, AuditFault{Station: v.station, Code: code, From: from, To: to, After: v.at, Before: before})
}

// auditKept is a row of audit_log, and the row that lists show of it.
type auditKept struct {
	n, seq    uint64
	hash, raw []byte

	shown                 bool
	act                   string
	at                    int64
	who, file, body       []byte
	offline, outside, kin bool
}

const auditVerifyRows = 500

// run goes through the chain page by page, so that no reading transaction
// stays open for long.
func (v *auditVerifier) run(ctx context.Context) error {
	v.unsure, v.hashes, v.sound = map[uuid.UUID]*ledger.Change{}, map[uint64]ledger.Hash{}, true
	after, id := int64(0), int64(0)
	for {
		page, lastN, lastID, err := v.page(ctx, after, id)
		if err != nil {
			return err
		}
		for i := range page {
			v.step(&page[i])
		}
		if len(page) < auditVerifyRows {
			break
		}
		after, id = lastN, lastID
	}
	v.vouch()
	if err := v.strays(ctx); err != nil {
		return err
	}
	v.ends()
	return nil
}

func (v *auditVerifier) page(ctx context.Context, after, id int64) (out []auditKept, lastN, lastID int64, err error) {
	rows, err := v.s.db.Read().QueryContext(ctx, `SELECT l.id, l.n, l.seq, l.hash, l.raw, a.id IS NOT NULL, coalesce(a.act, ''), coalesce(a.at, 0),
		coalesce(a.who, x''), coalesce(a.file, x''), coalesce(a.body, x''), coalesce(a.offline, 0), coalesce(a.outside, 0), coalesce(a.kin, 0)
		FROM audit_log l LEFT JOIN audit a ON a.station = l.station AND a.n = l.n
		WHERE l.station = ? AND (l.n, l.id) > (?, ?) ORDER BY l.n, l.id LIMIT ?`, v.station[:], after, id, auditVerifyRows)
	if err != nil {
		return nil, 0, 0, v.s.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var k auditKept
		var seq int64
		err := rows.Scan(&lastID, &lastN, &seq, &k.hash, &k.raw, &k.shown, &k.act, &k.at, &k.who, &k.file, &k.body, &k.offline, &k.outside, &k.kin)
		if err != nil {
			return nil, 0, 0, err
		}
		k.n, k.seq = uint64(lastN), uint64(seq)
		out = append(out, k)
	}
	return out, lastN, lastID, v.s.fault(rows.Err())
}

// step checks one row against the chain before it.
func (v *auditVerifier) step(k *auditKept) {
	if k.n == v.n {
		v.fault(AuditDoubled, k.n, k.n, time.Time{})
		return
	}
	hash := ledger.HashOf(k.raw)
	c, err := ledger.Decode(k.raw)
	good := err == nil && string(hash[:]) == string(k.hash) && c.Case == v.s.Audit() && c.Station == v.station && c.N == k.n
	if k.n > v.n+1 {
		before := time.Time{}
		if good {
			before = c.At.Wall()
		}
		v.fault(AuditMissing, v.n+1, k.n-1, before)
		v.vouch()
		v.sound = false
	}
	if !good {
		v.fault(AuditAltered, k.n, k.n, time.Time{})
		v.vouch()
		v.n, v.sound = k.n, false
		return
	}
	if v.sound && c.Prev != v.hash {
		// The one before is not what this one followed.
		v.fault(AuditAltered, max(v.n, 1), max(v.n, 1), c.At.Wall())
		v.vouch()
	}
	v.n, v.hash, v.sound = k.n, hash, true
	v.check.Entries++
	if k.seq <= v.seq {
		v.fault(AuditOrder, k.n, k.n, c.At.Wall())
	}
	v.seq = max(v.seq, k.seq)
	v.at = c.At.Wall()
	v.unsure[c.Author] = c
	for _, h := range []ledger.Head{v.end.had, v.end.mark, v.end.own} {
		if h.N == k.n {
			v.hashes[k.n] = hash
		}
	}
	v.compareShown(k, c)
}

// vouch checks the last signature of each author of a sound stretch: it
// vouches for what stands before it there.
func (v *auditVerifier) vouch() {
	for author, c := range v.unsure {
		if verify(v.dir, c) != nil {
			v.fault(AuditForged, c.N, c.N, c.At.Wall())
		}
		delete(v.unsure, author)
	}
}

// compareShown holds what lists show to what was signed.
func (v *auditVerifier) compareShown(k *auditKept, c *ledger.Change) {
	key, ok := v.s.key(c.Key)
	if !ok && c.Sealed() {
		v.check.Closed++
		return
	}
	edit, err := c.OpenBody(key)
	if err != nil {
		v.fault(AuditForged, k.n, k.n, c.At.Wall())
		return
	}
	if edit.Kind == ledger.KindGrant {
		return
	}
	e := auditOf(edit.Set)
	file := []byte{}
	if e.Case != uuid.Nil {
		file = e.Case[:]
	}
	same := string(trust.MustEncode(edit.Set)) == string(k.body) && k.act == string(e.Act) && k.at == e.At.UnixMilli() &&
		string(k.who) == string(e.Who[:]) && string(k.file) == string(file) &&
		k.offline == e.Offline && k.outside == e.Outside && k.kin == e.Kin
	switch {
	case !k.shown:
		v.fault(AuditMissing, k.n, k.n, c.At.Wall())
	case !same:
		v.fault(AuditAltered, k.n, k.n, c.At.Wall())
	}
}

// strays finds rows that lists show and nobody has signed.
func (v *auditVerifier) strays(ctx context.Context) error {
	rows, err := v.s.db.Read().QueryContext(ctx, `SELECT a.n FROM audit a WHERE a.station = ?1
		AND NOT EXISTS (SELECT 1 FROM audit_log l WHERE l.station = ?1 AND l.n = a.n)
		AND NOT EXISTS (SELECT 1 FROM change c WHERE c.file = ?2 AND c.station = ?1 AND c.n = a.n)`, v.station[:], auditBytes(v.s))
	if err != nil {
		return v.s.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return err
		}
		// One whose change was removed is missing already.
		if v.sound && uint64(n) <= v.n || uint64(n) > v.n && uint64(n) > v.end.had.N {
			v.fault(AuditForged, uint64(n), uint64(n), time.Time{})
		}
	}
	return rows.Err()
}

func auditBytes(s *Store) []byte { id := s.Audit(); return id[:] }

// ends holds the end of the chain to what was here once and to what the
// station says itself.
func (v *auditVerifier) ends() {
	last := v.n
	for _, known := range []struct {
		head ledger.Head
		code AuditFaultCode
	}{{v.end.had, AuditMissing}, {v.end.own, AuditWithheld}, {v.end.mark, AuditWithheld}} {
		hash, seen := v.hashes[known.head.N]
		switch {
		case known.head.N > last:
			v.fault(known.code, last+1, known.head.N, time.Time{})
			last = known.head.N
		case seen && hash != known.head.Hash:
			v.fault(AuditAltered, known.head.N, known.head.N, time.Time{})
		}
	}
}

// errAuditMark is returned for a mark that is none.
var errAuditMark = errors.New("mark is not readable")
