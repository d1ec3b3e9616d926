package store_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

func (s *station) resourceOf(name, kana string, more map[string]any) uuid.UUID {
	s.city.t.Helper()
	set := map[string]any{"name": name, "kana": kana, "category": "npo"}
	for field, v := range more {
		set[field] = v
	}
	return s.add(s.Office(), store.KindResource, uuid.Nil, set)
}

func TestLoadOfResources(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	closed := s.resourceOf("あけぼの園", "あけぼのえん", map[string]any{"ended_on": "2026-03-31"})
	helper := s.resourceOf("子育てサポートひばり", "こそだてさぽーとひばり", nil)
	school := s.resourceOf("ひばり第一小学校", "ひばりだいいちしょうがっこう", map[string]any{"category": "school"})
	f := s.planFor("森田", "もりた")
	other, _ := s.createFamily("堀", "ほり", "")
	for _, kase := range []uuid.UUID{f.kase, other} {
		s.add(kase, store.KindAgency, uuid.Nil, map[string]any{"name": "ひばり第一小", "category": "school", "resource": school.String()})
	}
	s.add(other, store.KindAgency, uuid.Nil, map[string]any{"name": "ひばり第一小 学童", "category": "school", "resource": school.String()})
	s.put(store.Write{Case: f.kase, Record: f.measure, Kind: store.KindPlanMeasure, Set: map[string]any{"resource": helper.String()}, Reason: "決まった"})
	service := store.Write{Case: other, Record: store.NewRecordID(), Kind: store.KindService, Set: map[string]any{
		"service": "FS4", "act": "recommend", "recommended_on": "2026-10-01", "stage": "recommended", "provider": helper.String(),
	}}
	s.put(service)
	c.exchange()
	type load struct{ cases, services, measures int }
	want := func(step string, loads map[uuid.UUID]load) {
		t.Helper()
		rows, err := c.director.FindResources(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var order []uuid.UUID
		for _, r := range rows {
			order = append(order, r.Record.ID)
			if got := (load{r.Cases, r.Services, r.Measures}); got != loads[r.Record.ID] {
				t.Errorf("%s: %s: got %+v, want %+v", step, r.Record.Text("name"), got, loads[r.Record.ID])
			}
		}
		if !slices.Equal(order, []uuid.UUID{helper, school, closed}) {
			t.Errorf("%s: order: got %v", step, order)
		}
	}
	want("a plan in the making and a service not yet used", map[uuid.UUID]load{school: {cases: 2}})

	for _, stage := range []string{"applied", "decided", "in_use"} {
		service.Set = map[string]any{"stage": stage}
		s.put(service)
	}
	id := s.submit(f.plan)
	c.exchange()
	c.coordinator.decide(id, store.ActionApprove, "")
	c.exchange()
	c.director.decide(id, store.ActionApprove, "")
	c.exchange()
	want("in force and in use", map[uuid.UUID]load{school: {cases: 2}, helper: {services: 1, measures: 1}})

	var names []string
	cases, err := c.director.FindResourceCases(t.Context(), helper)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range cases {
		names = append(names, k.Name)
	}
	if !slices.Equal(names, []string{"堀", "森田"}) {
		t.Errorf("families of the helper: got %v", names)
	}
	if cases, err := c.director.FindResourceCases(t.Context(), closed); err != nil || len(cases) != 0 {
		t.Errorf("families of the closed one: got %+v, %v", cases, err)
	}
}
