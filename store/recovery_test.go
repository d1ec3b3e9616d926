package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
)

const another = "あたらしいことばです"

func (s *station) hire(name string, roles ...string) uuid.UUID {
	s.city.t.Helper()
	id, err := s.AddStaff(s.city.t.Context(), store.NewStaff{Name: name, Job: "nurse", Roles: roles, Password: password})
	if err != nil {
		s.city.t.Fatal(err)
	}
	return id
}

func sheetWords(t testing.TB, s *station) string {
	t.Helper()
	sheet := s.TakeSheet()
	if sheet == nil {
		t.Fatal("a founded center has no sheet")
	}
	return strings.Join(sheet.Words, " ")
}

func TestFoundingMakesRecovery(t *testing.T) {
	city := newCity(t)
	desk := city.found("庁内PC")
	got := desk.Recovery()
	if !got.Made || got.Sheet != "" || got.Pair() || !slices.Equal(got.Holders, []uuid.UUID{desk.Me().ID}) || len(got.Uncovered) > 0 {
		t.Errorf("got %+v", got)
	}
	words := sheetWords(t, desk)
	if desk.TakeSheet() != nil {
		t.Error("the sheet is given twice")
	}
	if err := store.CheckSheet(desk.Directory(), words); err != nil {
		t.Errorf("check the sheet: %v", err)
	}
	if !desk.SheetDue() {
		t.Error("nobody is reminded of a sheet that nobody has read")
	}
	if err := desk.ConfirmSheet(t.Context()); err != nil || desk.SheetDue() || desk.Recovery().Sheet == "" {
		t.Errorf("confirm: %v, still due %v", err, desk.SheetDue())
	}
	_, seed, err := trust.ParseWords(words)
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range filesOf(t, desk.config.Dir) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, seed) {
			t.Errorf("the recovery key lies in %s", filepath.Base(name))
		}
	}
}

func filesOf(t testing.TB, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || info.IsDir()
	})
}

// The sheet alone opens a machine of a center with a single member, without
// any other machine and without a network.
func TestSheetOpensALockedStation(t *testing.T) {
	city := newCity(t)
	desk := city.found("庁内PC")
	words, me := sheetWords(t, desk), desk.Me().ID
	unsent, err := desk.Unsent(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Close(); err != nil {
		t.Fatal(err)
	}
	if words, sheet := store.CanRecover(desk.config.Dir, me); !words || !sheet {
		t.Fatalf("recovery possible: words %v, sheet %v", words, sheet)
	}
	again, err := store.OpenWithWords(t.Context(), desk.config, me, words, another)
	if err != nil {
		t.Fatal(err)
	}
	now, err := again.Unsent(t.Context(), 1000)
	if err != nil || len(now) < len(unsent) || !bytes.Equal(now[0], unsent[0]) {
		t.Errorf("unsent work: %d before, %d after, %v", len(unsent), len(now), err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), desk.config, me, password); !errors.Is(err, sealed.ErrWrongPassword) {
		t.Errorf("the old password: got %v", err)
	}
	last, err := store.Open(t.Context(), desk.config, me, another)
	if err != nil {
		t.Fatal(err)
	}
	city.closeLater(last, desk.config)
}

// pair is a center with a director, a coordinator who holds the other share,
// and a nurse on a laptop of her own.
type pair struct {
	city               *city
	desk, laptop       *station
	words              string
	coordinator, nurse uuid.UUID
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{city: newCity(t)}
	p.desk = p.city.found("庁内PC")
	p.words = sheetWords(t, p.desk)
	p.coordinator = p.desk.hire("佐藤", ledger.RoleCoordinator)
	p.nurse = p.desk.hire("中村", ledger.RoleHealth)
	act, err := p.desk.BeginResharing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer act.Close()
	if err := act.WithSheet(t.Context(), p.words); err != nil {
		t.Fatal(err)
	}
	if err := act.Reshare(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.desk.push()
	p.laptop = p.city.join("訪問用", p.nurse, p.desk.Me().ID)
	p.laptop.push()
	p.desk.pull()
	return p
}

// reset begins an act for the nurse that the coordinator has joined.
func (p *pair) reset(t *testing.T) *store.Unsealing {
	t.Helper()
	act, err := p.desk.BeginReset(t.Context(), p.nurse)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(act.Close)
	if got := act.Seconds(); !slices.Equal(got, []uuid.UUID{p.coordinator}) {
		t.Fatalf("who could join in: got %v", got)
	}
	if err := act.WithMember(t.Context(), p.coordinator, password); err != nil {
		t.Fatal(err)
	}
	return act
}

func TestTwoMembersShowWordsForALockedStation(t *testing.T) {
	p := newPair(t)
	ctx := t.Context()
	words, err := p.reset(t).Words(ctx, p.laptop.Station())
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(words, "")
	if err := p.laptop.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := p.reset(t).Words(ctx, p.desk.Station())
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		staff uuid.UUID
		words string
		next  string
		want  error
	}{
		"ErrOtherStation":  {p.nurse, strings.Join(other, ""), another, store.ErrWordsOther},
		"ErrOtherPerson":   {p.coordinator, text, another, store.ErrNoRecovery},
		"ErrMistyped":      {p.nurse, "ゐ" + text, another, trust.ErrWordsLetter},
		"ErrShortPassword": {p.nurse, text, "みじかい", store.ErrPasswordShort},
	} {
		if _, err := store.OpenWithWords(ctx, p.laptop.config, tc.staff, tc.words, tc.next); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
	again, err := store.OpenWithWords(ctx, p.laptop.config, p.nurse, text, another)
	if err != nil {
		t.Fatal(err)
	}
	laptop := p.city.closeLater(again, p.laptop.config)
	if laptop.Me().ID != p.nurse {
		t.Errorf("signed in as %s", laptop.Me().ID)
	}
	laptop.push()
	p.desk.pull()
	locked := p.desk.Staff(p.nurse).Locked
	if _, err := locked.Unlock([]byte(another), p.desk.CenterSecret()); err != nil {
		t.Errorf("the new password elsewhere: %v", err)
	}
	if _, err := locked.Unlock([]byte(password), p.desk.CenterSecret()); !errors.Is(err, trust.ErrWrongPassword) {
		t.Errorf("the old password elsewhere: got %v", err)
	}
	notes := p.desk.Directory().Resets
	if len(notes) != 3 { // the sharing, and two shows of words
		t.Fatalf("%d notes of acts", len(notes))
	}
	first := notes[1]
	if first.Of != p.nurse || first.Station != p.laptop.Station() || first.Second != p.coordinator || first.By != p.desk.Me().ID {
		t.Errorf("note: got %+v", first)
	}
}

func TestOneTimePassword(t *testing.T) {
	p := newPair(t)
	once, err := p.reset(t).OneTime(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if person := p.desk.Staff(p.nurse); !person.Initial {
		t.Error("the one-time password need not be changed")
	}
	if len(p.desk.Directory().Refused) > 0 {
		t.Errorf("refused: %v", p.desk.Directory().Refused)
	}
	if err := p.desk.AddSignIn(t.Context(), p.nurse, password); !errors.Is(err, trust.ErrWrongPassword) {
		t.Errorf("the old password: got %v", err)
	}
	if err := p.desk.AddSignIn(t.Context(), p.nurse, once); err != nil {
		t.Fatal(err)
	}
	if err := p.desk.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), p.desk.config, p.nurse, once)
	if err != nil {
		t.Fatal(err)
	}
	p.city.closeLater(s, p.desk.config)
	if err := s.ChangePassword(t.Context(), once, another); err != nil || s.Me().Initial {
		t.Errorf("change: %v, initial %v", err, s.Me().Initial)
	}
}

func TestWhoMayReset(t *testing.T) {
	p := newPair(t)
	ctx := t.Context()
	if _, err := p.laptop.BeginReset(ctx, p.coordinator); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a nurse: got %v", err)
	}
	if _, err := p.laptop.MakeRecovery(ctx); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a nurse makes a key: got %v", err)
	}
	if _, err := p.laptop.BeginResharing(ctx); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("a nurse shares: got %v", err)
	}
	act, err := p.desk.BeginReset(ctx, p.nurse)
	if err != nil {
		t.Fatal(err)
	}
	defer act.Close()
	for name, tc := range map[string]struct {
		try  func() error
		want error
	}{
		"nobody joined in": {func() error { _, err := act.Words(ctx, p.laptop.Station()); return err }, store.ErrNotAllowed},
		"oneself twice":    {func() error { return act.WithMember(ctx, p.desk.Me().ID, password) }, store.ErrNotAllowed},
		"a nurse":          {func() error { return act.WithMember(ctx, p.nurse, password) }, store.ErrNotAllowed},
		"a wrong password": {func() error { return act.WithMember(ctx, p.coordinator, another) }, trust.ErrWrongPassword},
		"another sheet":    {func() error { return act.WithSheet(ctx, otherSheet(t)) }, store.ErrWordsOther},
		"a station's words": {func() error {
			return act.WithSheet(ctx, strings.Join(trust.Words(trust.WordsStation, make([]byte, 32)), " "))
		}, store.ErrWordsOther},
		"about the key": {func() error { return act.Reshare(ctx) }, store.ErrNotAllowed},
	} {
		if err := tc.try(); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
	if err := act.WithSheet(ctx, p.words); err != nil {
		t.Errorf("the sheet: %v", err)
	}
	act.Close()
	if _, err := act.OneTime(ctx); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("after closing: got %v", err)
	}
}

func otherSheet(t *testing.T) string {
	return sheetWords(t, newCity(t).found("よその市"))
}

// A new key closes what was escrowed to the old one until each person has
// signed in once, and the page can say for whom.
func TestNewRecoveryKey(t *testing.T) {
	p := newPair(t)
	ctx := t.Context()
	sheet, err := p.desk.MakeRecovery(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.desk.push()
	if err := store.CheckSheet(p.desk.Directory(), p.words); !errors.Is(err, store.ErrWordsOther) {
		t.Errorf("the old sheet: got %v", err)
	}
	state := p.desk.Recovery()
	if len(state.Uncovered) != 2 || !state.Pair() || !p.desk.SheetDue() {
		t.Errorf("got %+v", state)
	}
	act, err := p.desk.BeginReset(ctx, p.nurse)
	if err != nil {
		t.Fatal(err)
	}
	defer act.Close()
	if err := act.WithSheet(ctx, strings.Join(sheet.Words, " ")); err != nil {
		t.Fatal(err)
	}
	if _, err := act.Words(ctx, p.laptop.Station()); !errors.Is(err, store.ErrNoRecovery) {
		t.Errorf("not escrowed yet: got %v", err)
	}
	p.laptop.pull()
	if err := p.laptop.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, p.laptop.config, p.nurse, password)
	if err != nil {
		t.Fatal(err)
	}
	laptop := p.city.closeLater(s, p.laptop.config)
	laptop.push()
	p.desk.pull()
	if got := p.desk.Recovery().Uncovered; !slices.Equal(got, []uuid.UUID{p.coordinator}) {
		t.Errorf("still not escrowed: got %v, want the coordinator", got)
	}
	if _, err := act.Words(ctx, laptop.Station()); err != nil {
		t.Errorf("after her sign-in: %v", err)
	}
}

// All machines are lost: the center's directory and the sheet make a new one.
func TestRecoverFromTheSheetAlone(t *testing.T) {
	p := newPair(t)
	ctx := t.Context()
	p.desk.push()
	directory := p.city.directory()
	e := p.city.enrolment("新しいPC", ledger.StationOffice)
	founder := p.desk.Me().ID
	e.Founder, e.CenterSecret = founder, nil
	for name, tc := range map[string]struct {
		staff uuid.UUID
		words string
		want  error
	}{
		"ErrNurse":      {p.nurse, p.words, store.ErrNotAllowed},
		"ErrOtherSheet": {founder, otherSheet(t), store.ErrWordsOther},
	} {
		if _, err := store.Recover(ctx, p.city.config(t.TempDir()), e, directory, tc.staff, tc.words, another); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
	config := p.city.config(t.TempDir())
	s, err := store.Recover(ctx, config, e, directory, founder, p.words, another)
	if err != nil {
		t.Fatal(err)
	}
	made := p.city.closeLater(s, config)
	if !bytes.Equal(made.CenterSecret(), p.desk.CenterSecret()) {
		t.Error("the center secret is another")
	}
	if len(made.Directory().Refused) > 0 || made.Me().Name != "大沢" {
		t.Errorf("refused %v, signed in as %q", made.Directory().Refused, made.Me().Name)
	}
	if _, err := made.CreateCase(ctx, map[string]any{"name": "山田", "kana": "やまだ"}); err != nil {
		t.Errorf("write with the keys that the directory grants: %v", err)
	}
}

// directory is what a center gives of its directory.
func (c *city) directory() []ledger.Logged {
	var out []ledger.Logged
	for _, l := range c.log {
		if change, err := ledger.Decode(l.Raw); err == nil && change.Case == c.id {
			out = append(out, l)
		}
	}
	return out
}

// A center whose directory began with somebody else is not the one that the
// sheet was made for, though it shows the same recovery record.
func TestRecoverRefusesAnotherFounder(t *testing.T) {
	p := newPair(t)
	theirs := newCity(t)
	other := theirs.found("にせもの")
	real := p.desk.Directory()
	if err := other.CopyRecovery(context.Background(), real, p.coordinator); err != nil {
		t.Fatal(err)
	}
	other.push()
	e := theirs.enrolment("新しいPC", ledger.StationOffice)
	e.Center, e.Founder = p.city.id, other.Me().ID
	_, err := store.Recover(t.Context(), theirs.config(t.TempDir()), e, theirs.directory(), p.coordinator, p.words, another)
	if !errors.Is(err, store.ErrWordsOther) {
		t.Errorf("got %v, want %v", err, store.ErrWordsOther)
	}
}
