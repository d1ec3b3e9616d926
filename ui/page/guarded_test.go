package page_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
)

// reachMark stands in everything by which the protected family of this test is
// found.
const reachMark = "KKVJQXZ"

// reachable are the texts below an object with the mark in them.
func reachable(o fyne.CanvasObject) (out []string) {
	for _, text := range texts(o) {
		if strings.Contains(text, reachMark) {
			out = append(out, text)
		}
	}
	return out
}

// protected is a family whose address is secret, with everything that says
// where it is found.
func (d *desk) protected() (family, map[string]uuid.UUID) {
	d.t.Helper()
	f := d.family()
	now := time.Now()
	today := now.Format(time.DateOnly)
	ids := map[string]uuid.UUID{"family": f.record, "child": f.child}
	put := func(name, kind string, set map[string]any) {
		d.t.Helper()
		if ids[name] == uuid.Nil {
			ids[name] = store.NewRecordID()
		}
		if _, err := d.store.Put(d.t.Context(), store.Write{Case: f.kase, Record: ids[name], Kind: kind, Set: set}); err != nil {
			d.t.Fatal(err)
		}
	}
	put("family", store.KindFamily, map[string]any{"address": reachMark + "町1-2", "phone": "090-" + reachMark})
	put("child", store.KindPerson, map[string]any{"address": reachMark + "荘", "phone": "080-" + reachMark, "school": reachMark + "小", "occupation": reachMark + "店"})
	put("agency", store.KindAgency, map[string]any{"name": reachMark + "小学校", "category": "elementary", "person": reachMark + "先生", "phone": "070-" + reachMark})
	put("transfer", store.KindTransfer, map[string]any{"direction": "out", "known_on": today, "city": reachMark + "市", "address": reachMark + "町"})
	put("absence", store.KindAbsence, map[string]any{"child": f.child.String(), "from": today, "days": int64(1), "school": reachMark + "小"})
	put("registry", store.KindRegistry, map[string]any{
		"person": f.child.String(), "class": "protection", "registered_on": today, "consultation": "abuse", "abuse_main": "AB3", "lead_staff": d.store.Me().ID.String(),
	})
	put("family", store.KindFamily, map[string]any{"address": reachMark + "町3-4"}) // the history has both
	return f, ids
}

func (d *desk) guard(f family) {
	d.t.Helper()
	_, err := d.store.Put(d.t.Context(), store.Write{Case: f.kase, Record: f.record, Kind: store.KindFamily, Set: map[string]any{"caution": []string{"address_secret"}}})
	if err != nil {
		d.t.Fatal(err)
	}
}

// TestProtectedFamilyIsNotFoundInPassing renders all tabs, records, lists and
// the table that can be copied, of a family before and after it is protected.
func TestProtectedFamilyIsNotFoundInPassing(t *testing.T) {
	d := newDesk(t).found()
	f, ids := d.protected()
	seen := d.inPassing(f, ids)
	for _, where := range []string{"record of family", "record of absence", "table", "search", "tab overview", "tab documents"} {
		if len(seen[where]) == 0 {
			t.Errorf("%s: nothing stands there of an ordinary family: the test sees nothing", where)
		}
	}
	d.guard(f)
	for where, found := range d.inPassing(f, ids) {
		if len(found) > 0 {
			t.Errorf("%s: %q", where, found)
		}
	}
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	d.do(tap("住所・電話を見る"))
	d.until("what was asked for", func() bool { return len(reachable(c.Content())) > 0 })
	d.look("guarded-shown")
	r := page.NewRecord(d.deps, ids["family"])
	d.show(r)
	d.do(see("ここでは出しません（守られている家庭）"))
	d.look("guarded-record")
	d.do(tap("住所・電話を見る"))
	d.until("what was asked for", func() bool { return len(reachable(r.Content())) > 0 })
}

// inPassing is what stands where nobody has asked how the family is reached.
func (d *desk) inPassing(f family, ids map[string]uuid.UUID) map[string][]string {
	d.t.Helper()
	out := map[string][]string{}
	loading := present.T("shell.loading")
	look := func(where string, p page.Page, there string) {
		d.t.Helper()
		d.show(p)
		d.until(where, func() bool {
			d.layOut()
			all := texts(p.Content())
			return !slices.Contains(all, loading) && slices.ContainsFunc(all, func(text string) bool { return strings.Contains(text, there) })
		})
		out[where] = reachable(p.Content())
	}
	for _, part := range []string{
		page.PartOverview, page.PartCourse, page.PartAssess, page.PartPlan, page.PartMeetings, page.PartServices, page.PartDocuments, page.PartHistory,
	} {
		c := page.NewCase(d.deps, f.kase)
		look("case", c, present.Family("森田"))
		c.ShowPart(part)
		d.until(part, func() bool { return !slices.Contains(texts(c.Content()), loading) })
		out["tab "+part] = reachable(c.Content())
	}
	for name, id := range ids {
		look("record of "+name, page.NewRecord(d.deps, id), present.Family("森田"))
	}
	look("cases", page.NewCases(d.deps), "森田")
	look("today", page.NewToday(d.deps), present.T("today.first"))
	registry := page.NewRegistry(d.deps)
	look("registry", registry, "森田")
	out["table"] = nil
	if text := registry.Everything(); strings.Contains(text, reachMark) {
		out["table"] = []string{text}
	}
	for _, words := range []string{reachMark, "町3-4", "森田"} {
		hits, err := d.store.Search(d.t.Context(), words, 20)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, h := range hits {
			if strings.Contains(h.Sub+h.Title, reachMark) {
				out["search"] = append(out["search"], h.Title+" "+h.Sub)
			}
		}
	}
	due, err := d.store.FindDue(d.t.Context(), store.DueFilter{})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, row := range due {
		if strings.Contains(row.Title, reachMark) {
			out["due"] = append(out["due"], row.Title)
		}
	}
	return out
}
