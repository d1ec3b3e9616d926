package store_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// enrolmentOf is the enrolment of a machine with a key of its own.
func (c *city) enrolmentOf(name, key string) store.Enrolment {
	e := c.enrolment(name, ledger.StationLaptop)
	e.Key = ledger.KeyName([]byte(key))
	return e
}

// foundAsking founds a center in which stations wait for approval.
func (c *city) foundAsking() *station {
	c.t.Helper()
	config := c.config(c.t.TempDir())
	s, err := store.Found(c.t.Context(), config, c.enrolmentOf("庁内PC-11", "office"), store.Founder{Name: "大沢", Job: "director", Password: password, Approval: true})
	if err != nil {
		c.t.Fatal(err)
	}
	c.secret = s.CenterSecret()
	return c.closeLater(s, config)
}

func (c *city) joinWaiting(key string, staff, founder uuid.UUID) *station {
	c.t.Helper()
	config, e := c.config(c.t.TempDir()), c.enrolmentOf("L-02", key)
	e.Founder = founder
	s, err := store.Join(c.t.Context(), config, e, c.directory(), staff, password)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.closeLater(s, config)
}

// TestStationWaitsForApproval founds a center that asks for approval, lets a
// nurse's laptop join, and approves it: until then nobody works in a case there.
func TestStationWaitsForApproval(t *testing.T) {
	c := newCity(t)
	office := c.foundAsking()
	if office.AwaitsApproval() || len(office.WaitingStations()) != 0 {
		t.Fatal("the founder's own station waits")
	}
	nurse, err := office.AddStaff(t.Context(), store.NewStaff{Name: "中野", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	kase, _ := office.createFamily("森田", "もりた", "")
	office.push()
	laptop := c.joinWaiting("laptop", nurse, office.Me().ID)
	if _, err := laptop.CreateCase(t.Context(), map[string]any{"name": "桐谷", "kana": "きりたに", "class": "mch"}); !errors.Is(err, store.ErrWaits) || !laptop.AwaitsApproval() {
		t.Errorf("a case on a station that waits: got %v", err)
	}
	if scope, err := laptop.Scope(t.Context()); err != nil || scope.Has(kase) || scope.Has(laptop.Office()) || !scope.Has(laptop.Center()) || len(scope.List()) != 1 {
		t.Errorf("its scope: got %+v, %v", scope, err)
	}
	laptop.push()
	office.pull()
	waiting := office.WaitingStations()
	if len(waiting) != 1 || waiting[0].ID != laptop.Station() || waiting[0].Key != ledger.KeyName([]byte("laptop")) {
		t.Fatalf("waiting: got %+v", waiting)
	}
	if err := laptop.ApproveStation(t.Context(), laptop.Station(), waiting[0].Key); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("approved by the nurse: got %v", err)
	}
	if err := office.ApproveStation(t.Context(), laptop.Station(), ledger.KeyName([]byte("another"))); !errors.Is(err, store.ErrChanged) {
		t.Errorf("approved with a key that was not compared: got %v", err)
	}
	if err := office.ApproveStation(t.Context(), laptop.Station(), waiting[0].Key); err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	if laptop.AwaitsApproval() || len(office.WaitingStations()) != 0 {
		t.Error("it waits after it was approved")
	}
	laptop.createFamily("桐谷", "きりたに", "")
}

// TestApprovalOfThoseAtWork sets the policy in a center that did without: who
// works goes on, who comes later waits, and one who sits at a machine that waits
// approves none, a director neither.
func TestApprovalOfThoseAtWork(t *testing.T) {
	office, laptop := twoStations(t)
	if err := laptop.SetApproval(t.Context(), true); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("set by a nurse: got %v", err)
	}
	if err := office.SetApproval(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	office.push()
	laptop.pull()
	if office.AwaitsApproval() || laptop.AwaitsApproval() {
		t.Error("a station that is at work waits")
	}
	late := office.city.joinWaiting("late", office.Me().ID, office.Me().ID)
	late.push()
	office.pull()
	if !late.AwaitsApproval() {
		t.Fatal("a station that comes later does not wait")
	}
	key := ledger.KeyName([]byte("late"))
	if err := late.ApproveStation(t.Context(), late.Station(), key); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("it approves itself: got %v", err)
	}
	if err := late.SetApproval(t.Context(), false); !errors.Is(err, store.ErrNotAllowed) {
		t.Errorf("it ends the policy: got %v", err)
	}
	if err := office.RemoveStation(t.Context(), late.Station()); err != nil {
		t.Fatal(err)
	}
	if got := office.WaitingStations(); len(got) != 0 {
		t.Errorf("refused, and waits: %v", got)
	}
}

// TestRecoveredStationIsApprovedByTheSheet makes a new station with the recovery
// sheet in a center that asks for approval, when there is no machine left: a
// director's goes on at once, a section head's waits for somebody who may.
func TestRecoveredStationIsApprovedByTheSheet(t *testing.T) {
	p := newPair(t)
	head, err := p.desk.AddStaff(t.Context(), store.NewStaff{Name: "係長", Job: "welfare", Roles: []string{ledger.RoleSectionHead}, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.desk.SetApproval(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	p.desk.push()
	founder := p.desk.Me().ID
	for _, tc := range []struct {
		name  string
		staff uuid.UUID
		waits bool
	}{{"director", founder, false}, {"section head", head, true}} {
		config, e := p.city.config(t.TempDir()), p.city.enrolmentOf("新しいPC", tc.name)
		e.Founder, e.CenterSecret = founder, nil
		s, err := store.Recover(t.Context(), config, e, p.city.directory(), tc.staff, p.words, another)
		if err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		if made := p.city.closeLater(s, config); made.AwaitsApproval() != tc.waits || len(made.Directory().Refused) > 0 {
			t.Errorf("%s: waits %v, want %v; refused %v", tc.name, made.AwaitsApproval(), tc.waits, made.Directory().Refused)
		}
	}
}
