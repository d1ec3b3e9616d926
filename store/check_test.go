package store_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
)

// problems are the codes for which a write is refused, by field.
func problems(t *testing.T, err error) map[string]string {
	t.Helper()
	var invalid *store.InvalidError
	if err != nil && !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	out := map[string]string{}
	if invalid != nil {
		for _, p := range invalid.Problems {
			out[p.LinkID] = string(p.Code)
		}
	}
	return out
}

// report is a report of abuse about one child.
type report struct {
	*station
	kase, child, intake uuid.UUID
}

func newReport(s *station, received string) report {
	r := report{station: s}
	r.kase, _ = s.createFamily("三浦", "みうら", "")
	r.child = s.kid(r.kase, "三浦", "そら", "そら", "2023-04-03")
	r.intake = s.intake(r.kase, received, "abuse").ID
	s.put(store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindIntakeChild, Parent: r.intake, Set: map[string]any{"child": r.child.String()}})
	return r
}

func (r report) checkOf(child uuid.UUID, at, method, result string) store.Write {
	return store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindSafetyCheck, Parent: r.intake, Set: map[string]any{
		"child": child.String(), "at": at, "method": method, "result": result,
	}}
}

func TestRulesAreHeldToWhenWriting(t *testing.T) {
	office, _ := twoStations(t)
	r := newReport(office, "2026-11-19T08:10:00+09:00")
	stranger := office.kid(r.kase, "三浦", "うみ", "うみ", "2020-02-02")
	judge := func(set map[string]any) store.Write {
		set["on"], set["level"], set["grounds"] = "2026-11-20", "support", "夜に一人で過ごす。"
		return store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindJudgement, Set: set}
	}
	for name, tc := range map[string]struct {
		write store.Write
		want  map[string]string
	}{
		"seen at home":          {r.checkOf(r.child, "2026-11-19T15:00:00+09:00", "home", "safe"), nil},
		"before the report":     {r.checkOf(r.child, "2026-11-18T15:00:00+09:00", "home", "safe"), map[string]string{"at": casework.FaultBeforeReport}},
		"tomorrow":              {r.checkOf(r.child, "2026-11-22T15:00:00+09:00", "home", "safe"), map[string]string{"at": casework.FaultFuture}},
		"another child":         {r.checkOf(stranger, "2026-11-19T15:00:00+09:00", "home", "safe"), map[string]string{"child": casework.FaultChildNotReported}},
		"safe by telephone":     {r.checkOf(r.child, "2026-11-19T15:00:00+09:00", "phone", "safe"), map[string]string{"method": casework.FaultSafeWithoutSeeing}},
		"agreed by nobody":      {judge(map[string]any{"side": "agreed", "class": "support"}), map[string]string{"side": casework.FaultSidesMissing}},
		"one side":              {judge(map[string]any{"side": "welfare"}), nil},
		"a visit yet to come":   {store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindVisit, Set: map[string]any{"visited_on": "2026-12-20", "visit_type": "other", "result": "met", "child": r.child.String()}}, map[string]string{"visited_on": casework.FaultFuture}},
		"met before its birth":  {store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindVisit, Set: map[string]any{"visited_on": "2022-11-20", "visit_type": "other", "result": "met", "child": r.child.String()}}, map[string]string{"visited_on": casework.FaultBeforeBirth}},
		"a stage out of turn":   {store.Write{Case: r.kase, Record: r.intake, Kind: store.KindIntake, Set: map[string]any{"stage": "closed"}}, map[string]string{"stage": casework.FaultMoveUnknown}},
		"a registry's end":      {store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindRegistry, Set: map[string]any{"person": r.child.String(), "class": "support", "registered_on": "2026-11-20", "ended_on": "2026-11-20"}}, map[string]string{"end_reason": casework.FaultEndWithoutReason}},
		"a check of no report":  {store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindSafetyCheck, Parent: uuid.New(), Set: r.checkOf(r.child, "2026-11-19T15:00:00+09:00", "home", "safe").Set}, map[string]string{"": casework.FaultParentMissing}},
		"what the form refuses": {store.Write{Case: r.kase, Record: store.NewRecordID(), Kind: store.KindLookup, Parent: r.intake}, map[string]string{"what": "required"}},
	} {
		_, err := office.Put(t.Context(), tc.write)
		got := problems(t, err)
		for field, code := range tc.want {
			if got[field] != code {
				t.Errorf("%s: got %v, want %v", name, got, tc.want)
			}
		}
		if len(tc.want) == 0 && len(got) != 0 {
			t.Errorf("%s: got %v, want nothing", name, got)
		}
	}
}

// A draft that the rules refuse stays as it was typed.
func TestRefusedDraftStays(t *testing.T) {
	office, _ := twoStations(t)
	r := newReport(office, "2026-11-19T08:10:00+09:00")
	w := r.checkOf(r.child, "2026-11-19T15:00:00+09:00", "phone", "safe")
	if _, err := office.SaveDraft(t.Context(), store.Draft{Record: w.Record, Case: w.Case, Kind: w.Kind, Parent: w.Parent, Fields: w.Set}); err != nil {
		t.Fatal(err)
	}
	_, err := office.Confirm(t.Context(), w.Record)
	if got := problems(t, err); got["method"] != casework.FaultSafeWithoutSeeing {
		t.Fatalf("got %v", got)
	}
	drafts, err := office.FindDrafts(t.Context())
	if err != nil || len(drafts) != 1 || drafts[0].Draft.Record != w.Record || drafts[0].Family != "三浦" {
		t.Fatalf("drafts: got %+v, %v: one that hangs on a confirmed report stands on its own", drafts, err)
	}
	w.Set["result"] = "unconfirmed"
	if _, err := office.SaveDraft(t.Context(), store.Draft{Record: w.Record, Case: w.Case, Kind: w.Kind, Parent: w.Parent, Fields: w.Set}); err != nil {
		t.Fatal(err)
	}
	if _, err := office.Confirm(t.Context(), w.Record); err != nil {
		t.Fatal(err)
	}
}

// What merging brings together is never refused, whatever it breaks.
func TestReceivingRefusesNothing(t *testing.T) {
	office, laptop := twoStations(t)
	r := newReport(office, "2026-11-19T08:10:00+09:00")
	exchange(office, laptop)
	laptop.put(r.checkOf(r.child, "2026-11-19T15:00:00+09:00", "home", "safe"))
	if err := office.Withdraw(t.Context(), r.intake, "別の家庭の電話だった"); err != nil {
		t.Fatal(err)
	}
	exchange(office, laptop)
	for _, s := range []*station{office, laptop} {
		if held, err := s.FindHeld(t.Context()); err != nil || len(held) != 0 {
			t.Errorf("held: got %v, %v", held, err)
		}
		if got := s.theCase(r.kase).Of(store.KindSafetyCheck); len(got) != 1 {
			t.Errorf("the check: got %v", got)
		}
	}
}

func TestReasonsOfTheRecordBook(t *testing.T) {
	for kind, want := range map[string]bool{
		store.KindSafetyCheck: true, store.KindUrgency: true, store.KindRisk: true, store.KindJudgement: true, store.KindPlanHandover: true,
		store.KindPlanEvaluation: true, store.KindRegistryReview: true, store.KindCommissionReport: true, store.KindApprovalStep: true, store.KindReferral: true,
		store.KindIntake: false, store.KindPlan: false, store.KindPlanGoal: false, store.KindSheet: false, store.KindTask: false, store.KindRegistry: false,
		store.KindService: false, store.KindCommission: false, store.KindTransfer: false, store.KindMeeting: false, store.KindResource: false,
	} {
		if got := store.NeedsReason(kind); got != want {
			t.Errorf("%s: got %v, want %v", kind, got, want)
		}
	}
}

func TestComputedFields(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("三浦", "みうら", "")
	child := office.kid(kase, "三浦", "そら", "そら", "2023-04-03")
	steps := map[string]any{"at": "2026-11-20T10:00:00+09:00", "subject": child.String(), "rank": "AA"}
	for _, step := range []string{"step1", "step2", "step3", "step4", "step5", "step6", "step7", "step8"} {
		steps[step] = "no"
	}
	steps["step6"] = "yes"
	u := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindUrgency, Set: steps})
	if got := u.Text("rank"); got != casework.RankB {
		t.Errorf("rank: got %q, want %q whatever was handed in", got, casework.RankB)
	}
	u = office.put(store.Write{Case: kase, Record: u.ID, Kind: store.KindUrgency, Set: map[string]any{"step3": "yes"}, Reason: "写真で確かめた"})
	if got := u.Text("rank"); got != casework.RankA {
		t.Errorf("rank after a correction: got %q, want %q", got, casework.RankA)
	}
	risk := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindRisk, Set: map[string]any{
		"on": "2026-11-20", "subject": child.String(), "phase": "intake", "a1_rating": "unknown", "b2_rating": "high", "c3_rating": "unknown",
	}})
	if n, _ := risk.Int("unknown_count"); n != 2 {
		t.Errorf("unknown answers: got %d, want 2", n)
	}
}

// retired is the program's library with one code retired.
func retired(t *testing.T, list, code, to string) *form.Library {
	t.Helper()
	codes := fstest.MapFS{}
	files, err := fs.ReadDir(assets.Codes, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := fs.ReadFile(assets.Codes, f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if f.Name() == list+".csv" {
			data = regexp.MustCompile(`(?m)^`+code+`,(.*),$`).ReplaceAll(data, []byte(code+",${1},"+to))
		}
		codes[f.Name()] = &fstest.MapFile{Data: data}
	}
	lib, err := form.LoadLibrary(assets.Forms, codes)
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := lib.CodeList(list).Code(code); !ok || c.To != to {
		t.Fatalf("retire %s: got %+v", code, c)
	}
	return lib
}

func TestRetiredCodes(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("三浦", "みうら", "")
	old := office.intake(kase, "2026-11-10T08:10:00+09:00", "upbringing")
	office.config.Library = retired(t, "consultation_type", "upbringing", "2026-10-31")
	office.reopen()
	write := func(w store.Write) map[string]string {
		_, err := office.Put(t.Context(), w)
		return problems(t, err)
	}
	if r, err := office.FindRecord(t.Context(), old.ID); err != nil || r.Text("consultation") != "upbringing" {
		t.Fatalf("an old record: got %+v, %v", r, err)
	}
	if got := write(store.Write{Case: kase, Record: old.ID, Kind: store.KindIntake, Set: map[string]any{"place": "公園"}}); len(got) != 0 {
		t.Errorf("another field of an old record: got %v", got)
	}
	again := store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindIntake, Set: map[string]any{
		"received_at": "2026-11-10T08:10:00+09:00", "receiver": office.Me().ID.String(), "consultation": "upbringing", "method": "phone", "route": "RT02", "heard": "相談。",
	}}
	if got := write(again); got["consultation"] != casework.FaultCodeRetired {
		t.Errorf("chosen anew: got %v", got)
	}
	again.Set["received_at"] = "2026-10-31T08:10:00+09:00"
	if got := write(again); len(got) != 0 {
		t.Errorf("chosen for a day on which it stood: got %v", got)
	}
}

func TestEveryFaultHasAText(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		raw, err := fs.ReadFile(assets.I18n, lang+"/problems_work.json")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		for _, code := range casework.FaultCodes() {
			if key := (form.Problem{Code: form.ProblemCode(code)}).Key(); texts[key] == "" {
				t.Errorf("%s: no text %s", lang, key)
			}
		}
		if len(texts) != len(casework.FaultCodes()) {
			t.Errorf("%s: got %d texts for %d codes", lang, len(texts), len(casework.FaultCodes()))
		}
	}
}
