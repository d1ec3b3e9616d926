package form_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"yorisoi/store/form"
)

func TestParseCodeListRefuses(t *testing.T) {
	const header = "code,ja,en,parent,from,to\n"
	tests := []struct {
		name, csv string
		code      form.FaultCode
		line      int
		what      string
	}{
		{"Empty", "", form.FaultSyntax, 1, ""},
		{"OnlyHeader", header, form.FaultMissing, 0, "code"},
		{"OtherHeader", "code,ja,en\na,あ,a\n", form.FaultSyntax, 1, "code,ja,en"},
		{"HeaderInOtherOrder", "ja,code,en,parent,from,to\nあ,a,a,,,\n", form.FaultSyntax, 1, "ja,code,en,parent,from,to"},
		{"ShiftJIS", "code,ja,en,parent,from,to\na,\x82\xa0,a,,,\n", form.FaultSyntax, 0, ""},
		{"FiveColumns", header + "a,あ,a,,\n", form.FaultSyntax, 2, "a,あ,a,,"},
		{"OpenQuote", header + "a,\"あ,a,,,\n", form.FaultSyntax, 2, ""},
		{"NoCode", header + ",あ,a,,,\n", form.FaultValue, 2, ""},
		{"CodeWithSpace", header + "a b,あ,a,,,\n", form.FaultValue, 2, "a b"},
		{"SpaceAround", header + "a,あ ,a,,,\n", form.FaultValue, 2, "あ "},
		{"NoEnglish", header + "a,あ,,,,\n", form.FaultMissing, 2, "ja and en"},
		{"Duplicate", header + "a,あ,a,,,\nb,い,b,,,\na,う,c,,,\n", form.FaultDuplicateCode, 4, "a"},
		{"NoParent", header + "a,あ,a,z,,\n", form.FaultParent, 2, "z"},
		{"OwnParent", header + "a,あ,a,a,,\n", form.FaultParent, 2, "a"},
		{"ParentsInALoop", header + "a,あ,a,b,,\nb,い,b,a,,\n", form.FaultParent, 2, "b"},
		{"NotADate", header + "a,あ,a,,2026-02-30,\n", form.FaultDate, 2, "2026-02-30"},
		{"DateOfSpreadsheet", header + "a,あ,a,,,2026/3/31\n", form.FaultDate, 2, "2026/3/31"},
		{"FromAfterTo", header + "a,あ,a,,2026-04-01,2026-03-31\n", form.FaultLimits, 2, "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := form.ParseCodeList("list.csv", "list", []byte(tt.csv))
			var r *form.Refused
			if list != nil || !errors.As(err, &r) {
				t.Fatalf("got %v, %v, want a refusal", list, err)
			}
			f := r.Faults[0]
			if f.File != "list.csv" || f.Code != tt.code || f.Line != tt.line || f.Name != tt.what {
				t.Errorf("got %+v, want code %s in line %d naming %q", f, tt.code, tt.line, tt.what)
			}
		})
	}
}

func TestCodeList(t *testing.T) {
	const csv = "\ufeffcode,ja,en,parent,from,to\r\n" +
		"top,上,Top,,,\r\n" +
		"old,\"古い, もの\",Old,top,,2026-03-31\r\n" +
		"new,新しい,New,top,2026-04-01,\r\n"
	list, err := form.ParseCodeList("list.csv", "list", []byte(csv))
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]string{"": "top old new", "2026-03-31": "top old", "2026-04-01": "top new"}
	for day, want := range days {
		var got []string
		for _, c := range list.Active(day) {
			got = append(got, c.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %v, want %s", day, got, want)
		}
	}
	if c, ok := list.Code("old"); !ok || c.Ja != "古い, もの" || c.Parent != "top" {
		t.Errorf("got %+v, want the expired code to be known", c)
	}
}

func TestLoadLibraryRefuses(t *testing.T) {
	const list = "code,ja,en,parent,from,to\nM,男,Male,,,\n"
	const own = `{"resourceType":"Questionnaire","url":"https://yorisoi.example/fhir/Questionnaire/dog","version":"1","title":"犬","status":"draft","item":[{"linkId":"a","text":"名","type":"string"}]}`
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	tests := []struct {
		name         string
		forms, codes fstest.MapFS
		file         string
		code         form.FaultCode
		what         string
	}{
		{"StrayFile", fstest.MapFS{"dog.json": file(own), "notes.txt": file("")}, nil, "notes.txt", form.FaultFile, "notes.txt"},
		{"Folder", fstest.MapFS{"dog.json/x": file(own)}, nil, "dog.json", form.FaultFile, "dog.json"},
		{"StrayList", nil, fstest.MapFS{"sex.xlsx": file(list)}, "sex.xlsx", form.FaultFile, "sex.xlsx"},
		{"BrokenList", nil, fstest.MapFS{"sex.csv": file("x")}, "sex.csv", form.FaultSyntax, "x"},
		{"OtherKind", fstest.MapFS{"cat.json": file(own)}, nil, "cat.json", form.FaultValue, form.OwnQuestionnaire + "dog"},
		{"NoTitle", fstest.MapFS{"dog.json": file(strings.Replace(own, `"title":"犬",`, "", 1))}, nil, "dog.json", form.FaultMissing, "title"},
		{"NoText", fstest.MapFS{"dog.json": file(strings.Replace(own, `"text":"名",`, "", 1))}, nil, "dog.json", form.FaultMissing, "text"},
		{"LinkIDNoField", fstest.MapFS{"dog.json": file(strings.Replace(own, `"a"`, `"A.1"`, 1))}, nil, "dog.json", form.FaultValue, "A.1"},
		{"RefersToNothing", fstest.MapFS{"dog.json": file(strings.Replace(own, `"type":"string"`, `"type":"string",`+ext(form.OwnExtension+"refers-to", `"valueCode":"cat"`), 1))}, nil, "dog.json", form.FaultReference, "cat"},
		{"UnknownGroup", fstest.MapFS{"dog.json": file(strings.Replace(own, `"item":`, ext(form.OwnExtension+"narrow", `"valueCode":"kitchen"`)+`,"item":`, 1))}, nil, "dog.json", form.FaultValue, "kitchen"},
		{"NarrowRequired", fstest.MapFS{"dog.json": file(strings.Replace(own, `"type":"string"`, `"type":"string","required":true,`+ext(form.OwnExtension+"narrow", `"valueCode":"health"`), 1))}, nil, "dog.json", form.FaultSubset, "a"},
		{"NarrowTellsOthers", fstest.MapFS{"dog.json": file(strings.Replace(own, `"type":"string"}`, `"type":"string",`+ext(form.OwnExtension+"narrow", `"valueCode":"health"`)+
			`},{"linkId":"b","text":"歳","type":"integer","enableWhen":[{"question":"a","operator":"exists","answerBoolean":true}]}`, 1))}, nil, "dog.json", form.FaultReference, "b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := form.LoadLibrary(tt.forms, tt.codes)
			var r *form.Refused
			if l != nil || !errors.As(err, &r) {
				t.Fatalf("got %v, want a refusal", err)
			}
			if f := r.Faults[0]; f.File != tt.file || f.Code != tt.code || f.Name != tt.what {
				t.Errorf("got %+v, want %s in %s naming %q", f, tt.code, tt.file, tt.what)
			}
		})
	}
}

func TestDisplay(t *testing.T) {
	l := library(t)
	tests := []struct{ list, code, lang, want string }{
		{"case_class", "expectant", "ja", "特定妊婦"},
		{"case_class", "protection", "en", "Child in need of protection"},
		{"case_class", "unheard_of", "ja", "unheard_of"},
		{"no_such_list", "x", "ja", "x"},
	}
	for _, tt := range tests {
		if got := l.Display(tt.list, tt.code, tt.lang); got != tt.want {
			t.Errorf("%s %s %s: got %q, want %q", tt.list, tt.code, tt.lang, got, tt.want)
		}
	}
}
