package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/form"
)

// replaceable are the kinds whose form a center may replace, each with the
// items that the program itself fills in or reads.
var replaceable = map[string][]string{
	KindRisk: {"subject", "on", "phase", "unknown_count", "severity", "next_on"},
}

// TemplateFault is a template that does not load on this station.
type TemplateFault struct {
	Record  uuid.UUID
	Title   string
	Version string
	Refused *form.Refused
}

// ImportTemplate reads a questionnaire that replaces a built-in form of its
// kind for new records. What does not load is refused with *form.Refused; the
// form in use stays.
func (s *Store) ImportTemplate(ctx context.Context, kind, file string, data []byte) error {
	library, err := s.override(s.c.Library, kind, file, data)
	if err != nil {
		return fmt.Errorf("import template: %w", err)
	}
	f := library.Form(kind)
	_, err = s.Put(ctx, Write{Case: s.Office(), Record: newID(s.c), Kind: KindTemplate, Set: map[string]any{
		"kind": kind, "version": f.Version, "title": f.Title, "body": string(data),
		"imported_on": casework.DateOf(s.c.Now()).String(), "note": file,
	}})
	if err != nil {
		return fmt.Errorf("import template: %w", err)
	}
	return nil
}

// override gives a library with one form replaced.
func (s *Store) override(library *form.Library, kind, file string, data []byte) (*form.Library, error) {
	keep, ok := replaceable[kind]
	if !ok {
		return nil, &form.Refused{Faults: []form.Fault{{File: file, Code: form.FaultReference, Name: kind, Detail: "this form cannot be replaced"}}}
	}
	return library.With(kind, file, data, keep...)
}

// TemplateFaults lists the templates that do not load on this station: an
// older one of the kind, or the built-in form, is in use instead.
func (s *Store) TemplateFaults() []TemplateFault {
	s.shared.RLock()
	defer s.shared.RUnlock()
	return slices.Clone(s.templateFaults)
}

// loadTemplates makes the library of the built-in forms and, of each kind that
// has some, the newest template that loads.
func (s *Store) loadTemplates(ctx context.Context) error {
	f, err := s.fileOf(ctx, s.db.SQL(), s.Office(), KindTemplate)
	if err != nil {
		return s.fault(err)
	}
	library, faults := s.withTemplates(f.Of(KindTemplate))
	s.shared.Lock()
	s.library, s.templateFaults = library, faults
	s.shared.Unlock()
	return nil
}

func (s *Store) withTemplates(templates []*casework.Entry) (*form.Library, []TemplateFault) {
	slices.SortFunc(templates, func(a, b *casework.Entry) int {
		return cmp.Or(strings.Compare(b.Text("imported_on"), a.Text("imported_on")), b.Written.Compare(a.Written), strings.Compare(b.ID, a.ID))
	})
	library, done := s.c.Library, map[string]bool{}
	var faults []TemplateFault
	for _, t := range templates {
		kind := t.Text("kind")
		if done[kind] {
			continue
		}
		next, err := s.override(library, kind, t.Text("note"), []byte(t.Text("body")))
		if err != nil {
			fault := TemplateFault{Record: parseID(t.ID), Title: t.Text("title"), Version: t.Text("version")}
			errors.As(err, &fault.Refused)
			faults = append(faults, fault)
			continue
		}
		library, done[kind] = next, true
	}
	return library, faults
}
