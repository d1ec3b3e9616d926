package page_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// plainLook is a look that stays as it is.
type plainLook struct{ language present.Language }

func (plainLook) Options() theme.Options       { return theme.Options{Mode: theme.Light} }
func (plainLook) SetOptions(theme.Options)     {}
func (l plainLook) Language() present.Language { return l.language }
func (plainLook) SetLanguage(present.Language) {}
func (plainLook) IdleMinutes() int             { return 10 }
func (plainLook) SetIdleMinutes(int)           {}

// namesInUse are what people typed on these pages, the avatar's sign, the
// example of a name's reading, and how the language is chosen.
var namesInUse = []string{"大沢", "森田", "もりた", "さくら", "ひより", "庁内PC-11", "日本語", "ことば", "はるか", "電話あり", "母", "大", "そら",
	// The series of numbers, the titles of documents and the examples of a call.
	"虐", "要", "支", "サポートプラン 第1版", "ひ…", "おのでら", "保育園", "妹・自宅"}

// bySheet are lines that the program writes into a sheet from the record: they
// become text of a record, in the language of the records.
var bySheet = regexp.MustCompile(`^R\d+\.\d+\.\d+ `)

var rawID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

func japanese(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
	}) >= 0
}

// checkWords looks at every text of a page.
func checkWords(t *testing.T, where string, o fyne.CanvasObject, l present.Language, keys map[string]string) {
	t.Helper()
	seen := texts(o)
	if len(seen) < 3 {
		t.Errorf("%s: only %d texts: the search itself is broken", where, len(seen))
	}
	slices.Sort(seen)
	for _, text := range slices.Compact(seen) {
		if _, isKey := keys[text]; isKey {
			t.Errorf("%s shows the key %q", where, text)
		}
		if rawID.MatchString(text) {
			t.Errorf("%s shows an id: %q", where, text)
		}
		if strings.Contains(text, "{0}") || strings.Contains(text, "%!") {
			t.Errorf("%s shows a placeholder: %q", where, text)
		}
		rest := text
		for _, name := range namesInUse {
			rest = strings.ReplaceAll(rest, name, "")
		}
		if l == present.English && japanese(rest) && !bySheet.MatchString(text) {
			t.Errorf("%s is not in English: %q", where, text)
		}
	}
}

func TestEveryPageIsInWords(t *testing.T) {
	keys := translations(t)
	for _, l := range present.Languages {
		t.Run(string(l), func(t *testing.T) {
			d := newDesk(t).found()
			present.SetLanguage(l)
			t.Cleanup(func() { present.SetLanguage(present.Japanese) })
			d.deps.Look = plainLook{l}
			for name, p := range d.everyPage() {
				d.show(p)
				d.settle(p.Content())
				checkWords(t, name, p.Content(), l, keys)
				if got := p.Title(); keys[got] != "" || rawID.MatchString(got) {
					t.Errorf("%s has the title %q", name, got)
				}
				for _, part := range partsOf(p.Content()) {
					part.Tapped(nil)
					d.settle(p.Content())
					checkWords(t, name+" (another part)", p.Content(), l, keys)
				}
			}
			if len(d.failed) > 0 {
				t.Errorf("failed: %v", d.failed)
			}
			d.checkFirstPages(t, l, keys)
		})
	}
}

// partsOf are the tabs within a page.
func partsOf(o fyne.CanvasObject) []fyne.Tappable {
	var out []fyne.Tappable
	walk(o, false, func(o fyne.CanvasObject) {
		tabs, ok := o.(*widget.SubTabs)
		if !ok {
			return
		}
		walk(tabs, false, func(o fyne.CanvasObject) {
			if tab, ok := o.(fyne.Tappable); ok {
				out = append(out, tab)
			}
		})
	})
	return out
}

// settle waits until a page has read what it shows.
func (d *desk) settle(o fyne.CanvasObject) {
	d.t.Helper()
	d.until("the page to be read", func() bool { return !shows(o, present.T("shell.loading")) })
	d.queue.Until(50*time.Millisecond, func() bool { return false })
}

// everyPage makes one of each, with something to show.
func (d *desk) everyPage() map[string]page.Page {
	d.t.Helper()
	ctx := d.t.Context()
	f := d.family()
	today := time.Now().Format(time.DateOnly)
	visit, note := store.NewRecordID(), store.NewRecordID()
	for _, w := range []store.Write{
		{Record: visit, Kind: store.KindVisit, Set: map[string]any{
			"visited_on": today, "start_time": "10:34", "visit_type": "newborn", "result": "met",
			"child": f.child.String(), "mother": f.mother.String(), "weight_g": int64(3410), "child_seen": []string{f.child.String()},
		}},
		{Record: store.NewRecordID(), Kind: store.KindEPDS, Parent: visit, Set: map[string]any{
			"parent": visit.String(), "subject": f.mother.String(), "on": today, "method": "self", "item10": "1",
		}},
		{Record: note, Kind: store.KindNote, Set: map[string]any{
			"on": today, "method": "phone", "department": "mch", "facts": "電話あり", "child_seen": []string{f.child.String()},
		}},
		{Record: store.NewRecordID(), Kind: store.KindAppointment, Set: map[string]any{
			"on": today, "time": "13:30", "visit_type": "newborn", "child": f.child.String(), "staff": d.store.Me().ID.String(),
		}},
		{Record: store.NewRecordID(), Kind: store.KindMeasurement, Set: map[string]any{
			"child": f.child.String(), "on": today, "weight_g": int64(3410), "height_cm": "51.2",
		}},
		{Record: store.NewRecordID(), Kind: store.KindRelation, Set: map[string]any{
			"from": f.mother.String(), "to": f.child.String(), "type": "parent",
		}},
	} {
		w.Case = f.kase
		if _, err := d.store.Put(ctx, w); err != nil {
			d.t.Fatalf("%s: %v", w.Kind, err)
		}
	}
	if _, err := d.store.Put(ctx, store.Write{
		Case: f.kase, Record: note, Kind: store.KindNote, Set: map[string]any{"child_seen": []string{}}, Reason: "母",
	}); err != nil {
		d.t.Fatal(err)
	}
	d.disagree(f, "042-000-3320", "042-000-3317")
	d.childOf("森田", "protection", time.Now().AddDate(-3, 0, 0))
	pages := map[string]page.Page{
		"today": page.NewToday(d.deps), "cases": page.NewCases(d.deps), "visits": page.NewVisits(d.deps),
		"settings": page.NewSettings(d.deps), "case": page.NewCase(d.deps, f.kase), "new family": page.NewNewFamily(d.deps),
		"visit": page.NewVisit(d.deps, d.visit(f)), "record of a visit": page.NewRecord(d.deps, visit),
		"record of a note": page.NewRecord(d.deps, note), "record of a child": page.NewRecord(d.deps, f.child),
		"record of a family": page.NewRecord(d.deps, f.record), "conflict": page.NewConflict(d.deps, f.record),
		"note": page.NewNote(d.deps, store.Draft{
			Record: store.NewRecordID(), Case: f.kase, Kind: store.KindNote, Fields: map[string]any{"on": today},
		}),
	}
	maps.Copy(pages, d.workPages(f))
	return pages
}

// checkFirstPages looks at what stands before the desk.
func (d *desk) checkFirstPages(t *testing.T, l present.Language, keys map[string]string) {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	in := page.NewSignIn(page.SignInDeps{Config: d.config, Owner: d.owner, Library: lib, Window: d.win, Opened: func(*store.Store) {}})
	t.Cleanup(in.Close)
	guide := page.NewGuide(page.GuideDeps{Config: d.config, Owner: d.owner, Library: lib, Window: d.win, Opened: func(*store.Store) {}})
	t.Cleanup(guide.Close)
	for name, content := range map[string]fyne.CanvasObject{"sign-in": in.Content(), "guide": guide.Content()} {
		d.body.Objects = []fyne.CanvasObject{content}
		d.body.Refresh()
		checkWords(t, name, content, l, keys)
	}
}
