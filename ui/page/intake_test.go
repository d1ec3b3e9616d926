package page_test

import (
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/tour"
)

// look writes what the window shows, where somebody wants to look at it.
func (d *desk) look(name string) {
	d.t.Helper()
	dir := os.Getenv("YORISOI_LOOK")
	if dir == "" {
		return
	}
	// What the shell leaves for a page of an office laptop's screen.
	d.win.Resize(fyne.NewSize(1274, 675))
	d.win.Resize(fyne.NewSize(1274, 674))
	defer d.layOut()
	d.capture(filepath.Join(dir, name+".png"))
	if os.Getenv("YORISOI_LOOK_LARGE") == "" {
		return
	}
	settings := fyne.CurrentApp().Settings()
	settings.SetTheme(theme.New(theme.Options{Mode: theme.Light, Scale: 1.5}))
	for _, high := range []float32{675, 674, 675, 674} {
		d.win.Resize(fyne.NewSize(1274, high))
	}
	d.capture(filepath.Join(dir, name+"-150.png"))
	settings.SetTheme(theme.New(theme.Options{Mode: theme.Light}))
}

func (d *desk) capture(path string) {
	d.t.Helper()
	f, err := os.Create(path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, d.win.Canvas().Capture()); err != nil {
		d.t.Fatal(err)
	}
}

// newCall is the draft that a new call begins with.
func (d *desk) newCall() store.Draft {
	return store.Draft{Record: store.NewRecordID(), Case: d.store.Office(), Kind: store.KindIntake, Fields: map[string]any{}}
}

// onodera is a family with two children that the city knows already.
func (d *desk) onodera() (kase, boy, girl uuid.UUID) {
	d.t.Helper()
	kase, boy, girl = store.NewRecordID(), store.NewRecordID(), store.NewRecordID()
	me := d.store.Me().ID.String()
	born := func(years, months int) string { return time.Now().AddDate(-years, -months, 0).Format(time.DateOnly) }
	err := d.store.PutTogether(d.t.Context(), []store.Write{
		{Case: kase, Record: store.NewRecordID(), Kind: store.KindFamily, Set: map[string]any{
			"name": "小野寺", "kana": "おのでら", "address": "南町2丁目8-3", "phone": "042-000-7788", "class": "support", "welfare_staff": me,
		}},
		{Case: kase, Record: boy, Kind: store.KindPerson, Set: map[string]any{
			"family_name": "小野寺", "given_name": "湊", "family_kana": "おのでら", "given_kana": "みなと", "role": "child", "sex": "M", "birth_date": born(3, 8),
		}},
		{Case: kase, Record: girl, Kind: store.KindPerson, Set: map[string]any{
			"family_name": "小野寺", "given_name": "凪", "family_kana": "おのでら", "given_kana": "なぎ", "role": "child", "sex": "F", "birth_date": born(1, 4),
		}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return kase, boy, girl
}

// below are the confirmed records of a kind in the list of another one.
func (d *desk) below(kase, parent uuid.UUID, kind string) []*store.Record {
	d.t.Helper()
	file, err := d.store.FindCase(d.t.Context(), kase)
	if err != nil {
		d.t.Fatal(err)
	}
	return slices.DeleteFunc(file.Of(kind), func(r *store.Record) bool { return r.Parent != parent })
}

func TestCallFindsTheFamilyWhileTheNameIsTyped(t *testing.T) {
	d := newDesk(t).found()
	kase, boy, girl := d.onodera()
	draft := d.newCall()
	d.show(page.NewIntake(d.deps, draft))
	d.do(tap("保育所"), field("こどもの姓（かな可）"), typed("おのでら"), field("名"), typed("みなと"), see("この家庭かもしれません…"), field("生年月日"), typed(time.Now().AddDate(-3, -8, 0).Format("2006/1/2")), see("もう記録があります…"))
	d.look("intake-found")
	d.do(tap("この家庭に受け付ける"), see("小野寺 家に受け付けます…"), tap("凪…"), tap("ネグレクト"), tap("見た"))
	d.do(field("聞いたこと（そのままのことばで）"), typed("3日続けて同じ服。昼食をかき込み、午睡後に「ママねてる」と話す。"))
	d.look("intake-chosen")
	d.do(tap("受け付けて、緊急受理会議をひらく"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 2 })

	in, err := d.store.FindRecord(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"route": "RT12", "consultation": "abuse", "abuse_main": "AB3", "witnessed": "direct", "stage": "meeting",
		"receiver": d.store.Me().ID.String(),
	} {
		if got := in.Text(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if in.Case != kase || in.Text("number") == "" {
		t.Errorf("case %s, number %q", in.Case, in.Text("number"))
	}
	var children []string
	for _, r := range d.below(kase, draft.Record, store.KindIntakeChild) {
		children = append(children, r.Text("child"))
	}
	slices.Sort(children)
	want := []string{boy.String(), girl.String()}
	slices.Sort(want)
	if !slices.Equal(children, want) {
		t.Errorf("children %v, want %v", children, want)
	}
	meetings, err := d.store.FindOffice(t.Context(), store.KindMeeting)
	if err != nil || len(meetings) != 1 || meetings[0].Text("kind") != "intake" || meetings[0].Text("stage") != "planned" {
		t.Fatalf("meetings %v: %v", meetings, err)
	}
	file, err := d.store.FindCase(t.Context(), kase)
	if err != nil {
		t.Fatal(err)
	}
	if sheets := file.Of(store.KindSheet); len(sheets) != 1 || sheets[0].Text("meeting") != meetings[0].ID.String() || sheets[0].Text("reason") != "urgent" {
		t.Errorf("sheets %v", sheets)
	}
	led := []string{"done", "report " + draft.Record.String(), "meeting " + meetings[0].ID.String()}
	if !slices.Equal(d.opened, led) {
		t.Errorf("led to %v, want %v", d.opened, led)
	}
	if _, err := d.store.FindDraft(t.Context(), draft.Record); err == nil {
		t.Error("the draft is still there")
	}
}

func TestCallOfAnUnknownFamilyOpensACase(t *testing.T) {
	d := newDesk(t).found()
	draft := d.newCall()
	d.show(page.NewIntake(d.deps, draft))
	d.do(tap("近隣"), field("こどもの姓（かな可）"), typed("ささもと"), field("名"), typed("れん"),
		field("生年月日"), typed("r5.3.14"), tap("きょうだいを加える"),
		tour.Deed{Do: "field", Text: "名", Nth: 1}, typed("ゆい"),
		field("聞いたこと（そのままのことばで）"), typed("夜中に泣き声が続く。"),
		tap("受け付けるだけ"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 1 })
	in, err := d.store.FindRecord(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	file, err := d.store.FindCase(t.Context(), in.Case)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range file.Persons {
		names = append(names, p.Text("family_kana")+" "+p.Text("given_kana"))
	}
	slices.Sort(names)
	if file.Family.Text("name") != "ささもと" || !slices.Equal(names, []string{"ささもと ゆい", "ささもと れん"}) {
		t.Errorf("family %q, persons %q", file.Family.Text("name"), names)
	}
	if n := len(d.below(in.Case, in.ID, store.KindIntakeChild)); n != 2 || in.Text("stage") != "" && in.Text("stage") != "received" {
		t.Errorf("%d children, stage %q", n, in.Text("stage"))
	}
}

func TestCallWithoutANameStillRunsAClock(t *testing.T) {
	d := newDesk(t).found()
	draft := d.newCall()
	d.show(page.NewIntake(d.deps, draft))
	d.do(tap("近隣"), field("聞いたこと（そのままのことばで）"), typed("203号室から泣き声。"), tap("受け付けるだけ"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 1 })
	in, err := d.store.FindRecord(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	file, err := d.store.FindCase(t.Context(), in.Case)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := d.store.FindIntakes(t.Context(), false)
	if err != nil || len(rows) != 1 || len(rows[0].Clocks) != 1 || file.Family.Text("name") != "氏名不詳" {
		t.Errorf("family %q, intakes %+v: %v", file.Family.Text("name"), rows, err)
	}
}

func TestCallIsKeptAtEveryPause(t *testing.T) {
	d := newDesk(t).found()
	draft := d.newCall()
	p := page.NewIntake(d.deps, draft)
	d.show(p)
	d.do(tap("警察"), field("こどもの姓（かな可）"), typed("おだ"), field("聞いたこと（そのままのことばで）"), typed("面前での口論。"))
	d.until("the draft to be saved by itself", func() bool {
		saved, err := d.store.FindDraft(t.Context(), draft.Record)
		return err == nil && saved.Fields["heard"] == "面前での口論。"
	})
	saved, err := d.store.FindDraft(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	again := page.NewIntake(d.deps, *saved)
	d.show(again)
	d.do(see("面前での口論。"), see("おだ"))
	if got := again.Title(); !strings.Contains(got, "おだ") {
		t.Errorf("title %q", got)
	}
	d.show(page.NewIntakes(d.deps))
	d.do(see("書きかけの受付"), see("おだ…"))
	d.look("intakes-draft")
}

func TestCallKeepsTheReporterApart(t *testing.T) {
	d := newDesk(t).found()
	draft := d.newCall()
	d.show(page.NewIntake(d.deps, draft))
	d.do(tap("学校"), field("名"), typed("ゆい"), field("聞いたこと（そのままのことばで）"), typed("あざがある。"), tap("住民票"), tap("希望あり"))
	d.do(tapIn("通告した人", "ひらく"), field("こどもとの関係"), typed("担任"))
	d.look("intake-reporter")
	d.do(tapIn("くわしく：家庭の気がかり", "ひらく"))
	d.look("intake-more")
	d.do(tap("受け付けるだけ"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 1 })
	in, err := d.store.FindRecord(t.Context(), draft.Record)
	if err != nil {
		t.Fatal(err)
	}
	reporters := d.below(in.Case, in.ID, store.KindReporter)
	if len(reporters) != 1 || reporters[0].Text("relation") != "担任" || !reporters[0].Bool("reply_wanted") {
		t.Errorf("reporters %+v", reporters)
	}
	if in.Fields["relation"] != nil || in.Fields["call"] != nil {
		t.Errorf("the intake holds %v", in.Fields)
	}
	lookups := d.below(in.Case, in.ID, store.KindLookup)
	if len(lookups) != 1 || lookups[0].Text("what") != "residents" {
		t.Errorf("lookups %+v", lookups)
	}
}

func TestCallOffersEveryRoute(t *testing.T) {
	d := newDesk(t).found()
	draft := d.newCall()
	d.show(page.NewIntake(d.deps, draft))
	// "…" stands for any text: the sixth one behind the label is the segment.
	d.do(tour.Deed{Do: "tap", In: "だれから", Text: "…", Nth: 6}, see("児童委員"))
	d.look("intake-routes")
	d.do(tap("医療機関"), tapIn("だれから", "医療機関"), tap("父（虐待者以外）"), field("聞いたこと（そのままのことばで）"), typed("疲れた。"), tap("受け付けるだけ"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 1 })
	in, err := d.store.FindRecord(t.Context(), draft.Record)
	if err != nil || in.Text("route") != "RT01_father" {
		t.Errorf("intake %+v: %v", in, err)
	}
}

func TestCallRefusesABirthdayToCome(t *testing.T) {
	d := newDesk(t).found()
	draft := d.newCall()
	d.show(page.NewIntake(d.deps, draft))
	d.do(tap("近隣"), field("名"), typed("ゆい"), field("生年月日"), typed(time.Now().AddDate(0, 1, 0).Format("2006/1/2")),
		field("聞いたこと（そのままのことばで）"), typed("泣き声。"), tap("受け付けるだけ"), see("…まだ直すところ…"))
	d.look("intake-birth")
	if _, err := d.store.FindRecord(t.Context(), draft.Record); err == nil {
		t.Error("accepted a child that is not born yet")
	}
}

// catcher is a desk that keeps the draft that a page opens.
type catcher struct {
	*desk
	draft store.Draft
}

func (c *catcher) OpenIntakeDraft(d store.Draft) { c.draft = d }

func TestCallTakenUpAgainKnowsTheFamily(t *testing.T) {
	d := newDesk(t).found()
	kase, before, _ := d.report(90, nil)
	c := &catcher{desk: d}
	d.deps.Nav = c
	d.show(page.NewReport(d.deps, before))
	d.do(tap("新しい受付として受け直す"))
	d.until("the new call to open", func() bool { return c.draft.Record != uuid.Nil })
	d.show(page.NewIntake(d.deps, c.draft))
	d.do(see("小野寺 家に受け付けます…"), tap("警察"), field("聞いたこと（そのままのことばで）"), typed("また同じ知らせ。"), tap("受け付けるだけ"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 1 })
	in, err := d.store.FindRecord(t.Context(), c.draft.Record)
	if err != nil || in.Case != kase || in.Text("previous") != before.String() || len(d.below(kase, in.ID, store.KindIntakeChild)) != 2 {
		t.Errorf("intake %+v: %v", in, err)
	}
}

func TestCallInEnglish(t *testing.T) {
	d := newDesk(t).found()
	present.SetLanguage(present.English)
	t.Cleanup(func() { present.SetLanguage(present.Japanese) })
	d.onodera()
	d.show(page.NewIntake(d.deps, d.newCall()))
	d.do(tap("Nursery"), field("Given name"), typed("みなと"), see("Perhaps this family…"))
	d.look("intake-en")
	_, intake, _ := d.report(30, nil)
	d.show(page.NewReport(d.deps, intake))
	d.do(see("What comes next"))
	d.look("report-en")
}

func TestCallSaysWhatIsMissing(t *testing.T) {
	d := newDesk(t).found()
	draft := d.newCall()
	d.show(page.NewIntake(d.deps, draft))
	d.do(tap("受け付けるだけ"), see("…まだ直すところ…"))
	d.look("intake-missing")
	if _, err := d.store.FindRecord(t.Context(), draft.Record); err == nil {
		t.Error("accepted without a route and without what was heard")
	}
	if len(d.opened) > 0 {
		t.Errorf("led to %v", d.opened)
	}
}
