package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Glass is somebody in front of the envelopes, who has said why and shown who
// they are. It forgets everything with the store.
type Glass struct {
	s      *Store
	reason string
	found  []Envelope // of the last search, shown to nobody
}

// GlassHit is an envelope that a search found. It says nothing of what is in
// it but what was asked for.
type GlassHit struct {
	At int    // in the order of the search
	By string // "name", "kana" or "birth"
}

// Announced is the word on the disk that an envelope is opened.
type Announced struct {
	dot  ledger.Dot
	hash ledger.Hash
	open Envelope
}

// EnterGlass lets somebody search the envelopes who belongs to the group, says
// why, and types their own password once more. It returns ErrNotAllowed,
// ErrGlassReason, sealed.ErrWrongPassword, or what holds back guesses.
func (s *Store) EnterGlass(ctx context.Context, reason, password string) (*Glass, error) {
	reason = strings.TrimSpace(reason)
	if !s.GlassRules().Member {
		return nil, ErrNotAllowed
	}
	if len([]rune(reason)) < MinGlassReason {
		return nil, ErrGlassReason
	}
	if err := s.checkPasswordAgain(ctx, password); err != nil {
		return nil, fmt.Errorf("enter glass: %w", err)
	}
	return &Glass{s: s, reason: reason}, nil
}

// Search looks for a family or somebody of it in the envelopes, by a name, its
// reading or a day of birth. Nothing of it is kept but the entry of the audit,
// which is on the disk before this returns.
func (g *Glass) Search(ctx context.Context, words string) ([]GlassHit, error) {
	q := casework.ParseQuery(words)
	exact := !q.Birth.IsZero() && q.Birth.From == q.Birth.To
	if len([]rune(q.Fold)) < 2 || !q.Birth.IsZero() && !exact {
		return nil, ErrGlassWords
	}
	all, err := g.s.envelopes(ctx)
	if err != nil {
		return nil, err
	}
	var hits []GlassHit
	g.found = nil
	for _, e := range all {
		if by := matches(e, q); by != "" {
			hits = append(hits, GlassHit{At: len(g.found), By: by})
			g.found = append(g.found, e)
		}
	}
	entry := AuditEntry{Act: AuditGlassSearch, Terms: words, Reason: g.reason, Count: len(hits), Screen: "glass"}
	if err := g.s.Note(ctx, entry); err != nil {
		g.found = nil
		return nil, err
	}
	return hits, nil
}

func matches(e Envelope, q casework.Query) string {
	if by := matchesName(e.Family, e.Kana, q); by != "" {
		return by
	}
	for _, p := range e.People {
		if by := matchesName(p.Name, p.Kana, q); by != "" {
			return by
		}
		if born, err := casework.ParseISO(p.Birth); err == nil && q.Birth.Contains(born) {
			return "birth"
		}
	}
	return ""
}

func matchesName(name, kana string, q casework.Query) string {
	if !q.Birth.IsZero() {
		return ""
	}
	want := strings.ReplaceAll(q.Fold, " ", "")
	folded := func(text string) string { return strings.ReplaceAll(casework.Fold(text), " ", "") }
	switch {
	case name != "" && strings.Contains(folded(name), want):
		return "name"
	case kana != "" && strings.Contains(folded(kana), want):
		return "kana"
	}
	for _, part := range append(strings.Fields(kana), kana) {
		key := casework.RomajiKey(part)
		if slices.ContainsFunc(q.Romaji, func(begin string) bool { return key != "" && strings.HasPrefix(key, begin) }) {
			return "kana"
		}
	}
	return ""
}

// envelopes are those that the person signed in can open and that were not
// taken back: the last one of each case.
func (s *Store) envelopes(ctx context.Context) ([]Envelope, error) {
	last := map[uuid.UUID]Envelope{}
	err := s.eachGlass(ctx, ledger.EnvelopesOf(s.Office()), func(c narrowChange) {
		e, err := unpackEnvelope(c.Edit)
		if err != nil || c.Edit.Kind != ledger.KindEnvelope {
			return
		}
		if was, ok := last[e.Case]; !ok || !was.after(&e) {
			last[e.Case] = e
		}
	})
	var out []Envelope
	for _, e := range last {
		if !e.Withdrawn {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b Envelope) int { return compareID(a.Case, b.Case) })
	return out, err
}

// eachGlass opens what of the office file is sealed by keys of one thing, as
// far as the person signed in can, in the order in which it came.
func (s *Store) eachGlass(ctx context.Context, of uuid.UUID, do func(narrowChange)) error {
	q := s.db.Read()
	grants, err := s.glassGrants(ctx, q, of)
	if err != nil || len(grants) == 0 {
		return err
	}
	sealed, err := s.unopened(ctx, q, s.Office())
	if err != nil {
		return err
	}
	keys := map[uuid.UUID]trust.Key{}
	for _, g := range grants {
		if _, has := keys[g.Key]; has {
			continue
		}
		if k, err := s.openNarrowGrant(g); err == nil {
			keys[g.Key] = k.key
		}
	}
	for _, c := range sealed {
		edit, err := c.raw.OpenBody(keys[c.raw.Key])
		if err != nil {
			continue
		}
		c.Written = ledger.Written{Dot: c.raw.Dot(), At: c.raw.At, Author: c.raw.Author, Edit: edit}
		do(c)
	}
	return nil
}

// Announce writes that an envelope is opened, for the directors and for those
// who read the case, and notes it in the audit: both are on the disk when it
// returns. What is in the envelope, Show returns after that.
func (g *Glass) Announce(ctx context.Context, hit GlassHit) (*Announced, error) {
	if hit.At < 0 || hit.At >= len(g.found) {
		return nil, ErrNotFound
	}
	if !g.s.GlassRules().Member {
		return nil, ErrNotAllowed
	}
	e := g.found[hit.At]
	var a *Announced
	err := g.s.write(ctx, func(b *batch) (err error) {
		a, err = b.announce(e, g.reason)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("announce opening: %w", err)
	}
	if err := g.s.Note(ctx, AuditEntry{Act: AuditGlass, Case: e.Case, Reason: g.reason, Screen: "glass"}); err != nil {
		return nil, err
	}
	return a, nil
}

// announce seals the word of an opening to the leaders and the readers of the
// case, and to its author, who may have to write it anew.
func (b *batch) announce(e Envelope, reason string) (*Announced, error) {
	s, office := b.s, b.s.Office()
	key, err := trust.NewKey(s.c.Rand)
	if err != nil {
		return nil, err
	}
	of := ledger.OpeningsOf(office)
	grants, err := b.grantsToGroup(key, of, 0, ledger.GroupLeaders)
	if err != nil {
		return nil, err
	}
	dir := s.Directory()
	people := append(slices.Clone(e.Readers), s.who)
	slices.SortFunc(people, compareID)
	for _, id := range slices.Compact(people) {
		p := dir.Staff[id]
		if !ledger.Entitled(ledger.GroupAllStaff, p) || p.Public.ID != id {
			continue
		}
		grant, err := trust.GrantToStaff(key, of, 0, p.Public)
		if err != nil {
			return nil, err
		}
		grants = append(grants, grant)
	}
	for _, g := range grants {
		if err := b.append(planned{file: office, edit: s.grantEdit(g)}); err != nil {
			return nil, err
		}
	}
	edit := &ledger.Edit{Record: newID(s.c), Kind: ledger.KindOpened, Set: map[string]any{
		ledger.FieldState: ledger.StateConfirmed, "case": e.Case.String(), "reason": reason,
	}}
	if err := b.append(planned{file: office, edit: edit, key: key, narrow: true}); err != nil {
		return nil, err
	}
	head, err := b.head(chainID{office, s.Station()})
	if err != nil {
		return nil, err
	}
	a := &Announced{dot: ledger.Dot{Station: s.Station(), N: head.N}, hash: head.Hash, open: e}
	return a, saveMeta(b.ctx, b.tx, metaGlass, head.N)
}

// metaGlass names the last change of this station's chain in the office file
// that says that an envelope is opened: it is sent before other work.
const metaGlass = "glass_told"

// Show returns what is in an envelope, once the disk says that it is opened. It
// returns ErrNotAnnounced otherwise, and ErrAwaitsCenter while the center has
// not receipted that, where it has to first.
func (s *Store) Show(ctx context.Context, a *Announced) (*Envelope, error) {
	office := s.Office()
	raws, err := s.raws(ctx, `SELECT raw FROM change WHERE file = ? AND station = ? AND n = ?`, office[:], a.dot.Station[:], int64(a.dot.N))
	if err != nil {
		return nil, err
	}
	if len(raws) != 1 || ledger.HashOf(raws[0]) != a.hash {
		return nil, ErrNotAnnounced
	}
	if !s.GlassRules().Offline {
		var seq int64
		err := s.db.Read().QueryRowContext(ctx, `SELECT seq FROM change WHERE file = ? AND station = ? AND n = ?`, office[:], a.dot.Station[:], int64(a.dot.N)).Scan(&seq)
		if err != nil {
			return nil, fmt.Errorf("find announcement: %w", s.fault(err))
		}
		if seq == 0 {
			return nil, ErrAwaitsCenter
		}
	}
	e := a.open
	return &e, nil
}
