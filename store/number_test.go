package store_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
)

func (s *station) intake(kase uuid.UUID, received, consultation string) *store.Record {
	s.city.t.Helper()
	return s.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindIntake, Set: map[string]any{
		"received_at": received, "receiver": s.Me().ID.String(), "consultation": consultation, "method": "phone", "route": "RT02", "heard": "泣き声が続く。",
	}})
}

// Two stations without a network give numbers that all differ, each counting
// by itself, also after it was locked.
func TestNumbersDifferAcrossStations(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("堀", "ほり", "")
	office.push()
	laptop.pull()
	const each = 50
	given := map[string]bool{}
	for _, s := range []*station{office, laptop} {
		for i := range each {
			if i == each/2 {
				s.reopen()
			}
			n := s.intake(kase, "2026-11-20T08:10:00+09:00", "abuse").Text("number")
			if !strings.HasPrefix(n, "R8-虐-") || given[n] {
				t.Fatalf("number %d: got %q, given before: %v", i, n, given[n])
			}
			given[n] = true
			if want := []string{"-001", "-026", "-050"}; i == 0 && !strings.HasSuffix(n, want[0]) ||
				i == each/2 && !strings.HasSuffix(n, want[1]) || i == each-1 && !strings.HasSuffix(n, want[2]) {
				t.Errorf("number %d: got %q, want one of %v", i, n, want)
			}
		}
	}
	exchange(office, laptop)
	c, err := office.FindCase(t.Context(), kase)
	if err != nil || len(c.Of(store.KindIntake)) != 2*each {
		t.Fatalf("reports at the office: got %d, %v", len(c.Of(store.KindIntake)), err)
	}
	for _, r := range c.Of(store.KindIntake) {
		if !given[r.Text("number")] {
			t.Errorf("a number that nobody gave: %q", r.Text("number"))
		}
	}
}

// A station that was set back to an older copy goes on after the numbers that
// it had given since, once they have come back to it.
func TestNumbersGoOnAfterAnOldCopy(t *testing.T) {
	office, laptop := twoStations(t)
	kase, _ := office.createFamily("堀", "ほり", "")
	office.push()
	laptop.pull()
	config := laptop.config
	config.Dir = t.TempDir()
	if err := os.CopyFS(config.Dir, os.DirFS(laptop.config.Dir)); err != nil {
		t.Fatal(err)
	}
	given := map[string]bool{}
	for range 3 {
		given[laptop.intake(kase, "2026-11-20T08:10:00+09:00", "abuse").Text("number")] = true
	}
	laptop.push()
	old, err := store.Open(t.Context(), config, laptop.Me().ID, password)
	if err != nil {
		t.Fatal(err)
	}
	again := laptop.city.closeLater(old, config)
	again.pull()
	if n := again.intake(kase, "2026-11-20T09:10:00+09:00", "abuse").Text("number"); given[n] || !strings.HasSuffix(n, "-004") {
		t.Errorf("after the old copy: got %q, given before: %v", n, given[n])
	}
}

func TestNumbersFollowKindAndFiscalYear(t *testing.T) {
	office, _ := twoStations(t)
	kase, family := office.createFamily("堀", "ほり", "")
	child := office.kid(kase, "堀", "湊", "みなと", "2020-05-02")
	r, err := office.FindRecord(t.Context(), family)
	if err != nil {
		t.Fatal(err)
	}
	mark := strings.Split(r.Text("number"), "-")[1]
	registry := func(on string) *store.Record {
		return office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindRegistry, Set: map[string]any{
			"person": child.String(), "class": "support", "registered_on": on,
		}})
	}
	for i, tc := range []struct{ got, want string }{
		{r.Text("number"), "R8-" + mark + "-001"},
		{office.intake(kase, "2026-11-20T08:10:00+09:00", "abuse").Text("number"), "R8-虐-" + mark + "-001"},
		{office.intake(kase, "2026-11-20T08:11:00+09:00", "upbringing").Text("number"), "R8-相-" + mark + "-001"},
		{office.intake(kase, "2026-03-31T23:50:00+09:00", "abuse").Text("number"), "R7-虐-" + mark + "-001"},
		{office.intake(kase, "2026-04-01T00:10:00+09:00", "abuse").Text("number"), "R8-虐-" + mark + "-002"},
		{registry("2026-11-01").Text("number"), "R8-要-" + mark + "-001"},
		{registry("2026-11-02").Text("number"), "R8-要-" + mark + "-002"},
	} {
		if tc.got != tc.want {
			t.Errorf("%d: got %q, want %q", i, tc.got, tc.want)
		}
	}
}

func TestDraftsHaveNoNumber(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("堀", "ほり", "")
	id := store.NewRecordID()
	_, err := office.SaveDraft(t.Context(), store.Draft{Record: id, Case: kase, Kind: store.KindIntake, Fields: map[string]any{
		"received_at": "2026-11-20T08:10:00+09:00", "receiver": office.Me().ID.String(), "consultation": "abuse", "method": "phone", "route": "RT02", "heard": "泣き声。",
	}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := office.FindDraft(t.Context(), id)
	if err != nil || d.Fields["number"] != nil {
		t.Fatalf("draft: got %v, %v", d, err)
	}
	r, err := office.Confirm(t.Context(), id)
	if err != nil || !strings.HasSuffix(r.Text("number"), "-001") {
		t.Fatalf("confirmed: got %+v, %v", r, err)
	}
	before := r.Text("number")
	if r = office.put(store.Write{Case: kase, Record: id, Kind: store.KindIntake, Set: map[string]any{"place": "アパートの二階"}}); r.Text("number") != before {
		t.Errorf("edited: got number %q, want %q", r.Text("number"), before)
	}
	brought := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPlan, Set: map[string]any{
		"version": int64(1), "number": "旧-12", "division": "mch", "made_on": "2026-11-19", "authors": []string{office.Me().ID.String()},
		"review_on": "2027-02-19", "vision": "安心して眠れる。",
	}})
	if got := brought.Text("number"); got != "旧-12" {
		t.Errorf("a number that was brought: got %q", got)
	}
}

// Imports bring their own numbers or none.
func TestImportsAreNotNumbered(t *testing.T) {
	office, _ := twoStations(t)
	kase, family := uuid.New(), store.NewRecordID()
	err := office.PutAll(t.Context(), []store.Write{{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"name": "旧家"}, At: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := office.FindRecord(t.Context(), family); err != nil || r.Fields["number"] != nil {
		t.Errorf("got %+v, %v", r, err)
	}
}

// A station whose mark another would get first takes a longer one.
func TestMarksDifferInOneDirectory(t *testing.T) {
	c := newCity(t)
	first := c.found("庁内PC-1")
	first.push()
	marks := map[string]string{}
	stations := []*station{first}
	for i := range 12 {
		s := c.join("L-"+string(rune('a'+i)), first.Me().ID, first.Me().ID)
		s.push()
		stations = append(stations, s)
	}
	for _, s := range stations {
		s.pull()
		kase, _ := s.createFamily("家", "いえ", "")
		found, err := s.FindCase(t.Context(), kase)
		if err != nil {
			t.Fatal(err)
		}
		mark := strings.Split(found.Family.Text("number"), "-")[1]
		if other := marks[mark]; other != "" || len(mark) < 2 {
			t.Errorf("mark %q of %s is that of %s", mark, s.StationName(s.Station()), other)
		}
		marks[mark] = s.StationName(s.Station())
	}
	if n := len(first.Directory().Stations); n != len(stations) {
		t.Errorf("stations: got %d, want %d", n, len(stations))
	}
}
