package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// late is one piece of work in a case that is to be destroyed, which nobody
// else has.
type late struct {
	kind   string
	author uuid.UUID
	at     time.Time
	draft  bool
	fields map[string]any
}

// lateOf gathers what only this station has of a case: changes that the center
// has not taken, and what somebody is still typing. can is false while it
// cannot be put aside: something that the person signed in cannot read, an
// attachment that was not sent, and all of a restricted case, whose readers are
// not the leaders. Then the case stays until its author has signed in, or until
// somebody lets it go (LetLateGo).
func (s *Store) lateOf(ctx context.Context, kase uuid.UUID) (all []late, can bool, err error) {
	raws, err := s.rawsOf(ctx, s.db.Read(), `SELECT raw FROM change WHERE file = ?1 AND seq = 0
		UNION ALL SELECT raw FROM aside WHERE file = ?1 AND settled = ''`, kase[:])
	if err != nil {
		return nil, false, err
	}
	narrow, err := s.narrowKeys(ctx, s.db.Read(), kase)
	if err != nil {
		return nil, false, err
	}
	can = true
	for _, raw := range raws {
		c, e, ok := s.decodeLate(raw, narrow)
		if !ok {
			can = false
			continue
		}
		if !slices.Contains(lateKinds, e.Kind) {
			all = append(all, late{kind: e.Kind, author: c.Author, at: c.At.Wall(), fields: e.Set})
		}
	}
	drafts, shut, err := s.lateDrafts(ctx, kase)
	if err != nil {
		return nil, false, err
	}
	all, can = append(all, drafts...), can && !shut
	blobs, err := blobsWaiting(ctx, s.db.Read(), kase)
	if err != nil {
		return nil, false, err
	}
	wall, err := s.wallIn(ctx, s.db.Read(), kase)
	if err != nil {
		return nil, false, err
	}
	can = can && blobs == 0 && !(wall.Up && len(all) > 0)
	if can {
		return all, true, nil
	}
	letGo, err := s.isLetGo(ctx, kase)
	if wall.Up {
		all = nil
	}
	return all, letGo, err
}

// lateDrafts are the drafts of a case; shut says that some are sealed for
// somebody else.
func (s *Store) lateDrafts(ctx context.Context, kase uuid.UUID) (all []late, shut bool, err error) {
	ids, err := fileIDs(ctx, s.db.Read(), `SELECT record FROM draft WHERE file = ?`, kase[:])
	if err != nil {
		return nil, false, s.fault(err)
	}
	for _, id := range ids {
		found, err := s.drafts(ctx, s.db.Read(), `WHERE record = ?`, id)
		if err != nil || len(found) == 0 {
			shut = true
			continue
		}
		d := found[0]
		all = append(all, late{kind: d.Kind, author: d.Staff, at: d.Saved, draft: true, fields: d.Fields})
	}
	return all, shut, nil
}

// putLate puts work aside for the leaders, sealed for them, in the office file.
func (b *batch) putLate(list uuid.UUID, number string, all []late) error {
	for _, l := range all {
		set := map[string]any{
			"day": b.s.today().String(), "list": list.String(), "sort": l.kind, "author": l.author.String(),
			"written": l.at.In(b.s.place()).Format(time.RFC3339), "lines": b.s.lateLines(l), "draft": l.draft,
		}
		if number != "" {
			set["number"] = number
		}
		if err := b.put(Write{Case: b.s.Office(), Record: newID(b.s.c), Kind: KindLateWork, Set: set}); err != nil {
			return fmt.Errorf("put aside what came late: %w", err)
		}
	}
	return nil
}

// maxLateLine is how long one line of late work can be, in characters.
const maxLateLine = 19000

// lateLines writes fields as people read them.
func (s *Store) lateLines(l late) []string {
	f := s.Library().Form(l.kind)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(l.fields)) {
		label := name
		if f != nil && f.Item(name) != nil {
			label = f.Item(name).Label("ja")
		}
		text := []rune(label + "：" + lateValue(l.fields[name]))
		for len(text) > maxLateLine {
			out, text = append(out, string(text[:maxLateLine])), text[maxLateLine:]
		}
		out = append(out, string(text))
	}
	return out
}

func lateValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "（消した）"
	case bool:
		if v {
			return "はい"
		}
		return "いいえ"
	case []string:
		return strings.Join(v, "、")
	}
	return fmt.Sprint(v)
}

// LateWork is work in a case that was destroyed before it was sent.
type LateWork struct {
	Record  uuid.UUID
	Day     string
	List    uuid.UUID
	Number  string // of the case
	Kind    string
	Author  uuid.UUID
	Written time.Time
	Draft   bool
	Lines   []string
}

// FindLateWork lists what was put aside, for leaders alone.
func (s *Store) FindLateWork(ctx context.Context) ([]LateWork, error) {
	if !s.May(ledger.ActDispose) {
		return nil, ErrNotAllowed
	}
	rows, err := s.FindOffice(ctx, KindLateWork)
	if err != nil {
		return nil, err
	}
	var out []LateWork
	for _, row := range rows {
		r, err := s.FindRecord(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		e := entryOf(r)
		w := LateWork{Record: r.ID, Day: e.Text("day"), Number: e.Text("number"), Kind: e.Text("sort"), Written: e.Moment("written"), Draft: e.Bool("draft"), Lines: e.Texts("lines")}
		w.List, _ = uuid.Parse(e.Text("list"))
		w.Author, _ = uuid.Parse(e.Text("author"))
		out = append(out, w)
	}
	return out, nil
}

// SettleLateWork takes away what was put aside, with a reason, once a leader has
// read it and done with it what has to be done.
func (s *Store) SettleLateWork(ctx context.Context, record uuid.UUID, reason string) error {
	switch {
	case !s.May(ledger.ActDispose):
		return ErrNotAllowed
	case reason == "":
		return ErrReasonNeeded
	}
	return s.Withdraw(ctx, record, reason)
}

// metaLetGo is the cases of which somebody let late work go that could not be
// put aside.
const metaLetGo = "let_go"

func (s *Store) isLetGo(ctx context.Context, kase uuid.UUID) (bool, error) {
	var all []uuid.UUID
	if err := loadMeta(ctx, s.db.Read(), metaLetGo, &all); err != nil {
		return false, s.fault(err)
	}
	return slices.Contains(all, kase), nil
}

// FindLateWaiting are the cases that should be destroyed here and hold work
// that cannot be put aside.
func (s *Store) FindLateWaiting(ctx context.Context) ([]WaitingCase, error) {
	gone, err := s.gone(ctx)
	if err != nil {
		return nil, err
	}
	var out []WaitingCase
	for kase := range gone {
		_, can, err := s.lateOf(ctx, kase)
		if err != nil {
			return nil, err
		}
		if can {
			continue
		}
		w, err := s.waitingOf(ctx, s.db.Read(), kase)
		if err != nil {
			return nil, err
		}
		err = s.db.Read().QueryRowContext(ctx, `SELECT coalesce(max(name), ''), coalesce(max(number), '') FROM casefile WHERE file = ?`, kase[:]).Scan(&w.Family, &w.Number)
		if err != nil {
			return nil, fmt.Errorf("find what waits: %w", s.fault(err))
		}
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b WaitingCase) int { return compareID(a.Case, b.Case) })
	return out, nil
}

// LetLateGo lets work go that cannot be put aside, so that its case can be
// destroyed on this machine. A leader does so, with a reason that the audit
// keeps.
func (s *Store) LetLateGo(ctx context.Context, kase uuid.UUID, reason string) error {
	switch {
	case !s.May(ledger.ActDispose):
		return ErrNotAllowed
	case reason == "":
		return ErrReasonNeeded
	}
	gone, err := s.gone(ctx)
	if err != nil {
		return err
	}
	if _, is := gone[kase]; !is {
		return ErrNotFound
	}
	err = s.write(ctx, func(b *batch) error {
		var all []uuid.UUID
		if err := loadMeta(b.ctx, b.tx, metaLetGo, &all); err != nil {
			return err
		}
		return saveMeta(b.ctx, b.tx, metaLetGo, append(all, kase))
	})
	if err != nil {
		return fmt.Errorf("let late work of %s go: %w", kase, err)
	}
	return s.Note(ctx, AuditEntry{Act: AuditDisposed, Case: kase, Reason: reason})
}
