package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// PreviewEnvelope is what would stand in the envelope of a case that is
// restricted like this.
func (s *Store) PreviewEnvelope(ctx context.Context, kase uuid.UUID, r Restriction) (*Envelope, error) {
	f, err := s.wholeFile(ctx, s.db.Read(), kase, envelopeKinds...)
	if err != nil {
		return nil, s.fault(err)
	}
	e := extract(kase, f)
	e.Readers, e.Contact = slices.Clone(r.Readers), r.Contact
	return &e, nil
}

// envelopeKinds are the kinds that an envelope is taken from.
var envelopeKinds = []string{KindFamily, KindPerson, KindJudgement, KindMerge, KindUrgency, KindSafetyCheck, KindRestriction}

// extract takes from a case what somebody needs who has to find and protect
// the family. Notes, reports and plans are not in it.
func extract(kase uuid.UUID, f casework.File) Envelope {
	e := Envelope{Case: kase}
	if families := f.Of(KindFamily); len(families) > 0 {
		family := families[0]
		e.Family, e.Kana, e.Number = family.Text("name"), family.Text("kana"), family.Text("number")
		e.Address, e.Phone = family.Text("address"), family.Text("phone")
		for _, code := range family.Texts("caution") {
			e.Concerns = append(e.Concerns, EnvelopeConcern{What: ConcernCaution, Code: code})
		}
		if text := family.Text("policy"); text != "" {
			e.Concerns = append(e.Concerns, EnvelopeConcern{What: ConcernPolicy, Text: text})
		}
	}
	for _, p := range f.Of(KindPerson) {
		e.People = append(e.People, EnvelopePerson{
			Name: strings.TrimSpace(p.Text("family_name") + " " + p.Text("given_name")),
			Kana: strings.TrimSpace(p.Text("family_kana") + " " + p.Text("given_kana")), Birth: p.Text("birth_date"),
			Role: p.Text("role"), Here: p.Fields["lives_with"] == true, Address: p.Text("address"), Phone: p.Text("phone"),
		})
	}
	e.Concerns = append(e.Concerns, concerns(f)...)
	for _, entry := range f.Entries {
		e.Version = max(e.Version, entry.Changed.UnixMilli())
	}
	return e
}

// concerns are how the family is judged today, and what was found last.
func concerns(f casework.File) (out []EnvelopeConcern) {
	standing := casework.StandingOf(f, "")
	if standing.Class != "" {
		out = append(out, EnvelopeConcern{What: ConcernClass, Code: string(standing.Class)})
	}
	if standing.Severity != "" {
		out = append(out, EnvelopeConcern{What: ConcernSeverity, Code: standing.Severity})
	}
	if u := lastAt(f.Of(KindUrgency)); u != nil {
		out = append(out, EnvelopeConcern{What: ConcernUrgency, Code: cmp.Or(u.Text("rank_override"), u.Text("rank")), On: u.Text("at"), Text: u.Text("override_reason")})
	}
	if c := lastAt(f.Of(KindSafetyCheck)); c != nil {
		out = append(out, EnvelopeConcern{What: ConcernSafety, Code: c.Text("result"), On: c.Text("at"), Text: c.Text("next_step")})
	}
	return out
}

// lastAt is the entry with the latest time in its field at, nil without any.
func lastAt(entries []*casework.Entry) *casework.Entry {
	if len(entries) == 0 {
		return nil
	}
	return slices.MaxFunc(entries, func(a, b *casework.Entry) int {
		return cmp.Or(strings.Compare(a.Text("at"), b.Text("at")), a.Written.Compare(b.Written))
	})
}

// TendEnvelopes writes anew the envelopes of the cases that the person signed
// in reads, where they do not say what holds now, and takes back those that
// nobody may open any more or that are not wanted.
func (s *Store) TendEnvelopes(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	return s.tendEnvelopes(ctx, nil)
}

// tendEnvelopes does so for all cases, or for some; the caller holds the store.
func (s *Store) tendEnvelopes(ctx context.Context, only map[uuid.UUID]bool) error {
	dir := s.Directory()
	current, _ := dir.CurrentKey(dir.Groups[ledger.GroupGlass])
	receiver := dir.Receive[current]
	if receiver == nil {
		return nil // there never was anybody who could open one
	}
	files, err := fileIDs(ctx, s.db.Read(), `SELECT DISTINCT file FROM change WHERE kind = 'restrict'`)
	if err != nil {
		return s.fault(err)
	}
	t := &tending{s: s, receiver: receiver, by: current}
	for _, file := range files {
		if only == nil || only[file] {
			if err := t.look(ctx, file); err != nil {
				return fmt.Errorf("tend envelope of %s: %w", file, err)
			}
		}
	}
	if len(t.due) == 0 {
		return nil
	}
	err = s.commit(ctx, t.write)
	if errors.Is(err, ErrArriving) {
		return nil // the office file is not back to where this station was
	}
	if err != nil {
		return fmt.Errorf("tend envelopes: %w", err)
	}
	return nil
}

// tending finds out which envelopes are to be written.
type tending struct {
	s        *Store
	receiver []byte
	by       uuid.UUID // the key of the group that receiver is of
	known    map[uuid.UUID]bool
	due      []dueEnvelope
}

// dueEnvelope is an envelope and the id of the key that is to seal it.
type dueEnvelope struct {
	Envelope
	key uuid.UUID
}

func (t *tending) look(ctx context.Context, kase uuid.UUID) error {
	s := t.s
	wall, err := s.WallOf(ctx, kase)
	if err != nil || wall.Up && !wall.Allows(s.who) {
		return err
	}
	f, err := s.wholeFile(ctx, s.db.Read(), kase, envelopeKinds...)
	if err != nil {
		return s.fault(err)
	}
	reason := reasonEntry(f)
	held, keyErr := s.keyOf(kase)
	if reason == nil || keyErr != nil {
		return nil // nobody has said anything about an envelope
	}
	dir := s.Directory()
	rule := max(reason.Changed.UnixMilli(), dir.Decided[ledger.PolicyGlass].Wall().UnixMilli())
	e := Envelope{Case: kase, Withdrawn: true, Rule: rule}
	id := uuid.NewSHA1(parseID(reason.ID), fmt.Appendf(nil, "withdrawn %d", rule))
	shown, err := shownIn(ctx, s.db.Read(), kase)
	if err != nil {
		return s.fault(err)
	}
	wanted := wall.Up && !reason.Withdrawn && reason.Fields["glass"] == true && shown == kase && len(dir.Members(ledger.GroupGlass)) > 0
	if wanted && dir.StaleGroup(ledger.GroupGlass) {
		return nil // somebody has its key who does not belong to it: the next one is awaited
	}
	if wanted {
		e = extract(kase, f)
		e.Readers, e.Contact = slices.Clone(wall.Readers), reason.Text("contact")
		e.Rule = rule
		if id, err = held.key.Name("yorisoi/v1 envelope name", trust.MustEncode(e)); err != nil {
			return err
		}
	}
	return t.add(ctx, dueEnvelope{e, id})
}

// reasonEntry is the latest word on why a case is restricted that says anything
// about an envelope, also one that was taken back.
func reasonEntry(f casework.File) *casework.Entry {
	var last *casework.Entry
	for _, e := range f.Entries {
		if e.Kind != KindRestriction || e.Fields["glass"] == nil {
			continue
		}
		if last == nil || last.Withdrawn && !e.Withdrawn || last.Withdrawn == e.Withdrawn && e.Written.After(last.Written) {
			last = e
		}
	}
	return last
}

// add notes an envelope that is not there yet. What it says gives its key the
// id: so several readers' stations do not write the same one after another.
func (t *tending) add(ctx context.Context, e dueEnvelope) error {
	if t.known == nil {
		grants, err := t.s.glassGrants(ctx, t.s.db.Read(), ledger.EnvelopesOf(t.s.Office()))
		if err != nil {
			return err
		}
		t.known = map[uuid.UUID]bool{}
		for _, g := range grants {
			t.known[g.Key] = true
		}
	}
	if !t.known[e.key] {
		t.known[e.key] = true
		t.due = append(t.due, e)
	}
	return nil
}

func (t *tending) write(b *batch) error {
	office := b.s.Office()
	group := b.s.Directory().Groups[ledger.GroupGlass]
	for _, e := range t.due {
		key, err := trust.NewKey(b.s.c.Rand)
		if err != nil {
			return err
		}
		if key, err = trust.KeyFromSecret(e.key, key.Secret()); err != nil {
			return err
		}
		grant, err := trust.GrantToReceiver(key, ledger.EnvelopesOf(office), 0, group, t.by, t.receiver)
		if err != nil {
			return err
		}
		if err := b.append(planned{file: office, edit: b.s.grantEdit(grant)}); err != nil {
			return err
		}
		edit := &ledger.Edit{Record: ledger.EnvelopeOf(e.Case), Kind: ledger.KindEnvelope, Set: map[string]any{fieldEnvelope: packEnvelope(e.Envelope)}}
		if err := b.append(planned{file: office, edit: edit, key: key, narrow: true}); err != nil {
			return err
		}
	}
	return nil
}

// envelopesAfter brings envelopes up to what a batch of own changes made of
// their cases. What cannot be written now will be at the next agreement with
// the center, or the next opening.
func (s *Store) envelopesAfter(ctx context.Context, b *batch) {
	touched := map[uuid.UUID]bool{}
	for _, t := range b.records {
		if slices.Contains(envelopeKinds, kindOf(t)) {
			touched[t.file] = true
		}
	}
	if !b.directory && !b.walled && len(touched) == 0 {
		return
	}
	if b.directory {
		touched = nil
	}
	if err := s.tendEnvelopes(ctx, touched); err != nil {
		s.c.Log.Error("tend envelopes", "err", err)
	}
}

func kindOf(t *touched) string {
	if len(t.new) == 0 {
		return ""
	}
	return t.new[0].Edit.Kind
}
