package form

import (
	"path"
	"strings"
)

// The canonical addresses that this program gives its forms, lists and
// extensions.
const (
	OwnQuestionnaire = "https://yorisoi.example/fhir/Questionnaire/"
	OwnValueSet      = "https://yorisoi.example/fhir/ValueSet/"
	OwnCodeSystem    = "https://yorisoi.example/fhir/CodeSystem/"
	OwnExtension     = "https://yorisoi.example/fhir/StructureDefinition/"
)

// Lists are code lists by name.
type Lists map[string]*CodeList

// Parse reads one FHIR R5 Questionnaire. The file name gives the kind and
// appears in faults; nothing is opened. The error is a *Refused.
func Parse(file string, data []byte, lists Lists) (*Form, error) {
	f, r, _ := parse(file, data, lists)
	if len(r.faults) > 0 {
		return nil, &Refused{Faults: r.faults}
	}
	return f, nil
}

// parse also gives the reader and the tree, so that tests can count what was
// read.
func parse(file string, data []byte, lists Lists) (*Form, *reader, *node) {
	f := &Form{
		Kind:  strings.TrimSuffix(path.Base(file), ".json"),
		Kept:  map[string]string{},
		byID:  map[string]*Item{},
		lists: map[string]*CodeList{},
	}
	r := &reader{file: file, form: f, lists: lists, places: map[*Item]*node{}}
	root, fault := decodeTree(file, data)
	if fault != nil {
		r.faults = append(r.faults, *fault)
		return f, r, nil
	}
	r.questionnaire(root)
	if len(r.faults) == 0 {
		r.check()
	}
	return f, r, root
}

// keptElements have no effect on filling in a form.
var keptElements = []string{
	"id", "meta", "language", "text", "identifier", "versionAlgorithmString", "versionAlgorithmCoding",
	"experimental", "subjectType", "publisher", "contact", "description", "useContext",
	"jurisdiction", "purpose", "copyright", "copyrightLabel", "effectivePeriod", "code",
}

func (r *reader) questionnaire(root *node) {
	f := r.form
	if root.shape != object {
		r.fault(root, FaultShape, "Questionnaire", "want object, got "+string(root.shape))
		return
	}
	root.read = true
	if kind := r.need(root, "resourceType"); kind != "Questionnaire" && kind != "" {
		r.refuse(root, FaultValue, kind, "resourceType must be Questionnaire")
		return
	}
	f.URL = r.str(root, "url")
	f.Version = r.str(root, "version")
	f.Name = r.str(root, "name")
	f.Title, f.TitleEn = r.translated(root, "title")
	f.Status = r.need(root, "status")
	if !oneOf(f.Status, "draft", "active", "retired", "unknown", "") {
		r.fault(root.members["status"], FaultValue, f.Status, "want draft, active, retired or unknown")
	}
	r.keep(root, keptElements...)
	r.dates(root, "date", "approvalDate", "lastReviewDate")
	r.contained(root)
	rules := r.rootExtensions(root)
	if root.members["item"] == nil {
		r.missing(root, "item")
	}
	f.Items = r.items(root, nil)
	for _, check := range r.later {
		check()
	}
	for _, ext := range rules {
		r.rule(ext)
	}
	r.rest(root)
}

// dates keeps dates of the form itself, which may be a year or a month only.
func (r *reader) dates(n *node, keys ...string) {
	for _, key := range keys {
		s := r.str(n, key)
		if s == "" {
			continue
		}
		if !isPartialDate(s) && !isDateTime(s) {
			r.fault(n.members[key], FaultDate, s, "")
		}
		r.keep(n, key)
	}
}

func oneOf(s string, all ...string) bool {
	for _, a := range all {
		if s == a {
			return true
		}
	}
	return false
}

// contained reads the value sets that a form brings along; each must list its
// codes one by one.
func (r *reader) contained(root *node) {
	for _, n := range r.objects(root, "contained") {
		if kind := r.need(n, "resourceType"); kind != "ValueSet" {
			r.refuse(n, FaultValue, kind, "only a ValueSet may be contained")
			continue
		}
		list := &CodeList{Name: r.need(n, "id"), byCode: map[string]int{}}
		r.keep(n, "meta", "language", "text", "url", "identifier", "version", "name", "title", "status",
			"experimental", "date", "publisher", "contact", "description", "useContext", "jurisdiction",
			"immutable", "purpose", "copyright", "copyrightLabel")
		if _, twice := r.form.lists[list.Name]; twice || r.lists[list.Name] != nil {
			r.fault(n, FaultDuplicateKey, list.Name, "a code list of this name is there already")
		}
		r.concepts(n, list)
		r.form.lists[list.Name] = list
	}
}

func (r *reader) concepts(n *node, list *CodeList) {
	compose := r.member(n, "compose", object)
	if compose == nil {
		r.missing(n, "compose")
		return
	}
	for _, include := range r.objects(compose, "include") {
		system := r.str(include, "system")
		if include.members["concept"] == nil {
			r.fault(include, FaultSubset, "include", "codes must be listed one by one")
		}
		for _, c := range r.objects(include, "concept") {
			code := Code{Code: r.need(c, "code"), system: system}
			code.Ja, code.En = r.translated(c, "display")
			if code.Ja == "" {
				code.Ja = code.Code
			}
			if !list.add(code) {
				r.fault(c, FaultDuplicateCode, code.Code, "")
			}
		}
	}
	if len(list.Codes) == 0 && len(r.faults) == 0 {
		r.fault(compose, FaultMissing, "concept", "")
	}
}
