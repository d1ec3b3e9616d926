package present_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yorisoi/ui/present"
)

func TestT(t *testing.T) {
	for _, c := range []struct {
		key    string
		args   []any
		ja, en string
	}{
		{"button.confirm", nil, "確定する", "Confirm"},
		{"day.ago", []any{2}, "2日前", "2 days ago"},
		{"day.ago", []any{1}, "1日前", "1 day ago"},
		{"day.ago", nil, "{0}日前", "{0} {0} ago"},
		{"name.staff", []any{present.Named{"name": "中野", "job": "保健師"}}, "中野(保健師)", "中野 (保健師)"},
		{"no.such.key", nil, "no.such.key", "no.such.key"},
	} {
		check(t, c.key, func() string { return present.T(c.key, c.args...) }, c.ja, c.en)
	}
	if !slices.Contains(present.Missing(), "no.such.key") {
		t.Errorf("missing keys: got %v, want no.such.key among them", present.Missing())
	}
	if present.Has("no.such.key") || !present.Has("button.confirm") {
		t.Error("Has does not tell which keys exist")
	}
}

func TestSetLanguage(t *testing.T) {
	inLanguage(t, present.English)
	if got := present.CurrentLanguage(); got != present.English {
		t.Errorf("got %s, want en", got)
	}
	present.SetLanguage("fr")
	if got := present.CurrentLanguage(); got != present.Japanese {
		t.Errorf("after an unknown language: got %s, want ja", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	good := map[string]string{
		"ja/a.json": `{"a.one": "一つ {0}"}`, "en/a.json": `{"a.one": "{0} {0|thing|things}"}`,
		"ja/b.json": `{"b.two": "{name}"}`, "en/b.json": `{"b.two": "{name}"}`,
	}
	for name, c := range map[string]struct{ file, text, want string }{
		"OK":                   {"ja/a.json", good["ja/a.json"], ""},
		"ErrKeyInTwoFiles":     {"ja/b.json", `{"a.one": "{0}", "b.two": "{name}"}`, "key a.one is in ja/a.json already"},
		"ErrKeyTwiceInFile":    {"ja/a.json", `{"a.one": "{0}", "a.one": "{0}"}`, "key a.one is there twice"},
		"ErrKeyOnlyJapanese":   {"en/b.json", `{}`, "key b.two is not in language en"},
		"ErrKeyOnlyEnglish":    {"ja/b.json", `{}`, "key b.two is not in language ja"},
		"ErrPlaceholderLost":   {"en/a.json", `{"a.one": "things"}`, "key a.one has placeholders [0] in ja and [] in en"},
		"ErrPlaceholderOther":  {"en/b.json", `{"b.two": "{title}"}`, "key b.two has placeholders [name] in ja and [title] in en"},
		"ErrPlaceholderBroken": {"en/a.json", `{"a.one": "{0"}`, "bad placeholder at 0"},
		"ErrBraceAlone":        {"en/a.json", `{"a.one": "{0} }"}`, "bad placeholder at 4"},
		"ErrEmptyText":         {"en/a.json", `{"a.one": ""}`, "key a.one has no text"},
		"ErrNotText":           {"en/a.json", `{"a.one": 1}`, "not a string"},
		"ErrNested":            {"en/a.json", `{"a": {"one": "x"}}`, "not a string"},
		"ErrNotObject":         {"en/a.json", `["a.one"]`, "not a JSON object"},
		"ErrCutOff":            {"en/a.json", `{"a.one": "{0}"`, "end of object"},
		"ErrMoreFollows":       {"en/a.json", `{"a.one": "{0}"} {}`, "more follows"},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{}
			for file, text := range good {
				files[file] = &fstest.MapFile{Data: []byte(text)}
			}
			files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			t.Cleanup(func() {
				if err := present.Load(ownWords()); err != nil {
					t.Fatal(err)
				}
			})
			err := present.Load(files)
			if c.want == "" {
				if err != nil {
					t.Fatalf("got %v, want none", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
			if got := present.T("button.confirm"); got != "確定する" {
				t.Errorf("after a refused load: got %q, want what was in force", got)
			}
		})
	}
	if err := present.Load(fstest.MapFS{}); err == nil {
		t.Error("no files: got no error")
	}
}
