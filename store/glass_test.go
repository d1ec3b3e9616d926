package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
)

const (
	glassName    = "蛇穴ZQWXJV"
	glassAddress = "KKVJQXZ番地"
	whyGlass     = "交番に来た母子の安全を確かめるため"
)

// glassCity is a director on a machine of her own, who restricts a family; a
// section head, who may open envelopes where leaders may; and a welfare worker,
// who may not.
type glassCity struct {
	*city
	head, chief, other *station
	chiefID            uuid.UUID
	kase, family       uuid.UUID
}

func newGlassCity(t *testing.T) *glassCity {
	t.Helper()
	c := newCity(t)
	g := &glassCity{city: c, head: c.found("庁内PC-01")}
	g.chiefID = g.head.hire("新倉", ledger.RoleSectionHead)
	otherID := g.head.hire("戸田", ledger.RoleWelfare)
	g.head.push()
	g.chief = c.join("L-01", g.chiefID, g.head.Me().ID)
	g.other = c.join("L-02", otherID, g.head.Me().ID)
	g.head.claim()
	kase, err := g.head.CreateRestricted(t.Context(), map[string]any{"name": glassName, "kana": "さらぎ", "address": glassAddress, "phone": "090-5555-0101"},
		store.Restriction{Readers: []uuid.UUID{g.head.Me().ID}, Kind: "dv", Glass: true, Contact: "内線1234"})
	if err != nil {
		t.Fatal(err)
	}
	g.kase = kase
	for _, r := range g.head.theCase(kase).Records {
		if r.Kind == store.KindFamily {
			g.family = r.ID
		}
	}
	g.head.person(kase, "蛇穴", "光", "さらぎ ひかり", "child", map[string]any{"birth_date": "2020-05-06", "lives_with": true})
	g.settle()
	return g
}

// settle lets everybody have everything but the restricted case, twice.
func (g *glassCity) settle() {
	g.t.Helper()
	for range 2 {
		for _, s := range []*station{g.head, g.chief, g.other} {
			s.push()
			s.receive(ledger.Cursor{LogID: g.id, Seq: uint64(len(g.log))}, g.log, func(kase uuid.UUID) bool { return kase != g.kase || s == g.head })
		}
	}
}

func (g *glassCity) policy(name, value string) {
	g.t.Helper()
	if err := g.head.SetPolicy(g.t.Context(), name, value); err != nil {
		g.t.Fatal(err)
	}
	g.settle()
}

func (g *glassCity) enter(s *station) *store.Glass {
	g.t.Helper()
	room, err := s.EnterGlass(g.t.Context(), whyGlass, password)
	if err != nil {
		g.t.Fatal(err)
	}
	return room
}

// search finds so many envelopes and returns the first.
func (g *glassCity) search(room *store.Glass, words string, want int) store.GlassHit {
	g.t.Helper()
	hits, err := room.Search(g.t.Context(), words)
	if err != nil || len(hits) != want {
		g.t.Fatalf("search %q: got %d hits, %v; want %d", words, len(hits), err, want)
	}
	if want == 0 {
		return store.GlassHit{At: -1}
	}
	return hits[0]
}

// attack is everything of the office file that somebody reads who has a whole
// store and their own identity, and tools of their own: every key that any
// grant gives them, directly or by another key.
func attack(t *testing.T, s *station, log []ledger.Logged, staff uuid.UUID) string {
	t.Helper()
	me := identityOf(t, s, staff)
	keys := map[uuid.UUID]trust.Key{}
	var grants []trust.Grant
	var changes []*ledger.Change
	for _, l := range log {
		c, err := ledger.Decode(l.Raw)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, c)
		if edit, err := c.OpenBody(trust.Key{}); err == nil && edit.Grant != nil {
			grants = append(grants, *edit.Grant)
		}
	}
	for more := true; more; {
		more = false
		for _, g := range grants {
			if _, has := keys[g.Key]; has {
				continue
			}
			key, err := me.OpenGrant(g)
			if by, has := keys[g.By]; err != nil && has {
				key, err = by.OpenGrant(g)
			}
			if err == nil {
				keys[g.Key], more = key, true
			}
		}
	}
	var read strings.Builder
	for _, c := range changes {
		edit, err := c.OpenBody(keys[c.Key])
		if err != nil || c.Case != s.Office() {
			continue
		}
		for _, v := range edit.Set {
			text, _ := v.(string)
			packed, _, _ := strings.Cut(text, ".")
			var e store.Envelope
			if ledger.Unpack(packed, &e) == nil {
				text = e.Family + e.Address
			}
			read.WriteString(text)
		}
	}
	return read.String()
}

// TestEnvelope opens one, step by step, and looks over everybody's shoulder.
func TestEnvelope(t *testing.T) {
	g := newGlassCity(t)
	ctx := t.Context()
	if read := attack(t, g.chief, g.log, g.chiefID); strings.Contains(read, glassName) || g.head.GlassRules().Used {
		t.Fatal("there is an envelope though nobody may open any")
	}
	g.policy(ledger.PolicyGlass, ledger.GlassLeaders)
	if read := attack(t, g.chief, g.log, g.chiefID); !strings.Contains(read, glassName) {
		t.Fatal("who may, cannot open it: the test sees nothing")
	}
	if read := attack(t, g.other, g.log, g.other.Me().ID); strings.Contains(read, glassName) {
		t.Error("somebody outside of the group reads an envelope with tools of their own")
	}
	for _, s := range []*station{g.chief, g.other} {
		if hits, err := s.Search(ctx, glassName, 10); err != nil || len(hits) > 0 || s.has(g.kase) {
			t.Errorf("the ordinary search finds it: %v, %v", hits, err)
		}
	}
	if _, err := g.other.EnterGlass(ctx, whyGlass, password); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("who may not: got %v", err)
	}
	if _, err := g.chief.EnterGlass(ctx, "なんとなく", password); !errors.Is(err, store.ErrGlassReason) {
		t.Errorf("without a reason: got %v", err)
	}
	if _, err := g.chief.EnterGlass(ctx, whyGlass, "ちがうことばです"); !errors.Is(err, sealed.ErrWrongPassword) {
		t.Errorf("with another password: got %v", err)
	}
	room := g.enter(g.chief)
	if _, err := room.Search(ctx, "蛇"); !errors.Is(err, store.ErrGlassWords) {
		t.Errorf("by one character: got %v", err)
	}
	g.search(room, "山田", 0)
	g.search(room, "R2.5.6", 1)
	hit := g.search(room, "さらぎ", 1)
	a, err := room.Announce(ctx, hit)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.chief.Show(ctx, a); !errors.Is(err, store.ErrAwaitsCenter) {
		t.Fatalf("before the center knows: got %v", err)
	}
	g.chief.push()
	e, err := g.chief.Show(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	if e.Family != glassName || e.Address != glassAddress || e.Contact != "内線1234" || len(e.People) != 1 || e.People[0].Birth != "2020-05-06" || !e.People[0].Here {
		t.Errorf("envelope: got %+v", e)
	}
	g.settle()
	g.noted()
}

// noted sees who is told that an envelope was opened, and lets the director say
// a word to it.
func (g *glassCity) noted() {
	t := g.t
	t.Helper()
	ctx := t.Context()
	opened := func(s *station) []store.Opening {
		t.Helper()
		all, err := s.FindOpenings(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	told := opened(g.head)
	if len(told) != 1 || told[0].Who != g.chiefID || told[0].Reason != whyGlass || told[0].Case != g.kase || told[0].Family != glassName || !g.head.Waits(told[0]) {
		t.Fatalf("the director is told: %+v", told)
	}
	if today, err := g.head.Today(ctx, false); err != nil || len(today.Opened) != 1 {
		t.Errorf("today: got %+v, %v", today.Opened, err)
	}
	if own := opened(g.chief); len(own) != 1 || g.chief.Waits(own[0]) || own[0].Family != "" {
		t.Errorf("who opened it: got %+v", own)
	}
	if err := g.chief.NoteOpening(ctx, told[0].Record, "見ました"); !errors.Is(err, store.ErrNotYours) {
		t.Errorf("who opened it says the word: got %v", err)
	}
	if others := opened(g.other); len(others) != 0 {
		t.Errorf("others: got %+v", others)
	}
	if err := g.head.NoteOpening(ctx, told[0].Record, "電話で聞きました"); err != nil {
		t.Fatal(err)
	}
	if told = opened(g.head); g.head.Waits(told[0]) || told[0].Word != "電話で聞きました" || told[0].NotedBy != g.head.Me().ID || told[0].Who != g.chiefID {
		t.Errorf("noted: got %+v", told)
	}
	g.head.pullAudit()
	acts := map[store.AuditAct]int{}
	for _, r := range g.head.audit(store.AuditFilter{}) {
		acts[r.Act]++
		if r.Act == store.AuditGlass && (r.Case != g.kase || r.Reason != whyGlass || r.Who != g.chiefID) {
			t.Errorf("audit: got %+v", r)
		}
	}
	if acts[store.AuditGlass] != 1 || acts[store.AuditGlassSearch] != 3 {
		t.Errorf("audit: got %v", acts)
	}
}

// TestEnvelopeFollows changes what an envelope is taken from, and who may open
// it.
func TestEnvelopeFollows(t *testing.T) {
	g := newGlassCity(t)
	ctx := t.Context()
	g.policy(ledger.PolicyGlass, ledger.GlassLeaders)
	g.policy(ledger.PolicyGlassOffline, ledger.GlassOffline)
	address := func() string {
		t.Helper()
		room := g.enter(g.chief)
		a, err := room.Announce(ctx, g.search(room, glassName, 1))
		if err != nil {
			t.Fatal(err)
		}
		e, err := g.chief.Show(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		return e.Address
	}
	move := func(to string) {
		t.Helper()
		g.head.put(store.Write{Case: g.kase, Record: g.family, Kind: store.KindFamily, Set: map[string]any{"address": to}})
		g.settle()
		if got := address(); got != to {
			t.Errorf("envelope after the move: got %q, want %q", got, to)
		}
	}
	for _, to := range []string{"ひみつの町", glassAddress, "ひみつの町"} {
		move(to)
	}
	before := g.envelopes()
	g.head.put(store.Write{Case: g.kase, Record: uuid.New(), Kind: store.KindNote, Set: map[string]any{"on": "2026-11-20", "text": "電話があった"}})
	if err := g.head.TendEnvelopes(ctx); err != nil {
		t.Fatal(err)
	}
	g.settle()
	if got := g.envelopes(); got != before {
		t.Errorf("a note renews the envelope: got %d, want %d", got, before)
	}

	if err := g.head.SetRoles(ctx, g.chiefID, []string{ledger.RoleWelfare}); err != nil {
		t.Fatal(err)
	}
	g.settle()
	g.head.put(store.Write{Case: g.kase, Record: g.family, Kind: store.KindFamily, Set: map[string]any{"address": "もっとひみつの町"}})
	g.settle()
	read := attack(t, g.chief, g.log, g.chiefID)
	if !strings.Contains(read, "ひみつの町") || strings.Contains(read, "もっとひみつの町") {
		t.Errorf("who does not belong to the group any more reads the later envelope, or the test sees nothing")
	}
	if _, err := g.chief.EnterGlass(ctx, whyGlass, password); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("who does not belong any more: got %v", err)
	}

	g.policy(ledger.PolicyGlass, ledger.GlassStaff)
	g.search(g.enter(g.other), glassName, 1)
	g.policy(ledger.PolicyGlass, ledger.GlassNobody)
	if _, err := g.other.EnterGlass(ctx, whyGlass, password); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("nobody may: got %v", err)
	}
	g.policy(ledger.PolicyGlass, ledger.GlassStaff)
	g.search(g.enter(g.other), glassName, 1)
	g.ends(func(r *store.Restriction) { r.Glass = false }, 0)
	g.ends(func(r *store.Restriction) { r.Glass = true }, 1)
	if err := g.head.Lift(ctx, g.kase, "支援措置が終わった"); err != nil {
		t.Fatal(err)
	}
	g.settle()
	g.search(g.enter(g.other), glassName, 0)
}

// ends changes the restriction, and finds so many envelopes after that.
func (g *glassCity) ends(change func(*store.Restriction), want int) {
	g.t.Helper()
	r, err := g.head.FindRestriction(g.t.Context(), g.kase)
	if err != nil {
		g.t.Fatal(err)
	}
	change(r)
	if err := g.head.Restrict(g.t.Context(), g.kase, *r); err != nil {
		g.t.Fatal(err)
	}
	g.settle()
	g.search(g.enter(g.other), glassName, want)
}

// envelopes counts the grants of keys of envelopes in the log.
func (g *glassCity) envelopes() (n int) {
	for _, l := range g.log {
		c, err := ledger.Decode(l.Raw)
		if err != nil {
			g.t.Fatal(err)
		}
		if edit, err := c.OpenBody(trust.Key{}); err == nil && edit.Grant != nil && edit.Grant.Of == ledger.EnvelopesOf(g.head.Office()) {
			n++
		}
	}
	return n
}

// TestOnlyDirectorsSayWhoOpensEnvelopes tries it as an administrator.
func TestOnlyDirectorsSayWhoOpensEnvelopes(t *testing.T) {
	g := newGlassCity(t)
	admin := g.head.hire("管理", ledger.RoleAdmin)
	g.settle()
	desk := g.join("庁内PC-09", admin, g.head.Me().ID)
	if err := desk.SetPolicy(t.Context(), ledger.PolicyLease, "24"); err != nil {
		t.Fatalf("another policy: %v", err)
	}
	for _, name := range []string{ledger.PolicyGlass, ledger.PolicyGlassOffline} {
		if err := desk.SetPolicy(t.Context(), name, "staff"); err == nil {
			t.Errorf("%s: an administrator says who opens envelopes", name)
		}
	}
	if err := g.head.SetPolicy(t.Context(), ledger.PolicyGlass, "everybody"); !errors.Is(err, store.ErrPolicyValue) {
		t.Errorf("another value: got %v", err)
	}
}

// TestOpeningIsToldFirst lets much work wait in front of it.
func TestOpeningIsToldFirst(t *testing.T) {
	g := newGlassCity(t)
	ctx := t.Context()
	g.policy(ledger.PolicyGlass, ledger.GlassLeaders)
	if err := g.chief.FillUnsent(ctx, 3000); err != nil {
		t.Fatal(err)
	}
	room := g.enter(g.chief)
	if _, err := room.Announce(ctx, g.search(room, glassName, 1)); err != nil {
		t.Fatal(err)
	}
	raws, err := g.chief.Unsent(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	sealedAt := slices.IndexFunc(raws, func(raw []byte) bool {
		c, err := ledger.Decode(raw)
		return err == nil && c.Case == g.chief.Office() && c.Sealed()
	})
	if sealedAt < 0 {
		t.Fatal("3,000 changes of other work go before the word that an envelope was opened")
	}
	for _, raw := range raws[:sealedAt] {
		if c, err := ledger.Decode(raw); err != nil || c.Case != g.chief.Office() {
			t.Fatalf("something else goes before it: %v, %v", c, err)
		}
	}
	all, err := g.chief.Unsent(ctx, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	once := map[string]bool{}
	for _, raw := range all {
		once[string(raw)] = true
	}
	if len(once) != len(all) {
		t.Errorf("%d of %d changes are sent twice", len(all)-len(once), len(all))
	}
}

// TestNothingIsShownUnannounced pulls the battery before and after the word is
// on the disk.
func TestNothingIsShownUnannounced(t *testing.T) {
	g := newGlassCity(t)
	ctx := t.Context()
	g.policy(ledger.PolicyGlass, ledger.GlassLeaders)
	g.policy(ledger.PolicyGlassOffline, ledger.GlassOffline)
	room := g.enter(g.chief)
	hit := g.search(room, glassName, 1)
	before := copyFolder(t, g.chief.config.Dir)
	a, err := room.Announce(ctx, hit)
	if err != nil {
		t.Fatal(err)
	}
	after := copyFolder(t, g.chief.config.Dir)
	early, late := g.chief.restart(before), g.chief.restart(after)
	if _, err := early.Show(ctx, a); !errors.Is(err, store.ErrNotAnnounced) {
		t.Errorf("on a disk without the word: got %v", err)
	}
	if told, err := early.FindOpenings(ctx); err != nil || len(told) != 0 {
		t.Errorf("before: got %v, %v", told, err)
	}
	if e, err := late.Show(ctx, a); err != nil || e.Family != glassName {
		t.Errorf("on a disk with it: got %v, %v", e, err)
	}
	if told, err := late.FindOpenings(ctx); err != nil || len(told) != 1 {
		t.Errorf("after: got %v, %v", told, err)
	}
	if raws, err := late.Unsent(ctx, 1000); err != nil || len(raws) == 0 {
		t.Errorf("what is sent after a start: got %d, %v", len(raws), err)
	}
	if err := g.chief.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := room.Announce(ctx, hit); err == nil {
		t.Error("announced in a closed store")
	}
	if _, err := g.chief.Show(ctx, a); err == nil {
		t.Error("shown by a closed store")
	}
}
