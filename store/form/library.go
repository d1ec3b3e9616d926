package form

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Library holds all forms and code lists of a program.
type Library struct {
	forms map[string]*Form
	kinds []string
	lists Lists
}

// LoadLibrary reads every KIND.json of one folder and every NAME.csv of
// another. Any other file in them is refused, as is a form that names another
// form or a code list that is not there. The error is a *Refused with the
// faults of all files.
func LoadLibrary(forms, codes fs.FS) (*Library, error) {
	l := &Library{forms: map[string]*Form{}, lists: Lists{}}
	faults := eachFile(codes, ".csv", func(file, name string, data []byte) error {
		list, err := ParseCodeList(file, name, data)
		l.lists[name] = list
		return err
	})
	if len(faults) > 0 {
		return nil, &Refused{Faults: faults}
	}
	faults = eachFile(forms, ".json", func(file, kind string, data []byte) error {
		f, err := Parse(file, data, l.lists)
		if err == nil {
			err = f.checkNames(file)
		}
		if err == nil {
			l.forms[kind] = f
			l.kinds = append(l.kinds, kind)
		}
		return err
	})
	if len(faults) == 0 {
		faults = l.checkKinds()
	}
	if len(faults) > 0 {
		return nil, &Refused{Faults: faults}
	}
	return l, nil
}

func eachFile(dir fs.FS, suffix string, use func(file, name string, data []byte) error) []Fault {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return []Fault{{File: ".", Code: FaultFile, Detail: err.Error()}}
	}
	var faults []Fault
	for _, e := range entries {
		file := e.Name()
		name, ok := strings.CutSuffix(file, suffix)
		if !ok || e.IsDir() || !isKind(name) {
			faults = append(faults, Fault{File: file, Code: FaultFile, Name: file, Detail: "want name" + suffix})
			continue
		}
		data, err := fs.ReadFile(dir, file)
		if err != nil {
			faults = append(faults, Fault{File: file, Code: FaultFile, Name: file, Detail: err.Error()})
			continue
		}
		if refused, ok := use(file, name, data).(*Refused); ok && refused != nil {
			faults = append(faults, refused.Faults...)
		}
	}
	return faults
}

func isKind(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c == '_' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return s != ""
}

// checkNames holds a form of the library to its file's name, and its items to
// names that can be fields.
func (f *Form) checkNames(file string) error {
	var faults []Fault
	fault := func(p string, code FaultCode, name, detail string) {
		faults = append(faults, Fault{File: file, Path: p, Code: code, Name: name, Detail: detail})
	}
	if path.Base(f.URL) != f.Kind {
		fault("url", FaultValue, f.URL, "must end in /"+f.Kind)
	}
	if f.Title == "" {
		fault("", FaultMissing, "title", "")
	}
	if f.Version == "" {
		fault("", FaultMissing, "version", "")
	}
	for _, it := range f.order {
		if !isKind(it.LinkID) {
			fault("item", FaultValue, it.LinkID, "a linkId is made of small letters, digits and _")
		}
		if it.Text == "" {
			fault("item", FaultMissing, "text", it.LinkID)
		}
	}
	if len(faults) > 0 {
		return &Refused{Faults: faults}
	}
	return nil
}

// checkKinds checks that the kinds which items refer to are forms.
func (l *Library) checkKinds() []Fault {
	var faults []Fault
	for _, kind := range l.kinds {
		for _, it := range l.forms[kind].order {
			kinds := slices.Clone(it.Forms)
			if it.Refers != "" && it.Refers != "staff" {
				kinds = append(kinds, it.Refers)
			}
			for _, other := range kinds {
				if l.forms[other] == nil {
					faults = append(faults, Fault{File: kind + ".json", Path: "item", Code: FaultReference,
						Name: other, Detail: "no such form, wanted by " + it.LinkID})
				}
			}
		}
	}
	return faults
}

// Form gives the form of a kind of record, or nil.
func (l *Library) Form(kind string) *Form { return l.forms[kind] }

// Forms gives all forms in the order of their kinds.
func (l *Library) Forms() []*Form {
	var all []*Form
	for _, kind := range l.kinds {
		all = append(all, l.forms[kind])
	}
	return all
}

// CodeList gives a code list by name, or nil.
func (l *Library) CodeList(name string) *CodeList { return l.lists[name] }

// Display gives the name of a code in a language: "en", or else Japanese. A
// code or list that is not known gives the code itself, so that a record of
// another city is still readable.
func (l *Library) Display(list, code, lang string) string {
	if l.lists[list] != nil {
		if c, ok := l.lists[list].Code(code); ok {
			return c.Label(lang)
		}
	}
	return code
}
