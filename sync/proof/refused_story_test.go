package proof_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
)

// badInput is a family with a report, a registry entry and a plan without a
// goal, on which things are tried that cannot be.
type badInput struct {
	*house
	welfare                          *desk
	kase, child, intake, line, plan  uuid.UUID
	withdrawn, goal, approval, other uuid.UUID
}

func newBadInput(t *testing.T) *badInput {
	h := newHouse(t, "2026-11-10 09:00", "石川")
	b := &badInput{house: h, welfare: h.join("石川")}
	w := b.welfare
	b.kase = w.family(fields{"name": "葛西", "kana": "かさい", "class": "support", "welfare_staff": w.id.String()})
	b.child = w.child(b.kase, "葛西", "結月", "ゆづき", "2023-05-05")
	b.other = w.child(b.kase, "葛西", "颯", "はやて", "2020-01-15")
	b.intake = w.add(b.kase, store.KindIntake, fields{
		"received_at": b.stamp(), "receiver": w.id.String(), "consultation": "abuse", "method": "phone", "route": "RT12", "heard": "登園していない。",
	})
	w.below(b.kase, b.intake, store.KindIntakeChild, fields{"child": b.child.String()})
	b.line = w.add(b.kase, store.KindRegistry, fields{"person": b.child.String(), "class": "support", "registered_on": "2026-11-01"})
	b.plan = w.add(b.kase, store.KindPlan, b.newPlan("2026-11-10"))
	planned := w.add(b.kase, store.KindPlan, b.newPlan("2026-11-10"))
	b.goal = w.below(b.kase, planned, store.KindPlanGoal, fields{"goal": "朝ごはんを食べる"})
	var err error
	b.approval, err = w.Store.Submit(t.Context(), planned, nil, "")
	must(t, err)
	b.withdrawn = w.family(fields{"name": "空", "kana": "から", "class": "mch"})
	must(t, w.Store.Withdraw(t.Context(), w.caseOf(b.withdrawn).Family.ID, "まちがえて開いた"))
	b.agree()
	b.at("2026-11-10 12:00")
	return b
}

func (b *badInput) newPlan(made string) fields {
	return fields{
		"version": int64(1), "division": "welfare", "made_on": made, "authors": []string{b.welfare.id.String()}, "review_on": "2027-02-10", "vision": "毎日登園する。",
	}
}

// judged is a judgement that lacks nothing.
func (b *badInput) judged(more fields) fields {
	set := fields{"on": "2026-11-10", "side": "welfare", "level": "support", "grounds": "園から聞いた。"}
	for name, v := range more {
		set[name] = v
	}
	return set
}

// check is a safety check that lacks nothing.
func (b *badInput) check(more fields) fields {
	set := fields{"child": b.child.String(), "at": "2026-11-10T11:00:00+09:00", "method": "home", "result": "safe"}
	for name, v := range more {
		set[name] = v
	}
	return set
}

// shown is all that the family's pages show.
type shown struct {
	file     *store.Case
	today    *store.Today
	registry []store.RegistryRow
	changes  []store.CaseChange
	digests  any
}

func (b *badInput) shown() shown {
	b.Helper()
	w := b.welfare
	changes, err := w.Store.FindChanges(b.Context(), b.kase, 100)
	must(b, err)
	digests, err := w.Store.Digests(b.Context())
	must(b, err)
	return shown{w.caseOf(b.kase), w.today(), w.registry(b.kase, false), changes, digests}
}

// TestBadInputIsRefused tries each, and demands its code and that nothing at
// all was written.
func TestBadInputIsRefused(t *testing.T) {
	b := newBadInput(t)
	w := b.welfare
	write := func(kase, parent uuid.UUID, kind string, set fields) func() error {
		return func() error {
			_, err := w.try(store.Write{Case: kase, Parent: parent, Kind: kind, Set: set})
			return err
		}
	}
	meeting := w.add(w.Store.Office(), store.KindMeeting, fields{"kind": "joint", "on": "2026-11-09", "stage": "held"})
	b.agree()
	for name, test := range map[string]struct {
		try  func() error
		want string
	}{
		"ReportInTheFuture": {write(b.kase, uuid.Nil, store.KindIntake, fields{
			"received_at": "2026-11-11T09:00:00+09:00", "receiver": w.id.String(), "consultation": "abuse", "method": "phone", "route": "RT12", "heard": "明日の電話。",
		}), "received_at:" + casework.FaultFuture},
		"JudgedInTheFuture":     {write(b.kase, uuid.Nil, store.KindJudgement, b.judged(fields{"on": "2026-11-11"})), "on:" + casework.FaultFuture},
		"RegisteredBeforeBirth": {write(b.kase, uuid.Nil, store.KindRegistry, fields{"person": b.child.String(), "class": "support", "registered_on": "2023-05-04"}), "registered_on:" + casework.FaultBeforeBirth},
		"JudgedBeforeBirth":     {write(b.kase, uuid.Nil, store.KindJudgement, b.judged(fields{"on": "2023-05-04", "subject": b.child.String()})), "on:" + casework.FaultBeforeBirth},
		"CheckBeforeItsReport":  {write(b.kase, b.intake, store.KindSafetyCheck, b.check(fields{"at": "2026-11-10T08:59:00+09:00"})), "at:" + casework.FaultBeforeReport},
		"CheckOfAnotherChild":   {write(b.kase, b.intake, store.KindSafetyCheck, b.check(fields{"child": b.other.String()})), "child:" + casework.FaultChildNotReported},
		"SafeByTelephone":       {write(b.kase, b.intake, store.KindSafetyCheck, b.check(fields{"method": "phone"})), "method:" + casework.FaultSafeWithoutSeeing},
		"CheckOfNoReport":       {write(b.kase, uuid.New(), store.KindSafetyCheck, b.check(nil)), ":" + casework.FaultParentMissing},
		"PlanWithoutGoal":       {func() error { _, err := w.Store.Submit(t.Context(), b.plan, nil, ""); return err }, "document:" + casework.FaultPlanWithoutGoal},
		"ReviewBeforeMade":      {write(b.kase, uuid.Nil, store.KindPlan, fields{"version": int64(2), "division": "welfare", "made_on": "2026-11-10", "authors": []string{w.id.String()}, "review_on": "2026-11-09", "vision": "毎日登園する。"}), "review_on:" + casework.FaultReviewBeforeMade},
		"DecidedForAWithdrawnCase": {write(b.withdrawn, uuid.Nil, store.KindSheet, fields{
			"meeting": meeting.String(), "meeting_kind": "joint", "proposed_on": "2026-11-09", "reason": "new",
		}), ":" + casework.FaultCaseWithdrawn},
		"TaskForAWithdrawnCase": {write(b.withdrawn, uuid.Nil, store.KindTask, fields{"what": "電話する", "due": "2026-11-12"}), ":" + casework.FaultCaseWithdrawn},
		"AgreedByOneSide":       {write(b.kase, uuid.Nil, store.KindJudgement, b.judged(fields{"side": "agreed", "class": "support"})), "side:" + casework.FaultSidesMissing},
		"EndedWithoutReason": {func() error {
			_, err := w.try(store.Write{Case: b.kase, Record: b.line, Kind: store.KindRegistry, Set: fields{"ended_on": "2026-11-10"}})
			return err
		}, "end_reason:" + casework.FaultEndWithoutReason},
		"NoSuchCode":  {write(b.kase, uuid.Nil, store.KindJudgement, b.judged(fields{"level": "perhaps"})), "level:" + string(form.ProblemUnknownCode)},
		"NoSuchDay":   {write(b.kase, uuid.Nil, store.KindJudgement, b.judged(fields{"on": "2026-02-30"})), "on:" + string(form.ProblemFormat)},
		"NothingSaid": {write(b.kase, uuid.Nil, store.KindJudgement, b.judged(fields{"grounds": nil})), "grounds:" + string(form.ProblemRequired)},
		"OneOfSeveral": {func() error {
			return w.Store.PutTogether(t.Context(), []store.Write{
				{Case: b.kase, Record: store.NewRecordID(), Kind: store.KindJudgement, Set: b.judged(nil)},
				{Case: b.kase, Record: store.NewRecordID(), Kind: store.KindTask, Set: fields{"what": "電話する"}},
			})
		}, "due:" + string(form.ProblemRequired)},
	} {
		t.Run(name, func(t *testing.T) {
			before := b.shown()
			refused(t, name, test.try(), test.want)
			after := b.shown()
			if !reflect.DeepEqual(after, before) {
				t.Errorf("something was changed: got %+v, want %+v", after, before)
			}
		})
	}
}

// TestDecisionsThatAreNotTheirs tries decisions by who may not make them.
func TestDecisionsThatAreNotTheirs(t *testing.T) {
	b := newBadInput(t)
	read := func(d *desk) string {
		a, err := d.Store.FindApproval(t.Context(), b.approval)
		must(t, err)
		return a.Digest
	}
	for name, test := range map[string]struct {
		try  func() error
		code string
	}{
		"OwnWork": {func() error {
			return b.welfare.Store.Decide(t.Context(), b.approval, store.ActionApprove, "", read(b.welfare))
		}, "approval_not_yours"},
		"OutOfTurn": {func() error {
			return b.director.Store.Decide(t.Context(), b.approval, store.ActionApprove, "", read(b.director))
		}, "approval_not_yours"},
		"AnotherText": {func() error {
			return b.director.Store.Decide(t.Context(), b.approval, store.ActionProxy, "", "ちがう文")
		}, "approval_changed"},
		"ReturnWithoutReason": {func() error {
			return b.director.Store.Decide(t.Context(), b.approval, store.ActionReturn, "", read(b.director))
		}, "reason_needed"},
		"PulledBackByAnother":    {func() error { return b.director.Store.PullBack(t.Context(), b.approval, "出し直してほしい") }, "approval_not_yours"},
		"WithdrawnWithoutReason": {func() error { return b.welfare.Store.Withdraw(t.Context(), b.line, "") }, "reason_needed"},
	} {
		t.Run(name, func(t *testing.T) {
			before := b.shown()
			if got := store.CodeOf(test.try()); got != test.code {
				t.Errorf("got %s, want %s", got, test.code)
			}
			b.agree()
			if after := b.shown(); !reflect.DeepEqual(after, before) {
				t.Errorf("something was changed: got %+v, want %+v", after, before)
			}
		})
	}
}

// TestTemplateThatDoesNotLoad brings questionnaires that cannot be used: file
// and place are told, and the one in use stays.
func TestTemplateThatDoesNotLoad(t *testing.T) {
	b := newBadInput(t)
	good, err := fs.ReadFile(assets.Forms, "risk.json")
	must(t, err)
	was := b.welfare.Store.Library().Form(store.KindRisk)
	for name, test := range map[string]struct {
		kind, from, to string
		code           form.FaultCode
	}{
		"NotJSON":        {store.KindRisk, `"linkId"`, `linkId`, form.FaultSyntax},
		"UnknownElement": {store.KindRisk, `"resourceType"`, `"subjectType": ["Patient"], "colour": "red", "resourceType"`, form.FaultElement},
		"UnknownList":    {store.KindRisk, `assessment_phase`, `assessment_phasse`, form.FaultList},
		"NotReplaceable": {store.KindPlan, `"resourceType"`, ` "resourceType"`, form.FaultReference},
	} {
		t.Run(name, func(t *testing.T) {
			before := b.shown()
			spoilt := strings.Replace(string(good), test.from, test.to, 1)
			err := b.welfare.Store.ImportTemplate(t.Context(), test.kind, "新しい様式.json", []byte(spoilt))
			var refused *form.Refused
			if !errors.As(err, &refused) || len(refused.Faults) == 0 {
				t.Fatalf("got %v", err)
			}
			same(t, "code", refused.Faults[0].Code, test.code)
			same(t, "file", refused.Faults[0].File, "新しい様式.json")
			same(t, "form in use", b.welfare.Store.Library().Form(store.KindRisk), was)
			if after := b.shown(); !reflect.DeepEqual(after, before) {
				t.Errorf("something was changed: got %+v, want %+v", after, before)
			}
		})
	}
}

// TestCodeThatWasRetired has a list take a choice out of use: what was chosen
// before stands and can be edited on; nobody can choose it anew.
func TestCodeThatWasRetired(t *testing.T) {
	b := newBadInput(t)
	w := b.welfare
	service := fields{"service": "FS1", "act": "recommend", "subject": b.child.String(), "recommended_on": "2026-11-09", "stage": "recommended"}
	kept := w.add(b.kase, store.KindService, service)
	b.agree()
	must(t, w.Lock())
	w.Lib = retired(t, "service_type.csv", "FS1", "2026-10-31")
	must(t, w.Open(t.Context(), w.id, password))
	w.online()
	b.agree()
	before := b.shown()
	_, err := w.try(store.Write{Case: b.kase, Kind: store.KindService, Set: service})
	refused(t, "chosen anew", err, "service:"+casework.FaultCodeRetired)
	if after := b.shown(); !reflect.DeepEqual(after, before) {
		t.Errorf("something was changed: got %+v, want %+v", after, before)
	}
	w.set(b.kase, kept, store.KindService, fields{"explained": "母に説明した。"})
	r := w.record(kept)
	same(t, "what was chosen before", r.Text("service"), "FS1")
	same(t, "edited on", r.Text("explained"), "母に説明した。")
}

// retired is the built-in forms and lists, with a code that ended on a day.
func retired(t *testing.T, file, code, last string) *form.Library {
	t.Helper()
	dir := t.TempDir()
	must(t, os.CopyFS(dir, assets.Codes))
	path := filepath.Join(dir, file)
	raw, err := os.ReadFile(path)
	must(t, err)
	lines := strings.Split(string(raw), "\n")
	found := false
	for i, line := range lines {
		if strings.HasPrefix(line, code+",") {
			columns := strings.Split(strings.TrimRight(line, "\r"), ",")
			columns[len(columns)-1] = last
			lines[i], found = strings.Join(columns, ","), true
		}
	}
	if !found {
		t.Fatalf("%s has no %s", file, code)
	}
	must(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600))
	lib, err := form.LoadLibrary(assets.Forms, os.DirFS(dir))
	must(t, err)
	return lib
}
