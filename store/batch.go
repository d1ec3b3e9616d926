package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// chainID names one station's chain in one case.
type chainID struct{ file, station uuid.UUID }

// arrival is a change on its way into the tables, own or received.
type arrival struct {
	change *ledger.Change
	raw    []byte
	edit   *ledger.Edit // nil while no key opens it
	seen   ledger.Vector
	seq    uint64
	taken  int64
	made   *row // merged ahead, by itself
}

// written is an arrival as the records are merged from.
func (a *arrival) written() ledger.Written {
	return ledger.Written{Dot: a.change.Dot(), Seen: a.seen, At: a.change.At, Author: a.change.Author, Edit: a.edit}
}

// batch is what one transaction adds: changes, the heads they move, and the
// records, lists and indexes that follow from them.
type batch struct {
	s         *Store
	ctx       context.Context
	tx        *sql.Tx
	stmt      *statements
	heads     map[chainID]ledger.Head
	dirty     map[chainID]bool
	records   map[uuid.UUID]*touched
	order     []uuid.UUID // of records, as first touched
	keys      map[uuid.UUID]heldKey
	fresh     map[uuid.UUID]trust.Key // of cases, looked at in this batch: what to seal with
	cases     map[uuid.UUID]bool
	children  map[uuid.UUID]bool // whose last sighting may have changed
	changed   map[uuid.UUID]ledger.Time
	parted    map[uuid.UUID]bool // cases of merges that were made or taken back
	people    bool               // who may be the same as whom may have changed
	judged    map[uuid.UUID]bool // cases whose class or severity may have changed
	owing     map[uuid.UUID]bool // cases whose deadlines may have changed
	heard     map[hearing]int64  // when the center last took something of somebody
	settings  bool               // the center's deadlines were set
	templates bool               // a form was replaced, or put back
	directory bool
	carriage  []ledger.Written // edits of the carriage book
	reread    bool             // the carriage book lost changes
	walled    bool             // who may read a case may have changed
	ownUsers  []uuid.UUID      // staff for whose cases a station was set just now
}

// touched is a record that the batch has changes of.
type touched struct {
	file   uuid.UUID
	row    int64 // record.id, 0 when the record is new here
	latest int64 // change.id of the newest change
	made   *row  // merged
	first  *arrival
	new    []ledger.Written
	ids    []int64 // change.id of each of new
}

// newBatch begins a batch. Its statements are short and many, and the driver
// would watch each for the end of the context: the transaction watches alone,
// and when the context ends no further statement of it runs.
func (s *Store) newBatch(ctx context.Context, tx *sql.Tx) *batch {
	ctx = context.WithoutCancel(ctx)
	return &batch{
		s: s, ctx: ctx, tx: tx, stmt: &statements{ctx: ctx, tx: tx},
		heads: map[chainID]ledger.Head{}, dirty: map[chainID]bool{},
		records: map[uuid.UUID]*touched{}, keys: map[uuid.UUID]heldKey{}, fresh: map[uuid.UUID]trust.Key{},
		cases: map[uuid.UUID]bool{}, children: map[uuid.UUID]bool{}, changed: map[uuid.UUID]ledger.Time{},
		parted: map[uuid.UUID]bool{}, judged: map[uuid.UUID]bool{}, owing: map[uuid.UUID]bool{}, heard: map[hearing]int64{},
	}
}

// statements prepares each SQL text once a transaction.
type statements struct {
	ctx context.Context
	tx  *sql.Tx
	all map[string]*sql.Stmt
}

func (p *statements) get(query string) (*sql.Stmt, error) {
	if st := p.all[query]; st != nil {
		return st, nil
	}
	st, err := p.tx.PrepareContext(p.ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare statement: %w", err)
	}
	if p.all == nil {
		p.all = map[string]*sql.Stmt{}
	}
	p.all[query] = st
	return st, nil
}

// exec runs a prepared statement.
func (b *batch) exec(query string, args ...any) (sql.Result, error) {
	st, err := b.stmt.get(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(b.ctx, args...)
}

// scan runs a prepared query of one row.
func (b *batch) scan(query string, args []any, into ...any) error {
	st, err := b.stmt.get(query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(b.ctx, args...).Scan(into...)
}

// head returns the end of a chain as the batch has moved it.
func (b *batch) head(id chainID) (ledger.Head, error) {
	if h, ok := b.heads[id]; ok {
		return h, nil
	}
	var n int64
	var hash, seen []byte
	err := b.scan(`SELECT n, hash, seen FROM head WHERE file = ? AND station = ?`,
		[]any{id.file[:], id.station[:]}, &n, &hash, &seen)
	var h ledger.Head
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return h, fmt.Errorf("find head: %w", err)
	default:
		dots, err := decodeSeen(seen)
		if err != nil {
			return h, err
		}
		h = ledger.Head{N: uint64(n), Hash: ledger.Hash(hash), Seen: dots.Vector()}
	}
	b.heads[id] = h
	return h, nil
}

func (b *batch) setHead(id chainID, h ledger.Head) {
	b.heads[id], b.dirty[id] = h, true
}

// vector is everything that this station has of a case.
func (b *batch) vector(file uuid.UUID) (ledger.Vector, error) {
	v := ledger.Vector{}
	rows, err := b.tx.QueryContext(b.ctx, `SELECT station, n FROM head WHERE file = ?`, file[:])
	if err != nil {
		return nil, fmt.Errorf("load vector: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var station uuid.UUID
		var n int64
		if err := rows.Scan(&station, &n); err != nil {
			return nil, fmt.Errorf("load vector: %w", err)
		}
		v[station] = uint64(n)
	}
	for id := range b.dirty {
		if id.file == file {
			v[id.station] = b.heads[id].N
		}
	}
	return v, rows.Err()
}

// encodeSeen and decodeSeen keep the common empty difference at no bytes.
func encodeSeen(s ledger.Seen) []byte {
	if len(s) == 0 {
		return []byte{}
	}
	return trust.MustEncode(s)
}

func decodeSeen(raw []byte) (ledger.Seen, error) {
	var s ledger.Seen
	if len(raw) == 0 {
		return nil, nil
	}
	return s, trust.Decode(raw, &s)
}

// add inserts an arrival whose chain was checked, and notes what it touches.
func (b *batch) add(a *arrival) error {
	c := a.change
	var record []byte = []byte{}
	kind := ""
	if a.edit != nil {
		record, kind = a.edit.Record[:], a.edit.Kind
	}
	res, err := b.exec(`INSERT INTO change (file, station, n, at, author, record, kind, seen, raw, seq, taken)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.Case[:], c.Station[:], int64(c.N), int64(c.At), c.Author[:], record, kind, encodeSeen(c.Seen), a.raw, int64(a.seq), a.taken)
	if err != nil {
		return fmt.Errorf("keep change %s: %w", c.Dot(), err)
	}
	id, err := res.LastInsertId()
	if err != nil {
		return fmt.Errorf("keep change %s: %w", c.Dot(), err)
	}
	b.cases[c.Case] = true
	b.hear(a)
	if a.edit == nil {
		return nil
	}
	return b.touch(a, id)
}

// touch notes that a record has a new change, readable.
func (b *batch) touch(a *arrival, id int64) error {
	if a.change.Case == b.s.Center() {
		b.directory = true
		return nil
	}
	if a.change.Case == b.s.Carriage() {
		b.carriage = append(b.carriage, a.written())
		return nil
	}
	if a.change.Case == b.s.Audit() {
		return b.takeAudit(a)
	}
	if a.edit.Kind == ledger.KindGrant {
		return nil
	}
	if a.edit.Kind == ledger.KindRestrict {
		b.walled = true
		return nil
	}
	if err := b.heedNumber(a); err != nil {
		return err
	}
	t := b.records[a.edit.Record]
	if t == nil {
		t = &touched{file: a.change.Case, first: a}
		err := b.scan(`SELECT id FROM record WHERE record = ?`, []any{a.edit.Record[:]}, &t.row)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("find record %s: %w", a.edit.Record, err)
		}
		b.records[a.edit.Record] = t
		b.order = append(b.order, a.edit.Record)
	}
	t.new = append(t.new, a.written())
	t.ids = append(t.ids, id)
	return nil
}

// flush writes the heads, and the records with all that follows from them.
func (b *batch) flush() error {
	if err := b.saveHeads(); err != nil {
		return err
	}
	for _, k := range b.keys {
		if err := insertKey(b.ctx, b.tx, k); err != nil {
			return err
		}
	}
	b.prepare()
	for _, id := range b.order {
		if err := b.materialise(id, b.records[id]); err != nil {
			return err
		}
	}
	for file, at := range b.changed {
		if _, err := b.exec(`UPDATE casefile SET changed = max(changed, ?) WHERE file = ?`, int64(at), file[:]); err != nil {
			return fmt.Errorf("date case: %w", err)
		}
	}
	if err := b.follow(); err != nil {
		return err
	}
	return saveMeta(b.ctx, b.tx, metaClock, b.s.clock)
}

func (b *batch) saveHeads() error {
	for id := range b.dirty {
		h := b.heads[id]
		_, err := b.exec(`INSERT INTO head (file, station, n, hash, seen, bucket) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (file, station) DO UPDATE SET n = excluded.n, hash = excluded.hash, seen = excluded.seen`,
			id.file[:], id.station[:], int64(h.N), h.Hash[:], encodeSeen(h.Seen.Dots()), ledger.BucketOf(id.file))
		if err != nil {
			return fmt.Errorf("move head: %w", err)
		}
	}
	return b.returned()
}

// follow brings the tables up to the records that follow from several of them.
func (b *batch) follow() error {
	for child := range b.children {
		if err := b.dateSighting(child); err != nil {
			return err
		}
	}
	for _, step := range []func() error{b.saveJoins, b.saveStandings, b.saveDues, b.saveHeard, b.saveLines} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// key finds a key on the ring or among those of this batch.
func (b *batch) key(id uuid.UUID) (trust.Key, bool) {
	if k, ok := b.keys[id]; ok {
		return k.key, true
	}
	return b.s.key(id)
}

// holdKeys puts the keys of a committed batch on the ring.
func (b *batch) holdKeys() {
	if len(b.keys) == 0 {
		return
	}
	b.s.shared.Lock()
	defer b.s.shared.Unlock()
	for _, k := range b.keys {
		if !b.s.closed {
			b.s.holdKey(k)
		}
	}
}

// settled publishes what a committed batch changed.
func (b *batch) settled(ctx context.Context) error {
	b.holdKeys()
	if b.directory {
		if err := b.s.loadDirectory(ctx); err != nil {
			return err
		}
	}
	b.s.takeCarriage(b.carriage, b.reread)
	if b.walled {
		b.s.walls.forget()
	}
	if b.directory || b.reread || b.walled || len(b.carriage) > 0 {
		b.s.carriage.version++
		b.s.tellRescoped()
	}
	b.s.carriage.due = b.s.carriage.due || b.directory || len(b.carriage) > 0 || b.people
	if b.settings {
		if err := b.s.loadRules(ctx); err != nil {
			return err
		}
	}
	if b.templates {
		if err := b.s.loadTemplates(ctx); err != nil {
			return err
		}
	}
	if b.people {
		b.s.alike.people.Add(1)
	}
	var e Event
	for id := range b.cases {
		if id == b.s.Center() || id == b.s.Carriage() {
			e.Directory = true
		} else if len(e.Cases) < maxEventCases {
			e.Cases = append(e.Cases, id)
		}
	}
	if len(b.cases) > maxEventCases {
		e = Event{}
	}
	b.s.watch.send(e)
	return nil
}
