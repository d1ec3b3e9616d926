package demo_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/demo"
)

// TestTodayHasWork holds for any seed: the first page of the made-up nurse is
// never empty.
func TestTodayHasWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		nakano := demo.Roster(seed)[0].ID.String()
		var visits []string
		unseen, due := 0, 0
		for f := range demo.City(city(seed, 40)) {
			all := fold(f)
			for _, a := range of(all, store.KindAppointment) {
				if a.text("on") == today.Format("2006-01-02") {
					if a.text("staff") != nakano || a.text("done_by") != "" {
						t.Fatalf("a visit of today that is not to be paid by 中野: %v", a.fields)
					}
					visits = append(visits, a.text("time"))
				}
			}
			unseen += countUnseen(t, all)
			due += countDue(t, all)
		}
		slices.Sort(visits)
		if !slices.Equal(visits, []string{"10:30", "13:30", "15:30"}) {
			t.Fatalf("visits today: %v", visits)
		}
		if unseen < 2 || unseen > 9 {
			t.Fatalf("%d children unseen for more than 30 days, want a few", unseen)
		}
		if due < 1 {
			t.Fatal("no newborn visit is due")
		}
	})
}

// lastSeen returns the last day on which anybody saw each child.
func lastSeen(all []*record) map[string]string {
	seen := map[string]string{}
	for _, r := range all {
		list, _ := r.fields["child_seen"].([]string)
		if r.kind == store.KindSafetyCheck && r.text("result") != "unconfirmed" {
			seen[r.text("child")] = max(seen[r.text("child")], r.text("at")[:len("2026-11-20")])
		}
		for _, c := range list {
			seen[c] = max(seen[c], r.text("on")+r.text("visited_on"))
		}
	}
	return seen
}

func countUnseen(t *rapid.T, all []*record) (n int) {
	if c := classOf(all); c != "protection" && c != "support" {
		return 0
	}
	seen := lastSeen(all)
	for _, c := range inRole(of(all, store.KindPerson), "child") {
		last, ok := seen[c.id.String()]
		if young := day(t, c.text("birth_date")).AddDays(30); !ok && young.After(casework.DateOf(today)) {
			continue
		}
		if !ok {
			t.Fatalf("a registered child whom nobody ever saw, born %s", c.text("birth_date"))
		}
		if casework.DateOf(today).DaysSince(day(t, last)) > 30 {
			n++
		}
	}
	return n
}

func countDue(t *rapid.T, all []*record) (n int) {
	visited := map[string]bool{}
	for _, v := range of(all, store.KindVisit) {
		visited[v.text("child")] = v.text("result") == "met"
	}
	for _, c := range inRole(of(all, store.KindPerson), "child") {
		if !visited[c.id.String()] && !casework.NewbornVisitDue(day(t, c.text("birth_date"))).Before(casework.DateOf(today)) {
			n++
		}
	}
	return n
}
