package store_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// opens are the group keys that an identity opens with a copy of the directory
// and nothing else: what somebody has who kept everything they ever had.
func opens(dir *ledger.Directory, who *trust.Identity) map[uuid.UUID]trust.Key {
	out := map[uuid.UUID]trust.Key{}
	for more := true; more; {
		more = false
		for _, g := range dir.Grants {
			if _, has := out[g.Key]; has {
				continue
			}
			key, err := who.OpenGrant(g)
			if by, has := out[g.By]; err != nil && has {
				key, err = by.OpenGrant(g)
			}
			if err == nil {
				out[g.Key], more = key, true
			}
		}
	}
	return out
}

// identityOf is a person's identity, by the password that tests give everybody.
func identityOf(t *testing.T, s *station, staff uuid.UUID) *trust.Identity {
	t.Helper()
	person := s.Staff(staff)
	id, err := person.Locked.Unlock([]byte(password), s.CenterSecret())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// checkGroups holds a directory to what epochs promise: whoever belongs to a
// group opens each of its keys, and nobody else its current one.
func checkGroups(t *testing.T, s *station) {
	t.Helper()
	dir := s.Directory()
	for id, person := range dir.Staff {
		has := opens(dir, identityOf(t, s, id))
		for _, name := range ledger.GroupNames {
			group := dir.Groups[name]
			current, epoch := dir.CurrentKey(group)
			_, opened := has[current]
			if want := ledger.Entitled(name, person); opened != want {
				t.Errorf("%s %v removed %v: opens epoch %d of %s: %v, want %v", person.Name, person.Roles, person.Removed, epoch, name, opened, want)
			}
			for _, g := range dir.Grants {
				if _, opened := has[g.Key]; g.Of == group && !opened && ledger.Entitled(name, person) {
					t.Errorf("%s does not open epoch %d of %s", person.Name, g.Epoch, name)
				}
			}
		}
	}
}

// TestFoundingMakesTheGroups also shows that a center of an earlier release
// gets those that it lacks when somebody opens who may.
func TestFoundingMakesTheGroups(t *testing.T) {
	office := newCity(t).found("庁内PC-01")
	for _, name := range ledger.GroupNames {
		if office.Directory().Groups[name] == uuid.Nil {
			t.Errorf("no group %s", name)
		}
	}
	checkGroups(t, office)
	older := newCity(t).found("庁内PC-01")
	if err := older.ForgetGroups(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := older.Directory()
	if len(before.Groups) != 1 {
		t.Fatalf("groups of an earlier release: %v", before.Groups)
	}
	older.reopen()
	checkGroups(t, older)
	if got := older.Directory(); len(got.Groups) != len(ledger.GroupNames) || got.Group != before.Group {
		t.Errorf("groups: got %v, want %v kept", got.Groups, before.Group)
	}
}

// TestRemovalOpensAnEpoch follows one person through the groups.
func TestRemovalOpensAnEpoch(t *testing.T) {
	office := newCity(t).found("庁内PC-01")
	nurse := office.hire("中野", ledger.RoleHealth)
	_, first := office.Directory().CurrentKey(office.Directory().Group)
	office.remove(nurse)
	checkGroups(t, office)
	if _, epoch := office.Directory().CurrentKey(office.Directory().Group); epoch != first+1 {
		t.Errorf("epoch of all staff: got %d, want %d", epoch, first+1)
	}
	later := office.hire("早川", ledger.RoleWelfare)
	if err := office.ReturnStaff(t.Context(), nurse); err != nil {
		t.Fatal(err)
	}
	checkGroups(t, office)
	if err := office.SetRoles(t.Context(), later, []string{ledger.RoleHealth, ledger.RoleCoordinator}); err != nil {
		t.Fatal(err)
	}
	checkGroups(t, office)
	if err := office.SetRoles(t.Context(), later, nil); err != nil {
		t.Fatal(err)
	}
	checkGroups(t, office)
	for name, err := range map[string]error{
		"the last director loses the role": office.SetRoles(t.Context(), office.Me().ID, []string{ledger.RoleHealth}),
		"oneself":                          office.RemoveStaff(t.Context(), office.Me().ID),
	} {
		if !errors.Is(err, store.ErrLastManager) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestGroupsAgree plays hiring, leaving, returning and changes of roles on
// several stations that hear of each other in any order.
func TestGroupsAgree(t *testing.T) {
	for seed := range uint64(4) {
		dice := rand.New(rand.NewPCG(seed, 7))
		c := newCity(t)
		first := c.found("庁内PC-01")
		founder := first.Me().ID
		coordinator, director := first.hire("統括", ledger.RoleCoordinator), first.hire("次長", ledger.RoleDirector)
		first.push()
		stations := []*station{first, c.join("L-02", coordinator, founder), c.join("L-03", director, founder)}
		people := []uuid.UUID{}
		roles := []string{ledger.RoleHealth, ledger.RoleWelfare, ledger.RoleCoordinator, ledger.RolePartTime}
		for range 16 {
			s := stations[dice.IntN(len(stations))]
			someone := func() uuid.UUID { return people[dice.IntN(len(people))] }
			var err error
			switch n := dice.IntN(8); {
			case n < 2 || len(people) == 0:
				people = append(people, s.hire("人", roles[dice.IntN(len(roles))]))
			case n == 2:
				err = s.RemoveStaff(t.Context(), someone())
			case n == 3:
				err = s.ReturnStaff(t.Context(), someone())
			case n == 4:
				err = s.SetRoles(t.Context(), someone(), roles[dice.IntN(3):][:1])
			case n == 5:
				s.push()
			default:
				s.pull()
			}
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		c.agree(stations)
		for _, s := range stations {
			checkGroups(t, s)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// agree lets stations tell each other everything until nobody has anything to
// say.
func (c *city) agree(stations []*station) {
	for range 10 {
		before := len(c.log)
		for _, s := range stations {
			s.pull()
			s.push()
		}
		if len(c.log) == before {
			return
		}
	}
	c.t.Fatal("stations do not stop giving each other keys")
}

// TestCaseKeysAreRenewed shows what somebody who was removed can open of a
// case, with every key that they had.
func TestCaseKeysAreRenewed(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "")
	before := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: note("前の話")})
	office.push()
	laptop.pull()
	nurse := identityOf(t, office, laptop.Me().ID)
	welfare := office.hire("早川", ledger.RoleWelfare)
	office.remove(nurse.ID())
	after := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: note("後の話")})
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-1"}})
	office.push()

	had := opens(office.Directory(), nurse)
	var readable []uuid.UUID
	grants := 0
	for _, l := range office.city.log {
		change, err := ledger.Decode(l.Raw)
		if err != nil || change.Case != kase {
			continue
		}
		if edit, err := change.OpenBody(had[change.Key]); err == nil && edit.Grant != nil {
			grants++
			if by, has := had[edit.Grant.By]; has {
				if key, err := by.OpenGrant(*edit.Grant); err == nil {
					had[key.ID] = key
				}
			}
		} else if err == nil {
			readable = append(readable, edit.Record)
		}
	}
	if !slices.Contains(readable, before.ID) || slices.Contains(readable, after.ID) {
		t.Errorf("who was removed reads %v, want %s and not %s", readable, before.ID, after.ID)
	}
	if grants != 2 {
		t.Errorf("the case has %d keys, want one more", grants)
	}
	third := office.city.join("L-03", welfare, office.Me().ID)
	third.pull()
	for _, id := range []uuid.UUID{before.ID, after.ID} {
		if _, err := third.FindRecord(t.Context(), id); err != nil {
			t.Errorf("who came later: %v", err)
		}
	}
}

func note(facts string) map[string]any {
	return map[string]any{"on": "2026-11-20", "time": "10:00", "method": "phone", "facts": facts}
}

// TestForeignGrantChangesNothing shows that a key which somebody gives to
// those whose keys they once had is not written with.
func TestForeignGrantChangesNothing(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "")
	office.push()
	laptop.pull()
	nurse := laptop.Me().ID
	office.remove(nurse)
	late, err := laptop.GrantAnew(t.Context(), kase, 99)
	if err != nil {
		t.Fatal(err)
	}
	laptop.push()
	office.pull()
	r := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: note("後の話")})
	office.push()
	for _, l := range office.city.log {
		change, err := ledger.Decode(l.Raw)
		if err != nil || change.Case != kase || change.Author == nurse {
			continue
		}
		if _, err := change.OpenBody(late); err == nil && change.Sealed() {
			t.Errorf("record %s was sealed with a key of somebody who was removed", r.ID)
		}
	}
}

// TestAdminReadsNothing adds people, and is given no key of anything.
func TestAdminReadsNothing(t *testing.T) {
	c := newCity(t)
	office := c.found("庁内PC-01")
	kase, _ := office.createFamily("森田", "もりた", "")
	admin := office.hire("管理", ledger.RoleAdmin)
	office.push()
	theirs := c.join("管理PC", admin, office.Me().ID)
	theirs.pull()
	if theirs.Reads() || len(opens(theirs.Directory(), identityOf(t, theirs, admin))) != 0 {
		t.Error("an admin opens a key")
	}
	if _, err := theirs.FindCase(t.Context(), kase); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an admin's case: got %v", err)
	}
	if _, err := theirs.CreateCase(t.Context(), map[string]any{"name": "森田", "kana": "もりた", "class": "mch"}); !errors.Is(err, store.ErrNoKeys) {
		t.Errorf("an admin opens a case: got %v", err)
	}
	if _, err := theirs.AddStaff(t.Context(), store.NewStaff{Name: "新人", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password}); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("an admin gives a role: got %v", err)
	}
	added := theirs.hire("新人")
	theirs.push()
	office.pull()
	checkGroups(t, office)
	if err := office.AddSignIn(t.Context(), added, password); !errors.Is(err, store.ErrMixedSignIns) {
		t.Errorf("who reads nothing, where cases are open: got %v", err)
	}
	if err := theirs.AddSignIn(t.Context(), office.Me().ID, password); !errors.Is(err, store.ErrMixedSignIns) {
		t.Errorf("who reads cases, where an admin signs in: got %v", err)
	}
	if err := office.SetRoles(t.Context(), added, []string{ledger.RoleHealth}); err != nil {
		t.Fatal(err)
	}
	checkGroups(t, office)
	theirs.reopen()
	if today, err := theirs.Today(t.Context(), true); err != nil || today.Cases != 0 {
		t.Errorf("an admin's day: %+v, %v", today, err)
	}
}

// TestTakenRolesShutTheSharedStation keeps somebody whose roles were taken out
// of a store in which colleagues read.
func TestTakenRolesShutTheSharedStation(t *testing.T) {
	office, _ := twoStations(t)
	other := office.hire("早川", ledger.RoleHealth)
	if err := office.AddSignIn(t.Context(), other, password); err != nil {
		t.Fatal(err)
	}
	office.createFamily("森田", "もりた", "")
	if err := office.SetRoles(t.Context(), other, []string{}); err != nil {
		t.Fatal(err)
	}
	me := office.Me().ID
	if err := office.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), office.config, other, password); !errors.Is(err, store.ErrNoKeys) {
		t.Errorf("who has no role any more: got %v", err)
	}
	again, err := store.Open(t.Context(), office.config, me, password)
	if err != nil {
		t.Fatal(err)
	}
	office.Store = again
}
