package store_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

func (s *station) meeting(on string) *store.Record {
	s.city.t.Helper()
	return s.put(store.Write{Case: s.Office(), Record: store.NewRecordID(), Kind: store.KindMeeting, Set: map[string]any{
		"kind": "joint", "on": on, "stage": "planned", "place": "会議室ひばり",
	}})
}

func (s *station) resource(name, kana string) *store.Record {
	s.city.t.Helper()
	return s.put(store.Write{Case: s.Office(), Record: store.NewRecordID(), Kind: store.KindResource, Set: map[string]any{
		"name": name, "kana": kana, "category": "npo", "phone": "042-000-7788", "conditions": "小学生まで。送迎はありません。",
	}})
}

func (s *station) office(kind string) []*store.Record {
	s.city.t.Helper()
	list, err := s.FindOffice(s.city.t.Context(), kind)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return list
}

// Two stations without a network each make a key of the office file. In
// whichever order their changes arrive, both end with one file.
func TestTwoStationsOpenTheOfficeFile(t *testing.T) {
	office, laptop := twoStations(t)
	here, there := office.meeting("2026-11-25"), laptop.meeting("2026-12-02")
	if office.Office() != laptop.Office() || office.Office() == office.Center() {
		t.Fatalf("ids of the office file: got %s and %s", office.Office(), laptop.Office())
	}
	office.push()
	laptop.push()
	office.pull()
	laptop.pull()
	third := office.city.join("L-03", laptop.Me().ID, office.Me().ID)
	third.pull()
	for name, s := range map[string]*station{"office": office, "laptop": laptop, "third": third} {
		got := s.office(store.KindMeeting)
		if len(got) != 2 || got[0].ID != there.ID || got[1].ID != here.ID {
			t.Errorf("%s: got %v, want both, the later first", name, got)
		}
	}
	// Either goes on writing, and the other one's records too.
	laptop.put(store.Write{Case: laptop.Office(), Record: here.ID, Kind: store.KindMeeting, Set: map[string]any{"place": "第二会議室"}})
	office.put(store.Write{Case: office.Office(), Record: there.ID, Kind: store.KindMeeting, Set: map[string]any{"place": "保健センター"}})
	for _, s := range []*station{office, laptop} {
		s.push()
	}
	office.pull()
	laptop.pull()
	third.pull()
	for name, s := range map[string]*station{"office": office, "laptop": laptop, "third": third} {
		got := s.office(store.KindMeeting)
		if got[0].Text("place") != "保健センター" || got[1].Text("place") != "第二会議室" {
			t.Errorf("%s: got places %q and %q", name, got[0].Text("place"), got[1].Text("place"))
		}
		if held, err := s.FindHeld(t.Context()); err != nil || len(held) != 0 {
			t.Errorf("%s: held %v, %v", name, held, err)
		}
	}
}

func TestOfficeFileIsNoFamily(t *testing.T) {
	office, _ := twoStations(t)
	office.createFamily("堀", "ほり", "042-000-2200")
	office.meeting("2026-11-25")
	r := office.resource("ひばり子ども食堂", "ひばりこどもしょくどう")
	rows, total, err := office.FindCases(t.Context(), store.CaseFilter{})
	if err != nil || total != 1 || len(rows) != 1 || rows[0].Name != "堀" {
		t.Errorf("cases: got %v of %d, %v", rows, total, err)
	}
	if n, err := office.Counts(t.Context()); err != nil || n.Cases != 1 {
		t.Errorf("counts: got %+v, %v", n, err)
	}
	for _, query := range []string{"子ども食堂", "ひばりこども", "hibarik", "送迎", "7788"} {
		hits, err := office.Search(t.Context(), query, 10)
		if err != nil || len(hits) != 1 || hits[0].Record != r.ID || hits[0].Case != office.Office() || hits[0].Title != "ひばり子ども食堂" {
			t.Errorf("search %s: got %+v, %v", query, hits, err)
		}
	}
}

func TestOfficeRecordsLiveLikeOthers(t *testing.T) {
	office, laptop := twoStations(t)
	r := office.resource("ひばり文庫", "ひばりぶんこ")
	office.push()
	laptop.pull()
	office.put(store.Write{Case: office.Office(), Record: r.ID, Kind: store.KindResource, Set: map[string]any{"phone": "042-000-1111"}})
	laptop.put(store.Write{Case: office.Office(), Record: r.ID, Kind: store.KindResource, Set: map[string]any{"phone": "042-000-2222"}})
	laptop.push()
	office.pull()
	c, err := office.FindConflict(t.Context(), r.ID)
	if err != nil || c.Case != office.Office() || len(c.Fields) != 1 || len(c.Fields[0].Values) != 2 {
		t.Fatalf("conflict: got %+v, %v", c, err)
	}
	draft := store.NewRecordID()
	_, err = office.SaveDraft(t.Context(), store.Draft{Record: draft, Case: office.Office(), Kind: store.KindTask, Fields: map[string]any{"what": "会場を予約する", "due": "2026-11-24"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := office.Confirm(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	if err := office.Withdraw(t.Context(), draft, "会場は決まっていた"); err != nil {
		t.Fatal(err)
	}
	if got := office.office(store.KindTask); len(got) != 0 {
		t.Errorf("withdrawn: got %v", got)
	}
	if h, err := office.History(t.Context(), draft); err != nil || len(h) != 2 || h[0].Reason != "会場は決まっていた" {
		t.Errorf("history: got %+v, %v", h, err)
	}
}

func TestPutTogetherIsAllOrNothing(t *testing.T) {
	office, _ := twoStations(t)
	kase, family, child, intake := uuid.New(), store.NewRecordID(), store.NewRecordID(), store.NewRecordID()
	writes := []store.Write{
		{Case: kase, Record: intake, Kind: store.KindIntake, Set: map[string]any{
			"received_at": "2026-11-20T08:10:00+09:00", "receiver": office.Me().ID.String(), "consultation": "abuse", "method": "phone", "route": "RT02", "heard": "泣き声が続く。",
		}},
		{Case: kase, Record: store.NewRecordID(), Kind: store.KindIntakeChild, Parent: intake, Set: map[string]any{"child": child.String()}},
		{Case: kase, Record: child, Kind: store.KindPerson, Set: map[string]any{"given_name": "そら", "role": "child", "birth_date": "2023-04-03"}},
		{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"name": "三浦", "class": "mch"}},
		{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"kana": "みうら"}},
	}
	broken := append(writes[:len(writes):len(writes)], store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindReporter, Parent: store.NewRecordID()})
	err := office.PutTogether(t.Context(), broken)
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) || fmt.Sprint(invalid.Problems[0].Code) != "parent_missing" {
		t.Fatalf("with a reporter of no report: got %v", err)
	}
	if _, total, err := office.FindCases(t.Context(), store.CaseFilter{}); err != nil || total != 0 {
		t.Fatalf("after the refusal: got %d cases, %v", total, err)
	}
	if err := office.PutTogether(t.Context(), writes); err != nil {
		t.Fatal(err)
	}
	c, err := office.FindCase(t.Context(), kase)
	if err != nil || len(c.Records) != 4 || c.Family.Text("kana") != "みうら" || c.Family.Text("number") == "" {
		t.Fatalf("case: got %+v, %v", c, err)
	}
	if got := c.Of(store.KindIntake)[0].Text("number"); got == "" {
		t.Error("the report has no number")
	}
	if len(writes[3].Set) != 2 {
		t.Errorf("the caller's fields were changed: %v", writes[3].Set)
	}
}

// A plan that is being typed hangs together down to the measures of its goals:
// it is confirmed, or thrown away, as a whole.
func TestDraftsHangTogether(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("三浦", "みうら", "")
	type begun struct{ plan, goal, measure, blank uuid.UUID }
	begin := func() begun {
		b := begun{store.NewRecordID(), store.NewRecordID(), store.NewRecordID(), store.NewRecordID()}
		for _, d := range []store.Draft{
			{Record: b.measure, Kind: store.KindPlanMeasure, Parent: b.goal, Fields: map[string]any{"what": "朝、玄関まで迎えに行く"}},
			{Record: b.goal, Kind: store.KindPlanGoal, Parent: b.plan, Fields: map[string]any{"goal": "毎朝、登園する"}},
			{Record: b.blank, Kind: store.KindPlanGoal, Parent: b.plan, Fields: map[string]any{}},
			{Record: b.plan, Kind: store.KindPlan, Fields: map[string]any{
				"version": int64(1), "division": "joint", "made_on": "2026-11-19", "authors": []string{office.Me().ID.String()}, "review_on": "2027-02-19", "vision": "安心して眠れる。"}},
		} {
			d.Case = kase
			if _, err := office.SaveDraft(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		return b
	}
	first := begin()
	if drafts, err := office.FindDrafts(t.Context()); err != nil || len(drafts) != 1 || drafts[0].Draft.Record != first.plan {
		t.Fatalf("drafts: got %+v, %v, want the plan alone", drafts, err)
	}
	if _, err := office.Confirm(t.Context(), first.plan); err != nil {
		t.Fatal(err)
	}
	m, err := office.FindRecord(t.Context(), first.measure)
	if err != nil || m.Parent != first.goal {
		t.Errorf("the measure: got %+v, %v", m, err)
	}
	if _, err := office.FindRecord(t.Context(), first.blank); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a goal that was left blank: got %v", err)
	}
	second := begin()
	if err := office.DiscardDraft(t.Context(), second.plan); err != nil {
		t.Fatal(err)
	}
	for _, id := range []uuid.UUID{second.plan, second.goal, second.measure, first.plan, first.blank} {
		if _, err := office.FindDraft(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("draft %s is still there: %v", id, err)
		}
	}
}
