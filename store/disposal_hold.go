package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// DisposalHold is why a case must not be destroyed (廃棄の停止).
type DisposalHold struct {
	Record uuid.UUID
	On     string // day
	Until  string // day, "": until somebody releases it
	Reason string
	By     uuid.UUID
}

// HoldCase stops the destruction of a case, and of those shown in it: for a
// verification, a lawsuit. That it must not be destroyed stands readable in the
// directory, so that it holds everywhere, also where it arrives after an
// approval; why stands in the case.
func (s *Store) HoldCase(ctx context.Context, kase uuid.UUID, reason, until string) error {
	switch {
	case !s.May(ledger.ActDispose):
		return ErrNotAllowed
	case reason == "":
		return ErrReasonNeeded
	}
	return s.write(ctx, func(b *batch) error {
		group, err := b.shownWith(kase)
		if err != nil {
			return err
		}
		set := map[string]any{"held_on": s.today().String(), "reason": reason}
		if until != "" {
			set["until"] = until
		}
		if err := b.put(Write{Case: kase, Record: newID(s.c), Kind: KindDisposalHold, Set: set}); err != nil {
			return err
		}
		return b.keep(group, true)
	})
}

// ReleaseHold lets a case be destroyed again, by another list: one that was
// approved before does not count for it any more.
func (s *Store) ReleaseHold(ctx context.Context, kase uuid.UUID, reason string) error {
	switch {
	case !s.May(ledger.ActDispose):
		return ErrNotAllowed
	case reason == "":
		return ErrReasonNeeded
	}
	held, err := s.FindHolds(ctx, kase)
	if err != nil {
		return err
	}
	return s.write(ctx, func(b *batch) error {
		group, err := b.shownWith(kase)
		if err != nil {
			return err
		}
		for _, h := range held {
			r, err := s.findRecord(b.ctx, b.tx, h.Record)
			if err != nil {
				return err
			}
			set := map[string]any{"released_on": s.today().String(), "released_why": reason}
			if err := b.put(Write{Case: r.Case, Record: h.Record, Kind: KindDisposalHold, Set: set, Reason: reason}); err != nil {
				return err
			}
		}
		return b.keep(group, false)
	})
}

// keep says of cases whether they must not be destroyed.
func (b *batch) keep(cases []uuid.UUID, kept bool) error {
	for _, kase := range cases {
		if !kept && !b.s.Directory().Kept(kase) {
			continue
		}
		err := b.append(planned{file: b.s.Center(), edit: &ledger.Edit{Record: ledger.KeepOf(kase), Kind: ledger.KindKeep, Set: map[string]any{
			ledger.FieldCase: kase.String(), ledger.FieldKept: kept,
		}}})
		if err != nil {
			return err
		}
	}
	return nil
}

// IsKept reports whether a case, or one shown in it, must not be destroyed.
func (s *Store) IsKept(ctx context.Context, kase uuid.UUID) (bool, error) {
	group, err := groupOf(ctx, s.db.Read(), kase)
	if err != nil {
		return false, err
	}
	dir := s.Directory()
	return slices.ContainsFunc(append(group, kase), dir.Kept), nil
}

// FindHolds are the holds of a case that nobody has released.
func (s *Store) FindHolds(ctx context.Context, kase uuid.UUID) ([]DisposalHold, error) {
	f, err := s.wholeFile(ctx, s.db.Read(), kase, KindDisposalHold)
	if err != nil {
		return nil, fmt.Errorf("find holds: %w", err)
	}
	var out []DisposalHold
	for _, e := range f.Of(KindDisposalHold) {
		if e.Text("released_on") != "" {
			continue
		}
		h := DisposalHold{On: e.Text("held_on"), Until: e.Text("until"), Reason: e.Text("reason")}
		h.Record, _ = uuid.Parse(e.ID)
		h.By, _ = uuid.Parse(e.Author)
		out = append(out, h)
	}
	return out, nil
}
